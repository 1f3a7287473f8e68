//! How a device becomes one of the store's: with a one-time code that a manager made.

use regard_domain::ids::{AssociateId, CompanyId, DeviceId, StoreId};
use regard_domain::words::Role;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// `POST /v1/enrol`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The one-time code, in any case, with or without its dash.
    pub code: String,
    /// What the device is called on the manager's list ("Marta's phone").
    pub device_name: String,
    /// The operating system: `android`, `ios`, `linux`, `macos`, `windows`.
    pub platform: String,
    /// The first life of the device's database.
    pub incarnation: Uuid,
}

/// The answer to an [`EnrolRequest`]. Its `Debug` hides the token.
#[derive(Clone, Serialize, Deserialize)]
pub struct Enrolled {
    /// Whose device it is.
    pub company_id: CompanyId,
    /// The device.
    pub device_id: DeviceId,
    /// Who uses it.
    pub associate_id: AssociateId,
    /// What they may do.
    pub role: Role,
    /// Where they work.
    pub store_id: StoreId,
    /// The secret of every later request (`Authorization: Bearer …`); the server keeps its hash.
    pub token: String,
}

impl std::fmt::Debug for Enrolled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Enrolled")
            .field("device_id", &self.device_id)
            .field("associate_id", &self.associate_id)
            .field("role", &self.role)
            .field("store_id", &self.store_id)
            .finish_non_exhaustive()
    }
}

/// What the server says of itself without being asked who asks (`GET /v1/hello`).
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Hello {
    /// Always `regard`, so that an address typed wrong is told apart.
    pub product: String,
    /// The server's version.
    pub version: String,
    /// The newest schema it knows.
    pub schema: u32,
    /// What the company calls itself.
    pub company: String,
}

//! The associate and the device, as every act knows them.

use regard_domain::ids::{AssociateId, CompanyId, DeviceId, StoreId};
use regard_domain::words::Role;

/// Who acts, on which device, for which store. Made when the device is enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose device it is.
    pub company_id: CompanyId,
    /// The device.
    pub device_id: DeviceId,
    /// What it is called.
    pub device_name: String,
    /// Who uses it.
    pub associate_id: AssociateId,
    /// What they may do.
    pub role: Role,
    /// Where they work.
    pub store_id: StoreId,
    /// The server's address.
    pub server: String,
}

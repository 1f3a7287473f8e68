//! Who of those on the screen is still on this device, and how they look now.

use regard_domain::ids::CustomerId;

use super::find::{most, rows_of};
use super::screens::{CustomerRow, LookAgain};
use crate::app::App;
use crate::error::CommandError;
use crate::viewer::Viewer;

/// The rows of these customers, in that order. Whoever was erased or left the device is not among
/// them.
pub async fn look_again(app: &App, args: LookAgain) -> Result<Vec<CustomerRow>, CommandError> {
    let session = app.session()?;
    let ids: Vec<CustomerId> = args.customer_ids.into_iter().take(most(u32::MAX)).collect();
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, app.now())?;
        Ok(rows_of(conn, &viewer, &ids)?)
    })
}

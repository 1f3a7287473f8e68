//! Erases a customer, because they asked for it. It can't be taken back.
//!
//! Here nobody sees them any more from now on. All that hangs on them goes for good, here too, when the
//! server hears of it, and on every other device as it hears of it.

use super::screens::EraseCustomer;
use crate::app::App;
use crate::database::{customers, one_person};
use crate::error::{CommandError, Refusal};
use crate::session::screens::Nothing;

/// Erases them, with every record that is theirs.
pub async fn erase_customer(app: &App, asked: EraseCustomer) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let conn = edit.connection();
        let customer = customers::customer(conn, asked.customer_id)?
            .ok_or_else(|| CommandError::not_found("customer"))?;
        if !same(&customer.name(), &asked.typed_name) {
            return Err(CommandError::invalid("typedName", Refusal::OtherNameTyped));
        }
        // Each by itself: until the server hears of it, the next record would show in place of the first.
        let others = one_person::other_records(conn, customer.id)?;
        for record in [customer.id].into_iter().chain(others) {
            if customers::record(conn, record)?.is_some() {
                edit.erase("customer", record.0)?;
            }
        }
        Ok(Nothing {})
    })
}

/// Upper and lower case alike, and however many spaces.
fn same(name: &str, typed: &str) -> bool {
    let words =
        |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_lowercase).collect() };
    words(name) == words(typed)
}

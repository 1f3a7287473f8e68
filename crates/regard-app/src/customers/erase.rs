//! Erases a customer, because they asked for it: here at once, and on the server and every other device
//! as soon as they hear of it. It can't be taken back.

use super::screens::EraseCustomer;
use crate::app::App;
use crate::database::customers;
use crate::error::CommandError;
use crate::session::screens::Nothing;

/// Erases them, with every record that is theirs and all that hangs on it.
pub async fn erase_customer(app: &App, asked: EraseCustomer) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let conn = edit.connection();
        let customer = customers::customer(conn, asked.customer_id)?
            .ok_or_else(|| CommandError::not_found("customer"))?;
        if !same(&customer.name(), &asked.typed_name) {
            return Err(CommandError::invalid(
                "typedName",
                "Type the customer’s name as it stands on their page.",
            ));
        }
        // The server erases the other records that are this person along with it.
        edit.erase("customer", customer.id.0)?;
        Ok(Nothing {})
    })
}

/// Upper and lower case alike, and however many spaces.
fn same(name: &str, typed: &str) -> bool {
    let words =
        |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_lowercase).collect() };
    words(name) == words(typed)
}

//! Adds a phone number or an e-mail address to a customer.

use regard_domain::words::Channel;

use super::add::{add_email, add_phone, line};
use super::screens::{AddAddress, Story};
use super::story::story;
use crate::app::App;
use crate::database::customers;
use crate::error::CommandError;
use crate::viewer::Viewer;

/// Adds an address as it was typed. One that is there already is not added again.
pub async fn add_address(app: &App, args: AddAddress) -> Result<Story, CommandError> {
    let id = args.customer_id;
    let typed = line("typed", &args.typed)?;
    let label = match &args.label {
        Some(label) => Some(line("label", label)?).filter(|label| !label.is_empty()),
        None => None,
    };
    app.database()?.write(|edit| {
        if customers::customer(edit.connection(), id)?.is_none() {
            return Err(CommandError::not_found("customer"));
        }
        match args.channel {
            Channel::Sms | Channel::Whatsapp => {
                add_phone(edit, id, &typed, label.as_deref())?;
            }
            Channel::Email => {
                add_email(edit, id, &typed, label.as_deref())?;
            }
        }
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        story(edit.connection(), &viewer, id, None)?
            .ok_or_else(|| CommandError::not_found("customer"))
    })
}

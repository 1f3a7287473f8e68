//! Takes two customers apart who were merged and are two people after all. Each is again what it was.

use regard_domain::ids::CustomerId;

use super::screens::{Story, TakeApartCustomers};
use super::story::story;
use crate::app::App;
use crate::database::one_person;
use crate::error::CommandError;
use crate::viewer::Viewer;

/// Takes two apart; answers the page of the one whose name was to stay. Doing it twice is doing it
/// once.
pub async fn take_apart_customers(
    app: &App,
    args: TakeApartCustomers,
) -> Result<Story, CommandError> {
    app.database()?.write(|edit| {
        let conn = edit.connection();
        let alias = one_person::by_id(conn, args.alias_id.0)?
            .ok_or_else(|| CommandError::not_found("customer"))?
            .alias;
        let goes = alias.beside(alias.stays).unwrap_or(alias.customer);
        edit.take_apart(alias.id)?;
        let left = one_person::of_record(conn, goes)?;
        if left.records.contains(&alias.stays) {
            // Somebody else had merged them another way round, too: what was to go goes.
            let others = left.aliases.iter();
            for other in others.filter(|other| other.beside(goes).is_some()) {
                edit.take_apart(other.id)?;
            }
        }
        let viewer = Viewer::of_session(conn, edit.me(), edit.now())?;
        // The one that stays may have gone to another store meanwhile.
        for record in [alias.stays, goes] {
            if let Some(story) = story(conn, &viewer, CustomerId(record), None)? {
                return Ok(story);
            }
        }
        Err(CommandError::not_found("customer"))
    })
}

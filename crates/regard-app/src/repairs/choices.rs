//! What the take-in screen offers: the customer's pieces, who can be told, the next envelope.

use regard_domain::ids::{CustomerId, StoreId};
use rusqlite::Connection;

use super::price::store_currency;
use super::screens::{PersonChoice, PieceChoice, TakeInChoices};
use crate::app::App;
use crate::customers::screens::OpenCustomer;
use crate::database::pieces::Piece;
use crate::database::{customers, pieces, purchases, relations, repairs};
use crate::error::CommandError;
use crate::viewer::Viewer;

/// Offers what there is to choose from.
pub async fn take_in_choices(
    app: &App,
    asked: OpenCustomer,
) -> Result<TakeInChoices, CommandError> {
    let me = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &me, app.now())?;
        let customer = asked.customer_id;
        if customers::customer(conn, customer)?.is_none() {
            return Err(CommandError::not_found("customer"));
        }
        Ok(TakeInChoices {
            pieces: piece_choices(conn, &viewer, customer)?,
            people: people(conn, &viewer, customer)?,
            envelope: next_envelope(conn, viewer.store_id)?,
            currency: store_currency(conn, &viewer)?,
        })
    })
}

/// The customer's own pieces, then those they bought for others; in each the newest first. A gift that
/// they may not know of is not among them: they stand in front of the list.
fn piece_choices(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Vec<PieceChoice>> {
    let secret = pieces::secret_from(conn, customer, viewer.today)?;
    let mut choices: Vec<PieceChoice> = Vec::new();
    let own = pieces::of_customer(conn, customer)?.into_iter();
    for piece in own.filter(|piece| !secret.contains(&piece.id)) {
        choices.push(choice(conn, piece)?);
    }
    for purchase in purchases::of_customer(conn, customer)? {
        let Some(id) = purchase.piece_id else {
            continue;
        };
        if !secret.contains(&id)
            && choices.iter().all(|known| known.piece_id != id)
            && let Some(piece) = pieces::piece(conn, id)?
        {
            choices.push(choice(conn, piece)?);
        }
    }
    choices.sort_by_key(|choice| {
        (
            choice.customer_id != customer,
            std::cmp::Reverse(choice.bought_on),
        )
    });
    Ok(choices)
}

fn choice(conn: &Connection, piece: Piece) -> rusqlite::Result<PieceChoice> {
    let bought_on = purchases::of_piece(conn, piece.id)?
        .into_iter()
        .map(|purchase| purchase.bought_on)
        .max();
    Ok(PieceChoice {
        piece_id: piece.id,
        customer_id: piece.customer_id,
        kind: piece.kind,
        description: piece.description,
        bought_on,
    })
}

/// The customer first, then the people of their household who have a page.
pub(super) fn people(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Vec<PersonChoice>> {
    let mut people = Vec::new();
    let everyone = std::iter::once((customer, None)).chain(
        relations::household(conn, customer, viewer.today)?
            .into_iter()
            .map(|(other, kind)| (other, Some(kind))),
    );
    for (id, relation) in everyone {
        if let Some(person) = customers::customer(conn, id)? {
            people.push(PersonChoice {
                customer_id: id,
                name: person.name(),
                relation,
            });
        }
    }
    Ok(people)
}

/// The number after the one that was used last, as it is written there (`R-0099` → `R-0100`), and
/// not that of an envelope in the store. A proposal: the number on the paper counts.
pub fn next_envelope(conn: &Connection, store: StoreId) -> rusqlite::Result<String> {
    let newest = repairs::newest_envelope(conn, store)?.unwrap_or_default();
    let mut proposal = after(&newest);
    while repairs::envelope_is_open(conn, store, &proposal)? {
        proposal = after(&proposal);
    }
    Ok(proposal)
}

/// The number counted up by one; digits keep their number of places.
fn after(number: &str) -> String {
    let front = number.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = number.strip_prefix(front).unwrap_or_default();
    let width = digits.len();
    // More places than any envelope has: start anew behind the same front.
    let next = digits.parse::<u64>().unwrap_or(0).saturating_add(1);
    format!("{front}{next:0width$}")
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn the_next_number_is_written_like_the_last() {
        assert_eq!(after("1042"), "1043");
        assert_eq!(after("R-0099"), "R-0100");
        assert_eq!(after("999"), "1000");
        assert_eq!(after("blue"), "blue1");
        assert_eq!(after(""), "1");
    }
}

//! Everything about messages that is stuck, in one list for whoever manages the store.

use regard_domain::message::{MessageState, StateReason};

use super::cards;
use super::replies::card as reply_card;
use super::thread_screens::{StrayCard, Stuck};
use crate::app::App;
use crate::database::replies;
use crate::error::CommandError;
use crate::session::screens::Nothing;
use crate::viewer::Viewer;

/// The most of each kind that is listed.
const MOST: u32 = 100;

/// Lists what needs attention, what did not arrive, what waits for set-up, and who waits for an
/// answer.
pub async fn stuck(app: &App, _: Nothing) -> Result<Stuck, CommandError> {
    let me = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &me, app.now())?;
        let (needs_attention, not_delivered) = cards::failed(conn, &viewer)?
            .into_iter()
            .partition(|card| card.state == MessageState::NeedsAttention);
        let waits_for_setup = cards::waiting(conn, &viewer)?
            .into_iter()
            .filter(|card| card.reason == Some(StateReason::StoreSetup))
            .collect();
        let replies = replies::open(conn, MOST)?
            .iter()
            .map(|row| reply_card(conn, &viewer, row))
            .collect::<rusqlite::Result<_>>()?;
        let strays = replies::strays(conn, MOST)?
            .into_iter()
            .map(|row| StrayCard {
                id: row.id,
                address: row.address,
                words: row.words,
                pictures: row.pictures,
                received_at: row.received_at,
            })
            .collect();
        Ok(Stuck {
            needs_attention,
            not_delivered,
            waits_for_setup,
            replies,
            strays,
        })
    })
}

//! A repair as a row of a list: where it stands, what it costs, whether the customer knows.

use chrono::{DateTime, Utc};
use regard_domain::ids::{CustomerId, OccurrenceId, PieceId, RepairId};
use regard_domain::repair::{RepairStanding, RepairState, StepKind, fold};
use regard_domain::words::PieceKind;
use rusqlite::Connection;

use super::price;
use super::screens::{Price, RepairCard};
use super::work_words::line_work;
use crate::customers::hard_times::gently;
use crate::customers::names;
use crate::database::messages::MessageRow;
use crate::database::pieces::Piece;
use crate::database::repair_steps::{self, RepairStepRow};
use crate::database::repairs::{self, RepairRow};
use crate::database::{customers, messages, pieces, repair_lines};
use crate::messages::cards as message_cards;
use crate::viewer::Viewer;

/// A repair with all that its card is made of.
#[derive(Debug, Clone)]
pub struct RepairFile {
    /// The repair.
    pub repair: RepairRow,
    /// Its steps in their order of time.
    pub steps: Vec<RepairStepRow>,
    /// Where it stands.
    pub standing: RepairStanding,
    /// The piece, when it is known.
    pub piece: Option<Piece>,
    /// The messages about it, the newest first.
    pub messages: Vec<MessageRow>,
}

impl RepairFile {
    /// Reads everything about the repair of that id; none when it is not on this device.
    pub fn read(conn: &Connection, id: RepairId) -> rusqlite::Result<Option<Self>> {
        repairs::by_id(conn, id)?
            .map(|repair| Self::of_row(conn, repair))
            .transpose()
    }

    /// Reads everything about a repair.
    pub fn of_row(conn: &Connection, repair: RepairRow) -> rusqlite::Result<Self> {
        let steps = repair_steps::of_repair(conn, repair.id)?;
        let standing = fold(&steps.iter().map(RepairStepRow::as_step).collect::<Vec<_>>());
        let piece = repair
            .piece_id
            .map(|id: PieceId| pieces::piece(conn, id))
            .transpose()?
            .flatten();
        let messages = messages::of_repair(conn, repair.id)?;
        Ok(Self {
            repair,
            steps,
            standing,
            piece,
            messages,
        })
    }

    /// As the store says the piece.
    pub fn piece_words(&self) -> String {
        self.piece.as_ref().map_or_else(
            || self.repair.description.clone(),
            |piece| piece.description.clone(),
        )
    }

    /// What kind of thing it is.
    pub fn piece_kind(&self) -> PieceKind {
        self.piece
            .as_ref()
            .map_or(PieceKind::Piece, |piece| piece.kind)
    }

    /// The step of the hand-over that counts.
    pub fn hand_over(&self) -> Option<&RepairStepRow> {
        (self.standing.state == RepairState::HandedOver)
            .then(|| {
                self.counting_steps()
                    .filter(|step| step.kind == StepKind::HandedOver)
                    .last()
            })
            .flatten()
    }

    /// The steps that were not taken back, in their order of time.
    pub fn counting_steps(&self) -> impl Iterator<Item = &RepairStepRow> {
        self.steps.iter().filter(|step| {
            step.kind != StepKind::Undone
                && !self.steps.iter().any(|other| other.undoes == Some(step.id))
        })
    }

    /// The price: with every promise honoured while it is in the store, as it was paid afterwards.
    pub fn price(&self, conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Price> {
        match self.hand_over().and_then(|step| step.charged) {
            Some(charged) => price::as_paid(conn, &self.repair, charged),
            None => Ok(price::of_repair(conn, viewer, &self.repair)?.price),
        }
    }

    /// The newest occurrence of its being ready, also after it was handed over.
    fn newest_occurrence(&self) -> Option<OccurrenceId> {
        matches!(
            self.standing.state,
            RepairState::Ready | RepairState::HandedOver
        )
        .then(|| OccurrenceId::of(self.repair.id, self.standing.times_ready))
        .filter(|_| self.standing.times_ready > 0)
    }

    /// Whether the customer knows that it is ready: a call, or a message that has not failed.
    pub fn told(&self) -> bool {
        let occurrence = self.newest_occurrence();
        occurrence.is_some()
            && (self.standing.told
                || self.messages.iter().any(|message| {
                    message.occurrence_id == occurrence && message_cards::may_have_arrived(message)
                }))
    }

    /// Since when it stands where it stands.
    pub fn since(&self) -> DateTime<Utc> {
        self.standing.since.unwrap_or(self.repair.taken_in_at)
    }

    /// The card.
    pub fn card(&self, conn: &Connection, viewer: &Viewer) -> rusqlite::Result<RepairCard> {
        let repair = &self.repair;
        let customer = customers::customer(conn, repair.customer_id)?;
        let lines = repair_lines::of_repair(conn, repair.id)?;
        let state = self.standing.state;
        let message = self
            .messages
            .first()
            .map(|message| message_cards::of_row(conn, viewer, message))
            .transpose()?;
        Ok(RepairCard {
            id: repair.id,
            customer_id: repair.customer_id,
            customer_name: names::display_name(conn, repair.customer_id)?,
            piece: self.piece_words(),
            piece_kind: self.piece_kind(),
            work: line_work(&lines),
            envelope: repair.envelope.clone(),
            state,
            since: self.since(),
            promised_for: repair.promised_for,
            late: state.is_in_store()
                && state != RepairState::Ready
                && repair.promised_for.is_some_and(|day| day < viewer.today),
            price: self.price(conn, viewer)?,
            told: self.told(),
            message,
            gently: gently(conn, viewer, customer.as_ref())?,
            on_device_only: repairs::is_on_device_only(conn, repair.id)?,
        })
    }
}

/// The card of that id; none when the repair is not on this device.
pub fn card(
    conn: &Connection,
    viewer: &Viewer,
    id: RepairId,
) -> rusqlite::Result<Option<RepairCard>> {
    RepairFile::read(conn, id)?
        .map(|file| file.card(conn, viewer))
        .transpose()
}

/// Every repair of a customer, the one taken in last first.
pub fn of_customer(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Vec<RepairCard>> {
    repairs::of_customer(conn, customer)?
        .into_iter()
        .map(|repair| RepairFile::of_row(conn, repair)?.card(conn, viewer))
        .collect()
}

/// A customer's repairs that lie in a store: ready ones first, then the one taken in last.
pub fn in_store_of_customer(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Vec<RepairCard>> {
    let mut cards = of_customer(conn, viewer, customer)?;
    cards.retain(|card| card.state.is_in_store());
    cards.sort_by_key(|card| card.state != RepairState::Ready);
    Ok(cards)
}

/// Every repair that lies in the viewer's store, in no order.
pub fn in_store(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Vec<RepairCard>> {
    repairs::in_store(conn, viewer.store_id)?
        .into_iter()
        .map(|repair| RepairFile::of_row(conn, repair)?.card(conn, viewer))
        .collect()
}

/// Every repair that is ready in the viewer's store, the longest ready first.
pub fn ready_files(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Vec<RepairFile>> {
    let mut files = repairs::ready_in_store(conn, viewer.store_id)?
        .into_iter()
        .map(|repair| RepairFile::of_row(conn, repair))
        .collect::<rusqlite::Result<Vec<_>>>()?;
    files.sort_by_key(|file| (file.since(), file.repair.id));
    Ok(files)
}

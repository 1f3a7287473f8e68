//! Takes a piece in: envelope, the customer's own words, work and prices, and who is told how.
//!
//! One act writes the repair, its lines, its first step, the piece when it was not known, and the
//! consent when the customer gave it.

use regard_domain::ids::{CustomerId, PieceId, RepairId, RepairLineId, RepairStepId};
use regard_domain::repair::StepKind;
use regard_domain::words::{Channel, PieceKind, Purpose};
use serde_json::json;

use super::find_envelope::tidy_envelope;
use super::price::{check_price, store_currency};
use super::screens::{RepairCard, TakeInRepair};
use super::steps::{self, words};
use super::work_words::word_for;
use crate::app::App;
use crate::database::{Edit, customers, pieces, repairs};
use crate::error::{CommandError, Refusal};
use crate::messages::record_consent;
use crate::viewer::Viewer;

/// The words that a customer is asked with at take-in, so that the ledger says what was agreed to:
/// "May we text or write to you about this piece?"
const CONSENT_WORDING: &str = "take-in 1";

/// Takes a piece in.
pub async fn take_in_repair(app: &App, asked: TakeInRepair) -> Result<RepairCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let id = take_in(edit, &asked)?;
        steps::card(edit, id)
    })
}

/// The repair inside an act.
pub fn take_in(edit: &mut Edit<'_>, asked: &TakeInRepair) -> Result<RepairId, CommandError> {
    let conn = edit.connection();
    let viewer = Viewer::of_session(conn, edit.me(), edit.now())?;
    let people = [Some(asked.customer_id), asked.tell_id, asked.dropped_off_by];
    for id in people.into_iter().flatten() {
        if customers::customer(conn, id)?.is_none() {
            return Err(CommandError::not_found("customer"));
        }
    }
    let envelope = tidy_envelope(&asked.envelope);
    if envelope.is_empty() {
        return Err(CommandError::invalid("envelope", Refusal::EnvelopeMissing));
    }
    if repairs::envelope_is_open(conn, viewer.store_id, &envelope)? {
        return Err(CommandError::invalid("envelope", Refusal::EnvelopeTaken));
    }
    if asked.lines.is_empty() {
        return Err(CommandError::invalid("lines", Refusal::WorkMissing));
    }
    for line in &asked.lines {
        check_price(line.price)?;
    }
    let (piece, description) = known_piece(edit, asked)?;
    let id = RepairId(edit.new_id());
    edit.add(
        "repair",
        id,
        json!({
            "customer_id": asked.customer_id,
            "piece_id": piece,
            "store_id": viewer.store_id,
            "envelope": envelope,
            "description": description,
            "customer_words": words(asked.customer_words.as_deref()),
            "condition": words(asked.condition.as_deref()),
            "currency": store_currency(conn, &viewer)?,
            "promised_for": asked.promised_for,
            "tell_id": asked.tell_id.filter(|told| *told != asked.customer_id),
            "tell_by": asked.tell_by.as_ref().map_or("call", AsRef::as_ref),
            "taken_in_by": viewer.me,
            "taken_in_at": edit.now(),
            "dropped_off_by": asked.dropped_off_by,
        }),
    )?;
    write_lines(edit, asked, id)?;
    let step = RepairStepId(edit.new_id());
    edit.add(
        "repair_step",
        step,
        json!({
            "repair_id": id,
            "customer_id": asked.customer_id,
            "kind": StepKind::TakenIn,
            "at": edit.now(),
            "by_id": viewer.me,
        }),
    )?;
    if asked.consent {
        write_consent(edit, asked)?;
    }
    Ok(id)
}

/// The piece and what it is called; one that the store did not know gets a page of its own.
fn known_piece(
    edit: &mut Edit<'_>,
    asked: &TakeInRepair,
) -> Result<(PieceId, String), CommandError> {
    if let Some(id) = asked.piece_id {
        let piece = pieces::piece(edit.connection(), id)?
            .ok_or_else(|| CommandError::not_found("piece"))?;
        return Ok((id, piece.description));
    }
    let description = words(asked.description.as_deref())
        .ok_or_else(|| CommandError::invalid("description", Refusal::PieceMissing))?;
    let id = PieceId(edit.new_id());
    edit.add(
        "piece",
        id,
        json!({
            "customer_id": asked.customer_id,
            "kind": asked.piece_kind.unwrap_or(PieceKind::Piece),
            "description": description,
        }),
    )?;
    Ok((id, description.to_owned()))
}

fn write_lines(
    edit: &mut Edit<'_>,
    asked: &TakeInRepair,
    repair: RepairId,
) -> Result<(), CommandError> {
    for (line, position) in asked.lines.iter().zip(1i64..) {
        let id = RepairLineId(edit.new_id());
        let description = words(Some(&line.description)).unwrap_or_else(|| word_for(line.work));
        edit.add(
            "repair_line",
            id,
            json!({
                "repair_id": repair,
                "customer_id": asked.customer_id,
                "work": line.work,
                "description": description,
                "price": line.price,
                "position": position,
            }),
        )?;
    }
    Ok(())
}

/// Writes the consent down for the address that will be written to.
fn write_consent(edit: &mut Edit<'_>, asked: &TakeInRepair) -> Result<(), CommandError> {
    let told = asked.tell_id.unwrap_or(asked.customer_id);
    let (channel, address) = address_of(edit, told, asked.tell_by)?
        .ok_or_else(|| CommandError::invalid("consent", Refusal::ConsentAboutNothing))?;
    record_consent::add(
        edit,
        &record_consent::Statement {
            customer: told,
            address: &address,
            channel,
            purpose: Purpose::Service,
            given: true,
            basis: "at drop-off",
            wording: Some(CONSENT_WORDING),
            evidence: None,
        },
    )
}

/// The address by that channel, the preferred one first; by any channel when none was chosen.
fn address_of(
    edit: &Edit<'_>,
    who: CustomerId,
    by: Option<Channel>,
) -> rusqlite::Result<Option<(Channel, String)>> {
    let conn = edit.connection();
    if by.is_none_or(Channel::is_by_number) {
        let number = customers::phones(conn, who)?
            .into_iter()
            .find_map(|phone| phone.e164);
        if let Some(number) = number {
            return Ok(Some((by.unwrap_or(Channel::Sms), number)));
        }
    }
    if by.is_none_or(|by| !by.is_by_number()) {
        let address = customers::emails(conn, who)?.into_iter().next();
        return Ok(address.map(|email| (Channel::Email, email.address.trim().to_lowercase())));
    }
    Ok(None)
}

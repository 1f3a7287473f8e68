//! Gives the piece back, with every promise honoured unless someone wrote down why not.
//!
//! What was paid stands in the step; what became of each promise stands in its ledger. Both are
//! written at one moment, so that a hand-over that is taken back takes its uses back with it.

use chrono::{DateTime, Utc};
use regard_domain::ids::PromiseUseId;
use regard_domain::money::Minor;
use regard_domain::promise::UseKind;
use regard_domain::repair::{RepairState, StepKind};
use serde_json::json;

use super::price::{self, Priced};
use super::screens::{HandOverRepair, RepairCard};
use super::steps;
use crate::app::App;
use crate::database::{Edit, customers};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::repairs::cards::RepairFile;
use crate::viewer::Viewer;

/// The fewest letters of a reason to charge in spite of a promise.
const FEWEST_LETTERS: usize = 3;

/// Hands a repair over.
pub async fn hand_over_repair(
    app: &App,
    asked: HandOverRepair,
) -> Result<RepairCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let file = steps::file(edit, asked.repair_id)?;
        if file.standing.state == RepairState::HandedOver {
            return Err(CommandError::new(
                ErrorCode::Conflict,
                Refusal::HandedOverAlready,
            ));
        }
        if !file.standing.state.allows(StepKind::HandedOver) {
            return Err(steps::moved_on());
        }
        let collected_by = asked.collected_by.unwrap_or(file.repair.customer_id);
        if customers::customer(edit.connection(), collected_by)?.is_none() {
            return Err(CommandError::not_found("customer"));
        }
        let reason = asked
            .charge_anyway
            .as_deref()
            .map(written_reason)
            .transpose()?;
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        let priced = price::of_repair(edit.connection(), &viewer, &file.repair)?;
        let charged = match reason {
            Some(_) => priced.honest.quoted,
            None => priced.honest.to_pay,
        };
        // Where no promise takes anything off, the reason is a remark on the hand-over.
        let note = reason.filter(|_| priced.honest.quoted == priced.honest.to_pay);
        let at = steps::moment(edit, &file);
        steps::add(
            edit,
            &file,
            StepKind::HandedOver,
            json!({ "charged": charged, "collected_by": collected_by, "note": note }),
        )?;
        keep_in_ledger(edit, &file, &priced, reason, at)?;
        steps::card(edit, asked.repair_id)
    })
}

/// The reason without blanks around it.
fn written_reason(typed: &str) -> Result<&str, CommandError> {
    let reason = typed.trim();
    if reason.chars().filter(|c| c.is_alphabetic()).count() < FEWEST_LETTERS {
        return Err(CommandError::invalid(
            "chargeAnyway",
            Refusal::WhyChargedMissing,
        ));
    }
    Ok(reason)
}

/// Writes what became of each promise. A line without a price leaves a promise without limit as it
/// is: nothing was taken off.
fn keep_in_ledger(
    edit: &mut Edit<'_>,
    file: &RepairFile,
    priced: &Priced,
    reason: Option<&str>,
    at: DateTime<Utc>,
) -> Result<(), CommandError> {
    for relief in &priced.honest.reliefs {
        let Some(promise) = priced.promises.iter().find(|row| row.id == relief.promise) else {
            continue;
        };
        let counts = relief.off > Minor::ZERO || promise.uses_allowed.is_some();
        let kind = match reason {
            Some(_) if relief.off.is_zero() => continue,
            Some(_) => UseKind::ChargedAnyway,
            None if !counts => continue,
            None => UseKind::Kept,
        };
        let id = PromiseUseId(edit.new_id());
        edit.add(
            "promise_use",
            id,
            json!({
                "promise_id": relief.promise,
                "customer_id": promise.record_id,
                "repair_id": file.repair.id,
                "kind": kind,
                "amount": relief.off,
                "reason": reason,
                "at": at,
                "by_id": edit.me().associate_id,
            }),
        )?;
    }
    Ok(())
}

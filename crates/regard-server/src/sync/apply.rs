//! The changes of one request, in the device's order, in one write.
//!
//! What was heard before is skipped, a missing number stops the request before anything is done,
//! and a change that can't be applied is set aside: it never holds up those behind it.

use regard_sync::{
    Change, ChangeKind, ChangeOutcome, ChangeResult, MOST_CHANGES, SyncError, SyncRequest,
};

use super::change::apply_change;
use super::stamps::Stamps;
use crate::alerts;
use crate::auth::Caller;
use crate::database::parked::{Parked, park};
use crate::database::place::store_feed;
use crate::database::{DatabaseError, ServerEdit, heads};
use crate::delivery::intake;

/// What became of a request's changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// Every change up to this number is done with.
    pub acked_to: u64,
    /// What became of each new change.
    pub results: Vec<ChangeResult>,
}

/// Why nothing was applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The request can't be taken as it is.
    #[error(transparent)]
    Refused(#[from] SyncError),
    /// The book failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Applies the changes of a request.
pub fn apply(
    edit: &ServerEdit<'_>,
    caller: &Caller,
    request: &SyncRequest,
) -> Result<Applied, ApplyError> {
    if request.changes.len() > MOST_CHANGES {
        let words = format!("at most {MOST_CHANGES} changes in one request");
        return Err(SyncError::Refused(words).into());
    }
    let (connection, company) = (edit.connection(), edit.company());
    let heard = heads::device_head(connection, company, caller.device, request.incarnation)?;
    let new: Vec<&Change> = request
        .changes
        .iter()
        .filter(|change| change.n > heard)
        .collect();
    let mut last = heard;
    for change in &new {
        if change.n != last.saturating_add(1) {
            return Err(SyncError::Gap {
                expected: heard.saturating_add(1),
            }
            .into());
        }
        last = change.n;
    }
    if new.is_empty() {
        return Ok(Applied {
            acked_to: heard,
            results: Vec::new(),
        });
    }
    edit.place_unknown_in(store_feed(caller.store.0));
    let stamps = Stamps::of(&request.changes, edit.now());
    let mut results = Vec::with_capacity(new.len());
    for change in new {
        let done = apply_change(edit, caller, change, &stamps)?;
        if let Some(aside) = done.aside {
            let reason = match &done.outcome {
                ChangeOutcome::Parked { reason } => reason.clone(),
                _ => String::new(),
            };
            tracing::warn!(
                device = %caller.device, table = change.table, reason, "a change was set aside"
            );
            let parked = Parked {
                device: caller.device,
                incarnation: request.incarnation,
                reason,
                change: aside,
            };
            park(connection, company, &parked, edit.now())?;
        }
        after(edit, change)?;
        results.push(ChangeResult {
            n: change.n,
            outcome: done.outcome,
        });
    }
    heads::set_device_head(
        connection,
        company,
        caller.device,
        request.incarnation,
        last,
    )?;
    Ok(Applied {
        acked_to: last,
        results,
    })
}

/// What follows from a change, in the same write: alerts, and messages on their way.
fn after(edit: &ServerEdit<'_>, change: &Change) -> Result<(), DatabaseError> {
    match (change.table.as_str(), change.kind) {
        ("repair_step", ChangeKind::Append) => alerts::raise::repair_step(edit, change.id),
        ("message", ChangeKind::Append | ChangeKind::Set) => {
            match edit.row("message", change.id)? {
                Some(row) => intake::on_row(edit, &row),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

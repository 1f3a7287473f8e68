//! The changes of one request, in the device's order, in one write.
//!
//! What was heard before is skipped, a missing number stops the request before anything is done,
//! and a change that can't be applied is set aside: it never holds up those behind it.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::change::{apply_change, is_of_erased, wants_seen};
use super::place::store_feed;
use super::rules::Reason;
use super::stamps::Stamps;
use super::{Book, Caller, Parked, Write};
use crate::{
    Change, ChangeKind, ChangeOutcome, ChangeResult, MOST_CHANGES, SyncError, SyncRequest,
};

/// What became of a request's changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// Every change up to this number is done with.
    pub acked_to: u64,
    /// What became of each new change.
    pub results: Vec<ChangeResult>,
    /// The next change was not looked at: it is to be said again with the text that its author saw.
    pub wants_seen: bool,
}

impl Applied {
    /// The changes of the request that are done with, as far as they hold something.
    pub fn heard<'c>(&self, changes: &'c [Change]) -> Vec<&'c Change> {
        let done = changes.iter().filter(|change| change.n <= self.acked_to);
        done.filter(|change| change.kind != ChangeKind::Nothing)
            .collect()
    }

    /// Of the request's changes those that this answer says were taken as they are. Of what was
    /// merged, and of what an earlier answer that got lost spoke of, only the server knows the result:
    /// that travels, with whatever else was said of the same row.
    pub fn taken<'c>(&self, changes: &'c [Change]) -> Vec<&'c Change> {
        let as_they_are: BTreeSet<u64> = self
            .results
            .iter()
            .filter(|result| matches!(result.outcome, ChangeOutcome::Ok | ChangeOutcome::Restamped))
            .map(|result| result.n)
            .collect();
        // Of a row of which something else did not stand, or of which an answer got lost, the device
        // does not know what its later words were said on top of.
        let others = changes
            .iter()
            .filter(|change| !as_they_are.contains(&change.n));
        let unclear: BTreeSet<(&str, Uuid)> = others
            .map(|change| (change.table.as_str(), change.id))
            .collect();
        changes
            .iter()
            .filter(|change| as_they_are.contains(&change.n))
            .filter(|change| !unclear.contains(&(change.table.as_str(), change.id)))
            .collect()
    }
}

/// Why nothing was applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError<E: std::error::Error> {
    /// The request can't be taken as it is.
    #[error(transparent)]
    Refused(SyncError),
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] E),
}

/// Applies the changes of a request. `after` runs for each change that was looked at, in the same
/// write: what follows from it (alerts, messages on their way).
pub fn apply<B: Book>(
    edit: &Write<'_, B>,
    caller: &Caller,
    request: &SyncRequest,
    after: impl Fn(&Write<'_, B>, &Change) -> Result<(), B::Error>,
) -> Result<Applied, ApplyError<B::Error>> {
    if request.changes.len() > MOST_CHANGES {
        let words = format!("at most {MOST_CHANGES} changes in one request");
        return Err(ApplyError::Refused(SyncError::Refused(words)));
    }
    let heard = edit
        .book()
        .device_head(caller.device, request.incarnation)?;
    let new: Vec<&Change> = request
        .changes
        .iter()
        .filter(|change| change.n > heard)
        .collect();
    let mut last = heard;
    for change in &new {
        if change.n != last.saturating_add(1) {
            return Err(ApplyError::Refused(SyncError::Gap {
                expected: heard.saturating_add(1),
            }));
        }
        last = change.n;
    }
    let mut results = Vec::with_capacity(request.changes.len());
    // Said again because the answer was lost: what was set aside then is said to be so again.
    for change in request.changes.iter().filter(|change| change.n <= heard) {
        let parked = if is_of_erased(edit, change)? {
            // Of what was erased nothing was set aside, and nothing may stay on the device.
            Some(Reason::Erased.to_string())
        } else {
            edit.book()
                .parked_for(caller.device, request.incarnation, change.n)?
        };
        results.extend(parked.map(|reason| ChangeResult {
            n: change.n,
            outcome: ChangeOutcome::Parked { reason },
        }));
    }
    if new.is_empty() {
        return Ok(Applied {
            acked_to: heard,
            results,
            wants_seen: false,
        });
    }
    edit.place_unknown_in(store_feed(caller.store.0));
    let stamps = Stamps::of(&request.changes, edit.now());
    let mut done_to = heard;
    let mut wants = false;
    for change in new {
        if wants_seen(edit, change)? {
            wants = true;
            break;
        }
        done_to = change.n;
        let done = apply_change(edit, caller, change, &stamps)?;
        if let Some(aside) = done.aside {
            let reason = match &done.outcome {
                ChangeOutcome::Parked { reason } => reason.clone(),
                _ => String::new(),
            };
            let parked = Parked {
                device: caller.device,
                incarnation: request.incarnation,
                reason,
                change: aside,
            };
            edit.book().park(&parked, edit.now())?;
        }
        after(edit, change)?;
        results.push(ChangeResult {
            n: change.n,
            outcome: done.outcome,
        });
    }
    edit.book()
        .set_device_head(caller.device, request.incarnation, done_to)?;
    Ok(Applied {
        acked_to: done_to,
        results,
        wants_seen: wants,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(n: u64, row: u128) -> Change {
        Change {
            n,
            table: "customer".to_owned(),
            id: Uuid::from_u128(row),
            kind: ChangeKind::Set,
            fields: Default::default(),
        }
    }

    #[test]
    fn of_a_row_of_which_an_answer_got_lost_the_server_says_how_it_stands() {
        // 7 was heard before and is said again; 8 is about the same row, 9 about another.
        let changes = [change(7, 1), change(8, 1), change(9, 2)];
        let results = [8, 9].map(|n| ChangeResult {
            n,
            outcome: ChangeOutcome::Ok,
        });
        let applied = Applied {
            acked_to: 9,
            results: results.into(),
            wants_seen: false,
        };
        let taken: Vec<u64> = applied.taken(&changes).iter().map(|c| c.n).collect();
        assert_eq!(taken, [9]);
    }

    #[test]
    fn of_a_row_of_which_something_lost_the_server_says_how_it_stands() {
        let changes = [change(7, 1), change(8, 1), change(9, 2)];
        let results = [
            (7, ChangeOutcome::Merged),
            (8, ChangeOutcome::Ok),
            (9, ChangeOutcome::Ok),
        ]
        .map(|(n, outcome)| ChangeResult { n, outcome });
        let applied = Applied {
            acked_to: 9,
            results: results.into(),
            wants_seen: false,
        };
        let taken: Vec<u64> = applied.taken(&changes).iter().map(|c| c.n).collect();
        assert_eq!(taken, [9]);
    }
}

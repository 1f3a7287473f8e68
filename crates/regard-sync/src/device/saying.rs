//! What is said in a request, and what of it an answer leaves out.

use crate::change::{Change, ChangeOutcome, ChangeResult};

/// The changes of which an answer says nothing: an earlier one that was lost did.
pub(super) fn taken_before(said: &[Change], results: &[ChangeResult]) -> Vec<ChangeResult> {
    said.iter()
        .filter(|change| results.iter().all(|result| result.n != change.n))
        .map(|change| ChangeResult {
            n: change.n,
            outcome: ChangeOutcome::Ok,
        })
        .collect()
}

/// The changes with every number between them, from the one that the server expects, at most `most`:
/// those that hold nothing any more are said to.
pub(super) fn every_number(changes: Vec<Change>, expected: Option<u64>, most: u32) -> Vec<Change> {
    let Some(first) = changes.first() else {
        return changes;
    };
    let mut next = expected.unwrap_or(first.n);
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut every = Vec::with_capacity(changes.len());
    for change in changes {
        while next < change.n && every.len() < most {
            every.push(Change::nothing(next));
            next += 1;
        }
        if every.len() == most {
            break;
        }
        next = change.n.saturating_add(1);
        every.push(change);
    }
    every
}

/// The first of the changes, as many as go into one request; one at least.
pub(super) fn within(changes: Vec<Change>, most_bytes: usize) -> Vec<Change> {
    let mut bytes = 0;
    changes
        .into_iter()
        .enumerate()
        .take_while(|(at, change)| {
            bytes += serde_json::to_string(change).map_or(0, |text| text.len());
            *at == 0 || bytes <= most_bytes
        })
        .map(|(_, change)| change)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::ChangeKind;

    fn change(n: u64) -> Change {
        let kind = ChangeKind::Set;
        Change {
            kind,
            ..Change::nothing(n)
        }
    }

    fn said(waiting: &[u64], expected: Option<u64>, most: u32) -> String {
        let waiting = waiting.iter().map(|n| change(*n)).collect();
        let every = every_number(waiting, expected, most);
        let words = every.iter().map(|change| match change.kind {
            ChangeKind::Nothing => format!("({})", change.n),
            _ => change.n.to_string(),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_number_that_holds_nothing_is_said_and_given_to_no_other_change() {
        assert_eq!(said(&[5, 6], None, 500), "5 6");
        assert_eq!(said(&[5, 8], None, 500), "5 (6) (7) 8");
        assert_eq!(said(&[5, 8], Some(3), 500), "(3) (4) 5 (6) (7) 8");
        assert_eq!(said(&[5, 8], Some(3), 2), "(3) (4)");
        assert_eq!(said(&[5, 8], Some(3), 4), "(3) (4) 5 (6)");
        assert_eq!(said(&[], Some(3), 4), "");
    }
}

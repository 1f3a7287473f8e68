//! Stamps of a clock that is ahead. One broken phone must not win every conflict for a year.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::{Change, Hlc};

/// How far ahead of the server a stamp may be.
const MOST_AHEAD_MILLIS: u64 = 60_000;

/// Puts the stamps of one request right, keeping their order.
pub(super) struct Stamps {
    put_right: BTreeMap<Hlc, Hlc>,
}

impl Stamps {
    /// Looks through the stamps of a request's changes.
    pub fn of(changes: &[Change], now: DateTime<Utc>) -> Self {
        let now = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        let mut put_right = BTreeMap::new();
        for change in changes {
            for field in change.fields.values() {
                if field.hlc.millis > now.saturating_add(MOST_AHEAD_MILLIS) {
                    put_right.insert(field.hlc, field.hlc);
                }
            }
        }
        // In the order of the stamps: what was later stays later.
        let mut last: Option<Hlc> = None;
        for (came_as, becomes) in &mut put_right {
            *becomes = Hlc::next(last, now, came_as.writer);
            last = Some(*becomes);
        }
        Self { put_right }
    }

    /// The stamp to use for one that came.
    pub fn right(&self, came_as: Hlc) -> Hlc {
        self.put_right.get(&came_as).copied().unwrap_or(came_as)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ChangeKind, FieldChange};
    use serde_json::json;
    use uuid::Uuid;

    #[test]
    fn a_clock_a_year_ahead_is_put_right_and_keeps_its_order() {
        let now = DateTime::from_timestamp_millis(1_000_000).unwrap();
        let at = |millis| Hlc {
            millis,
            counter: 0,
            writer: 7,
        };
        let year = 31_536_000_000;
        let changes: Vec<Change> = [year + 2, year + 1, 999_000]
            .into_iter()
            .zip(1..)
            .map(|(millis, n)| Change {
                n,
                table: "customer".into(),
                id: Uuid::nil(),
                kind: ChangeKind::Set,
                fields: [(
                    "nickname".to_owned(),
                    FieldChange {
                        value: json!("Rog"),
                        hlc: at(millis),
                        base: None,
                        seen: None,
                    },
                )]
                .into(),
            })
            .collect();
        let stamps = Stamps::of(&changes, now);
        assert_eq!(stamps.right(at(999_000)), at(999_000));
        assert!(stamps.right(at(year + 1)) < stamps.right(at(year + 2)));
        assert_eq!(stamps.right(at(year + 2)).millis, 1_000_000);
    }
}

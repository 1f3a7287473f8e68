//! Several records of one person: who is one, and which name shows.
//!
//! Nothing is moved when records are merged. Each keeps its id, its values and all that hangs on it;
//! a row of `customer_alias` says of two that they are one person, and readers read through it. So
//! what comes late for either has its place, and taking them apart is saying one thing: no row has
//! to go back anywhere. Decision 14 says why.
//!
//! Every side computes the same from the same rows, in whatever order they came.

use std::collections::{BTreeMap, BTreeSet};

use regard_domain::ids::agreed_id;
use serde_json::Value;
use uuid::Uuid;

/// What a device sets of an alias after it was added: merged again, taken apart.
pub const SET_LATER: &[&str] = &[
    "stays_id",
    "merged_at",
    "merged_by",
    "unmerged_at",
    "unmerged_by",
];

/// What one row of `customer_alias` says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alias {
    /// The row.
    pub id: Uuid,
    /// The record with the lower id.
    pub customer: Uuid,
    /// The other one.
    pub other: Uuid,
    /// Whose name shows.
    pub stays: Uuid,
    /// When they were merged last, as it was written.
    pub merged_at: String,
    /// Whether they are one person now; if not they were taken apart.
    pub holds: bool,
}

impl Alias {
    /// What a row says whose fields `value` answers; none where it does not name two records.
    pub fn read<'v>(id: Uuid, value: impl Fn(&str) -> Option<&'v Value>) -> Option<Self> {
        let text = |name: &str| value(name).and_then(Value::as_str);
        let named = |name: &str| text(name).and_then(|text| Uuid::parse_str(text).ok());
        let (customer, other) = (named("customer_id")?, named("other_id")?);
        Some(Self {
            id,
            customer,
            other,
            stays: named("stays_id").unwrap_or(customer),
            merged_at: text("merged_at").unwrap_or_default().to_owned(),
            holds: customer != other && text("unmerged_at").is_none(),
        })
    }

    /// The record that it says is the same person as `record`.
    pub fn beside(&self, record: Uuid) -> Option<Uuid> {
        match record {
            one if one == self.customer => Some(self.other),
            one if one == self.other => Some(self.customer),
            _ => None,
        }
    }

    /// The one of the two whose name does not show.
    fn goes(&self) -> Uuid {
        if self.stays == self.customer {
            self.other
        } else {
            self.customer
        }
    }
}

/// The id of the alias of two records: the same for two devices that merge the same two without a
/// network, whichever stays.
pub fn alias_id(one: Uuid, other: Uuid) -> Uuid {
    let (low, high) = in_order(one, other);
    agreed_id(&["customer_alias", &low.to_string(), &high.to_string()])
}

/// The two, as an alias names them: the lower id first.
pub fn in_order(one: Uuid, other: Uuid) -> (Uuid, Uuid) {
    if one <= other {
        (one, other)
    } else {
        (other, one)
    }
}

/// All records of the person whom `record` is of, and the aliases that make them one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Together {
    /// The records; the one asked for is always among them.
    pub records: BTreeSet<Uuid>,
    /// What holds them together.
    pub aliases: BTreeSet<Alias>,
}

/// All records of the person whom `record` is of. `look_up` answers the aliases that name a record;
/// those that were taken apart are passed by.
pub fn together<E>(
    record: Uuid,
    look_up: impl Fn(Uuid) -> Result<Vec<Alias>, E>,
) -> Result<Together, E> {
    let mut found = Together::default();
    let mut next = vec![record];
    while let Some(record) = next.pop() {
        if !found.records.insert(record) {
            continue;
        }
        for alias in look_up(record)?.into_iter().filter(|alias| alias.holds) {
            next.extend(alias.beside(record));
            found.aliases.insert(alias);
        }
    }
    Ok(found)
}

impl Together {
    /// Whose name shows, of the records that `is_here`; none where none is.
    ///
    /// Of those that nobody merged into another the one chosen last; where each was, because two people
    /// merged in opposite directions, the one chosen last of all.
    pub fn stays(&self, is_here: impl Fn(Uuid) -> bool) -> Option<Uuid> {
        let gone: BTreeSet<Uuid> = self.aliases.iter().map(Alias::goes).collect();
        let mut chosen: BTreeMap<Uuid, (&str, Uuid)> = BTreeMap::new();
        for alias in &self.aliases {
            let when = (alias.merged_at.as_str(), alias.id);
            let last = chosen.entry(alias.stays).or_insert(when);
            *last = (*last).max(when);
        }
        let here = self.records.iter().copied().filter(|id| is_here(*id));
        here.max_by_key(|id| (!gone.contains(id), chosen.get(id).copied(), *id))
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use proptest::prelude::*;

    const ANA: Uuid = Uuid::from_u128(1);
    const ANNA: Uuid = Uuid::from_u128(2);
    const ANNE: Uuid = Uuid::from_u128(3);

    fn merged(goes: Uuid, stays: Uuid, minute: u32) -> Alias {
        let (customer, other) = in_order(goes, stays);
        Alias {
            id: alias_id(goes, stays),
            customer,
            other,
            stays,
            merged_at: format!("2026-05-12T14:{minute:02}:00.000Z"),
            holds: true,
        }
    }

    fn of(record: Uuid, aliases: &[Alias]) -> Together {
        let Ok(found) = together(record, |record| {
            let named = aliases
                .iter()
                .filter(|alias| alias.beside(record).is_some());
            Ok::<_, Infallible>(named.cloned().collect())
        });
        found
    }

    fn shows(record: Uuid, aliases: &[Alias]) -> Uuid {
        of(record, aliases).stays(|_| true).unwrap()
    }

    #[test]
    fn the_name_that_was_chosen_shows_whichever_record_is_asked_for() {
        for stays in [ANA, ANNA] {
            let goes = if stays == ANA { ANNA } else { ANA };
            let aliases = [merged(goes, stays, 1)];
            assert_eq!(shows(ANA, &aliases), stays);
            assert_eq!(shows(ANNA, &aliases), stays);
        }
    }

    #[test]
    fn one_into_the_second_and_the_second_into_the_third_is_the_third_in_either_order() {
        for (first, second) in [(1, 2), (2, 1)] {
            let aliases = [merged(ANA, ANNA, first), merged(ANNA, ANNE, second)];
            for record in [ANA, ANNA, ANNE] {
                assert_eq!(shows(record, &aliases), ANNE);
                assert_eq!(of(record, &aliases).records.len(), 3);
            }
        }
    }

    #[test]
    fn round_in_a_circle_the_last_choice_shows() {
        let aliases = [
            merged(ANA, ANNA, 1),
            merged(ANNA, ANNE, 3),
            merged(ANNE, ANA, 2),
        ];
        assert_eq!(shows(ANA, &aliases), ANNE);
    }

    #[test]
    fn who_is_not_here_can_not_show() {
        let both = of(ANA, &[merged(ANA, ANNA, 1)]);
        assert_eq!(both.stays(|id| id == ANA), Some(ANA));
        assert_eq!(both.stays(|_| false), None);
    }

    #[test]
    fn taken_apart_each_is_a_person_of_their_own_and_the_rest_stay_one() {
        let apart = Alias {
            holds: false,
            ..merged(ANA, ANNA, 1)
        };
        let aliases = [apart, merged(ANNA, ANNE, 2)];
        assert_eq!(of(ANA, &aliases).records, BTreeSet::from([ANA]));
        assert_eq!(of(ANNE, &aliases).records, BTreeSet::from([ANNA, ANNE]));
    }

    #[test]
    fn a_record_merged_with_itself_is_nobody_else() {
        let fields = [("customer_id", ANA), ("other_id", ANA)]
            .map(|(name, id)| (name, Value::String(id.to_string())));
        let alias = Alias::read(ANNE, |name| {
            fields
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value)
        });
        assert!(!alias.unwrap().holds);
    }

    proptest! {
        /// However many merge whom, and in whatever order it is read: every record has one person, all
        /// records of that person say the same, and nobody shows who was not one of the records.
        #[test]
        fn everybody_reads_the_same(
            pairs in proptest::collection::vec((0_u128..6, 0_u128..6, any::<bool>(), 0_u32..60, any::<bool>()), 0..12)
        ) {
            let aliases: Vec<Alias> = pairs.iter().filter(|pair| pair.0 != pair.1).map(|(one, other, first, minute, holds)| {
                let (one, other) = (Uuid::from_u128(*one), Uuid::from_u128(*other));
                let (goes, stays) = if *first { (other, one) } else { (one, other) };
                Alias { holds: *holds, ..merged(goes, stays, *minute) }
            }).map(|alias| (alias.id, alias)).collect::<BTreeMap<_, _>>().into_values().collect();
            let backwards: Vec<Alias> = aliases.iter().rev().cloned().collect();
            for record in (0..6).map(Uuid::from_u128) {
                let together = of(record, &aliases);
                prop_assert_eq!(&together, &of(record, &backwards));
                let person = together.stays(|_| true).unwrap();
                prop_assert!(together.records.contains(&person));
                for other in &together.records {
                    prop_assert_eq!(&of(*other, &aliases), &together);
                }
            }
        }
    }
}

//! A repair is what its steps say: taken in, at the bench, ready, handed over.
//!
//! Steps are only ever added, each with its actor and time. Two devices that were apart both add
//! theirs, and everybody folds the same steps into the same state. A step that does not fit is kept
//! and flagged, never refused: it happened. A wrong tap is taken back by a step that names it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

use crate::ids::{AssociateId, OccurrenceId, RepairId, RepairStepId};

/// What can happen to a repair.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum StepKind {
    /// The piece came over the counter.
    TakenIn,
    /// An estimate went to the customer.
    Estimated,
    /// The customer agreed to the estimate.
    Approved,
    /// The bench has it.
    AtBench,
    /// The bench waits for parts.
    WaitingForParts,
    /// Finished; the customer may be told.
    Ready,
    /// The customer was told without a message, by telephone or in person.
    Told,
    /// The customer has it back.
    HandedOver,
    /// It goes back as it came.
    Cancelled,
    /// Takes the step named by `undoes` back.
    Undone,
}

/// Where a repair stands.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum RepairState {
    /// In the store, not yet at the bench.
    TakenIn,
    /// An estimate waits for the customer's answer.
    Estimated,
    /// At the bench, or agreed and on its way there.
    AtBench,
    /// Waiting for parts.
    WaitingForParts,
    /// Ready to be collected.
    Ready,
    /// Collected.
    HandedOver,
    /// Cancelled.
    Cancelled,
}

impl RepairState {
    /// Whether the piece is in the store's hands.
    pub fn is_in_store(self) -> bool {
        !matches!(self, Self::HandedOver | Self::Cancelled)
    }

    /// Whether `step` is something that may be done next.
    pub fn allows(self, step: StepKind) -> bool {
        use StepKind as S;
        match step {
            S::TakenIn => false,
            S::Undone => true,
            S::Told => self == Self::Ready,
            S::HandedOver => self.is_in_store(),
            S::Cancelled => self.is_in_store(),
            S::Estimated => matches!(
                self,
                Self::TakenIn | Self::AtBench | Self::WaitingForParts | Self::Estimated
            ),
            S::Approved => self == Self::Estimated,
            S::AtBench => self.is_in_store() && self != Self::AtBench,
            S::WaitingForParts => self.is_in_store() && self != Self::WaitingForParts,
            S::Ready => self.is_in_store() && self != Self::Ready,
        }
    }
}

/// One thing that happened to a repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairStep {
    /// Its own id.
    pub id: RepairStepId,
    /// What happened.
    pub kind: StepKind,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it; `None` when another system did (a point of sale, an import).
    pub by: Option<AssociateId>,
    /// For [`StepKind::Undone`]: the step taken back.
    pub undoes: Option<RepairStepId>,
}

/// A repair's steps folded into where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairStanding {
    /// Where it stands.
    pub state: RepairState,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
    /// Who brought it there.
    pub by: Option<AssociateId>,
    /// How often it became ready so far; the running occurrence when it is ready now.
    pub times_ready: u32,
    /// Whether the customer was told by telephone or in person of the running occurrence.
    pub told: bool,
    /// Steps that did not fit where the repair stood then; shown, never dropped.
    pub odd: Vec<RepairStepId>,
}

impl RepairStanding {
    /// The occurrence that a message would be about: the running one when ready, else `None`.
    pub fn ready_occurrence(&self, repair: RepairId) -> Option<OccurrenceId> {
        (self.state == RepairState::Ready).then(|| OccurrenceId::of(repair, self.times_ready))
    }
}

/// Folds `steps`, in any order, into where the repair stands.
///
/// Steps count in the order of their time, then of their id, so that every device folds alike. A
/// step that was taken back, and the taking back, count for nothing. Marking a ready repair ready
/// again is the same occurrence; leaving ready and becoming ready again is a new one.
pub fn fold(steps: &[RepairStep]) -> RepairStanding {
    let undone: Vec<RepairStepId> = steps.iter().filter_map(|step| step.undoes).collect();
    let mut in_order: Vec<&RepairStep> = steps
        .iter()
        .filter(|step| step.kind != StepKind::Undone && !undone.contains(&step.id))
        .collect();
    in_order.sort_by_key(|step| (step.at, step.id));

    let mut standing = RepairStanding {
        state: RepairState::TakenIn,
        since: None,
        by: None,
        times_ready: 0,
        told: false,
        odd: Vec::new(),
    };
    for step in in_order {
        let next = match step.kind {
            StepKind::TakenIn => RepairState::TakenIn,
            StepKind::Estimated => RepairState::Estimated,
            StepKind::Approved | StepKind::AtBench => RepairState::AtBench,
            StepKind::WaitingForParts => RepairState::WaitingForParts,
            StepKind::Ready => RepairState::Ready,
            StepKind::HandedOver => RepairState::HandedOver,
            StepKind::Cancelled => RepairState::Cancelled,
            StepKind::Told => {
                if standing.state == RepairState::Ready {
                    standing.told = true;
                } else {
                    standing.odd.push(step.id);
                }
                continue;
            }
            StepKind::Undone => continue,
        };
        let first = standing.since.is_none();
        if next == standing.state && !first {
            continue;
        }
        if !first && !standing.state.allows(step.kind) {
            standing.odd.push(step.id);
        }
        if next == RepairState::Ready {
            standing.times_ready = standing.times_ready.saturating_add(1);
            standing.told = false;
        }
        standing.state = next;
        standing.since = Some(step.at);
        standing.by = step.by;
    }
    standing
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn step(id: u128, kind: StepKind, minute: i64) -> RepairStep {
        RepairStep {
            id: RepairStepId(Uuid::from_u128(id)),
            kind,
            at: DateTime::from_timestamp(60 * minute, 0).unwrap(),
            by: None,
            undoes: None,
        }
    }

    #[test]
    fn a_repair_goes_from_the_counter_to_the_bench_and_back() {
        let steps = [
            step(1, StepKind::TakenIn, 0),
            step(2, StepKind::AtBench, 1),
            step(3, StepKind::Ready, 2),
            step(4, StepKind::HandedOver, 3),
        ];
        assert_eq!(fold(&steps[..1]).state, RepairState::TakenIn);
        assert_eq!(fold(&steps[..3]).state, RepairState::Ready);
        assert_eq!(fold(&steps).state, RepairState::HandedOver);
        assert!(fold(&steps).odd.is_empty());
    }

    #[test]
    fn two_taps_on_ready_are_one_occurrence_and_a_return_to_the_bench_makes_a_second() {
        let repair = RepairId(Uuid::from_u128(9));
        let twice = [
            step(1, StepKind::TakenIn, 0),
            step(2, StepKind::Ready, 1),
            step(3, StepKind::Ready, 2),
        ];
        assert_eq!(
            fold(&twice).ready_occurrence(repair),
            Some(OccurrenceId::of(repair, 1))
        );
        let again = [
            step(1, StepKind::TakenIn, 0),
            step(2, StepKind::Ready, 1),
            step(3, StepKind::AtBench, 2),
            step(4, StepKind::Ready, 3),
        ];
        assert_eq!(
            fold(&again).ready_occurrence(repair),
            Some(OccurrenceId::of(repair, 2))
        );
    }

    #[test]
    fn a_wrong_tap_is_taken_back() {
        let mut back = step(3, StepKind::Undone, 2);
        back.undoes = Some(RepairStepId(Uuid::from_u128(2)));
        let steps = [
            step(1, StepKind::AtBench, 0),
            step(2, StepKind::Ready, 1),
            back,
        ];
        assert_eq!(fold(&steps).state, RepairState::AtBench);
        assert_eq!(fold(&steps).times_ready, 0);
    }

    #[test]
    fn order_of_arrival_does_not_matter() {
        let mut steps = vec![
            step(1, StepKind::TakenIn, 0),
            step(2, StepKind::AtBench, 1),
            step(3, StepKind::Ready, 2),
        ];
        let forward = fold(&steps);
        steps.reverse();
        assert_eq!(fold(&steps), forward);
    }

    #[test]
    fn a_step_after_the_hand_over_is_flagged_and_kept() {
        let steps = [
            step(1, StepKind::TakenIn, 0),
            step(2, StepKind::HandedOver, 1),
            step(3, StepKind::Ready, 2),
        ];
        let standing = fold(&steps);
        assert_eq!(standing.odd, vec![RepairStepId(Uuid::from_u128(3))]);
    }
}

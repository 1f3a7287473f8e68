//! Whatever a piece and a customer are like: never more than the measure, never in hard times.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use strum::IntoEnumIterator;

use super::*;

fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + Days::new(number)
}

fn kinds() -> impl Strategy<Value = ReasonKind> {
    prop::sample::select(ReasonKind::iter().collect::<Vec<_>>())
}

fn decisions() -> impl Strategy<Value = Decision> {
    prop::sample::select(Decision::iter().collect::<Vec<_>>())
}

fn pieces() -> impl Strategy<Value = PieceKnown> {
    (
        prop::sample::select(vec![
            PieceKind::Ring,
            PieceKind::Band,
            PieceKind::Watch,
            PieceKind::Clock,
        ]),
        prop::option::of(0u64..2_000),
        prop::option::of(0u64..2_000),
        prop::option::of(0u64..2_000),
        prop::option::of(0u64..4_000),
        prop::option::of(0u32..25),
    )
        .prop_map(
            |(kind, bought, seen, appraised, until, inspect_months)| PieceKnown {
                kind,
                bought_on: bought.map(day),
                in_hands_on: seen.map(day),
                appraised_on: appraised.map(day),
                warranty_until: until.map(day),
                inspect_months,
            },
        )
}

proptest! {
    /// An associate who does everything that is proposed, day after day, stays within the measure,
    /// whatever else happens with that customer.
    #[test]
    fn who_does_all_that_is_proposed_never_exceeds_the_measure(
        most in 0u32..5,
        within_days in 1u32..60,
        kind in kinds(),
        // On which days something else happens; what others do is not ours to limit.
        others in prop::collection::vec(0u64..200, 0..6),
    ) {
        let measure = Measure { most, within_days };
        let mut how = Circumstances::default();
        let mut gave = Vec::new();
        for today in (0..200).map(day) {
            if others.iter().any(|other| day(*other) == today) {
                how.touches.message(today);
            }
            // A new reason each day, so that nothing but the measure holds it back.
            if may_propose(kind, today, &[], &how, measure, today) {
                prop_assert!(how.touches.within(within_days, today) < most);
                how.touches.contact(today);
                if kind.asks() { how.asked_on = Some(today) } else { how.gave_on = Some(today) }
                gave.push(today);
                prop_assert!(how.touches.within(within_days, today) <= most);
            }
        }
        prop_assert!(!kind.asks() || gave.len() <= 1, "nothing was given in between");
    }

    #[test]
    fn nothing_is_proposed_where_the_store_keeps_quiet(
        kind in kinds(), due in 0u64..2_000, today in 0u64..2_000,
        how in (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()),
    ) {
        let (gently, deceased, stopped, arranged) = how;
        let how = Circumstances { gently, deceased, stopped, arranged, ..Circumstances::default() };
        let proposed = may_propose(kind, day(due), &[], &how, Measure::default(), day(today));
        prop_assert_eq!(proposed, !(gently || deceased || stopped || arranged));
    }

    /// The reasons of a piece: each once, none from before it was bought, none whose time has passed,
    /// and one that is not answered comes up on its day.
    #[test]
    fn a_piece_gives_each_reason_once_and_none_too_early(piece in pieces(), today in 0u64..5_000) {
        let today = day(today);
        let found = of_piece(&piece, &[], today);
        for (at, (kind, due)) in found.iter().enumerate() {
            prop_assert!(found[at + 1..].iter().all(|(other, _)| other != kind));
            if *kind != ReasonKind::WarrantyEnds {
                prop_assert!(piece.bought_on.is_none_or(|bought| bought < *due));
            }
            prop_assert!(kind.standing(*due, *due) == Standing::Now || *due < today);
            if let Some(until) = piece.warranty_until
                && matches!(kind, ReasonKind::WarrantyEnds | ReasonKind::WarrantyCheck)
            {
                prop_assert!(today <= until && *due <= until);
            }
            let (_, after) = kind.window();
            prop_assert!(today <= *due + Days::new(after));
        }
    }

    /// Whatever was answered, and on whatever day one looks: what is done or not wanted does not come
    /// back, and what was put off comes back on its day and not before.
    #[test]
    fn an_answer_holds(
        kind in kinds(), decision in decisions(),
        due in 0u64..1_000, late in 0u64..45, wait in 1u64..60, look in 0u64..120,
    ) {
        let (on, until) = (day(due + late), day(due + late + wait));
        let answer = Answer { decision, due_on: day(due), on, until: Some(until) };
        let today = on + Days::new(look);
        let quiet = answer.quiets(kind, day(due), today);
        match decision {
            Decision::Later => {
                let last = kind.last_day(day(due)).unwrap_or(until);
                prop_assert_eq!(quiet, today < until.min(last));
            }
            Decision::NotThis => prop_assert!(quiet),
            Decision::Done if kind == ReasonKind::Hello => {
                prop_assert_eq!(quiet, look < u64::from(QUIET));
            }
            Decision::Done => prop_assert!(quiet),
        }
    }
}

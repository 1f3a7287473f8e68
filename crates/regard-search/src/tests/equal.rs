//! The engine answers as the slow scan does; an overlay answers as a base built anew.

use proptest::prelude::*;
use uuid::Uuid;

use super::cards::{base, cards, typed};
use super::oracle::Scan;
use crate::found::{Class, Found};
use crate::plan::Plan;
use crate::query::Typed;
use crate::{Base, Filter, Index, LastSeen, SearchCard, Sort};

fn short(found: &Found) -> (Vec<(Uuid, Class)>, bool) {
    (
        found.hits.iter().map(|hit| (hit.id, hit.class)).collect(),
        found.more,
    )
}

/// Changes some customers, erases some, adds the rest to a base of the first ones.
fn changed(before: &[SearchCard], after: &[SearchCard]) -> Index {
    let mut index = Index::of(base(before));
    for card in before {
        if !after.iter().any(|kept| kept.id == card.id) {
            index.forget(card.id);
        }
    }
    for card in after {
        if !before.contains(card) {
            index.put(card);
        }
    }
    index
}

/// Customers before and after a day's work.
fn a_day() -> impl Strategy<Value = (Vec<SearchCard>, Vec<SearchCard>)> {
    (cards(30), cards(30), prop::collection::vec(0u8..4, 30)).prop_map(|(before, other, fates)| {
        let mut fresh = other.into_iter();
        let mut after = Vec::new();
        for (card, fate) in before.iter().zip(fates) {
            match fate {
                0 => {}
                1 => after.extend(fresh.next().map(|new| SearchCard { id: card.id, ..new })),
                _ => after.push(card.clone()),
            }
        }
        after.extend(fresh);
        (before, after)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_base_answers_as_the_scan(cards in cards(60), typed in prop::collection::vec(typed(), 1..12), limit in 0usize..40) {
        let scan = Scan::of(&cards);
        let index = Index::of(base(&cards));
        for typed in typed {
            prop_assert_eq!(short(&index.find(&typed, limit)), scan.find(&typed, limit), "typed {:?}", typed);
        }
    }

    #[test]
    fn every_group_of_ways_finds_whom_the_scan_finds(cards in cards(40), typed in typed()) {
        let index = Index::of(base(&cards));
        let scan = Scan::of(&cards);
        let typed = Typed::read(&typed);
        for group in Plan::of(&typed) {
            prop_assert_eq!(index.by_group(&group), scan.group(&group), "{:?}", group);
        }
    }

    #[test]
    fn an_overlay_answers_as_a_base_built_anew((before, after) in a_day(), typed in prop::collection::vec(typed(), 1..8), limit in 1usize..30) {
        let overlay = changed(&before, &after);
        let rebuilt = Index::of(base(&after));
        prop_assert_eq!(overlay.len(), rebuilt.len());
        for typed in typed {
            prop_assert_eq!(overlay.find(&typed, limit), rebuilt.find(&typed, limit), "typed {:?}", typed);
        }
    }

    #[test]
    fn an_overlay_counts_as_a_base_built_anew(
        (before, after) in a_day(),
        typed in prop_oneof![Just(String::new()), typed()],
        sort in prop::sample::select(&[Sort::Affinity, Sort::Name, Sort::LastSeen][..]),
        (limit, offset) in (0usize..20, 0usize..10),
        store in prop::option::of(1u128..3),
        open_promise in prop::option::of(any::<bool>()),
        tag in prop::option::of(Just("VIP")),
        seen in prop::option::of(prop::sample::select(&[LastSeen::Month, LastSeen::Year, LastSeen::Never][..])),
    ) {
        let filter = Filter {
            stores: store.map(Uuid::from_u128).into_iter().collect(),
            tags: tag.map(str::to_owned).into_iter().collect(),
            last_seen: seen.into_iter().collect(),
            open_promise,
            ..Filter::default()
        };
        let overlay = changed(&before, &after).facets(&typed, &filter, sort, limit, offset);
        let rebuilt = Index::of(base(&after)).facets(&typed, &filter, sort, limit, offset);
        prop_assert_eq!(overlay, rebuilt);
    }

    #[test]
    fn a_base_opens_from_its_bytes(cards in cards(30), typed in typed()) {
        let built = base(&cards);
        let opened = Base::open(built.to_bytes()).unwrap();
        prop_assert_eq!(opened.len(), built.len());
        prop_assert_eq!(Index::of(opened).find(&typed, 20), Index::of(built).find(&typed, 20));
    }
}

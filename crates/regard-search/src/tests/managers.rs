//! What a manager counts and sorts.

use uuid::Uuid;

use super::cards::{TODAY, base, named};
use crate::{Filter, Index, LastSeen, SearchCard, Sort, Standing};

const MAIN_STREET: u128 = 21;
const HARBOUR: u128 = 22;
const MARTA: u128 = 1;

fn book() -> Vec<SearchCard> {
    let card = |number, given: &str, family: &str, standing: Standing| SearchCard {
        standing,
        ..named(number, given, family)
    };
    let at = |store: u128| Standing {
        store: Uuid::from_u128(store),
        ..Standing::default()
    };
    vec![
        card(
            1,
            "Ann",
            "Lee",
            Standing {
                seen_on: Some(TODAY - 3),
                owner: Some(Uuid::from_u128(MARTA)),
                tags: vec!["VIP".into(), "collector".into()],
                ..at(MAIN_STREET)
            },
        ),
        card(
            2,
            "Roger",
            "Martin",
            Standing {
                seen_on: Some(TODAY - 50),
                promise_until: Some(TODAY + 5),
                in_store: true,
                tags: vec!["VIP".into()],
                ..at(MAIN_STREET)
            },
        ),
        card(
            3,
            "Zoe",
            "Ábel",
            Standing {
                promise_until: Some(TODAY - 1),
                ..at(HARBOUR)
            },
        ),
        card(
            4,
            "Ben",
            "Lee",
            Standing {
                seen_on: Some(TODAY - 500),
                ..at(HARBOUR)
            },
        ),
    ]
}

fn names(index: &Index, filter: &Filter, sort: Sort) -> Vec<u128> {
    index
        .facets("", filter, sort, 10, 0)
        .page
        .iter()
        .map(|id| id.as_u128() - 1_000)
        .collect()
}

#[test]
fn everybody_is_counted() {
    let all = Index::of(base(&book())).facets("", &Filter::default(), Sort::Affinity, 2, 0);
    assert_eq!((all.count, all.page.len()), (4, 2));
    assert_eq!(all.stores[&Uuid::from_u128(MAIN_STREET)], 2);
    assert_eq!(all.owners[&Some(Uuid::from_u128(MARTA))], 1);
    assert_eq!(all.owners[&None], 3);
    assert_eq!(all.tags["VIP"], 2);
    assert_eq!(all.tags["collector"], 1);
    assert_eq!(all.last_seen[&LastSeen::Month], 1);
    assert_eq!(all.last_seen[&LastSeen::Quarter], 1);
    assert_eq!(all.last_seen[&LastSeen::Longer], 1);
    assert_eq!(all.last_seen[&LastSeen::Never], 1);
    assert_eq!((all.open_promise, all.in_store), (1, 1));
}

#[test]
fn a_choice_leaves_the_other_choices_of_its_kind_counted() {
    let filter = Filter {
        stores: vec![Uuid::from_u128(HARBOUR)],
        ..Filter::default()
    };
    let found = Index::of(base(&book())).facets("", &filter, Sort::Name, 10, 0);
    assert_eq!(found.count, 2);
    assert_eq!(found.stores[&Uuid::from_u128(MAIN_STREET)], 2);
    assert!(found.tags.is_empty());
    let both = Filter {
        tags: vec!["VIP".into(), "collector".into()],
        ..Filter::default()
    };
    assert_eq!(
        Index::of(base(&book()))
            .facets("", &both, Sort::Name, 10, 0)
            .count,
        1
    );
}

#[test]
fn a_page_is_sorted() {
    let index = Index::of(base(&book()));
    assert_eq!(names(&index, &Filter::default(), Sort::Name), [3, 1, 4, 2]);
    assert_eq!(
        names(&index, &Filter::default(), Sort::LastSeen),
        [1, 2, 4, 3]
    );
    assert_eq!(
        names(&index, &Filter::default(), Sort::Affinity),
        [2, 1, 4, 3]
    );
    let second = index.facets("", &Filter::default(), Sort::Name, 2, 2);
    assert_eq!(
        second
            .page
            .iter()
            .map(|id| id.as_u128() - 1_000)
            .collect::<Vec<_>>(),
        [4, 2]
    );
}

#[test]
fn typed_words_and_filters_go_together() {
    let index = Index::of(base(&book()));
    let lees = index.facets("lee", &Filter::default(), Sort::Name, 10, 0);
    assert_eq!(lees.count, 2);
    let mended = index.facets("martn", &Filter::default(), Sort::Name, 10, 0);
    assert_eq!(mended.count, 1);
}

//! The slow scan: every card, every way, by comparing strings.

use uuid::Uuid;

use super::cards::viewer;
use crate::affinity::Affinity;
use crate::found::{Class, Matched};
use crate::plan::Plan;
use crate::query::Typed;
use crate::sounds;
use crate::terms::Terms;
use crate::way::{Atom, Check, Field, Group, Way};
use crate::{SearchCard, nicknames};

/// Everybody, in affinity order, as the scan reads them.
pub(crate) struct Scan {
    everybody: Vec<(Affinity, Terms)>,
}

/// Edits between two words; two neighbours the wrong way round are one (restricted Damerau).
pub(crate) fn edits(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = usize::from(one[i - 1] != other[j - 1]);
                let mut least = (table[i - 1][j] + 1)
                    .min(table[i][j - 1] + 1)
                    .min(table[i - 1][j - 1] + change);
                if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                    least = least.min(table[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    table[one.len()][other.len()]
}

fn any_beginning(word: &str, fits: impl Fn(&str) -> bool) -> bool {
    (0..=word.len())
        .filter(|end| word.is_char_boundary(*end))
        .any(|end| word.get(..end).is_some_and(&fits))
}

fn field(terms: &Terms, field: Field) -> &[String] {
    match field {
        Field::Own => &terms.own,
        Field::Letters => &terms.letters,
        Field::Near => &terms.near,
        Field::Word => &terms.words,
    }
}

fn is_true(atom: &Atom, terms: &Terms) -> bool {
    match atom {
        Atom::Is(of, text) => field(terms, *of).contains(text),
        Atom::Begins(of, text) => field(terms, *of).iter().any(|term| term.starts_with(text)),
        Atom::AnyOf(names) => terms.own.iter().any(|name| names.contains(name)),
        Atom::Sounds(codes) => terms
            .own
            .iter()
            .any(|name| sounds::codes(name).iter().any(|code| codes.contains(code))),
        Atom::Typo {
            field: of,
            text,
            edits: most,
            half,
            shortest,
        } => field(terms, *of)
            .iter()
            .filter(|term| term.chars().count() >= *shortest)
            .any(|term| {
                let near = |term: &str| edits(text, term) <= usize::from(*most);
                if *half {
                    any_beginning(term, near)
                } else {
                    near(term)
                }
            }),
        Atom::Holds(letters) => terms.own.iter().any(|name| name.contains(letters)),
        Atom::PhoneEnds(digits) => terms.phones.iter().any(|phone| {
            phone.ends_with(digits) || (phone.len() >= 7 && digits.ends_with(phone.as_str()))
        }),
        Atom::PhoneHolds(digits) => terms.phones.iter().any(|phone| phone.contains(digits)),
        Atom::Email(fragment) => terms.emails.iter().any(|email| email.contains(fragment)),
        Atom::NumberIs(key) => terms.numbers.contains(key),
        Atom::NumberBegins(key) => terms.numbers.iter().any(|number| number.starts_with(key)),
    }
}

fn fits(way: &Way, terms: &Terms) -> bool {
    let all = way
        .conditions
        .iter()
        .all(|atoms| atoms.iter().any(|atom| is_true(atom, terms)));
    all && match way.check {
        Check::Nothing => true,
        Check::TwoNames => {
            let [Atom::Begins(_, one)] = way.conditions[0].as_slice() else {
                panic!()
            };
            let [Atom::Begins(_, other)] = way.conditions[1].as_slice() else {
                panic!()
            };
            let names = &terms.own;
            (0..names.len()).any(|a| {
                (0..names.len())
                    .any(|b| a != b && names[a].starts_with(one) && names[b].starts_with(other))
            })
        }
        Check::SomeoneNear => way.conditions.iter().any(|atoms| {
            !atoms
                .iter()
                .any(|atom| atom.matched() == Matched::Name && is_true(atom, terms))
        }),
    }
}

impl Scan {
    pub(crate) fn of(cards: &[SearchCard]) -> Self {
        let mut everybody: Vec<(Affinity, Terms)> = cards
            .iter()
            .map(|card| (Affinity::of(card, viewer()), Terms::of(card)))
            .collect();
        everybody.sort_by(|one, other| one.0.cmp(&other.0));
        Self { everybody }
    }

    /// Whom a group of ways finds, in order.
    pub(crate) fn group(&self, group: &Group) -> Vec<(Uuid, Class)> {
        self.everybody
            .iter()
            .filter_map(|(who, terms)| {
                let way = group.ways.iter().find(|way| fits(way, terms))?;
                Some((who.id, way.class))
            })
            .collect()
    }

    /// What a search must answer.
    pub(crate) fn find(&self, typed: &str, limit: usize) -> (Vec<(Uuid, Class)>, bool) {
        let typed = Typed::read(typed);
        let mut hits: Vec<(Uuid, Class)> = Vec::new();
        for group in Plan::of(&typed) {
            let fresh: Vec<(Uuid, Class)> = self
                .group(&group)
                .into_iter()
                .filter(|(id, _)| hits.iter().all(|(taken, _)| taken != id))
                .collect();
            let mut fresh = fresh.into_iter();
            if let Some(near) = group.ahead {
                let place = hits.len().min(near.behind);
                let ahead: Vec<_> = fresh.by_ref().take(near.many).collect();
                hits.splice(place..place, ahead);
                hits.truncate(limit + 1);
            }
            if group.is_worth(hits.len(), typed.len()) {
                hits.extend(fresh.take((limit + 1).saturating_sub(hits.len())));
            }
        }
        let more = hits.len() > limit;
        hits.truncate(limit);
        (hits, more)
    }
}

#[test]
fn the_scan_counts_edits_as_people_do() {
    assert_eq!(edits("martin", "matrin"), 1);
    assert_eq!(edits("martin", "marttin"), 1);
    assert_eq!(edits("martin", "mrtn"), 2);
    assert!(nicknames::of("bob").contains(&"robert".to_owned()));
}

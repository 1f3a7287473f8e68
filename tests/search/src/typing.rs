//! What people type for a customer, by kind of input.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use regard_domain::names::{fold, full_name, parts};

use crate::customer::Customer;
use crate::fits::Needle;
use crate::kinds::Kind;
use crate::names::nicknames;
use crate::spelling::{by_ear, distance, doubling, transposition, two_typos, typo};

/// Words of texts that nobody would search by.
const FILLERS: &[&str] = &[
    "a", "as", "in", "to", "the", "with", "every", "loves", "works", "goes", "wants", "on", "ct",
    "size", "children",
];

/// The text typed and what any right answer has; nothing if the customer cannot be found that way.
pub fn typed(
    kind: Kind,
    customer: &Customer,
    rng: &mut ChaCha8Rng,
) -> Option<(String, Vec<Needle>)> {
    let given = parts(&customer.given);
    let family = parts(&customer.family);
    let (first, last) = (given.first()?.clone(), said(&family)?.clone());
    let names = || vec![Needle::Name(first.clone()), Needle::Name(last.clone())];
    let latin = customer.latin && first.is_ascii() && last.is_ascii();
    let one = |list: &[String], rng: &mut ChaCha8Rng| -> Option<String> {
        (!list.is_empty()).then(|| list[rng.random_range(0..list.len())].clone())
    };
    match kind {
        Kind::FullName => {
            let name = full_name(&customer.given, &customer.family);
            let needles = given.into_iter().chain(family).map(Needle::Name).collect();
            customer.latin.then_some((name.to_lowercase(), needles))
        }
        Kind::AnyOrder => latin.then(|| (format!("{last} {first}"), names())),
        Kind::Prefixes => latin.then(|| {
            let (first, last) = (start(&first, 4), start(&last, 5));
            let needles = vec![Needle::Name(first.clone()), Needle::Name(last.clone())];
            (format!("{first} {last}"), needles)
        }),
        Kind::Initials => {
            let run = if rng.random_bool(0.75) {
                start(&first, 1) + &start(&last, 4)
            } else {
                start(&last, 1) + &start(&first, 4)
            };
            (latin && run.len() > 2).then(|| (run.clone(), vec![Needle::Initials(run)]))
        }
        Kind::Nickname => {
            let nickname = match &customer.nickname {
                Some(own) => own.clone(),
                None => {
                    let general = nicknames(&customer.given);
                    (!general.is_empty())
                        .then(|| general[rng.random_range(0..general.len())])?
                        .to_owned()
                }
            };
            let nickname = fold(&nickname);
            (!first.starts_with(&nickname)).then(|| (format!("{nickname} {last}"), names()))
        }
        Kind::NoAccents => {
            let name = full_name(&customer.given, &customer.family).to_lowercase();
            let plain = fold(&name);
            let needles = given.into_iter().chain(family).map(Needle::Name).collect();
            (customer.latin && plain.is_ascii() && plain != name).then_some((plain, needles))
        }
        Kind::OneTypo | Kind::Transposed | Kind::Doubled | Kind::TwoTypos | Kind::Sound => {
            let shortest = if kind == Kind::TwoTypos { 8 } else { 4 };
            let (f, l) = (first.chars().count(), last.chars().count());
            if !latin || (f < shortest && l < shortest) {
                return None;
            }
            let in_family = l >= shortest && (f < shortest || rng.random_bool(0.65));
            let right = if in_family { &last } else { &first };
            let wrong = match kind {
                Kind::OneTypo => typo(right, rng),
                Kind::Transposed => transposition(right, rng)?,
                Kind::Doubled => doubling(right, rng),
                Kind::TwoTypos => two_typos(right, rng)?,
                _ => by_ear(right, rng)?,
            };
            let text = if in_family {
                format!("{first} {wrong}")
            } else {
                format!("{wrong} {last}")
            };
            (distance(&wrong, right) > 0).then(|| (text, names()))
        }
        Kind::Spouse | Kind::Child | Kind::Pet => {
            let relation = kind.name();
            let near: Vec<&str> = customer
                .near
                .iter()
                .filter(|near| near.relation == relation)
                .map(|near| near.name.as_str())
                .collect();
            let near = parts(near.get(rng.random_range(0..near.len().max(1)))?);
            let (name, rest) = near.split_first()?;
            let mut needles = vec![Needle::Near(name.clone())];
            match rest.last() {
                // The spouse's own family name, as it is said.
                Some(family) if kind == Kind::Spouse => {
                    needles.push(Needle::Near(family.clone()));
                    latin.then(|| (format!("{name} {family}"), needles))
                }
                _ => {
                    needles.push(Needle::Name(last.clone()));
                    latin.then(|| (format!("{name} {last}"), needles))
                }
            }
        }
        Kind::LastFour => {
            let phone = one(&customer.digits(), rng)?;
            let ending = phone.get(phone.len().checked_sub(4)?..)?.to_owned();
            Some((ending.clone(), vec![Needle::Ending(ending)]))
        }
        Kind::PhoneInside => {
            let phone = one(&customer.digits(), rng)?;
            let length = rng.random_range(5..=7);
            let at = rng.random_range(0..=phone.len().checked_sub(length)?);
            let piece = phone.get(at..at + length)?.to_owned();
            Some((piece.clone(), vec![Needle::Digits(piece)]))
        }
        Kind::Email => {
            let email = one(&customer.emails, rng)?;
            let name = email.split('@').next()?;
            let length = name.len().min(rng.random_range(7..=12));
            // From the start, or from after a dot or line inside.
            let inside = name.rfind(['.', '_']).map_or(0, |at| at + 1);
            let from = if rng.random_bool(0.3) && name.len() - inside >= 5 {
                inside
            } else {
                0
            };
            let piece = name.get(from..(from + length).min(name.len()))?.to_owned();
            Some((piece.clone(), vec![Needle::Email(piece)]))
        }
        Kind::Number => {
            let number = if rng.random_bool(0.7) {
                one(&customer.envelopes, rng)
            } else {
                one(&customer.serials, rng)
            }?;
            let plain: String = fold(&number)
                .chars()
                .filter(|c| c.is_alphanumeric())
                .collect();
            Some((number.to_lowercase(), vec![Needle::Number(plain)]))
        }
        Kind::Words => {
            let mut words = telling(one(&customer.facts, rng)?.as_str(), 2, rng);
            words.extend(telling(one(&customer.pieces, rng)?.as_str(), 2, rng));
            (words.len() > 2).then(|| {
                (
                    words.join(" "),
                    words.into_iter().map(Needle::Word).collect(),
                )
            })
        }
        Kind::NameAndFact => {
            let fact = rng.random_bool(0.5);
            let text = one(
                if fact {
                    &customer.facts
                } else {
                    &customer.pieces
                },
                rng,
            )?;
            let name = if rng.random_bool(0.3) {
                first.clone()
            } else {
                last.clone()
            };
            let count = if name == first { 2 } else { 1 };
            let words = telling(&text, count, rng);
            let needles = std::iter::once(Needle::Name(name.clone()))
                .chain(words.iter().cloned().map(Needle::Word))
                .collect();
            (latin && words.len() == count)
                .then(|| (format!("{name} {}", words.join(" ")), needles))
        }
        Kind::Former => {
            let former = parts(customer.former.as_ref()?).first()?.clone();
            let needles = vec![Needle::Name(first.clone()), Needle::Name(former.clone())];
            (latin && former.is_ascii()).then(|| (format!("{first} {former}"), needles))
        }
        Kind::Scripts => {
            let needles = vec![Needle::Name(first.clone()), Needle::Name(last.clone())];
            (!customer.latin).then(|| (full_name(&customer.given, &customer.family), needles))
        }
    }
}

/// The word by which a family is looked up: of "van den Berg", "berg".
fn said(family: &[String]) -> Option<&String> {
    let long = |word: &&String| word.chars().count() > 3 || !word.is_ascii();
    family.iter().find(long).or(family.last())
}

fn start(word: &str, letters: usize) -> String {
    word.chars().take(letters).collect()
}

/// Some words of a text that tell it from others, in their order.
fn telling(text: &str, count: usize, rng: &mut ChaCha8Rng) -> Vec<String> {
    let mut words: Vec<String> = parts(text)
        .into_iter()
        .filter(|word| word.chars().count() > 2 && !FILLERS.contains(&word.as_str()))
        .collect();
    while words.len() > count {
        words.remove(rng.random_range(0..words.len()));
    }
    words
}

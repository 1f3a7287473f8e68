//! Why a row was found, where its name does not show it: one line, for the strongest reason.

use chrono::NaiveDate;
use regard_domain::ids::CustomerId;
use regard_domain::names::{fold, parts};
use regard_domain::phone::digits;
use regard_domain::words::{FactKind, Tact};
use regard_search::{Matched, Reason};
use rusqlite::Connection;

use super::screens::{Why, WordsOf};
use crate::database::customers::Customer;
use crate::database::search_keys::envelope_key;
use crate::database::{customers, facts, pieces, purchases, relations, repairs, tags};

/// The most characters of a text that stand in a row.
const LONGEST_LINE: usize = 60;

/// Why the engine found them. `name` stands in the row already.
pub fn of_reason(
    conn: &Connection,
    typed: &str,
    (id, name): (CustomerId, &str),
    reason: &Reason,
    today: NaiveDate,
) -> rusqlite::Result<Option<Why>> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    // As many reasons as words: each is of its word. Otherwise all was read as one thing.
    let of_word = reason.words.len() == words.len();
    for (at, matched) in reason.words.iter().enumerate() {
        let word = if of_word {
            words.get(at).copied().unwrap_or(typed)
        } else {
            typed
        };
        let why = match matched {
            Matched::Name => also_named(conn, word, id, name)?,
            Matched::Near => by_relation(conn, word, id)?,
            Matched::Phone => by_phone(conn, word, id)?,
            Matched::Email => by_email(conn, word, id)?,
            Matched::Number => by_number(conn, word, id)?,
            Matched::Word => by_words(conn, word, id, today)?,
        };
        if why.is_some() {
            return Ok(why);
        }
    }
    Ok(None)
}

/// A line of a long text around the first of the words.
pub fn line_around(text: &str, words: &[String]) -> String {
    let all: Vec<&str> = text.split_whitespace().collect();
    let hit = all
        .iter()
        .position(|word| {
            parts(word)
                .iter()
                .any(|part| words.iter().any(|wanted| part.starts_with(wanted.as_str())))
        })
        .unwrap_or(0);
    // A few words before what was found, and as many after it as fit.
    let from = hit.saturating_sub(3);
    let mut line = String::new();
    let mut whole = true;
    for word in all.iter().skip(from) {
        let longer = line.chars().count() + word.chars().count();
        if !line.is_empty() && longer > LONGEST_LINE {
            whole = false;
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().take(LONGEST_LINE));
    }
    let before = if from > 0 { "… " } else { "" };
    let after = if whole { "" } else { " …" };
    format!("{before}{line}{after}")
}

/// A nickname, a former surname or a company, where the name in the row does not begin so.
fn also_named(
    conn: &Connection,
    typed: &str,
    id: CustomerId,
    shown: &str,
) -> rusqlite::Result<Option<Why>> {
    let wanted = parts(typed);
    if wanted.is_empty() || begins(shown, &wanted) {
        return Ok(None);
    }
    let Some(customer) = customers::customer(conn, id)? else {
        return Ok(None);
    };
    Ok(other_names(&customer)
        .into_iter()
        .find(|name| begins(name, &wanted))
        .map(|name| Why::AlsoNamed { name }))
}

fn other_names(customer: &Customer) -> Vec<String> {
    let former = customer.former_names.as_deref().unwrap_or_default();
    customer
        .nickname
        .iter()
        .cloned()
        .chain(former.split(',').map(|name| name.trim().to_owned()))
        .chain(customer.company_name.iter().cloned())
        .filter(|name| !name.is_empty())
        .collect()
}

/// Whether each of the words begins a part of the text.
fn begins(text: &str, words: &[String]) -> bool {
    let theirs = parts(text);
    words
        .iter()
        .all(|word| theirs.iter().any(|part| part.starts_with(word.as_str())))
}

/// A number holds the digits.
pub fn by_phone(conn: &Connection, typed: &str, id: CustomerId) -> rusqlite::Result<Option<Why>> {
    let wanted = digits(typed);
    if wanted.is_empty() {
        return Ok(None);
    }
    Ok(customers::phones(conn, id)?
        .into_iter()
        .map(|phone| {
            [
                digits(&phone.e164.unwrap_or_default()),
                digits(&phone.typed),
            ]
        })
        .find_map(|numbers| numbers.into_iter().find(|number| number.contains(&wanted)))
        .map(|number| {
            let from = number.chars().count().saturating_sub(4);
            let ends = number.chars().skip(from).collect();
            Why::Phone { ends }
        }))
}

/// An address holds the text.
pub fn by_email(conn: &Connection, typed: &str, id: CustomerId) -> rusqlite::Result<Option<Why>> {
    let wanted = fold(typed.trim());
    Ok(customers::emails(conn, id)?
        .into_iter()
        .find(|email| fold(&email.address).contains(&wanted))
        .map(|email| Why::Email {
            address: email.address,
        }))
}

/// An envelope, or a piece, has the number.
pub fn by_number(conn: &Connection, typed: &str, id: CustomerId) -> rusqlite::Result<Option<Why>> {
    let wanted = envelope_key(typed);
    if wanted.is_empty() {
        return Ok(None);
    }
    let envelope = repairs::of_customer(conn, id)?
        .into_iter()
        .find(|repair| envelope_key(&repair.envelope).contains(&wanted))
        .map(|repair| Why::Envelope {
            envelope: repair.envelope,
        });
    if envelope.is_some() {
        return Ok(envelope);
    }
    Ok(pieces::of_customer(conn, id)?
        .into_iter()
        .find_map(|piece| {
            let serial = piece
                .serial
                .filter(|serial| envelope_key(serial).contains(&wanted))?;
            Some(Why::Serial {
                serial,
                piece: piece.description,
            })
        }))
}

/// The customer is the spouse, parent … of someone whose name begins so, or has a pet called so.
pub fn by_relation(
    conn: &Connection,
    typed: &str,
    id: CustomerId,
) -> rusqlite::Result<Option<Why>> {
    let wanted = parts(typed);
    if wanted.is_empty() {
        return Ok(None);
    }
    for near in relations::near_names(conn, id)? {
        if begins(&format!("{} {}", near.name, near.also), &wanted) {
            return Ok(Some(Why::Relation {
                name: near.name,
                relation: near.kind.reversed(),
            }));
        }
    }
    Ok(said_facts(conn, id)?
        .find(|fact| fact.kind == FactKind::Pet && begins(&fact.words, &wanted))
        .map(|fact| Why::Words {
            of: WordsOf::Pet,
            words: line_around(&fact.words, &wanted),
        }))
}

/// What is known of them and may be read where others look on.
fn said_facts(
    conn: &Connection,
    id: CustomerId,
) -> rusqlite::Result<impl Iterator<Item = facts::Fact>> {
    Ok(facts::of_customer(conn, id)?
        .into_iter()
        .filter(|fact| fact.tact != Tact::NeverSay))
}

/// A tag, a piece, a purchase or a fact has the word.
fn by_words(
    conn: &Connection,
    typed: &str,
    id: CustomerId,
    today: NaiveDate,
) -> rusqlite::Result<Option<Why>> {
    let wanted = parts(typed);
    if wanted.is_empty() {
        return Ok(None);
    }
    let words = |of: WordsOf, text: &str| Why::Words {
        of,
        words: line_around(text, &wanted),
    };
    let is_it = |text: &String| {
        wanted
            .iter()
            .any(|word| begins(text, std::slice::from_ref(word)))
    };
    for tag in tags::of_customer(conn, id)? {
        if !tag.removed && is_it(&tag.words) {
            return Ok(Some(words(WordsOf::Tag, &tag.words)));
        }
    }
    let secret = pieces::secret_from(conn, id, today)?;
    for piece in pieces::of_customer(conn, id)? {
        if !secret.contains(&piece.id) && is_it(&piece.description) {
            return Ok(Some(words(WordsOf::Piece, &piece.description)));
        }
    }
    for purchase in purchases::of_customer(conn, id)? {
        if purchase
            .piece_id
            .is_some_and(|piece| secret.contains(&piece))
        {
            continue;
        }
        for text in [
            Some(purchase.description),
            purchase.occasion,
            purchase.meaning,
        ]
        .into_iter()
        .flatten()
        {
            if is_it(&text) {
                return Ok(Some(words(WordsOf::Piece, &text)));
            }
        }
    }
    if let Some(fact) = said_facts(conn, id)?.find(|fact| is_it(&fact.words)) {
        let of = if fact.kind == FactKind::Pet {
            WordsOf::Pet
        } else {
            WordsOf::Fact
        };
        return Ok(Some(words(of, &fact.words)));
    }
    let Some(customer) = customers::customer(conn, id)? else {
        return Ok(None);
    };
    Ok([customer.about, customer.memory, customer.city]
        .into_iter()
        .flatten()
        .find(is_it)
        .map(|text| words(WordsOf::About, &text)))
}

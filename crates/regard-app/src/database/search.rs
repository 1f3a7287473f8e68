//! Finds customers by what was typed, by prefixes that are kept in the database: where the engine
//! can't answer yet. And reads the rows of whom the engine found ([`rows`]).
//!
//! What
//! is typed is tried as several kinds of thing, the best first, and a kind is only asked while the
//! better ones leave room. Within a kind: in the store, opened lately, mine, then the alphabet.

use std::collections::HashMap;

use chrono::NaiveDate;
use regard_domain::ids::{AssociateId, CustomerId};
use regard_domain::names::{fold, parts};
use regard_domain::phone::digits;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::many::each_of;
use super::one_person::person;
use super::search_keys::{self, SHORTEST_FRAGMENT, envelope_key};
use super::{columns, customers};

/// The longest text that can find anyone, in characters; a longer one was pasted by mistake.
pub const LONGEST_TYPED: usize = 100;

/// The most name parts that are looked at.
const MOST_PARTS: usize = 6;

/// The longest run-together initials, in characters: "romar" for Roger Martin.
const LONGEST_RUN: usize = 12;

/// From this many characters on, the beginning of a name goes before initials that were run together:
/// "dana" is Dana rather than D… Ana…. Shorter ones are as likely the one as the other.
const CLEARLY_A_NAME: usize = 4;

/// What made a row match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchedBy {
    /// The name shows it.
    Name,
    /// A number holds the digits.
    Phone,
    /// An address holds the text.
    Email,
    /// An envelope has the number.
    Envelope,
    /// Someone near them has the name.
    Relation,
}

/// One customer as a row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRow {
    /// Who.
    pub customer_id: CustomerId,
    /// Their name.
    pub name: String,
    /// One or two letters for the mark.
    pub initials: String,
    /// Who looks after them.
    pub owner_id: Option<AssociateId>,
    /// Their spouse or partner.
    pub with_name: Option<String>,
    /// Whether a piece of theirs is in the store.
    pub in_store: bool,
    /// Whether a piece of theirs is ready.
    pub ready: bool,
    /// The last day on which a promise is open.
    pub promise_until: Option<NaiveDate>,
    /// Until when the store treads gently.
    pub gently_until: Option<NaiveDate>,
    /// When anyone of the store last had to do with them.
    pub last_seen_on: Option<NaiveDate>,
    /// Why it is here.
    pub matched_by: MatchedBy,
}

const COLUMNS: &str = "customer_id, name, initials, owner_id, with_name, in_store, ready,
    promise_until, gently_until, last_seen_on";

const BY_NEARNESS: &str = "in_store DESC, opened_at IS NULL, opened_at DESC,
    owner_id IS NOT ?1, sort, number";

/// Whether there is anything to look for in what was typed: if not, [`before_typing`] is shown.
pub fn is_blank(typed: &str) -> bool {
    typed.chars().all(|c| c.is_whitespace() || c.is_control())
}

/// Customers found by `typed`, best first, at most `limit` of them and one more when there are more.
pub fn typed(
    conn: &Connection,
    me: AssociateId,
    typed: &str,
    limit: usize,
) -> rusqlite::Result<Vec<SearchRow>> {
    if typed.chars().nth(LONGEST_TYPED).is_some() {
        return Ok(Vec::new());
    }
    let mut found: Vec<SearchRow> = Vec::new();
    for way in ways(typed) {
        let room = limit.saturating_add(1).saturating_sub(found.len());
        if room == 0 {
            break;
        }
        // Those found by a better way come up again and are left out.
        let most = limit.saturating_add(1);
        for row in by_way(conn, me, &way, most)? {
            if found.len() <= limit && found.iter().all(|f| f.customer_id != row.customer_id) {
                found.push(row);
            }
        }
    }
    Ok(found)
}

/// One way to understand what was typed: every condition must hold.
struct Way {
    matched_by: MatchedBy,
    conditions: Vec<Condition>,
}

/// The customer has a key of one of these kinds that begins so.
struct Condition {
    alternatives: Vec<(&'static str, Beginning)>,
}

/// How a key must look.
enum Beginning {
    Is(String),
    With(String),
}

fn one(matched_by: MatchedBy, kind: &'static str, beginning: Beginning) -> Way {
    Way {
        matched_by,
        conditions: vec![Condition {
            alternatives: vec![(kind, beginning)],
        }],
    }
}

/// The ways to understand what was typed, best first.
fn ways(typed: &str) -> Vec<Way> {
    let mut ways = Vec::new();
    let mut tokens = parts(typed);
    tokens.truncate(MOST_PARTS);
    let number = digits(typed);
    let is_number =
        !number.is_empty() && fold(typed).chars().all(|c| !c.is_alphabetic() && c != '@');
    let envelope = envelope_key(typed);

    if let [token] = tokens.as_slice() {
        let name = ("name", Beginning::With(token.clone()));
        let initials = ("initials", Beginning::With(token.clone()));
        let way = |alternatives| Way {
            matched_by: MatchedBy::Name,
            conditions: vec![Condition { alternatives }],
        };
        let length = token.chars().count();
        if length < 2 {
            // Whoever has that letter first among their initials has a name that begins with it.
            ways.push(way(vec![name]));
        } else if length < CLEARLY_A_NAME {
            ways.push(way(vec![name, initials]));
        } else {
            ways.push(way(vec![name]));
            ways.push(way(vec![initials]));
        }
    } else if !tokens.is_empty() {
        ways.push(all_tokens(MatchedBy::Name, &tokens, &["name"]));
    }
    if envelope.chars().any(|c| c.is_ascii_digit()) {
        let exactly = Beginning::Is(envelope.clone());
        ways.push(one(MatchedBy::Envelope, "envelope", exactly));
    }
    if is_number && number.len() >= SHORTEST_FRAGMENT {
        let ending = Beginning::Is(number.clone());
        ways.push(one(MatchedBy::Phone, "phone", ending));
    }
    if envelope.chars().any(|c| c.is_ascii_digit()) {
        ways.push(one(
            MatchedBy::Envelope,
            "envelope",
            Beginning::With(envelope),
        ));
    }
    if is_number && number.len() >= SHORTEST_FRAGMENT {
        ways.push(one(MatchedBy::Phone, "phone", Beginning::With(number)));
    }
    let address = fold(typed.trim());
    if !is_number
        && address.chars().count() >= SHORTEST_FRAGMENT
        && !address.chars().any(char::is_whitespace)
    {
        let fragment = Beginning::With(address);
        ways.push(one(MatchedBy::Email, "email", fragment));
    }
    if let [token] = tokens.as_slice() {
        ways.extend(runs_together(token));
    }
    if !tokens.is_empty() {
        ways.push(all_tokens(MatchedBy::Relation, &tokens, &["relation"]));
    }
    if tokens.len() > 1 && !is_number && tokens.iter().all(|token| token.chars().count() > 1) {
        // "roger 5559", "dana roger": each word as whatever it is.
        let kinds = ["name", "relation", "phone", "email", "envelope"];
        ways.push(all_tokens(MatchedBy::Relation, &tokens, &kinds));
    }
    ways
}

fn all_tokens(matched_by: MatchedBy, tokens: &[String], kinds: &[&'static str]) -> Way {
    let conditions = tokens
        .iter()
        .map(|token| Condition {
            alternatives: kinds
                .iter()
                .map(|kind| (*kind, Beginning::With(token.clone())))
                .collect(),
        })
        .collect();
    Way {
        matched_by,
        conditions,
    }
}

/// "roma" as the beginnings of two parts of a name, cut at each place; one letter in front is the
/// business of the `initials` keys.
fn runs_together(token: &str) -> Vec<Way> {
    let chars: Vec<char> = token.chars().collect();
    if !(3..=LONGEST_RUN).contains(&chars.len()) || chars.iter().any(|c| c.is_numeric()) {
        return Vec::new();
    }
    (2..chars.len())
        .map(|cut| {
            let (front, back) = chars.split_at(cut);
            let halves = [front.iter().collect::<String>(), back.iter().collect()];
            all_tokens(MatchedBy::Name, &halves, &["name"])
        })
        .collect()
}

fn by_way(
    conn: &Connection,
    me: AssociateId,
    way: &Way,
    most: usize,
) -> rusqlite::Result<Vec<SearchRow>> {
    let mut values: Vec<Value> = vec![
        Value::Blob(me.0.as_bytes().to_vec()),
        Value::Integer(i64::try_from(most).unwrap_or(i64::MAX)),
    ];
    let mut place = |text: String| {
        values.push(Value::Text(text));
        format!("?{}", values.len())
    };
    let conditions: Vec<String> = way
        .conditions
        .iter()
        .map(|condition| {
            let numbers: Vec<String> = condition
                .alternatives
                .iter()
                .map(|(kind, beginning)| {
                    let from = "SELECT number FROM search_key WHERE kind =";
                    match beginning {
                        Beginning::Is(key) => {
                            format!("{from} '{kind}' AND key = {}", place(key.clone()))
                        }
                        Beginning::With(start) => format!(
                            "{from} '{kind}' AND key >= {} AND key < {}",
                            place(start.clone()),
                            place(format!("{start}\u{10ffff}"))
                        ),
                    }
                })
                .collect();
            format!("number IN ({})", numbers.join(" UNION ALL "))
        })
        .collect();
    let sql = format!(
        "SELECT {COLUMNS} FROM search_row WHERE number IN (
            SELECT number FROM search_row WHERE {} ORDER BY {BY_NEARNESS} LIMIT ?2)
         ORDER BY {BY_NEARNESS}",
        conditions.join(" AND ")
    );
    conn.prepare_cached(&sql)?
        .query_map(params_from_iter(values), |row| {
            search_row(row, way.matched_by)
        })?
        .collect()
}

/// What stands on the screen before anything is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeforeTyping {
    /// Opened lately, the latest first.
    pub just_seen: Vec<SearchRow>,
    /// Something of theirs is in the store, what is ready first.
    pub in_store: Vec<SearchRow>,
    /// Everybody by the alphabet, one more than the limit when there are more.
    pub all: Vec<SearchRow>,
}

/// Just seen (`few`), in the store (`few`), and the alphabet (`limit`, and one more).
pub fn before_typing(
    conn: &Connection,
    few: usize,
    limit: usize,
) -> rusqlite::Result<BeforeTyping> {
    const PERSON: &str = person!("customer_id");
    let list = |sql: &str, most: usize| -> rusqlite::Result<Vec<SearchRow>> {
        conn.prepare_cached(sql)?
            .query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| {
                search_row(row, MatchedBy::Name)
            })?
            .collect()
    };
    Ok(BeforeTyping {
        just_seen: list(
            &format!(
                "SELECT {COLUMNS} FROM search_row WHERE customer_id IN (
                    SELECT {PERSON} FROM recently_opened ORDER BY opened_at DESC LIMIT ?1)
                 ORDER BY opened_at DESC"
            ),
            few,
        )?,
        in_store: list(
            &format!(
                "SELECT {COLUMNS} FROM search_row WHERE in_store = 1
                 ORDER BY ready DESC, sort LIMIT ?1"
            ),
            few,
        )?,
        all: list(
            &format!("SELECT {COLUMNS} FROM search_row ORDER BY sort, number LIMIT ?1"),
            limit.saturating_add(1),
        )?,
    })
}

/// The rows of these customers, in that order.
pub fn rows(conn: &Connection, ids: &[CustomerId]) -> rusqlite::Result<Vec<SearchRow>> {
    let mut found: HashMap<CustomerId, SearchRow> = HashMap::with_capacity(ids.len());
    let sql = format!("SELECT {COLUMNS} FROM search_row WHERE customer_id IN ({{ids}})");
    each_of(conn, &sql, ids, |row| {
        let row = search_row(row, MatchedBy::Name)?;
        found.insert(row.customer_id, row);
        Ok(())
    })?;
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        match found.remove(id) {
            Some(row) => rows.push(row),
            // After a first sync rows are filled in for a while; the engine knows everybody before.
            None => {
                if let Some(customer) = customers::customer(conn, *id)? {
                    rows.push(search_keys::row_of(conn, &customer)?);
                }
            }
        }
    }
    Ok(rows)
}

fn search_row(row: &Row<'_>, matched_by: MatchedBy) -> rusqlite::Result<SearchRow> {
    Ok(SearchRow {
        customer_id: CustomerId(row.get("customer_id")?),
        name: row.get("name")?,
        initials: row.get("initials")?,
        owner_id: row.get::<_, Option<_>>("owner_id")?.map(AssociateId),
        with_name: row.get("with_name")?,
        in_store: row.get("in_store")?,
        ready: row.get("ready")?,
        promise_until: columns::day(row, "promise_until")?,
        gently_until: columns::day(row, "gently_until")?,
        last_seen_on: columns::day(row, "last_seen_on")?,
        matched_by,
    })
}

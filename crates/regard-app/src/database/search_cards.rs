//! Customers as the search engine reads them: one, or all of them in a few passes over the tables.
//!
//! What must never be said is not found by what is typed where customers look on, and a gift that is
//! not given yet is not found by its name; nor is what is wished for another who may not hear of it.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::ids::CustomerId;
use regard_search::{Near, SearchCard, Standing};
use rusqlite::{Connection, Row, params_from_iter};
use uuid::Uuid;

use super::columns;
use super::one_person::{self, person, records};

/// The longest text of which words are taken, in characters; what is longer is for the long texts.
const LONGEST_WORDS: usize = 400;

/// 1970-01-01, from which the engine counts days.
const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day");

/// A day as the engine counts it.
pub fn day_number(day: NaiveDate) -> i32 {
    i32::try_from(day.signed_duration_since(EPOCH).num_days()).unwrap_or(i32::MAX)
}

/// The card of one customer; none when they are not on this device, or show under another record's
/// name.
pub fn card(
    conn: &Connection,
    id: CustomerId,
    today: NaiveDate,
) -> rusqlite::Result<Option<SearchCard>> {
    if one_person::person_of(conn, id)? != id {
        return Ok(None);
    }
    let mut cards = Cards::of(Some(id), today);
    for step in 0..Cards::STEPS {
        cards.read(conn, step, &|| false)?;
    }
    Ok(cards.cards.pop())
}

/// Cards that are read table by table, so that what takes seconds need not be one snapshot: whoever
/// changes in between is noted among the changes and read again.
pub struct Cards {
    only: Option<CustomerId>,
    today: NaiveDate,
    cards: Vec<SearchCard>,
    places: HashMap<Uuid, usize>,
}

impl Cards {
    /// How many tables are read.
    pub const STEPS: usize = TEXTS.len() + 2;

    /// Those of everybody; none is read yet.
    pub fn of_all(today: NaiveDate) -> Self {
        Self::of(None, today)
    }

    fn of(only: Option<CustomerId>, today: NaiveDate) -> Self {
        Self {
            only,
            today,
            cards: Vec::new(),
            places: HashMap::new(),
        }
    }

    /// Reads the next table. Ends early, and then in vain, when `stop` says so.
    pub fn read(
        &mut self,
        conn: &Connection,
        step: usize,
        stop: &dyn Fn() -> bool,
    ) -> rusqlite::Result<()> {
        if step == 0 {
            self.cards = people(conn, self.only, stop)?;
            let places = self.cards.iter().map(|card| card.id).zip(0..);
            self.places = places.collect();
            for (record, person) in merged(conn, self.only)? {
                if let Some(place) = self.places.get(&person).copied() {
                    self.places.insert(record, place);
                    if let Some(card) = self.cards.get_mut(place) {
                        also_named(conn, record, card)?;
                    }
                }
            }
            return Ok(());
        }
        match TEXTS.get(step - 1) {
            Some((text, sql)) => self.texts(conn, text, sql, stop),
            None => near(conn, self.only, &self.places, &mut self.cards, stop),
        }
    }

    /// The cards, in no order.
    pub fn into_cards(self) -> impl Iterator<Item = SearchCard> {
        self.cards.into_iter()
    }

    fn texts(
        &mut self,
        conn: &Connection,
        text: &Text,
        sql: &str,
        stop: &dyn Fn() -> bool,
    ) -> rusqlite::Result<()> {
        let column = if sql.contains("id AS customer_id") {
            "id"
        } else {
            "customer_id"
        };
        let (places, cards) = (&self.places, &mut self.cards);
        read(conn, sql, column, self.only, self.today, stop, |row| {
            let customer: Uuid = row.get("customer_id")?;
            if let Some(card) = places
                .get(&customer)
                .and_then(|place| cards.get_mut(*place))
            {
                for text_of in ["one", "two"] {
                    put(card, text, row.get(text_of)?);
                }
            }
            Ok(())
        })
    }
}

/// What a text on a card is.
enum Text {
    Phone,
    Email,
    Number,
    Words,
    Tag,
    Pet,
}

/// The tables that texts come from: what they are, and the query for whose and what. `{who}` stands
/// for the condition on the customer, ?1 for the day.
const TEXTS: [(Text, &str); 15] = [
    (
        Text::Phone,
        "SELECT customer_id, COALESCE(e164, '') AS one, typed AS two FROM phone WHERE {who}",
    ),
    (
        Text::Email,
        "SELECT customer_id, address AS one, '' AS two FROM email WHERE {who}",
    ),
    (
        Text::Number,
        "SELECT customer_id, envelope AS one, '' AS two FROM repair WHERE {who}",
    ),
    (
        Text::Number,
        "SELECT customer_id, serial AS one, '' AS two FROM piece \
         WHERE serial IS NOT NULL AND (secret_until IS NULL OR secret_until <= ?1) AND {who}",
    ),
    // The number of a gift leads to who gives it.
    (
        Text::Number,
        "SELECT customer_id, COALESCE((SELECT serial FROM piece WHERE piece.id = purchase.piece_id \
             AND secret_until > ?1), '') AS one, '' AS two FROM purchase \
         WHERE piece_id IS NOT NULL AND {who}",
    ),
    (
        Text::Number,
        "SELECT customer_id, source_id AS one, '' AS two FROM purchase WHERE source_id IS NOT NULL AND {who}",
    ),
    (
        Text::Words,
        "SELECT customer_id, description AS one, concat_ws(' ', brand, model, reference) AS two FROM piece \
         WHERE (secret_until IS NULL OR secret_until <= ?1) AND {who}",
    ),
    (
        Text::Words,
        "SELECT customer_id, description AS one, concat_ws(' ', occasion, meaning, for_name) AS two FROM purchase WHERE {who}",
    ),
    (
        Text::Words,
        "SELECT customer_id, words AS one, '' AS two FROM fact WHERE tact <> 'never_say' AND dropped_at IS NULL AND kind <> 'pet' \
         AND NOT EXISTS (SELECT 1 FROM fact newer WHERE newer.customer_id = fact.customer_id AND newer.supersedes = fact.id) AND {who}",
    ),
    (
        Text::Pet,
        "SELECT customer_id, words AS one, '' AS two FROM fact WHERE tact <> 'never_say' AND dropped_at IS NULL AND kind = 'pet' \
         AND NOT EXISTS (SELECT 1 FROM fact newer WHERE newer.customer_id = fact.customer_id AND newer.supersedes = fact.id) AND {who}",
    ),
    (
        Text::Words,
        "SELECT customer_id, words AS one, concat_ws(' ', occasion, for_name) AS two FROM wish WHERE ended_as IS NULL \
         AND (may_know = 'household' OR (for_id IS NULL AND for_name IS NULL)) \
         AND NOT EXISTS (SELECT 1 FROM gift WHERE gift.wish_id = wish.id AND gift.dropped_at IS NULL AND gift.given_at IS NULL \
             AND (gift.secret_until IS NULL OR gift.secret_until > ?1)) AND {who}",
    ),
    (
        Text::Tag,
        "SELECT customer_id, words AS one, '' AS two FROM tag WHERE removed_at IS NULL AND {who}",
    ),
    (
        Text::Words,
        "SELECT id AS customer_id, about AS one, '' AS two FROM customer WHERE about IS NOT NULL AND {who}",
    ),
    (
        Text::Words,
        "SELECT id AS customer_id, city AS one, '' AS two FROM customer WHERE city IS NOT NULL AND {who}",
    ),
    (
        Text::Words,
        "SELECT id AS customer_id, memory AS one, '' AS two FROM customer WHERE memory IS NOT NULL AND {who}",
    ),
];

/// What someone near a customer is called, as it was read.
struct NearRow {
    of: Uuid,
    other: Option<Uuid>,
    name: Option<String>,
    kind: String,
}

/// Puts a text on a card.
fn put(card: &mut SearchCard, what: &Text, text: String) {
    if text.trim().is_empty() {
        return;
    }
    match what {
        Text::Phone => card.phones.push(text),
        Text::Email => card.emails.push(text),
        Text::Number => card.numbers.push(text),
        Text::Words => card.words.push(cut(text)),
        Text::Tag => {
            card.standing.tags.push(text.trim().to_owned());
            card.words.push(cut(text));
        }
        Text::Pet => {
            card.near.push(Near {
                name: cut(text.clone()),
                relation: "pet".to_owned(),
                of: None,
            });
        }
    }
}

fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST_WORDS) {
        text.truncate(end);
    }
    text
}

/// Runs a query about one customer, or about all.
fn read(
    conn: &Connection,
    sql: &str,
    column: &str,
    only: Option<CustomerId>,
    today: NaiveDate,
    stop: &dyn Fn() -> bool,
    mut each: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let who = if only.is_some() {
        format!("{column} IN {}", records!("?2"))
    } else {
        "?2 IS NULL".to_owned()
    };
    // Every query takes both, so that one way of asking fits all.
    let sql = format!("{} AND ?1 IS NOT NULL", sql.replace("{who}", &who));
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query((today.to_string(), only.map(|id| id.0)))?;
    while let Some(row) = rows.next()? {
        each(row)?;
        if stop() {
            break;
        }
    }
    Ok(())
}

/// The person of each record that shows under another's name: of one person, or of all.
fn merged(conn: &Connection, only: Option<CustomerId>) -> rusqlite::Result<Vec<(Uuid, Uuid)>> {
    let Some(person) = only else {
        return Ok(one_person::merged(conn)?.into_iter().collect());
    };
    let others = one_person::other_records(conn, person)?.into_iter();
    Ok(others.map(|record| (record.0, person.0)).collect())
}

/// Names and standing.
fn people(
    conn: &Connection,
    only: Option<CustomerId>,
    stop: &dyn Fn() -> bool,
) -> rusqlite::Result<Vec<SearchCard>> {
    let who = if only.is_some() {
        "customer.id = ?1"
    } else {
        "customer.id NOT IN (SELECT record_id FROM one_person WHERE record_id <> person_id)"
    };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT customer.id, store_id, given_name, family_name, nickname, said_as, former_names, company_name, \
             customer.owner_id, search_row.in_store, ready, opened_at, promise_until, search_row.gently_until, \
             last_seen_on \
         FROM customer LEFT JOIN search_row ON search_row.customer_id = customer.id WHERE {who}"
    ))?;
    let mut rows = statement.query(params_from_iter(only.map(|id| id.0)))?;
    let mut cards = Vec::new();
    while let Some(row) = rows.next()? {
        cards.push(person(row)?);
        if stop() {
            break;
        }
    }
    Ok(cards)
}

fn person(row: &Row<'_>) -> rusqlite::Result<SearchCard> {
    let day = |name: &str| -> rusqlite::Result<Option<i32>> {
        Ok(columns::day(row, name)?.map(day_number))
    };
    let opened: Option<DateTime<Utc>> = columns::moment(row, "opened_at")?;
    Ok(SearchCard {
        id: row.get("id")?,
        given: row.get("given_name")?,
        family: row.get("family_name")?,
        also: other_names(row)?,
        standing: Standing {
            in_store: row.get::<_, Option<bool>>("in_store")?.unwrap_or(false),
            ready: row.get::<_, Option<bool>>("ready")?.unwrap_or(false),
            seen_on: day("last_seen_on")?,
            opened_at: opened.map(|at| at.timestamp_millis()),
            owner: row.get("owner_id")?,
            store: row.get("store_id")?,
            promise_until: day("promise_until")?,
            gently_until: day("gently_until")?,
            tags: Vec::new(),
        },
        ..SearchCard::default()
    })
}

fn other_names(row: &Row<'_>) -> rusqlite::Result<Vec<String>> {
    let mut also: Vec<String> = Vec::new();
    for name in ["nickname", "said_as", "company_name"] {
        also.extend(columns::words(row, name)?);
    }
    let former = columns::words(row, "former_names")?.unwrap_or_default();
    also.extend(
        former
            .split(',')
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty()),
    );
    Ok(also)
}

/// Another record of the person has names of its own.
fn also_named(conn: &Connection, record: Uuid, card: &mut SearchCard) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT given_name, family_name, nickname, said_as, former_names, company_name
         FROM customer WHERE id = ?1",
    )?;
    let mut rows = statement.query([record])?;
    if let Some(row) = rows.next()? {
        let (given, family): (String, String) = (row.get("given_name")?, row.get("family_name")?);
        let mut names = vec![names(&given, &family, None)];
        names.extend(other_names(row)?);
        for name in names {
            if !name.is_empty() && !card.also.contains(&name) {
                card.also.push(name);
            }
        }
    }
    Ok(())
}

/// Who is near whom, told on both cards.
fn near(
    conn: &Connection,
    only: Option<CustomerId>,
    places: &HashMap<Uuid, usize>,
    cards: &mut [SearchCard],
    stop: &dyn Fn() -> bool,
) -> rusqlite::Result<()> {
    const OF: &str = person!("customer_id");
    const OTHER: &str = person!("other_id");
    let mut found: Vec<NearRow> = Vec::new();
    let who = if only.is_some() {
        concat!(
            "(customer_id IN ",
            records!("?1"),
            " OR other_id IN ",
            records!("?1"),
            ")"
        )
    } else {
        "true"
    };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {OF} AS customer_id, {OTHER} AS other_id, other_name, kind FROM relation
         WHERE ended_on IS NULL AND {who}"
    ))?;
    let mut rows = statement.query(params_from_iter(only.map(|id| id.0)))?;
    while let Some(row) = rows.next()? {
        let (of, other): (Uuid, Option<Uuid>) = (row.get("customer_id")?, row.get("other_id")?);
        let kind: String = row.get("kind")?;
        if other == Some(of) {
            // Two records of one person, said to be related.
            continue;
        }
        found.push(NearRow {
            of,
            other,
            name: row.get("other_name")?,
            kind: kind.clone(),
        });
        if let Some(other) = other {
            found.push(NearRow {
                of: other,
                other: Some(of),
                name: None,
                kind: reversed(&kind),
            });
        }
    }
    for relation in found {
        if stop() {
            break;
        }
        let Some(place) = places.get(&relation.of) else {
            continue;
        };
        let name = match relation.other {
            Some(other) => match places.get(&other).and_then(|place| cards.get(*place)) {
                Some(card) => Some(names(&card.given, &card.family, card.also.first())),
                None => name_of(conn, other)?,
            },
            None => relation.name,
        };
        if let (Some(name), Some(card)) = (name, cards.get_mut(*place)) {
            let near = Near {
                name,
                relation: relation.kind,
                of: relation.other,
            };
            if !card.near.contains(&near) {
                card.near.push(near);
            }
        }
    }
    Ok(())
}

fn reversed(kind: &str) -> String {
    match kind.parse::<regard_domain::words::RelationKind>() {
        Ok(kind) => kind.reversed().to_string(),
        Err(_) => kind.to_owned(),
    }
}

fn names(given: &str, family: &str, also: Option<&String>) -> String {
    format!("{given} {family} {}", also.map_or("", String::as_str))
        .trim()
        .to_owned()
}

fn name_of(conn: &Connection, id: Uuid) -> rusqlite::Result<Option<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT given_name, family_name, COALESCE(nickname, said_as, company_name) AS also FROM customer WHERE id = ?1",
    )?;
    let mut rows = statement.query([id])?;
    match rows.next()? {
        Some(row) => {
            let (given, family): (String, String) =
                (row.get("given_name")?, row.get("family_name")?);
            let also: Option<String> = row.get("also")?;
            Ok(Some(names(&given, &family, also.as_ref())))
        }
        None => Ok(None),
    }
}

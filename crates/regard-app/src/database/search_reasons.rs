//! The texts by which a row may have been found, for all rows of a list at once: as narrow as a line
//! under a name needs them.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use regard_domain::ids::{CustomerId, PieceId};
use regard_domain::names::full_name;
use regard_domain::words::{FactKind, RelationKind, Tact};
use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::many::each_of;
use super::{columns, one_person, pieces};

/// Where a reason may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Nickname, former surnames, company: `one` is the name.
    AlsoNamed,
    /// Someone near: `one` is their name, `two` what else they are called.
    Relation,
    /// Facts about pets.
    Pet,
    /// `one` is the number in international form, `two` as typed.
    Phone,
    /// Addresses.
    Email,
    /// Numbers of envelopes.
    Envelope,
    /// Pieces with a serial number: `one` is the number, `two` the piece.
    Serial,
    /// Tags.
    Tag,
    /// Pieces: `one` is the description, `two` brand, model, reference.
    Piece,
    /// What is known of them and may be read where others look on.
    Fact,
    /// Description, occasion and meaning of what they bought.
    Purchase,
    /// Words about them, a memory, the city.
    About,
}

/// One text of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub one: String,
    /// What stands beside it.
    pub two: String,
    /// For relations: what the customer is to the one named.
    pub relation: Option<RelationKind>,
    /// Whether it is of a pet.
    pub pet: bool,
}

impl Text {
    fn new(one: String, two: String) -> Self {
        Self {
            one,
            two,
            relation: None,
            pet: false,
        }
    }
}

/// The texts of each customer, in the order in which they are told.
pub type Texts = HashMap<CustomerId, Vec<Text>>;

/// The texts of that kind that the customers have.
pub fn texts(
    conn: &Connection,
    source: Source,
    ids: &[CustomerId],
    today: NaiveDate,
) -> rusqlite::Result<Texts> {
    let mut persons: HashMap<CustomerId, CustomerId> = HashMap::new();
    let mut records: Vec<CustomerId> = ids.to_vec();
    for person in ids {
        for other in one_person::other_records(conn, *person)? {
            persons.insert(other, *person);
            records.push(other);
        }
    }
    let mut texts = of_records(conn, source, &records, today)?;
    for record in records.iter().filter(|record| persons.contains_key(record)) {
        if let (Some(of_record), Some(person)) = (texts.remove(record), persons.get(record)) {
            texts.entry(*person).or_default().extend(of_record);
        }
    }
    Ok(texts)
}

/// The texts of each record, whoever it is merged with.
fn of_records(
    conn: &Connection,
    source: Source,
    ids: &[CustomerId],
    today: NaiveDate,
) -> rusqlite::Result<Texts> {
    match source {
        Source::Relation => relations(conn, ids),
        Source::Piece => pieces(conn, ids, today),
        Source::Fact | Source::Pet => facts(conn, ids, today),
        Source::AlsoNamed => lists(
            conn,
            "SELECT id AS customer_id, nickname, former_names, company_name FROM customer WHERE id IN ({ids})",
            ids,
            &["nickname", "former_names", "company_name"],
        ),
        Source::Phone => pairs(
            conn,
            "SELECT customer_id, e164 AS one, typed AS two FROM phone WHERE customer_id IN ({ids})
             ORDER BY preferred DESC, id",
            ids,
        ),
        Source::Email => pairs(
            conn,
            "SELECT customer_id, address AS one, NULL AS two FROM email WHERE customer_id IN ({ids})
             ORDER BY preferred DESC, id",
            ids,
        ),
        Source::Envelope => pairs(
            conn,
            "SELECT customer_id, envelope AS one, NULL AS two FROM repair WHERE customer_id IN ({ids})
             ORDER BY taken_in_at DESC, id DESC",
            ids,
        ),
        Source::Serial => serials(conn, ids, today),
        Source::Tag => pairs(
            conn,
            "SELECT customer_id, words AS one, NULL AS two FROM tag
             WHERE customer_id IN ({ids}) AND removed_at IS NULL ORDER BY id",
            ids,
        ),
        Source::Purchase => lists(
            conn,
            "SELECT customer_id, description, occasion, meaning FROM purchase
             WHERE customer_id IN ({ids}) ORDER BY bought_on DESC, id DESC",
            ids,
            &["description", "occasion", "meaning"],
        ),
        Source::About => lists(
            conn,
            "SELECT id AS customer_id, about, memory, city FROM customer WHERE id IN ({ids})",
            ids,
            &["about", "memory", "city"],
        ),
    }
}

fn whose(row: &Row<'_>) -> rusqlite::Result<CustomerId> {
    Ok(CustomerId(row.get("customer_id")?))
}

fn pairs(conn: &Connection, sql: &str, ids: &[CustomerId]) -> rusqlite::Result<Texts> {
    let mut texts = Texts::new();
    each_of(conn, sql, ids, |row| {
        let one = columns::words(row, "one")?.unwrap_or_default();
        let two = columns::words(row, "two")?.unwrap_or_default();
        let text = Text::new(one, two);
        texts.entry(whose(row)?).or_default().push(text);
        Ok(())
    })?;
    Ok(texts)
}

/// Each of the columns is a text of its own.
fn lists(
    conn: &Connection,
    sql: &str,
    ids: &[CustomerId],
    names: &[&str],
) -> rusqlite::Result<Texts> {
    let mut texts = Texts::new();
    each_of(conn, sql, ids, |row| {
        let of_customer = texts.entry(whose(row)?).or_default();
        for name in names {
            if let Some(words) = columns::words(row, name)? {
                of_customer.push(Text::new(words, String::new()));
            }
        }
        Ok(())
    })?;
    Ok(texts)
}

/// Who is near them and has a name, in relations that have not ended.
fn relations(conn: &Connection, ids: &[CustomerId]) -> rusqlite::Result<Texts> {
    let mut texts = Texts::new();
    for (sql, from_other) in [
        (
            "SELECT relation.customer_id, relation.kind, other_name, given_name, family_name, nickname, former_names
             FROM relation LEFT JOIN customer ON customer.id = relation.other_id
             WHERE relation.customer_id IN ({ids}) AND ended_on IS NULL ORDER BY relation.id",
            false,
        ),
        (
            "SELECT relation.other_id AS customer_id, relation.kind, NULL AS other_name, given_name, family_name,
                 nickname, former_names
             FROM relation JOIN customer ON customer.id = relation.customer_id
             WHERE relation.other_id IN ({ids}) AND ended_on IS NULL ORDER BY relation.id",
            true,
        ),
    ] {
        each_of(conn, sql, ids, |row| {
            let kind = columns::word(row, "kind", RelationKind::Other)?;
            let text = |name: &str| -> rusqlite::Result<String> {
                Ok(row.get::<_, Option<String>>(name)?.unwrap_or_default())
            };
            let name = full_name(&text("given_name")?, &text("family_name")?);
            let name = if name.is_empty() {
                text("other_name")?
            } else {
                name
            };
            if !name.is_empty() {
                let also = format!("{} {}", text("nickname")?, text("former_names")?);
                texts.entry(whose(row)?).or_default().push(Text {
                    relation: Some(if from_other { kind } else { kind.reversed() }),
                    ..Text::new(name, also)
                });
            }
            Ok(())
        })?;
    }
    Ok(texts)
}

/// The serial numbers of their pieces; that of a gift that is a secret still is with who bought it.
fn serials(conn: &Connection, ids: &[CustomerId], today: NaiveDate) -> rusqlite::Result<Texts> {
    let mut texts = Texts::new();
    for sql in [
        "SELECT id, customer_id, serial, description, secret_until FROM piece
         WHERE customer_id IN ({ids}) AND serial IS NOT NULL ORDER BY id DESC",
        "SELECT piece.id, purchase.customer_id, serial, piece.description, secret_until
         FROM purchase JOIN piece ON piece.id = purchase.piece_id
         WHERE purchase.customer_id IN ({ids}) AND serial IS NOT NULL AND secret_until IS NOT NULL
         ORDER BY piece.id DESC",
    ] {
        each_of(conn, sql, ids, |row| {
            let who = whose(row)?;
            if !is_secret_from(conn, row, who, today)? {
                let text = Text::new(row.get("serial")?, row.get("description")?);
                texts.entry(who).or_default().push(text);
            }
            Ok(())
        })?;
    }
    Ok(texts)
}

/// Whether the piece of that row is a gift that `who` may not know of.
fn is_secret_from(
    conn: &Connection,
    row: &Row<'_>,
    who: CustomerId,
    today: NaiveDate,
) -> rusqlite::Result<bool> {
    Ok(
        columns::day(row, "secret_until")?.is_some_and(|until| today < until)
            && pieces::secret_from(conn, who, today)?.contains(&PieceId(row.get("id")?)),
    )
}

/// Their pieces, without gifts that they may not know of.
fn pieces(conn: &Connection, ids: &[CustomerId], today: NaiveDate) -> rusqlite::Result<Texts> {
    let mut texts = Texts::new();
    each_of(
        conn,
        "SELECT id, customer_id, description, concat_ws(' ', brand, model, reference) AS also, secret_until
         FROM piece WHERE customer_id IN ({ids}) ORDER BY id DESC",
        ids,
        |row| {
            let who = whose(row)?;
            if !is_secret_from(conn, row, who, today)? {
                let text = Text::new(row.get("description")?, row.get("also")?);
                texts.entry(who).or_default().push(text);
            }
            Ok(())
        },
    )?;
    Ok(texts)
}

/// What is known of them, the latest first, then what they wish for; neither what must never be said nor
/// what was corrected, nor what is to be a surprise.
fn facts(conn: &Connection, ids: &[CustomerId], today: NaiveDate) -> rusqlite::Result<Texts> {
    let mut known: Vec<(Uuid, CustomerId, bool, Text)> = Vec::new();
    let mut corrected: HashSet<(CustomerId, Uuid)> = HashSet::new();
    each_of(
        conn,
        "SELECT id, customer_id, kind, words, tact, supersedes FROM fact
         WHERE customer_id IN ({ids}) AND dropped_at IS NULL ORDER BY noted_at DESC, id DESC",
        ids,
        |row| {
            let who = whose(row)?;
            if let Some(older) = row.get::<_, Option<Uuid>>("supersedes")? {
                corrected.insert((who, older));
            }
            let said = columns::word(row, "tact", Tact::NeverSay)? != Tact::NeverSay;
            let pet = columns::word(row, "kind", FactKind::Other)? == FactKind::Pet;
            let text = Text {
                pet,
                ..Text::new(row.get("words")?, String::new())
            };
            known.push((row.get("id")?, who, said, text));
            Ok(())
        },
    )?;
    let mut texts = Texts::new();
    for (id, who, said, text) in known {
        if said && !corrected.contains(&(who, id)) {
            texts.entry(who).or_default().push(text);
        }
    }
    for (who, text) in wishes(conn, ids, today)? {
        texts.entry(who).or_default().push(text);
    }
    Ok(texts)
}

/// What they wish for, without what someone means to give them and what they wish for another who may not
/// hear of it.
fn wishes(
    conn: &Connection,
    ids: &[CustomerId],
    today: NaiveDate,
) -> rusqlite::Result<Vec<(CustomerId, Text)>> {
    let mut wishes: Vec<(Uuid, CustomerId, Text)> = Vec::new();
    each_of(
        conn,
        "SELECT id, customer_id, words, concat_ws(' ', occasion, for_name) AS also FROM wish
         WHERE customer_id IN ({ids}) AND ended_as IS NULL
           AND (may_know = 'household' OR (for_id IS NULL AND for_name IS NULL))
         ORDER BY noted_at DESC, id DESC",
        ids,
        |row| {
            let text = Text::new(row.get("words")?, row.get("also")?);
            wishes.push((row.get("id")?, whose(row)?, text));
            Ok(())
        },
    )?;
    let mut told = Vec::new();
    for (id, who, text) in wishes {
        if !super::wishes::is_secret(conn, id, today)? {
            told.push((who, text));
        }
    }
    Ok(told)
}

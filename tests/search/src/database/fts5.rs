//! SQLite FTS5, in two forms: trigrams (finds pieces of words) and words with prefix indexes.
//!
//! Row numbers go nearest first, so that a search in row order may stop at the first screenful: the
//! quickest that FTS5 can be, and better ranked for a shop than bm25. It has no other bound: every key
//! is answered wholly, with the nearest of all who match; what it finds nobody for has no match.

use std::borrow::Cow;
use std::path::Path;

use regard_domain::names::{fold, full_name};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::customer::Customer;
use crate::peers::{Peer, PeerError, endings};
use crate::store::Store;

/// How the text is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tokens {
    /// Every three letters.
    Trigrams,
    /// Words, with indexes of their first one to four letters.
    Words,
}

/// Who comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The nearest: the search stops at the first screenful.
    Nearest,
    /// The best by bm25, as the manual of FTS5 has it: every match must be weighed.
    Bm25,
}

/// How the file lies on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// As SQLite writes it.
    Plain,
    /// Encrypted by SQLCipher with a raw key, as the app's own database.
    Encrypted,
}

/// One database.
pub struct Fts5 {
    tokens: Tokens,
    order: Order,
    connection: Connection,
}

impl Fts5 {
    /// Makes the file.
    pub fn build(
        tokens: Tokens,
        kept: Kept,
        store: &Store,
        order: &[u32],
        folder: &Path,
    ) -> Result<(), PeerError> {
        let mut connection = connect(kept, folder)?;
        connection.execute_batch(
            "CREATE TABLE card (place INTEGER PRIMARY KEY, id BLOB NOT NULL, text TEXT NOT NULL) STRICT;
             CREATE UNIQUE INDEX card_id ON card (id);",
        )?;
        connection.execute_batch(match tokens {
            Tokens::Trigrams => {
                "CREATE VIRTUAL TABLE find USING fts5 (text, tokenize = 'trigram',
                     content = 'card', content_rowid = 'place');"
            }
            Tokens::Words => {
                "CREATE VIRTUAL TABLE find USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2',
                     prefix = '1 2 3 4', content = 'card', content_rowid = 'place', detail = full);"
            }
        })?;
        let change = connection.transaction()?;
        {
            let mut card =
                change.prepare("INSERT INTO card (place, id, text) VALUES (?1, ?2, ?3)")?;
            let mut find = change.prepare("INSERT INTO find (rowid, text) VALUES (?1, ?2)")?;
            for (row, place) in (1_i64..).zip(order) {
                let customer = store.customer(*place);
                let text = text(tokens, &customer);
                card.execute(params![row, customer.id, text])?;
                find.execute(params![row, text])?;
            }
        }
        change.commit()?;
        connection.execute_batch(
            "INSERT INTO find (find) VALUES ('optimize');
             PRAGMA wal_checkpoint(TRUNCATE);",
        )?;
        Ok(())
    }

    /// Opens the file.
    pub fn open(
        tokens: Tokens,
        order: Order,
        kept: Kept,
        folder: &Path,
    ) -> Result<Self, PeerError> {
        Ok(Self {
            tokens,
            order,
            connection: connect(kept, folder)?,
        })
    }

    /// The statement for the wanted order.
    fn ordered<'a>(&self, nearest: &'a str) -> Cow<'a, str> {
        match self.order {
            Order::Nearest => Cow::Borrowed(nearest),
            Order::Bm25 => Cow::Owned(nearest.replace("ORDER BY find.rowid", "ORDER BY find.rank")),
        }
    }

    fn rows(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<Uuid>, PeerError> {
        let mut statement = self.connection.prepare_cached(&self.ordered(sql))?;
        let ids = statement.query_map(params, |row| row.get("id"))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }
}

impl Peer for Fts5 {
    fn find(&mut self, typed: &str, limit: usize) -> Result<Vec<Uuid>, PeerError> {
        let limit = i64::try_from(limit)?;
        let folded = fold(typed);
        let words: Vec<String> = folded.split_whitespace().map(quoted).collect();
        match self.tokens {
            Tokens::Words => {
                let expression = words
                    .iter()
                    .filter(|word| word.chars().any(char::is_alphanumeric))
                    .map(|word| format!("{word} *"))
                    .collect::<Vec<_>>()
                    .join(" AND ");
                if expression.is_empty() {
                    return Ok(Vec::new());
                }
                self.rows(
                    "SELECT card.id AS id FROM find JOIN card ON card.place = find.rowid
                     WHERE find MATCH ?1 ORDER BY find.rowid LIMIT ?2",
                    params![expression, limit],
                )
            }
            Tokens::Trigrams => {
                // Two marks of quotation stand around each word.
                let (long, short): (Vec<_>, Vec<_>) =
                    words.iter().partition(|word| word.chars().count() >= 5);
                let piece = |at: usize| {
                    short.get(at).map_or_else(
                        || "%".to_owned(),
                        |word| format!("%{}%", word.trim_matches('"')),
                    )
                };
                if words.is_empty() {
                    return Ok(Vec::new());
                }
                if long.is_empty() {
                    return self.rows(
                        "SELECT id FROM card WHERE text LIKE ?1 AND text LIKE ?2
                         ORDER BY place LIMIT ?3",
                        params![piece(0), piece(1), limit],
                    );
                }
                let expression = long
                    .iter()
                    .map(|w| w.as_str())
                    .collect::<Vec<_>>()
                    .join(" AND ");
                if short.is_empty() {
                    return self.rows(
                        "SELECT card.id AS id FROM find JOIN card ON card.place = find.rowid
                         WHERE find MATCH ?1 ORDER BY find.rowid LIMIT ?2",
                        params![expression, limit],
                    );
                }
                self.rows(
                    "SELECT card.id AS id FROM find JOIN card ON card.place = find.rowid
                     WHERE find MATCH ?1 AND card.text LIKE ?2 AND card.text LIKE ?3
                     ORDER BY find.rowid LIMIT ?4",
                    params![expression, piece(0), piece(1), limit],
                )
            }
        }
    }

    fn update(&mut self, customer: &Customer) -> Result<(), PeerError> {
        let new = text(self.tokens, customer);
        let change = self.connection.transaction()?;
        let old: Option<(i64, String)> = change
            .prepare_cached("SELECT place, text FROM card WHERE id = ?1")?
            .query_row([customer.id], |row| {
                Ok((row.get("place")?, row.get("text")?))
            })
            .optional()?;
        let (place, old) = old.ok_or("the customer is not in the store")?;
        change
            .prepare_cached("INSERT INTO find (find, rowid, text) VALUES ('delete', ?1, ?2)")?
            .execute(params![place, old])?;
        change
            .prepare_cached("UPDATE card SET text = ?2 WHERE place = ?1")?
            .execute(params![place, new])?;
        change
            .prepare_cached("INSERT INTO find (rowid, text) VALUES (?1, ?2)")?
            .execute(params![place, new])?;
        change.commit()?;
        Ok(())
    }
}

fn connect(kept: Kept, folder: &Path) -> Result<Connection, PeerError> {
    let connection = Connection::open(folder.join("find.sqlite"))?;
    if kept == Kept::Encrypted {
        connection.execute_batch(&format!("PRAGMA key = \"x'{}'\";", "5a".repeat(32)))?;
    }
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA temp_store = MEMORY;
         PRAGMA mmap_size = 0;
         PRAGMA cache_size = -65536;",
    )?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

/// All that is searched, folded.
fn text(tokens: Tokens, customer: &Customer) -> String {
    let mut text = format!("{} {}", customer.given, customer.family);
    let mut add = |piece: &str| {
        text.push(' ');
        text.push_str(piece);
    };
    // Scripts without spaces: the name is typed in one piece.
    let whole = full_name(&customer.given, &customer.family);
    if !whole.contains(' ') {
        add(&whole);
    }
    customer.also().for_each(&mut add);
    customer.near.iter().for_each(|near| add(&near.name));
    match tokens {
        Tokens::Trigrams => customer.digits().iter().for_each(|phone| add(phone)),
        Tokens::Words => endings(customer).iter().for_each(|ending| add(ending)),
    }
    customer.emails.iter().for_each(|email| add(email));
    customer
        .envelopes
        .iter()
        .chain(&customer.serials)
        .for_each(|number| add(number));
    customer.words().for_each(&mut add);
    fold(&text)
}

fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace(['"', '\0'], ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_find_a_name_a_number_and_what_was_changed() -> Result<(), PeerError> {
        let store = Store::new(3, 300);
        for (tokens, kept) in [
            (Tokens::Trigrams, Kept::Plain),
            (Tokens::Words, Kept::Plain),
            (Tokens::Words, Kept::Encrypted),
        ] {
            let folder = tempfile::tempdir()?;
            Fts5::build(tokens, kept, &store, &store.nearest_first(), folder.path())?;
            let head = std::fs::read(folder.path().join("find.sqlite"))?;
            assert_eq!(head.starts_with(b"SQLite format 3"), kept == Kept::Plain);
            let mut peer = Fts5::open(tokens, Order::Nearest, kept, folder.path())?;
            let mut customer = store.customer(123);
            let name = format!("{} {}", customer.given, customer.family);
            assert!(peer.find(&name, 20)?.contains(&customer.id), "{name}");
            for typed in ["\"", "*", "", "% _", "a\"b OR c", "-", "☃"] {
                peer.find(typed, 20)?;
            }
            customer.nickname = Some("Zebulonius".to_owned());
            peer.update(&customer)?;
            assert_eq!(peer.find("zebulonius", 20)?, [customer.id]);
            assert!(peer.find(&name, 20)?.contains(&customer.id));
        }
        Ok(())
    }
}

//! Finds customers while their name is typed.

use std::collections::HashMap;

use chrono::NaiveDate;
use regard_domain::ids::CustomerId;
use regard_domain::names::parts;
use regard_search::{Class, Found, Hit};
use rusqlite::Connection;

use super::screens::{CustomerRow, FindCustomers, FoundCustomers, Why};
use super::why::{self, Asked};
use crate::app::App;
use crate::database::long_text;
use crate::database::search::{self, SearchRow};
use crate::error::CommandError;
use crate::viewer::Viewer;

/// The most rows that are ever drawn.
const MOST: usize = 200;

/// How many are shown as just seen, and as in the store, before anything is typed.
const FEW: usize = 5;

/// The fewest characters of a word that is looked up in notes and messages.
const SHORTEST_IN_TEXT: usize = 3;

/// Finds customers by what was typed so far.
pub async fn find_customers(
    app: &App,
    args: FindCustomers,
) -> Result<FoundCustomers, CommandError> {
    let session = app.session()?;
    let limit = most(args.limit);
    let blank = search::is_blank(&args.typed);
    let found = if blank {
        None
    } else {
        app.search().ask(|index| index.find(&args.typed, limit))
    };
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, app.now())?;
        let (rows, more) = match found {
            _ if blank => before_typing(conn, &viewer, limit)?,
            Some(found) => by_engine(conn, &viewer, &args.typed, found, limit)?,
            None => by_prefix(conn, &viewer, &args.typed, limit)?,
        };
        Ok(FoundCustomers {
            typed: args.typed,
            rows,
            more,
        })
    })
}

/// As many rows as were wanted, as far as any are drawn.
pub(super) fn most(wanted: u32) -> usize {
    usize::try_from(wanted).unwrap_or(MOST).clamp(1, MOST)
}

/// Just seen, in the store, the alphabet. A customer may stand in more than one group; within a
/// group once.
fn before_typing(
    conn: &Connection,
    viewer: &Viewer,
    limit: usize,
) -> rusqlite::Result<(Vec<CustomerRow>, bool)> {
    let before = search::before_typing(conn, FEW, limit)?;
    let more = before.all.len() > limit;
    let mut rows = Vec::new();
    for (group, found) in [
        ("just_seen", before.just_seen),
        ("in_store", before.in_store),
        ("all", before.all),
    ] {
        for row in found.into_iter().take(limit) {
            let mut row = customer_row(viewer, row);
            row.group = Some(group.to_owned());
            rows.push(row);
        }
    }
    Ok((rows, more))
}

/// Whom the engine found; where what fits as typed leaves room, also those of whom a note or a message
/// speaks, before those whom only a guess finds.
fn by_engine(
    conn: &Connection,
    viewer: &Viewer,
    typed: &str,
    found: Found,
    limit: usize,
) -> rusqlite::Result<(Vec<CustomerRow>, bool)> {
    let ids: Vec<CustomerId> = found.hits.iter().map(|hit| CustomerId(hit.id)).collect();
    // Who is not on this device any more is not among them.
    let mut known: HashMap<CustomerId, CustomerRow> = rows_of(conn, viewer, &ids)?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let (guessed, fits): (Vec<Hit>, Vec<Hit>) = found.hits.into_iter().partition(is_guessed);
    let mut rows: Vec<CustomerRow> = Vec::with_capacity(limit);
    let mut asked = Vec::with_capacity(limit);
    let mut add = |rows: &mut Vec<CustomerRow>, hits: &[Hit]| {
        for hit in hits {
            if let Some(row) = known.remove(&CustomerId(hit.id)) {
                asked.push(Asked::of_reason(typed, row.id, &row.name, &hit.why));
                rows.push(row);
            }
        }
    };
    add(&mut rows, &fits);
    let by_texts = if rows.len() < limit && (!found.more || !guessed.is_empty()) {
        by_long_text(conn, viewer, typed, limit, &rows)?
    } else {
        Vec::new()
    };
    rows.extend(by_texts);
    let guessed: Vec<Hit> = guessed
        .into_iter()
        .filter(|hit| rows.iter().all(|row| row.id.0 != hit.id))
        .collect();
    add(&mut rows, &guessed);
    let more = found.more || rows.len() > limit;
    rows.truncate(limit);
    asked.retain(|asked| {
        rows.iter()
            .any(|row| row.id == asked.id && row.why.is_none())
    });
    give_reasons(conn, viewer, &mut rows, asked)?;
    Ok((rows, more))
}

/// Whether a letter or a sound had to be mended, or it is from within a name.
fn is_guessed(hit: &Hit) -> bool {
    matches!(hit.class, Class::Sound | Class::Typo | Class::Inside)
}

/// Those of whom a note or a message speaks and who are not in `rows` yet, one more than the limit
/// when there are more.
fn by_long_text(
    conn: &Connection,
    viewer: &Viewer,
    typed: &str,
    limit: usize,
    rows: &[CustomerRow],
) -> rusqlite::Result<Vec<CustomerRow>> {
    let words = parts(typed);
    let long_enough = |word: &String| word.chars().count() >= SHORTEST_IN_TEXT;
    if words.is_empty() || !words.iter().all(long_enough) {
        return Ok(Vec::new());
    }
    let known = rows.iter().map(|row| row.id).collect();
    let room = limit.saturating_add(1).saturating_sub(rows.len());
    let texts = long_text::find(conn, &words, &known, room)?;
    let ids: Vec<CustomerId> = texts.iter().map(|text| text.customer_id).collect();
    let mut found = rows_of(conn, viewer, &ids)?;
    for row in &mut found {
        let text = texts.iter().find(|text| text.customer_id == row.id);
        row.why = text.map(|text| {
            let on = viewer.day_of(text.at);
            let words = why::line_around(&text.words, &words);
            match text.of_table.as_str() {
                "note" => Why::Note { on, words },
                _ => Why::Message { on, words },
            }
        });
    }
    Ok(found)
}

/// Looks up why the rows were found.
fn give_reasons(
    conn: &Connection,
    viewer: &Viewer,
    rows: &mut [CustomerRow],
    asked: Vec<Asked>,
) -> rusqlite::Result<()> {
    let mut reasons = why::of_rows(conn, asked, viewer.today)?;
    for row in rows {
        if row.why.is_none() {
            row.why = reasons.remove(&row.id);
        }
    }
    Ok(())
}

/// Whom the prefixes in the database find, while the engine can't answer.
fn by_prefix(
    conn: &Connection,
    viewer: &Viewer,
    typed: &str,
    limit: usize,
) -> rusqlite::Result<(Vec<CustomerRow>, bool)> {
    let found = search::typed(conn, viewer.me, typed, limit)?;
    let more = found.len() > limit;
    let (mut rows, mut asked) = (Vec::new(), Vec::new());
    for found in found.into_iter().take(limit) {
        asked.push(Asked::of_prefix(typed, found.customer_id, found.matched_by));
        rows.push(customer_row(viewer, found));
    }
    give_reasons(conn, viewer, &mut rows, asked)?;
    Ok((rows, more))
}

/// The customer as a row, the way a list shows them.
pub fn customer_row(viewer: &Viewer, row: SearchRow) -> CustomerRow {
    let lasts = |until: Option<NaiveDate>| until.is_some_and(|until| viewer.today <= until);
    CustomerRow {
        id: row.customer_id,
        name: row.name,
        initials: row.initials,
        why: None,
        group: None,
        in_store: row.in_store,
        ready: row.ready,
        promise: lasts(row.promise_until),
        gently: lasts(row.gently_until),
        mine: row.owner_id == Some(viewer.me),
        with: row.with_name,
        last_seen_on: row.last_seen_on,
    }
}

/// The rows of these customers, in that order.
pub fn rows_of(
    conn: &Connection,
    viewer: &Viewer,
    ids: &[CustomerId],
) -> rusqlite::Result<Vec<CustomerRow>> {
    Ok(search::rows(conn, ids)?
        .into_iter()
        .map(|row| customer_row(viewer, row))
        .collect())
}

//! Finds customers while their name is typed.

use chrono::NaiveDate;
use regard_domain::ids::CustomerId;
use regard_domain::names::parts;
use regard_search::{Class, Found, Hit};
use rusqlite::Connection;

use super::screens::{CustomerRow, FindCustomers, FoundCustomers, Why};
use super::why;
use crate::app::App;
use crate::database::long_text;
use crate::database::search::{self, MatchedBy, SearchRow};
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
    let (guessed, fits): (Vec<Hit>, Vec<Hit>) = found.hits.into_iter().partition(is_guessed);
    let mut rows = Vec::with_capacity(limit);
    let add = |rows: &mut Vec<CustomerRow>, hits: Vec<Hit>| -> rusqlite::Result<()> {
        for hit in hits {
            let id = CustomerId(hit.id);
            if rows.iter().all(|known| known.id != id)
                && let Some(mut row) = row(conn, viewer, id)?
            {
                let who = (id, row.name.as_str());
                row.why = why::of_reason(conn, typed, who, &hit.why, viewer.today)?;
                rows.push(row);
            }
        }
        Ok(())
    };
    add(&mut rows, fits)?;
    if rows.len() < limit && (!found.more || !guessed.is_empty()) {
        by_long_text(conn, viewer, typed, limit, &mut rows)?;
    }
    add(&mut rows, guessed)?;
    let more = found.more || rows.len() > limit;
    rows.truncate(limit);
    Ok((rows, more))
}

/// Whether a letter or a sound had to be mended, or it is from within a name.
fn is_guessed(hit: &Hit) -> bool {
    matches!(hit.class, Class::Sound | Class::Typo | Class::Inside)
}

/// Adds those of whom a note or a message speaks, one more than the limit when there are more.
fn by_long_text(
    conn: &Connection,
    viewer: &Viewer,
    typed: &str,
    limit: usize,
    rows: &mut Vec<CustomerRow>,
) -> rusqlite::Result<()> {
    let words = parts(typed);
    let long_enough = |word: &String| word.chars().count() >= SHORTEST_IN_TEXT;
    if words.is_empty() || !words.iter().all(long_enough) {
        return Ok(());
    }
    for text in long_text::find(conn, &words, limit.saturating_add(1))? {
        if rows.len() <= limit
            && rows.iter().all(|row| row.id != text.customer_id)
            && let Some(mut row) = row(conn, viewer, text.customer_id)?
        {
            let on = viewer.day_of(text.at);
            let words = why::line_around(&text.words, &words);
            row.why = Some(match text.of_table.as_str() {
                "note" => Why::Note { on, words },
                _ => Why::Message { on, words },
            });
            rows.push(row);
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
    let mut rows = Vec::with_capacity(found.len());
    for found in found.into_iter().take(limit) {
        let why = why_by_prefix(conn, typed, &found)?;
        let mut row = customer_row(viewer, found);
        row.why = why;
        rows.push(row);
    }
    Ok((rows, more))
}

/// One customer as a row; none when they are not on this device any more.
fn row(
    conn: &Connection,
    viewer: &Viewer,
    id: CustomerId,
) -> rusqlite::Result<Option<CustomerRow>> {
    Ok(rows_of(conn, viewer, &[id])?.pop())
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

/// Why the prefixes found a row, where the name does not show it.
fn why_by_prefix(
    conn: &Connection,
    typed: &str,
    found: &SearchRow,
) -> rusqlite::Result<Option<Why>> {
    let id = found.customer_id;
    match found.matched_by {
        MatchedBy::Name => Ok(None),
        MatchedBy::Phone => why::by_phone(conn, typed, id),
        MatchedBy::Email => why::by_email(conn, typed, id),
        MatchedBy::Envelope => why::by_number(conn, typed, id),
        MatchedBy::Relation => {
            // Several words may each have found something else; the first reason is told.
            for word in typed.split_whitespace() {
                let reason = match why::by_relation(conn, word, id)? {
                    Some(reason) => Some(reason),
                    None => why::by_phone(conn, word, id)?,
                };
                let reason = match reason {
                    Some(reason) => Some(reason),
                    None if word.chars().any(|c| c.is_ascii_digit()) => {
                        why::by_number(conn, word, id)?
                    }
                    None => None,
                };
                if reason.is_some() {
                    return Ok(reason);
                }
            }
            Ok(None)
        }
    }
}

//! Finds customers while their name is typed.

use chrono::NaiveDate;
use regard_domain::ids::CustomerId;
use regard_domain::names::{fold, parts};
use regard_domain::phone::digits;
use rusqlite::Connection;

use super::names::display_name;
use super::screens::{CustomerRow, FindCustomers, FoundCustomers, Why};
use crate::app::App;
use crate::database::search::{self, MatchedBy, SearchRow};
use crate::database::search_keys::envelope_key;
use crate::database::{customers, relations, repairs};
use crate::error::CommandError;
use crate::viewer::Viewer;

/// The most rows that are ever drawn.
const MOST: usize = 200;

/// How many are shown as just seen, and as in the store, before anything is typed.
const FEW: usize = 5;

/// Finds customers by what was typed so far.
pub async fn find_customers(
    app: &App,
    args: FindCustomers,
) -> Result<FoundCustomers, CommandError> {
    let session = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, app.now())?;
        Ok(find(conn, &viewer, args)?)
    })
}

/// Who is found by what was typed; before typing: just seen, in the store, the alphabet.
///
/// Before typing a customer may stand in more than one group; within a group once.
pub fn find(
    conn: &Connection,
    viewer: &Viewer,
    args: FindCustomers,
) -> rusqlite::Result<FoundCustomers> {
    let limit = usize::try_from(args.limit).unwrap_or(MOST).clamp(1, MOST);
    let mut rows = Vec::new();
    let more;
    if search::is_blank(&args.typed) {
        let before = search::before_typing(conn, FEW, limit)?;
        more = before.all.len() > limit;
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
    } else {
        let found = search::typed(conn, viewer.me, &args.typed, limit)?;
        more = found.len() > limit;
        for found in found.into_iter().take(limit) {
            let why = why(conn, &args.typed, &found)?;
            let mut row = customer_row(viewer, found);
            row.why = why;
            rows.push(row);
        }
    }
    Ok(FoundCustomers {
        typed: args.typed,
        rows,
        more,
    })
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

/// Why a row matched, where the name does not show it.
fn why(conn: &Connection, typed: &str, found: &SearchRow) -> rusqlite::Result<Option<Why>> {
    let id = found.customer_id;
    match found.matched_by {
        MatchedBy::Name => Ok(None),
        MatchedBy::Phone => by_phone(conn, typed, id),
        MatchedBy::Email => by_email(conn, typed, id),
        MatchedBy::Envelope => by_envelope(conn, typed, id),
        MatchedBy::Relation => {
            // Several words may each have found something else; the first reason is told.
            for word in typed.split_whitespace() {
                let reason = match by_relation(conn, word, id)? {
                    Some(reason) => Some(reason),
                    None => by_phone(conn, word, id)?,
                };
                let reason = match reason {
                    Some(reason) => Some(reason),
                    None if word.chars().any(|c| c.is_ascii_digit()) => {
                        by_envelope(conn, word, id)?
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

fn by_phone(conn: &Connection, typed: &str, id: CustomerId) -> rusqlite::Result<Option<Why>> {
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

fn by_email(conn: &Connection, typed: &str, id: CustomerId) -> rusqlite::Result<Option<Why>> {
    let wanted = fold(typed.trim());
    Ok(customers::emails(conn, id)?
        .into_iter()
        .find(|email| fold(&email.address).contains(&wanted))
        .map(|email| Why::Email {
            address: email.address,
        }))
}

fn by_envelope(conn: &Connection, typed: &str, id: CustomerId) -> rusqlite::Result<Option<Why>> {
    let wanted = envelope_key(typed);
    Ok(repairs::of_customer(conn, id)?
        .into_iter()
        .find(|repair| envelope_key(&repair.envelope).contains(&wanted))
        .map(|repair| Why::Envelope {
            envelope: repair.envelope,
        }))
}

/// The customer is the spouse, parent … of someone whose name begins so.
fn by_relation(conn: &Connection, typed: &str, id: CustomerId) -> rusqlite::Result<Option<Why>> {
    let wanted = parts(typed);
    for relation in relations::of_customer(conn, id)? {
        let (name, also) = match relation.other_id {
            Some(other) => (
                display_name(conn, other)?,
                customers::customer(conn, other)?.and_then(|other| other.nickname),
            ),
            None => (relation.other_name.unwrap_or_default(), None),
        };
        let theirs = parts(&format!("{name} {}", also.unwrap_or_default()));
        let begins = |word: &String| theirs.iter().any(|part| part.starts_with(word.as_str()));
        if relation.ended_on.is_none() && !wanted.is_empty() && wanted.iter().all(begins) {
            return Ok(Some(Why::Relation {
                name,
                relation: relation.kind.reversed(),
            }));
        }
    }
    Ok(None)
}

//! The call after two weeks: a follow-up for the associate who knows the customer, with where the
//! piece lies and something to talk about.

use chrono::{DateTime, NaiveDate, Utc};
use regard_domain::draft::Language;
use regard_domain::ids::AssociateId;
use regard_domain::uncollected::{Call, call_id, call_words};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::found::Waiting;
use crate::alerts::raise;
use crate::database::{DatabaseError, ServerEdit, moment};

#[derive(Deserialize)]
struct Person {
    owner_id: Option<AssociateId>,
    memory: Option<String>,
    gently_until: Option<NaiveDate>,
}

#[derive(Deserialize)]
struct Fact {
    #[serde(default)]
    id: Uuid,
    kind: String,
    words: String,
    tact: String,
    noted_at: DateTime<Utc>,
    supersedes: Option<Uuid>,
    #[serde(default)]
    dropped_at: Option<DateTime<Utc>>,
}

/// Kinds of facts that are good to begin a call with; a size or an allergy is not.
const TALKED_ABOUT: [&str; 5] = ["family", "pet", "interest", "trip", "work"];

/// Lays the call on someone's desk; whether that is new.
pub(super) fn lay(
    edit: &ServerEdit<'_>,
    one: &Waiting,
    ready_on: NaiveDate,
    today: NaiveDate,
) -> Result<bool, DatabaseError> {
    let id = call_id(one.occurrence);
    if edit.row("follow_up", id.0)?.is_some() {
        return Ok(false);
    }
    let Some(person) = edit.row_as::<Person>("customer", one.customer.0)? else {
        return Ok(false);
    };
    let country = edit
        .row("store", one.store.0)?
        .and_then(|store| store.text("country").map(str::to_owned));
    let talk_about = talk_about(edit, one, &person, today)?;
    let days = u32::try_from((today - ready_on).num_days()).unwrap_or(0);
    let reason = call_words(&Call {
        language: country
            .as_deref()
            .map_or(Language::En, Language::of_country),
        kind: one.kind,
        days,
        bin: one.bin.as_deref(),
        talk_about: talk_about.as_deref(),
    });
    let mut fields = vec![
        ("customer_id", json!(one.customer)),
        ("reason", json!(reason)),
        ("due_on", json!(today.to_string())),
        ("created_at", json!(moment(edit.now()))),
    ];
    for associate in [person.owner_id, one.taken_in_by].into_iter().flatten() {
        if raise::works_here(edit, associate)? {
            fields.push(("assigned_to", json!(associate)));
            break;
        }
    }
    edit.put("follow_up", id.0, fields)?;
    Ok(true)
}

/// The memory that someone chose, else the newest thing that may be said; nothing in hard times, and
/// nothing while a gift is secret: the call may reach who is to get it.
fn talk_about(
    edit: &ServerEdit<'_>,
    one: &Waiting,
    person: &Person,
    today: NaiveDate,
) -> Result<Option<String>, DatabaseError> {
    if one.kind.is_none() || person.gently_until.is_some_and(|until| until >= today) {
        return Ok(None);
    }
    let memory = person
        .memory
        .as_deref()
        .map(str::trim)
        .filter(|memory| !memory.is_empty());
    if let Some(memory) = memory {
        return Ok(Some(memory.to_owned()));
    }
    let facts: Vec<Fact> = edit
        .rows_of("fact", one.customer.0)?
        .iter()
        .filter(|row| !row.deleted)
        .filter_map(|row| row.read_as::<Fact>().ok())
        .collect();
    let replaced: Vec<Uuid> = facts.iter().filter_map(|fact| fact.supersedes).collect();
    Ok(facts
        .into_iter()
        .filter(|fact| !replaced.contains(&fact.id) && fact.dropped_at.is_none())
        .filter(|fact| fact.tact == "say" && TALKED_ABOUT.contains(&fact.kind.as_str()))
        .max_by_key(|fact| fact.noted_at)
        .map(|fact| fact.words))
}

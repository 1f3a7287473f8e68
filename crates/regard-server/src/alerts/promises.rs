//! Alerts about someone's word: that the last safe day to order has come, and that two people used
//! the last use of a promise while neither heard of the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use regard_domain::ids::{AssociateId, CustomerId, RepairId, StoreId, agreed_id};
use regard_domain::promise::{Plan, PlanStanding, UseKind, used_beyond};
use regard_domain::words::Role;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::raise::{of_store, owners, raise, works_here};
use crate::database::{Database, DatabaseError, ServerEdit, StoredRow, rows};
use crate::state::ServerState;

/// How often plans are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(3_600);

/// Promises looked at in one write: few enough that nobody waits for it.
const AT_ONCE: usize = 50;

/// The hour of the day, where the store is, from which on it is time to order.
const MORNING: u32 = 8;

#[derive(Deserialize)]
struct Promise {
    #[serde(default)]
    made_by_id: Option<AssociateId>,
    #[serde(default)]
    uses_allowed: Option<u32>,
    #[serde(default)]
    due_on: Option<NaiveDate>,
    #[serde(default)]
    lead_days: Option<u32>,
    #[serde(default)]
    slack_days: Option<u32>,
    #[serde(default)]
    ordered_at: Option<DateTime<Utc>>,
    #[serde(default)]
    kept_at: Option<DateTime<Utc>>,
    #[serde(default)]
    ended_at: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct Use {
    promise_id: Uuid,
    kind: String,
    at: DateTime<Utc>,
    #[serde(default)]
    repair_id: Option<RepairId>,
    #[serde(default)]
    by_id: Option<AssociateId>,
}

/// A use was written down: where there are more of them than were promised, everyone who used it is
/// told once. What was given away stays given; nobody is left to find out at the till.
pub fn used(edit: &ServerEdit<'_>, once: Uuid) -> Result<(), DatabaseError> {
    let Some(row) = edit.row("promise_use", once)? else {
        return Ok(());
    };
    let (Some(root), Ok(newest)) = (row.root, row.read_as::<Use>()) else {
        return Ok(());
    };
    let promise = edit
        .row("promise", newest.promise_id)?
        .filter(|row| !row.deleted)
        .map(|row| row.read_as::<Promise>());
    // An odd one (of a newer app, say) has no alert; the use is written down all the same.
    let Some(Ok(promise)) = promise else {
        return Ok(());
    };
    let mut kept = Vec::new();
    for one in edit.rows_of("promise_use", root)? {
        if let Ok(one) = one.read_as::<Use>()
            && one.promise_id == newest.promise_id
            && one.kind.parse() == Ok(UseKind::Kept)
            && !taken_back(edit, &one)?
        {
            kept.push(one);
        }
    }
    let times = u32::try_from(kept.len()).unwrap_or(u32::MAX);
    if used_beyond(promise.uses_allowed, times) == 0 {
        return Ok(());
    }
    for one in kept {
        let Some(associate) = one.by_id else {
            continue;
        };
        let id = agreed_id(&[
            "alert",
            "promise_used_twice",
            &newest.promise_id.to_string(),
            &associate.to_string(),
        ]);
        let fields = [
            ("kind", json!("promise_used_twice")),
            ("customer_id", json!(root)),
            ("repair_id", json!(one.repair_id)),
        ];
        raise(edit, id, associate, fields)?;
    }
    Ok(())
}

/// Whether the hand-over that a use was written with was taken back: both were written at one moment.
fn taken_back(edit: &ServerEdit<'_>, once: &Use) -> Result<bool, DatabaseError> {
    let Some(repair) = once.repair_id else {
        return Ok(false);
    };
    let Some(root) = edit.row("repair", repair.0)?.and_then(|row| row.root) else {
        return Ok(false);
    };
    let steps: Vec<StoredRow> = edit
        .rows_of("repair_step", root)?
        .into_iter()
        .filter(|step| step.id_in("repair_id") == Some(repair.0))
        .collect();
    let undone: BTreeSet<Uuid> = steps
        .iter()
        .filter_map(|step| step.id_in("undoes"))
        .collect();
    Ok(steps.iter().any(|step| {
        step.text("kind") == Some("handed_over")
            && step.text("at").and_then(|at| at.parse().ok()) == Some(once.at)
            && undone.contains(&step.id)
    }))
}

/// Looks every hour for plans whose last safe day has come, until the server goes down.
pub async fn watch(state: Arc<ServerState>) {
    let mut stopping = state.stopping();
    loop {
        let database = state.database().clone();
        match tokio::task::spawn_blocking(move || look(&database)).await {
            Ok(Ok(0)) | Err(_) => {}
            Ok(Ok(alerts)) => tracing::info!(alerts, "promises have to be ordered for"),
            Ok(Err(error)) => tracing::error!(%error, "plans of promises could not be looked at"),
        }
        tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Tells those who gave their word that the last safe day to order has come; answers how many alerts
/// were raised. For each last safe day once: who moves the day of an event is told of the new one.
pub fn look(database: &Database) -> Result<u32, DatabaseError> {
    // Found in a look that holds nobody up; each promise is looked at again inside its write.
    let planned =
        database.read(|connection| rows::planned_promises(connection, database.company()))?;
    let mut alerts = 0u32;
    for some in planned.chunks(AT_ONCE) {
        let raised = database.write(|edit| {
            let mut zones = BTreeMap::new();
            let mut raised = 0;
            for promise in some {
                raised += order_now(edit, promise.id, &mut zones)?;
            }
            Ok::<_, DatabaseError>(raised)
        })?;
        alerts = alerts.saturating_add(raised);
    }
    Ok(alerts)
}

fn order_now(
    edit: &ServerEdit<'_>,
    id: Uuid,
    zones: &mut BTreeMap<StoreId, Tz>,
) -> Result<u32, DatabaseError> {
    let Some(row) = edit.row("promise", id)?.filter(|row| !row.deleted) else {
        return Ok(0);
    };
    let (Some(root), Ok(promise)) = (row.root, row.read_as::<Promise>()) else {
        return Ok(0);
    };
    let open = promise.ordered_at.is_none() && promise.kept_at.is_none();
    let (Some(needed_by), Some(lead_days)) = (promise.due_on, promise.lead_days) else {
        return Ok(0);
    };
    if !open || promise.ended_at.is_some() {
        return Ok(0);
    }
    let customer = CustomerId(root);
    let plan = Plan {
        needed_by,
        lead_days,
        slack_days: promise.slack_days.unwrap_or(0),
    };
    let there = edit.now().with_timezone(&zone_of(edit, customer, zones)?);
    let is_time = there.hour() >= MORNING
        && matches!(
            plan.standing(there.date_naive()),
            PlanStanding::OrderNow | PlanStanding::Hurry
        );
    if !is_time {
        return Ok(0);
    }
    let mut raised = 0;
    for associate in concerned(edit, customer, &promise)? {
        let alert = agreed_id(&[
            "alert",
            "promise_order_by",
            &id.to_string(),
            &plan.last_safe_day().to_string(),
            &associate.to_string(),
        ]);
        let fields = [
            ("kind", json!("promise_order_by")),
            ("customer_id", json!(customer)),
        ];
        raised += u32::from(raise(edit, alert, associate, fields)?);
    }
    Ok(raised)
}

/// Who gave their word, if they work here still; else whose customer it is; else everyone of the
/// store who talks with customers.
fn concerned(
    edit: &ServerEdit<'_>,
    customer: CustomerId,
    promise: &Promise,
) -> Result<BTreeSet<AssociateId>, DatabaseError> {
    if let Some(maker) = promise.made_by_id
        && works_here(edit, maker)?
    {
        return Ok(BTreeSet::from([maker]));
    }
    let mut owners = owners(edit, customer)?;
    let mut gone = Vec::new();
    for owner in &owners {
        if !works_here(edit, *owner)? {
            gone.push(*owner);
        }
    }
    owners.retain(|owner| !gone.contains(owner));
    if !owners.is_empty() {
        return Ok(owners);
    }
    of_store(edit, customer, |role| role != Role::Bench)
}

fn zone_of(
    edit: &ServerEdit<'_>,
    customer: CustomerId,
    zones: &mut BTreeMap<StoreId, Tz>,
) -> Result<Tz, DatabaseError> {
    let store = edit
        .row("customer", customer.0)?
        .and_then(|row| row.id_in("store_id"))
        .map(StoreId);
    let Some(store) = store else {
        return Ok(Tz::UTC);
    };
    if let Some(zone) = zones.get(&store) {
        return Ok(*zone);
    }
    let zone = edit
        .row("store", store.0)?
        .and_then(|row| row.text("time_zone").and_then(|zone| zone.parse().ok()))
        .unwrap_or(Tz::UTC);
    zones.insert(store, zone);
    Ok(zone)
}

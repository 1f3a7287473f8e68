//! Who is on duty, and who takes an alert for a colleague who is off.
//!
//! What a customer asks, and a message that did not arrive, cannot wait until someone is back from a
//! weekend. Whoever it concerns gets the alert all the same and sees it when they are back (a push
//! waits for the end of their rest); when all of them are off, one colleague of the store gets it
//! at once, with the same brief behind it.
//!
//! There is no roster to read. Off is who said so (rest), whose devices have all been silent for a day,
//! and whose devices are all put out. Present is whose device was heard within the hour.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use regard_domain::ids::{AssociateId, CustomerId, RepairId};
use regard_domain::words::Role;
use uuid::Uuid;

use crate::database::push::rests;
use crate::database::{DatabaseError, ServerEdit, StoredRow, devices};

/// Whose devices were all silent for longer is not at work.
const SILENT: TimeDelta = TimeDelta::hours(24);
/// Whose device was heard so lately is at work now.
const PRESENT: TimeDelta = TimeDelta::hours(1);

/// The clock on the wall of the store where someone works.
pub(super) fn zone_of(edit: &ServerEdit<'_>, associate: &StoredRow) -> Result<Tz, DatabaseError> {
    let store: Option<Uuid> = associate.id_in("store_id");
    let store = match store {
        Some(store) => edit.row("store", store)?,
        None => None,
    };
    Ok(store
        .as_ref()
        .and_then(|store| store.text("time_zone"))
        .and_then(|zone| zone.parse().ok())
        .unwrap_or(Tz::UTC))
}

/// What the devices of everyone tell.
struct Devices {
    /// When each associate's were last heard; none in it for whom no device was heard yet.
    heard: BTreeMap<Uuid, DateTime<Utc>>,
    /// Those whose devices were all put out.
    without: BTreeSet<Uuid>,
}

/// Whether someone who works here is off at this moment.
fn is_off(
    edit: &ServerEdit<'_>,
    devices: &Devices,
    who: &StoredRow,
) -> Result<bool, DatabaseError> {
    let now = edit.now();
    let last = devices.heard.get(&who.id);
    if last.is_some_and(|last| now - *last > SILENT) || devices.without.contains(&who.id) {
        return Ok(true);
    }
    let rest = rests::of(edit.connection(), edit.company(), AssociateId(who.id))?;
    Ok(rest.lasts(now, zone_of(edit, who)?).is_some())
}

/// Who takes an alert about `customer` now, because everyone whom it `concerns` is off or gone: the one
/// colleague of the store who talks with customers, is on duty, and is the nearest to it. None while
/// someone concerned is on duty, and none when nobody is (at night it waits for those whom it concerns).
///
/// Nearest: who is present, then whose device was heard at all, then who knows the customer (took the
/// piece in, looks after them, sold to them), then an associate before a manager before an owner; the
/// same one each time.
pub(super) fn stand_in(
    edit: &ServerEdit<'_>,
    concerns: &BTreeSet<AssociateId>,
    customer: CustomerId,
    repair: Option<RepairId>,
) -> Result<Option<AssociateId>, DatabaseError> {
    let devices = Devices {
        heard: devices::heard(edit.connection(), edit.company())?,
        without: devices::without_device(edit.connection(), edit.company())?,
    };
    let people = edit.rows_in("associate")?;
    let here = |row: &&StoredRow| !row.deleted && row.value("left_on").is_none();
    for row in people.iter().filter(here) {
        if concerns.contains(&AssociateId(row.id)) && !is_off(edit, &devices, row)? {
            return Ok(None);
        }
    }
    let store = edit
        .row("customer", customer.0)?
        .and_then(|row| row.id_in("store_id"));
    let knows = who_knows(edit, customer, repair)?;
    let mut best: Option<(_, AssociateId)> = None;
    for row in people.iter().filter(here) {
        let role: Option<Role> = row.text("role").and_then(|role| role.parse().ok());
        let Some(rank) = role.and_then(rank_of) else {
            continue;
        };
        // An owner is at home in every store.
        let of_store = row.id_in("store_id") == store || role == Some(Role::Owner);
        if !of_store || concerns.contains(&AssociateId(row.id)) || is_off(edit, &devices, row)? {
            continue;
        }
        let last = devices.heard.get(&row.id);
        let present = last.is_some_and(|last| edit.now() - *last <= PRESENT);
        let order = (
            !present,
            last.is_none(),
            !knows.contains(&row.id),
            rank,
            row.id,
        );
        if best.is_none_or(|(before, _)| order < before) {
            best = Some((order, AssociateId(row.id)));
        }
    }
    Ok(best.map(|(_, associate)| associate))
}

/// Who talks with customers, the nearest to the counter first; the bench does not.
fn rank_of(role: Role) -> Option<u8> {
    match role {
        Role::Associate => Some(0),
        Role::Manager => Some(1),
        Role::Owner => Some(2),
        Role::Bench => None,
    }
}

/// Those who know the customer or the piece.
fn who_knows(
    edit: &ServerEdit<'_>,
    customer: CustomerId,
    repair: Option<RepairId>,
) -> Result<BTreeSet<Uuid>, DatabaseError> {
    let mut knows = BTreeSet::new();
    for record in edit.records_of(customer.0)? {
        let row = edit.row("customer", record)?;
        knows.extend(row.and_then(|row| row.id_in("owner_id")));
        for (table, who) in [("repair", "taken_in_by"), ("purchase", "sold_by_id")] {
            let rows = edit.rows_of(table, record)?;
            knows.extend(rows.iter().filter_map(|row| row.id_in(who)));
        }
    }
    if let Some(repair) = repair {
        let row = edit.row("repair", repair.0)?;
        knows.extend(row.and_then(|row| row.id_in("taken_in_by")));
    }
    Ok(knows)
}

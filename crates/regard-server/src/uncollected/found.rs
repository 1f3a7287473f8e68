//! The pieces that wait to be collected.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use regard_domain::ids::{AssociateId, CompanyId, CustomerId, OccurrenceId, RepairId, StoreId};
use regard_domain::repair::StepKind;
use regard_domain::words::PieceKind;
use serde::Deserialize;
use uuid::Uuid;

use crate::database::{DatabaseError, ServerEdit, Sql, rows};
use crate::standing::standing;

/// A piece that waits.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    /// Whose.
    pub customer: CustomerId,
    /// Who is told, where it is another.
    pub told: CustomerId,
    /// By what means, as it was said when it was taken in.
    pub tell_by: Option<String>,
    /// The repair.
    pub repair: RepairId,
    /// The time that it became ready.
    pub occurrence: OccurrenceId,
    /// When.
    pub ready_at: DateTime<Utc>,
    /// Where.
    pub store: StoreId,
    /// The store's time zone.
    pub time_zone: String,
    /// What kind of piece; `None` while it is a secret gift.
    pub kind: Option<PieceKind>,
    /// Where the envelope lies.
    pub bin: Option<String>,
    /// The envelope's number.
    pub envelope: String,
    /// Who took it in.
    pub taken_in_by: Option<AssociateId>,
}

#[derive(Deserialize)]
struct Repair {
    customer_id: CustomerId,
    store_id: StoreId,
    piece_id: Option<Uuid>,
    tell_id: Option<CustomerId>,
    tell_by: Option<String>,
    bin: Option<String>,
    #[serde(default)]
    envelope: String,
    taken_in_by: Option<AssociateId>,
}

#[derive(Deserialize)]
struct Piece {
    kind: String,
    secret_until: Option<NaiveDate>,
}

/// Customers and repairs of which a step says that they became ready between `most` and `fewest` days
/// ago. What became of them since is not looked at yet.
pub(super) fn became_ready_between(
    sql: &dyn Sql,
    company: CompanyId,
    now: DateTime<Utc>,
    fewest: i64,
    most: i64,
) -> Result<Vec<(Uuid, RepairId)>, DatabaseError> {
    // A day more on either side: days are counted where the store is.
    let ago = |days: i64| now - TimeDelta::days(days);
    let (from, to) = (ago(most.saturating_add(1)), ago(fewest.saturating_sub(1)));
    let mut found = Vec::new();
    for row in rows::steps_between(sql, company, StepKind::Ready.as_ref(), from, to)? {
        if let (Some(customer), Some(repair)) = (row.root, row.id_in("repair_id")) {
            found.push((customer, RepairId(repair)));
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The piece of a repair, if it is ready and waits.
pub(super) fn waiting(
    edit: &ServerEdit<'_>,
    root: Uuid,
    repair: RepairId,
) -> Result<Option<Waiting>, DatabaseError> {
    let standing = standing(&edit.rows_of("repair_step", root)?, repair);
    let Some(occurrence) = standing.ready_occurrence(repair) else {
        return Ok(None);
    };
    let Some(row) = edit.row_as::<Repair>("repair", repair.0)? else {
        return Ok(None);
    };
    let piece = match row.piece_id {
        Some(piece) => edit.row_as::<Piece>("piece", piece)?,
        None => None,
    };
    let time_zone = edit
        .row("store", row.store_id.0)?
        .and_then(|store| store.text("time_zone").map(str::to_owned))
        .unwrap_or_default();
    let zone: chrono_tz::Tz = time_zone.parse().unwrap_or(chrono_tz::Tz::UTC);
    let today = edit.now().with_timezone(&zone).date_naive();
    let kind = match piece {
        Some(piece) if piece.secret_until.is_some_and(|until| until > today) => None,
        Some(piece) => Some(piece.kind.parse().unwrap_or(PieceKind::Piece)),
        None => Some(PieceKind::Piece),
    };
    Ok(Some(Waiting {
        customer: row.customer_id,
        told: row.tell_id.unwrap_or(row.customer_id),
        tell_by: row.tell_by,
        repair,
        occurrence,
        ready_at: standing.since.unwrap_or(edit.now()),
        store: row.store_id,
        time_zone,
        kind,
        bin: row.bin,
        envelope: row.envelope,
        taken_in_by: row.taken_in_by,
    }))
}

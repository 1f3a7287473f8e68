//! Faults planted on purpose, here and never in the product, to show that the simulation finds such.

use chrono::{DateTime, Utc};
use regard_sync::server::{Book, MemoryBook, StoredRow, Write, moment};
use regard_sync::{Change, ChangeKind, Page, SyncRequest};
use serde_json::json;
use uuid::Uuid;

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Planted {
    /// The merge takes whatever came last and keeps no loser.
    LastWriterWins,
    /// The server acknowledges a change before it is applied, and then loses it.
    AckedBeforeApplied,
    /// A page that is exactly full is taken for the last one, and its last row is skipped.
    FullPageSkipsOne,
    /// Changed fields are computed against where paging stands, not against the last whole picture.
    DeltaAgainstPos,
    /// The device takes a time-out for an answer.
    TimeOutIsAnAnswer,
    /// The device keeps how far it has read, and the crash takes the rows.
    CursorWithoutRows,
    /// A customer who moves to another store stays on the devices of the old one.
    LeavesForgotten,
    /// A device hears that a customer left, and not that they were erased.
    ErasureUntold,
    /// Of a person with two records the one is erased that was asked for, and the other stays.
    OtherRecordNotErased,
    /// Merging takes the other record out, as if what is said of it were said.
    MergedRecordThrownAway,
    /// What an alias says is taken for news only the first time: two who are taken apart stay one.
    NeverTakenApart,
}

impl Planted {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::LastWriterWins,
        Self::AckedBeforeApplied,
        Self::FullPageSkipsOne,
        Self::DeltaAgainstPos,
        Self::TimeOutIsAnAnswer,
        Self::CursorWithoutRows,
        Self::LeavesForgotten,
        Self::ErasureUntold,
        Self::OtherRecordNotErased,
        Self::MergedRecordThrownAway,
        Self::NeverTakenApart,
    ];

    /// What the fault does to a request before the server reads it.
    pub(crate) fn spoil_request(
        self,
        book: &MemoryBook,
        request: &mut SyncRequest,
        now: DateTime<Utc>,
    ) {
        match self {
            Self::LastWriterWins => {
                for change in &mut request.changes {
                    let Ok(Some(row)) = book.row(&change.table, change.id) else {
                        continue;
                    };
                    for (name, field) in &mut change.fields {
                        field.base = row.fields.get(name).map(|field| field.hlc);
                    }
                }
            }
            Self::DeltaAgainstPos => {
                if let Some(cursor) = &mut request.cursor {
                    cursor.base = cursor.pos;
                }
            }
            Self::NeverTakenApart => {
                for change in &mut request.changes {
                    change.fields.remove("unmerged_at");
                }
            }
            Self::OtherRecordNotErased => {
                let write = Write::new(book, Uuid::from_u128(0x5e), now);
                let changes = request.changes.iter();
                for change in changes.filter(|change| change.kind == ChangeKind::Erase) {
                    for alias in write.aliases_of(change.id).unwrap_or_default() {
                        let apart = [("unmerged_at", json!(moment(now)))];
                        write.put("customer_alias", alias.id, apart).ok();
                    }
                }
                write.finish().ok();
            }
            _ => {}
        }
    }

    /// What the fault does to the book after the server applied a request.
    pub(crate) fn spoil_book(self, book: &MemoryBook, request: &SyncRequest, now: DateTime<Utc>) {
        if self != Self::MergedRecordThrownAway {
            return;
        }
        let write = Write::new(book, Uuid::from_u128(0x5e), now);
        let merged = |change: &&Change| {
            change.table == "customer_alias" && change.kind == ChangeKind::Append
        };
        for change in request.changes.iter().filter(merged) {
            let Ok(Some(alias)) = write.row("customer_alias", change.id) else {
                continue;
            };
            let ends = [alias.id_in("customer_id"), alias.id_in("other_id")];
            let goes = ends.into_iter().flatten();
            let goes = goes.filter(|id| Some(*id) != alias.id_in("stays_id"));
            for record in goes {
                if let Ok(Some(row)) = write.row("customer", record) {
                    let row = StoredRow {
                        deleted: true,
                        ..row
                    };
                    write.gather(row).ok();
                }
            }
        }
        write.finish().ok();
    }

    /// What the fault does to a page before the device gets it.
    pub(crate) fn spoil_page(self, want_rows: u32, page: &mut Page) {
        match self {
            Self::FullPageSkipsOne if !page.more && page.rows.len() == want_rows as usize => {
                page.rows.pop();
            }
            Self::LeavesForgotten => page.leaves.clear(),
            Self::ErasureUntold => {
                let leaves = &page.leaves;
                page.rows
                    .retain(|row| !(row.deleted && leaves.contains(&row.id)));
            }
            _ => {}
        }
    }
}

//! Faults planted on purpose, here and never in the product, to show that the simulation finds such.

use regard_sync::server::{Book, MemoryBook};
use regard_sync::{Page, SyncRequest};

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
}

impl Planted {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::LastWriterWins,
        Self::AckedBeforeApplied,
        Self::FullPageSkipsOne,
        Self::DeltaAgainstPos,
        Self::TimeOutIsAnAnswer,
        Self::CursorWithoutRows,
        Self::LeavesForgotten,
        Self::ErasureUntold,
    ];

    /// What the fault does to a request before the server reads it.
    pub(crate) fn spoil_request(self, book: &MemoryBook, request: &mut SyncRequest) {
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
            _ => {}
        }
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

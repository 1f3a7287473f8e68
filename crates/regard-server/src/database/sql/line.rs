//! One line of an answer, read by the names of its columns.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Cell;
use crate::database::DatabaseError;

/// One line of an answer.
#[derive(Debug, Clone)]
pub struct Line {
    columns: Arc<[String]>,
    cells: Vec<Cell>,
}

impl Line {
    pub(super) fn new(columns: Arc<[String]>, cells: Vec<Cell>) -> Self {
        Self { columns, cells }
    }

    /// The value of a column.
    pub fn get<T: FromCell>(&self, column: &str) -> Result<T, DatabaseError> {
        let at = self.columns.iter().position(|name| name == column);
        let cell = at.and_then(|at| self.cells.get(at));
        cell.and_then(T::from_cell)
            .ok_or_else(|| DatabaseError::WrongColumn {
                column: column.to_owned(),
                found: cell.map_or("no such column", Cell::kind),
            })
    }
}

/// What can be read out of a cell, whichever engine it comes from.
pub trait FromCell: Sized {
    /// The value; none when the cell holds another kind.
    fn from_cell(cell: &Cell) -> Option<Self>;
}

impl FromCell for Cell {
    fn from_cell(cell: &Cell) -> Option<Self> {
        Some(cell.clone())
    }
}

impl FromCell for i64 {
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Int(number) => Some(*number),
            _ => None,
        }
    }
}

impl FromCell for u64 {
    /// A number that is never negative.
    fn from_cell(cell: &Cell) -> Option<Self> {
        i64::from_cell(cell).map(|number| Self::try_from(number).unwrap_or(0))
    }
}

impl FromCell for u32 {
    fn from_cell(cell: &Cell) -> Option<Self> {
        i64::from_cell(cell).and_then(|number| Self::try_from(number).ok())
    }
}

impl FromCell for bool {
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Bool(yes) => Some(*yes),
            Cell::Int(number) => Some(*number != 0),
            _ => None,
        }
    }
}

impl FromCell for String {
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Text(text) | Cell::Json(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl FromCell for Vec<u8> {
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }
}

impl FromCell for Uuid {
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Id(id) => Some(*id),
            Cell::Bytes(bytes) => Self::from_slice(bytes).ok(),
            _ => None,
        }
    }
}

impl FromCell for DateTime<Utc> {
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Time(at) => Some(*at),
            Cell::Text(text) => DateTime::parse_from_rfc3339(text)
                .ok()
                .map(|at| at.with_timezone(&Utc)),
            _ => None,
        }
    }
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: &Cell) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            other => T::from_cell(other).map(Some),
        }
    }
}

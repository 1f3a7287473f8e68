//! One value on its way into a statement or out of a line.

use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// None.
    Null,
    /// A whole number.
    Int(i64),
    /// Words.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Yes or no.
    Bool(bool),
    /// An id.
    Id(Uuid),
    /// A moment, to the millisecond.
    Time(DateTime<Utc>),
    /// A JSON text.
    Json(String),
    /// Several ids, for PostgreSQL's `= ANY`.
    Ids(Vec<Uuid>),
    /// Several words, for PostgreSQL's `= ANY`.
    Words(Vec<String>),
    /// Several hashes, for PostgreSQL's `= ANY`.
    Hashes(Vec<Vec<u8>>),
}

impl Cell {
    /// What kind it is, for a message. Never the value: it may be someone's words.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Int(_) => "a number",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::Bool(_) => "yes or no",
            Self::Id(_) => "an id",
            Self::Time(_) => "a moment",
            Self::Json(_) => "JSON",
            Self::Ids(_) | Self::Words(_) | Self::Hashes(_) => "a list",
        }
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<u64> for Cell {
    /// Databases have no unsigned numbers; none of ours comes near the end of the signed ones.
    fn from(number: u64) -> Self {
        Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Cell {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&[u8]> for Cell {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl From<[u8; 32]> for Cell {
    fn from(hash: [u8; 32]) -> Self {
        Self::Bytes(hash.to_vec())
    }
}

impl From<Uuid> for Cell {
    fn from(id: Uuid) -> Self {
        Self::Id(id)
    }
}

impl From<DateTime<Utc>> for Cell {
    fn from(at: DateTime<Utc>) -> Self {
        Self::Time(at.trunc_subsecs(3))
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

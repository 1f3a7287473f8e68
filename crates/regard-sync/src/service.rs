//! The one door between a device and the server.
//!
//! The app implements it over HTTP; the server implements it for real. Tests run one against the
//! other in one process.

use async_trait::async_trait;

use crate::enrol::{EnrolRequest, Enrolled};
use crate::row::{SyncAnswer, SyncRequest};

/// Why a request was not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    /// No answer: no network, no server, a time-out, a fault of the server. Nothing is lost; try later.
    #[error("the server can't be reached")]
    Unreachable,
    /// The server does not know this device (any more).
    #[error("this device is not enrolled (any more)")]
    NotEnrolled,
    /// The code is wrong, used or too old.
    #[error("the code is wrong, was used, or is older than ten minutes")]
    WrongCode,
    /// Too many wrong tries, or too many requests.
    #[error("too many tries; wait a few minutes")]
    TooMany,
    /// A change number is missing: the server expects this one next.
    #[error("the server expects change {expected}")]
    Gap {
        /// The number to go on with.
        expected: u64,
    },
    /// The device's cursor is of another life of the server, or too old: start from nothing, keep
    /// what is pending.
    #[error("the server asks for a fresh start")]
    StartAfresh,
    /// The app is too old for this server.
    #[error("this version of the app is too old")]
    UpdateRequired,
    /// The request was refused; saying it again will not help.
    #[error("the server refused: {0}")]
    Refused(String),
}

/// What a device may ask the server.
#[async_trait]
pub trait SyncService: Send + Sync {
    /// Makes this device one of the store's.
    async fn enrol(&self, request: &EnrolRequest) -> Result<Enrolled, SyncError>;

    /// Changes up, a page down. Safe to repeat.
    async fn sync(&self, token: &str, request: &SyncRequest) -> Result<SyncAnswer, SyncError>;
}

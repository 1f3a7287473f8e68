//! The one error that leaves the app, and how the inner ones become it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use crate::refusal::Refusal;

/// What the screens and the shell can tell apart. A code exists only where someone reacts to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ErrorCode {
    /// There is no such customer, repair, message …
    NotFound,
    /// What was entered can't be used; the message says what to do.
    Invalid,
    /// It is no longer as the screen showed it: show it anew.
    Conflict,
    /// This role may not do that.
    NotAllowed,
    /// The device is locked.
    Locked,
    /// The device is not enrolled (any more).
    NotEnrolled,
    /// The server can't be reached, and this needs it.
    Offline,
    /// The code or PIN is wrong.
    WrongSecret,
    /// Too many tries; the message says how long to wait.
    TooMany,
    /// The app is too old for this server or this database.
    UpdateRequired,
    /// A fault of ours. Nothing that was written is lost.
    Internal,
}

/// What a command answers when it can't do what was asked. The screens say `refusal` in the language of
/// the person; `message` is the same in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
#[ts(export)]
pub struct CommandError {
    /// What kind.
    pub code: ErrorCode,
    /// What happened and what to do.
    pub refusal: Refusal,
    /// The same in plain English, for logs and for callers without a screen.
    pub message: String,
    /// The field of the input it is about, as the screen names it (`envelope`, `phone`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
}

impl CommandError {
    /// An error of that kind.
    pub fn new(code: ErrorCode, refusal: Refusal) -> Self {
        Self {
            code,
            message: refusal.to_string(),
            refusal,
            field: None,
        }
    }
    /// Input that can't be used.
    pub fn invalid(field: &str, refusal: Refusal) -> Self {
        Self {
            field: Some(field.to_owned()),
            ..Self::new(ErrorCode::Invalid, refusal)
        }
    }
    /// There is no such thing. `what` is for the log.
    pub fn not_found(what: &str) -> Self {
        tracing::debug!(what, "not on this device");
        Self::new(ErrorCode::NotFound, Refusal::NotHere)
    }
}

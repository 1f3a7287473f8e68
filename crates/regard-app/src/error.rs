//! The one error that leaves the app, and how the inner ones become it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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

/// What a command answers when it can't do what was asked. `message` is for people, in plain
/// English, without personal data; the screens choose their own words by `code` where they have any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
#[ts(export)]
pub struct CommandError {
    /// What kind.
    pub code: ErrorCode,
    /// What happened and what to do.
    pub message: String,
    /// The field of the input it is about, as the screen names it (`envelope`, `phone`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
}

impl CommandError {
    /// An error of that kind.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            field: None,
        }
    }
    /// Input that can't be used.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self {
            code: ErrorCode::Invalid,
            message: message.into(),
            field: Some(field.to_owned()),
        }
    }
    /// There is no such thing.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            ErrorCode::NotFound,
            format!("This {what} is not on this device."),
        )
    }
}

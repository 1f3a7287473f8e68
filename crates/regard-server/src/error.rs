//! The one shape of a refusal over HTTP: a status, and `{"code", "message"}` as JSON.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use regard_sync::SyncError;
use serde::Serialize;

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApiError {
    #[serde(skip)]
    status: StatusCode,
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<u64>,
}

impl ApiError {
    /// A refusal with a code that callers may switch on.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            expected: None,
        }
    }

    /// The caller may not do this; it does not say whether the thing exists.
    pub fn not_allowed() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "not_allowed",
            "this is a manager's to do",
        )
    }

    /// A fault of the server. The cause stands in the log.
    pub fn fault() -> Self {
        let message = "the server could not answer; try again later";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unreachable", message)
    }
}

impl From<SyncError> for ApiError {
    fn from(error: SyncError) -> Self {
        let (status, code) = match &error {
            SyncError::Unreachable => return Self::fault(),
            SyncError::NotEnrolled => (StatusCode::UNAUTHORIZED, "not_enrolled"),
            SyncError::WrongCode => (StatusCode::FORBIDDEN, "wrong_code"),
            SyncError::TooMany => (StatusCode::TOO_MANY_REQUESTS, "too_many"),
            SyncError::Gap { .. } => (StatusCode::CONFLICT, "gap"),
            SyncError::StartAfresh => (StatusCode::GONE, "start_afresh"),
            SyncError::UpdateRequired => (StatusCode::UPGRADE_REQUIRED, "update_required"),
            SyncError::Refused(_) => (StatusCode::BAD_REQUEST, "refused"),
        };
        let expected = match error {
            SyncError::Gap { expected } => Some(expected),
            _ => None,
        };
        let message = match error {
            SyncError::Refused(words) => words,
            other => other.to_string(),
        };
        Self {
            expected,
            ..Self::new(status, code, message)
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}

//! Makes this device one of the store's, with the manager's one-time code.

use std::sync::atomic::Ordering;

use regard_sync::SyncError;
use regard_sync::enrol::{EnrolRequest, Enrolled};
use uuid::Uuid;

use super::address::server_address;
use super::pin;
use super::screens::{Enrol, Nothing, Start};
use super::start::start;
use super::who::Session;
use crate::app::App;
use crate::database::{enrolments, sync_state};
use crate::error::{CommandError, ErrorCode};

/// Enrols the device. One that was revoked may be enrolled again; what it still has to say is kept.
pub async fn enrol(app: &App, enrol: Enrol) -> Result<Start, CommandError> {
    let database = app.database()?;
    let revoked = database.read(|conn| Ok(sync_state::standing(conn)?.revoked))?;
    if app.enrolled()?.is_some() && !revoked {
        return Err(CommandError::new(
            ErrorCode::Conflict,
            "This device is enrolled already.",
        ));
    }
    if revoked && app.inside().locked.load(Ordering::Acquire) {
        return Err(CommandError::new(
            ErrorCode::Locked,
            "This device is locked.",
        ));
    }
    let server = server_address(&enrol.server)
        .map_err(|error| CommandError::invalid("server", error.to_string()))?;
    let device_name = enrol.device_name.trim().to_owned();
    if device_name.is_empty() {
        return Err(CommandError::invalid(
            "deviceName",
            "Give the device a name.",
        ));
    }
    if enrol.code.trim().is_empty() {
        return Err(CommandError::invalid(
            "code",
            "Type the code that the manager made.",
        ));
    }
    let pin = match enrol.pin.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(typed) => Some(pin::hash(pin::checked(typed)?).await?),
    };
    // Each enrolment begins a new life, so that its numbers begin at 1.
    let incarnation = Uuid::now_v7();
    let request = EnrolRequest {
        code: enrol.code.trim().to_owned(),
        device_name: device_name.clone(),
        platform: app.inside().options.platform.clone(),
        incarnation,
    };
    let service = app.network().service(&server).map_err(refusal)?;
    let enrolled = service.enrol(&request).await.map_err(refusal)?;
    let session = session_of(&enrolled, device_name, server);
    database.write_local(&["session"], |conn| {
        Ok(enrolments::keep(
            conn,
            &session,
            &enrolled.token,
            incarnation,
            pin.as_deref(),
        )?)
    })?;
    app.inside().locked.store(false, Ordering::Release);
    app.search().lock(false);
    app.engine().poke();
    start(app, Nothing {}).await
}

fn session_of(enrolled: &Enrolled, device_name: String, server: String) -> Session {
    Session {
        company_id: enrolled.company_id,
        device_id: enrolled.device_id,
        device_name,
        associate_id: enrolled.associate_id,
        role: enrolled.role,
        store_id: enrolled.store_id,
        server,
    }
}

/// What the person who types the code is told.
fn refusal(error: SyncError) -> CommandError {
    let code = match &error {
        SyncError::Unreachable => ErrorCode::Offline,
        SyncError::WrongCode | SyncError::NotEnrolled => ErrorCode::WrongSecret,
        SyncError::TooMany => ErrorCode::TooMany,
        SyncError::UpdateRequired => ErrorCode::UpdateRequired,
        SyncError::Refused(_) => ErrorCode::Invalid,
        SyncError::Gap { .. } | SyncError::StartAfresh => ErrorCode::Internal,
    };
    let message = match code {
        ErrorCode::Offline => {
            "The server does not answer. Check its address and the connection.".to_owned()
        }
        ErrorCode::WrongSecret => {
            "The code is wrong, was used, or is older than ten minutes.".to_owned()
        }
        ErrorCode::UpdateRequired => "This version of Regard is too old for the server.".to_owned(),
        _ => error.to_string(),
    };
    let field = match code {
        ErrorCode::Offline => Some("server"),
        ErrorCode::WrongSecret => Some("code"),
        _ => None,
    };
    CommandError {
        code,
        message,
        field: field.map(str::to_owned),
    }
}

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
use crate::error::{CommandError, ErrorCode, Refusal};

/// The longest name of a device, in characters, as the server takes it.
const LONGEST_NAME: usize = 80;

/// Enrols the device. One that was revoked may be enrolled again; what it still has to say is kept.
pub async fn enrol(app: &App, enrol: Enrol) -> Result<Start, CommandError> {
    let database = app.database()?;
    let revoked = database.read(|conn| Ok(sync_state::standing(conn)?.revoked))?;
    if app.enrolled()?.is_some() && !revoked {
        return Err(CommandError::new(
            ErrorCode::Conflict,
            Refusal::EnrolledAlready,
        ));
    }
    if revoked && app.inside().locked.load(Ordering::Acquire) {
        return Err(CommandError::new(ErrorCode::Locked, Refusal::DeviceLocked));
    }
    let server = server_address(&enrol.server)
        .map_err(|error| CommandError::invalid("server", error.why()))?;
    let device_name = enrol.device_name.trim().to_owned();
    if device_name.is_empty() {
        return Err(CommandError::invalid(
            "deviceName",
            Refusal::DeviceNameMissing,
        ));
    }
    if device_name.chars().count() > LONGEST_NAME {
        return Err(CommandError::invalid(
            "deviceName",
            Refusal::too_long(LONGEST_NAME),
        ));
    }
    if enrol.code.trim().is_empty() {
        return Err(CommandError::invalid("code", Refusal::CodeMissing));
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
    let (code, why, field) = match error {
        SyncError::Unreachable => (
            ErrorCode::Offline,
            Refusal::NoAnswerAtAddress,
            Some("server"),
        ),
        SyncError::WrongCode | SyncError::NotEnrolled => {
            (ErrorCode::WrongSecret, Refusal::CodeWrong, Some("code"))
        }
        SyncError::TooMany => (ErrorCode::TooMany, Refusal::TooManyRequests, None),
        SyncError::UpdateRequired => (ErrorCode::UpdateRequired, Refusal::TooOldForServer, None),
        SyncError::Refused(words) => (ErrorCode::Invalid, Refusal::ServerRefused { words }, None),
        SyncError::Gap { .. } | SyncError::StartAfresh => {
            (ErrorCode::Internal, Refusal::ServerOutOfStep, None)
        }
    };
    CommandError {
        field: field.map(str::to_owned),
        ..CommandError::new(code, why)
    }
}

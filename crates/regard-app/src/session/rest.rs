//! When the associate is off. The server keeps it, since it is the one who has to know; so this needs it.

use regard_sync::SyncError;

use super::screens::{MyRest, Nothing};
use crate::app::App;
use crate::database::sessions;
use crate::error::{CommandError, ErrorCode, Refusal};

/// When the associate is off.
pub async fn my_rest(app: &App, _: Nothing) -> Result<MyRest, CommandError> {
    let (server, token) = who(app)?;
    app.network().rest(&server, &token).await.map_err(refusal)
}

/// Changes when the associate is off.
pub async fn change_rest(app: &App, rest: MyRest) -> Result<MyRest, CommandError> {
    let (server, token) = who(app)?;
    let put = app.network().put_rest(&server, &token, &rest).await;
    put.map_err(refusal)?;
    Ok(rest)
}

fn who(app: &App) -> Result<(String, String), CommandError> {
    let session = app.session()?;
    let token = app.database()?.read(|conn| Ok(sessions::token(conn)?))?;
    let token = token.ok_or_else(|| refusal(SyncError::NotEnrolled))?;
    Ok((session.server, token))
}

fn refusal(error: SyncError) -> CommandError {
    let (code, why) = match error {
        SyncError::Unreachable => (ErrorCode::Offline, Refusal::NoAnswer),
        SyncError::NotEnrolled | SyncError::WrongCode => {
            (ErrorCode::NotEnrolled, Refusal::NotEnrolledAnyMore)
        }
        SyncError::TooMany => (ErrorCode::TooMany, Refusal::TooManyRequests),
        SyncError::UpdateRequired => (ErrorCode::UpdateRequired, Refusal::TooOldForServer),
        SyncError::Refused(words) => (ErrorCode::Invalid, Refusal::ServerRefused { words }),
        SyncError::Gap { .. } | SyncError::StartAfresh => {
            (ErrorCode::Internal, Refusal::ServerOutOfStep)
        }
    };
    CommandError::new(code, why)
}

#[cfg(test)]
mod tests {
    use regard_domain::words::Role;

    use super::*;
    use crate::testing::Desk;

    #[tokio::test]
    async fn without_the_server_nobody_believes_to_be_off() {
        let desk = Desk::of(Role::Associate).await;
        let refused = change_rest(&desk.app, MyRest::default()).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Offline);
        let refused = my_rest(&desk.app, Nothing {}).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Offline);
    }
}

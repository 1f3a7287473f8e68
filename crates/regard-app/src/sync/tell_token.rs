//! Keeps the server told where this phone is reached while it sleeps: after enrolling, when the
//! system gives another token, once a day; and has it forget when the associate wants no alerts here.
//! Without a connection it is tried again, less and less often.

use std::time::Duration;

use regard_domain::ids::DeviceId;
use regard_sync::SyncError;

use super::engine::pause_after;
use crate::app::App;
use crate::database::{sessions, sync_state};
use crate::error::CommandError;
use crate::session::Session;
use crate::session::alerts_here::{keep_told, told, wanted};
use crate::session::push_token::PushToken;
use crate::session::reach::{AskSystem, Found, Step, Told, next};

/// How long it rests; what is said once a day does not need more.
const IDLE: Duration = Duration::from_secs(300);

/// Runs until the app closes.
pub(super) async fn run(app: App) {
    let mut failures = 0;
    loop {
        let pause = tokio::select! {
            () = app.engine().stopped() => return,
            pause = once(&app, &mut failures) => pause,
        };
        tokio::select! {
            () = app.engine().stopped() => return,
            () = app.engine().reach_notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// One step, if there is one. Answers how long to pause at most.
async fn once(app: &App, failures: &mut u32) -> Duration {
    match step(app).await {
        Ok(()) => *failures = 0,
        Err(error) => {
            tracing::info!(%error, "the server was not told where this phone is reached");
            *failures = failures.saturating_add(1);
            if matches!(error, SyncError::Unreachable | SyncError::TooMany) {
                return pause_after(*failures);
            }
        }
    }
    IDLE
}

/// Who uses this device, unless the server put it out; and what the server was told.
struct Standing {
    session: Session,
    secret: String,
    wanted: bool,
    told: Option<Told>,
}

fn standing(app: &App) -> Result<Option<Standing>, CommandError> {
    app.database()?.read(|conn| {
        if sync_state::standing(conn)?.revoked {
            return Ok(None);
        }
        let Some((session, secret)) = sessions::session(conn)?.zip(sessions::token(conn)?) else {
            return Ok(None);
        };
        Ok(Some(Standing {
            session,
            secret,
            wanted: wanted(conn)?,
            told: told(conn)?,
        }))
    })
}

async fn step(app: &App) -> Result<(), SyncError> {
    let Ok(Some(standing)) = standing(app) else {
        return Ok(());
    };
    let (server, secret) = (&standing.session.server, &standing.secret);
    let device = standing.session.device_id;
    let known = app.reach().known();
    let told = standing.told.as_ref();
    match next(&known, standing.wanted, told, device, app.now()) {
        Step::Rest => {}
        Step::Find => find(app, server, secret).await?,
        Step::Register(token) => register(app, server, secret, device, token).await?,
        Step::GiveBack => {
            app.network().forget_push_token(server, secret).await?;
            keep(app, device, None);
            app.reach().ask(AskSystem::GiveBack);
            // Turned on again, the system is asked anew.
            app.reach().note(|known| &mut known.found, Found::default());
        }
        Step::Forget => keep(app, device, None),
    }
    Ok(())
}

/// Asks the server by what it wakes, and then the system where this phone is.
async fn find(app: &App, server: &str, secret: &str) -> Result<(), SyncError> {
    let services = app.network().push_services(server, secret).await?;
    let served = services.reaches(&app.inside().options.platform);
    if app.reach().note(|known| &mut known.served, Some(served)) {
        app.say(crate::AppEvent::DataChanged {
            tables: vec!["alerts_here".to_owned()],
        });
    }
    if served {
        app.reach().ask(AskSystem::Token(services));
    }
    Ok(())
}

async fn register(
    app: &App,
    server: &str,
    secret: &str,
    device: DeviceId,
    token: PushToken,
) -> Result<(), SyncError> {
    let mut told = Told {
        device,
        token,
        at: app.now(),
        certain: false,
    };
    // Before it is said: an answer may be lost, and what the server may know is given back one day.
    keep(app, device, Some(&told));
    let said = app.network().put_push_token(server, secret, &told.token);
    said.await?;
    told.certain = true;
    keep(app, device, Some(&told));
    Ok(())
}

/// Keeps what the server was told, unless the device was enrolled anew in the meantime.
fn keep(app: &App, device: DeviceId, told: Option<&Told>) {
    let kept = app.database().and_then(|database| {
        database.write_local(&["alerts_here"], |conn| {
            let now = sessions::session(conn)?;
            if now.is_some_and(|session| session.device_id == device) {
                keep_told(conn, told)?;
            }
            Ok(())
        })
    });
    if let Err(error) = kept {
        tracing::warn!(code = ?error.code, "not noted what the server was told");
    }
}

//! Carries one conversation: what the device says to the server, and what the server answers to the
//! device. What is said, and what becomes of it, is decided in `regard_sync::device`.

use regard_sync::compare::PartSums;
use regard_sync::device::{Conversation, Effect, Event, Limits, Turn};
use regard_sync::{SyncError, SyncService};
use uuid::Uuid;

use crate::app::App;
use crate::database::device_store::DeviceDb;
use crate::database::{Written, sessions};
use crate::error::CommandError;

/// Why a conversation ended early.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    /// The server, or the way to it.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// This device.
    #[error(transparent)]
    Device(#[from] CommandError),
}

/// How much of a conversation is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// Until the server asks for a fresh start: then [`SyncError::StartAfresh`].
    UntilStartAfresh,
    /// What is pending is said, and nothing is read.
    OnlySaying,
}

/// Talks until both sides have nothing left to say. `catching_up` is told when there is so much to
/// read that lists fill while one looks.
pub async fn talk(
    app: &App,
    service: &dyn SyncService,
    token: &str,
    extent: Extent,
    catching_up: &(dyn Fn() + Send + Sync),
) -> Result<(), RoundError> {
    let parts = match extent {
        Extent::OnlySaying => None,
        Extent::Whole | Extent::UntilStartAfresh => app.engine().comparison.take_parts(),
    };
    let end = go(app, service, token, extent, parts.clone(), catching_up).await;
    if let (Err(_), Some(parts)) = (&end, parts) {
        app.engine().comparison.tell(parts);
    }
    end
}

async fn go(
    app: &App,
    service: &dyn SyncService,
    token: &str,
    extent: Extent,
    parts: Option<PartSums>,
    catching_up: &(dyn Fn() + Send + Sync),
) -> Result<(), RoundError> {
    let known = app.engine().known_of_server();
    let conversation = Conversation::new(Limits::default(), known).comparing(parts);
    let mut conversation = match extent {
        Extent::Whole => conversation,
        Extent::UntilStartAfresh => conversation.ending_at_start_afresh(),
        Extent::OnlySaying => conversation.only_saying(),
    };
    let mut event = Event::Begin;
    loop {
        let (heard, effects) = hear(app, conversation, event).await?;
        conversation = heard;
        app.engine().knows_of_server(conversation.known());
        let mut request = None;
        for effect in effects {
            match effect {
                Effect::CatchingUp => catching_up(),
                Effect::Noticed(notice) => tracing::warn!("{notice}"),
                // Told with the commit.
                Effect::Published(_) | Effect::Changed(_) => {}
                Effect::Ask(asked) => request = Some(asked),
                Effect::Done => return Ok(()),
                Effect::GiveUp(error) => return Err(error.into()),
            }
        }
        let Some(request) = request else {
            return Ok(());
        };
        event = match service.sync(token, &request).await {
            Ok(answer) => Event::Answered(Box::new(answer)),
            Err(error) => Event::Failed(error),
        };
    }
}

/// Takes in what happened, in one transaction.
async fn hear(
    app: &App,
    mut conversation: Conversation,
    event: Event,
) -> Result<(Conversation, Vec<Effect>), RoundError> {
    let app = app.clone();
    // Ten thousand rows take a while: not on a thread that answers screens.
    let heard = tokio::task::spawn_blocking(move || {
        let turn = Turn {
            now: app.now(),
            new_life: Uuid::now_v7(),
        };
        let effects = app.database()?.transact(|conn| {
            let effects = conversation.handle(&mut DeviceDb(conn), turn, event)?;
            let mut written = Written::default();
            for effect in &effects {
                if let Effect::Changed(tables) = effect {
                    written.tables.extend(tables.iter().cloned());
                }
                if let Effect::Published(tables) = effect {
                    sessions::follow_company(conn)?;
                    written.tables.extend(tables.iter().cloned());
                }
            }
            Ok((effects, written))
        })?;
        Ok::<_, CommandError>((conversation, effects))
    })
    .await;
    match heard {
        Ok(heard) => Ok(heard?),
        Err(_) => Err(SyncError::Unreachable.into()),
    }
}

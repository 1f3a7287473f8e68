//! The ladder for pieces that nobody collects.
//!
//! A text, a call with something to talk about, the manager. What is due is looked for every hour; each
//! step has an id of its own that is computed from what it is about, so that it is taken once, by however
//! many servers and however often.

mod call;
mod found;
mod text;

use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;
use regard_domain::uncollected::{Ladder, Rung};

use crate::alerts::raise;
use crate::database::{Database, DatabaseError, ServerEdit};
use crate::state::ServerState;
use found::{Waiting, waiting};

/// How often it is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(3_600);

/// Pieces looked at in one write: few enough that nobody waits for it.
const AT_ONCE: usize = 50;

/// What a look did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Climbed {
    /// Texts asked for.
    pub texts: u32,
    /// Calls laid on someone's desk.
    pub calls: u32,
    /// Pieces that managers were told of.
    pub told: u32,
}

impl Climbed {
    fn add(&mut self, more: Self) {
        self.texts += more.texts;
        self.calls += more.calls;
        self.told += more.told;
    }
}

/// Looks every hour, until the server goes down.
pub async fn watch(state: Arc<ServerState>) {
    let ladder = state.config().uncollected.ladder();
    let mut stopping = state.stopping();
    loop {
        let database = state.database().clone();
        let climbed = tokio::task::spawn_blocking(move || climb(&database, ladder));
        match climbed.await {
            Ok(Ok(climbed)) if climbed != Climbed::default() => {
                tracing::info!(
                    texts = climbed.texts,
                    calls = climbed.calls,
                    told = climbed.told,
                    "pieces that nobody collects"
                );
            }
            Ok(Ok(_)) | Err(_) => {}
            Ok(Err(error)) => tracing::error!(%error, "uncollected pieces could not be looked for"),
        }
        tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Takes every step that is due now.
pub fn climb(database: &Database, ladder: Ladder) -> Result<Climbed, DatabaseError> {
    let Some((fewest, most)) = ladder.span() else {
        return Ok(Climbed::default());
    };
    let now = database.now();
    // Found in a look that holds nobody up; each piece is looked at again inside its write.
    let candidates = database.read(|connection| {
        found::became_ready_between(connection, database.company(), now, fewest, most)
    })?;
    let mut climbed = Climbed::default();
    for some in candidates.chunks(AT_ONCE) {
        climbed.add(database.write(|edit| {
            let mut climbed = Climbed::default();
            for (customer, repair) in some {
                if let Some(one) = waiting(edit, *customer, *repair)? {
                    step(edit, ladder, &one, &mut climbed)?;
                }
            }
            Ok::<_, DatabaseError>(climbed)
        })?);
    }
    Ok(climbed)
}

fn step(
    edit: &ServerEdit<'_>,
    ladder: Ladder,
    one: &Waiting,
    climbed: &mut Climbed,
) -> Result<(), DatabaseError> {
    let zone: Tz = one.time_zone.parse().unwrap_or(Tz::UTC);
    let day = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&zone).date_naive();
    let (ready_on, today) = (day(one.ready_at), day(edit.now()));
    let due = ladder.due(ready_on, today);
    for rung in due {
        match rung {
            Rung::Text => climbed.texts += u32::from(text::ask(edit, one, today)?),
            Rung::Call => climbed.calls += u32::from(call::lay(edit, one, ready_on, today)?),
            Rung::Manager => {
                climbed.told += u32::from(raise::uncollected(
                    edit,
                    one.customer,
                    one.repair,
                    one.occurrence,
                )?);
            }
        }
    }
    Ok(())
}

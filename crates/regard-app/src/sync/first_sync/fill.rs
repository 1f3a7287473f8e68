//! Fills in the background what an installed snapshot does not bring.

use std::time::{Duration, Instant};

use crate::app::{App, AppEvent};
use crate::database::install::fill;
use crate::error::CommandError;

/// How long one step writes: who wants to write meanwhile waits no longer than a blink.
const STEP: Duration = Duration::from_millis(40);
/// The pause between two steps: whoever writes goes first.
const PAUSE: Duration = Duration::from_millis(5);

/// Runs until the app closes.
pub(crate) async fn run(app: App) {
    loop {
        tokio::select! {
            () = app.engine().stopped() => return,
            filled = fill_all(&app) => if let Err(error) = filled {
                tracing::warn!(%error, "the search keys stay unfilled until the next start");
            },
        }
        tokio::select! {
            () = app.engine().stopped() => return,
            () = app.engine().first_sync.installed.notified() => {}
        }
    }
}

async fn fill_all(app: &App) -> Result<(), CommandError> {
    if !app.database()?.read(|conn| Ok(fill::is_wanted(conn)?))? {
        return Ok(());
    }
    loop {
        let step = app.clone();
        let more = tokio::task::spawn_blocking(move || {
            step.database()?.write_local(&[], |conn| {
                let begun = Instant::now();
                Ok(fill::step(conn, &|| begun.elapsed() >= STEP)?)
            })
        })
        .await;
        if !more.unwrap_or(Ok(false))? {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    // The order of what is found goes by what was filled.
    app.search().rebuild();
    app.say(AppEvent::DataChanged {
        tables: vec!["search_row".to_owned()],
    });
    Ok(())
}

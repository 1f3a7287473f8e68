//! Lets held messages go when their time has come, and those that are due when the app opens.

use std::time::Duration;

use crate::app::App;
use crate::database::messages;
use crate::messages::release::release_due;

/// How often the clock is looked at while something is held. The clock may be moved meanwhile; a
/// message should leave within a second of its time all the same.
const LOOK: Duration = Duration::from_millis(250);
/// Without anything held there is nothing to look at until something is.
const IDLE: Duration = Duration::from_secs(60);

/// Runs until the app closes.
pub(super) async fn run(app: App) {
    loop {
        let pause = match app.enrolled() {
            Ok(Some(_)) => look(&app),
            _ => IDLE,
        };
        tokio::select! {
            () = app.engine().stopped() => return,
            () = app.engine().held.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

fn look(app: &App) -> Duration {
    if let Err(error) = release_due(app) {
        tracing::warn!(code = ?error.code, "held messages stay held");
    }
    let held = app
        .database()
        .and_then(|database| database.read(|conn| Ok(!messages::all_held(conn)?.is_empty())));
    if held.unwrap_or(false) { LOOK } else { IDLE }
}

//! Keeps the live line open, so that the device hears at once when there is something to fetch.

use futures_util::StreamExt;

use super::engine::pause_after;
use crate::app::App;
use crate::database::sessions;

/// Opens the line again and again until the app closes.
pub(super) async fn run(app: App) {
    let mut failures = 0;
    loop {
        tokio::select! {
            () = app.engine().stopped() => return,
            () = listen(&app, &mut failures) => {}
        }
        failures = failures.saturating_add(1);
        tokio::select! {
            () = app.engine().stopped() => return,
            () = app.engine().retry_live.notified() => {}
            () = tokio::time::sleep(pause_after(failures)) => {}
        }
    }
}

/// Listens until the line ends.
async fn listen(app: &App, failures: &mut u32) {
    let who = app.database().and_then(|database| {
        database.read(|conn| Ok(sessions::session(conn)?.zip(sessions::token(conn)?)))
    });
    let Ok(Some((session, token))) = who else {
        return;
    };
    let Ok(mut line) = app.network().live(&session.server, &token).await else {
        return;
    };
    *failures = 0;
    // What was said while nobody listened.
    app.engine().fetch();
    while line.next().await.is_some() {
        app.engine().fetch();
    }
}

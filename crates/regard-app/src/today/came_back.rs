//! The program is in front again after the phone had put it to sleep.

use std::future::Future;
use std::time::Duration;

use regard_domain::ids::AlertId;

use crate::app::App;
use crate::sync::engine;

/// How long the system is given to say what it showed. It answers at once or, out of order, never.
const PATIENCE: Duration = Duration::from_secs(3);

impl App {
    /// The program is in front again. `shown` asks the system which alerts it showed meanwhile; they are
    /// noted before any alert that comes in now is raised, else they would be shown a second time.
    /// Then the server is asked for what is new.
    ///
    /// Alerts are kept back from this call on, not from the answer's first poll, and for three seconds at
    /// most. An answer that comes later is noted all the same: the system says it once. Asked at the start,
    /// too: what was shown while the program was ended is told then.
    pub fn came_back<F>(&self, shown: F) -> impl Future<Output = ()> + use<F>
    where
        F: Future<Output = Vec<AlertId>>,
    {
        let (app, kept_back) = (self.clone(), self.engine().keep_alerts_back());
        async move {
            let mut shown = std::pin::pin!(shown);
            let in_time = tokio::time::timeout(PATIENCE, shown.as_mut()).await;
            match &in_time {
                Ok(alerts) => app.shown_meanwhile(alerts),
                Err(_) => tracing::warn!("the system does not say which alerts it showed"),
            }
            drop(kept_back);
            // What came in meanwhile, also where the server can't be reached now.
            engine::raise_alerts(&app);
            app.engine().poke();
            if in_time.is_err() {
                app.shown_meanwhile(&shown.await);
            }
        }
    }
}

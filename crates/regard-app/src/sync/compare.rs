//! Makes sure, once a day and in the background, that what is here is what the server has.
//!
//! With every complete page the server says what all the device's rows add up to. Reading them all
//! takes a second or more, so it is done when nothing else is: a while after both agreed, from one
//! picture of the database, while screens and sync go on. Where the two differ the next request says
//! so part by part, and what differs comes anew (`regard_sync::compare`). Should that not help, the
//! store is read anew, as in a fresh start; nobody is asked anything, and nothing that is pending is
//! touched.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use regard_sync::SCHEMA;
use regard_sync::compare::PartSums;
use regard_sync::sums::Sum;
use tokio::sync::Notify;

use crate::app::App;
use crate::database::{check, sync_state};
use crate::error::CommandError;

/// How often.
const EVERY: TimeDelta = TimeDelta::hours(24);
/// How long after both agreed: whoever opened the app first looks at something.
const QUIET: Duration = Duration::from_secs(60);
/// How often the parts that differ are asked for before the store is read anew.
const MOST_REPAIRS: u32 = 2;

/// What is known about the comparison.
#[derive(Default)]
pub struct Comparison {
    /// Both agreed: there may be something to compare.
    agreed: Notify,
    /// What the rows add up to part by part, to be told to the server.
    parts: Mutex<Option<PartSums>>,
    /// How often parts were asked for since the last time that all was well.
    repairs: Mutex<u32>,
}

impl Comparison {
    /// Both sides agreed.
    pub(super) fn agreed(&self) {
        self.agreed.notify_one();
    }

    /// The next request is to say it.
    pub(super) fn tell(&self, parts: PartSums) {
        *lock(&self.parts) = Some(parts);
    }

    /// What the next request is to say.
    pub(super) fn take_parts(&self) -> Option<PartSums> {
        lock(&self.parts).take()
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// It was done less than a day ago, or the server has said nothing of what is here now.
    NotDue,
    /// What is here is what the server has.
    Same,
    /// It is not. The next conversation mends it.
    Differs,
    /// It is not, and asking for the parts that differ did not help: the store is read anew.
    Afresh,
}

/// Runs until the app closes.
pub(super) async fn run(app: App) {
    loop {
        tokio::select! {
            () = app.engine().stopped() => return,
            () = app.engine().comparison.agreed.notified() => {}
        }
        tokio::select! {
            () = app.engine().stopped() => return,
            () = tokio::time::sleep(QUIET) => {}
        }
        match compare(&app, Due::Daily).await {
            Ok(Compared::Differs | Compared::Afresh) => app.engine().poke(),
            Ok(Compared::Same | Compared::NotDue) => {}
            Err(error) => tracing::warn!(%error, "not compared with the server"),
        }
    }
}

/// When it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// When the last time was a day ago.
    Daily,
    /// At once.
    Now,
}

/// Compares, if it is time.
pub async fn compare(app: &App, due: Due) -> Result<Compared, CommandError> {
    let app = app.clone();
    let compared = tokio::task::spawn_blocking(move || look(&app, due)).await;
    compared.unwrap_or(Ok(Compared::NotDue))
}

fn look(app: &App, due: Due) -> Result<Compared, CommandError> {
    let database = app.database()?;
    let now = app.now();
    let found = database.read_slowly(|conn| {
        let last = check::compared_at(conn)?;
        match check::said(conn)? {
            Some(said) if due == Due::Now || is_due(last, now) => {
                let mut all = Sum::default();
                let mut parts = PartSums::default();
                let whole = check::each_row(
                    conn,
                    &|| !app.engine().is_stopping(),
                    &mut |table, id, sum| {
                        all = all.plus(sum);
                        parts.add(table, id, sum);
                    },
                )?;
                Ok(whole.then_some((said == all, parts)))
            }
            _ => Ok(None),
        }
    })?;
    let Some((same, parts)) = found else {
        return Ok(Compared::NotDue);
    };
    let comparison = &app.engine().comparison;
    let mut repairs = lock(&comparison.repairs);
    if same {
        *repairs = 0;
        database.write_local(&[], |conn| Ok(check::keep_compared(conn, now)?))?;
        return Ok(Compared::Same);
    }
    *repairs += 1;
    tracing::warn!(
        repairs = *repairs,
        "what is here is not what the server has"
    );
    if *repairs <= MOST_REPAIRS {
        comparison.tell(parts);
        return Ok(Compared::Differs);
    }
    // Not again before tomorrow, whatever comes of it.
    database.write_local(&[], |conn| {
        check::keep_compared(conn, now)?;
        Ok(sync_state::keep_cursor(conn, None, SCHEMA)?)
    })?;
    Ok(Compared::Afresh)
}

/// A clock that was set back does not put it off for ever.
fn is_due(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last.is_none_or(|last| now - last >= EVERY || last > now)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_a_day_and_after_a_clock_that_was_wrong() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let now = at("2026-05-12T14:00:00Z");
        assert!(is_due(None, now));
        assert!(!is_due(Some(at("2026-05-11T14:00:01Z")), now));
        assert!(is_due(Some(at("2026-05-11T14:00:00Z")), now));
        assert!(is_due(Some(at("2027-05-12T14:00:00Z")), now));
    }
}

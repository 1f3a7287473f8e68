//! Brings the pictures of photos that were added here to the server, one after the other, beside
//! everything else: after the rows were said, when there is a connection again, and again and again.
//!
//! What is to be brought stands in the database, with the pictures: an app that was closed goes on.

use std::collections::BTreeSet;
use std::time::Duration;

use regard_domain::ids::PhotoId;
use regard_sync::SyncError;
use tokio::time::Instant;

use super::engine::pause_after;
use super::network::PhotoTaken;
use crate::app::App;
use crate::database::photos::{self, ToSend};
use crate::database::{sessions, sync_state};
use crate::error::CommandError;
use crate::photos::MOST_KEPT;
use crate::photos::screens::NotTaken;

/// How long it rests where nobody wakes it, and the first pause before what the server did not take is
/// brought again.
const IDLE: Duration = Duration::from_secs(300);
/// The longest pause before that; it doubles from one time to the next.
const LONGEST_PAUSE: Duration = Duration::from_secs(2 * 60 * 60);
/// After so many in a row that did not get through it is the way, and not the pictures.
const MOST_STUCK: u32 = 3;

/// Runs until the app closes.
pub(super) async fn run(app: App) {
    let mut failures = 0;
    let mut tried = Tried::default();
    loop {
        let pause = tokio::select! {
            () = app.engine().stopped() => return,
            ended = all(&app, &mut tried) => match ended {
                Ok(()) => {
                    failures = 0;
                    IDLE
                }
                Err(error) => {
                    tracing::info!(%error, "pictures wait for a connection");
                    failures += 1;
                    pause_after(failures)
                }
            },
        };
        tokio::select! {
            () = app.engine().stopped() => return,
            () = app.engine().photos_notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// What was tried since the app was opened.
#[derive(Debug, Default)]
struct Tried {
    /// At which the connection broke off: they come last, so that none of them keeps back the others.
    broke_off: BTreeSet<PhotoId>,
    /// When what the server did not take is brought again; none: now.
    again_at: Option<Instant>,
    /// How often that was in vain, one time after the other.
    in_vain: u32,
}

impl Tried {
    /// Whether what the server did not take is brought again now.
    fn is_time(&self, now: Instant) -> bool {
        self.again_at.is_none_or(|at| at <= now)
    }

    /// What the server does not take is not carried there after every word with it: a picture is large.
    fn rest(&mut self, now: Instant) {
        if self.is_time(now) {
            let doubled = IDLE.saturating_mul(1 << self.in_vain.min(16));
            self.again_at = Some(now + doubled.min(LONGEST_PAUSE));
            self.in_vain = self.in_vain.saturating_add(1);
        }
    }
}

/// Brings what may be brought now. Stops where there is no connection.
async fn all(app: &App, tried: &mut Tried) -> Result<(), SyncError> {
    let Ok(Some((server, token, mut waiting))) = standing(app) else {
        return Ok(());
    };
    let begun = Instant::now();
    let again = tried.is_time(begun);
    waiting.retain(|one| again || one.reason.is_none());
    waiting.sort_by_key(|one| tried.broke_off.contains(&one.photo));
    let (mut refused, mut stuck) = (false, 0);
    let mut waiting = waiting.into_iter();
    while let Some(one) = waiting.next() {
        let picture = app
            .database()
            .and_then(|database| database.read(|conn| Ok(photos::original(conn, one.hash)?)));
        let picture = match picture {
            Ok(Some(picture)) => picture,
            // Nothing to bring: it went with its photo in the meantime.
            Ok(None) => {
                settle(app, &one, PhotoTaken::Taken, MOST_KEPT);
                continue;
            }
            // It is here, and can't be read just now.
            Err(error) => {
                tracing::error!(code = ?error.code, "a picture that waits can't be read");
                continue;
            }
        };
        let brought = app
            .network()
            .put_photo(&server, &token, one.hash, picture)
            .await;
        let taken = match brought {
            Ok(taken) => taken,
            Err(error) => {
                tried.broke_off.insert(one.photo);
                if refused {
                    tried.rest(begun);
                }
                return Err(error);
            }
        };
        tried.broke_off.remove(&one.photo);
        settle(app, &one, taken, MOST_KEPT);
        match taken {
            PhotoTaken::Taken => stuck = 0,
            PhotoTaken::Not(why) => {
                refused = true;
                stuck += u32::from(why == NotTaken::NotThrough);
                if matches!(why, NotTaken::Full | NotTaken::OldServer) {
                    // So it is with all of them.
                    for one in waiting.by_ref() {
                        settle(app, &one, taken, MOST_KEPT);
                    }
                }
                if stuck == MOST_STUCK {
                    break;
                }
            }
        }
    }
    if refused {
        tried.rest(begun);
    } else if again {
        (tried.again_at, tried.in_vain) = (None, 0);
    }
    Ok(())
}

/// Where to, by which secret, and what.
type Standing = Option<(String, String, Vec<ToSend>)>;

fn standing(app: &App) -> Result<Standing, CommandError> {
    app.database()?.read(|conn| {
        if sync_state::standing(conn)?.revoked {
            return Ok(None);
        }
        let Some((session, token)) = sessions::session(conn)?.zip(sessions::token(conn)?) else {
            return Ok(None);
        };
        let waiting = photos::to_send(conn)?;
        Ok((!waiting.is_empty()).then_some((session.server, token, waiting)))
    })
}

/// Keeps what became of a picture. Those that the server has make room, down to `most` bytes.
fn settle(app: &App, one: &ToSend, taken: PhotoTaken, most: u64) {
    // Whom the server does not know and this device does not keep any more is nobody's.
    let done = match taken {
        PhotoTaken::Taken => true,
        PhotoTaken::Not(why) => why == NotTaken::Unknown && !one.is_kept,
    };
    let kept = app.database().and_then(|database| {
        database.write_local(&[], |conn| match taken {
            PhotoTaken::Not(why) if !done => Ok(photos::not_taken(conn, one.photo, why)?),
            _ => {
                photos::sent(conn, one.photo)?;
                photos::bound(conn, most)?;
                Ok(true)
            }
        })
    });
    match kept {
        Ok(true) => {
            app.say(crate::AppEvent::DataChanged {
                tables: vec!["photo".to_owned()],
            });
            super::engine::say_waiting(app);
        }
        Ok(false) => {}
        Err(error) => tracing::warn!(code = ?error.code, "not noted what became of a picture"),
    }
}

#[cfg(test)]
mod tests;

//! The private check-in before a shift or a visit. It never leaves the device.
//!
//! It is written with
//! [`Database::write_local`](crate::database::Database::write_local) into a table that does not travel,
//! and it is gone with the day.

use regard_domain::check_in::Arriving;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::app::App;
use crate::database::check_ins::{self, CheckInRow};
use crate::database::settings;
use crate::error::{CommandError, Refusal};
use crate::session::screens::Nothing;
use crate::viewer::Viewer;

/// The setting of this device by which it is asked for.
const SETTING: &str = "check_in";

/// The longest that one wants to watch, in letters.
const LONGEST: usize = 500;

/// The check-in of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CheckIn {
    /// Whether this device asks for it.
    pub on: bool,
    /// How I arrive; none: not told today.
    pub arriving: Option<Arriving>,
    /// What I want to watch.
    pub watch: String,
}

/// Tells myself how I arrive.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TellMyself {
    /// How I arrive; none: forgets it.
    pub arriving: Option<Arriving>,
    /// What I want to watch.
    pub watch: String,
}

/// Whether this device asks how I arrive.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AskMe {
    /// Whether it does.
    pub on: bool,
}

/// What I told myself today. What was told on another day, or by another, is forgotten here and now.
pub async fn check_in(app: &App, _: Nothing) -> Result<CheckIn, CommandError> {
    let (viewer, past) = app.database()?.read(|conn| {
        let session = app.session()?;
        let viewer = Viewer::of_session(conn, &session, app.now())?;
        let past = check_ins::is_past(conn, viewer.me, viewer.today)?;
        Ok((viewer, past))
    })?;
    if past {
        app.database()?
            .write_local(&[], |conn| Ok(check_ins::forget(conn)?))?;
    }
    app.database()?.read(|conn| {
        let told = check_ins::read(conn, viewer.me, viewer.today)?;
        Ok(CheckIn {
            on: settings::read(conn, SETTING)?.unwrap_or(false),
            arriving: told.as_ref().map(|told| told.arriving),
            watch: told.map(|told| told.watch).unwrap_or_default(),
        })
    })
}

/// Keeps it for today, in the place of what was told before.
pub async fn tell_myself(app: &App, told: TellMyself) -> Result<CheckIn, CommandError> {
    let session = app.session()?;
    let watch = told.watch.trim();
    if watch.chars().count() > LONGEST {
        return Err(CommandError::invalid("watch", Refusal::WatchTooLong));
    }
    app.database()?.write_local(&["check_in"], |conn| {
        let viewer = Viewer::of_session(conn, &session, app.now())?;
        match told.arriving {
            Some(arriving) => {
                let watch = watch.to_owned();
                let row = CheckInRow { arriving, watch };
                check_ins::keep(conn, viewer.me, viewer.today, &row)?;
            }
            None => check_ins::forget(conn)?,
        }
        Ok(())
    })?;
    check_in(app, Nothing {}).await
}

/// Switches it on or off on this device. Off forgets what was told.
pub async fn ask_me(app: &App, args: AskMe) -> Result<CheckIn, CommandError> {
    app.session()?;
    app.database()?.write_local(&["check_in"], |conn| {
        settings::keep(conn, SETTING, &args.on)?;
        if !args.on {
            check_ins::forget(conn)?;
        }
        Ok(())
    })?;
    check_in(app, Nothing {}).await
}

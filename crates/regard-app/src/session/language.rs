//! The language of the screens. They choose it and tell the app, which needs it for what the operating
//! system shows while no screen is there.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::app::App;
use crate::database::settings;

/// A language that the screens speak.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, strum::EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ScreenLanguage {
    /// English, and until the screens said another.
    #[default]
    En,
    /// Spanish.
    Es,
}

const SETTING: &str = "language";

/// What the screens of this device said last.
pub(super) fn said(conn: &Connection) -> rusqlite::Result<Option<ScreenLanguage>> {
    settings::read(conn, SETTING)
}

/// Keeps what they say.
pub(super) fn keep(conn: &Connection, language: ScreenLanguage) -> rusqlite::Result<()> {
    settings::keep(conn, SETTING, &language)
}

impl App {
    /// The language of what the operating system shows.
    pub(crate) fn language(&self) -> ScreenLanguage {
        let said = self
            .database()
            .and_then(|database| database.read(|conn| Ok(said(conn)?)));
        said.ok().flatten().unwrap_or_default()
    }
}

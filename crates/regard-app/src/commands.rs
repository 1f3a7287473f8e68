//! The one table of all that the screens may ask, with who may ask it.
//!
//! It yields [`dispatch`] for Rust and `Commands` for TypeScript.

use regard_domain::words::Role;
use serde_json::Value;
use ts_rs::TS;

use crate::app::App;
use crate::error::{CommandError, ErrorCode};
use crate::session::screens::{Nothing, Opening};

/// Who may ask for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    /// Anyone who holds the device, locked or not enrolled too.
    Anyone,
    /// Everyone of the store, once the device is unlocked.
    Everyone,
    /// Associates and managers; not the bench.
    Floor,
}

impl May {
    /// Refuses who may not.
    fn check(self, app: &App) -> Result<(), CommandError> {
        match self {
            Self::Anyone => Ok(()),
            Self::Everyone => app.session().map(|_| ()),
            Self::Floor if app.session()?.role == Role::Bench => Err(CommandError::new(
                ErrorCode::NotAllowed,
                "The bench's device can't do this.",
            )),
            Self::Floor => Ok(()),
        }
    }
}

/// Turns the table below into `dispatch` and `Commands`.
macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($args:ty) -> $answer:ty = $handler:path, $may:ident;)*) => {
        /// Each command with what it takes and answers.
        #[derive(TS)]
        #[ts(export)]
        pub struct Commands { $($(#[$doc])* pub $name: ($args, $answer),)* }

        /// The commands by name, with who may ask.
        pub const COMMANDS: &[(&str, May)] = &[$((stringify!($name), May::$may)),*];

        /// Answers one command.
        pub async fn dispatch(app: &App, name: &str, args: Value) -> Result<Value, CommandError> {
            match name {
                $(stringify!($name) => {
                    May::$may.check(app)?;
                    let args: $args = serde_json::from_value(args).map_err(|error| unreadable(name, &error))?;
                    let answer: $answer = $handler(app, args).await?;
                    serde_json::to_value(answer).map_err(|error| unreadable(name, &error))
                })*
                _ => Err(CommandError::new(ErrorCode::NotFound, "There is no such command.")),
            }
        }
    };
}

fn unreadable(name: &str, error: &serde_json::Error) -> CommandError {
    tracing::error!(name, line = error.line(), "a command can't be read");
    CommandError::new(
        ErrorCode::Invalid,
        "The app and its screens do not fit each other.",
    )
}

commands! {
    /// What an alert or a link wants to see, once.
    take_opening(Nothing) -> Option<Opening> = take_opening, Everyone;
}

async fn take_opening(app: &App, _: Nothing) -> Result<Option<Opening>, CommandError> {
    Ok(app.take_opening())
}

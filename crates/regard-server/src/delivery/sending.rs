//! Whether this server sends at all: off after the book came back from a backup, until a person
//! switches it on again.

use std::path::Path;

use super::witness::{Says, Witness};
use crate::database::delivery::switch::{self, SendingOff};
use crate::database::{Database, DatabaseError, ServerEdit, delivery};

/// How sending stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Why nothing is sent; none while sending is on.
    pub off: Option<SendingOff>,
    /// How many messages wait.
    pub waiting: u64,
}

/// Sending could not be switched on.
#[derive(Debug, thiserror::Error)]
pub enum ArmError {
    /// The book failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// How far was sent can't be written down beside the book.
    #[error("how far was sent can't be written down beside the book: {0}")]
    Witness(#[from] std::io::Error),
}

/// How sending stands.
pub fn state(database: &Database) -> Result<Sending, DatabaseError> {
    database.read(|sql| {
        Ok(Sending {
            off: switch::find(sql, database.company())?.off,
            waiting: delivery::count_waiting(sql, database.company())?,
        })
    })
}

/// Switches sending on, in the name of whoever asks. `witness`: where this server writes down how far it
/// sent. What was asked for before now is looked up at its provider first.
pub fn arm(database: &Database, witness: Option<&Path>) -> Result<Sending, ArmError> {
    let company = database.company();
    let witness = witness.map(Witness::at);
    let sent = match &witness {
        Some(witness) => witness.read(company)?.unwrap_or(0),
        None => 0,
    };
    let claims = database.write(|edit| {
        switch::arm(edit.connection(), edit.company(), edit.now(), sent)?;
        Ok::<_, DatabaseError>(switch::find(edit.connection(), edit.company())?.claims)
    })?;
    if let Some(witness) = witness {
        witness.write(company, claims)?;
    }
    tracing::warn!(claims, "sending was switched on by hand");
    Ok(state(database)?)
}

/// Looks, when a server starts, whether the book is the one that was sent from here.
pub(super) fn look(
    edit: &ServerEdit<'_>,
    witness: Option<&Witness>,
    shared: bool,
) -> Result<(), DatabaseError> {
    let (sql, company) = (edit.connection(), edit.company());
    let switch = switch::find(sql, company)?;
    let says = witness.map(|witness| witness.says(company, switch.claims, shared));
    let why = match says {
        None | Some(Ok(Says::Nothing)) => None,
        Some(Ok(Says::Older)) => {
            Some("the book is older than what was sent from it: it came back from a backup")
        }
        Some(Ok(Says::FromElsewhere)) => {
            Some("the book was sent from on another machine: it may still be")
        }
        Some(Err(error)) => {
            tracing::error!(%error, "how far was sent can't be read beside the book");
            Some("how far was sent can't be read beside the book")
        }
    };
    if let Some(why) = why {
        switch::turn_off(sql, company, why, edit.now())?;
    }
    if let Some(off) = switch::find(sql, company)?.off {
        tracing::error!(
            why = %off.why,
            "SENDING IS OFF: no message leaves until `regard-server arm-sending`"
        );
    }
    Ok(())
}

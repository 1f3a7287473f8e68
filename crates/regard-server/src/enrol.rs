//! A manager makes a one-time code; whoever types it in first has an enrolled device.
//!
//! A code is eight letters, good for ten minutes, for one device, and dead after five wrong tries.
//! Its first half finds it, its second half proves it, so that wrong tries can be counted.

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::ids::{AssociateId, CompanyId, DeviceId, StoreId};
use regard_domain::words::Role;
use regard_sync::SyncError;
use regard_sync::enrol::{EnrolRequest, Enrolled};
use serde_json::json;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::auth;
use crate::database::codes::{self, MadeCode};
use crate::database::devices::{self, EnrolledDevice};
use crate::database::{Database, DatabaseError, ServerEdit, moment};
use crate::random::{self, CODE_LETTERS, NoRandomness};

/// How long a code is good.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);
/// After how many wrong tries a code is dead.
const MOST_WRONG_TRIES: u32 = 5;
/// The longest name a device may have.
const LONGEST_NAME: usize = 80;

/// A code as the manager reads it out. Its `Debug` hides the code.
#[derive(Clone)]
pub struct EnrolCode {
    /// `K7PM-3WXD`.
    pub code: String,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

impl std::fmt::Debug for EnrolCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnrolCode")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Why there is no code.
#[derive(Debug, thiserror::Error)]
pub enum MakeCodeError {
    /// Nobody of that id works here.
    #[error("nobody of that name works here (any more)")]
    UnknownAssociate,
    /// No random numbers.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The book failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The server is going down.
    #[error("the server is stopping")]
    Stopping,
}

/// Makes a code for one more device of `associate`.
pub fn make_code(database: &Database, associate: AssociateId) -> Result<EnrolCode, MakeCodeError> {
    loop {
        let letters = random::code()?;
        let (first, second) = letters.split_at_checked(4).ok_or(NoRandomness)?;
        let added = database.write(|edit| {
            works_here(edit, associate)?.ok_or(MakeCodeError::UnknownAssociate)?;
            let expires_at = edit.now() + GOOD_FOR;
            let made = MadeCode {
                first_half: first.to_owned(),
                code_hash: hash(&letters).to_vec(),
                associate,
                expires_at,
                wrong_tries: 0,
                used_at: None,
            };
            let free = codes::add(edit.connection(), edit.company(), &made, edit.now())?;
            Ok::<_, MakeCodeError>(free.then_some(expires_at))
        })?;
        // Another living code with the same first half: roll again.
        if let Some(expires_at) = added {
            return Ok(EnrolCode {
                code: format!("{first}-{second}"),
                expires_at,
            });
        }
    }
}

/// Takes a code and makes the device one of the company's.
pub fn enrol(database: &Database, request: &EnrolRequest) -> Result<Enrolled, SyncError> {
    let name = request.device_name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || request.platform.len() > 40 {
        return Err(SyncError::Refused(
            "a device has a name of up to 80 letters".to_owned(),
        ));
    }
    let Some(letters) = normal(&request.code) else {
        return Err(SyncError::WrongCode);
    };
    let unreachable = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "a device could not be enrolled");
        SyncError::Unreachable
    };
    let token = random::token().map_err(|error| unreachable(&error))?;
    let device = random::new_id(database.now()).map_err(|error| unreachable(&error))?;
    // A wrong try is counted, so this write is kept when the answer is no.
    let answer = database.write(|edit| {
        let Some((associate, role, store)) = take(edit, &letters)? else {
            return Ok::<_, DatabaseError>(Err(SyncError::WrongCode));
        };
        let device = DeviceId(device);
        let enrolled = EnrolledDevice {
            device,
            associate,
            token_hash: auth::hash(&token).to_vec(),
            last_seen: None,
            revoked_at: None,
        };
        devices::add(edit.connection(), edit.company(), &enrolled, edit.now())?;
        edit.put(
            "device",
            device.0,
            [
                ("name", json!(name)),
                ("associate_id", json!(associate)),
                ("store_id", json!(store)),
                ("platform", json!(request.platform)),
                ("enrolled_at", json!(moment(edit.now()))),
            ],
        )?;
        Ok(Ok(answer(edit.company(), device, associate, role, store)))
    });
    match answer {
        Ok(answer) => answer.map(|enrolled| Enrolled { token, ..enrolled }),
        Err(error) => Err(unreachable(&error)),
    }
}

fn answer(
    company_id: CompanyId,
    device_id: DeviceId,
    associate_id: AssociateId,
    role: Role,
    store_id: StoreId,
) -> Enrolled {
    Enrolled {
        company_id,
        device_id,
        associate_id,
        role,
        store_id,
        token: String::new(),
    }
}

type Who = (AssociateId, Role, StoreId);

/// Uses the code up when it is right and good; counts the try when it is wrong.
fn take(edit: &ServerEdit<'_>, letters: &str) -> Result<Option<Who>, DatabaseError> {
    let (connection, company) = (edit.connection(), edit.company());
    let Some((first, _)) = letters.split_at_checked(4) else {
        return Ok(None);
    };
    let Some(made) = codes::with_first_half(connection, company, first)? else {
        return Ok(None);
    };
    let good = made.used_at.is_none()
        && made.expires_at > edit.now()
        && made.wrong_tries < MOST_WRONG_TRIES;
    if !good {
        return Ok(None);
    }
    let right: bool = made.code_hash.as_slice().ct_eq(&hash(letters)).into();
    if !right {
        codes::count_wrong_try(connection, company, first)?;
        return Ok(None);
    }
    codes::use_up(connection, company, first, edit.now())?;
    let who = works_here(edit, made.associate)?;
    Ok(who.map(|(role, store)| (made.associate, role, store)))
}

/// Role and store of an associate who works here.
fn works_here(
    edit: &ServerEdit<'_>,
    associate: AssociateId,
) -> Result<Option<(Role, StoreId)>, DatabaseError> {
    let row = edit.row("associate", associate.0)?;
    Ok(row
        .filter(|row| !row.deleted && row.value("left_on").is_none())
        .and_then(|row| {
            let role = row.text("role")?.parse().ok()?;
            Some((role, StoreId(row.id_in("store_id")?)))
        }))
}

/// The eight letters of a code as someone typed it; none when it can't be one.
fn normal(code: &str) -> Option<String> {
    let letters: String = code
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    let fits = letters.len() == 8 && letters.bytes().all(|letter| CODE_LETTERS.contains(&letter));
    fits.then_some(letters)
}

fn hash(letters: &str) -> [u8; 32] {
    Sha256::digest(letters.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_in_any_way() {
        assert_eq!(normal(" k7pm-3wxd "), Some("K7PM3WXD".to_owned()));
        assert_eq!(normal("K7PM 3WX"), None);
        assert_eq!(normal("K7PM3WX0"), None);
    }
}

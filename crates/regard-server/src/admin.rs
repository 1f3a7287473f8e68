//! What a manager does at the server itself: a store, a person, a device put out.

use chrono::NaiveDate;
use chrono_tz::Tz;
use regard_domain::ids::{AssociateId, DeviceId, StoreId};
use regard_domain::words::Role;
use serde_json::json;
use uuid::Uuid;

use crate::config::{Config, FirstStore};
use crate::database::delivery::switch;
use crate::database::{
    Database, DatabaseError, ServerEdit, StoredRow, devices, heads, moment, rows,
};
use crate::random::{self, NoRandomness};

/// Why an admin act was not done.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// Nobody fits, or more than one does.
    #[error("{found} people are called \"{wanted}\": {names}")]
    WhoIsMeant {
        /// What was asked for.
        wanted: String,
        /// How many fit.
        found: usize,
        /// Those who work here.
        names: String,
    },
    /// No such device.
    #[error("there is no such device, or it was put out before")]
    UnknownDevice,
    /// No such store.
    #[error("there is no such store")]
    UnknownStore,
    /// No random numbers.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The book failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Adds a store.
pub fn add_store(database: &Database, store: &FirstStore) -> Result<StoreId, AdminError> {
    let id = random::new_id(database.now())?;
    database.write(|edit| {
        edit.put(
            "store",
            id,
            [
                ("name", json!(store.name)),
                ("time_zone", json!(store.time_zone)),
                ("currency", json!(store.currency)),
                ("country", json!(store.country)),
                ("street", json!(store.street)),
                ("city", json!(store.city)),
                ("phone", json!(store.phone)),
                ("opening_hours", json!(store.opening_hours)),
            ],
        )
    })?;
    Ok(StoreId(id))
}

/// Someone new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAssociate {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: Option<String>,
    /// What they may do.
    pub role: Role,
    /// Where they work.
    pub store: StoreId,
}

/// Adds a person who uses Regard.
pub fn add_associate(database: &Database, new: &NewAssociate) -> Result<AssociateId, AdminError> {
    let id = random::new_id(database.now())?;
    database.write(|edit| {
        edit.row("store", new.store.0)?
            .filter(|row| !row.deleted)
            .ok_or(AdminError::UnknownStore)?;
        edit.put(
            "associate",
            id,
            [
                ("given_name", json!(new.given_name)),
                ("family_name", json!(new.family_name)),
                ("role", json!(new.role)),
                ("store_id", json!(new.store)),
            ],
        )?;
        Ok::<_, AdminError>(())
    })?;
    Ok(AssociateId(id))
}

/// Puts a device out: its next request is refused, its live connection ends.
pub fn revoke_device(database: &Database, device: DeviceId) -> Result<(), AdminError> {
    database.write(|edit| {
        if !devices::revoke(edit.connection(), edit.company(), device, edit.now())? {
            return Err(AdminError::UnknownDevice);
        }
        edit.put(
            "device",
            device.0,
            [("revoked_at", json!(moment(edit.now())))],
        )?;
        Ok(())
    })
}

/// Someone leaves: their devices are put out, and codes and alerts are not for them any more.
///
/// What they sold, promised and noted stays theirs. `on`: the last day; none: today, where their store
/// is. Answers how many devices were put out.
pub fn leave(
    database: &Database,
    associate: AssociateId,
    on: Option<NaiveDate>,
) -> Result<usize, AdminError> {
    database.write(|edit| {
        let on = match on {
            Some(on) => on,
            None => today_of(edit, associate)?,
        };
        let mut put_out = 0;
        for device in edit.rows_in("device")? {
            let theirs = device.id_in("associate_id") == Some(associate.0);
            if !theirs || device.value("revoked_at").is_some() {
                continue;
            }
            devices::revoke(
                edit.connection(),
                edit.company(),
                DeviceId(device.id),
                edit.now(),
            )?;
            let revoked_at = json!(moment(edit.now()));
            edit.put("device", device.id, [("revoked_at", revoked_at)])?;
            put_out += 1;
        }
        edit.put("associate", associate.0, [("left_on", json!(on))])?;
        Ok(put_out)
    })
}

/// The day where an associate works.
fn today_of(edit: &ServerEdit<'_>, associate: AssociateId) -> Result<NaiveDate, DatabaseError> {
    let store = match edit.row("associate", associate.0)? {
        Some(row) => row.id_in("store_id"),
        None => None,
    };
    let zone = match store {
        Some(store) => edit
            .row("store", store)?
            .and_then(|row| row.text("time_zone").map(str::to_owned)),
        None => None,
    };
    let zone: Tz = zone.and_then(|zone| zone.parse().ok()).unwrap_or(Tz::UTC);
    Ok(edit.now().with_timezone(&zone).date_naive())
}

/// The associate of that id, given name, or full name; upper and lower case alike.
pub fn find_associate(database: &Database, wanted: &str) -> Result<AssociateId, AdminError> {
    let people =
        database.read(|connection| rows::rows_in(connection, database.company(), "associate"))?;
    let working: Vec<(Uuid, String)> = people
        .iter()
        .filter(|row| row.value("left_on").is_none())
        .map(|row| {
            let given = row.text("given_name").unwrap_or_default();
            let family = row.text("family_name").unwrap_or_default();
            (row.id, format!("{given} {family}").trim().to_owned())
        })
        .collect();
    let lower = wanted.trim().to_lowercase();
    let fits: Vec<&(Uuid, String)> = working
        .iter()
        .filter(|(id, name)| {
            let name = name.to_lowercase();
            id.to_string() == lower
                || name == lower
                || name.split(' ').next() == Some(lower.as_str())
        })
        .collect();
    match fits.as_slice() {
        [(id, _)] => Ok(AssociateId(*id)),
        several => Err(AdminError::WhoIsMeant {
            wanted: wanted.to_owned(),
            found: several.len(),
            names: working
                .iter()
                .map(|(_, name)| name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        }),
    }
}

/// The only store, or the one of that id or name.
pub fn find_store(database: &Database, wanted: Option<&str>) -> Result<StoreId, AdminError> {
    let stores =
        database.read(|connection| rows::rows_in(connection, database.company(), "store"))?;
    let fits: Vec<&StoredRow> = stores
        .iter()
        .filter(|row| {
            wanted.is_none_or(|wanted| {
                row.id.to_string() == wanted.to_lowercase()
                    || row
                        .text("name")
                        .is_some_and(|name| name.eq_ignore_ascii_case(wanted))
            })
        })
        .collect();
    match fits.as_slice() {
        [store] => Ok(StoreId(store.id)),
        _ => Err(AdminError::UnknownStore),
    }
}

/// Gives a new book its first store and manager, as the configuration names them.
pub fn furnish(database: &Database, config: &Config) -> Result<(), AdminError> {
    let Some(first) = &config.first_store else {
        return Ok(());
    };
    let empty = database.read(|connection| {
        Ok::<_, DatabaseError>(rows::rows_in(connection, database.company(), "store")?.is_empty())
    })?;
    if !empty {
        return Ok(());
    }
    let store = add_store(database, first)?;
    if let Some(manager) = &config.first_manager {
        add_associate(
            database,
            &NewAssociate {
                given_name: manager.given_name.clone(),
                family_name: manager.family_name.clone(),
                role: Role::Manager,
                store,
            },
        )?;
    }
    Ok(())
}

/// After the book came back from a backup: every device starts afresh, and says again what the
/// backup has not heard.
///
/// The backup has forgotten what was sent since: nothing is sent until a person switches sending on
/// again.
pub fn after_restore(database: &Database) -> Result<(), AdminError> {
    let epoch = random::new_id(database.now())?;
    Ok(database.write(|edit| {
        let (sql, company) = (edit.connection(), edit.company());
        let why = "the book came back from a backup";
        switch::turn_off(sql, company, why, edit.now())?;
        heads::begin_epoch(sql, company, epoch)
    })?)
}

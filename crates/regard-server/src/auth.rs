//! Who asks: the device behind a secret, whose it is, and what they may do.
//!
//! Nothing is remembered between requests: a revoked device, a changed role or another store counts
//! from the next request on.

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::ids::{CompanyId, StoreId};
use regard_domain::words::Role;
pub use regard_sync::server::Caller;
use regard_sync::server::place::{COMPANY_FEED, associate_feed, store_feed};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::database::{DatabaseError, devices, rows};

/// The hash under which a secret is stored. The secret has 256 random bits: nothing slower is needed.
pub fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// The caller behind a secret; none when the device is unknown or revoked, or its associate left.
pub fn caller(
    connection: &Connection,
    company: CompanyId,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<Caller>, DatabaseError> {
    let wanted = hash(token);
    let Some(device) = devices::with_hash(connection, company, &wanted)? else {
        return Ok(None);
    };
    let same: bool = device.token_hash.as_slice().ct_eq(&wanted).into();
    if !same || device.revoked_at.is_some() {
        return Ok(None);
    }
    let Some(associate) = rows::row(connection, company, "associate", device.associate.0)? else {
        return Ok(None);
    };
    let role = associate
        .text("role")
        .and_then(|role| role.parse::<Role>().ok());
    let (Some(role), Some(store)) = (role, associate.id_in("store_id")) else {
        return Ok(None);
    };
    if associate.deleted || associate.value("left_on").is_some() {
        return Ok(None);
    }
    let mut feeds = vec![COMPANY_FEED.to_owned(), associate_feed(device.associate.0)];
    if role == Role::Owner {
        let stores = rows::rows_in(connection, company, "store")?;
        feeds.extend(stores.iter().map(|store| store_feed(store.id)));
    } else {
        feeds.push(store_feed(store));
    }
    let stale = now - TimeDelta::minutes(1);
    Ok(Some(Caller {
        device: device.device,
        associate: device.associate,
        role,
        store: StoreId(store),
        feeds,
        note_seen: device.last_seen.is_none_or(|seen| seen < stale),
    }))
}

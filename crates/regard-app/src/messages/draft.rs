//! The message that could be sent about a repair: who is told, by which ways, in which words.

use regard_domain::consent::{Permission, permission};
use regard_domain::draft::{Language, ReadyPiece, ready_words};
use regard_domain::ids::CustomerId;
use regard_domain::money::Minor;
use regard_domain::parts::count_parts;
use regard_domain::phone::textable_e164;
use regard_domain::words::{Channel, Purpose, WorkKind};
use rusqlite::Connection;

use super::cards::address_hint;
use super::screens::{Draft, DraftWay};
use crate::customers::names;
use crate::database::{consents, customers, stores};
use crate::error::{CommandError, ErrorCode};
use crate::repairs::cards::RepairFile;
use crate::repairs::price;
use crate::viewer::Viewer;

/// The draft about a repair in the store; none once it left.
pub fn draft(
    conn: &Connection,
    viewer: &Viewer,
    file: &RepairFile,
) -> Result<Option<Draft>, CommandError> {
    if !file.standing.state.is_in_store() {
        return Ok(None);
    }
    let told = told(file);
    let Some(person) = customers::customer(conn, told)? else {
        return Ok(None);
    };
    let store = stores::store(conn, file.repair.store_id)?;
    let stores_language = store
        .as_ref()
        .map_or(Language::En, |store| Language::of_country(&store.country));
    let language = person
        .language
        .as_deref()
        .and_then(Language::of_tag)
        .unwrap_or(stores_language);
    let priced = price::of_repair(conn, viewer, &file.repair)?;
    let free: Vec<WorkKind> = priced
        .honest
        .reliefs
        .iter()
        .filter_map(|relief| {
            let promise = priced
                .promises
                .iter()
                .find(|row| row.id == relief.promise)?;
            promise.covers
        })
        .collect();
    let whose = (told != file.repair.customer_id)
        .then(|| names::given_name(conn, file.repair.customer_id))
        .transpose()?;
    let words = ready_words(&ReadyPiece {
        language,
        given_name: person.given_name,
        whose,
        kind: file.piece_kind(),
        secret: is_secret(viewer, file),
        free,
        to_pay: Minor(priced.price.to_pay),
        currency: priced.price.currency,
        // The hours are the store's own words: never two languages in one message.
        opening_hours: store
            .as_ref()
            .filter(|_| language == stores_language)
            .and_then(|store| store.opening_hours.clone()),
        store_name: store.map(|store| store.name).unwrap_or_default(),
        associate: names::associate_name(conn, viewer.me)?.unwrap_or_default(),
    })
    .map_err(|_| {
        tracing::error!("a draft could not be written");
        CommandError::new(ErrorCode::Internal, "The draft could not be written.")
    })?;
    Ok(Some(Draft {
        to_id: told,
        to_name: names::given_name(conn, told)?,
        ways: ways(conn, file, told, &words.body)?,
        body: words.body,
        subject: words.subject,
        language: language.as_ref().to_owned(),
    }))
}

/// Who is told about a repair.
pub fn told(file: &RepairFile) -> CustomerId {
    file.repair.tell_id.unwrap_or(file.repair.customer_id)
}

/// Whether the piece is a gift that is not given yet.
pub(super) fn is_secret(viewer: &Viewer, file: &RepairFile) -> bool {
    file.piece
        .as_ref()
        .and_then(|piece| piece.secret_until)
        .is_some_and(|until| until > viewer.today)
}

/// The ways to reach someone, best first: allowed before not asked before withdrawn, then the way
/// that was chosen at take-in, then texts, then the preferred address.
fn ways(
    conn: &Connection,
    file: &RepairFile,
    told: CustomerId,
    body: &str,
) -> rusqlite::Result<Vec<DraftWay>> {
    let mut ways = Vec::new();
    for phone in customers::phones(conn, told)? {
        let usable = phone
            .e164
            .as_deref()
            .is_some_and(|e164| textable_e164(e164).is_yes());
        let address = phone.e164.unwrap_or(phone.typed);
        // WhatsApp is offered to those who asked for it, and to nobody else.
        let whatsapp = way(conn, Channel::Whatsapp, address.clone(), usable, body)?;
        ways.extend(Some(whatsapp).filter(|way| way.permission == Permission::Given));
        ways.push(way(conn, Channel::Sms, address, usable, body)?);
    }
    for email in customers::emails(conn, told)? {
        let address = email.address.trim().to_lowercase();
        ways.push(way(conn, Channel::Email, address, true, body)?);
    }
    let chosen = file.repair.tell_by.as_deref();
    ways.sort_by_key(|way: &DraftWay| {
        (
            !way.usable,
            match way.permission {
                Permission::Given => 0,
                Permission::NotAsked => 1,
                Permission::Withdrawn => 2,
            },
            chosen != Some(way.channel.as_ref()),
            way.channel != Channel::Sms,
        )
    });
    Ok(ways)
}

fn way(
    conn: &Connection,
    channel: Channel,
    address: String,
    usable: bool,
    body: &str,
) -> rusqlite::Result<DraftWay> {
    let statements = consents::about_address(conn, &address)?;
    let (permission, permission_since) =
        permission(&statements, &address, channel, Purpose::Service);
    Ok(DraftWay {
        channel,
        address_hint: address_hint(channel, &address),
        address,
        permission,
        permission_since,
        usable,
        parts: match channel {
            Channel::Sms => count_parts(body).parts,
            Channel::Email | Channel::Whatsapp => 1,
        },
    })
}

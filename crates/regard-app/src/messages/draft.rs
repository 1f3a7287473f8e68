//! The message that could be sent about a repair: who is told, by which ways, in which words.

use regard_domain::consent::{Permission, permission};
use regard_domain::ids::CustomerId;
use regard_domain::parts::count_parts;
use regard_domain::phone::textable_e164;
use regard_domain::words::{Channel, Purpose};
use rusqlite::Connection;

use super::cards::address_hint;
use super::screens::{Draft, DraftWay};
use super::words::{Writing, Written};
use crate::customers::names;
use crate::database::{consents, customers};
use crate::error::CommandError;
use crate::repairs::cards::RepairFile;
use crate::viewer::Viewer;

/// The draft about a repair in the store; none once it left.
pub fn draft(
    conn: &Connection,
    viewer: &Viewer,
    file: &RepairFile,
) -> Result<Option<Draft>, CommandError> {
    draft_with(conn, viewer, file, None)
}

/// The draft with a line of the associate's own, tidied before.
pub(super) fn draft_with(
    conn: &Connection,
    viewer: &Viewer,
    file: &RepairFile,
    own_line: Option<String>,
) -> Result<Option<Draft>, CommandError> {
    if !file.standing.state.is_in_store() {
        return Ok(None);
    }
    let told = told(file);
    let Some(person) = customers::customer(conn, told)? else {
        return Ok(None);
    };
    let writing = Writing::read(conn, viewer, file, &person, own_line)?;
    let text = writing.write(viewer, Channel::Sms)?;
    let email = writing.write(viewer, Channel::Email)?;
    let ways = ways(conn, file, told, &text, &email)?;
    Ok(Some(Draft {
        to_id: told,
        to_name: names::given_name(conn, told)?,
        body: ways.first().map_or(text.words.body, |way| way.body.clone()),
        ways,
        subject: email.words.subject,
        language: writing.ready.language.as_ref().to_owned(),
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
    text: &Written,
    email: &Written,
) -> rusqlite::Result<Vec<DraftWay>> {
    let mut ways = Vec::new();
    for phone in customers::phones(conn, told)? {
        let usable = phone
            .e164
            .as_deref()
            .is_some_and(|e164| textable_e164(e164).is_yes());
        let address = phone.e164.unwrap_or(phone.typed);
        // WhatsApp is offered to those who asked for it, and to nobody else.
        let whatsapp = way(conn, Channel::Whatsapp, address.clone(), usable, text)?;
        ways.extend(Some(whatsapp).filter(|way| way.permission == Permission::Given));
        ways.push(way(conn, Channel::Sms, address, usable, text)?);
    }
    for row in customers::emails(conn, told)? {
        let address = row.address.trim().to_lowercase();
        ways.push(way(conn, Channel::Email, address, true, email)?);
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
    written: &Written,
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
            Channel::Sms => count_parts(&written.words.body).parts,
            Channel::Email | Channel::Whatsapp => 1,
        },
        body: written.words.body.clone(),
        template_version: written.made_with.version,
    })
}

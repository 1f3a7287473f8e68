//! Asks for the message about a ready repair: held for some seconds, then sent, once.
//!
//! Its id is computed from what it is about. Whoever asks for the same, on whatever device, asks for
//! the same message; the second one gets the first's card.

use chrono::TimeDelta;
use regard_domain::consent::{Permission, permission};
use regard_domain::ids::{MessageId, OccurrenceId};
use regard_domain::message::intent_id;
use regard_domain::parts::without_invisible;
use regard_domain::template::{self, LONGEST_OWN_LINE};
use regard_domain::words::{Channel, Purpose};
use rusqlite::Connection;

use super::cards::{self, has_failed};
use super::draft::{draft, is_secret, told};
use super::own_words::Measure;
use super::screens::{MessageCard, TellCustomer};
use super::words::Writing;
use crate::app::App;
use crate::database::messages::{self, Fate, MessageRow};
use crate::database::{Edit, consents, customers, settings};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::refusal::chars;
use crate::repairs::cards::RepairFile;
use crate::repairs::{mark_ready, steps};
use crate::viewer::Viewer;

/// The longest text a provider takes (Twilio: 1,600 characters).
const LONGEST_TEXT: usize = 1_600;

/// The longest e-mail.
const LONGEST_EMAIL: usize = 20_000;

/// Tells the customer; marks the repair ready in the same act where it is not yet.
pub async fn tell_customer(app: &App, asked: TellCustomer) -> Result<MessageCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let id = tell(edit, &asked)?;
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        cards::card(edit.connection(), &viewer, id)?
            .ok_or_else(|| CommandError::not_found("message"))
    })
}

/// The message inside an act: a new one, or the one that was asked for already.
pub fn tell(edit: &mut Edit<'_>, asked: &TellCustomer) -> Result<MessageId, CommandError> {
    let mut file = steps::file(edit, asked.repair_id)?;
    if asked.mark_ready {
        mark_ready::mark_ready(edit, &file, None, None)?;
        file = steps::file(edit, asked.repair_id)?;
    }
    let occurrence = file
        .standing
        .ready_occurrence(file.repair.id)
        .ok_or_else(not_ready)?;
    let (id, resend) = match next_intent(edit.connection(), &file, occurrence)? {
        Intent::AskedAlready(id) => return Ok(id),
        Intent::New { id, resend } => (id, resend),
    };
    let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
    let proposal = draft(edit.connection(), &viewer, &file)?.ok_or_else(not_ready)?;
    let address = match asked.channel {
        Channel::Sms | Channel::Whatsapp => asked.address.trim().to_owned(),
        Channel::Email => asked.address.trim().to_lowercase(),
    };
    let way = proposal
        .ways
        .iter()
        .find(|way| way.channel == asked.channel && way.address == address)
        .ok_or_else(|| CommandError::invalid("address", Refusal::NotAnAddressOfTold))?;
    if !way.usable {
        return Err(CommandError::invalid("address", Refusal::NoTextsThere));
    }
    check_permission(edit.connection(), asked.channel, &address)?;
    let body = without_invisible(asked.body.trim());
    check_body(asked.channel, &body)?;
    let drafted = proposal.all_words();
    let subject = asked
        .subject
        .as_deref()
        .map(str::trim)
        .filter(|subject| !subject.is_empty())
        .map_or(proposal.subject, str::to_owned);
    let own_line =
        template::own_line(asked.own_line.as_deref().unwrap_or_default()).map_err(|long| {
            CommandError::invalid(
                "own_line",
                Refusal::OwnLineTooLong {
                    count: chars(long.count),
                    most: chars(LONGEST_OWN_LINE),
                },
            )
        })?;
    let person = customers::customer(edit.connection(), told(&file))?
        .ok_or_else(|| CommandError::not_found("customer"))?;
    let writing = Writing::read(edit.connection(), &viewer, &file, &person, own_line)?;
    Measure {
        drafted: &drafted,
        own_links: &writing.own_links,
        secret: is_secret(&viewer, &file).then_some(&file),
    }
    .check("body", &format!("{subject} {body}"))?;
    hold(
        edit,
        MessageRow {
            id,
            customer_id: file.repair.record_id,
            repair_id: Some(file.repair.id),
            occurrence_id: Some(occurrence),
            resend,
            purpose: Purpose::Service,
            channel: asked.channel,
            to_id: Some(told(&file)).filter(|to| *to != file.repair.customer_id),
            address,
            subject: (asked.channel == Channel::Email).then_some(subject),
            template: writing.made_with(asked.channel, &body),
            reply_to: None,
            body,
            language: proposal.language,
            asked_at: edit.now(),
            asked_by: Some(viewer.me),
            fate: Fate::Held(edit.now()),
        },
    )?;
    Ok(id)
}

/// Whether there is something new to ask for.
pub(super) enum Intent {
    /// That message stands, or went out, or may have.
    AskedAlready(MessageId),
    /// The first about this occurrence, or the one after those that certainly failed.
    New {
        /// Its id, the same on every device.
        id: MessageId,
        /// Its number.
        resend: u32,
    },
}

/// The message that is next about `occurrence`: the first that was not asked for, behind those that
/// certainly failed.
pub(super) fn next_intent(
    conn: &Connection,
    file: &RepairFile,
    occurrence: OccurrenceId,
) -> rusqlite::Result<Intent> {
    let mut resend = 0u32;
    loop {
        let id = intent_id(file.repair.id, occurrence, Purpose::Service, resend);
        match messages::by_id(conn, id)? {
            None => return Ok(Intent::New { id, resend }),
            Some(message) if has_failed(&message) => resend = resend.saturating_add(1),
            Some(_) => return Ok(Intent::AskedAlready(id)),
        }
    }
}

/// Refuses an address whose owner asked us to stop, or was never asked.
pub(super) fn check_permission(
    conn: &Connection,
    channel: Channel,
    address: &str,
) -> Result<(), CommandError> {
    let statements = consents::about_address(conn, address)?;
    match permission(&statements, address, channel, Purpose::Service).0 {
        Permission::Given => Ok(()),
        Permission::Withdrawn => Err(CommandError::new(
            ErrorCode::Conflict,
            Refusal::PermissionWithdrawn,
        )),
        Permission::NotAsked => Err(CommandError::invalid(
            "consent",
            Refusal::PermissionNotAsked,
        )),
    }
}

/// Refuses words that no provider takes.
pub(super) fn check_body(channel: Channel, body: &str) -> Result<(), CommandError> {
    let longest = match channel {
        Channel::Sms | Channel::Whatsapp => LONGEST_TEXT,
        Channel::Email => LONGEST_EMAIL,
    };
    if body.is_empty() {
        return Err(CommandError::invalid("body", Refusal::NothingToSend));
    }
    if body.chars().count() > longest {
        return Err(CommandError::invalid("body", Refusal::TooLongToSend));
    }
    Ok(())
}

/// Holds a message for as long as this device holds them.
pub(super) fn hold(edit: &mut Edit<'_>, message: MessageRow) -> Result<(), CommandError> {
    let seconds = settings::hold_seconds(edit.connection())?;
    let release_at = edit.now() + TimeDelta::seconds(i64::from(seconds));
    messages::hold(edit.connection(), &message, release_at)?;
    edit.changed("message");
    Ok(())
}

fn not_ready() -> CommandError {
    CommandError::new(ErrorCode::Conflict, Refusal::RepairNotReady)
}

//! Messages to customers: those of the store, and those that this device still holds.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, CustomerId, MessageId, OccurrenceId, RepairId, ReplyId};
use regard_domain::message::{MessageState, StateReason};
use regard_domain::template::TemplateUse;
use regard_domain::words::{Channel, Purpose};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::one_person::records;
use super::{columns, time_text};

/// What a message says, to whom, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// Which.
    pub id: MessageId,
    /// The customer whose piece it is about.
    pub customer_id: CustomerId,
    /// The repair.
    pub repair_id: Option<RepairId>,
    /// The time that the repair became ready.
    pub occurrence_id: Option<OccurrenceId>,
    /// 0 for the first about that occurrence.
    pub resend: u32,
    /// What for.
    pub purpose: Purpose,
    /// By what means.
    pub channel: Channel,
    /// Who is written to, where not the customer.
    pub to_id: Option<CustomerId>,
    /// The address.
    pub address: String,
    /// The subject of an e-mail.
    pub subject: Option<String>,
    /// The words.
    pub body: String,
    /// Their language.
    pub language: String,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// By whom.
    pub asked_by: Option<AssociateId>,
    /// With which template it was made; none: in someone's own words.
    pub template: Option<TemplateUse>,
    /// The reply that it answers.
    pub reply_to: Option<ReplyId>,
    /// What has become of it.
    pub fate: Fate,
}

/// What has become of a message, as far as this device knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Held here; it goes on at that moment.
    Held(DateTime<Utc>),
    /// It is the store's.
    Asked(Box<Asked>),
}

/// What is known of a message that is no longer held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// When it was cancelled.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// By whom; none: because it was no longer true.
    pub cancelled_by: Option<AssociateId>,
    /// Where the server says it stands; none: the server has said nothing yet.
    pub state: Option<MessageState>,
    /// Why.
    pub reason: Option<StateReason>,
    /// While waiting: until when.
    pub waits_until: Option<DateTime<Utc>>,
    /// When the provider took it.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it arrived.
    pub delivered_at: Option<DateTime<Utc>>,
    /// It only went to the server's readable outbox.
    pub outbox_only: bool,
    /// It has not left this device.
    pub on_device_only: bool,
}

const COMMON: &str = "id, customer_id, repair_id, occurrence_id, resend, purpose, channel, to_id, \
     address, subject, body, language, asked_at, asked_by, template, template_id, template_version, \
     reply_to";

const ASKED: &str = "cancelled_at, cancelled_by, state, state_reason, waits_until, sent_at, \
     delivered_at, outbox_only, EXISTS (SELECT 1 FROM pending_change p \
       WHERE p.of_table = 'message' AND p.row_id = message.id AND p.acked_at IS NULL) \
     AS on_device_only";

fn common(row: &Row<'_>, fate: Fate) -> rusqlite::Result<MessageRow> {
    Ok(MessageRow {
        id: MessageId(row.get("id")?),
        customer_id: CustomerId(row.get("customer_id")?),
        repair_id: row.get::<_, Option<_>>("repair_id")?.map(RepairId),
        occurrence_id: row.get::<_, Option<_>>("occurrence_id")?.map(OccurrenceId),
        resend: row.get("resend")?,
        purpose: columns::word(row, "purpose", Purpose::Service)?,
        channel: columns::word(row, "channel", Channel::Sms)?,
        to_id: row.get::<_, Option<_>>("to_id")?.map(CustomerId),
        address: row.get("address")?,
        subject: row.get("subject")?,
        body: row.get("body")?,
        language: row.get("language")?,
        asked_at: columns::moment_or_epoch(row, "asked_at")?,
        asked_by: row.get::<_, Option<_>>("asked_by")?.map(AssociateId),
        template: match columns::maybe_word(row, "template")? {
            Some(key) => Some(TemplateUse {
                key,
                id: row.get("template_id")?,
                version: row.get::<_, Option<u32>>("template_version")?.unwrap_or(0),
            }),
            None => None,
        },
        reply_to: row.get::<_, Option<_>>("reply_to")?.map(ReplyId),
        fate,
    })
}

fn held(row: &Row<'_>) -> rusqlite::Result<MessageRow> {
    common(
        row,
        Fate::Held(columns::moment_or_epoch(row, "release_at")?),
    )
}

fn asked(row: &Row<'_>) -> rusqlite::Result<MessageRow> {
    let state: Option<String> = row.get("state")?;
    let reason: Option<String> = row.get("state_reason")?;
    let asked = Asked {
        cancelled_at: columns::moment(row, "cancelled_at")?,
        cancelled_by: row.get::<_, Option<_>>("cancelled_by")?.map(AssociateId),
        // A state that this version does not know is for a person to look at.
        state: state.map(|word| word.parse().unwrap_or(MessageState::NeedsAttention)),
        reason: reason.map(|word| word.parse().unwrap_or(StateReason::Other)),
        waits_until: columns::moment(row, "waits_until")?,
        sent_at: columns::moment(row, "sent_at")?,
        delivered_at: columns::moment(row, "delivered_at")?,
        outbox_only: row.get::<_, Option<bool>>("outbox_only")?.unwrap_or(false),
        on_device_only: row.get("on_device_only")?,
    };
    common(row, Fate::Asked(Box::new(asked)))
}

/// The message of that id, held here or the store's.
pub fn by_id(conn: &Connection, id: MessageId) -> rusqlite::Result<Option<MessageRow>> {
    let stores = conn
        .prepare_cached(&format!(
            "SELECT {COMMON}, {ASKED} FROM message WHERE id = ?1"
        ))?
        .query_row([id.0], asked)
        .optional()?;
    if stores.is_some() {
        return Ok(stores);
    }
    conn.prepare_cached(&format!(
        "SELECT {COMMON}, release_at FROM held_message WHERE id = ?1"
    ))?
    .query_row([id.0], held)
    .optional()
}

/// Both kinds that fit `whose`, held ones first, the newest first.
fn both(conn: &Connection, whose: &str, id: uuid::Uuid) -> rusqlite::Result<Vec<MessageRow>> {
    let mut messages: Vec<MessageRow> = conn
        .prepare_cached(&format!(
            "SELECT {COMMON}, release_at FROM held_message WHERE {whose} \
             ORDER BY asked_at DESC, id DESC"
        ))?
        .query_map([id], held)?
        .collect::<rusqlite::Result<_>>()?;
    let stores: Vec<MessageRow> = conn
        .prepare_cached(&format!(
            "SELECT {COMMON}, {ASKED} FROM message WHERE {whose} \
             ORDER BY asked_at DESC, resend DESC, id DESC"
        ))?
        .query_map([id], asked)?
        .collect::<rusqlite::Result<_>>()?;
    messages.extend(stores);
    Ok(messages)
}

/// The messages about a repair, held ones first, then the newest first.
pub fn of_repair(conn: &Connection, repair: RepairId) -> rusqlite::Result<Vec<MessageRow>> {
    both(conn, "repair_id = ?1", repair.0)
}

/// The messages about a customer's pieces, held ones first, then the newest first. Each names the
/// record that it hangs on.
pub fn of_customer(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<MessageRow>> {
    both(conn, concat!("customer_id IN ", records!("?1")), customer.0)
}

/// The messages about a customer's pieces, and those to the customer about other people's; held ones
/// first, then the newest first.
pub fn about_or_to(conn: &Connection, customer: CustomerId) -> rusqlite::Result<Vec<MessageRow>> {
    let whose = concat!(
        "(customer_id IN ",
        records!("?1"),
        " OR to_id IN ",
        records!("?1"),
        ")"
    );
    both(conn, whose, customer.0)
}

/// Every message held here, the next to go on first.
pub fn all_held(conn: &Connection) -> rusqlite::Result<Vec<MessageRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COMMON}, release_at FROM held_message ORDER BY release_at, id"
    ))?
    .query_map([], held)?
    .collect()
}

/// The store's messages of which nothing final was heard, the newest first.
pub fn not_final(conn: &Connection) -> rusqlite::Result<Vec<MessageRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COMMON}, {ASKED} FROM message WHERE cancelled_at IS NULL \
         AND (state IS NULL OR state IN ('waiting', 'sending', 'checking')) \
         ORDER BY asked_at DESC, id DESC"
    ))?
    .query_map([], asked)?
    .collect()
}

/// The store's messages that did not arrive or need a person, the newest first, at most `limit`.
pub fn failed(conn: &Connection, limit: u32) -> rusqlite::Result<Vec<MessageRow>> {
    conn.prepare_cached(&format!(
        "SELECT {COMMON}, {ASKED} FROM message \
         WHERE state IN ('not_delivered', 'opted_out', 'no_consent', 'needs_attention') \
         ORDER BY asked_at DESC, id DESC LIMIT ?1"
    ))?
    .query_map([limit], asked)?
    .collect()
}

/// Holds a message until `release_at`.
pub fn hold(
    conn: &Connection,
    message: &MessageRow,
    release_at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO held_message (id, customer_id, repair_id, occurrence_id, resend, purpose, \
           channel, to_id, address, subject, body, language, asked_at, asked_by, template, \
           template_id, template_version, reply_to, release_at) \
         VALUES (:id, :customer_id, :repair_id, :occurrence_id, :resend, :purpose, :channel, \
           :to_id, :address, :subject, :body, :language, :asked_at, :asked_by, :template, \
           :template_id, :template_version, :reply_to, :release_at)",
    )?
    .execute(named_params! {
        ":id": message.id.0,
        ":customer_id": message.customer_id.0,
        ":repair_id": message.repair_id.map(|id| id.0),
        ":occurrence_id": message.occurrence_id.map(|id| id.0),
        ":resend": message.resend,
        ":purpose": message.purpose.as_ref(),
        ":channel": message.channel.as_ref(),
        ":to_id": message.to_id.map(|id| id.0),
        ":address": message.address,
        ":subject": message.subject,
        ":body": message.body,
        ":language": message.language,
        ":asked_at": time_text(message.asked_at),
        ":asked_by": message.asked_by.map(|id| id.0),
        ":template": message.template.map(|made| <&'static str>::from(made.key)),
        ":template_id": message.template.and_then(|made| made.id),
        ":template_version": message.template.map(|made| made.version),
        ":reply_to": message.reply_to.map(|id| id.0),
        ":release_at": time_text(release_at),
    })
    .map(drop)
}

/// Lets a held message go from the holding place; whether it was there.
pub fn let_go(conn: &Connection, id: MessageId) -> rusqlite::Result<bool> {
    conn.prepare_cached("DELETE FROM held_message WHERE id = ?1")?
        .execute([id.0])
        .map(|rows| rows > 0)
}

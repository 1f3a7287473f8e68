//! Answers what a customer wrote, within a day of it: held first, then sent, like every message.
//!
//! Who writes to us asks for an answer, so that no other permission is needed (CTIA Messaging
//! Principles 2023, 5.1: conversational messages); the server looks again before it sends.

use regard_domain::draft::Language;
use regard_domain::ids::MessageId;
use regard_domain::parts::without_invisible;
use regard_domain::words::{Channel, Purpose};
use serde_json::json;

use super::cards;
use super::own_words::Measure;
use super::replies::answer_until;
use super::screens::MessageCard;
use super::status_link;
use super::tell::{check_body, hold};
use super::thread_screens::AnswerReply;
use crate::app::App;
use crate::database::messages::{Fate, MessageRow};
use crate::database::{customers, replies, stores};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::repairs::cards::RepairFile;
use crate::viewer::Viewer;

/// Answers a reply; it is closed by that.
pub async fn answer_reply(app: &App, asked: AnswerReply) -> Result<MessageCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let conn = edit.connection();
        let viewer = Viewer::of_session(conn, edit.me(), edit.now())?;
        let reply = replies::by_id(conn, asked.reply_id)?
            .ok_or_else(|| CommandError::not_found("reply"))?;
        if answer_until(conn, &reply, edit.now())?.is_none() {
            return Err(CommandError::new(
                ErrorCode::Conflict,
                Refusal::AnswerTooLate,
            ));
        }
        let body = without_invisible(asked.body.trim());
        check_body(reply.channel, &body)?;
        let store = stores::store(conn, viewer.store_id)?;
        let own_links = status_link::own_links(store.as_ref());
        let file = match reply.repair_id {
            Some(repair) => RepairFile::read(conn, repair)?,
            None => None,
        };
        let secret = file
            .as_ref()
            .filter(|file| super::draft::is_secret(&viewer, file));
        Measure {
            drafted: &reply.words,
            own_links: &own_links,
            secret,
        }
        .check("body", &body)?;
        let language = customers::customer(conn, reply.customer_id)?
            .and_then(|person| person.language)
            .as_deref()
            .and_then(Language::of_tag)
            .or_else(|| store.map(|store| Language::of_country(&store.country)))
            .unwrap_or(Language::En);
        let id = MessageId(edit.new_id());
        hold(
            edit,
            MessageRow {
                id,
                customer_id: reply.customer_id,
                repair_id: reply.repair_id,
                // An answer is about the conversation: it stays true when the repair moves on.
                occurrence_id: None,
                resend: 0,
                purpose: Purpose::Conversational,
                channel: reply.channel,
                to_id: None,
                subject: (reply.channel == Channel::Email).then(|| "Re:".to_owned()),
                address: reply.address,
                body,
                language: language.as_ref().to_owned(),
                asked_at: edit.now(),
                asked_by: Some(viewer.me),
                template: None,
                reply_to: Some(reply.id),
                fate: Fate::Held(edit.now()),
            },
        )?;
        let mut done = json!({ "closed_at": edit.now(), "closed_by": viewer.me });
        if reply.seen_at.is_none()
            && let Some(fields) = done.as_object_mut()
        {
            fields.insert("seen_at".to_owned(), json!(edit.now()));
            fields.insert("seen_by".to_owned(), json!(viewer.me));
        }
        if reply.closed_at.is_none() {
            edit.set("reply", reply.id, done)?;
        }
        cards::card(edit.connection(), &viewer, id)?
            .ok_or_else(|| CommandError::not_found("message"))
    })
}

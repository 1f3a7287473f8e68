//! Two pieces of one household that are ready together make one message.
//!
//! Which ones: about other repairs, to the same address by the same channel, due at the same time. The
//! words of both were seen by someone before they were asked for, so the one message is made of their
//! sentences and nothing else; what both say (the store's name, how to opt out) is said once. WhatsApp
//! is no exception: its template has one place for words, whatever they are about.

use std::collections::BTreeSet;

use regard_domain::message::MessageState;
use regard_domain::words::{Channel, Purpose};

use super::may_leave::{Verdict, may_leave};
use super::progress::later;
use super::publish::{MessageRow, publish};
use super::rules::Rules;
use crate::database::delivery::{self, Delivery, due};
use crate::database::{DatabaseError, ServerEdit};

/// The most messages in one.
const MOST: usize = 5;

/// The longest body that one message by `channel` may have, in characters; none for as long as it is.
///
/// A text: what Twilio's Messages API takes. WhatsApp: a template's body has 1,024 with everything that is
/// filled in (Meta, "Template components"); what stands around our words in it gets a quarter.
fn longest(channel: Channel) -> Option<usize> {
    match channel {
        Channel::Sms => Some(1_600),
        Channel::Whatsapp => Some(768),
        Channel::Email => None,
    }
}

/// What to do with the messages beside one that may leave.
pub(crate) enum Beside {
    /// These leave inside it, in this order.
    Join(Vec<(Delivery, MessageRow)>),
    /// One is still held for a moment: both leave then.
    WaitUntil(chrono::DateTime<chrono::Utc>),
}

/// Looks for messages that leave inside `leader`, which may leave now.
pub(crate) fn beside(
    edit: &ServerEdit<'_>,
    rules: &Rules,
    leader: &Delivery,
    message: &MessageRow,
) -> Result<Beside, DatabaseError> {
    let mut joining = Vec::new();
    if !can_be_joined(leader, message) {
        return Ok(Beside::Join(joining));
    }
    let mut repairs: BTreeSet<_> = message.repair_id.into_iter().map(|id| id.0).collect();
    let mut bodies = vec![message.body.clone()];
    for other in due::beside(edit.connection(), edit.company(), leader)? {
        if joining.len() + 1 >= MOST {
            break;
        }
        let row = match edit.row_as::<MessageRow>("message", other.message.0) {
            Ok(Some(row)) => row,
            Ok(None) | Err(DatabaseError::Unreadable(_)) => continue,
            Err(error) => return Err(error),
        };
        let same = row.purpose == message.purpose && row.address == message.address;
        if !same || !can_be_joined(&other, &row) {
            continue;
        }
        match may_leave(edit, rules, &other, &row)? {
            Verdict::Go { .. } => {}
            // Held by the server's own hold, so that it can be taken back; no longer than as much
            // again does the first one wait for it.
            Verdict::Wait {
                until,
                reason: None,
                ..
            } if until <= later(later(leader.created_at, rules.hold), rules.hold) => {
                return Ok(Beside::WaitUntil(until));
            }
            Verdict::Wait { .. } | Verdict::Stop { .. } => continue,
        }
        bodies.push(row.body.clone());
        let fits = longest(leader.channel)
            .is_none_or(|longest| one_text(&bodies).chars().count() <= longest);
        let is_new = row.repair_id.is_some_and(|repair| repairs.insert(repair.0));
        if fits && is_new {
            joining.push((other, row));
        } else {
            bodies.pop();
        }
    }
    Ok(Beside::Join(joining))
}

/// Only the first message about a piece that is ready; one that may be out already stays alone.
fn can_be_joined(delivery: &Delivery, message: &MessageRow) -> bool {
    delivery.unknown == 0
        && !delivery.perhaps_twice
        && !delivery.confirms
        && message.repair_id.is_some()
        && message.purpose == Purpose::Service.as_ref()
        && message.resend == 0
}

/// Puts `other` inside `leader`.
pub(crate) fn put_inside(
    edit: &ServerEdit<'_>,
    leader: &Delivery,
    mut other: Delivery,
) -> Result<(), DatabaseError> {
    other.joined_to = Some(leader.message);
    other.stand(MessageState::Sending, None);
    publish(edit, &other)
}

/// The message as it goes out, with the words of those inside it. None: one of them is gone.
pub(crate) fn with_all_words(
    edit: &ServerEdit<'_>,
    leader: &Delivery,
    mut message: MessageRow,
) -> Result<Option<MessageRow>, DatabaseError> {
    if !leader.leads {
        return Ok(Some(message));
    }
    let mut bodies = vec![message.body];
    for inside in due::joined_to(edit.connection(), edit.company(), leader.message)? {
        match edit.row_as::<MessageRow>("message", inside.message.0)? {
            Some(row) => bodies.push(row.body),
            None => return Ok(None),
        }
    }
    message.body = one_text(&bodies);
    Ok(Some(message))
}

/// Lets those inside `leader` stand where it stands; back in the queue each is on its own again.
pub(crate) fn follow(
    edit: &ServerEdit<'_>,
    leader: &Delivery,
) -> Result<Vec<Delivery>, DatabaseError> {
    let mut followers = due::joined_to(edit.connection(), edit.company(), leader.message)?;
    for follower in &mut followers {
        follower.stand(leader.state, leader.reason);
        follower.waits_until = leader.waits_until;
        follower.sent_at = leader.sent_at;
        follower.delivered_at = leader.delivered_at;
        follower.outbox_only |= leader.outbox_only;
        follower.perhaps_twice |= leader.perhaps_twice;
        if leader.state == MessageState::Waiting {
            follower.joined_to = None;
            follower.next_at = leader.next_at;
        }
        delivery::save(edit.connection(), edit.company(), follower)?;
    }
    Ok(followers)
}

/// One text of several: their sentences in order, each once, what they all end with at the end.
pub(crate) fn one_text(bodies: &[String]) -> String {
    let all: Vec<Vec<String>> = bodies.iter().map(|body| sentences(body)).collect();
    let Some((first, others)) = all.split_first() else {
        return String::new();
    };
    let ending = first
        .iter()
        .rev()
        .enumerate()
        .take_while(|(back, sentence)| {
            others
                .iter()
                .all(|other| other.iter().rev().nth(*back) == Some(*sentence))
        })
        .count();
    let store = first.first().and_then(|sentence| opening(sentence));
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut said: Vec<String> = Vec::new();
    for sentences in &all {
        let own = sentences.len().saturating_sub(ending);
        for (at, sentence) in sentences.iter().take(own).enumerate() {
            if !seen.insert(sentence) {
                continue;
            }
            let again = at == 0 && !said.is_empty() && opening(sentence) == store;
            said.push(match store.filter(|_| again) {
                Some(store) => {
                    capital(sentence.get(store.len()..).unwrap_or(sentence).trim_start())
                }
                None => sentence.clone(),
            });
        }
    }
    let skip = first.len().saturating_sub(ending);
    said.extend(first.iter().skip(skip).cloned());
    said.join(" ")
}

/// "Harbor Jewelers:" before what is said.
fn opening(sentence: &str) -> Option<&str> {
    let (before, after) = sentence.split_once(':')?;
    (after.starts_with(' ') && before.chars().count() <= 60)
        .then(|| sentence.get(..before.len().saturating_add(1)))
        .flatten()
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}

/// The sentences of a text: each ends with a stop, with a link, or with its line.
fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut sentence: Vec<&str> = Vec::new();
        for word in line.split_whitespace() {
            sentence.push(word);
            if word.ends_with(['.', '!', '?', '…']) || word.contains("://") {
                found.push(sentence.join(" "));
                sentence.clear();
            }
        }
        if !sentence.is_empty() {
            found.push(sentence.join(" "));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(bodies: &[&str]) -> String {
        one_text(
            &bodies
                .iter()
                .map(|&body| body.to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn the_store_says_its_name_and_how_to_stop_once() {
        assert_eq!(
            one(&[
                "Harbor Jewelers: your watch is ready. Reply STOP to opt out.",
                "Harbor Jewelers: your ring is ready. Reply STOP to opt out.",
            ]),
            "Harbor Jewelers: your watch is ready. Your ring is ready. Reply STOP to opt out."
        );
    }

    #[test]
    fn what_someone_added_stays() {
        assert_eq!(
            one(&[
                "Harbor: your watch is ready. https://h.example/a Marta says hello! Reply STOP to opt out.",
                "Harbor: your ring is ready. https://h.example/b Reply STOP to opt out.",
            ]),
            "Harbor: your watch is ready. https://h.example/a Marta says hello! Your ring is ready. \
             https://h.example/b Reply STOP to opt out."
        );
    }

    #[test]
    fn the_same_twice_is_said_once_and_one_alone_is_itself() {
        let text = "Harbor: your piece is ready. Reply STOP to opt out.";
        assert_eq!(one(&[text, text]), text);
        assert_eq!(one(&[text]), text);
        assert_eq!(one(&["Ready.", "Bereit."]), "Ready. Bereit.");
        assert_eq!(one(&[]), "");
    }

    proptest! {
        #[test]
        fn no_word_is_lost(bodies in proptest::collection::vec("[a-z]{1,6}(:? [a-z]{1,5}){0,4}[.!]( [a-z]{1,6}[.?]){0,3}", 1..4)) {
            let joined = one_text(&bodies).to_lowercase();
            for body in &bodies {
                for word in body.split(' ').filter(|word| !word.ends_with(':')) {
                    prop_assert!(joined.contains(word), "{word} of {body} in {joined}");
                }
            }
        }
    }
}

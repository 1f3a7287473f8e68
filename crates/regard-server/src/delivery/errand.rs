//! One errand: a message on its way to its provider, or a question about one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use regard_domain::message::StateReason;
use regard_domain::words;

use super::channels::{Answer, Outcome};
use super::check::{self, Question};
use super::claim::Claimed;
use super::dispatch::Shared;
use super::publish::publish;
use super::settle::{is_refused, settle, settle_sender};
use crate::alerts::raise;
use crate::database::{DatabaseError, ServerEdit, delivery};

/// The most waiting messages whose rows say at once that their channel rests.
const MOST_TOLD: u32 = 500;

/// Hands a claimed message to its channel, and writes down what came back.
pub(super) async fn send(shared: Arc<Shared>, claimed: Claimed, began: Instant) {
    let kind = claimed.channel;
    let channel = shared.channel(kind);
    // A run that was stopped for minutes (a sleeping laptop, a debugger) must not send what another run
    // may have taken over. By both clocks: each can stand still or jump.
    let in_time = began.elapsed() < shared.rules.lease && shared.clock.now() < claimed.deadline_at;
    let answer = if in_time {
        let patience = channel.time_limit().saturating_add(Duration::from_secs(1));
        tokio::time::timeout(patience, channel.send(&claimed.outgoing))
            .await
            .unwrap_or_else(|_| Outcome::Unknown.into())
    } else {
        Answer::from(Outcome::NotSent {
            reason: StateReason::ChannelDown,
            retry_after: None,
        })
    };
    tracing::info!(
        message = %claimed.message,
        attempt = claimed.attempt,
        channel = channel.name(),
        outcome = answer.outcome.word(),
        code = answer.code,
        "tried to send"
    );
    let refused = is_refused(&answer);
    if refused {
        shared.rests(kind);
    }
    let readable = channel.is_readable_outbox();
    let chance = rand::random::<f64>();
    let settled = shared
        .write(move |edit, shared| {
            settle(edit, &shared.rules, &claimed, &answer, readable, chance)?;
            let first_refusal = settle_sender(edit, &shared.rules, &claimed, &answer)?;
            if first_refusal {
                raise::sending_refused(edit, claimed.message.0, kind)?;
            }
            if is_refused(&answer) {
                tell_waiting(edit, kind)?;
            }
            Ok(first_refusal)
        })
        .await;
    match settled {
        Ok(true) => tracing::error!(
            channel = %kind,
            "the provider refuses this store's set-up: messages wait until someone looks"
        ),
        Ok(false) => {}
        // The claim runs out and the provider is asked: nothing is lost.
        Err(error) => tracing::error!(%error, "the outcome of a try could not be written down"),
    }
    if in_time && !refused {
        shared.works(kind);
    }
}

/// Asks a provider about a message, and writes down what it said.
pub(super) async fn ask(shared: Arc<Shared>, kind: words::Channel, question: Question) {
    let channel = shared.channel(kind);
    let found = match &question.taken_as {
        Some(taken_as) => channel.ask_about(taken_as, &question.look_up).await,
        None => channel.look_up(&question.look_up).await,
    };
    let answered = shared
        .write(move |edit, shared| {
            let channel = shared.channel(kind);
            check::answer(edit, &shared.rules, &question, &found, channel.as_ref())
        })
        .await;
    if let Err(error) = answered {
        tracing::error!(%error, "the answer of a look-up could not be written down");
    }
}

/// Everyone who waits for a channel that rests sees why.
pub(super) fn tell_waiting(
    edit: &ServerEdit<'_>,
    kind: words::Channel,
) -> Result<(), DatabaseError> {
    let (connection, company) = (edit.connection(), edit.company());
    for mut waiting in delivery::waiting(connection, company, kind, edit.now(), MOST_TOLD)? {
        if waiting.reason != Some(StateReason::StoreSetup) {
            waiting.reason = Some(StateReason::StoreSetup);
            publish(edit, &waiting)?;
        }
    }
    Ok(())
}

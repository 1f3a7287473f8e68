//! Stops that end: by the customer's own START, by what the store can show, and not at all; and a number that
//! nobody has any more.

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::ids::CustomerId;
use regard_domain::message::{MessageState, StateReason};
use regard_server::database::delivery::stopped::StopSource;
use regard_server::database::moment;
use regard_server::delivery::opt_out::{opt_out, take_consent, wrong_number};
use regard_server::delivery::proof::{self, ProofFormat};
use serde_json::json;
use uuid::Uuid;

use crate::opted_out::{agrees_again, says_start, says_stop, wish, write};
use crate::store::{MARTA, ROGER, ROGERS_NUMBER, Store};
use crate::twilio_peer::TwilioPeer;

/// Whether a text to him leaves now.
async fn may_be_texted(store: &Store, number: u32) -> bool {
    let message = store.asks_for(ROGER, ROGERS_NUMBER, number);
    store.runs().await;
    store.state_of(message).0 == MessageState::Sent
}

#[tokio::test]
async fn the_store_lifts_a_stop_in_plain_words_with_what_shows_that_he_agreed_again() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    says_stop(&store, "please stop texting me");
    agrees_again(&store, None);
    assert!(!may_be_texted(&store, 1).await, "a yes that nothing shows");
    agrees_again(&store, Some("   "));
    assert!(!may_be_texted(&store, 2).await);
    agrees_again(&store, Some("Signed the pick-up slip of 20 November"));
    assert!(may_be_texted(&store, 3).await);
    let proof = proof::of(&store.database, ROGERS_NUMBER).unwrap();
    let yes = proof
        .lines
        .iter()
        .rfind(|line| line.what == "given")
        .unwrap();
    assert_eq!(yes.evidence, "Signed the pick-up slip of 20 November");
    assert_eq!(
        (yes.taken_by.as_str(), yes.wording.as_str()),
        ("Marta", "sms-mine-1")
    );
    assert!(proof.lines.iter().any(|line| line.what == "lifted"));
    let csv = proof.print(ProofFormat::Csv).unwrap();
    assert!(csv.contains("Signed the pick-up slip"));
    // A yes of before the stop, that a phone brings late, lifts nothing.
    let before = moment(store.now());
    says_stop(&store, "no more texts");
    let late = Uuid::now_v7();
    store.put(
        "consent",
        late,
        json!({
            "customer_id": ROGER, "address": ROGERS_NUMBER, "channel": "sms", "purpose": "service",
            "given": true, "basis": "in writing", "said_at": before, "taken_by": MARTA,
            "evidence": "signed",
        }),
    );
    write(&store, |edit| take_consent(edit, late));
    assert!(!may_be_texted(&store, 4).await);
}

#[tokio::test]
async fn what_the_provider_holds_only_he_himself_can_lift_and_every_screen_says_so() {
    // By the keyword, which Twilio obeys; and by 21610, when it told us only then.
    for by_keyword in [true, false] {
        let peer = TwilioPeer::start().await;
        let store = Store::with_twilio(&peer).await;
        if by_keyword {
            store.clock.pass(1);
            write(&store, |edit| {
                let customers = [CustomerId(ROGER)];
                let wish = wish(&customers, "STOP");
                opt_out(edit, &wish, StopSource::Provider, true)
            });
        } else {
            peer.stopped_by(ROGERS_NUMBER);
            store.asks_for(ROGER, ROGERS_NUMBER, 1);
            store.runs().await;
        }
        agrees_again(&store, Some("Signed the pick-up slip"));
        let taken = peer.taken().len();
        assert!(!may_be_texted(&store, 2).await);
        assert_eq!(peer.taken().len(), taken);
        // The last word in the ledger is the stop, with whose it is.
        let mut ledger = write(&store, |edit| edit.rows_of("consent", ROGER));
        ledger.retain(|row| row.text("purpose") == Some("service"));
        ledger.sort_by_key(|row| row.text("said_at").map(str::to_owned));
        let last = ledger
            .iter()
            .rfind(|row| row.value("given") == Some(&json!(false)))
            .unwrap();
        assert_eq!(last.text("stopped_by"), Some("provider"));
        assert!(last.text("said_at") >= ledger.last().unwrap().text("said_at"));
        // He replies START; from then on the store may ask him as anyone.
        assert!(says_start(&store));
        agrees_again(&store, None);
        if by_keyword {
            assert!(may_be_texted(&store, 3).await);
        }
    }
}

/// Hostile case 18: a number that nobody has may be somebody else's by the next time. What was agreed to
/// before counts no more; asked for anew, it does.
#[tokio::test]
async fn consent_that_is_older_than_the_day_the_number_was_gone_counts_no_more() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let first = store.asks();
    store.runs().await;
    let sid = peer.only().sid;
    assert_eq!(peer.report(&sid, "undelivered", Some(30005)).await, 204);
    let gone = (MessageState::NotDelivered, Some(StateReason::NoSuchAddress));
    assert_eq!(store.state_of(first), gone);
    // Half a year later, on the old consent: the number may be anyone's.
    store.clock.set("2027-05-20T15:00:00Z");
    let second = store.asks_for(ROGER, ROGERS_NUMBER, 2);
    store.runs().await;
    assert_eq!(store.state_of(second), gone);
    assert_eq!(peer.posts(), 1);
    // Roger stands at the counter and says that it is his again.
    agrees_again(&store, None);
    assert!(may_be_texted(&store, 3).await);
    assert_eq!(peer.posts(), 2);
}

#[tokio::test]
async fn a_number_that_takes_the_text_after_all_was_never_gone() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.asks();
    store.runs().await;
    let sid = peer.only().sid;
    assert_eq!(peer.report(&sid, "undelivered", Some(30005)).await, 204);
    assert_eq!(peer.report(&sid, "delivered", None).await, 204);
    assert!(may_be_texted(&store, 2).await);
    // And whoever writes from a number that was gone can stop it, with the one confirmation.
    let third = store.asks_for(ROGER, ROGERS_NUMBER, 3);
    store.runs().await;
    let sid = peer.taken()[2].sid.clone();
    assert_eq!(peer.report(&sid, "undelivered", Some(30005)).await, 204);
    assert_eq!(store.state_of(third).0, MessageState::NotDelivered);
    let confirmation = says_stop(&store, "please stop texting me").confirmation;
    store.runs().await;
    assert_eq!(
        store.state_of(confirmation.unwrap()).0,
        MessageState::Sent,
        "and it leaves"
    );
}

#[tokio::test]
async fn an_older_text_that_arrives_late_does_not_bring_a_number_back() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.asks();
    store.asks_for(ROGER, ROGERS_NUMBER, 2);
    store.runs().await;
    let sids: Vec<String> = peer.taken().into_iter().map(|taken| taken.sid).collect();
    store.clock.pass(60);
    assert_eq!(peer.report(&sids[1], "undelivered", Some(30005)).await, 204);
    // It was taken by whoever had the number before.
    assert_eq!(peer.report(&sids[0], "delivered", None).await, 204);
    assert!(!may_be_texted(&store, 3).await);
    // Somebody writes from there, and the answer arrives: it is theirs.
    store.clock.pass(60);
    store.put(
        "reply",
        Uuid::now_v7(),
        json!({
            "customer_id": ROGER, "channel": "sms", "address": ROGERS_NUMBER,
            "words": "Can I come at six?", "received_at": moment(store.now()),
        }),
    );
    store.asks_with(json!({
        "purpose": "conversational", "repair_id": null, "occurrence_id": null, "resend": 11,
    }));
    store.runs().await;
    let answer = peer.taken()[2].sid.clone();
    assert_eq!(peer.report(&answer, "delivered", None).await, 204);
    assert!(may_be_texted(&store, 4).await);
}

/// A yes with all that shows it, as a tablet brings it that was offline since `said_at`.
fn brings_a_yes(store: &Store, said_at: DateTime<Utc>, evidence: Option<&str>) {
    let consent = Uuid::now_v7();
    store.put(
        "consent",
        consent,
        json!({
            "customer_id": ROGER, "address": ROGERS_NUMBER, "channel": "sms", "purpose": "service",
            "given": true, "basis": "in writing", "wording": "sms-mine-1",
            "said_at": moment(said_at), "taken_by": MARTA, "evidence": evidence,
        }),
    );
    write(store, |edit| take_consent(edit, consent));
}

#[tokio::test]
async fn a_yes_from_between_two_stops_lifts_nothing() {
    for last in [StopSource::Reply, StopSource::Staff] {
        let peer = TwilioPeer::start().await;
        let store = Store::with_twilio(&peer).await;
        says_stop(&store, "please stop texting me");
        store.clock.pass(3_600);
        let signed_at = store.now();
        store.clock.pass(3_600);
        write(&store, |edit| {
            let customers = [CustomerId(ROGER)];
            opt_out(edit, &wish(&customers, "no more texts"), last, false)
        });
        store.clock.pass(3_600);
        brings_a_yes(&store, signed_at, Some("Signed the slip"));
        assert!(!may_be_texted(&store, 1).await, "{last}");
        // What he signs from now on counts.
        store.clock.pass(1);
        brings_a_yes(&store, store.now(), Some("Signed another slip"));
        assert!(may_be_texted(&store, 2).await, "{last}");
    }
}

#[tokio::test]
async fn a_stop_is_the_last_word_also_after_a_yes_of_a_clock_that_is_ahead() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    brings_a_yes(&store, store.now() + TimeDelta::days(30), None);
    says_stop(&store, "stop texting me");
    // Lifted for something else that he agreed to: texts about his pieces are as he left them.
    store.clock.pass(60);
    let one_to_one = Uuid::now_v7();
    store.put(
        "consent",
        one_to_one,
        json!({
            "customer_id": ROGER, "address": ROGERS_NUMBER, "channel": "sms",
            "purpose": "one_to_one", "given": true, "basis": "in writing",
            "said_at": moment(store.now()), "taken_by": MARTA, "evidence": "Signed the slip",
        }),
    );
    write(&store, |edit| take_consent(edit, one_to_one));
    assert!(!may_be_texted(&store, 1).await);
}

#[tokio::test]
async fn a_start_gives_back_what_the_provider_took_and_what_was_said_to_be_still_stopped() {
    // The provider told of it; nothing was said by text.
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.clock.pass(1);
    write(&store, |edit| {
        let customers = [CustomerId(ROGER)];
        opt_out(edit, &wish(&customers, ""), StopSource::Provider, true)
    });
    assert!(!may_be_texted(&store, 1).await);
    assert!(says_start(&store));
    assert!(may_be_texted(&store, 2).await);
    // The store took a yes down that lifted nothing, once more, on a tablet whose clock is ahead.
    says_stop(&store, "stop texting me");
    let ahead = store.now() + TimeDelta::minutes(30);
    brings_a_yes(&store, store.now(), None);
    store.clock.pass(60);
    brings_a_yes(&store, store.now() - TimeDelta::seconds(59), None);
    brings_a_yes(&store, ahead, None);
    assert!(!may_be_texted(&store, 3).await);
    assert!(says_start(&store));
    assert!(may_be_texted(&store, 4).await);
    // What the store was told, no START gives back.
    says_stop(&store, "stop texting me");
    store.clock.pass(3_600);
    write(&store, |edit| {
        opt_out(edit, &wish(&[], "no texts"), StopSource::Staff, false)
    });
    brings_a_yes(&store, store.now(), None);
    assert!(!says_start(&store));
    assert!(!may_be_texted(&store, 5).await);
}

#[tokio::test]
async fn somebody_elses_number_is_not_lifted_by_what_roger_signs() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.clock.pass(1);
    write(&store, |edit| {
        wrong_number(edit, &wish(&[CustomerId(ROGER)], "wrong number"))
    });
    agrees_again(&store, Some("Signed the pick-up slip"));
    assert!(!may_be_texted(&store, 1).await);
    assert_eq!(peer.posts(), 0);
}

/// What the ledger says last of a purpose at Roger's number.
fn last_word(store: &Store, purpose: &str) -> Option<bool> {
    let mut ledger = write(store, |edit| edit.rows_of("consent", ROGER));
    ledger.retain(|row| row.text("purpose") == Some(purpose) && row.text("channel") == Some("sms"));
    ledger.sort_by_key(|row| row.text("said_at").map(str::to_owned));
    ledger.last()?.value("given")?.as_bool()
}

#[tokio::test]
async fn a_start_gives_back_what_the_last_stop_took_and_nothing_of_an_earlier_one() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    // He had agreed to offers, and took everything back.
    store.put(
        "consent",
        Uuid::now_v7(),
        json!({
            "customer_id": ROGER, "address": ROGERS_NUMBER, "channel": "sms",
            "purpose": "marketing", "given": true, "basis": "in writing",
            "said_at": moment(store.now()), "taken_by": MARTA,
        }),
    );
    says_stop(&store, "please stop texting me");
    assert_eq!(last_word(&store, "marketing"), Some(false));
    // Later he signs for texts about his pieces, and for nothing else.
    store.clock.pass(3_600);
    agrees_again(&store, Some("Signed the slip"));
    assert!(may_be_texted(&store, 1).await);
    // He stops again, and starts again: he has what he had, and no offers.
    store.clock.pass(3_600);
    says_stop(&store, "stop");
    assert!(!may_be_texted(&store, 2).await);
    store.clock.pass(3_600);
    assert!(says_start(&store));
    assert!(may_be_texted(&store, 3).await);
    assert_eq!(last_word(&store, "service"), Some(true));
    assert_eq!(
        last_word(&store, "marketing"),
        Some(false),
        "the stop that took it was not answered by this START"
    );
}

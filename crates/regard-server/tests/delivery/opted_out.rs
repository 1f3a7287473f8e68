//! Customers who want no more messages, want them again, or were never ours.

use proptest::prelude::*;
use regard_domain::consent::ConsentStep;
use regard_domain::ids::{CustomerId, MessageId};
use regard_domain::message::{MessageState, StateReason};
use regard_domain::words::Channel;
use regard_server::database::delivery::stopped::StopSource;
use regard_server::database::{DatabaseError, ServerEdit, moment};
use regard_server::delivery::opt_out::{
    OptedOut, Wish, opt_in, opt_out, take_consent, wrong_number,
};
use regard_server::delivery::proof::{self, ProofFormat};
use serde_json::json;
use uuid::Uuid;

use crate::store::{MARTA, ROGER, ROGERS_NUMBER, Store, at_once};
use crate::twilio_peer::{Mood, TwilioPeer};

pub fn wish<'a>(customers: &'a [CustomerId], words: &'a str) -> Wish<'a> {
    Wish {
        address: ROGERS_NUMBER,
        channel: Channel::Sms,
        customers,
        words,
    }
}

pub fn write<T>(store: &Store, act: impl Fn(&ServerEdit<'_>) -> Result<T, DatabaseError>) -> T {
    store
        .database
        .write(|edit| act(edit))
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"))
}

pub fn says_stop(store: &Store, words: &str) -> OptedOut {
    store.clock.pass(1);
    write(store, |edit| {
        opt_out(
            edit,
            &wish(&[CustomerId(ROGER)], words),
            StopSource::Reply,
            false,
        )
    })
}

pub fn says_start(store: &Store) -> bool {
    store.clock.pass(1);
    write(store, |edit| {
        opt_in(edit, &wish(&[CustomerId(ROGER)], "START"))
    })
}

/// Marta takes down that Roger allows texts about his pieces again; `evidence` shows it.
pub fn agrees_again(store: &Store, evidence: Option<&str>) {
    store.clock.pass(1);
    let consent = Uuid::now_v7();
    store.put(
        "consent",
        consent,
        json!({
            "customer_id": ROGER, "address": ROGERS_NUMBER, "channel": "sms", "purpose": "service",
            "given": true, "basis": "in writing", "wording": "sms-mine-1",
            "said_at": moment(store.now()), "taken_by": MARTA, "evidence": evidence,
        }),
    );
    write(store, |edit| take_consent(edit, consent));
}

#[tokio::test]
async fn a_stop_in_plain_words_is_confirmed_once_and_nothing_follows() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.clock.set("2026-11-21T03:00:00Z");
    let waiting = store.asks();
    store.runs().await;
    let first = says_stop(&store, "please stop texting me");
    assert!(first.new && first.confirmation.is_some());
    assert_eq!(
        store.state_of(waiting),
        (MessageState::OptedOut, Some(StateReason::OptedOut))
    );
    // At ten in the evening: it is the answer to his own text, and has five minutes.
    store.runs().await;
    let confirmation = peer.only();
    assert_eq!(
        confirmation.body,
        "Harbor Jewelers: you will get no more texts from us. Reply START to change that."
    );
    assert!(confirmation.validity.unwrap() <= 300);
    let again = says_stop(&store, "STOP!!!");
    assert_eq!((again.new, again.confirmation), (false, None));
    let more = store.asks_with(json!({ "resend": 1 }));
    store.clock.set("2026-11-21T15:00:00Z");
    store.runs().await;
    assert_eq!(store.state_of(more).0, MessageState::OptedOut);
    assert_eq!(peer.taken().len(), 1, "exactly one");
}

#[tokio::test]
async fn where_the_provider_confirms_we_do_not_and_a_late_confirmation_is_none() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let by_keyword = write(&store, |edit| {
        opt_out(
            edit,
            &wish(&[CustomerId(ROGER)], "STOP"),
            StopSource::Reply,
            true,
        )
    });
    assert_eq!(by_keyword.confirmation, None);
    store.runs().await;
    assert_eq!(peer.posts(), 0);

    let other = Store::with(&peer, at_once());
    peer.will([Mood::Busy]);
    let late = says_stop(&other, "no more texts please")
        .confirmation
        .unwrap();
    other.runs().await;
    other.after(600).await;
    assert_eq!(
        other.state_of(late),
        (MessageState::Cancelled, Some(StateReason::TooLate))
    );
    assert_eq!(peer.taken().len(), 0);
    assert!(other.alerts().is_empty());
}

#[tokio::test]
async fn a_stop_between_claim_and_answer_counts_from_the_next_one_on() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let on_its_way = store.asks();
    peer.will([Mood::TakeThenWait]);
    let dispatcher = store.dispatcher.clone();
    let run = tokio::spawn(async move { dispatcher.run_once().await });
    while peer.taken().is_empty() {
        tokio::task::yield_now().await;
    }
    says_stop(&store, "stop texting me");
    let next = store.asks_with(json!({ "resend": 1 }));
    peer.go_on();
    run.await.unwrap().unwrap();
    store.runs().await;
    assert_eq!(store.state_of(on_its_way).0, MessageState::Sent);
    assert_eq!(store.state_of(next).0, MessageState::OptedOut);
    let bodies: Vec<_> = peer.taken().into_iter().map(|taken| taken.body).collect();
    assert_eq!(bodies.len(), 2, "the one on its way, and the confirmation");
}

#[tokio::test]
async fn a_start_takes_back_a_stop_by_text_and_nothing_else() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    assert!(!says_start(&store), "nothing was stopped");
    says_stop(&store, "STOP");
    assert!(says_start(&store));
    let message = store.asks();
    store.runs().await;
    assert_eq!(store.state_of(message).0, MessageState::Sent);

    // He told Marta at the counter: a START from whoever has his phone does not count.
    store.clock.pass(1);
    write(&store, |edit| {
        opt_out(edit, &wish(&[], "no texts"), StopSource::Staff, false)
    });
    assert!(!says_start(&store));
    let message = store.asks_with(json!({ "resend": 1 }));
    store.runs().await;
    assert_eq!(store.state_of(message).0, MessageState::OptedOut);

    // What he never allowed, no START gives him.
    let other = Store::with_twilio(&peer).await;
    other.says(false);
    says_stop(&other, "STOP");
    assert!(says_start(&other));
    let message = other.asks();
    other.runs().await;
    assert_eq!(other.state_of(message).0, MessageState::OptedOut);
}

#[tokio::test]
async fn a_couple_with_one_number_stops_and_starts_together() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let dana = Uuid::from_u128(33);
    let at = moment(store.now());
    store.put(
        "customer",
        dana,
        json!({
            "store_id": crate::store::STORE, "given_name": "Dana", "family_name": "Vale",
            "created_at": at,
        }),
    );
    store.put(
        "consent",
        Uuid::now_v7(),
        json!({
            "customer_id": dana, "address": ROGERS_NUMBER, "channel": "sms",
            "purpose": "service", "given": true, "basis": "at the counter", "said_at": at,
        }),
    );
    store.clock.set("2026-11-21T03:00:00Z");
    let hers = store.asks_for(dana, ROGERS_NUMBER, 1);
    let his = store.asks();
    store.runs().await;
    says_stop(&store, "arrêtez de m'écrire");
    for message in [hers, his] {
        assert_eq!(store.state_of(message).0, MessageState::OptedOut);
    }
    store.clock.set("2026-11-21T15:00:00Z");
    assert!(says_start(&store));
    let again = store.asks_for(dana, ROGERS_NUMBER, 2);
    store.runs().await;
    assert_eq!(store.state_of(again).0, MessageState::Sent);
}

#[tokio::test]
async fn a_wrong_number_is_taken_from_roger_and_marta_finds_the_right_one() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.put("customer", ROGER, json!({ "owner_id": MARTA }));
    let phone = Uuid::from_u128(80);
    store.put(
        "phone",
        phone,
        json!({
            "customer_id": ROGER, "e164": ROGERS_NUMBER, "typed": "212 555 0159",
            "preferred": true,
        }),
    );
    store.clock.set("2026-11-21T03:00:00Z");
    let waiting = store.asks();
    store.runs().await;
    let tasks = write(&store, |edit| {
        wrong_number(edit, &wish(&[CustomerId(ROGER)], "wrong number"))
    });
    assert_eq!(
        store.state_of(waiting),
        (MessageState::NotDelivered, Some(StateReason::NoSuchAddress))
    );
    let row = store.row("phone", phone);
    assert_eq!(
        (row.text("e164"), row.text("typed")),
        (None, Some("212 555 0159"))
    );
    assert_eq!(row.text("label"), Some("wrong number"));
    let task = store.row("follow_up", tasks[0]);
    assert_eq!(task.id_in("assigned_to"), Some(MARTA));
    assert_eq!(task.text("due_on"), Some("2026-11-20"));
    write(&store, |edit| {
        wrong_number(edit, &wish(&[], "wrong number"))
    });
    assert!(
        !says_start(&store),
        "whoever has it now is not our customer"
    );
    store.clock.set("2026-11-21T15:00:00Z");
    let more = store.asks_with(json!({ "resend": 1 }));
    store.runs().await;
    assert_eq!(store.state_of(more).0, MessageState::OptedOut);
    assert_eq!(peer.posts(), 0);
}

#[tokio::test]
async fn a_number_that_was_corrected_while_the_text_waited_gets_none() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    let phone = Uuid::from_u128(80);
    let has = |number: &str| {
        store.put(
            "phone",
            phone,
            json!({
                "customer_id": ROGER, "e164": number, "typed": number, "preferred": true,
            }),
        );
    };
    has(ROGERS_NUMBER);
    store.clock.set("2026-11-21T03:00:00Z");
    let message = store.asks();
    store.runs().await;
    has("+12125550199");
    store.clock.set("2026-11-21T14:00:00Z");
    store.runs().await;
    assert_eq!(
        store.state_of(message),
        (MessageState::NotDelivered, Some(StateReason::NoSuchAddress))
    );
    assert_eq!(peer.posts(), 0);
}

#[tokio::test]
async fn years_later_the_store_can_show_what_was_agreed_to() {
    let peer = TwilioPeer::start().await;
    let store = Store::with_twilio(&peer).await;
    store.clock.pass(60);
    for said in ConsentStep::Mine.statements(ROGERS_NUMBER, Channel::Sms, store.now()) {
        store.put(
            "consent",
            Uuid::now_v7(),
            json!({
                "customer_id": ROGER, "address": said.address, "channel": "sms",
                "purpose": said.purpose, "given": said.given, "basis": "at drop-off",
                "wording": "sms-mine-1", "said_at": moment(said.at), "taken_by": MARTA,
            }),
        );
    }
    says_stop(&store, "no me escriban más");
    says_start(&store);
    let proof = proof::of(&store.database, "(212) 555-0159").unwrap();
    assert_eq!(proof.address, ROGERS_NUMBER);
    let what: Vec<&str> = proof.lines.iter().map(|line| line.what.as_str()).collect();
    let (before, after) = what.split_at(5);
    assert_eq!(before.iter().filter(|what| **what == "given").count(), 4);
    assert_eq!(
        after.iter().filter(|what| **what == "withdrawn").count(),
        3,
        "service, one-to-one and answers"
    );
    assert!(after.contains(&"stopped") && after.contains(&"lifted"));
    let agreed = proof
        .lines
        .iter()
        .find(|line| line.wording == "sms-mine-1")
        .unwrap();
    assert!(agreed.words.contains("Reply STOP at any time"));
    assert_eq!(agreed.taken_by, "Marta");
    let withdrawn = proof
        .lines
        .iter()
        .rfind(|line| line.what == "withdrawn")
        .unwrap();
    assert_eq!(withdrawn.basis, "replied: no me escriban más");
    let csv = proof.print(ProofFormat::Csv).unwrap();
    assert!(csv.starts_with("address,at,what,"));
    assert_eq!(csv.matches(ROGERS_NUMBER).count(), proof.lines.len());
    let json: serde_json::Value =
        serde_json::from_str(&proof.print(ProofFormat::Json).unwrap()).unwrap();
    assert_eq!(json["lines"].as_array().unwrap().len(), proof.lines.len());
    let nobody = proof::of(&store.database, "nobody@example.org").unwrap();
    assert!(nobody.lines.is_empty());
}

/// Something that happens to Roger's number.
#[derive(Debug, Clone)]
enum Event {
    Says(bool),
    Stop,
    Start,
    ToldTheStore,
    WrongNumber,
    ProviderStopped,
    /// The store takes down that Roger agrees again, with what shows it or without.
    AgreesAgain(bool),
    Asks,
    Runs,
    Waits(u32),
    ProviderFails,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => any::<bool>().prop_map(Event::Says),
        2 => Just(Event::Stop),
        2 => Just(Event::Start),
        1 => Just(Event::ToldTheStore),
        1 => Just(Event::WrongNumber),
        1 => Just(Event::ProviderStopped),
        2 => any::<bool>().prop_map(Event::AgreesAgain),
        6 => Just(Event::Asks),
        6 => Just(Event::Runs),
        3 => (1_u32..4_000).prop_map(Event::Waits),
        2 => Just(Event::ProviderFails),
    ]
}

/// What the law says, told without the ledger: who said what last, and who told us of a stop that stands.
#[derive(Debug, Default)]
struct Truth {
    consent: bool,
    /// Whether his own START gives it.
    taken: bool,
    by_reply: bool,
    by_provider: bool,
    by_staff: bool,
    wrong_number: bool,
}

impl Truth {
    fn is_stopped(&self) -> bool {
        self.by_reply || self.by_provider || self.by_staff || self.wrong_number
    }

    fn may(&self) -> bool {
        self.consent && !self.is_stopped()
    }

    /// The stop ends; whether that gives the consent back is another matter.
    fn ends(&mut self) {
        self.by_reply = false;
        self.by_provider = false;
        self.by_staff = false;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if crate::engine::WORKERS > 1 { 12 } else { 48 }, ..ProptestConfig::default() })]

    /// No sequence of events leads to a send without consent at the moment of the claim.
    #[test]
    fn nothing_is_ever_sent_without_consent(events in proptest::collection::vec(event(), 1..25)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let peer = TwilioPeer::start().await;
            let store = Store::with(&peer, at_once());
            let mut truth = Truth { consent: true, ..Truth::default() };
            let mut asked = 0;
            let roger = [CustomerId(ROGER)];
            for event in events {
                let posts = own_posts(&peer);
                match event {
                    Event::Says(yes) => {
                        store.says(yes);
                        truth.consent = yes;
                        truth.taken = false;
                    }
                    Event::Stop => {
                        says_stop(&store, "stop texting me");
                        truth.taken |= truth.consent;
                        truth.consent = false;
                        truth.by_reply = true;
                    }
                    Event::ProviderStopped => {
                        store.clock.pass(1);
                        write(&store, |edit| {
                            opt_out(edit, &wish(&[], ""), StopSource::Provider, true)
                        });
                        // He told the provider, and may take it back there.
                        truth.taken |= truth.consent;
                        truth.consent = false;
                        truth.by_provider = true;
                    }
                    Event::Start => {
                        let lifted = says_start(&store);
                        let his_own = truth.by_reply || truth.by_provider;
                        prop_assert_eq!(lifted, his_own && !truth.by_staff && !truth.wrong_number);
                        if lifted {
                            truth.ends();
                            truth.consent |= truth.taken;
                            truth.taken = false;
                        }
                    }
                    Event::AgreesAgain(shown) => {
                        agrees_again(&store, shown.then_some("signed at the counter"));
                        let stands = truth.is_stopped();
                        let ours = !truth.by_provider && !truth.wrong_number;
                        truth.consent = !stands || (shown && ours);
                        if truth.consent {
                            truth.ends();
                        }
                        // What waits for nothing but his START.
                        truth.taken = !truth.consent;
                    }
                    Event::ToldTheStore => {
                        store.clock.pass(1);
                        write(&store, |edit| {
                            opt_out(edit, &wish(&roger, "no"), StopSource::Staff, false)
                        });
                        truth.consent = false;
                        truth.taken = false;
                        truth.by_staff = true;
                    }
                    Event::WrongNumber => {
                        store.clock.pass(1);
                        write(&store, |edit| wrong_number(edit, &wish(&roger, "wrong number")));
                        truth.consent = false;
                        truth.taken = false;
                        truth.wrong_number = true;
                    }
                    Event::Asks => {
                        asked += 1;
                        store.asks_for(ROGER, ROGERS_NUMBER, asked);
                    }
                    Event::Runs => store.runs().await,
                    Event::Waits(seconds) => store.clock.pass(seconds.into()),
                    Event::ProviderFails => peer.will([Mood::TooMany, Mood::Fail]),
                }
                let sent = own_posts(&peer) - posts;
                prop_assert!(sent == 0 || truth.may(), "{sent} sent, and {truth:?}");
            }
            // And none is lost on the way: with consent, in the hours, what was asked for now leaves.
            peer.will([]);
            if truth.may() {
                store.clock.set("2026-11-23T15:00:00Z");
                let last: MessageId = store.asks_for(ROGER, ROGERS_NUMBER, 999);
                store.runs().await;
                prop_assert_eq!(store.state_of(last).0, MessageState::Sent);
            }
            Ok(())
        })?;
    }
}

/// What was taken besides confirmations.
fn own_posts(peer: &TwilioPeer) -> usize {
    let texts = peer.taken();
    texts
        .iter()
        .filter(|taken| taken.body.starts_with("Text number"))
        .count()
}

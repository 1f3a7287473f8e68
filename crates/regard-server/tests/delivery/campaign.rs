//! Several server processes on one book, killed and stopped at random, and a provider that takes texts
//! late, says 500 after it took them, or says nothing at all. Each text arrives once. A sender that
//! simply tries again is the control: it must double.
//!
//! `./dev test` runs a small one; `REGARD_CAMPAIGN=2000` is the whole. `REGARD_CAMPAIGN_PROCESSES` says how
//! many processes, else as many as the engine is meant for: one on a file, four on PostgreSQL. The seed is
//! printed, `REGARD_SEED` plays it again (the processes' own timing stays theirs).

use std::collections::BTreeMap;
use std::time::Duration;

use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use regard_domain::ids::MessageId;
use regard_domain::message::MessageState;
use tokio::process::Child;

use crate::engine;
use crate::killed::{Process, until};
use crate::twilio_peer::{ACCOUNT, FROM, KEY, KEY_SECRET, Mood, TwilioPeer};

/// What happens to one of the processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blow {
    Kill,
    Stop,
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

/// What the provider does with a POST, one after the other.
fn moods(random: &mut ChaCha8Rng, count: usize) -> Vec<Mood> {
    (0..count)
        .map(|_| match random.random_range(0..100) {
            0..5 => Mood::TooMany,
            5..10 => Mood::TakeThenFail,
            10..15 => Mood::TakeThenHangUp,
            15..20 => Mood::TakeLate,
            20..22 => Mood::Fail,
            _ => Mood::Take,
        })
        .collect()
}

fn signal(child: &Child, name: &str) {
    let Some(id) = child.id() else { return };
    let done = std::process::Command::new("kill")
        .args([name, &id.to_string()])
        .status();
    assert!(done.is_ok(), "the system knows `kill`");
}

/// How many messages stand where.
fn count(process: &Process) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for state in process.states().values() {
        *counted.entry(state.to_string()).or_default() += 1;
    }
    counted
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_and_stopped_at_random_every_text_arrives_once() {
    let texts = u32::try_from(number("REGARD_CAMPAIGN", 100)).unwrap();
    let seed = number("REGARD_SEED", rand::random());
    eprintln!("seed {seed}");
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let peer = TwilioPeer::start().await;
    let process =
        Process::with_patience(&peer, "lease_seconds = 1\nsettle_seconds = 2\nlook_ups = 2");
    let messages: Vec<MessageId> = (0..u128::from(texts)).map(|n| process.asks(n)).collect();
    peer.will(moods(&mut random, usize::try_from(texts).unwrap() * 2));

    let meant = u64::try_from(engine::WORKERS).unwrap();
    let workers = usize::try_from(number("REGARD_CAMPAIGN_PROCESSES", meant)).unwrap();
    let mut running: Vec<Child> = (0..workers).map(|_| process.start()).collect();
    let mut blows = Vec::new();
    let began = tokio::time::Instant::now();
    let longest = Duration::from_secs(if texts > 500 { 1_200 } else { 25 });
    let done = || async {
        let states = process.states();
        messages.iter().all(|message| {
            matches!(
                states.get(message),
                Some(MessageState::Sent | MessageState::NeedsAttention)
            )
        })
    };
    let mut told = began;
    while !done().await && began.elapsed() < longest {
        // Struck while the next handful is on its way, wherever that is by then. Where nothing moves
        // (everything waits out a doubt), after a while all the same.
        let soon = peer.posts() + random.random_range(1..12);
        let patience = Duration::from_millis(random.random_range(300..900));
        let _ = tokio::time::timeout(patience, until(|| peer.posts() >= soon)).await;
        if told.elapsed() > Duration::from_secs(30) {
            told = tokio::time::Instant::now();
            eprintln!(
                "{:.0?}: {:?}, {} tries",
                began.elapsed(),
                count(&process),
                peer.posts()
            );
        }
        let at = random.random_range(0..workers);
        let blow = *[Blow::Kill, Blow::Kill, Blow::Stop]
            .choose(&mut random)
            .unwrap();
        blows.push(blow);
        match blow {
            Blow::Kill => {
                running[at].kill().await.unwrap();
                running[at] = process.start();
            }
            Blow::Stop => {
                // Longer than a claim is good for: another one takes over meanwhile.
                signal(&running[at], "-STOP");
                tokio::time::sleep(Duration::from_millis(random.random_range(1_200..3_500))).await;
                signal(&running[at], "-CONT");
            }
        }
    }
    // Then in peace, to the end.
    let waiting = async {
        let mut again = tokio::time::interval(Duration::from_millis(100));
        while !done().await {
            again.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(240), waiting)
        .await
        .expect("everything comes to an end");
    for mut child in running {
        child.kill().await.unwrap();
    }

    let states = process.states();
    let (mut lost, mut doubled, mut to_a_person) = (0, 0, 0);
    for (number, message) in messages.iter().enumerate() {
        let times = peer.times(&format!("Text number {number}."));
        if states.get(message) == Some(&MessageState::NeedsAttention) {
            to_a_person += 1;
        } else {
            lost += usize::from(times == 0);
        }
        doubled += usize::from(times > 1);
    }
    let kills = blows.iter().filter(|blow| **blow == Blow::Kill).count();
    println!(
        "{texts} texts, {workers} processes, {kills} kills, {} stops in {:.0?}: {} at the provider, \
         {lost} lost, {doubled} doubled, {to_a_person} given to a person",
        blows.len() - kills,
        began.elapsed(),
        peer.taken().len(),
    );
    assert_eq!((lost, doubled), (0, 0));
    assert!(to_a_person <= messages.len() / 20 + 3, "{to_a_person}");
}

/// The control: whoever tries again whenever it has no answer sends many texts twice. The same provider
/// must be able to show that, or the campaign above proves nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_sender_that_simply_tries_again_doubles() {
    let mut random = ChaCha8Rng::seed_from_u64(number("REGARD_SEED", 7));
    let peer = TwilioPeer::start().await;
    peer.will(moods(&mut random, 400));
    let client = reqwest::Client::builder()
        .timeout(Duration::from_millis(500))
        .build()
        .unwrap();
    let url = format!("{}/2010-04-01/Accounts/{ACCOUNT}/Messages.json", peer.url);
    let mut sending = tokio::task::JoinSet::new();
    for number in 0..150 {
        let (client, url) = (client.clone(), url.clone());
        sending.spawn(async move {
            let body = format!("Text number {number}.");
            let form = [("To", "+12125550159"), ("From", FROM), ("Body", &body)];
            for _ in 0..8 {
                let request = client
                    .post(&url)
                    .basic_auth(KEY, Some(KEY_SECRET))
                    .form(&form);
                let answer = match request.send().await {
                    Ok(answer) if answer.status().is_success() => answer.bytes().await.is_ok(),
                    _ => false,
                };
                if answer {
                    break;
                }
            }
        });
    }
    sending.join_all().await;
    let doubled = (0..150)
        .filter(|number| peer.times(&format!("Text number {number}.")) > 1)
        .count();
    println!("150 texts, tried again naively: {doubled} doubled");
    assert!(doubled >= 5, "{doubled} doubled");
}

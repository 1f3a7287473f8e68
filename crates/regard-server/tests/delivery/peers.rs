//! Against real peers, started by tests/peers/run: Twilio's own description polices both directions
//! (Prism between us and our peer), Twilio's own library signs and drives, a mail server of others
//! takes our mail.

use std::path::PathBuf;
use std::process::Stdio;

use regard_domain::message::{MessageState, StateReason};
use regard_server::delivery::channels::smtp::Smtp;
use regard_server::delivery::channels::twilio_signature::{Form, is_genuine, signature};
use regard_server::delivery::channels::{Channel, Outcome};
use regard_server::delivery::config::{DeliveryConfig, Secret, SmsConfig, SmtpConfig, SmtpTls};
use serde::Deserialize;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::conformance::message;
use crate::mail_peer::MailPeer;
use crate::store::{ROGERS_NUMBER, Store, at_once};
use crate::telnyx_peer::{self, TelnyxPeer};
use crate::twilio_peer::{ACCOUNT, FROM, KEY, KEY_SECRET, Mood, TwilioPeer};

fn folder() -> PathBuf {
    std::env::var_os("REGARD_PEERS")
        .expect("started by tests/peers/run")
        .into()
}

/// Prism, checking every request and every answer against Twilio's description.
struct Prism {
    url: String,
    // Ends with the test.
    _process: Child,
}

impl Prism {
    async fn before(peer: &TwilioPeer) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .unwrap()
            .port();
        let mut process = Command::new("node")
            .current_dir(folder())
            .arg("node_modules/@stoplight/prism-cli/dist/index.js")
            .args([
                "proxy",
                "-h",
                "127.0.0.1",
                "-p",
                &port.to_string(),
                "--errors",
            ])
            .args([".work/messages-api.json", &peer.url])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        while !lines
            .next_line()
            .await
            .unwrap()
            .expect("Prism starts")
            .contains("is listening")
        {}
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                if line.to_lowercase().contains("violation") {
                    eprintln!("{line}");
                }
            }
        });
        Self {
            url: format!("http://127.0.0.1:{port}"),
            _process: process,
        }
    }
}

#[tokio::test]
#[ignore = "needs tests/peers/run"]
async fn twilios_own_description_finds_nothing_wrong_with_what_we_say() {
    let peer = TwilioPeer::start().await;
    let prism = Prism::before(&peer).await;
    let mut config = peer.config(Some("https://store.example"));
    config.base_url = prism.url.clone();
    let store = Store::open(DeliveryConfig {
        sms: SmsConfig::Twilio(Box::new(config)),
        ..at_once()
    });
    store.tell_the_time(&peer);
    let sent = store.asks();
    store.runs().await;
    assert_eq!(store.state_of(sent), (MessageState::Sent, None));
    let taken = peer.only();
    assert_eq!(taken.to, ROGERS_NUMBER);
    assert_eq!(
        taken.callback,
        Some(format!(
            "https://store.example/v1/twilio/status/{sent}/1#rc=5&rp=all"
        ))
    );

    // Taken, and 500 said: found by a look-up that the description allows as well.
    peer.will([Mood::TakeThenFail]);
    let doubtful = store.asks_with(json!({ "resend": 1, "body": "Zoë's watch — ready 😀" }));
    store.runs().await;
    assert_eq!(store.state_of(doubtful).0, MessageState::Checking);
    store.after(60).await;
    assert_eq!(store.state_of(doubtful).0, MessageState::Sent);
    assert_eq!(peer.taken().len(), 2);

    peer.will([Mood::Refuse(21614)]);
    let refused = store.asks_with(json!({ "resend": 2 }));
    store.runs().await;
    assert_eq!(
        store.state_of(refused),
        (MessageState::NotDelivered, Some(StateReason::NotTextable))
    );
    assert_eq!(peer.taken().len(), 2);
}

#[tokio::test]
#[ignore = "needs tests/peers/run"]
async fn twilios_own_client_takes_our_peer_for_twilio() {
    let peer = TwilioPeer::start().await;
    let prism = Prism::before(&peer).await;
    let done = Command::new("node")
        .current_dir(folder())
        .args(["official.mjs", &prism.url, ACCOUNT, KEY, KEY_SECRET, FROM])
        .output()
        .await
        .unwrap();
    let complaint = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{complaint}");
    assert_eq!(peer.only().body, "From the official client");
}

#[derive(Deserialize)]
struct Signed {
    token: String,
    url: String,
    form: Form,
    signature: String,
}

#[test]
#[ignore = "needs tests/peers/run"]
fn twilios_own_library_signs_ten_thousand_callbacks_as_we_do() {
    let lines = std::fs::read_to_string(folder().join(".work/signatures.jsonl")).unwrap();
    let mut count = 0;
    for line in lines.lines() {
        let signed: Signed = serde_json::from_str(line).unwrap();
        assert_eq!(
            signature(&signed.token, &signed.url, &signed.form),
            signed.signature,
            "{line}"
        );
        assert!(is_genuine(
            &signed.token,
            &signed.url,
            &signed.form,
            &signed.signature
        ));
        let mut changed = signed.form.clone();
        changed.push(("MessageStatus".into(), "delivered".into()));
        assert!(
            !is_genuine(&signed.token, &signed.url, &changed, &signed.signature),
            "{line}"
        );
        count += 1;
    }
    assert_eq!(count, 10_000);
}

struct Mail {
    port: u16,
    lines: Lines<BufReader<ChildStdout>>,
    // Ends with the test, because its input ends.
    _process: Child,
}

impl Mail {
    async fn start() -> Self {
        Self::start_with(&[]).await
    }

    async fn start_with(arguments: &[&str]) -> Self {
        let mut process = Command::new(folder().join(".work/venv/bin/python"))
            .current_dir(folder())
            .arg("mail.py")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.next_line().await.unwrap().expect("a port");
        Self {
            port: port.parse().unwrap(),
            lines,
            _process: process,
        }
    }

    fn config(&self, like: &MailPeer) -> SmtpConfig {
        SmtpConfig {
            port: self.port,
            ..like.config()
        }
    }
}

#[derive(Deserialize)]
struct Email {
    to: Vec<String>,
    from: String,
    id: String,
    auto: String,
    words: String,
}

#[tokio::test]
#[ignore = "needs tests/peers/run"]
async fn mail_is_taken_or_not_by_a_server_of_others_exactly_as_we_believe() {
    let mut mail = Mail::start().await;
    let channel = Smtp::new(mail.config(&MailPeer::start().await)).unwrap();
    let mut arrived = Vec::new();
    for (number, (name, outcome, arrives)) in (1_u128..).zip([
        ("roger", "accepted", true),
        ("refuse-rcpt", "rejected", false),
        ("later-rcpt", "not_sent", false),
        ("hang-rcpt", "not_sent", false),
        ("close-rcpt", "not_sent", false),
        ("later-dot", "not_sent", false),
        ("refuse-dot", "rejected", false),
        ("hang-dot", "unknown", true),
        ("close-dot", "unknown", true),
        ("zoë", "accepted", true),
    ]) {
        let outgoing = message(number, &format!("{name}@example.org"));
        let answer = channel.send(&outgoing).await;
        assert_eq!(answer.outcome.word(), outcome, "{name}: {:?}", answer.code);
        if arrives {
            arrived.push(outgoing);
        }
    }
    for outgoing in arrived {
        let line = mail.lines.next_line().await.unwrap().expect("an e-mail");
        let email: Email = serde_json::from_str(&line).unwrap();
        assert_eq!(email.to, [outgoing.to]);
        assert_eq!(email.from, "service@harbor.example");
        assert_eq!(email.id, format!("<{}@harbor.example>", outgoing.message));
        assert_eq!(email.auto, "auto-generated");
        assert_eq!(email.words.replace("\r\n", "\n").trim_end(), outgoing.body);
    }
}

#[tokio::test]
#[ignore = "needs tests/peers/run"]
async fn mail_goes_by_tls_and_with_an_account_or_not_at_all() {
    let own = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let files = tempfile::tempdir().unwrap();
    let at = |name: &str| files.path().join(name).display().to_string();
    std::fs::write(at("cert.pem"), own.cert.pem()).unwrap();
    std::fs::write(at("key.pem"), own.signing_key.serialize_pem()).unwrap();
    for (number, (how, tls)) in (50_u128..).zip([
        ("starttls", SmtpTls::Starttls),
        ("implicit", SmtpTls::Implicit),
    ]) {
        let mut mail = Mail::start_with(&[how, &at("cert.pem"), &at("key.pem")]).await;
        let like = MailPeer::start().await;
        let right = SmtpConfig {
            host: "localhost".into(),
            tls,
            ca_file: Some(at("cert.pem").into()),
            user: Some("regard".into()),
            password: Secret::new("the pässword"),
            step_seconds: 5,
            ..mail.config(&like)
        };
        let outcome = |config: SmtpConfig| async move {
            let outgoing = message(number, "roger@example.org");
            let answer = Smtp::new(config).unwrap().send(&outgoing).await;
            (answer.outcome, answer.code)
        };
        let set_up = Outcome::NotSent {
            reason: StateReason::StoreSetup,
            retry_after: None,
        };
        let down = Outcome::NotSent {
            reason: StateReason::ChannelDown,
            retry_after: None,
        };
        let wrong_password = SmtpConfig {
            password: Secret::new("hunter2"),
            ..right.clone()
        };
        assert_eq!(outcome(wrong_password).await, (set_up, Some(535)), "{how}");
        // Another's certificate: not a word is said to it.
        let stranger = SmtpConfig {
            ca_file: None,
            ..right.clone()
        };
        assert_eq!(outcome(stranger).await.0, down, "{how}");
        let (taken, code) = outcome(right).await;
        assert_eq!(
            (taken, code),
            (Outcome::Accepted { sid: None }, Some(250)),
            "{how}"
        );
        let line = mail.lines.next_line().await.unwrap().expect("an e-mail");
        let email: Email = serde_json::from_str(&line).unwrap();
        assert_eq!(email.to, ["roger@example.org"]);
    }
}

#[tokio::test]
#[ignore = "needs tests/peers/run"]
async fn telnyxs_own_library_takes_our_peer_for_telnyx_and_believes_its_calls() {
    let peer = TelnyxPeer::start().await;
    let config = peer.config("https://store.example");
    let taken = peer.take(
        ROGERS_NUMBER,
        "Before",
        Some("https://store.example/v1/a".into()),
    );
    let body = peer.words_about(&taken, "delivered", None);
    let headers = peer.signed(&body, chrono::Utc::now());
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let done = Command::new("node")
        .current_dir(folder())
        .args([
            "telnyx.mjs",
            &peer.url,
            telnyx_peer::API_KEY,
            &config.public_key,
            telnyx_peer::FROM,
            std::str::from_utf8(&body).unwrap(),
            &header("telnyx-timestamp"),
            &header("telnyx-signature-ed25519"),
        ])
        .output()
        .await
        .unwrap();
    let complaint = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{complaint}");
    assert_eq!(peer.taken()[1].text, "From the official client");
}

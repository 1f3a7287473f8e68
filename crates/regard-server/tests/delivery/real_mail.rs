//! E-mail through Debian's Postfix, started by tests/peers/run: the real server process sends, the mailbox is
//! read back, and what comes back for a mailbox that is not there goes through `take-bounce`.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, StateReason};
use regard_server::clock::SystemClock;
use regard_server::database::{Database, DatabaseError, StoredRow, moment, rows};
use regard_server::delivery::intake;
use regard_server::{Config, server};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use uuid::Uuid;

use crate::store::{MARTA, ROGER, STORE};

const WORDS: &str = "Hi Zoë,\n\nyour watch is ready. ¡Hasta pronto! 😀\n.\nMarta, Harbor Jewelers";
const SUBJECT: &str = "Your watch is ready – Harbor Jewelers";

/// Ends with the test, with all its processes.
struct Postfix {
    home: PathBuf,
    port: u16,
    script: std::process::Child,
}

impl Drop for Postfix {
    fn drop(&mut self) {
        // The script stops it when nobody holds its standard input any more; its folder goes after that.
        drop(self.script.stdin.take());
        let _ = self.script.wait();
    }
}

impl Postfix {
    async fn start(home: &Path) -> Self {
        let peers: PathBuf = std::env::var_os("REGARD_PEERS")
            .expect("started by tests/peers/run")
            .into();
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .unwrap()
            .port();
        let script = peers.join("postfix.sh");
        let as_root = std::env::var("REGARD_AS_ROOT").unwrap_or_default();
        let mut words = as_root.split_whitespace();
        let mut command = match words.next() {
            Some(program) => {
                let mut command = std::process::Command::new(program);
                command.args(words).arg(&script);
                command
            }
            None => std::process::Command::new(&script),
        };
        let script = command
            .arg(home)
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let postfix = Self {
            home: home.to_owned(),
            port,
            script,
        };
        until("Postfix listens", || {
            std::net::TcpStream::connect(("127.0.0.1", port)).ok()
        })
        .await;
        postfix
    }

    /// The e-mails that lie in someone's mailbox.
    fn mailbox(&self, name: &str) -> Vec<String> {
        let Ok(files) = std::fs::read_dir(self.home.join("mail").join(name).join("new")) else {
            return Vec::new();
        };
        files
            .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
            .collect()
    }
}

async fn until<T>(what: &str, found: impl Fn() -> Option<T>) -> T {
    let mut again = tokio::time::interval(Duration::from_millis(50));
    let waiting = async {
        loop {
            again.tick().await;
            if let Some(value) = found() {
                return value;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting)
        .await
        .unwrap_or_else(|_| panic!("{what}"))
}

/// The program, on the book in `folder`.
fn program(folder: &Path, act: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_regard-server"));
    command
        .arg("--config")
        .arg(folder.join("regard-server.toml"))
        .arg(act)
        .stdout(Stdio::null())
        .kill_on_drop(true);
    command
}

fn put(database: &Database, table: &str, id: Uuid, fields: &Value) {
    let fields = fields.as_object().unwrap().clone();
    database
        .write(|edit| {
            edit.put(table, id, fields.clone())?;
            match edit.row(table, id)? {
                Some(row) => intake::on_row(edit, &row),
                None => Ok(()),
            }
        })
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
}

fn row(database: &Database, message: MessageId) -> StoredRow {
    database
        .read(|sql| rows::row(sql, database.company(), "message", message.0))
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"))
        .unwrap()
}

fn asks(database: &Database, number: u128, address: &str) -> MessageId {
    let id = MessageId(Uuid::from_u128(number));
    let fields = json!({
        "customer_id": ROGER, "resend": 0, "purpose": "service", "channel": "email",
        "address": address, "subject": SUBJECT, "body": WORDS, "language": "en",
        "asked_at": moment(database.now()), "asked_by": MARTA,
    });
    put(database, "message", id.0, &fields);
    id
}

/// A header, unfolded.
fn header(email: &str, name: &str) -> Option<String> {
    let head = email
        .split("\n\n")
        .next()?
        .replace("\n ", " ")
        .replace("\n\t", " ");
    head.lines()
        .find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(": ")?.to_owned()))
}

/// What Python's own library reads of an e-mail: its subject and its words.
async fn read_by_others(email: &str) -> (String, String) {
    let script = "import email, email.policy, json, sys\n\
        mail = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)\n\
        print(json.dumps([mail['subject'], mail.get_content()]))";
    let mut python = Command::new("python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = python.stdin.take().unwrap();
    stdin.write_all(email.as_bytes()).await.unwrap();
    drop(stdin);
    let done = python.wait_with_output().await.unwrap();
    serde_json::from_slice(&done.stdout).unwrap()
}

/// Named so that tests/peers/run finds it.
mod peers {
    use super::*;

    #[tokio::test]
    #[ignore = "needs tests/peers/run"]
    async fn roger_reads_one_e_mail_and_a_mailbox_that_is_not_there_is_told() {
        let mail = tempfile::tempdir().unwrap();
        let postfix = Postfix::start(mail.path()).await;
        let folder = tempfile::tempdir().unwrap();
        let config = format!(
            r#"
company = "Harbor Jewelers"
listen = "127.0.0.1:0"
[delivery]
hold_seconds = 0
[delivery.email]
kind = "smtp"
host = "127.0.0.1"
port = {}
tls = "none"
from = "Harbor Jewelers <service@harbor.example>"
reply_to = "hello@harbor.example"
"#,
            postfix.port
        );
        std::fs::write(folder.path().join("regard-server.toml"), config).unwrap();
        let place = Config::for_folder(folder.path(), ([127, 0, 0, 1], 0).into());
        let database = server::open(&place, Arc::new(SystemClock)).unwrap();
        furnish(&database);
        let to_roger = asks(&database, 901, "roger@example.org");
        let to_gone = asks(&database, 902, "gone@example.org");

        let mut serving = program(folder.path(), "serve")
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let state = |message| {
            let row = row(&database, message);
            row.text("state")
                .map(|word| word.parse::<MessageState>().unwrap())
        };
        for message in [to_roger, to_gone] {
            until("Postfix takes it", || {
                (state(message) == Some(MessageState::Sent)).then_some(())
            })
            .await;
        }
        let got = until("it lies in his mailbox", || postfix.mailbox("roger").pop()).await;
        let report = until("the other comes back", || postfix.mailbox("service").pop()).await;
        serving.kill().await.unwrap();

        // Through a real server, and as it was seen.
        assert!(
            header(&got, "Received")
                .unwrap()
                .contains("mail.harbor.example (Postfix)")
        );
        let from = header(&got, "From").unwrap();
        assert!(from.contains("<service@harbor.example>"), "{from}");
        assert_eq!(header(&got, "To").unwrap(), "roger@example.org");
        assert_eq!(header(&got, "Reply-To").unwrap(), "hello@harbor.example");
        let name = format!("<{to_roger}@harbor.example>");
        assert_eq!(header(&got, "Message-ID").unwrap(), name);
        assert_eq!(header(&got, "Auto-Submitted").unwrap(), "auto-generated");
        // It is about his watch, no offer: there is no list to leave (RFC 2369 is for lists).
        assert_eq!(header(&got, "List-Unsubscribe"), None);
        let (subject, words) = read_by_others(&got).await;
        assert_eq!(subject, SUBJECT);
        assert_eq!(words.replace("\r\n", "\n").trim_end(), WORDS);

        // What came back says which one it was; taken in twice it is one.
        assert!(report.contains(&to_gone.to_string()), "{report}");
        for _ in 0..2 {
            let mut taking = program(folder.path(), "take-bounce")
                .stdin(Stdio::piped())
                .spawn()
                .unwrap();
            let mut stdin = taking.stdin.take().unwrap();
            stdin.write_all(report.as_bytes()).await.unwrap();
            drop(stdin);
            assert!(taking.wait().await.unwrap().success());
        }
        assert_eq!(state(to_gone), Some(MessageState::NotDelivered));
        let reason = StateReason::NoSuchAddress;
        let gone = row(&database, to_gone);
        assert_eq!(gone.text("state_reason"), Some(reason.as_ref()));
        assert_eq!(state(to_roger), Some(MessageState::Sent));
        let alerts = database
            .read(|sql| rows::rows_in(sql, database.company(), "alert"))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
        assert_eq!(alerts.len(), 1, "Marta is told, once");
        assert_eq!(alerts[0].id_in("associate_id"), Some(MARTA));
        assert_eq!(alerts[0].id_in("message_id"), Some(to_gone.0));
        assert_eq!(postfix.mailbox("roger").len(), 1, "exactly one");
        assert_eq!(postfix.mailbox("service").len(), 1);
    }
}

fn furnish(database: &Database) {
    let at = moment(database.now());
    for (table, id, fields) in [
        (
            "store",
            STORE,
            json!({ "name": "Harbor", "time_zone": "America/New_York", "currency": "USD",
                "country": "US" }),
        ),
        (
            "associate",
            MARTA,
            json!({ "given_name": "Marta", "role": "associate", "store_id": STORE }),
        ),
        (
            "customer",
            ROGER,
            json!({ "store_id": STORE, "given_name": "Roger", "family_name": "Vale",
                "created_at": at }),
        ),
    ] {
        put(database, table, id, &fields);
    }
}

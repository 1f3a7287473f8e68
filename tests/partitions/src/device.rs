//! The machine of a device: the real app, told what to do by a list that outlives its crashes.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use regard_app::sync::HttpNetwork;
use regard_app::sync::compare::{Compared, Due, compare};
use regard_app::{App, AppOptions, FileKeyStore};
use regard_server::demo::scene;
use serde_json::{Value, json};

use crate::clock::SimulatedClock;
use crate::database::{self, Counted};
use crate::server;
use crate::wire::SimulatedWire;

/// How often the list is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// Something to be done on a device.
#[derive(Debug, Clone)]
pub enum Act {
    /// Enrols with a one-time code.
    Enrol(String),
    /// Writes a note about Roger.
    Note(String),
    /// Calls Roger something else.
    Nickname(String),
    /// Asks the server now.
    Agree,
    /// Says what is here.
    Show,
}

/// What is on a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The words of all notes about Roger, with how often they are there.
    pub notes: Counted,
    /// What Roger is called.
    pub nickname: Option<String>,
    /// What else was entered for him at the same time, seen and unseen.
    pub also_entered: Counted,
    /// Nothing waits to be sent.
    pub all_sent: bool,
    /// What is here adds up to what the server has.
    pub agrees: bool,
}

/// What outlives a crash beside the files: what is to be done, and what came of it.
#[derive(Default)]
pub struct Hand {
    acts: VecDeque<Act>,
    /// The act that is being done; still here after a crash in its midst.
    begun: Option<Act>,
    /// Notes that the app took.
    pub taken: Vec<String>,
    /// Notes that a crash fell into: they may be there, and at most once.
    pub perhaps: Vec<String>,
    /// Requests that brought no answer.
    pub unanswered: u64,
    /// Whether the last [`Act::Agree`] found nothing more to say.
    pub agreed: bool,
    /// What the last [`Act::Show`] saw.
    pub shown: Option<Shown>,
}

impl Hand {
    /// Adds something to be done.
    pub fn wants(&mut self, act: Act) {
        self.acts.push_back(act);
    }

    /// Whether everything is done.
    pub fn rests(&self) -> bool {
        self.acts.is_empty() && self.begun.is_none()
    }

    fn begin(&mut self) -> Option<Act> {
        self.begun = self.acts.pop_front();
        self.begun.clone()
    }
}

/// Opens the app on its files and does what is wanted until the machine falls.
pub async fn run(
    folder: PathBuf,
    clock: Arc<SimulatedClock>,
    hand: Arc<Mutex<Hand>>,
) -> turmoil::Result {
    {
        let mut hand = hand.lock().expect("a hand");
        match hand.begun.take() {
            Some(Act::Note(words)) => hand.perhaps.push(words),
            Some(act) => hand.acts.push_front(act),
            None => {}
        }
    }
    let options = AppOptions {
        key_store: Arc::new(FileKeyStore::new(&folder)),
        data_dir: folder,
        clock,
        platform: "linux".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let network = Arc::new(HttpNetwork::over(Arc::new(SimulatedWire {
        hand: hand.clone(),
    })));
    let app = App::open_on(options, network).await;
    loop {
        let act = hand.lock().expect("a hand").begin();
        if let Some(act) = act {
            done(&app, act, &hand).await;
            hand.lock().expect("a hand").begun = None;
        } else {
            tokio::time::sleep(LOOK).await;
        }
    }
}

async fn done(app: &App, act: Act, hand: &Mutex<Hand>) {
    let roger = scene::id("roger");
    match act {
        Act::Enrol(code) => {
            let enrol = json!({
                "server": format!("https://{}", server::NAME), "code": code,
                "deviceName": "A phone", "pin": null,
            });
            app.dispatch("enrol", enrol).await.expect("enrolled");
        }
        Act::Note(words) => {
            let jot = json!({
                "customerId": roger, "repairId": null, "kind": "note", "words": words,
                "followUpOn": null,
            });
            app.dispatch("jot", jot).await.expect("noted");
            hand.lock().expect("a hand").taken.push(words);
        }
        Act::Nickname(words) => {
            let edit = json!({ "customerId": roger, "nickname": words });
            app.dispatch("edit_customer", edit).await.expect("edited");
        }
        Act::Agree => {
            let state: Value = app.dispatch("sync_now", json!({})).await.expect("a state");
            let agreed = state["phase"] == json!("synced") && state["waiting"] == json!(0);
            hand.lock().expect("a hand").agreed = agreed;
        }
        Act::Show => {
            let shown = show(app).await;
            hand.lock().expect("a hand").shown = Some(shown);
        }
    }
}

async fn show(app: &App) -> Shown {
    let roger = scene::id("roger");
    let read = app.database().expect("a database").read(|conn| {
        Ok(Shown {
            notes: database::notes(conn, roger)?,
            nickname: database::nickname(conn, roger)?,
            also_entered: database::also_entered(conn, roger)?,
            all_sent: database::waiting(conn)? == 0,
            agrees: false,
        })
    });
    let compared = compare(app, Due::Now).await.expect("compared");
    Shown {
        agrees: compared == Compared::Same,
        ..read.expect("read")
    }
}

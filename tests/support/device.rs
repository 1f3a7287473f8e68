//! A device: the real app on a real encrypted database, with its own Wi-Fi.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use regard_app::database::install::fill;
use regard_app::{App, AppEvent, AppOptions, CommandError, ErrorCode, FileKeyStore};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::clock::RunningClock;
use crate::gate::Gate;
use crate::wait::until_nothing_is_left;

/// How long a story waits for something that has to happen.
const PATIENCE: Duration = Duration::from_secs(15);

/// One phone, tablet or computer of the store.
pub struct Device {
    name: String,
    folder: TempDir,
    clock: Arc<RunningClock>,
    wifi: Gate,
    app: App,
    events: broadcast::Receiver<AppEvent>,
}

impl Device {
    /// A new device, enrolled with `code`.
    pub async fn enrol(
        name: &str,
        server: SocketAddr,
        code: &str,
        clock: Arc<RunningClock>,
    ) -> Self {
        let device = Self::blank(name, server, clock).await;
        let enrol = json!({
            "server": device.wifi.url(), "code": code, "deviceName": format!("{name}'s phone"), "pin": null,
        });
        device.call::<Value>("enrol", enrol).await;
        device
    }

    /// A new device that has not been enrolled.
    pub async fn blank(name: &str, server: SocketAddr, clock: Arc<RunningClock>) -> Self {
        let folder = TempDir::new().expect("a folder");
        let wifi = Gate::before(server).await;
        let app = open(&folder, clock.clone()).await;
        let events = app.events();
        Self {
            name: name.to_owned(),
            folder,
            clock,
            wifi,
            app,
            events,
        }
    }

    /// Does what a tap does; the story fails if it can't be done.
    pub async fn call<T: DeserializeOwned>(&self, command: &str, args: Value) -> T {
        match self.app.dispatch(command, args).await {
            Ok(answer) => serde_json::from_value(answer).unwrap_or_else(|error| {
                panic!("{}: {command} answers otherwise: {error}", self.name)
            }),
            Err(error) => panic!("{}: {command}: {error:?}", self.name),
        }
    }

    /// Does what can't be done, and answers why.
    pub async fn refused(&self, command: &str, args: Value) -> CommandError {
        match self.app.dispatch(command, args).await {
            Ok(answer) => panic!(
                "{}: {command} was to be refused, and answered {answer}",
                self.name
            ),
            Err(error) => error,
        }
    }

    /// Asks `command` again and again until `seen` is true of the answer.
    pub async fn until<T: DeserializeOwned>(
        &self,
        command: &str,
        args: Value,
        seen: impl FnMut(&T) -> bool,
    ) -> T {
        self.within(PATIENCE, command, args, seen).await
    }

    async fn within<T: DeserializeOwned>(
        &self,
        patience: Duration,
        command: &str,
        args: Value,
        mut seen: impl FnMut(&T) -> bool,
    ) -> T {
        let waiting = async {
            let mut events = self.app.events();
            loop {
                let answer: T = self.call(command, args.clone()).await;
                if seen(&answer) {
                    return answer;
                }
                // Looked at again when something changed, and now and then besides.
                let _ = tokio::time::timeout(Duration::from_millis(50), events.recv()).await;
            }
        };
        tokio::time::timeout(patience, waiting)
            .await
            .unwrap_or_else(|_| panic!("{}: {command} never came to show it", self.name))
    }

    /// Waits until device and server have nothing more to say to each other.
    pub async fn in_step(&self) {
        self.in_step_within(PATIENCE).await;
    }

    /// As [`Device::in_step`], with more patience.
    pub async fn in_step_within(&self, patience: Duration) {
        self.within(patience, "sync_now", json!({}), |state: &Value| {
            state.get("phase") == Some(&json!("synced")) && state.get("waiting") == Some(&json!(0))
        })
        .await;
    }

    /// Waits until all that came with a first sync is filled in and the search knows everybody.
    pub async fn filled_within(&self, patience: Duration) {
        until_nothing_is_left(&self.name, patience, async || {
            let wanted = self
                .app
                .database()
                .and_then(|database| database.read(|conn| Ok(fill::is_wanted(conn)?)));
            wanted
                .expect("the database answers")
                .then(|| "not filled in".to_owned())
        })
        .await;
        let everybody = json!({
            "typed": "", "store": null, "owner": null, "nobodys": false, "tags": [], "seen": null,
            "promise": false, "order": "nearness", "offset": 0, "limit": 1,
        });
        until_nothing_is_left(&self.name, patience, async || {
            let browsed = self.app.dispatch("browse_customers", everybody.clone());
            match browsed.await {
                Ok(browsed) if browsed["complete"] == true => None,
                Ok(_) => Some("the search does not know everybody".to_owned()),
                // The bench has no such list, and nothing to wait for.
                Err(error) if error.code == ErrorCode::NotAllowed => None,
                Err(error) => panic!("{}: browse_customers: {error:?}", self.name),
            }
        })
        .await;
    }

    /// The next operating-system alert.
    pub async fn alert(&mut self) -> regard_app::today::screens::AlertCard {
        let waiting = async {
            loop {
                match self.events.recv().await {
                    Ok(AppEvent::AlertRaised { alert }) => return alert,
                    Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => panic!("the app is closed"),
                }
            }
        };
        tokio::time::timeout(PATIENCE, waiting)
            .await
            .unwrap_or_else(|_| panic!("{}: no alert came", self.name))
    }

    /// The alerts that were raised since the last one that was waited for.
    pub fn alerts_so_far(&mut self) -> usize {
        let mut alerts = 0;
        while let Ok(event) = self.events.try_recv() {
            alerts += usize::from(matches!(event, AppEvent::AlertRaised { .. }));
        }
        alerts
    }

    /// Pulls the network of this device.
    pub fn go_offline(&self) {
        self.wifi.shut();
    }

    /// Gives it back.
    pub fn go_online(&self) {
        self.wifi.reopen();
    }

    /// Writes down from now on everything that this device says to the server, byte for byte.
    pub fn overhear(&self) {
        self.wifi.overhear();
    }

    /// What it has said since, connection by connection.
    pub fn overheard(&self) -> Vec<Vec<u8>> {
        self.wifi.overheard()
    }

    /// Lets this device's connections break off and stand still, and waits until one more was tried.
    pub async fn weathers(&self, seed: u64) {
        let before = self.wifi.connections();
        self.wifi.storm(seed);
        until_nothing_is_left(&self.name, PATIENCE, async || {
            (self.wifi.connections() <= before).then(|| "nothing was tried".to_owned())
        })
        .await;
    }

    /// The app itself.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Where the device keeps its files.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Waits until nothing stands in the device's database that names this row or holds one of `words`,
    /// but in `tables`: the search makes its files anew beside everything else.
    pub async fn forgets(&self, row: Uuid, words: &[&str], tables: &[&str]) {
        until_nothing_is_left(&self.name, PATIENCE, async || {
            let mut left = self.stands_in(row, words);
            left.retain(|place| {
                let table = place.split('.').next().unwrap_or_default();
                !tables.contains(&table)
            });
            (!left.is_empty()).then(|| format!("{left:?}"))
        })
        .await;
    }

    /// Where in the device's database something stands that names this row, or holds one of `words`; but
    /// for the wish that it be erased.
    pub fn stands_in(&self, row: Uuid, words: &[&str]) -> Vec<String> {
        let database = self.app.database().expect("a database");
        let read = database.read(|conn| {
            let mut places = Vec::new();
            let mut columns = conn.prepare(
                "SELECT t.name AS place, c.name AS name FROM sqlite_master AS t, pragma_table_info(t.name) AS c
                 WHERE t.type = 'table' AND t.sql NOT LIKE 'CREATE VIRTUAL%'",
            )?;
            let columns: Vec<(String, String)> = columns
                .query_map([], |row| Ok((row.get("place")?, row.get("name")?)))?
                .collect::<Result<_, _>>()?;
            for (table, column) in columns {
                let but = if table == "pending_change" { "AND kind <> 'erase'" } else { "" };
                let mut looked_for = vec![row.as_bytes().to_vec(), row.to_string().into_bytes()];
                looked_for.extend(words.iter().map(|word| word.as_bytes().to_vec()));
                for bytes in looked_for {
                    let found: bool = conn.query_row(
                        &format!(
                            "SELECT EXISTS (SELECT 1 FROM \"{table}\"
                             WHERE instr(CAST(\"{column}\" AS BLOB), ?1) > 0 {but})"
                        ),
                        [&bytes],
                        |row| row.get(0),
                    )?;
                    if found {
                        let what = String::from_utf8(bytes.clone()).unwrap_or_else(|_| "the id".to_owned());
                        places.push(format!("{table}.{column}: {what}"));
                    }
                }
            }
            Ok(places)
        });
        read.expect("the database is read")
    }

    /// Ends the app and starts it again on the same files.
    pub async fn restart(self) -> Self {
        self.restart_after(|_| ()).await
    }

    /// Ends the app, does `act` to the folder with its files, and starts it again.
    pub async fn restart_after(self, act: impl FnOnce(&std::path::Path)) -> Self {
        let Self {
            name,
            folder,
            clock,
            wifi,
            app,
            ..
        } = self;
        app.close().await;
        drop(app);
        act(folder.path());
        let app = open(&folder, clock.clone()).await;
        let events = app.events();
        Self {
            name,
            folder,
            clock,
            wifi,
            app,
            events,
        }
    }
}

async fn open(folder: &TempDir, clock: Arc<RunningClock>) -> App {
    App::open(AppOptions {
        data_dir: folder.path().to_owned(),
        key_store: Arc::new(FileKeyStore::new(folder.path())),
        clock,
        platform: "linux".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
    .await
}

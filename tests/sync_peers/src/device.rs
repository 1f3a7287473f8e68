//! A device: the real app on a real encrypted database, over HTTP.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use regard_app::sync::screens::SyncPhase;
use regard_app::{App, AppOptions, FileKeyStore};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Failure;
use crate::clock::{RealClock, machine_nanos};
use crate::database;

/// How long anything may take; a first sync on a busy machine is the longest.
const PATIENCE: Duration = Duration::from_secs(900);

/// A new value of one field of a customer.
#[derive(Debug, Deserialize)]
pub struct Edit {
    /// The customer.
    pub id: Uuid,
    /// `about`, `nickname`.
    pub field: String,
    /// What it says now.
    pub value: String,
}

/// One device, and the code it enrols with.
pub struct Device {
    app: App,
    server: String,
    code: String,
}

impl Device {
    /// Opens the app on an empty folder; nothing is said to the server yet.
    pub async fn open(dir: &str, server: String, code: String) -> Result<Self, Failure> {
        let folder = PathBuf::from(dir);
        std::fs::create_dir_all(&folder)?;
        let app = App::open(AppOptions {
            key_store: Arc::new(FileKeyStore::new(&folder)),
            data_dir: folder,
            clock: Arc::new(RealClock),
            platform: "linux".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
        .await;
        Ok(Self { app, server, code })
    }

    /// Enrols, and waits until everything the device may see is on it.
    pub async fn first(&self) -> Result<Value, Failure> {
        let mut events = self.app.events();
        let enrol = json!({
            "server": self.server, "code": self.code, "deviceName": "A phone", "pin": null,
        });
        self.call("enrol", enrol).await?;
        let waiting = async {
            loop {
                let state = self.app.sync_state().map_err(words)?;
                if state.phase == SyncPhase::Synced && state.waiting == 0 {
                    return Ok::<_, Failure>(());
                }
                // Looked at again when something happened, and now and then besides.
                let _ = tokio::time::timeout(Duration::from_millis(5), events.recv()).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting)
            .await
            .map_err(|_| "the first sync did not end")??;
        let customers = self.read(database::customers)?;
        Ok(json!({ "customers": customers }))
    }

    /// The hash of all that is visible.
    pub fn hash(&self) -> Result<Value, Failure> {
        let hash = self.read(database::content_hash)?;
        Ok(json!({ "hash": hash }))
    }

    /// Makes the edits as a person does.
    pub async fn edit(&self, edits: &[Edit]) -> Result<Value, Failure> {
        for edit in edits {
            self.edit_customer(edit).await?;
        }
        Ok(json!({}))
    }

    /// Waits until device and server have nothing more to say to each other.
    pub async fn in_step(&self) -> Result<Value, Failure> {
        let waiting = async {
            loop {
                let state = self.call("sync_now", json!({})).await?;
                if state.get("phase") == Some(&json!("synced"))
                    && state.get("waiting") == Some(&json!(0))
                {
                    return Ok::<_, Failure>(json!({}));
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting)
            .await
            .map_err(|_| "device and server never agreed")?
    }

    /// Makes one edit; the app sends it by itself. Answers when the person tapped.
    pub async fn tell(&self, edit: &Edit) -> Result<Value, Failure> {
        let at = machine_nanos();
        self.edit_customer(edit).await?;
        Ok(json!({ "at": at.to_string() }))
    }

    /// Waits for one edit of another device. Answers when it could be read here.
    pub async fn see(&self, edit: &Edit) -> Result<Value, Failure> {
        let mut events = self.app.events();
        let waiting = async {
            loop {
                let shown = self.read(|conn| database::field(conn, edit.id, &edit.field))?;
                if shown.as_deref() == Some(&edit.value) {
                    return Ok::<_, Failure>(machine_nanos());
                }
                let _ = tokio::time::timeout(Duration::from_secs(1), events.recv()).await;
            }
        };
        let at = tokio::time::timeout(Duration::from_secs(60), waiting)
            .await
            .map_err(|_| "the edit never came")??;
        Ok(json!({ "at": at.to_string() }))
    }

    /// What stands in `fields` of the customers, and what stands beside it on their pages.
    pub fn words(&self, ids: &[String], fields: &[String]) -> Result<Value, Failure> {
        let mut shown = Vec::new();
        let mut beside = Vec::new();
        for id in ids {
            let id: Uuid = id.parse()?;
            for name in fields {
                shown.extend(self.read(|conn| database::field(conn, id, name))?);
            }
            beside.extend(self.read(|conn| database::also_entered(conn, id))?);
        }
        Ok(json!({ "shown": shown, "beside": beside, "hidden": [] }))
    }

    /// Closes the app.
    pub async fn close(&self) {
        self.app.close().await;
    }

    async fn edit_customer(&self, edit: &Edit) -> Result<(), Failure> {
        let mut args = json!({ "customerId": edit.id });
        if let Some(args) = args.as_object_mut() {
            args.insert(edit.field.clone(), json!(edit.value));
        }
        self.call("edit_customer", args).await?;
        Ok(())
    }

    async fn call(&self, command: &str, args: Value) -> Result<Value, Failure> {
        self.app
            .dispatch(command, args)
            .await
            .map_err(|error| format!("{command}: {}", error.message).into())
    }

    fn read<A>(
        &self,
        look: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<A>,
    ) -> Result<A, Failure> {
        let database = self.app.database().map_err(words)?;
        database.read(|conn| Ok(look(conn)?)).map_err(words)
    }
}

fn words(error: regard_app::CommandError) -> Failure {
    error.message.into()
}

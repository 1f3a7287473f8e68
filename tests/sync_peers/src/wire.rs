//! A device without an app: what travels, by hand. For filling a book and for being many.

use std::collections::BTreeMap;
use std::time::Duration;

use regard_app::Utc;
use regard_sync::enrol::{EnrolRequest, Enrolled};
use regard_sync::{Change, ChangeKind, Cursor, FieldChange, Hlc, SCHEMA, SyncAnswer, SyncRequest};
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE};
use serde_json::Value;
use uuid::Uuid;

use crate::Failure;

/// An enrolled device.
pub struct Wire {
    /// Reaches the server.
    pub client: reqwest::Client,
    /// Scheme, host and port.
    pub server: String,
    /// Who it is.
    pub who: Enrolled,
    incarnation: Uuid,
    last_n: u64,
    last_hlc: Option<Hlc>,
    /// How far it has read.
    pub cursor: Option<Cursor>,
}

impl Wire {
    /// Enrols with a one-time code.
    pub async fn enrol(server: &str, code: &str, name: &str) -> Result<Self, Failure> {
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .build()?;
        let incarnation = Uuid::now_v7();
        let request = EnrolRequest {
            code: code.to_owned(),
            device_name: name.to_owned(),
            platform: "linux".to_owned(),
            incarnation,
        };
        let answer = client
            .post(format!("{server}/v1/enrol"))
            .json(&request)
            .send()
            .await?
            .error_for_status()?;
        Ok(Self {
            client,
            server: server.to_owned(),
            who: answer.json().await?,
            incarnation,
            last_n: 0,
            last_hlc: None,
            cursor: None,
        })
    }

    /// A change of this device, numbered and stamped. `base` is the stamp of what the author saw.
    pub fn change(
        &mut self,
        kind: ChangeKind,
        table: &str,
        id: Uuid,
        fields: BTreeMap<String, Value>,
        base: Option<Hlc>,
    ) -> Change {
        self.last_n += 1;
        let now = Utc::now().timestamp_millis().unsigned_abs();
        let writer = Hlc::writer_of(self.who.device_id.0);
        let hlc = Hlc::next(self.last_hlc, now, writer);
        self.last_hlc = Some(hlc);
        let fields = fields.into_iter().map(|(name, value)| {
            let change = FieldChange {
                value,
                hlc,
                base,
                seen: None,
            };
            (name, change)
        });
        Change {
            n: self.last_n,
            table: table.to_owned(),
            id,
            kind,
            fields: fields.collect(),
        }
    }

    /// Changes up, at most `want_rows` rows down; the cursor moves on.
    pub async fn sync(
        &mut self,
        changes: Vec<Change>,
        want_rows: u32,
    ) -> Result<SyncAnswer, Failure> {
        let last = changes.last().map(|change| change.n);
        let request = SyncRequest {
            incarnation: self.incarnation,
            schema: SCHEMA,
            device_now: Utc::now(),
            cursor: self.cursor.clone(),
            changes,
            want_rows,
            parts: None,
        };
        let body = zstd::encode_all(serde_json::to_vec(&request)?.as_slice(), 3)?;
        let response = self
            .client
            .post(format!("{}/v1/sync", self.server))
            .bearer_auth(&self.who.token)
            .header(CONTENT_TYPE, "application/json")
            .header(CONTENT_ENCODING, "zstd")
            .body(body)
            .send()
            .await?;
        if !response.status().is_success() {
            let status = response.status();
            return Err(format!("{status}: {}", response.text().await?).into());
        }
        let answer: SyncAnswer = response.json().await?;
        if last.is_some_and(|last| answer.acked_to < last) {
            return Err(format!("the server took changes up to {} only", answer.acked_to).into());
        }
        self.cursor = Some(answer.page.cursor.clone());
        Ok(answer)
    }
}

/// The codes of a file, one a line.
pub fn codes(path: &std::path::Path) -> Result<Vec<String>, Failure> {
    let text = std::fs::read_to_string(path)?;
    Ok(text.split_whitespace().map(str::to_owned).collect())
}

//! Takes orders from standard input, one JSON object a line, and answers each on standard output.
//!
//! The peers' clients understand the same orders (`worker.mjs`, `clients/`).

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use crate::Failure;
use crate::device::{Device, Edit};

#[derive(Deserialize)]
struct Order {
    id: u64,
    #[serde(flatten)]
    act: Act,
}

#[derive(Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
enum Act {
    Open {
        dir: String,
        url: String,
        code: String,
    },
    First,
    Hash,
    Edit {
        edits: Vec<Edit>,
    },
    Push,
    Pull,
    Live,
    Tell {
        edit: Edit,
    },
    See {
        edit: Edit,
    },
    Words {
        ids: Vec<String>,
        fields: Vec<String>,
    },
    Close,
    /// Orders that only a peer needs.
    #[serde(other)]
    Other,
}

/// Obeys until the input ends.
pub async fn obey() -> Result<(), Failure> {
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    let mut answers = tokio::io::stdout();
    let mut device = None;
    while let Some(line) = orders.next_line().await? {
        let order: Order = serde_json::from_str(&line)?;
        let answer = match act(&mut device, order.act).await {
            Ok(ok) => json!({ "id": order.id, "ok": ok }),
            Err(error) => json!({ "id": order.id, "error": error.to_string() }),
        };
        answers.write_all(format!("{answer}\n").as_bytes()).await?;
        answers.flush().await?;
    }
    Ok(())
}

async fn act(device: &mut Option<Device>, act: Act) -> Result<Value, Failure> {
    if let Act::Open { dir, url, code } = act {
        *device = Some(Device::open(&dir, url, code).await?);
        return Ok(json!({}));
    }
    let Some(open) = device else {
        return Err("open comes first".into());
    };
    match act {
        Act::First => open.first().await,
        Act::Hash => open.hash(),
        Act::Edit { edits } => open.edit(&edits).await,
        Act::Push | Act::Pull => open.in_step().await,
        // The app keeps its live line open by itself.
        Act::Open { .. } | Act::Live | Act::Other => Ok(json!({})),
        Act::Tell { edit } => open.tell(&edit).await,
        Act::See { edit } => open.see(&edit).await,
        Act::Words { ids, fields } => open.words(&ids, &fields),
        Act::Close => {
            open.close().await;
            *device = None;
            Ok(json!({}))
        }
    }
}

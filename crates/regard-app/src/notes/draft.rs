//! Keeps what is being written on the jot sheet, so that a killed app loses no word.

use regard_domain::ids::CustomerId;
use serde::{Deserialize, Serialize};

use super::screens::{JotDraft, KeepDraft};
use crate::app::App;
use crate::customers::names;
use crate::database::{customers, notes};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::session::screens::Nothing;

/// The sheet as it lies on the device.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    customer_id: Option<CustomerId>,
    words: String,
}

/// Keeps the sheet; empty words throw it away.
pub async fn keep_jot_draft(app: &App, draft: KeepDraft) -> Result<Nothing, CommandError> {
    app.session()?;
    let kept = (!draft.words.trim().is_empty())
        .then(|| {
            serde_json::to_string(&Kept {
                customer_id: draft.customer_id,
                words: draft.words,
            })
        })
        .transpose()
        .map_err(|_| CommandError::new(ErrorCode::Internal, Refusal::WordsNotKept))?;
    let now = app.now();
    app.database()?.write_local(&[], |conn| {
        match &kept {
            Some(draft) => notes::keep_jot_draft(conn, draft, now)?,
            None => notes::clear_jot_draft(conn)?,
        }
        Ok(Nothing {})
    })
}

/// The sheet as it was left.
pub async fn jot_draft(app: &App, _: Nothing) -> Result<Option<JotDraft>, CommandError> {
    app.session()?;
    app.database()?.read(|conn| {
        let Some(text) = notes::jot_draft(conn)? else {
            return Ok(None);
        };
        // A sheet that can't be read is shown as it is: words are never lost.
        let kept: Kept = serde_json::from_str(&text).unwrap_or(Kept {
            customer_id: None,
            words: text,
        });
        let known = match kept.customer_id {
            Some(id) if customers::customer(conn, id)?.is_some() => Some(id),
            _ => None,
        };
        Ok(Some(JotDraft {
            customer_id: known,
            customer_name: known.map(|id| names::display_name(conn, id)).transpose()?,
            words: kept.words,
        }))
    })
}

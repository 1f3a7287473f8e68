//! Puts tags on customers and takes them off.

use regard_domain::ids::CustomerId;
use regard_domain::names::fold;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::add::line;
use super::screens::{Story, TagCustomer};
use super::story::story;
use crate::app::App;
use crate::database::rows::time_text;
use crate::database::{customers, tags};
use crate::error::{CommandError, Refusal};
use crate::viewer::Viewer;

/// The longest tag, in characters.
const LONGEST: usize = 40;

/// Puts a tag on, or takes it off. Doing it twice is doing it once.
pub async fn tag_customer(app: &App, args: TagCustomer) -> Result<Story, CommandError> {
    let id = args.customer_id;
    let words = line("words", &args.words)?;
    if words.is_empty() || words.chars().count() > LONGEST {
        return Err(CommandError::invalid("words", Refusal::TagUnfit));
    }
    app.database()?.write(|edit| {
        if customers::customer(edit.connection(), id)?.is_none() {
            return Err(CommandError::not_found("customer"));
        }
        let same: Vec<_> = tags::of_customer(edit.connection(), id)?
            .into_iter()
            .filter(|tag| fold(&tag.words) == fold(&words))
            .collect();
        if args.on {
            match same.first() {
                Some(_) if same.iter().any(|tag| !tag.removed) => {}
                Some(tag) => edit.set("tag", tag.id, json!({ "removed_at": Value::Null }))?,
                None => {
                    let tag = edit.new_id();
                    edit.add("tag", tag, json!({ "customer_id": id, "words": words }))?;
                }
            }
        } else {
            let now = time_text(edit.now());
            for tag in same.iter().filter(|tag| !tag.removed) {
                edit.set("tag", tag.id, json!({ "removed_at": now }))?;
            }
        }
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        story(edit.connection(), &viewer, id, None)?
            .ok_or_else(|| CommandError::not_found("customer"))
    })
}

/// The tags of a customer in the order of the alphabet, each once.
pub fn shown(conn: &Connection, id: CustomerId) -> rusqlite::Result<Vec<String>> {
    let mut shown: Vec<String> = Vec::new();
    for tag in tags::of_customer(conn, id)? {
        if !tag.removed && shown.iter().all(|known| fold(known) != fold(&tag.words)) {
            shown.push(tag.words);
        }
    }
    shown.sort_by_key(|words| fold(words));
    Ok(shown)
}

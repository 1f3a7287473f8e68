//! What an associate would tell a customer of themselves. It goes through the store's server to
//! their own devices.

use regard_domain::ids::OwnFactId;
use regard_domain::words::FactKind;
use serde_json::json;

use super::screens::{AddOwnFact, DropOwnFact, OwnFact};
use crate::app::App;
use crate::database::own_facts::{self, OwnFactRow};
use crate::error::{CommandError, Refusal};
use crate::session::screens::Nothing;

/// The longest that somebody says of themselves, in letters.
const LONGEST: usize = 200;

/// What I have said of myself.
pub async fn own_facts(app: &App, _: Nothing) -> Result<Vec<OwnFact>, CommandError> {
    let session = app.session()?;
    app.database()?.read(|conn| {
        let rows = own_facts::of_associate(conn, session.associate_id)?;
        Ok(rows.into_iter().map(card).collect())
    })
}

/// Adds something about me. The same words twice are said once.
pub async fn add_own_fact(app: &App, new: AddOwnFact) -> Result<OwnFact, CommandError> {
    app.session()?;
    let words = new.words.trim().to_owned();
    if words.is_empty() || words.chars().count() > LONGEST {
        return Err(CommandError::invalid("words", Refusal::OwnFactUnfit));
    }
    if matches!(
        new.kind,
        FactKind::Size | FactKind::Wish | FactKind::Avoids | FactKind::Advice
    ) {
        return Err(CommandError::invalid("kind", Refusal::NothingToShare));
    }
    app.database()?.write(|edit| {
        let me = edit.me().associate_id;
        let said = own_facts::of_associate(edit.connection(), me)?;
        if let Some(known) = said
            .into_iter()
            .find(|one| one.words == words && one.kind == new.kind)
        {
            return Ok(card(known));
        }
        let id = OwnFactId(edit.new_id());
        edit.add(
            "own_fact",
            id,
            json!({
                "associate_id": me, "kind": new.kind, "words": words, "added_at": edit.now(),
            }),
        )?;
        Ok(OwnFact {
            id,
            kind: new.kind,
            words,
        })
    })
}

/// Takes something about me out. Its words go, here and on the store's server; whoever wants it back says
/// it again. Twice changes nothing.
pub async fn drop_own_fact(app: &App, args: DropOwnFact) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let me = edit.me().associate_id;
        let row = own_facts::by_id(edit.connection(), me, args.id)?
            .ok_or_else(|| CommandError::not_found("fact"))?;
        if !row.dropped {
            edit.set(
                "own_fact",
                args.id,
                json!({ "dropped_at": edit.now(), "words": "" }),
            )?;
        }
        Ok(Nothing {})
    })
}

fn card(row: OwnFactRow) -> OwnFact {
    OwnFact {
        id: row.id,
        kind: row.kind,
        words: row.words,
    }
}

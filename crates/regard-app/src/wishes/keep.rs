//! Writes a wish down, changes one, takes one out.

use regard_domain::ids::WishId;
use regard_domain::wish::MayKnow;
use serde_json::json;

use super::screens::{KeepWish, KeptWish, RemoveWish};
use crate::app::App;
use crate::database::one_person::person_of;
use crate::database::{Edit, customers, wishes};
use crate::error::{CommandError, Refusal};
use crate::people::link::line;
use crate::session::screens::Nothing;

/// Writes a wish down or changes one.
pub async fn keep_wish(app: &App, asked: KeepWish) -> Result<KeptWish, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let wish_id = keep(edit, asked)?;
        Ok(KeptWish { wish_id })
    })
}

/// The wish inside an act.
pub fn keep(edit: &mut Edit<'_>, asked: KeepWish) -> Result<WishId, CommandError> {
    let conn = edit.connection();
    if customers::customer(conn, asked.customer_id)?.is_none() {
        return Err(CommandError::not_found("customer"));
    }
    let Some(words) = line(Some(&asked.words), "words")? else {
        return Err(CommandError::invalid("words", Refusal::WishMissing));
    };
    // Who wishes for something for themself needs no name.
    let for_id = match asked.for_id {
        Some(id) if customers::customer(conn, id)?.is_none() => {
            return Err(CommandError::not_found("customer"));
        }
        Some(id) if person_of(conn, id)? == person_of(conn, asked.customer_id)? => None,
        other => other,
    };
    let for_name = match for_id {
        Some(_) => None,
        None => line(asked.for_name.as_deref(), "forName")?,
    };
    let fields = json!({
        "for_id": for_id,
        "for_name": for_name,
        "words": words,
        "size": line(asked.size.as_deref(), "size")?,
        "price": line(asked.price.as_deref(), "price")?,
        "occasion": line(asked.occasion.as_deref(), "occasion")?,
        "may_know": asked.may_know,
    });
    if let Some(id) = asked.wish_id {
        wishes::by_id(conn, id)?.ok_or_else(|| CommandError::not_found("wish"))?;
        edit.set("wish", id, fields)?;
        return Ok(id);
    }
    let id = WishId(edit.new_id());
    let mut fields = fields;
    if let Some(fields) = fields.as_object_mut() {
        fields.insert("customer_id".to_owned(), json!(asked.customer_id));
        fields.insert("noted_at".to_owned(), json!(edit.now()));
        fields.insert("noted_by".to_owned(), json!(edit.me().associate_id));
    }
    edit.add("wish", id, fields)?;
    Ok(id)
}

/// Who may hear of a wish where nobody was asked: the household of one's own wish, nobody of what is
/// wished for another, since that may be a present.
pub fn may_know_unasked(for_another: bool) -> MayKnow {
    if for_another {
        MayKnow::Nobody
    } else {
        MayKnow::Household
    }
}

/// Takes a wish out: the undo of writing it down. One that someone did something about stays.
pub async fn remove_wish(app: &App, asked: RemoveWish) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let conn = edit.connection();
        let row =
            wishes::by_id(conn, asked.wish_id)?.ok_or_else(|| CommandError::not_found("wish"))?;
        if row.ended_as.is_some() || !wishes::gifts(conn, row.id)?.is_empty() {
            return Err(CommandError::invalid("wishId", Refusal::WishUsed));
        }
        edit.delete("wish", asked.wish_id)?;
        Ok(Nothing {})
    })
}

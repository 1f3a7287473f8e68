//! Someone means to give what another wishes for: from then on it is their secret.

use chrono::{Days, NaiveDate};
use regard_domain::ids::GiftId;
use regard_domain::wish::GiftStep;
use serde_json::json;

use super::screens::PlanGift;
use crate::app::App;
use crate::database::one_person::person_of;
use crate::database::{customers, wishes};
use crate::error::{CommandError, Refusal};
use crate::session::screens::Nothing;
use crate::viewer::Viewer;

/// How long it stays a secret when nobody says that it was given, in days: over any day of a year.
/// Better a wish that is not shown than a surprise that is told.
const SECRET: u64 = 400;

/// Says how far someone is with giving what another wishes for.
pub async fn plan_gift(app: &App, asked: PlanGift) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let conn = edit.connection();
        let wish =
            wishes::by_id(conn, asked.wish_id)?.ok_or_else(|| CommandError::not_found("wish"))?;
        if customers::customer(conn, asked.customer_id)?.is_none() {
            return Err(CommandError::not_found("customer"));
        }
        let giver = person_of(conn, asked.customer_id)?;
        if wish.receiver() == Some(giver) {
            return Err(CommandError::invalid("customerId", Refusal::NoPresent));
        }
        let viewer = Viewer::of_session(conn, edit.me(), edit.now())?;
        let known = wishes::gifts(conn, asked.wish_id)?
            .into_iter()
            .find(|row| row.gift.giver == giver);
        let Some(step) = asked.step else {
            if let Some(row) = known {
                edit.set("gift", row.id, json!({ "dropped_at": edit.now() }))?;
            }
            return Ok(Nothing {});
        };
        let before = known.as_ref().map(|row| row.gift.step);
        if before == Some(step) {
            return Ok(Nothing {});
        }
        let now = edit.now();
        let bought = step >= GiftStep::Bought;
        // When it was bought stays as it is when it is given.
        let mut fields = json!({
            "given_at": (step == GiftStep::Given).then_some(now),
            "dropped_at": null,
        });
        if let Some(fields) = fields.as_object_mut() {
            if !bought {
                fields.insert("bought_at".to_owned(), json!(null));
            } else if before.is_none_or(|before| before < GiftStep::Bought) {
                fields.insert("bought_at".to_owned(), json!(now));
            }
            if known.is_none() {
                fields.insert("customer_id".to_owned(), json!(giver));
                fields.insert("wish_id".to_owned(), json!(asked.wish_id));
                fields.insert("secret_until".to_owned(), json!(until(viewer.today)));
                fields.insert("meant_at".to_owned(), json!(now));
                fields.insert("meant_by".to_owned(), json!(viewer.me));
            }
        }
        match known {
            Some(row) => edit.set("gift", row.id, fields)?,
            None => keep_new(edit, GiftId::of(giver, asked.wish_id), fields)?,
        }
        Ok(Nothing {})
    })
}

/// A gift that was dropped before is taken up again: its row is there.
fn keep_new(
    edit: &mut crate::database::Edit<'_>,
    id: GiftId,
    fields: serde_json::Value,
) -> Result<(), CommandError> {
    if !edit.add("gift", id, fields.clone())? {
        edit.set("gift", id, fields)?;
    }
    Ok(())
}

fn until(today: NaiveDate) -> Option<NaiveDate> {
    today.checked_add_days(Days::new(SECRET))
}

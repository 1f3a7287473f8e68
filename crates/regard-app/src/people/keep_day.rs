//! Writes a day down, changes it, puts it off, takes it out.

use regard_domain::ids::OccasionId;
use regard_domain::partial_date::PartialDate;
use regard_domain::words::OccasionKind;
use serde_json::json;

use super::link::line;
use super::screens::{KeepDay, KeptDay, PutOffDay, RemoveDay};
use crate::app::App;
use crate::customers::ahead::rows_of_day;
use crate::database::one_person::person_of;
use crate::database::{customers, occasions, relations};
use crate::error::{CommandError, Refusal};
use crate::session::screens::Nothing;
use crate::viewer::Viewer;

/// The most days ahead that a day can come up: a year.
const MOST_AHEAD: u32 = 366;

/// Writes a day down or changes one.
pub async fn keep_day(app: &App, asked: KeepDay) -> Result<KeptDay, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let conn = edit.connection();
        if customers::customer(conn, asked.customer_id)?.is_none() {
            return Err(CommandError::not_found("customer"));
        }
        if let Some(relation) = asked.relation_id
            && relations::by_id(conn, relation)?.is_none()
        {
            return Err(CommandError::not_found("relation"));
        }
        let date: PartialDate = asked
            .on_date
            .parse()
            .map_err(|_| CommandError::invalid("onDate", Refusal::NoSuchDay))?;
        let label = line(asked.label.as_deref(), "label")?;
        if asked.kind == OccasionKind::Other && label.is_none() {
            return Err(CommandError::invalid("label", Refusal::DayNameMissing));
        }
        if asked.ahead_days.is_some_and(|days| days > MOST_AHEAD) {
            return Err(CommandError::invalid("aheadDays", Refusal::AYearAtMost));
        }
        let mut fields = json!({
            "relation_id": asked.relation_id,
            "kind": asked.kind,
            "label": label,
            "on_date": date.to_string(),
            "confidence": asked.confidence,
            "ahead_days": asked.ahead_days,
        });
        let id = match asked.occasion_id {
            Some(id) => {
                let known = occasions::by_id(conn, id)?
                    .ok_or_else(|| CommandError::not_found("occasion"))?;
                let moves =
                    person_of(conn, known.customer_id)? != person_of(conn, asked.customer_id)?;
                if let Some(fields) = fields.as_object_mut()
                    && moves
                {
                    fields.insert("customer_id".to_owned(), json!(asked.customer_id));
                }
                edit.set("occasion", id, fields)?;
                id
            }
            None => {
                let id = OccasionId(edit.new_id());
                if let Some(fields) = fields.as_object_mut() {
                    fields.insert("customer_id".to_owned(), json!(asked.customer_id));
                    fields.insert("because".to_owned(), json!(asked.because));
                    fields.insert("quiet_until".to_owned(), json!(asked.quiet_until));
                }
                edit.add("occasion", id, fields)?;
                id
            }
        };
        Ok(KeptDay { occasion_id: id })
    })
}

/// Puts a day off, or has it come up again: every row that writes it down, since the latest day holds.
pub async fn put_off_day(app: &App, asked: PutOffDay) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        let known = occasions::by_id(edit.connection(), asked.occasion_id)?
            .ok_or_else(|| CommandError::not_found("occasion"))?;
        if asked.until.is_some_and(|until| until <= viewer.today) {
            return Err(CommandError::invalid("until", Refusal::DayNotToCome));
        }
        for row in rows_of_day(edit.connection(), viewer.today, &known)? {
            edit.set("occasion", row, json!({ "quiet_until": asked.until }))?;
        }
        Ok(Nothing {})
    })
}

/// Takes a day out.
pub async fn remove_day(app: &App, asked: RemoveDay) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        if occasions::by_id(edit.connection(), asked.occasion_id)?.is_none() {
            return Err(CommandError::not_found("occasion"));
        }
        edit.delete("occasion", asked.occasion_id)?;
        Ok(Nothing {})
    })
}

//! Makes an appointment, moves one, takes one out.

use chrono::NaiveTime;
use regard_domain::appointment::StoreTime;
use regard_domain::ids::AppointmentId;
use serde_json::json;

use super::cards;
use super::screens::{AppointmentCard, KeepAppointment, RemoveAppointment};
use crate::app::App;
use crate::database::{appointments, customers};
use crate::error::{CommandError, Refusal};
use crate::people::link::line;
use crate::session::screens::Nothing;
use crate::viewer::Viewer;

/// Makes an appointment or moves one. One that ended is open again when it is moved.
pub async fn keep_appointment(
    app: &App,
    asked: KeepAppointment,
) -> Result<AppointmentCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let conn = edit.connection();
        let viewer = Viewer::of_session(conn, edit.me(), edit.now())?;
        if customers::customer(conn, asked.customer_id)?.is_none() {
            return Err(CommandError::not_found("customer"));
        }
        let at = match &asked.at {
            Some(at) => Some(
                NaiveTime::parse_from_str(at, "%H:%M")
                    .map_err(|_| CommandError::invalid("at", Refusal::NoSuchTime))?,
            ),
            None => None,
        };
        let starts = StoreTime { on: asked.on, at };
        let about = line(asked.about.as_deref(), "about")?;
        let id = match asked.appointment_id {
            Some(id) => {
                let row = appointments::by_id(conn, id)?
                    .ok_or_else(|| CommandError::not_found("appointment"))?;
                // Where it stood before may be a day that has passed: moving it is taken back there.
                if row.starts != starts && asked.on < viewer.today && !asked.back {
                    return Err(CommandError::invalid("on", Refusal::DayHasPassed));
                }
                // Who comes to see a colleague still does, unless they come to see me now.
                let with = match (asked.with_me, row.with_id) {
                    (true, _) => Some(viewer.me),
                    (false, Some(with)) if with == viewer.me => None,
                    (false, with) => with,
                };
                let mut fields = json!({
                    "starts": starts.to_string(),
                    "about": about,
                    "with_id": with,
                });
                if row.starts != starts
                    && row.ended_as.is_some()
                    && let Some(fields) = fields.as_object_mut()
                {
                    for field in ["ended_as", "ended_at", "ended_by"] {
                        fields.insert(field.to_owned(), json!(null));
                    }
                }
                edit.set("appointment", id, fields)?;
                id
            }
            None => {
                if asked.on < viewer.today {
                    return Err(CommandError::invalid("on", Refusal::DayHasPassed));
                }
                let id = AppointmentId(edit.new_id());
                edit.add(
                    "appointment",
                    id,
                    json!({
                        "customer_id": asked.customer_id,
                        "store_id": viewer.store_id,
                        "starts": starts.to_string(),
                        "about": about,
                        "with_id": asked.with_me.then_some(viewer.me),
                        "made_at": edit.now(),
                        "made_by": viewer.me,
                    }),
                )?;
                id
            }
        };
        cards::card(edit.connection(), &viewer, id)?
            .ok_or_else(|| CommandError::not_found("appointment"))
    })
}

/// Takes an appointment out: the undo of making it. One that ended stays.
pub async fn remove_appointment(
    app: &App,
    asked: RemoveAppointment,
) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let row = appointments::by_id(edit.connection(), asked.appointment_id)?
            .ok_or_else(|| CommandError::not_found("appointment"))?;
        if row.ended_as.is_some() {
            return Err(CommandError::invalid(
                "appointmentId",
                Refusal::AppointmentAnswered,
            ));
        }
        edit.delete("appointment", asked.appointment_id)?;
        Ok(Nothing {})
    })
}

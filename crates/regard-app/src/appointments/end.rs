//! Says how an appointment ended: they came, they did not, it was called off. Or opens it again.

use serde_json::json;

use super::cards;
use super::screens::{AppointmentCard, EndAppointment};
use crate::app::App;
use crate::database::appointments;
use crate::error::CommandError;
use crate::viewer::Viewer;

/// Says how an appointment ended, or that it is open.
pub async fn end_appointment(
    app: &App,
    asked: EndAppointment,
) -> Result<AppointmentCard, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let row = appointments::by_id(edit.connection(), asked.appointment_id)?
            .ok_or_else(|| CommandError::not_found("appointment"))?;
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        // Said twice, it ended the first time.
        if row.ended(viewer.time_zone) != asked.how {
            let ended = asked.how.map(|_| (edit.now(), edit.me().associate_id));
            edit.set(
                "appointment",
                asked.appointment_id,
                json!({
                    "ended_as": asked.how,
                    "ended_at": ended.map(|(at, _)| at),
                    "ended_by": ended.map(|(_, by)| by),
                }),
            )?;
        }
        cards::card(edit.connection(), &viewer, asked.appointment_id)?
            .ok_or_else(|| CommandError::not_found("appointment"))
    })
}

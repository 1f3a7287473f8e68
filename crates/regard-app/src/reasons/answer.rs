//! Says what became of a reason, or takes that back.

use chrono::{Days, NaiveDate};
use regard_domain::ids::{PieceId, ReasonAnswerId};
use regard_domain::reason::{Decision, ReasonKind};
use rusqlite::Connection;
use serde_json::json;
use uuid::Uuid;

use super::screens::{AnswerReason, AnsweredReason};
use crate::app::App;
use crate::database::{customers, pieces, reasons};
use crate::error::{CommandError, Refusal};
use crate::session::screens::Nothing;
use crate::viewer::Viewer;

/// The longest that a reason can be put off, in days.
const LONGEST: u64 = 366;

/// The last day on which a reason is any use: a warranty is not looked over after its end.
pub(super) fn last_day(
    conn: &Connection,
    kind: ReasonKind,
    about: Option<Uuid>,
    due_on: NaiveDate,
) -> rusqlite::Result<Option<NaiveDate>> {
    let (Some(last), Some(piece)) = (kind.last_day(due_on), about) else {
        return Ok(None);
    };
    let until = pieces::piece(conn, PieceId(piece))?.and_then(|piece| piece.warranty_until);
    Ok(Some(until.map_or(last, |until| last.min(until))))
}

/// Says what became of a reason: followed, put off, not this one.
pub async fn answer_reason(
    app: &App,
    answer: AnswerReason,
) -> Result<AnsweredReason, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        if customers::customer(edit.connection(), answer.customer_id)?.is_none() {
            return Err(CommandError::not_found("customer"));
        }
        let a_year = viewer.today.checked_add_days(Days::new(LONGEST));
        let last = match last_day(
            edit.connection(),
            answer.kind,
            answer.about_id,
            answer.due_on,
        )? {
            Some(last) => Some(a_year.map_or(last, |a_year| last.min(a_year))),
            None => a_year,
        };
        let quiet_until = match (answer.decision, answer.quiet_until) {
            (Decision::Later, Some(until))
                if viewer.today < until && last.is_none_or(|last| until <= last) =>
            {
                Some(until)
            }
            (Decision::Later, _) => {
                return Err(CommandError::invalid(
                    "quietUntil",
                    Refusal::QuietUntilUnfit,
                ));
            }
            (Decision::Done | Decision::NotThis, _) => None,
        };
        let id = ReasonAnswerId(edit.new_id());
        edit.add(
            "reason_answer",
            id,
            json!({
                "customer_id": answer.customer_id,
                "kind": answer.kind,
                "about_id": answer.about_id,
                "due_on": answer.due_on,
                "decision": answer.decision,
                "quiet_until": quiet_until,
                "answered_at": edit.now(),
                "answered_by": viewer.me,
            }),
        )?;
        Ok(AnsweredReason { answer_id: id })
    })
}

/// Takes an answer back: the reason stands again. Twice changes nothing.
pub async fn take_back_answer(app: &App, answer: AnsweredReason) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let row = reasons::answer_by_id(edit.connection(), answer.answer_id)?
            .ok_or_else(|| CommandError::not_found("answer"))?;
        if !row.taken_back {
            edit.set(
                "reason_answer",
                answer.answer_id,
                json!({
                    "taken_back_at": edit.now(),
                    "taken_back_by": edit.me().associate_id,
                }),
            )?;
        }
        Ok(Nothing {})
    })
}

//! Links a customer with another person, says that it ended, or takes out what was never so.

use regard_domain::ids::{OccasionId, RelationId};
use serde_json::json;

use super::screens::{EndRelation, LinkPerson, Linked, UnlinkPerson, Unlinked};
use crate::app::App;
use crate::database::one_person::person_of;
use crate::database::{Edit, customers, occasions, relations};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::session::screens::Nothing;
use crate::viewer::Viewer;

/// The most letters of a name or a remark.
const LONGEST: usize = 200;

/// Links two people.
pub async fn link_person(app: &App, asked: LinkPerson) -> Result<Linked, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let conn = edit.connection();
        if customers::customer(conn, asked.customer_id)?.is_none() {
            return Err(CommandError::not_found("customer"));
        }
        let back = asked.back == Some(true);
        let name = match back {
            true => asked.other_name.clone(),
            false => line(asked.other_name.as_deref(), "otherName")?,
        };
        if let Some(other) = asked.other_id {
            if customers::customer(conn, other)?.is_none() {
                return Err(CommandError::not_found("customer"));
            }
            if person_of(conn, other)? == person_of(conn, asked.customer_id)? {
                return Err(CommandError::invalid("otherId", Refusal::SamePerson));
            }
        } else if name.is_none() {
            return Err(CommandError::invalid("otherName", Refusal::WhoMissing));
        }
        let note = if back {
            asked.note.clone()
        } else {
            refuse_twice(edit, &asked, name.as_deref())?;
            line(asked.note.as_deref(), "note")?
        };
        let id = RelationId(edit.new_id());
        edit.add(
            "relation",
            id,
            json!({
                "customer_id": asked.customer_id,
                "other_id": asked.other_id,
                "other_name": if asked.other_id.is_some() { None } else { name },
                "kind": asked.kind,
                "note": note,
                "ended_on": asked.ended_on.filter(|_| back),
            }),
        )?;
        for day in &asked.days {
            if occasions::by_id(edit.connection(), *day)?.is_some() {
                edit.set("occasion", *day, json!({ "relation_id": id }))?;
            }
        }
        Ok(Linked { relation_id: id })
    })
}

/// Refuses a relation that stands there already and lasts.
fn refuse_twice(
    edit: &Edit<'_>,
    asked: &LinkPerson,
    name: Option<&str>,
) -> Result<(), CommandError> {
    let conn = edit.connection();
    let viewer = Viewer::of_session(conn, edit.me(), edit.now())?;
    let other = match asked.other_id {
        Some(other) => Some(person_of(conn, other)?),
        None => None,
    };
    let known = relations::of_customer(conn, asked.customer_id)?
        .into_iter()
        .any(|known| {
            let is_them = match other {
                Some(_) => known.other_id == other,
                None => known.other_id.is_none() && known.other_name.as_deref() == name,
            };
            known.kind == asked.kind && known.lasts_on(viewer.today) && is_them
        });
    if known {
        return Err(CommandError::new(
            ErrorCode::Conflict,
            Refusal::LinkedAlready,
        ));
    }
    Ok(())
}

/// Says that a relation ended, or takes that back.
pub async fn end_relation(app: &App, asked: EndRelation) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        relations::by_id(edit.connection(), asked.relation_id)?
            .ok_or_else(|| CommandError::not_found("relation"))?;
        edit.set(
            "relation",
            asked.relation_id,
            json!({ "ended_on": asked.ended_on }),
        )?;
        Ok(Nothing {})
    })
}

/// Takes out a relation that was never so. Its days stay and are silent until they have a person
/// again; what is answered links it anew, days and all.
pub async fn unlink_person(app: &App, asked: UnlinkPerson) -> Result<Unlinked, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let (customer_id, relation) = relations::by_id(edit.connection(), asked.relation_id)?
            .ok_or_else(|| CommandError::not_found("relation"))?;
        let days: Vec<OccasionId> = occasions::of_customer(edit.connection(), customer_id)?
            .into_iter()
            .filter(|day| day.relation_id == Some(asked.relation_id))
            .map(|day| day.id)
            .collect();
        edit.delete("relation", asked.relation_id)?;
        Ok(Unlinked {
            customer_id,
            other_id: relation.other_id,
            other_name: relation.other_name,
            kind: relation.kind,
            note: relation.note,
            days,
            back: true,
            ended_on: relation.ended_on,
        })
    })
}

/// A line without blanks around it; none when nothing is left.
pub(crate) fn line(
    typed: Option<&str>,
    field: &'static str,
) -> Result<Option<String>, CommandError> {
    let line = typed.unwrap_or_default().trim();
    if line.chars().count() > LONGEST {
        return Err(CommandError::invalid(field, Refusal::too_long(LONGEST)));
    }
    if line.chars().any(char::is_control) {
        return Err(CommandError::invalid(field, Refusal::OnOneLine));
    }
    Ok((!line.is_empty()).then(|| line.to_owned()))
}

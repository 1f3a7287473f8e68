//! Changes what is written down about a customer.

use chrono::NaiveDate;
use regard_domain::ids::CustomerId;
use serde_json::{Map, Value, json};

use super::add::line;
use super::screens::{EditCustomer, Story};
use super::story::story;
use crate::app::App;
use crate::database::{Edit, customers, one_person};
use crate::error::{CommandError, Refusal};
use crate::viewer::Viewer;

/// The longest free text that is kept, in characters.
const LONGEST_TEXT: usize = 4_000;

/// Changes the fields that are there; an empty text takes a value away.
pub async fn edit_customer(app: &App, args: EditCustomer) -> Result<Story, CommandError> {
    let id = args.customer_id;
    app.database()?.write(|edit| {
        let customer = customers::customer(edit.connection(), id)?
            .ok_or_else(|| CommandError::not_found("customer"))?;
        let fields = fields(&args)?;
        let name = |field: &str, now: &str| match fields.get(field) {
            Some(value) => value.as_str().unwrap_or_default().to_owned(),
            None => now.trim().to_owned(),
        };
        if name("given_name", &customer.given_name).is_empty()
            && name("family_name", &customer.family_name).is_empty()
        {
            return Err(CommandError::invalid("givenName", Refusal::NameMissing));
        }
        clear_on_others(edit, customer.id, &fields)?;
        edit.set("customer", customer.id.0, Value::Object(fields))?;
        let viewer = Viewer::of_session(edit.connection(), edit.me(), edit.now())?;
        story(edit.connection(), &viewer, id, None)?
            .ok_or_else(|| CommandError::not_found("customer"))
    })
}

/// What is taken away is taken away from every record of the person; so is how long to tread gently,
/// of which the longest counts.
fn clear_on_others(
    edit: &mut Edit<'_>,
    person: CustomerId,
    fields: &Map<String, Value>,
) -> Result<(), CommandError> {
    let cleared: Map<String, Value> = fields
        .iter()
        .filter(|(name, value)| value.is_null() || name.starts_with("gently_"))
        .map(|(name, _)| (name.clone(), Value::Null))
        .collect();
    for other in one_person::other_records(edit.connection(), person)? {
        if customers::record(edit.connection(), other)?.is_some() {
            edit.set("customer", other.0, Value::Object(cleared.clone()))?;
        }
    }
    Ok(())
}

/// The fields to set, each as it is kept.
fn fields(args: &EditCustomer) -> Result<Map<String, Value>, CommandError> {
    let mut fields = Map::new();
    // Every customer has these; an empty one is a text, not an absence.
    if let Some(given) = &args.given_name {
        let given = line("givenName", given)?;
        if given.is_empty() {
            return Err(CommandError::invalid("givenName", Refusal::NameMissing));
        }
        fields.insert("given_name".to_owned(), json!(given));
    }
    if let Some(family) = &args.family_name {
        fields.insert("family_name".to_owned(), json!(line("familyName", family)?));
    }
    let lines = [
        ("nickname", "nickname", &args.nickname),
        ("former_names", "formerNames", &args.former_names),
        ("said_as", "saidAs", &args.said_as),
        ("gently_why", "gentlyWhy", &args.gently_why),
        ("language", "language", &args.language),
    ];
    for (field, shown, typed) in lines {
        if let Some(typed) = typed {
            fields.insert(field.to_owned(), kept(line(shown, typed)?));
        }
    }
    for (field, typed) in [("about", &args.about), ("memory", &args.memory)] {
        if let Some(typed) = typed {
            fields.insert(field.to_owned(), kept(text(field, typed)?));
        }
    }
    if let Some(typed) = &args.gently_until {
        let day = typed.trim();
        if !day.is_empty() && day.parse::<NaiveDate>().is_err() {
            return Err(CommandError::invalid(
                "gentlyUntil",
                Refusal::GentlyUntilMissing,
            ));
        }
        if day.is_empty() {
            // The reason goes with the mark.
            fields.insert("gently_why".to_owned(), Value::Null);
        }
        fields.insert("gently_until".to_owned(), kept(day.to_owned()));
    }
    if let Some(typed) = &args.deceased_on {
        let day = typed.trim();
        if !day.is_empty() && day.parse::<NaiveDate>().is_err() {
            return Err(CommandError::invalid("deceasedOn", Refusal::DayMissing));
        }
        fields.insert("deceased_on".to_owned(), kept(day.to_owned()));
    }
    Ok(fields)
}

/// An empty text is no value.
fn kept(text: String) -> Value {
    if text.is_empty() {
        Value::Null
    } else {
        Value::String(text)
    }
}

/// A free text as it is kept: several lines, without other control characters.
fn text(field: &str, typed: &str) -> Result<String, CommandError> {
    let kept: String = typed
        .trim()
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect();
    if kept.chars().count() > LONGEST_TEXT {
        return Err(CommandError::invalid(
            field,
            Refusal::too_long(LONGEST_TEXT),
        ));
    }
    Ok(kept)
}

//! From the rows of a file to rows of Regard. Pure: what is in the store is not asked here.
//!
//! Ids come from the source's own ids, so that the same row of the same source is the same row of
//! Regard for ever, and a second import adds nothing.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use regard_domain::ids::agreed_id;
use serde_json::json;
use uuid::Uuid;

use super::families::Family;
use super::sheet::{Columns, Sheet};
use crate::new_row::NewRow;

/// What the importer has to know about the store.
#[derive(Debug, Clone)]
pub struct Into {
    /// The store whose customers these are.
    pub store: Uuid,
    /// What the manager calls the system the file is from; files of one system name the same.
    pub source: String,
    /// ISO 3166 alpha-2, for phone numbers without a country code.
    pub country: String,
    /// ISO 4217, for prices.
    pub currency: String,
    /// Associates by lower-case full name.
    pub associates: BTreeMap<String, Uuid>,
    /// The moment of the import, as a field's value: when new customers were made.
    pub now: String,
}

/// A row that can't be taken, with its line and why. The words of the row stay in the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BadRow {
    /// The line of the file.
    pub line: u64,
    /// Why, and what to do.
    pub why: String,
}

/// What a file says.
#[derive(Debug, Default)]
pub struct Reading {
    /// The rows of each line of the file: taken together or not at all.
    pub groups: Vec<(u64, Vec<NewRow>)>,
    /// Lines that can't be taken.
    pub bad: Vec<BadRow>,
}

/// The id of a customer of `source`.
pub fn customer_id(source: &str, id: &str) -> Uuid {
    agreed_id(&["import", source, "customer", id])
}

/// Reads the rows of `sheet`.
pub fn interpret(family: Family, sheet: &Sheet, columns: &Columns<'_>, into: &Into) -> Reading {
    let mut reading = Reading::default();
    reading
        .bad
        .extend(sheet.broken.iter().map(|(line, why)| BadRow {
            line: *line,
            why: why.clone(),
        }));
    let mut seen = std::collections::HashMap::new();
    for (line, row) in &sheet.rows {
        let id = columns.cell(row, "id");
        if !id.is_empty()
            && let Some(first) = seen.insert(id.to_owned(), *line)
        {
            reading.bad.push(BadRow {
                line: *line,
                why: format!("the same id stands on line {first} already"),
            });
            continue;
        }
        let read = match family {
            Family::Customers => customer(row, columns, into),
            Family::Purchases => purchase(row, columns, into),
            Family::Repairs => repair(row, columns, into),
        };
        match read.and_then(|rows| match rows.iter().find_map(NewRow::fault) {
            Some(fault) => Err(fault),
            None => Ok(rows),
        }) {
            Ok(rows) => reading.groups.push((*line, rows)),
            Err(why) => reading.bad.push(BadRow { line: *line, why }),
        }
    }
    reading.bad.sort_by_key(|bad| bad.line);
    reading
}

fn associate(name: &str, into: &Into) -> Option<(Uuid, Option<NewRow>)> {
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    if let Some(id) = into.associates.get(&name.to_lowercase()) {
        return Some((*id, None));
    }
    let id = agreed_id(&["import", &into.source, "associate", &name.to_lowercase()]);
    let (given, family) = name.split_once(' ').unwrap_or((name, ""));
    let row = NewRow::new(
        "associate",
        id,
        json!({ "given_name": given, "family_name": family, "role": "associate", "store_id": into.store }),
    );
    Some((id, Some(row)))
}

fn customer(row: &[String], columns: &Columns<'_>, into: &Into) -> Result<Vec<NewRow>, String> {
    let cell = |meaning| columns.cell(row, meaning);
    let (given, family) = (cell("given_name"), cell("family_name"));
    let (phone, email) = (cell("phone"), cell("email").to_lowercase());
    let named = [given, family, cell("company"), phone, email.as_str()];
    let Some(name) = named.iter().find(|name| !name.is_empty()) else {
        return Err("no name, no phone number and no e-mail address".to_owned());
    };
    let key = [cell("id"), email.as_str(), phone]
        .into_iter()
        .find(|key| !key.is_empty());
    let Some(key) = key else {
        return Err(
            "no id, no e-mail address and no phone number to know this customer by again"
                .to_owned(),
        );
    };
    if !email.is_empty() && !email.contains('@') {
        return Err("the e-mail address has no @".to_owned());
    }
    let id = customer_id(&into.source, key);
    let owner = associate(cell("associate"), into);
    let mut rows: Vec<NewRow> = owner.iter().filter_map(|(_, row)| row.clone()).collect();
    rows.push(NewRow::new(
        "customer",
        id,
        json!({
            "store_id": into.store,
            // Somebody known by a number only is called by it until someone asks.
            "given_name": if given.is_empty() && family.is_empty() { name } else { given },
            "family_name": family, "owner_id": owner.as_ref().map(|(id, _)| id), "company_name": cell("company"),
            "street": cell("street"), "city": cell("city"), "region": cell("region"),
            "postal_code": cell("postal_code"), "country": cell("country"), "source": into.source,
            "source_id": key, "source_extra": columns.extra(row), "created_at": into.now,
        }),
    ));
    if let Some(customer) = rows.last_mut() {
        // Empty names are left out by NewRow; a name part may be empty all the same.
        for part in ["given_name", "family_name"] {
            customer
                .fields
                .entry(part.to_owned())
                .or_insert_with(|| json!(""));
        }
    }
    if !phone.is_empty() {
        let e164 = regard_domain::phone::read(phone, &into.country)
            .ok()
            .map(|read| read.e164);
        rows.push(NewRow::new(
            "phone",
            agreed_id(&["import", &into.source, "phone", key]),
            json!({ "customer_id": id, "e164": e164, "typed": phone, "preferred": true }),
        ));
    }
    if !email.is_empty() {
        rows.push(NewRow::new(
            "email",
            agreed_id(&["import", &into.source, "email", key]),
            json!({ "customer_id": id, "address": email, "preferred": true }),
        ));
    }
    Ok(rows)
}

fn purchase(row: &[String], columns: &Columns<'_>, into: &Into) -> Result<Vec<NewRow>, String> {
    let cell = |meaning| columns.cell(row, meaning);
    let (key, item) = (cell("id"), cell("item"));
    if key.is_empty() || cell("customer").is_empty() {
        return Err("the id of the line or of its customer is missing".to_owned());
    }
    let bought = day(cell("date"))?;
    let unit = minor(cell("unit_price"))?;
    let quantity: i64 = match cell("quantity") {
        "" => 1,
        text => text
            .parse()
            .map_err(|_| format!("the quantity {text:?} is no whole number"))?,
    };
    let price = unit.checked_mul(quantity).ok_or("the price is too large")?;
    if item.is_empty() {
        return Err("what was bought is missing".to_owned());
    }
    let customer = customer_id(&into.source, cell("customer"));
    let seller = associate(cell("sold_by"), into);
    let piece = agreed_id(&["import", &into.source, "piece", key]);
    let mut rows: Vec<NewRow> = seller.iter().filter_map(|(_, row)| row.clone()).collect();
    rows.push(NewRow::new(
        "piece",
        piece,
        json!({ "customer_id": customer, "kind": kind_of(item), "description": item }),
    ));
    rows.push(NewRow::new(
        "purchase",
        agreed_id(&["import", &into.source, "purchase", key]),
        json!({
            "customer_id": customer, "piece_id": piece, "sold_by_id": seller.as_ref().map(|(id, _)| id),
            "store_id": into.store, "bought_on": bought, "description": item, "quantity": quantity,
            "price": price, "currency": into.currency, "source": into.source, "source_id": key,
            "source_extra": columns.extra(row),
        }),
    ));
    Ok(rows)
}

fn repair(row: &[String], columns: &Columns<'_>, into: &Into) -> Result<Vec<NewRow>, String> {
    let cell = |meaning| columns.cell(row, meaning);
    let (key, words, place) = (cell("id"), cell("words"), cell("place"));
    if key.is_empty() {
        return Err("the id of the repair is missing".to_owned());
    }
    let on = day(cell("date"))?;
    let at = format!("{on}T12:00:00.000Z");
    let mut rows = Vec::new();
    let customer = if cell("customer").is_empty() {
        // Some systems keep no name with a repair: one walk-in customer for each place.
        let id = agreed_id(&["import", &into.source, "walk-in", place]);
        rows.push(NewRow::new(
            "customer",
            id,
            json!({
                "store_id": into.store, "given_name": "Walk-in", "source": into.source,
                "family_name": if place.is_empty() { "customers" } else { place },
                "source_id": format!("walk-in {place}"), "created_at": into.now,
            }),
        ));
        id
    } else {
        customer_id(&into.source, cell("customer"))
    };
    let category = cell("category")
        .rsplit('~')
        .next()
        .unwrap_or_default()
        .trim();
    let what = if category.is_empty() { words } else { category };
    let known_brand = !cell("brand").is_empty() && !cell("brand").eq_ignore_ascii_case("unknown");
    let described = if known_brand {
        format!("{}, {}", cell("brand"), what)
    } else {
        what.to_owned()
    };
    let description = if described.is_empty() {
        "Piece".to_owned()
    } else {
        described
    };
    let (repair, piece) = (
        agreed_id(&["import", &into.source, "repair", key]),
        agreed_id(&["import", &into.source, "repair-piece", key]),
    );
    rows.push(NewRow::new(
        "piece",
        piece,
        json!({
            "customer_id": customer, "kind": kind_of(category), "description": description,
            "brand": known_brand.then(|| cell("brand")),
        }),
    ));
    rows.push(NewRow::new(
        "repair",
        repair,
        json!({
            "customer_id": customer, "piece_id": piece, "store_id": into.store, "envelope": key,
            "description": description, "customer_words": words, "currency": into.currency, "taken_in_at": at,
            "source": into.source, "source_id": key, "source_extra": columns.extra(row),
        }),
    ));
    let (ending, note) = ending(cell("status"), cell("barrier"))?;
    let step = |kind: &str, hour: u32, note: &str| {
        NewRow::new(
            "repair_step",
            agreed_id(&["import", &into.source, "repair-step", key, kind]),
            json!({
                "repair_id": repair, "customer_id": customer, "kind": kind,
                "at": format!("{on}T{hour:02}:00:00.000Z"), "note": note,
            }),
        )
    };
    rows.push(step("taken_in", 12, ""));
    rows.extend(
        ending
            .iter()
            .zip(13u32..)
            .map(|(kind, hour)| step(kind, hour, &note)),
    );
    Ok(rows)
}

/// The steps that a status of the other system stands for, and what to note with them.
fn ending(status: &str, barrier: &str) -> Result<(&'static [&'static str], String), String> {
    match status.to_lowercase().as_str() {
        "fixed" | "done" | "completed" | "collected" | "picked up" => {
            Ok((&["ready", "handed_over"], String::new()))
        }
        "ready" | "finished" => Ok((&["ready"], String::new())),
        "" | "open" | "received" | "new" => Ok((&[], String::new())),
        "in progress" | "at bench" => Ok((&["at_bench"], String::new())),
        "waiting for parts" => Ok((&["at_bench", "waiting_for_parts"], String::new())),
        "repairable" => Ok((
            &["cancelled"],
            "Could be repaired; went back as it came".to_owned(),
        )),
        "end of life" if barrier.is_empty() => Ok((&["cancelled"], "Beyond repair".to_owned())),
        "end of life" => Ok((&["cancelled"], format!("Beyond repair: {barrier}"))),
        "unknown" => Ok((&["cancelled"], "Outcome not recorded".to_owned())),
        other => Err(format!("the status {other:?} is not known")),
    }
}

/// What kind of piece the words speak of.
fn kind_of(words: &str) -> &'static str {
    let words = words.to_lowercase();
    let kinds = [
        ("watch", "watch"),
        ("clock", "clock"),
        ("wedding band", "band"),
        ("necklace", "necklace"),
        ("bracelet", "bracelet"),
        ("bangle", "bracelet"),
        ("earring", "earrings"),
        ("pendant", "pendant"),
        ("brooch", "brooch"),
    ];
    let whole = |word: &str| {
        words
            .split(|c: char| !c.is_alphanumeric())
            .any(|part| part == word)
    };
    kinds
        .into_iter()
        .find(|(word, _)| words.contains(word))
        .map_or_else(
            || if whole("ring") { "ring" } else { "piece" },
            |(_, kind)| kind,
        )
}

/// A day, with or without a time: `2021-01-31`, `2021-01-31 00:00:00`. Day-and-month orders that
/// could be read two ways are not guessed.
fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse()
        .ok()
        .or_else(|| {
            NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S")
                .ok()
                .map(|at| at.date())
        })
        .or_else(|| {
            NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S %z")
                .ok()
                .map(|at| at.date())
        })
        .filter(|day: &NaiveDate| {
            day.and_time(NaiveTime::MIN).and_utc().timestamp() > -2_208_988_800
        })
        .ok_or_else(|| format!("the date {text:?} is not of the form 2021-01-31"))
}

/// A price in major units as minor units of a currency with two places: `1.98`, `1200`, `$1,200.50`.
fn minor(text: &str) -> Result<i64, String> {
    let fault = || format!("the price {text:?} is no amount");
    let bare: String = text
        .chars()
        .filter(|c| !matches!(c, '$' | '€' | '£' | ' ' | ','))
        .collect();
    let (whole, cents) = bare.split_once('.').unwrap_or((bare.as_str(), ""));
    let negative = whole.starts_with('-');
    let whole: i64 = whole.parse().map_err(|_| fault())?;
    let cents: i64 = match cents.len() {
        0 => 0,
        1 => cents
            .parse::<i64>()
            .map_err(|_| fault())?
            .saturating_mul(10),
        2 => cents.parse().map_err(|_| fault())?,
        _ => return Err(fault()),
    };
    let whole = whole.checked_mul(100).ok_or_else(fault)?;
    Ok(if negative {
        whole - cents
    } else {
        whole + cents
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_and_days_are_read_or_refused() {
        assert_eq!(minor("1.98"), Ok(198));
        assert_eq!(minor("$1,200.5"), Ok(120_050));
        assert_eq!(minor("-3.10"), Ok(-310));
        assert!(minor("cheap").is_err() && minor("1.999").is_err());
        assert_eq!(
            day("2021-01-31 00:00:00").unwrap().to_string(),
            "2021-01-31"
        );
        assert!(day("03/04/2021").is_err() && day("2021-02-30").is_err());
    }

    #[test]
    fn pieces_are_known_by_their_words() {
        assert_eq!(kind_of("Other ~ Watch"), "watch");
        assert_eq!(kind_of("Signet ring"), "ring");
        assert_eq!(kind_of("Restless and Wild, stirring"), "piece");
    }
}

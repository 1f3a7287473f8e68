//! Customers and purchases as other programs keep them, with the column names that the importer reads.

use std::collections::HashMap;
use std::io::{Seek, Write};

use regard_domain::ids::CompanyId;
use uuid::Uuid;

use super::guard::cell;
use super::tables::each;
use super::{Archive, ExportError, Exported};
use crate::database::{Sql, rows};

/// One customer a line, with the first telephone number and e-mail address.
pub(super) fn customers<W: Write + Seek>(
    archive: &mut Archive<W>,
    sql: &dyn Sql,
    company: CompanyId,
) -> Result<Exported, ExportError> {
    let names = names(sql, company)?;
    let file = "lists/customers.csv".to_owned();
    let mut sheet = csv::Writer::from_writer(archive.file(&file)?);
    sheet.write_record([
        "Customer ID",
        "First Name",
        "Last Name",
        "Company",
        "Address",
        "City",
        "State",
        "Postal Code",
        "Country",
        "Phone",
        "Email",
        "Sales Associate",
    ])?;
    let rows = each(sql, company, "customer", |row| {
        let first = |table: &str, field: &str| -> Result<String, ExportError> {
            let mut found = rows::rows_of_root(sql, company, row.id, Some(table))?;
            found.retain(|row| !row.deleted);
            let preferred = |row: &crate::database::StoredRow| {
                row.value("preferred").and_then(serde_json::Value::as_bool) == Some(true)
            };
            found.sort_by_key(|row| (!preferred(row), row.id));
            let first = found
                .first()
                .and_then(|row| row.text(field).or(row.text("typed")));
            Ok(first.unwrap_or_default().to_owned())
        };
        let text = |field: &str| row.text(field).unwrap_or_default().to_owned();
        let owner = row
            .id_in("owner_id")
            .and_then(|owner| names.get(&owner).cloned());
        let cells = [
            row.id.to_string(),
            text("given_name"),
            text("family_name"),
            text("company_name"),
            text("street"),
            text("city"),
            text("region"),
            text("postal_code"),
            text("country"),
            first("phone", "e164")?,
            first("email", "address")?,
            owner.unwrap_or_default(),
        ];
        Ok(sheet.write_record(cells.iter().map(|text| cell(text)))?)
    })?;
    sheet.flush()?;
    Ok(Exported { file, rows })
}

/// One purchase a line.
pub(super) fn purchases<W: Write + Seek>(
    archive: &mut Archive<W>,
    sql: &dyn Sql,
    company: CompanyId,
) -> Result<Exported, ExportError> {
    let names = names(sql, company)?;
    let file = "lists/purchases.csv".to_owned();
    let mut sheet = csv::Writer::from_writer(archive.file(&file)?);
    sheet.write_record([
        "Line ID",
        "Customer ID",
        "Date",
        "Description",
        "Quantity",
        "Unit Price",
        "Currency",
        "Sold By",
        "Occasion",
        "Meaning",
    ])?;
    let rows = each(sql, company, "purchase", |row| {
        let text = |field: &str| row.text(field).unwrap_or_default().to_owned();
        let number = |field: &str| row.value(field).and_then(serde_json::Value::as_i64);
        let quantity = number("quantity").unwrap_or(1).max(1);
        let currency = text("currency");
        let seller = row
            .id_in("sold_by_id")
            .and_then(|id| names.get(&id).cloned());
        let cells = [
            row.id.to_string(),
            row.id_in("customer_id")
                .map(|id| id.to_string())
                .unwrap_or_default(),
            text("bought_on"),
            text("description"),
            quantity.to_string(),
            each_costs(number("price").unwrap_or_default(), quantity, &currency),
            currency,
            seller.unwrap_or_else(|| text("sold_by_name")),
            text("occasion"),
            text("meaning"),
        ];
        Ok(sheet.write_record(cells.iter().map(|text| cell(text)))?)
    })?;
    sheet.flush()?;
    Ok(Exported { file, rows })
}

/// The price of one in major units, `48.50`; exact where the sum divides, else rounded down to the cent.
fn each_costs(minor: i64, quantity: i64, currency: &str) -> String {
    let one = minor / quantity;
    // Currencies without minor units that stores of ours use.
    if matches!(currency, "JPY" | "KRW" | "CLP" | "VND") {
        return one.to_string();
    }
    let sign = if one < 0 { "-" } else { "" };
    let one = one.unsigned_abs();
    format!("{sign}{}.{:02}", one / 100, one % 100)
}

/// What the associates are called.
fn names(sql: &dyn Sql, company: CompanyId) -> Result<HashMap<Uuid, String>, ExportError> {
    let rows = rows::rows_in(sql, company, "associate")?;
    let name = |row: &crate::database::StoredRow| {
        let part = |field| row.text(field).unwrap_or_default();
        format!("{} {}", part("given_name"), part("family_name"))
            .trim()
            .to_owned()
    };
    Ok(rows.iter().map(|row| (row.id, name(row))).collect())
}

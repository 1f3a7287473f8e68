//! The tables as they are: exact, and for a spreadsheet.

use std::io::{Seek, Write};

use regard_domain::ids::CompanyId;
use regard_sync::tables::Table;
use serde_json::{Map, Value, json};

use super::guard::cell;
use super::{AT_ONCE, Archive, ExportError, Exported, SECRET};
use crate::database::{Sql, StoredRow, rows};

/// Hands out every row of a table that is there, a few hundred at a time.
pub(super) fn each(
    sql: &dyn Sql,
    company: CompanyId,
    table: &str,
    mut take: impl FnMut(&StoredRow) -> Result<(), ExportError>,
) -> Result<u64, ExportError> {
    let (mut after, mut count) = (None, 0);
    loop {
        let some = rows::rows_after(sql, company, table, after, AT_ONCE)?;
        let Some(last) = some.last() else {
            return Ok(count);
        };
        after = Some(last.id);
        for row in &some {
            take(row)?;
            count += 1;
        }
    }
}

/// The values of a row by name, without secrets.
fn values(table: &str, row: &StoredRow) -> Map<String, Value> {
    row.fields
        .keys()
        .filter(|name| !SECRET.contains(&(table, name.as_str())))
        .filter_map(|name| Some((name.clone(), row.value(name)?.clone())))
        .collect()
}

/// One JSON object a line.
pub(super) fn json<W: Write + Seek>(
    archive: &mut Archive<W>,
    sql: &dyn Sql,
    company: CompanyId,
    table: &Table,
) -> Result<Exported, ExportError> {
    let file = format!("tables/{}.jsonl", table.name);
    let to = archive.file(&file)?;
    let rows = each(sql, company, table.name, |row| {
        let mut line = values(table.name, row);
        line.insert("id".to_owned(), json!(row.id));
        serde_json::to_writer(&mut *to, &line)?;
        Ok(to.write_all(b"\n")?)
    })?;
    Ok(Exported { file, rows })
}

/// One column for each field, and one for those of a newer app.
pub(super) fn csv<W: Write + Seek>(
    archive: &mut Archive<W>,
    sql: &dyn Sql,
    company: CompanyId,
    table: &Table,
) -> Result<Exported, ExportError> {
    let file = format!("tables/{}.csv", table.name);
    let mut sheet = csv::Writer::from_writer(archive.file(&file)?);
    let known: Vec<&str> = table
        .fields
        .iter()
        .map(|field| field.name)
        .filter(|name| !SECRET.contains(&(table.name, name)))
        .collect();
    sheet.write_record(
        std::iter::once("id")
            .chain(known.iter().copied())
            .chain(["more"]),
    )?;
    let rows = each(sql, company, table.name, |row| {
        let mut values = values(table.name, row);
        let mut cells = vec![row.id.to_string()];
        cells.extend(known.iter().map(|name| match values.remove(*name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => cell(&text),
            Some(other) => other.to_string(),
        }));
        cells.push(if values.is_empty() {
            String::new()
        } else {
            Value::Object(values).to_string()
        });
        Ok(sheet.write_record(cells)?)
    })?;
    sheet.flush()?;
    Ok(Exported { file, rows })
}

//! Import of files, as a manager uses it: a dry run with counts first, then the same for real.
//!
//! The same file twice changes nothing; a bad row is listed with its line and the rest goes in; a
//! column that Regard has no field for is kept with the customer, purchase or repair. What an
//! associate changed by hand is never overwritten: the importer follows only values that it, or the
//! server, wrote itself.

mod families;
mod rows;
mod sheet;

use std::collections::{BTreeMap, HashSet};

use chrono::SecondsFormat;
use regard_sync::tables::{self, Belongs};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::database::{Database, DatabaseError, ServerEdit};
use crate::new_row::NewRow;

pub use families::Family;
pub use rows::BadRow;
pub use sheet::NotATable;

/// A file to be imported.
#[derive(Debug, Clone)]
pub struct Import<'a> {
    /// What is in the file.
    pub bytes: &'a [u8],
    /// The store whose customers these are; none: the company's only store.
    pub store: Option<Uuid>,
    /// What the manager calls the system the file is from. Files of one system name the same, so
    /// that purchases find their customers.
    pub source: &'a str,
    /// `false`: a dry run that only counts.
    pub write: bool,
}

/// What a file would do, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What the file was taken for.
    pub family: Family,
    /// Rows in the file, the header left out.
    pub rows: usize,
    /// For each table what is new, changed and the same.
    pub tables: BTreeMap<String, Counts>,
    /// Rows that were left out, with line and reason.
    pub bad: Vec<BadRow>,
    /// Columns that Regard has no field for; their cells are kept all the same.
    pub kept_columns: Vec<String>,
    /// Whether it was written.
    pub written: bool,
}

/// Rows of one table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Not there yet.
    pub new: usize,
    /// There, with another value that only the importer had written.
    pub changed: usize,
    /// There already, just so.
    pub same: usize,
}

/// Why a file can't be imported at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is no table.
    #[error(transparent)]
    NotATable(#[from] NotATable),
    /// The columns are of no kind that is known.
    #[error("the columns are not those of customers, purchases or repairs; the file has: {header}")]
    UnknownFamily {
        /// The header, as written.
        header: String,
    },
    /// There is no such store, or several to choose from.
    #[error("say which store the file is for: {0}")]
    WhichStore(String),
    /// The book can't be read or written.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Reads a file and, unless it is a dry run, writes it: all good rows in one transaction.
pub fn run(database: &Database, import: &Import<'_>) -> Result<Report, ImportError> {
    match run_in_order(database, std::slice::from_ref(import)) {
        Ok(mut reports) => reports
            .pop()
            .ok_or_else(|| DatabaseError::NotCommitted("nothing was read".to_owned()).into()),
        Err(failed) => Err(failed.error),
    }
}

/// A file of several that can't be imported.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct Failed {
    /// Which one, from 0.
    pub file: usize,
    /// Why.
    pub error: ImportError,
}

/// Reads several files in their order, all in one transaction.
///
/// What a file brings is there for those behind it. One that can't be imported takes all of them back; so does a dry run in the end, which
/// therefore counts exactly what would be written.
pub fn run_in_order(database: &Database, imports: &[Import<'_>]) -> Result<Vec<Report>, Failed> {
    let done = database.write(|edit| {
        let mut reports = Vec::with_capacity(imports.len());
        for (file, import) in imports.iter().enumerate() {
            let report = take(edit, import);
            reports.push(report.map_err(|error| Stopped::Failed(Failed { file, error }))?);
        }
        if imports.iter().all(|import| import.write) {
            Ok(reports)
        } else {
            Err(Stopped::Counted(reports))
        }
    });
    match done {
        Ok(reports) | Err(Stopped::Counted(reports)) => Ok(reports),
        Err(Stopped::Failed(failed)) => Err(failed),
    }
}

/// Why nothing of an import is kept.
enum Stopped {
    /// It was only to be counted.
    Counted(Vec<Report>),
    Failed(Failed),
}

impl From<DatabaseError> for Stopped {
    fn from(error: DatabaseError) -> Self {
        Self::Failed(Failed {
            file: 0,
            error: error.into(),
        })
    }
}

/// Takes one file into the write.
fn take(edit: &ServerEdit<'_>, import: &Import<'_>) -> Result<Report, ImportError> {
    let sheet = sheet::read(import.bytes)?;
    let (family, meanings) =
        families::of(&sheet.header).ok_or_else(|| ImportError::UnknownFamily {
            header: sheet.header.join(", "),
        })?;
    let columns = sheet::Columns::find(&sheet.header, meanings);
    let into = into(edit, import)?;
    let reading = rows::interpret(family, &sheet, &columns, &into);
    let mut plan = Plan::new(edit);
    let mut bad = reading.bad;
    for (line, group) in reading.groups {
        match plan.missing_customer(&group)? {
            Some(why) => bad.push(BadRow { line, why }),
            None => plan.take(&group)?,
        }
    }
    bad.sort_by_key(|bad| bad.line);
    Ok(Report {
        family,
        rows: sheet.rows.len().saturating_add(sheet.broken.len()),
        tables: plan.counts,
        bad,
        kept_columns: columns.unknown(),
        written: import.write,
    })
}

/// What the rows need to know of the store.
fn into(edit: &ServerEdit<'_>, import: &Import<'_>) -> Result<rows::Into, ImportError> {
    let stores = edit.rows_in("store")?;
    let store = match (import.store, stores.as_slice()) {
        (Some(wanted), stores) => stores.iter().find(|store| store.id == wanted),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let store = store.ok_or_else(|| {
        let names: Vec<String> = stores
            .iter()
            .map(|store| format!("{} ({})", store.text("name").unwrap_or_default(), store.id))
            .collect();
        ImportError::WhichStore(names.join(", "))
    })?;
    let associates = edit
        .rows_in("associate")?
        .iter()
        .map(|row| {
            let part = |name| row.text(name).unwrap_or_default();
            (
                format!("{} {}", part("given_name"), part("family_name"))
                    .trim()
                    .to_lowercase(),
                row.id,
            )
        })
        .collect();
    Ok(rows::Into {
        store: store.id,
        source: import.source.to_owned(),
        country: store.text("country").unwrap_or("US").to_owned(),
        currency: store.text("currency").unwrap_or("USD").to_owned(),
        associates,
        now: edit.now().to_rfc3339_opts(SecondsFormat::Millis, true),
    })
}

/// Rows taken one after another, and counted.
struct Plan<'p, 'c> {
    edit: &'p ServerEdit<'c>,
    counts: BTreeMap<String, Counts>,
    seen: HashSet<Uuid>,
}

impl<'p, 'c> Plan<'p, 'c> {
    fn new(edit: &'p ServerEdit<'c>) -> Self {
        Self {
            edit,
            counts: BTreeMap::new(),
            seen: HashSet::new(),
        }
    }

    /// Why the rows can't be taken: they hang on a customer that is neither there nor among them.
    fn missing_customer(&self, group: &[NewRow]) -> Result<Option<String>, DatabaseError> {
        for row in group {
            let Some(Belongs::ToCustomer(field)) =
                tables::table(row.table).map(|table| table.belongs)
            else {
                continue;
            };
            let customer = row
                .fields
                .get(field)
                .and_then(Value::as_str)
                .and_then(|id| id.parse().ok());
            let Some(customer) = customer else { continue };
            let among = group
                .iter()
                .any(|other| other.table == "customer" && other.id == customer);
            let known = among
                || self
                    .edit
                    .row("customer", customer)?
                    .is_some_and(|row| !row.deleted);
            if !known {
                return Ok(Some(
                    "its customer is not in the store; import the customers first".to_owned(),
                ));
            }
        }
        Ok(None)
    }

    fn take(&mut self, group: &[NewRow]) -> Result<(), DatabaseError> {
        for row in group {
            if !self.seen.insert(row.id) {
                continue;
            }
            let found = self.edit.row(row.table, row.id)?;
            let counts = self.counts.entry(row.table.to_owned()).or_default();
            let fields: BTreeMap<String, Value> = match &found {
                // Gone is gone: an import brings nobody back.
                Some(found) if found.deleted => BTreeMap::new(),
                None if self.edit.was_erased(row.id)? => BTreeMap::new(),
                None => row.fields.clone(),
                Some(found) => {
                    row.fields
                        .iter()
                        .filter(|(name, value)| {
                            name.as_str() != "created_at"
                                && found.fields.get(name.as_str()).is_none_or(|field| {
                                    field.by.is_none() && field.value != **value
                                })
                        })
                        .map(|(name, value)| (name.clone(), value.clone()))
                        .collect()
                }
            };
            match (&found, fields.is_empty()) {
                (None, false) => counts.new += 1,
                (Some(_), false) => counts.changed += 1,
                (_, true) => counts.same += 1,
            }
            if !fields.is_empty() {
                self.edit.put(row.table, row.id, fields)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

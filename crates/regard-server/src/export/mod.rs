//! Everything the store has, in open formats: a zip of CSV and JSON files that any program reads.
//!
//! `tables/<table>.jsonl` is exact: one row a line, as it travels. `tables/<table>.csv` is the same for
//! spreadsheets, with formulas made harmless ([`guard`]). `lists/` holds customers and purchases as other
//! programs keep them; the importer takes them back in. What is not in it: who may log in, and the
//! secrets of links.

pub mod guard;
mod lists;
mod tables;

use std::io::{Seek, Write};

use regard_domain::ids::CompanyId;
use regard_sync::tables::TABLES;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::database::{Database, DatabaseError, Sql, moment, photos};

/// Rows read at once: the book is never in memory as a whole.
const AT_ONCE: u32 = 500;

/// Fields that are the store's secrets, not its memory: a link could be made with them.
const SECRET: &[(&str, &str)] = &[("store", "link_key")];

/// The export could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The book failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The file failed.
    #[error("the file can't be written: {0}")]
    File(#[from] std::io::Error),
    /// The zip failed.
    #[error("the file can't be written: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// A sheet failed.
    #[error("the file can't be written: {0}")]
    Csv(#[from] csv::Error),
    /// A row failed.
    #[error("a row can't be written: {0}")]
    Json(#[from] serde_json::Error),
}

/// Something was written: a file of the zip, and how many rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The file's name in the zip.
    pub file: String,
    /// Its rows.
    pub rows: u64,
}

/// The zip as it is being written.
pub(crate) struct Archive<W: Write + Seek>(ZipWriter<W>);

impl<W: Write + Seek> Archive<W> {
    /// Begins a file; what is written goes into it.
    fn file(&mut self, name: &str) -> Result<&mut ZipWriter<W>, ExportError> {
        // A large store has tables of more than four gigabytes.
        let options = SimpleFileOptions::default().large_file(true);
        self.0.start_file(name, options)?;
        Ok(&mut self.0)
    }
}

/// Writes all of the book, from one picture of it. `told` hears of each file when it is whole.
pub fn write<W: Write + Seek>(
    database: &Database,
    to: W,
    mut told: impl FnMut(&Exported),
) -> Result<Vec<Exported>, ExportError> {
    let mut archive = Archive(ZipWriter::new(to));
    let company = database.company();
    let mut all = Vec::new();
    let mut note = |exported: Exported| {
        told(&exported);
        all.push(exported);
    };
    database.read(|sql| {
        for table in TABLES {
            note(tables::json(&mut archive, sql, company, table)?);
            note(tables::csv(&mut archive, sql, company, table)?);
        }
        note(lists::customers(&mut archive, sql, company)?);
        note(lists::purchases(&mut archive, sql, company)?);
        note(pictures(&mut archive, sql, company)?);
        Ok::<_, ExportError>(())
    })?;
    let readme = archive.file("README.txt")?;
    writeln!(readme, "{README}\nDrawn up {}.", moment(database.now()))?;
    archive.0.finish()?.flush()?;
    Ok(all)
}

/// The pictures in full, each under its hash: `hash` in the table `photo` says which is whose.
fn pictures<W: Write + Seek>(
    archive: &mut Archive<W>,
    sql: &dyn Sql,
    company: CompanyId,
) -> Result<Exported, ExportError> {
    let mut rows = 0;
    for hash in photos::all(sql, company)? {
        if let Some(picture) = photos::picture(sql, company, &hash)? {
            archive
                .file(&format!("photos/{hash}.jpg"))?
                .write_all(&picture)?;
            rows += 1;
        }
    }
    let file = "photos/".to_owned();
    Ok(Exported { file, rows })
}

const README: &str = "\
Everything this store keeps in Regard. It is not encrypted: keep it as you would keep the customers' own
letters, and delete it when it is no longer needed.

tables/NAME.jsonl  one row a line, exact. Money is in minor units (cents), moments are in UTC.
tables/NAME.csv    the same for a spreadsheet. A text that a spreadsheet would take for a formula has an
                   apostrophe before it; in the .jsonl it has none.
lists/*.csv        customers and purchases as other programs keep them. `regard-server import` reads them.
photos/HASH.jpg    pictures in full; HASH stands in tables/photo.jsonl, beside a thumbnail as base64.
Not in it: who may log in, devices' secrets, and what was tried with the providers of messages.";

#[cfg(test)]
mod tests;

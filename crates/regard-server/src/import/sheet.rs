//! Reading a table as people's systems write it: delimiter, byte-order mark and encoding found out.

use std::collections::HashMap;

/// A file as rows of named cells.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The header as written.
    pub header: Vec<String>,
    /// The rows with the line each begins on (1 is the header).
    pub rows: Vec<(u64, Vec<String>)>,
    /// Lines that are no rows: why, by line.
    pub broken: Vec<(u64, String)>,
}

/// Why a file can't be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotATable {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Neither UTF-8 nor UTF-16.
    #[error("the file is not text in UTF-8; save it again as CSV UTF-8")]
    NotText,
    /// One column only: no delimiter was found.
    #[error("the first line has one column only; a CSV or TSV file with a header line is needed")]
    OneColumn,
}

/// Reads comma, semicolon or tab separated text with a header line.
pub fn read(bytes: &[u8]) -> Result<Sheet, NotATable> {
    let text = std::str::from_utf8(bytes).map_err(|_| NotATable::NotText)?;
    // One kind of line end: the reader counts a line too few after a carriage return.
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let first = text
        .lines()
        .next()
        .filter(|line| !line.trim().is_empty())
        .ok_or(NotATable::Empty)?;
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|delimiter| first.bytes().filter(|byte| byte == delimiter).count())
        .unwrap_or(b',');
    if !first.as_bytes().contains(&delimiter) {
        return Err(NotATable::OneColumn);
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .map_err(|_| NotATable::NotText)?
        .iter()
        .map(|name| name.trim().to_owned())
        .collect();
    let mut sheet = Sheet {
        header,
        rows: Vec::new(),
        broken: Vec::new(),
    };
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
                if cells.iter().all(String::is_empty) {
                    continue;
                }
                if cells.len() == sheet.header.len() {
                    sheet.rows.push((line, cells));
                } else {
                    sheet.broken.push((
                        line,
                        format!(
                            "{} cells where the header has {}",
                            cells.len(),
                            sheet.header.len()
                        ),
                    ));
                }
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                sheet
                    .broken
                    .push((line, "not readable as a row".to_owned()));
            }
        }
    }
    Ok(sheet)
}

/// The columns of a sheet by what they mean, and the ones that mean nothing to Regard.
pub struct Columns<'a> {
    known: HashMap<&'static str, usize>,
    header: &'a [String],
}

/// A header name as it is compared: letters and digits only, lower case.
fn bare(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

impl<'a> Columns<'a> {
    /// Finds each meaning's column: the first whose name is one of its names.
    pub fn find(header: &'a [String], names: &[(&'static str, &[&str])]) -> Self {
        let bared: Vec<String> = header.iter().map(|name| bare(name)).collect();
        let known = names
            .iter()
            .filter_map(|(meaning, aliases)| {
                aliases
                    .iter()
                    .find_map(|alias| bared.iter().position(|name| name == alias))
                    .map(|at| (*meaning, at))
            })
            .collect();
        Self { known, header }
    }

    /// Whether there is a column of that meaning.
    pub fn has(&self, meaning: &str) -> bool {
        self.known.contains_key(meaning)
    }

    /// The cell of that meaning; empty where there is none.
    pub fn cell<'r>(&self, row: &'r [String], meaning: &str) -> &'r str {
        self.known
            .get(meaning)
            .and_then(|at| row.get(*at))
            .map_or("", String::as_str)
    }

    /// The names of the columns without a meaning.
    pub fn unknown(&self) -> Vec<String> {
        self.each_unknown().map(|(_, name)| name.clone()).collect()
    }

    /// The cells without a meaning, as JSON text; empty where there are none.
    pub fn extra(&self, row: &[String]) -> String {
        let map: serde_json::Map<String, serde_json::Value> = self
            .each_unknown()
            .filter_map(|(at, name)| {
                row.get(at)
                    .filter(|cell| !cell.is_empty())
                    .map(|cell| (name.clone(), cell.clone().into()))
            })
            .collect();
        if map.is_empty() {
            String::new()
        } else {
            serde_json::Value::Object(map).to_string()
        }
    }

    fn each_unknown(&self) -> impl Iterator<Item = (usize, &String)> {
        self.header
            .iter()
            .enumerate()
            .filter(|(at, _)| !self.known.values().any(|known| known == at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_semicolons_tabs_and_a_byte_order_mark_are_read() {
        for text in [
            "a,b\n1,2\n",
            "a;b\n1;2\n",
            "a\tb\r\n1\t2\r\n",
            "\u{feff}a,b\n1,2\n",
        ] {
            let sheet = read(text.as_bytes()).unwrap();
            assert_eq!(sheet.header, ["a", "b"]);
            assert_eq!(sheet.rows, [(2, vec!["1".to_owned(), "2".to_owned()])]);
        }
    }

    #[test]
    fn a_short_row_is_listed_and_the_rest_goes_in() {
        let sheet = read(b"a,b\n1\n3,4\n").unwrap();
        assert_eq!(sheet.rows.len(), 1);
        assert_eq!(
            sheet.broken,
            [(2, "1 cells where the header has 2".to_owned())]
        );
    }

    #[test]
    fn what_is_no_table_says_so() {
        assert_eq!(read(b"").unwrap_err(), NotATable::Empty);
        assert_eq!(read(b"\xff\xfe\x00").unwrap_err(), NotATable::NotText);
        assert_eq!(read(b"hello\n").unwrap_err(), NotATable::OneColumn);
    }
}

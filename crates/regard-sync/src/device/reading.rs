//! How far the reading of one conversation is.

use std::collections::BTreeSet;

use super::conversation::Effect;
use super::limits::Limits;
use super::store::DeviceStore;
use crate::row::{Cursor, Page};

/// How far the reading is.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    cursor: Option<Cursor>,
    /// Everything is read anew: what does not come any more goes at the end.
    afresh: bool,
    /// Everything is read for the first time: what the server takes out meanwhile it does not say.
    first: bool,
    pages: Vec<Page>,
    /// About how many bytes the pages have.
    bytes: usize,
    tables: BTreeSet<String>,
}

impl Reading {
    /// Begins to read after `cursor`. Tables that changed before stay to be told.
    pub fn begin<S: DeviceStore>(
        &mut self,
        store: &mut S,
        cursor: Option<Cursor>,
        afresh: bool,
        effects: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        if cursor.is_none() {
            effects.push(Effect::CatchingUp);
        }
        if afresh {
            store.begin_noting()?;
        }
        self.first = cursor.is_none() && !afresh;
        self.cursor = cursor;
        self.afresh = afresh;
        self.pages.clear();
        self.bytes = 0;
        Ok(())
    }

    /// Where the next page begins.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    /// Whether everything is read anew.
    pub fn afresh(&self) -> bool {
        self.afresh
    }

    /// Whether everything is read for the first time.
    pub fn first(&self) -> bool {
        self.first
    }

    /// Keeps a page until it is written.
    pub fn take_in(&mut self, page: Page) {
        self.cursor = Some(page.cursor.clone());
        self.bytes = self.bytes.saturating_add(bytes_of(&page));
        self.pages.push(page);
    }

    /// Whether so much waits that it is written before more is asked for: rows with a thumbnail are few
    /// and large.
    pub fn is_full(&self, limits: &Limits) -> bool {
        let rows: usize = self.pages.iter().map(|page| page.rows.len()).sum();
        rows >= limits.chunk_rows || self.bytes >= limits.chunk_bytes
    }

    /// Whether any page waits to be written.
    pub fn waits(&self) -> bool {
        !self.pages.is_empty()
    }

    /// The pages to write.
    pub fn pages(&mut self) -> Vec<Page> {
        self.bytes = 0;
        std::mem::take(&mut self.pages)
    }

    /// A table changed.
    pub fn touch(&mut self, table: &str) {
        self.tables.insert(table.to_owned());
    }

    /// Tables changed.
    pub fn touch_all(&mut self, tables: impl IntoIterator<Item = String>) {
        self.tables.extend(tables);
    }

    /// All is read and written: what the screens are to look at.
    pub fn complete(&mut self) -> BTreeSet<String> {
        self.afresh = false;
        self.first = false;
        std::mem::take(&mut self.tables)
    }
}

/// About how many bytes of text stand in a page.
fn bytes_of(page: &Page) -> usize {
    let fields = page.rows.iter().flat_map(|row| row.fields.values());
    fields
        .map(|field| field.value.as_str().map_or(8, str::len))
        .fold(0, usize::saturating_add)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use uuid::Uuid;

    use super::*;
    use crate::{FieldState, Hlc, Row};

    /// A page of one photo with a thumbnail of so many bytes.
    fn page(bytes: usize) -> Page {
        let hlc = Hlc {
            millis: 1,
            counter: 0,
            writer: 1,
        };
        let value = "A".repeat(bytes).into();
        Page {
            rows: vec![Row {
                table: "photo".to_owned(),
                id: Uuid::nil(),
                fields: BTreeMap::from([("thumbnail".to_owned(), FieldState { value, hlc })]),
                deleted: false,
            }],
            leaves: Vec::new(),
            check: None,
            repair: None,
            cursor: Cursor {
                epoch: Uuid::nil(),
                feeds: Vec::new(),
                base: 0,
                pos: 0,
                fresh: BTreeMap::new(),
            },
            more: true,
        }
    }

    #[test]
    fn few_large_rows_are_written_as_soon_as_many_small_ones() {
        let limits = Limits {
            chunk_rows: 3,
            chunk_bytes: 1_000,
            ..Limits::default()
        };
        let mut reading = Reading::default();
        reading.take_in(page(600));
        assert!(!reading.is_full(&limits));
        reading.take_in(page(600));
        assert!(reading.is_full(&limits));
        assert_eq!(reading.pages().len(), 2);
        for _ in 0..3 {
            assert!(!reading.is_full(&limits));
            reading.take_in(page(10));
        }
        assert!(reading.is_full(&limits));
    }
}

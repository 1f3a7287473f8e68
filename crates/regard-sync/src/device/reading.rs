//! How far the reading of one conversation is.

use std::collections::BTreeSet;

use super::conversation::Effect;
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

    /// Keeps a page until it is written, and answers how many rows wait for that.
    pub fn take_in(&mut self, page: Page) -> usize {
        self.cursor = Some(page.cursor.clone());
        self.pages.push(page);
        self.pages.iter().map(|page| page.rows.len()).sum()
    }

    /// Whether any page waits to be written.
    pub fn waits(&self) -> bool {
        !self.pages.is_empty()
    }

    /// The pages to write.
    pub fn pages(&mut self) -> Vec<Page> {
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

//! Many customers, built once and never changed: sorted words, posting lists and columns in one run
//! of bytes.

pub(crate) mod blocks;
pub(crate) mod build;
pub(crate) mod columns;
pub(crate) mod emails;
pub(crate) mod numbers;
pub(crate) mod open;
pub(crate) mod packed;
pub(crate) mod phones;
pub(crate) mod postings;
pub(crate) mod steps;
pub(crate) mod stream;
pub(crate) mod strings;
pub(crate) mod test;
pub(crate) mod trie;
pub(crate) mod vocabulary;

use uuid::Uuid;

use crate::card::Viewer;
use crate::width::{at, low};
use blocks::{BlockReader, Slot, block};
use columns::{Columns, ColumnsAt};
use emails::EmailsAt;
use numbers::NumbersAt;
use packed::{Growing, Packed, le32};
use phones::PhonesAt;
use postings::ListsAt;
use strings::StringsAt;
use vocabulary::VocabularyAt;

/// Why bytes are no base. Then it is built anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Something else.
    #[error("these bytes are no search base")]
    NotABase,
    /// Written by another version.
    #[error("this search base was written by another version")]
    OtherFormat,
    /// Not all of it, or not as it was written.
    #[error("this search base is damaged")]
    Damaged,
}

/// Customers in affinity order, as they were when it was built.
#[derive(Debug, Clone)]
pub struct Base {
    bytes: Vec<u8>,
    viewer: Viewer,
    len: usize,
    columns: ColumnsAt,
    names: VocabularyAt,
    letters: VocabularyAt,
    words: VocabularyAt,
    codes: StringsAt,
    code_names: ListsAt,
    own_starts: Slot,
    own: Slot,
    phones: PhonesAt,
    emails: EmailsAt,
    numbers: NumbersAt,
}

impl Base {
    /// Opens what [`Self::to_bytes`] gave: checks it, and builds nothing.
    pub fn open(bytes: Vec<u8>) -> Result<Self, OpenError> {
        let mut blocks = BlockReader::open(&bytes)?;
        let head = blocks.next()?;
        let columns = ColumnsAt::read(&mut blocks)?;
        let names = VocabularyAt::read(&mut blocks, 2)?;
        let letters = VocabularyAt::read(&mut blocks, 1)?;
        let words = VocabularyAt::read(&mut blocks, 1)?;
        let codes = StringsAt::read(&mut blocks)?;
        let code_names = ListsAt::read(&mut blocks)?;
        let own_starts = blocks.next()?;
        let own = blocks.next()?;
        let phones = PhonesAt::read(&mut blocks)?;
        let emails = EmailsAt::read(&mut blocks)?;
        let numbers = NumbersAt::read(&mut blocks)?;
        let viewer = read_viewer(block(&bytes, &head)).ok_or(OpenError::Damaged)?;
        Ok(Self {
            len: columns.on(&bytes).len(),
            viewer,
            columns,
            names,
            letters,
            words,
            codes,
            code_names,
            own_starts,
            own,
            phones,
            emails,
            numbers,
            bytes,
        })
    }

    /// The base as it can be kept. Whoever keeps it keeps words of customers: encrypted, please.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    /// The same bytes without a copy of them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many customers it has.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// For whom and on which day it was put in order.
    pub fn viewer(&self) -> Viewer {
        self.viewer
    }

    /// How many bytes of memory it takes.
    pub fn memory_bytes(&self) -> usize {
        self.bytes.capacity() + size_of::<Self>()
    }

    pub(crate) fn columns(&self) -> Columns<'_> {
        self.columns.on(&self.bytes)
    }

    /// A customer's own names.
    pub(crate) fn own_words(&self, doc: u32) -> impl Iterator<Item = &[u8]> + '_ {
        let words = self.names.words(&self.bytes);
        self.own_names(doc).map(move |number| words.get(at(number)))
    }

    /// The numbers of a customer's own names in the vocabulary.
    pub(crate) fn own_names(&self, doc: u32) -> impl Iterator<Item = u32> + '_ {
        let names = Packed::of(block(&self.bytes, &self.own));
        Growing::of(block(&self.bytes, &self.own_starts))
            .span(at(doc))
            .map(move |place| low(names.get(place)))
    }
}

/// The day and the associate, as bytes.
fn write_viewer(viewer: Viewer) -> Vec<u8> {
    let mut head = viewer.today.to_le_bytes().to_vec();
    if let Some(me) = viewer.me {
        head.extend_from_slice(me.as_bytes());
    }
    head
}

fn read_viewer(head: &[u8]) -> Option<Viewer> {
    let today = le32(head, 0)?;
    let me = head.get(4..)?;
    Some(Viewer {
        today: i32::from_le_bytes(today.to_le_bytes()),
        me: me.first_chunk::<16>().map(|me| Uuid::from_bytes(*me)),
    })
}

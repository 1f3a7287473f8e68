//! The words of one kind: sorted, each with the list of who has it in each field.
//!
//! A beginning that many words share has a list of its own, already in affinity order, so that one
//! letter typed costs no more than six.

use std::ops::Range;
use std::rc::Rc;

use fst::Map;
use fst::raw::Fst;

use super::OpenError;
use super::blocks::{BlockReader, BlockWriter, Slot, block};
use super::build::Cancelled;
use super::postings::{List, Lists, ListsAt, ListsWriter};
use super::steps::Steps;
use super::strings::{self, Strings, StringsAt};
use super::trie::{self, Trie};
use crate::bits::BitSet;
use crate::typos::Typos;
use crate::width::{at, low};

/// A beginning that more words share than this has a list of its own.
const SHARED: usize = 48;

/// Who has each word: for each field, the customers of word after word.
#[derive(Debug, Default)]
pub(crate) struct FieldDocs {
    /// Where each word's customers begin in `docs`, and where the last's end.
    pub(crate) starts: Vec<u32>,
    pub(crate) docs: Vec<u32>,
}

impl FieldDocs {
    /// Turns "which words has a customer" round. `owners` are in affinity order.
    pub(crate) fn turn(words: usize, owners: impl Fn(&mut dyn FnMut(u32, u32))) -> Self {
        let mut starts = vec![0_u32; words + 1];
        owners(&mut |_, word| {
            if let Some(count) = starts.get_mut(at(word) + 1) {
                *count += 1;
            }
        });
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut docs = vec![0_u32; at(sum)];
        owners(&mut |doc, word| {
            if let Some(place) = next.get_mut(at(word)) {
                if let Some(slot) = docs.get_mut(at(*place)) {
                    *slot = doc;
                }
                *place += 1;
            }
        });
        Self { starts, docs }
    }

    pub(crate) fn of(&self, words: Range<usize>) -> &[u32] {
        let from = self.starts.get(words.start).copied().map_or(0, at);
        let to = self.starts.get(words.end).copied().map_or(0, at);
        self.docs.get(from..to).unwrap_or(&[])
    }
}

/// Writes a vocabulary: sorted words and, for each field, who has them. `mended`: its words may have
/// been typed wrong.
pub(crate) fn write(
    sorted: &[&str],
    fields: &[FieldDocs],
    customers: usize,
    mended: bool,
    steps: &Steps<'_>,
    out: &mut BlockWriter,
) -> Result<(), Cancelled> {
    strings::write(sorted, out);
    let numbered = sorted.iter().zip(0_u64..);
    // Sorted and without repetition, so this can't fail; without it nothing is mended.
    out.push(
        Map::from_iter(numbered).map_or_else(|_| Vec::new(), |map| map.into_fst().into_inner()),
    );
    steps.go_on()?;
    trie::write(if mended { sorted } else { &[] }, out);
    steps.go_on()?;
    let mut beginnings = Vec::new();
    shared(sorted, 0..sorted.len(), 0, &mut beginnings);
    beginnings.sort_unstable_by(|one, other| one.0.cmp(other.0));
    let prefixes: Vec<&str> = beginnings.iter().map(|(prefix, _)| *prefix).collect();
    strings::write(&prefixes, out);
    for field in fields {
        let mut lists = ListsWriter::default();
        for word in 0..sorted.len() {
            if steps.stop(word) {
                break;
            }
            lists.push(field.of(word..word + 1));
        }
        lists.finish(out);
        let mut lists = ListsWriter::default();
        for (nth, (_, words)) in beginnings.iter().enumerate() {
            // Each of them may have everybody.
            if nth.is_multiple_of(16) && steps.stop(0) {
                break;
            }
            lists.push(&united(field.of(words.clone()), customers));
        }
        lists.finish(out);
    }
    steps.go_on()
}

/// The beginnings, longer than `len` bytes, that many of `words` share.
fn shared<'a>(
    sorted: &[&'a str],
    words: Range<usize>,
    len: usize,
    found: &mut Vec<(&'a str, Range<usize>)>,
) {
    let mut from = words.start;
    while from < words.end {
        let Some(word) = sorted.get(from) else { return };
        let next = word
            .get(len..)
            .and_then(|rest| rest.chars().next())
            .map(|c| len + c.len_utf8());
        let Some((prefix, next)) = next.and_then(|next| Some((word.get(..next)?, next))) else {
            from += 1;
            continue;
        };
        let rest = sorted.get(from..words.end).unwrap_or(&[]);
        let to = from + rest.partition_point(|word| word.starts_with(prefix));
        if to - from > SHARED {
            found.push((prefix, from..to));
            shared(sorted, from..to, next, found);
        }
        from = to;
    }
}

fn united(docs: &[u32], customers: usize) -> Vec<u32> {
    if docs.len() < customers / 64 {
        let mut docs = docs.to_vec();
        docs.sort_unstable();
        docs.dedup();
        return docs;
    }
    let mut set = BitSet::of_len(customers);
    for doc in docs {
        set.insert(*doc);
    }
    set.iter().collect()
}

/// Where a vocabulary lies.
#[derive(Debug, Clone)]
pub(crate) struct VocabularyAt {
    words: StringsAt,
    map: Slot,
    trie: Slot,
    prefixes: StringsAt,
    fields: Vec<(ListsAt, ListsAt)>,
}

impl VocabularyAt {
    pub(crate) fn read(blocks: &mut BlockReader, fields: usize) -> Result<Self, OpenError> {
        Ok(Self {
            words: StringsAt::read(blocks)?,
            map: blocks.next()?,
            trie: blocks.next()?,
            prefixes: StringsAt::read(blocks)?,
            fields: (0..fields)
                .map(|_| Ok((ListsAt::read(blocks)?, ListsAt::read(blocks)?)))
                .collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn words<'a>(&self, bytes: &'a [u8]) -> Strings<'a> {
        self.words.on(bytes)
    }

    pub(crate) fn on<'a>(&self, bytes: &'a [u8], field: usize) -> Option<Vocabulary<'a>> {
        let (lists, prefix_lists) = self.fields.get(field)?;
        Some(Vocabulary {
            words: self.words.on(bytes),
            map: block(bytes, &self.map),
            trie: Trie::of(bytes, &self.trie),
            prefixes: self.prefixes.on(bytes),
            lists: lists.on(bytes),
            prefix_lists: prefix_lists.on(bytes),
        })
    }
}

/// Some words of a vocabulary, whatever the field.
#[derive(Debug, Clone)]
pub(crate) enum Meant {
    /// These, sorted.
    Some(Rc<[u32]>),
    /// All from one to another.
    Span(Range<u32>),
    /// All with a beginning that has lists of its own.
    Beginning(u32),
}

impl Meant {
    /// Who has one of them: lists to be read as one.
    pub(crate) fn lists<'a>(&self, vocabulary: &Vocabulary<'a>) -> Vec<List<'a>> {
        match self {
            Self::Some(words) => vocabulary.of(words.iter().copied()),
            Self::Span(words) => vocabulary.of(words.clone()),
            Self::Beginning(whole) => vocabulary.prefix_lists.open(*whole).into_iter().collect(),
        }
    }

    /// The numbers of the words, sorted, where they were looked for one by one.
    pub(crate) fn numbers(&self) -> Rc<[u32]> {
        match self {
            Self::Some(words) => Rc::clone(words),
            Self::Span(words) => words.clone().collect(),
            Self::Beginning(_) => Rc::from([]),
        }
    }
}

/// The words of one kind and who has them in one field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vocabulary<'a> {
    words: Strings<'a>,
    map: &'a [u8],
    trie: Trie<'a>,
    prefixes: Strings<'a>,
    lists: Lists<'a>,
    prefix_lists: Lists<'a>,
}

impl<'a> Vocabulary<'a> {
    /// The number of a word.
    pub(crate) fn number(&self, word: &str) -> Option<u32> {
        let number = Fst::new(self.map).ok()?.get(word)?;
        Some(low(number.value()))
    }

    /// The words that begin so.
    pub(crate) fn beginning(&self, prefix: &str) -> Meant {
        match self.prefixes.find(prefix.as_bytes()) {
            Ok(whole) => Meant::Beginning(whole),
            Err(_) => Meant::Span(self.span(prefix)),
        }
    }

    /// The numbers of the words that begin so.
    pub(crate) fn span(&self, prefix: &str) -> Range<u32> {
        self.words.beginning(prefix.as_bytes())
    }

    /// Whether anyone has one of these words.
    pub(crate) fn has_any(&self, meant: &Meant) -> bool {
        match meant {
            Meant::Some(words) => words.iter().any(|word| self.lists.has(*word)),
            Meant::Span(words) => words.clone().any(|word| self.lists.has(word)),
            Meant::Beginning(whole) => self.prefix_lists.has(*whole),
        }
    }

    fn of(&self, words: impl IntoIterator<Item = u32>) -> Vec<List<'a>> {
        words
            .into_iter()
            .filter_map(|word| self.lists.open(word))
            .collect()
    }

    /// The words of at least `shortest` characters that are what was typed but for some letters.
    pub(crate) fn accepted(&self, typos: &Typos, shortest: usize) -> Vec<u32> {
        typos.accepted(&self.trie, shortest)
    }

    /// The words that have these letters within.
    pub(crate) fn holding(&self, letters: &str) -> Vec<u32> {
        let text = self.words.text();
        let finder = memchr::memmem::Finder::new(letters);
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(place) = text.get(from..).and_then(|rest| finder.find(rest)) {
            let word = self.words.at_place(from + place);
            found.push(word);
            from = self.words.end_of(word).max(from + 1);
        }
        found
    }
}

//! E-mail addresses: one text in affinity order, and lists of who has which three letters.
//!
//! Whoever has a fragment is in the lists of all its threes; their addresses are read to make sure.

use memchr::memmem::Finder;

use super::OpenError;
use super::blocks::{BlockReader, BlockWriter, Slot, block};
use super::packed::{Growing, pack_growing, starts};
use super::postings::{END, List, ListsAt, ListsWriter};
use super::steps::Steps;
use super::vocabulary::FieldDocs;
use crate::width::at;

/// Letters, digits and what else addresses are made of; all others are one.
const LETTERS: u32 = 41;
const THREES: u32 = LETTERS * LETTERS * LETTERS;
/// So many of the rarest threes leave few enough to look at.
const RAREST: usize = 3;

fn letter(byte: u8) -> u32 {
    match byte {
        b'a'..=b'z' => u32::from(byte - b'a'),
        b'0'..=b'9' => u32::from(byte - b'0') + 26,
        b'@' => 36,
        b'.' => 37,
        b'_' => 38,
        b'-' => 39,
        _ => 40,
    }
}

/// The threes of the lines of a text, sorted, each once.
fn threes(text: &str) -> Vec<u32> {
    let mut keys: Vec<u32> = text
        .split('\n')
        .flat_map(|text| text.as_bytes().windows(3))
        .map(|three| {
            three
                .iter()
                .fold(0, |key, byte| key * LETTERS + letter(*byte))
        })
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Writes the addresses of all customers, in affinity order, each in a line.
pub(crate) fn write(emails: &[&str], steps: &Steps<'_>, out: &mut BlockWriter) {
    out.push(pack_growing(&starts(emails.iter().map(|text| text.len()))));
    out.push(emails.concat().into_bytes());
    let turned = FieldDocs::turn(at(THREES), |each| {
        for (doc, emails) in (0..).zip(emails) {
            if steps.stop(at(doc)) {
                return;
            }
            for key in threes(emails) {
                each(doc, key);
            }
        }
    });
    let mut lists = ListsWriter::default();
    for key in 0..at(THREES) {
        lists.push(turned.of(key..key + 1));
    }
    lists.finish(out);
}

/// Where the addresses lie.
#[derive(Debug, Clone)]
pub(crate) struct EmailsAt {
    starts: Slot,
    text: Slot,
    threes: ListsAt,
}

impl EmailsAt {
    pub(crate) fn read(blocks: &mut BlockReader) -> Result<Self, OpenError> {
        Ok(Self {
            starts: blocks.next()?,
            text: blocks.next()?,
            threes: ListsAt::read(blocks)?,
        })
    }

    /// The customers with an address that has this somewhere; none when it is clear that nobody has.
    pub(crate) fn holding<'a>(&self, bytes: &'a [u8], fragment: &str) -> Option<EmailCursor<'a>> {
        let all = self.threes.on(bytes);
        let mut keys = threes(fragment);
        keys.sort_by_key(|key| all.count(*key));
        keys.truncate(RAREST);
        let lists: Option<Vec<List<'a>>> = keys.into_iter().map(|key| all.open(key)).collect();
        let lists = lists.filter(|lists| !lists.is_empty())?;
        let mut cursor = EmailCursor {
            starts: Growing::of(block(bytes, &self.starts)),
            text: block(bytes, &self.text),
            finder: Finder::new(fragment).into_owned(),
            lists,
            doc: END,
        };
        cursor.doc = cursor.find(0);
        (cursor.doc != END).then_some(cursor)
    }
}

/// Customers in every list whose addresses have the fragment.
#[derive(Debug, Clone)]
pub(crate) struct EmailCursor<'a> {
    starts: Growing<'a>,
    text: &'a [u8],
    finder: Finder<'static>,
    /// The rarest first.
    lists: Vec<List<'a>>,
    doc: u32,
}

impl EmailCursor<'_> {
    /// How many customers there are at most.
    pub(crate) fn cost(&self) -> usize {
        self.lists.first().map_or(0, List::len)
    }

    pub(crate) fn seek(&mut self, target: u32) -> u32 {
        if self.doc < target {
            self.doc = self.find(target);
        }
        self.doc
    }

    fn find(&mut self, mut target: u32) -> u32 {
        'look: loop {
            let before = target;
            for list in &mut self.lists {
                target = list.seek(target);
                if target == END {
                    return END;
                }
            }
            if target != before && self.lists.len() > 1 {
                continue 'look;
            }
            let emails = self.text.get(self.starts.span(at(target))).unwrap_or(&[]);
            if self.finder.find(emails).is_some() {
                return target;
            }
            target += 1;
        }
    }
}

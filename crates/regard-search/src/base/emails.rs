//! E-mail addresses: one text in affinity order, read through for a fragment.
//!
//! Reading stops as soon as enough are found; a fragment that nobody has costs one pass through the
//! text, which goes by gigabytes a second.

use memchr::memmem::Finder;

use super::OpenError;
use super::blocks::{BlockReader, BlockWriter, Slot, block};
use super::packed::{Growing, pack_growing, starts};
use super::postings::END;
use super::strings::BETWEEN;
use crate::width::{at, n32};

/// Writes the addresses of all customers, in affinity order.
pub(crate) fn write(emails: &[&[String]], out: &mut BlockWriter) {
    let len = |emails: &&[String]| emails.iter().map(|email| email.len() + 1).sum();
    out.push(&pack_growing(&starts(emails.iter().map(len))));
    let mut text = Vec::new();
    for email in emails.iter().copied().flatten() {
        text.extend_from_slice(email.as_bytes());
        text.push(BETWEEN);
    }
    out.push(&text);
}

/// Where the addresses lie.
#[derive(Debug, Clone)]
pub(crate) struct EmailsAt {
    starts: Slot,
    text: Slot,
}

impl EmailsAt {
    pub(crate) fn read(blocks: &mut BlockReader) -> Result<Self, OpenError> {
        Ok(Self {
            starts: blocks.next()?,
            text: blocks.next()?,
        })
    }

    /// The customers with an address that has this somewhere.
    pub(crate) fn holding<'a>(&self, bytes: &'a [u8], fragment: &str) -> EmailCursor<'a> {
        let mut cursor = EmailCursor {
            starts: Growing::of(block(bytes, &self.starts)),
            text: block(bytes, &self.text),
            finder: Finder::new(fragment).into_owned(),
            doc: END,
        };
        cursor.find(0);
        cursor
    }
}

/// Reads through the addresses.
#[derive(Debug, Clone)]
pub(crate) struct EmailCursor<'a> {
    starts: Growing<'a>,
    text: &'a [u8],
    finder: Finder<'static>,
    doc: u32,
}

impl EmailCursor<'_> {
    pub(crate) fn doc(&self) -> u32 {
        self.doc
    }

    pub(crate) fn seek(&mut self, target: u32) -> u32 {
        if self.doc < target {
            let place = if at(target) < self.starts.len() {
                at(self.starts.get(at(target)))
            } else {
                self.text.len()
            };
            self.find(place);
        }
        self.doc
    }

    fn find(&mut self, from: usize) {
        let found = self
            .text
            .get(from..)
            .and_then(|rest| self.finder.find(rest));
        self.doc = found.map_or(END, |place| {
            n32(self.starts.not_above(n32(from + place)).saturating_sub(1))
        });
    }
}

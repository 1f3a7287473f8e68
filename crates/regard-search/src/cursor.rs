//! Reading several lists as one, always forward and in affinity order.

use crate::base::emails::EmailCursor;
use crate::base::phones::Phones;
use crate::base::postings::{END, List};
use crate::bits::BitSet;

/// More lists than this are not kept open side by side.
const MOST_OPEN: usize = 64;
/// A union of fewer lists is never worth melting.
const FEW: usize = 6;

/// The customers for whom one atom is true.
#[derive(Debug)]
pub(crate) enum Cursor<'a> {
    /// In any of some lists.
    Union(Union<'a>),
    /// These, sorted.
    Docs(Vec<u32>, usize),
    /// These.
    Bits(BitSet, u32),
    /// In every list, and one of their phone numbers fits.
    Phone(PhoneCursor<'a>),
    /// In the text of addresses.
    Email(EmailCursor<'a>),
}

impl<'a> Cursor<'a> {
    /// Lists read as one; nothing when there is nothing in them.
    pub(crate) fn union(lists: Vec<List<'a>>, customers: usize) -> Option<Self> {
        if lists.is_empty() {
            return None;
        }
        let total = lists.iter().map(List::len).sum();
        let union = Union {
            heads: lists.iter().map(List::doc).collect(),
            doc: lists.iter().map(List::doc).min().unwrap_or(END),
            lists,
            total,
            customers,
            work: 0,
        };
        if union.lists.len() > MOST_OPEN {
            return Some(union.melted());
        }
        Some(Self::Union(union))
    }

    /// Sorted customers; nothing when there are none.
    pub(crate) fn docs(docs: Vec<u32>) -> Option<Self> {
        (!docs.is_empty()).then_some(Self::Docs(docs, 0))
    }

    /// About how many customers there are to come.
    pub(crate) fn cost(&self) -> usize {
        match self {
            Self::Union(union) => union.total,
            Self::Docs(docs, _) => docs.len(),
            Self::Bits(bits, _) => bits.len(),
            Self::Phone(phone) => phone.lists.iter().map(List::len).min().unwrap_or(0) * 4,
            Self::Email(email) => email.cost() * 4,
        }
    }

    /// The first customer that is at least `target`; never goes back.
    pub(crate) fn seek(&mut self, target: u32) -> u32 {
        match self {
            Self::Union(union) => {
                let doc = union.seek(target);
                if union.is_tired() {
                    let union = std::mem::take(union);
                    *self = union.melted();
                }
                doc
            }
            Self::Docs(docs, place) => {
                let rest = docs.get(*place..).unwrap_or(&[]);
                *place += rest.partition_point(|doc| *doc < target);
                docs.get(*place).copied().unwrap_or(END)
            }
            Self::Bits(bits, doc) => {
                if *doc < target {
                    *doc = bits.next(target).unwrap_or(END);
                }
                *doc
            }
            Self::Phone(phone) => phone.seek(target),
            Self::Email(email) => email.seek(target),
        }
    }
}

/// Some lists read as one.
#[derive(Debug, Default)]
pub(crate) struct Union<'a> {
    lists: Vec<List<'a>>,
    heads: Vec<u32>,
    doc: u32,
    total: usize,
    customers: usize,
    work: usize,
}

impl Union<'_> {
    fn seek(&mut self, target: u32) -> u32 {
        if self.doc >= target {
            return self.doc;
        }
        let mut least = END;
        for (head, list) in self.heads.iter_mut().zip(&mut self.lists) {
            if *head < target {
                *head = list.seek(target);
            }
            least = least.min(*head);
        }
        self.work += self.lists.len();
        self.doc = least;
        least
    }

    /// Whether going on list by list costs more than putting all that is left into one set.
    fn is_tired(&self) -> bool {
        self.lists.len() > FEW && self.work > self.total / 2 + self.customers / 256
    }

    fn melted<'a>(self) -> Cursor<'a> {
        let few = self.total < self.customers / 64;
        let mut docs = Vec::new();
        let mut bits = BitSet::of_len(if few { 0 } else { self.customers });
        for mut list in self.lists {
            while list.doc() != END {
                if few {
                    docs.push(list.doc());
                } else {
                    bits.insert(list.doc());
                }
                list.advance();
            }
        }
        if few {
            docs.sort_unstable();
            docs.dedup();
            return Cursor::Docs(docs, 0);
        }
        let first = bits.next(0).unwrap_or(END);
        Cursor::Bits(bits, first)
    }
}

/// Customers in every list of whom one phone number fits.
#[derive(Debug)]
pub(crate) struct PhoneCursor<'a> {
    lists: Vec<List<'a>>,
    phones: Phones<'a>,
    typed: String,
    fits: fn(number: &[u8], typed: &[u8]) -> bool,
    doc: u32,
}

impl<'a> PhoneCursor<'a> {
    pub(crate) fn new(
        lists: Vec<List<'a>>,
        phones: Phones<'a>,
        typed: &str,
        fits: fn(number: &[u8], typed: &[u8]) -> bool,
    ) -> Self {
        let mut cursor = Self {
            lists,
            phones,
            typed: typed.to_owned(),
            fits,
            doc: 0,
        };
        cursor.doc = cursor.find(0);
        cursor
    }

    fn seek(&mut self, target: u32) -> u32 {
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
            if self.lists.is_empty() {
                return END;
            }
            if target != before && self.lists.len() > 1 {
                continue 'look;
            }
            let (fits, typed) = (self.fits, self.typed.as_bytes());
            if self.phones.any(target, |number| fits(number, typed)) {
                return target;
            }
            target += 1;
        }
    }
}

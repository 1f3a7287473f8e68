//! Phone numbers: found by their last four digits, and by any three within.
//!
//! The digits themselves are kept in halves of bytes and read only to make sure: whoever has "415" and
//! "155" need not have "4155".

use super::OpenError;
use super::blocks::{BlockReader, BlockWriter, Slot, block};
use super::packed::{Growing, pack_growing};
use super::postings::{END, List, Lists, ListsAt, ListsWriter};
use super::steps::Steps;
use super::vocabulary::FieldDocs;
use crate::width::{at, n32};

const ENDINGS: usize = 10_000;
const THREES: usize = 1_000;
/// What was typed and a whole number have at least so many digits in common at the end.
const WHOLE: usize = 7;

/// The digits of one customer's numbers, a zero half after each number.
fn halves(phones: &str) -> Vec<u8> {
    let halves: Vec<u8> = phones
        .bytes()
        .map(|byte| {
            if byte.is_ascii_digit() {
                byte - b'0' + 1
            } else {
                0
            }
        })
        .collect();
    halves
        .chunks(2)
        .map(|pair| match pair {
            [one, other] => one | other << 4,
            [one] => *one,
            _ => 0,
        })
        .collect()
}

fn value(digits: &[u8]) -> usize {
    digits
        .iter()
        .filter(|digit| digit.is_ascii_digit())
        .fold(0, |value, digit| value * 10 + usize::from(digit - b'0'))
}

/// Writes the numbers of all customers, in affinity order: digits, each number in a line.
pub(crate) fn write(phones: &[&str], steps: &Steps<'_>, out: &mut BlockWriter) {
    let (mut packed, mut ends) = (Vec::new(), Vec::with_capacity(phones.len() + 1));
    ends.push(0);
    for (nth, phones) in phones.iter().enumerate() {
        if steps.stop(nth) {
            return;
        }
        packed.extend(halves(phones));
        ends.push(n32(packed.len()));
    }
    out.push(pack_growing(&ends));
    out.push(packed);
    let keyed = |count: usize, keys: &dyn Fn(&[u8], &mut Vec<u32>)| {
        FieldDocs::turn(count, |each| {
            let mut of_one = Vec::new();
            for (doc, phones) in (0..).zip(phones) {
                if steps.stop(at(doc)) {
                    return;
                }
                of_one.clear();
                for phone in phones.split_terminator('\n') {
                    keys(phone.as_bytes(), &mut of_one);
                }
                of_one.sort_unstable();
                of_one.dedup();
                of_one.iter().for_each(|key| each(doc, *key));
            }
        })
    };
    let endings = keyed(ENDINGS, &|digits, keys| {
        keys.extend(digits.last_chunk::<4>().map(|four| n32(value(four))));
    });
    let threes = keyed(THREES, &|digits, keys| {
        keys.extend(digits.windows(3).map(|three| n32(value(three))));
    });
    for (field, count) in [(endings, ENDINGS), (threes, THREES)] {
        let mut lists = ListsWriter::default();
        for key in 0..count {
            lists.push(field.of(key..key + 1));
        }
        lists.finish(out);
    }
}

/// Where the numbers lie.
#[derive(Debug, Clone)]
pub(crate) struct PhonesAt {
    starts: Slot,
    halves: Slot,
    endings: ListsAt,
    threes: ListsAt,
}

impl PhonesAt {
    pub(crate) fn read(blocks: &mut BlockReader) -> Result<Self, OpenError> {
        Ok(Self {
            starts: blocks.next()?,
            halves: blocks.next()?,
            endings: ListsAt::read(blocks)?,
            threes: ListsAt::read(blocks)?,
        })
    }

    pub(crate) fn on<'a>(&self, bytes: &'a [u8]) -> Phones<'a> {
        Phones {
            starts: Growing::of(block(bytes, &self.starts)),
            halves: block(bytes, &self.halves),
            endings: self.endings.on(bytes),
            threes: self.threes.on(bytes),
        }
    }
}

/// The phone numbers of all customers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phones<'a> {
    starts: Growing<'a>,
    halves: &'a [u8],
    endings: Lists<'a>,
    threes: Lists<'a>,
}

impl<'a> Phones<'a> {
    /// Lists of whom a number may end so; all are meant, and to be made sure of.
    pub(crate) fn ending(&self, digits: &str) -> Vec<List<'a>> {
        let digits = digits.as_bytes();
        if let Some(four) = digits.last_chunk::<4>() {
            return self.endings.open(n32(value(four))).into_iter().collect();
        }
        let step = match digits.len() {
            2 => 100,
            3 => 1_000,
            _ => return Vec::new(),
        };
        (value(digits)..ENDINGS)
            .step_by(step)
            .filter_map(|key| self.endings.open(n32(key)))
            .collect()
    }

    /// Lists of whom a number may have these digits: who has them is in every list.
    pub(crate) fn holding(&self, digits: &str) -> Option<Vec<List<'a>>> {
        let mut keys: Vec<u32> = digits
            .as_bytes()
            .windows(3)
            .map(|three| n32(value(three)))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys.sort_by_key(|key| self.threes.count(*key));
        // The rarest four leave few enough to look at.
        keys.truncate(4);
        keys.into_iter().map(|key| self.threes.open(key)).collect()
    }

    /// Whether one of a customer's numbers is as `fits` says.
    pub(crate) fn any(&self, doc: u32, fits: impl Fn(&[u8]) -> bool) -> bool {
        if doc == END {
            return false;
        }
        let bytes = self.halves.get(self.starts.span(at(doc))).unwrap_or(&[]);
        let mut number = Vec::with_capacity(18);
        for half in bytes.iter().flat_map(|byte| [byte & 15, byte >> 4]) {
            if let Some(digit) = half.checked_sub(1) {
                number.push(digit + b'0');
                continue;
            }
            if !number.is_empty() && fits(&number) {
                return true;
            }
            number.clear();
        }
        !number.is_empty() && fits(&number)
    }
}

/// Whether a number ends as typed, or the typed, longer by a country or an exit code, ends in it.
pub(crate) fn ends(number: &[u8], typed: &[u8]) -> bool {
    number.ends_with(typed) || (number.len() >= WHOLE && typed.ends_with(number))
}

/// Whether a number has the typed digits somewhere.
pub(crate) fn holds(number: &[u8], typed: &[u8]) -> bool {
    typed.is_empty() || number.windows(typed.len()).any(|part| part == typed)
}

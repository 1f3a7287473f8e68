//! Finds and mends what differs between a device and the server, though nothing should.
//!
//! Every complete page names what all the device's rows add up to ([`crate::sums`]). Where a device
//! finds something else (a fault of ours, or of its storage), it sends the sums of 1,024 parts of its
//! rows with its next request. The server compares them with its own, in the same picture of the book
//! as the page, and sends the rows of the parts that differ, whole. One trip instead of ten halvings:
//! of 600,000 rows one part has 600. No one is asked to choose a side; what is pending stays on top.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::row::Row;
use crate::sums::Sum;

/// How many parts there are.
pub const PARTS: u16 = 1_024;

/// The part that a row belongs to; the same on every machine.
pub fn part_of(table: &str, id: Uuid) -> u16 {
    // Mixed by the same function as the sums, under another key: neither ids nor tables are spread.
    let mixed = Sum::place(table, id);
    u16::try_from(mixed % u64::from(PARTS)).unwrap_or_default()
}

/// What the rows of each part add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartSums(Vec<u64>);

impl Default for PartSums {
    fn default() -> Self {
        Self(vec![0; usize::from(PARTS)])
    }
}

impl PartSums {
    /// Adds the sum of one row.
    pub fn add(&mut self, table: &str, id: Uuid, sum: Sum) {
        if let Some(part) = self.0.get_mut(usize::from(part_of(table, id))) {
            *part = part.wrapping_add(sum.sum);
        }
    }

    /// The parts in which the two differ.
    pub fn differing(&self, other: &Self) -> BTreeSet<u16> {
        (0..PARTS)
            .zip(self.0.iter().zip(&other.0))
            .filter(|(_, (mine, theirs))| mine != theirs)
            .map(|(part, _)| part)
            .collect()
    }
}

/// On the wire: 16 hexadecimal digits for each part, one after the other.
impl Serialize for PartSums {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let text: String = self.0.iter().map(|sum| format!("{sum:016x}")).collect();
        to.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for PartSums {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let sums: Option<Vec<u64>> = text
            .as_bytes()
            .chunks(16)
            .map(|digits| {
                let digits = std::str::from_utf8(digits).ok()?;
                u64::from_str_radix(digits, 16).ok()
            })
            .collect();
        match sums {
            Some(sums) if text.len() == usize::from(PARTS) * 16 => Ok(Self(sums)),
            _ => Err(serde::de::Error::custom("sums of another number of parts")),
        }
    }
}

/// The rows of the parts that differ, as the server has them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Repair {
    /// The parts.
    pub parts: BTreeSet<u16>,
    /// All rows of these parts, whole. What the device has beyond them is not there any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Row>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Hlc;

    fn row(n: u128) -> (Uuid, Sum) {
        let id = Uuid::from_u128(n);
        let hlc = Hlc {
            millis: 1_747_058_523_123,
            counter: 0,
            writer: 7,
        };
        (id, Sum::of_row("note", id, [("words", hlc)]))
    }

    #[test]
    fn only_the_part_of_the_row_differs_and_the_wire_keeps_it() {
        let mut mine = PartSums::default();
        for (id, sum) in (0..5_000).map(row) {
            mine.add("note", id, sum);
        }
        let mut theirs = mine.clone();
        let (id, sum) = row(9_999);
        theirs.add("note", id, sum);
        let differing: Vec<u16> = mine.differing(&theirs).into_iter().collect();
        assert_eq!(differing, [part_of("note", id)]);

        let text = serde_json::to_string(&mine).unwrap();
        assert_eq!(text.len(), 2 + 16 * 1_024);
        let back: PartSums = serde_json::from_str(&text).unwrap();
        assert_eq!(back, mine);
    }

    #[test]
    fn rows_are_spread_over_the_parts() {
        let mut counts = vec![0_u32; usize::from(PARTS)];
        for n in 0..102_400 {
            counts[usize::from(part_of("note", Uuid::from_u128(n)))] += 1;
        }
        assert!(counts.iter().all(|count| (50..170).contains(count)));
        // The number of a part is part of the protocol.
        assert_eq!(part_of("customer", Uuid::from_u128(5)), 276);
    }

    #[test]
    fn sums_of_another_number_of_parts_are_refused() {
        for text in ["\"\"", "\"00\"", "\"000000000000000g\""] {
            assert!(serde_json::from_str::<PartSums>(text).is_err());
        }
        let many = format!("\"{}\"", "0".repeat(16 * 1_025));
        assert!(serde_json::from_str::<PartSums>(&many).is_err());
        let odd = format!("\"{}é{}\"", "0".repeat(15), "0".repeat(16 * 1_023 - 1));
        assert!(serde_json::from_str::<PartSums>(&odd).is_err());
    }
}

//! Sums that show whether two sides hold the same: a 64-bit number for each row, added up.
//!
//! The number of a row depends on its table, its id and the stamp of each field, never on the words:
//! equal stamps are equal values. Sums are kept while writing (the row's old number goes out, its new
//! one comes in), so that comparing costs nothing. A number is no proof against malice, it finds
//! faults.

use std::collections::BTreeMap;
use std::hash::Hasher;

use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher24;
use uuid::Uuid;

use crate::hlc::Hlc;
use crate::row::FieldState;

/// What a number of rows adds up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// The numbers of the rows, added modulo 2^64; as text on the wire, because JSON readers round
    /// large numbers.
    #[serde(with = "as_text")]
    pub sum: u64,
    /// How many rows.
    pub rows: u64,
}

impl Sum {
    /// The sum of one row with these stamps; nothing for a row without fields.
    pub fn of_row<'f>(
        table: &str,
        id: Uuid,
        stamps: impl IntoIterator<Item = (&'f str, Hlc)>,
    ) -> Self {
        let mut hasher = SipHasher24::new_with_keys(0x7265_6761_7264, 1);
        hasher.write(table.as_bytes());
        hasher.write_u8(0);
        hasher.write(id.as_bytes());
        let mut any = false;
        for (name, hlc) in stamps {
            any = true;
            hasher.write(name.as_bytes());
            hasher.write_u8(0);
            hasher.write(&hlc.millis.to_be_bytes());
            hasher.write(&hlc.counter.to_be_bytes());
            hasher.write(&hlc.writer.to_be_bytes());
        }
        if any {
            Self {
                sum: hasher.finish(),
                rows: 1,
            }
        } else {
            Self::default()
        }
    }

    /// Where a row goes when rows are split by chance, the same on every machine.
    pub(crate) fn place(table: &str, id: Uuid) -> u64 {
        let mut hasher = SipHasher24::new_with_keys(0x7265_6761_7264, 2);
        hasher.write(table.as_bytes());
        hasher.write_u8(0);
        hasher.write(id.as_bytes());
        hasher.finish()
    }

    /// The sum of one row of a device.
    pub fn of_fields(table: &str, id: Uuid, fields: &BTreeMap<String, FieldState>) -> Self {
        let stamps = fields
            .iter()
            .map(|(name, state)| (name.as_str(), state.hlc));
        Self::of_row(table, id, stamps)
    }

    /// With another sum added.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            sum: self.sum.wrapping_add(other.sum),
            rows: self.rows.wrapping_add(other.rows),
        }
    }

    /// With another sum taken out.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self {
            sum: self.sum.wrapping_sub(other.sum),
            rows: self.rows.wrapping_sub(other.rows),
        }
    }
}

mod as_text {
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub fn serialize<S: Serializer>(sum: &u64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{sum:016x}"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
        let text = String::deserialize(from)?;
        u64::from_str_radix(&text, 16).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_same_number_on_every_machine() {
        let hlc = Hlc {
            millis: 1_747_058_523_123,
            counter: 4,
            writer: 7,
        };
        let sum = Sum::of_row("customer", Uuid::from_u128(5), [("about", hlc)]);
        let text = serde_json::to_string(&sum).unwrap();
        assert_eq!(text, r#"{"sum":"8c0877103aed7307","rows":1}"#);
        assert_eq!(serde_json::from_str::<Sum>(&text).unwrap(), sum);
        assert_eq!(sum.plus(sum).minus(sum), sum);
        assert_eq!(Sum::of_row("customer", Uuid::nil(), []), Sum::default());
    }
}

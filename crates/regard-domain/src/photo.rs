//! A photo: what names its picture, and how large that may be.
//!
//! The picture in full is a JPEG that the device made of whatever came in. It is named by what is in it,
//! so that it is kept once however often it comes.

use std::fmt;
use std::str::FromStr;

/// The longest side of a picture in full, in pixels.
pub const LONGEST_SIDE: u32 = 2_048;
/// The largest picture in full, in bytes. A device makes none that is larger; a server takes none.
pub const LARGEST_PICTURE: usize = 2 << 20;

/// The SHA-256 of a picture in full (FIPS 180-4), which is its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhotoHash(pub [u8; 32]);

/// Not the name of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 64 lower-case hexadecimal digits")]
pub struct NotAPhotoHash;

impl fmt::Display for PhotoHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for PhotoHash {
    type Err = NotAPhotoHash;

    /// One spelling only: it is part of an address and found as text.
    fn from_str(text: &str) -> Result<Self, NotAPhotoHash> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(NotAPhotoHash),
        };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != 32 || !rest.is_empty() {
            return Err(NotAPhotoHash);
        }
        let mut hash = [0; 32];
        for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Ok(Self(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_has_one_spelling() {
        let text = "00ff10a0b1c2d3e4f500112233445566778899aabbccddeeff0123456789abcd";
        let hash: PhotoHash = text.parse().unwrap();
        assert_eq!(hash.to_string(), text);
        for wrong in [
            "",
            "00",
            &text.to_uppercase(),
            text.get(1..).unwrap(),
            &format!("{text}00"),
        ] {
            assert_eq!(wrong.parse::<PhotoHash>(), Err(NotAPhotoHash), "{wrong}");
        }
        assert!(
            format!("g{}", text.get(1..).unwrap())
                .parse::<PhotoHash>()
                .is_err()
        );
    }
}

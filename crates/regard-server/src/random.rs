//! What nobody may guess: new ids, device secrets, one-time codes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The operating system gave no random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no random numbers")]
pub struct NoRandomness;

/// Letters and digits that nobody mistakes for one another on a counter display.
pub const CODE_LETTERS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A new UUIDv7 of that moment.
pub fn new_id(now: DateTime<Utc>) -> Result<Uuid, NoRandomness> {
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
}

/// A device's secret: 256 random bits.
pub fn token() -> Result<String, NoRandomness> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Eight letters for a one-time code, each as likely as the other.
pub fn code() -> Result<String, NoRandomness> {
    let mut code = String::with_capacity(8);
    while code.len() < 8 {
        let mut byte = [0; 1];
        getrandom::fill(&mut byte).map_err(|_| NoRandomness)?;
        let [byte] = byte;
        // 240 is the largest multiple of 30 that fits: what lies above would favour some letters.
        if byte < 240
            && let Some(letter) = CODE_LETTERS.get(usize::from(byte % 30))
        {
            code.push(char::from(*letter));
        }
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_no_look_alikes_and_is_another_each_time() {
        let code_now = code().unwrap();
        assert_eq!(code_now.len(), 8);
        assert!(
            code_now
                .bytes()
                .all(|letter| CODE_LETTERS.contains(&letter))
        );
        assert!(!CODE_LETTERS.iter().any(|letter| b"01OILU".contains(letter)));
        assert_ne!(code_now, code().unwrap());
    }

    #[test]
    fn a_secret_has_256_bits() {
        assert_eq!(token().unwrap().len(), 43);
    }
}

//! The short link in a message: a page that says how the repair stands, without a login.
//!
//! Its token is computed from the message and a key that the server gives each store, so that a
//! device without a network can write it into the words, two devices that ask for the same message
//! write the same, and nobody outside can guess one: twelve letters and digits, 71 bits.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::ids::MessageId;

/// How many characters a token has; 62^12 is a little more than 2^71.
pub const TOKEN_LENGTH: usize = 12;

/// How long a link is good for, in days.
pub const GOOD_FOR_DAYS: i64 = 90;

/// What stands between the base address and the token.
const PATH: &str = "/s/";

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The token of `message`, for a store with this `key`. `None` for a key that is empty.
pub fn token(key: &str, message: MessageId) -> Option<String> {
    if key.is_empty() {
        return None;
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).ok()?;
    mac.update(b"status page");
    mac.update(message.0.as_bytes());
    let digest = mac.finalize().into_bytes();
    let mut number = digest
        .iter()
        .take(16)
        .fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
    let mut token = String::with_capacity(TOKEN_LENGTH);
    for _ in 0..TOKEN_LENGTH {
        let digit = usize::try_from(number % 62).unwrap_or_default();
        token.push(char::from(*DIGITS.get(digit)?));
        number /= 62;
    }
    Some(token)
}

/// The address of the page of `token` under `base` (scheme, host and path, without a last slash).
pub fn url(base: &str, token: &str) -> String {
    format!("{}{PATH}{token}", base.trim_end_matches('/'))
}

/// Whether `text` has the form of a token.
pub fn is_token(text: &str) -> bool {
    text.len() == TOKEN_LENGTH && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether `body` carries the link of `token`.
pub fn carries(body: &str, token: &str) -> bool {
    body.contains(&format!("{PATH}{token}"))
}

/// `text` with every token of a link covered, for a log.
pub fn masked(text: &str) -> String {
    let mut rest = text;
    let mut shown = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once(PATH) {
        shown.push_str(before);
        shown.push_str(PATH);
        let end = after
            .find(|letter: char| !letter.is_ascii_alphanumeric())
            .unwrap_or(after.len());
        if end > 0 {
            shown.push('…');
        }
        rest = after.get(end..).unwrap_or_default();
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use uuid::Uuid;

    fn of(number: u128) -> String {
        token("a key of the store", MessageId(Uuid::from_u128(number))).unwrap()
    }

    #[test]
    fn every_device_writes_the_same_token_and_another_store_another() {
        let message = MessageId(Uuid::from_u128(7));
        assert_eq!(token("key", message), token("key", message));
        assert_ne!(token("key", message), token("other", message));
        assert_eq!(token("", message), None);
    }

    #[test]
    fn tokens_have_the_form_of_tokens_and_use_the_whole_alphabet() {
        let tokens: BTreeSet<String> = (0..2_000).map(of).collect();
        assert_eq!(tokens.len(), 2_000);
        assert!(tokens.iter().all(|token| is_token(token)));
        for place in 0..TOKEN_LENGTH {
            let letters: BTreeSet<u8> =
                tokens.iter().map(|token| token.as_bytes()[place]).collect();
            assert_eq!(letters.len(), 62, "place {place}");
        }
        assert!(!is_token("short") && !is_token("twelve-chars") && !is_token(""));
    }

    #[test]
    fn a_log_never_shows_a_token() {
        let token = of(1);
        let link = url("https://r.example/", &token);
        assert_eq!(link, format!("https://r.example/s/{token}"));
        assert!(carries(&format!("See {link}."), &token));
        assert_eq!(
            masked(&format!("GET {link} and {link}?x /s/ end")),
            "GET https://r.example/s/… and https://r.example/s/…?x /s/ end"
        );
    }
}

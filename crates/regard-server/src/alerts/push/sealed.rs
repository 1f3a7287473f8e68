//! Seals a Web Push so that only the device can open it (RFC 8291, with RFC 8188's aes128gcm).
//!
//! The four steps are spelt out over *ring*, which this server has for TLS anyway: the crate that
//! packs them would bring a second and a third version of the same primitives
//! (docs/decisions). tests/peers proves it: a browser's side of others opens what is sealed here.

use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use ring::rand::{SecureRandom, SystemRandom};

use super::Keys;

/// The size of a record; a push is one record (RFC 8291, section 4).
const RECORD: u32 = 4096;
/// What a sealed push is longer than what it says: header, delimiter, tag.
pub const OVERHEAD: usize = 16 + 4 + 1 + 65 + 1 + 16;

/// It could not be sealed: the device's key is none, or what it says is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the push could not be sealed")]
pub struct NotSealed;

/// As many bytes as are wanted.
struct Bytes(usize);

impl KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}

fn expand(from: &Prk, info: &[&[u8]], into: &mut [u8]) -> Result<(), NotSealed> {
    from.expand(info, Bytes(into.len()))
        .and_then(|okm| okm.fill(into))
        .map_err(|_| NotSealed)
}

/// The key and the nonce of the one record, out of what both sides can agree on (RFC 8291, 3.3 and
/// 3.4). `shared` is the secret of the two key pairs.
fn key_and_nonce(
    shared: &[u8],
    keys: &Keys,
    ours: &[u8],
    salt: &[u8],
) -> Result<([u8; 16], [u8; 12]), NotSealed> {
    let both = Salt::new(HKDF_SHA256, &keys.auth).extract(shared);
    let mut secret = [0; 32];
    expand(
        &both,
        &[b"WebPush: info\0", &keys.p256dh, ours],
        &mut secret,
    )?;
    let from = Salt::new(HKDF_SHA256, salt).extract(&secret);
    let (mut key, mut nonce) = ([0; 16], [0; 12]);
    expand(&from, &[b"Content-Encoding: aes128gcm\0"], &mut key)?;
    expand(&from, &[b"Content-Encoding: nonce\0"], &mut nonce)?;
    Ok((key, nonce))
}

/// Seals `words` for the device with these `keys`.
pub fn seal(words: &[u8], keys: &Keys) -> Result<Vec<u8>, NotSealed> {
    let most = usize::try_from(RECORD).unwrap_or(0);
    if words.len() + OVERHEAD > most {
        return Err(NotSealed);
    }
    let random = SystemRandom::new();
    let own = EphemeralPrivateKey::generate(&ECDH_P256, &random).map_err(|_| NotSealed)?;
    let ours = own.compute_public_key().map_err(|_| NotSealed)?;
    let mut salt = [0; 16];
    random.fill(&mut salt).map_err(|_| NotSealed)?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, &keys.p256dh);
    let (key, nonce) = agree_ephemeral(own, &theirs, |shared| {
        key_and_nonce(shared, keys, ours.as_ref(), &salt)
    })
    .map_err(|_| NotSealed)??;

    let mut sealed = words.to_vec();
    // The last record says so, and has no padding.
    sealed.push(2);
    let key = UnboundKey::new(&AES_128_GCM, &key).map_err(|_| NotSealed)?;
    LessSafeKey::new(key)
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::empty(),
            &mut sealed,
        )
        .map_err(|_| NotSealed)?;

    let mut whole = Vec::with_capacity(sealed.len() + OVERHEAD);
    whole.extend_from_slice(&salt);
    whole.extend_from_slice(&RECORD.to_be_bytes());
    whole.push(u8::try_from(ours.as_ref().len()).map_err(|_| NotSealed)?);
    whole.extend_from_slice(ours.as_ref());
    whole.extend_from_slice(&sealed);
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    /// RFC 8291, appendix A.
    #[test]
    fn key_and_nonce_are_those_of_the_rfc() {
        let keys = Keys {
            p256dh: bytes(
                "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            ),
            auth: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
        };
        let ours = bytes(
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
        );
        let shared = bytes("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs");
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw");
        let (key, nonce) = key_and_nonce(&shared, &keys, &ours, &salt).unwrap();
        assert_eq!(key.to_vec(), bytes("oIhVW04MRdy2XN9CiKLxTg"));
        assert_eq!(nonce.to_vec(), bytes("4h_95klXJ5E_qnoN"));
    }

    #[test]
    fn a_key_that_is_none_and_words_that_are_too_long_are_refused() {
        let keys = Keys {
            p256dh: vec![4; 65],
            auth: vec![0; 16],
        };
        assert_eq!(seal(b"x", &keys), Err(NotSealed));
        assert_eq!(seal(&[0; 4096], &keys), Err(NotSealed));
    }
}

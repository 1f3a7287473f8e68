//! `telnyx-signature-ed25519`: whether a call really comes from Telnyx, and just now.
//!
//! Telnyx signs `timestamp|body` with Ed25519; the public key stands in its portal (Keys & Credentials,
//! Public Key), as base64. A call older than five minutes is an old one played again. (Telnyx,
//! "Webhook signing"; compared with Telnyx's own library in tests/peers.)

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use ring::signature::{ED25519, UnparsedPublicKey};

/// How old a call may be, and how far Telnyx's clock may be ahead of ours.
const FRESH: TimeDelta = TimeDelta::minutes(5);

/// Telnyx's public key.
#[derive(Debug, Clone)]
pub struct PublicKey(Vec<u8>);

/// The text is not 32 bytes in base64.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a public key is 32 bytes in base64")]
pub struct NoKey;

impl std::str::FromStr for PublicKey {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| NoKey)?;
        if bytes.len() == 32 {
            Ok(Self(bytes))
        } else {
            Err(NoKey)
        }
    }
}

impl PublicKey {
    /// Whether `signature` and `timestamp`, the two headers, belong to `body`, and `now` is no more
    /// than five minutes away from it.
    pub fn is_genuine(
        &self,
        timestamp: &str,
        signature: &str,
        body: &[u8],
        now: DateTime<Utc>,
    ) -> bool {
        let at = timestamp
            .parse()
            .ok()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let Some(at) = at else {
            return false;
        };
        let Ok(signature) = STANDARD.decode(signature.trim()) else {
            return false;
        };
        let mut signed = timestamp.as_bytes().to_vec();
        signed.push(b'|');
        signed.extend_from_slice(body);
        (now - at).abs() <= FRESH
            && UnparsedPublicKey::new(&ED25519, &self.0)
                .verify(&signed, &signature)
                .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{Ed25519KeyPair, KeyPair};

    #[test]
    fn only_telnyx_itself_and_only_now_is_believed() {
        let telnyx = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let key: PublicKey = STANDARD
            .encode(telnyx.public_key().as_ref())
            .parse()
            .unwrap();
        let now: DateTime<Utc> = "2026-11-20T15:00:00Z".parse().unwrap();
        let body = br#"{"data":{"event_type":"message.finalized"}}"#;
        let sign = |at: DateTime<Utc>| {
            let timestamp = at.timestamp().to_string();
            let mut signed = timestamp.clone().into_bytes();
            signed.push(b'|');
            signed.extend_from_slice(body);
            (timestamp, STANDARD.encode(telnyx.sign(&signed)))
        };
        let (at, signature) = sign(now);
        assert!(key.is_genuine(&at, &signature, body, now));
        assert!(key.is_genuine(&at, &signature, body, now + TimeDelta::minutes(5)));
        assert!(!key.is_genuine(&at, &signature, body, now + TimeDelta::seconds(301)));
        assert!(!key.is_genuine(&at, &signature, body, now - TimeDelta::seconds(301)));
        assert!(!key.is_genuine(&at, &signature, b"{}", now));
        let (later, _) = sign(now + TimeDelta::seconds(1));
        assert!(!key.is_genuine(&later, &signature, body, now));
        for wrong in ["", "not base64!", "AAAA"] {
            assert!(!key.is_genuine(&at, wrong, body, now));
            assert!(!key.is_genuine(wrong, &signature, body, now));
            assert!(wrong.parse::<PublicKey>().is_err());
        }
    }

    /// Signed with `openssl pkeyutl -sign -rawin`, an implementation of others.
    #[test]
    fn what_openssl_signed_is_genuine() {
        let key: PublicKey = "KAKpAE5jZ+K95tMstL9Wda4/zdMv+KjscuHrINefPIc="
            .parse()
            .unwrap();
        let signature = "fJ/UFmAKKDdJS59E9BKqbTZv1QKP3Dy2mmaTU0IGVRG2MQzFOPD8XTNFIM+80V4kOoWFCazXBtPAjfldEMvRAA==";
        let body = r#"{"data":{"event_type":"message.received","id":"bf6307bd-884d-4c1f-b6ea-c62b8c495d3c","payload":{"direction":"inbound","from":{"phone_number":"+12125550159"},"id":"7ee4241c-f127-47e5-9c34-3aac291f8058","text":"¿A qué hora cierran? 😀"}}}"#;
        let now = DateTime::from_timestamp(1_763_650_800, 0).unwrap();
        let is_genuine = |body: &str| key.is_genuine("1763650800", signature, body.as_bytes(), now);
        assert!(is_genuine(body));
        assert!(!is_genuine(&body.replace("cierran", "abren")));
    }
}

//! Signed tokens (RFC 7519) that this server proves itself with to push services.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use serde_json::Value;

/// A private key and its algorithm.
pub struct Signer {
    key: Key,
    random: SystemRandom,
}

enum Key {
    /// ES256: P-256 with SHA-256.
    Es256(Box<EcdsaKeyPair>),
    /// RS256: RSA with SHA-256.
    Rs256(Box<RsaKeyPair>),
}

/// A key that can't be used. Says nothing of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignerError {
    /// No PEM, or not PKCS #8.
    #[error("the key is not a private key in PEM (PKCS #8: \"BEGIN PRIVATE KEY\")")]
    NotAKey,
    /// Signing failed; the system has no random numbers.
    #[error("the token could not be signed")]
    NotSigned,
}

impl Signer {
    /// A key on P-256, for ES256.
    pub fn es256(pem: &str) -> Result<Self, SignerError> {
        let random = SystemRandom::new();
        let der = der_of(pem)?;
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &random)
            .map_err(|_| SignerError::NotAKey)?;
        Ok(Self {
            key: Key::Es256(Box::new(key)),
            random,
        })
    }

    /// An RSA key, for RS256.
    pub fn rs256(pem: &str) -> Result<Self, SignerError> {
        let key = RsaKeyPair::from_pkcs8(&der_of(pem)?).map_err(|_| SignerError::NotAKey)?;
        Ok(Self {
            key: Key::Rs256(Box::new(key)),
            random: SystemRandom::new(),
        })
    }

    /// A new key on P-256, as PEM.
    pub fn new_es256_pem() -> Result<String, SignerError> {
        let key =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                .map_err(|_| SignerError::NotSigned)?;
        let text = STANDARD.encode(key.as_ref());
        let mut pem = "-----BEGIN PRIVATE KEY-----\n".to_owned();
        for (at, letter) in text.chars().enumerate() {
            if at > 0 && at % 64 == 0 {
                pem.push('\n');
            }
            pem.push(letter);
        }
        pem.push_str("\n-----END PRIVATE KEY-----\n");
        Ok(pem)
    }

    /// The public half of a key on P-256: 65 bytes, in base64 for URLs.
    pub fn public_key(&self) -> Option<String> {
        match &self.key {
            Key::Es256(key) => Some(URL_SAFE_NO_PAD.encode(key.public_key().as_ref())),
            Key::Rs256(_) => None,
        }
    }

    /// A token with these `claims`. `kid` names the key where the service knows several.
    pub fn token(&self, kid: Option<&str>, claims: &Value) -> Result<String, SignerError> {
        let algorithm = match &self.key {
            Key::Es256(_) => "ES256",
            Key::Rs256(_) => "RS256",
        };
        let mut header = serde_json::json!({ "alg": algorithm, "typ": "JWT" });
        if let (Some(fields), Some(kid)) = (header.as_object_mut(), kid) {
            fields.insert("kid".to_owned(), kid.into());
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(claims));
        let signature = match &self.key {
            Key::Es256(key) => key
                .sign(&self.random, signed.as_bytes())
                .map_err(|_| SignerError::NotSigned)?
                .as_ref()
                .to_vec(),
            Key::Rs256(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(
                    &RSA_PKCS1_SHA256,
                    &self.random,
                    signed.as_bytes(),
                    &mut signature,
                )
                .map_err(|_| SignerError::NotSigned)?;
                signature
            }
        };
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// The bytes inside a PEM block (RFC 7468).
fn der_of(pem: &str) -> Result<Vec<u8>, SignerError> {
    let inside: String = pem
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != "-----BEGIN PRIVATE KEY-----")
        .skip(1)
        .take_while(|line| !line.starts_with("-----"))
        .collect();
    match STANDARD.decode(inside) {
        Ok(der) if !der.is_empty() => Ok(der),
        _ => Err(SignerError::NotAKey),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    #[test]
    fn a_token_is_what_its_public_key_says() {
        let signer = Signer::es256(&Signer::new_es256_pem().unwrap()).unwrap();
        let claims = serde_json::json!({ "iss": "TEAM", "iat": 1 });
        let token = signer.token(Some("KEY"), &claims).unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let key = URL_SAFE_NO_PAD
            .decode(signer.public_key().unwrap())
            .unwrap();
        assert_eq!(key.len(), 65);
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key)
            .verify(
                signed.as_bytes(),
                &URL_SAFE_NO_PAD.decode(signature).unwrap(),
            )
            .unwrap();
        let header = URL_SAFE_NO_PAD
            .decode(signed.split('.').next().unwrap())
            .unwrap();
        let header: Value = serde_json::from_slice(&header).unwrap();
        assert_eq!(header["kid"], "KEY");
    }

    #[test]
    fn what_is_no_key_is_refused_without_showing_it() {
        for text in [
            "",
            "hunter2",
            "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----",
        ] {
            assert!(Signer::es256(text).is_err());
            assert!(Signer::rs256(text).is_err());
        }
    }
}

//! `X-Twilio-Signature`: whether a status callback really comes from Twilio.
//!
//! The text that is signed is the public URL as Twilio called it, without its fragment, followed for
//! a form by every parameter, sorted by name, name and value joined without a separator; a name that
//! comes several times contributes each of its different values once, sorted. It is signed with
//! HMAC-SHA1 and the account's auth token. (Twilio, "Validating requests"; compared with Twilio's
//! own libraries in tests/peers.) The URL is built from our configuration, never from what the
//! request says of its host: that can be forged.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// The parameters of a form as they came: decoded, in any order, names perhaps several times.
pub type Form = Vec<(String, String)>;

/// Reads a form body (`application/x-www-form-urlencoded`), keeping empty and unknown parameters.
pub fn read_form(body: &[u8]) -> Form {
    form_urlencoded::parse(body)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// The signature that Twilio puts on a form posted to `url`.
pub fn signature(auth_token: &str, url: &str, form: &Form) -> String {
    STANDARD.encode(digest(auth_token, url, form))
}

/// Whether `given`, the header, is the signature of `form` posted to `url`.
///
/// Twilio signs the address with or without the standard port; both are accepted.
pub fn is_genuine(auth_token: &str, url: &str, form: &Form, given: &str) -> bool {
    let Ok(given) = STANDARD.decode(given.trim()) else {
        return false;
    };
    let same = |url: &str| -> bool { digest(auth_token, url, form).ct_eq(&given).into() };
    same(url) || same(&with_port(url)) || same(&without_port(url))
}

fn digest(auth_token: &str, url: &str, form: &Form) -> Vec<u8> {
    let mut values: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, value) in form {
        values.entry(name).or_default().insert(value);
    }
    let mut signed = url.split('#').next().unwrap_or_default().to_owned();
    for (name, values) in values {
        for value in values {
            signed.push_str(name);
            signed.push_str(value);
        }
    }
    // HMAC takes a key of any length: this cannot fail.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(auth_token.as_bytes()) else {
        return Vec::new();
    };
    mac.update(signed.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn standard_port(url: &str) -> Option<(&'static str, &str, &'static str)> {
    url.strip_prefix("https://")
        .map(|rest| ("https://", rest, ":443"))
        .or_else(|| {
            url.strip_prefix("http://")
                .map(|rest| ("http://", rest, ":80"))
        })
}

fn split_host(rest: &str) -> (&str, &str) {
    rest.find(['/', '?', '#'])
        .and_then(|end| rest.split_at_checked(end))
        .unwrap_or((rest, ""))
}

/// `url` with its port, where it names none.
fn with_port(url: &str) -> String {
    let Some((scheme, rest, port)) = standard_port(url) else {
        return url.to_owned();
    };
    let (host, path) = split_host(rest);
    let has_port = host.rsplit(']').next().is_some_and(|end| end.contains(':'));
    if has_port {
        url.to_owned()
    } else {
        format!("{scheme}{host}{port}{path}")
    }
}

/// `url` without its port, where that is the standard one.
fn without_port(url: &str) -> String {
    let Some((scheme, rest, port)) = standard_port(url) else {
        return url.to_owned();
    };
    let (host, path) = split_host(rest);
    host.strip_suffix(port)
        .map_or_else(|| url.to_owned(), |host| format!("{scheme}{host}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Form {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    /// Computed with Twilio's own libraries (twilio-node 6.2.0, twilio-python 9.13.0).
    #[test]
    fn signs_as_twilios_own_libraries_do() {
        let call = form(&[
            ("CallSid", "CA1234567890ABCDE"),
            ("From", "+12349013030"),
            ("To", "+18005551212"),
            ("Caller", "+12349013030"),
            ("Digits", "1234"),
        ]);
        assert_eq!(
            signature(
                "12345",
                "https://mycompany.com/myapp.php?foo=1&bar=2",
                &call
            ),
            "0/KCTR6DLpKmkAf8muzZqo1nDgQ="
        );
        let several = form(&[
            ("MediaUrl", "b"),
            ("MediaUrl", "a"),
            ("MediaUrl", "b"),
            ("Body", ""),
            ("To", "+1"),
        ]);
        assert_eq!(
            signature("12345", "https://h.example/cb?m=1", &several),
            "fq80zrRBnBjIp4Km9AHKNPCxo0A="
        );
        let accents = form(&[("A", "x"), ("Body", "José 😀 + & =")]);
        assert_eq!(
            signature("12345", "https://h.example/cb", &accents),
            "ZrZL8wkICT4GVAosZod5X/vuSr0="
        );
        assert_eq!(
            signature("12345", "https://h.example/cb?m=1", &Form::new()),
            "346JLaCpt8gSQNQObtBBsEGURCg="
        );
    }

    #[test]
    fn the_standard_port_may_be_there_or_not_and_another_may_not() {
        let form = form(&[("MessageStatus", "sent")]);
        let plain = "https://store.example/v1/twilio/status/a/1";
        let with = "https://store.example:443/v1/twilio/status/a/1";
        let sign = |url| signature("secret", url, &form);
        assert!(is_genuine("secret", plain, &form, &sign(with)));
        assert!(is_genuine("secret", with, &form, &sign(plain)));
        assert!(!is_genuine(
            "secret",
            plain,
            &form,
            &sign("https://store.example:8443/v1/twilio/status/a/1")
        ));
        assert_eq!(with_port("http://[::1]/x"), "http://[::1]:80/x");
        assert_eq!(without_port("http://[::1]:80/x"), "http://[::1]/x");
    }

    #[test]
    fn a_forged_or_changed_callback_is_not_genuine() {
        let url = "https://store.example/v1/twilio/status/a/1";
        let told = form(&[("MessageStatus", "undelivered"), ("New", "")]);
        let header = signature("secret", url, &told);
        assert!(is_genuine("secret", url, &told, &header));
        assert!(!is_genuine("other", url, &told, &header));
        assert!(!is_genuine(
            "secret",
            "https://store.example/v1/twilio/status/b/1",
            &told,
            &header
        ));
        assert!(!is_genuine(
            "secret",
            url,
            &form(&[("MessageStatus", "delivered"), ("New", "")]),
            &header
        ));
        assert!(!is_genuine("secret", url, &told, ""));
        assert!(!is_genuine("secret", url, &told, "not base64!"));
    }

    #[test]
    fn a_form_is_read_as_it_was_written() {
        assert_eq!(
            read_form("Body=Jos%C3%A9+%F0%9F%98%80+%2B+%26&Empty=&Body=b".as_bytes()),
            form(&[("Body", "José 😀 + &"), ("Empty", ""), ("Body", "b")])
        );
    }
}

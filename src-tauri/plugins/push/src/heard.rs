//! What the native half says.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the native half says. The values are the app's business.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heard {
    /// Where this phone is reached: `platform`, `token`, and for Web Push `p256dh` and `auth`.
    Token(Value),
    /// It is reached nowhere: no such service on this phone, or the service refuses.
    Nowhere(String),
    /// A push came in while the app runs. It has to be answered with `taken`.
    Pushed(Value),
    /// The associate tapped what the system had shown for a push.
    Tapped(Value),
}

/// The ids of alerts that the system showed while the app did not run or slept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Shown {
    /// UUIDs.
    #[serde(default)]
    pub shown: Vec<String>,
}

/// By what the server wakes phones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Words {
    /// Google's service may be asked.
    pub fcm: bool,
    /// The key for Web Push, base64 for URLs.
    pub web_key: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_kotlin_and_swift_write_is_read() {
        let heard = |value: Value| serde_json::from_value::<Heard>(value);
        let token = json!({ "platform": "fcm", "token": "abc" });
        assert_eq!(
            heard(json!({ "token": token })).unwrap(),
            Heard::Token(token)
        );
        assert_eq!(
            heard(json!({ "nowhere": "no distributor" })).unwrap(),
            Heard::Nowhere("no distributor".to_owned())
        );
        assert!(matches!(
            heard(json!({ "pushed": { "alert": "x" } })),
            Ok(Heard::Pushed(_))
        ));
        assert!(heard(json!({ "coo": 1 })).is_err());
        let nothing: Shown = serde_json::from_value(json!({})).unwrap();
        assert!(nothing.shown.is_empty());
    }
}

//! What a push says: ids, and nothing that names anyone or anything.

use serde::Serialize;
use uuid::Uuid;

/// The version of the words below; a device leaves one it does not know alone and syncs.
const VERSION: u32 = 1;

/// What a push says. A device reads the rest out of its own database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Payload {
    v: u32,
    /// The alert's kind: `repair_ready`, `message_failed`.
    pub kind: String,
    /// The alert: a device shows one banner for each.
    pub alert: Uuid,
    /// Whom it is about.
    pub customer: Uuid,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<Uuid>,
}

impl Payload {
    /// A payload with these ids. A kind that is not a plain word is left out: it goes through other
    /// people's hands.
    pub fn new(kind: &str, alert: Uuid, customer: Uuid, repair: Option<Uuid>) -> Self {
        let plain = !kind.is_empty()
            && kind.len() <= 40
            && kind
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter == '_');
        Self {
            v: VERSION,
            kind: if plain { kind } else { "alert" }.to_owned(),
            alert,
            customer,
            repair,
        }
    }

    /// As texts, for a service that takes nothing else.
    pub fn texts(&self) -> Vec<(&'static str, String)> {
        let mut texts = vec![
            ("v", self.v.to_string()),
            ("kind", self.kind.clone()),
            ("alert", self.alert.to_string()),
            ("customer", self.customer.to_string()),
        ];
        texts.extend(self.repair.map(|repair| ("repair", repair.to_string())));
        texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_people_never_get_in() {
        let id = Uuid::from_u128(7);
        let payload = Payload::new("Roger Vale's Rolex", id, id, None);
        assert_eq!(payload.kind, "alert");
        assert_eq!(
            Payload::new("repair_ready", id, id, None).kind,
            "repair_ready"
        );
        assert_eq!(
            serde_json::to_value(Payload::new("repair_ready", id, id, None)).unwrap(),
            serde_json::json!({ "v": 1, "kind": "repair_ready", "alert": id, "customer": id })
        );
    }
}

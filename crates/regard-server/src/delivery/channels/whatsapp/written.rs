//! What a customer writes by WhatsApp, as Meta brings it.
//!
//! (Meta: "Messages webhook reference" for each type; "Business-scoped user IDs": the telephone number may
//! be missing, then only Meta's own name for the person is there.)

use serde::Deserialize;
use serde_json::Value;

use crate::delivery::replies::{Inbound, Written};

/// One message of `messages`.
#[derive(Deserialize)]
struct Message {
    id: String,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    from_user_id: Option<String>,
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    context: Option<Context>,
}

#[derive(Deserialize)]
struct Context {
    #[serde(default)]
    id: Option<String>,
}

/// Reads one message. None: nobody wrote it, or it takes something back that was said before.
pub(super) fn read(value: &Value) -> Option<Inbound> {
    let message = Message::deserialize(value).ok()?;
    let at = |path: &str| value.pointer(path).and_then(Value::as_str);
    let number = message
        .from
        .as_deref()
        .map(|digits| digits.trim_start_matches('+'));
    let from = match number.filter(|digits| !digits.is_empty()) {
        Some(digits) => format!("+{digits}"),
        None => message.from_user_id.filter(|id| !id.is_empty())?,
    };
    let kind = message.kind.as_str();
    let (words, pictures) = match kind {
        "text" => (at("/text/body"), 0),
        "button" => (at("/button/text"), 0),
        "interactive" => {
            let title = at("/interactive/button_reply/title");
            (title.or_else(|| at("/interactive/list_reply/title")), 0)
        }
        // An emoji put on one of our messages; none: taken off again.
        "reaction" => (
            Some(at("/reaction/emoji").filter(|emoji| !emoji.is_empty())?),
            0,
        ),
        // The number was changed, or something like it: a person reads that.
        "system" => (at("/system/body"), 0),
        "image" | "video" | "document" => (
            value
                .pointer(&format!("/{kind}/caption"))
                .and_then(Value::as_str),
            1,
        ),
        // A voice, a place, a card, or what WhatsApp itself can't show: it is there to be seen.
        _ => (None, 1),
    };
    let answers = message.context.and_then(|context| context.id);
    let answers = answers.or_else(|| at("/reaction/message_id").map(str::to_owned));
    let written = Written {
        sid: message.id,
        from,
        words: words.unwrap_or_default().to_owned(),
        pictures,
        is_keyword: false,
    };
    Some(Inbound::of_whatsapp(written, answers))
}

#[cfg(test)]
mod tests {
    use super::*;
    use regard_domain::reply::ReplyMeaning;
    use serde_json::json;

    fn of(kind: &str, what: Value) -> Option<Inbound> {
        read(&json!({ "id": "wamid.1", "from": "12125550159", "type": kind, kind: what }))
    }

    #[test]
    fn every_type_is_kept_with_what_can_be_read_of_it() {
        for (kind, what, words, pictures) in [
            ("text", json!({ "body": " At six? " }), "At six?", 0),
            ("button", json!({ "text": "Yes", "payload": "y" }), "Yes", 0),
            (
                "interactive",
                json!({ "button_reply": { "id": "1", "title": "Later" } }),
                "Later",
                0,
            ),
            (
                "interactive",
                json!({ "list_reply": { "id": "1", "title": "Monday" } }),
                "Monday",
                0,
            ),
            (
                "image",
                json!({ "id": "9", "caption": "This one" }),
                "This one",
                1,
            ),
            ("audio", json!({ "id": "9", "voice": true }), "", 1),
            (
                "reaction",
                json!({ "message_id": "wamid.0", "emoji": "❤️" }),
                "❤️",
                0,
            ),
            ("a type of tomorrow", json!({}), "", 1),
        ] {
            let read = of(kind, what).unwrap_or_else(|| panic!("{kind}"));
            assert_eq!(
                (read.words.as_str(), read.pictures),
                (words, pictures),
                "{kind}"
            );
            assert_eq!(read.from, "+12125550159");
            assert!(!read.answered_by_provider);
        }
        let stop = of("text", json!({ "body": "STOP" })).unwrap();
        assert_eq!(stop.meaning, ReplyMeaning::Stop);
        assert!(
            !stop.answered_by_provider,
            "it is ours to obey and to confirm"
        );
    }

    #[test]
    fn a_reaction_taken_off_and_a_message_of_nobody_are_none() {
        assert_eq!(of("reaction", json!({ "message_id": "wamid.0" })), None);
        assert_eq!(
            read(&json!({ "id": "1", "type": "text", "text": { "body": "Hi" } })),
            None
        );
        assert_eq!(read(&json!("Hi")), None);
    }

    #[test]
    fn who_hides_the_number_has_the_name_that_meta_gave() {
        let hidden = json!({
            "id": "wamid.2", "from_user_id": "US.13491208655302741918", "type": "text",
            "text": { "body": "Hi" }, "context": { "id": "wamid.0" },
        });
        let read = read(&hidden).unwrap();
        assert_eq!(read.from, "US.13491208655302741918");
        assert_eq!(read.answers.as_deref(), Some("wamid.0"));
    }
}

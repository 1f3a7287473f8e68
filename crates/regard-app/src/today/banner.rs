//! What a banner says.
//!
//! It names a person and a kind of piece, never brand, model or value: a screen that lies on a counter
//! is public. Where the device is locked, or does not know yet whom it is about, it names nobody.

use super::screens::AlertCard;

/// What the operating system shows. A second one with the same number takes the place of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    /// The system's number for the alert.
    pub number: i32,
    /// The title.
    pub title: String,
    /// The line below.
    pub body: String,
}

/// The banner of an alert that names nobody.
pub fn neutral(number: i32, kind: &str) -> Banner {
    let (title, body) = match kind {
        "repair_ready" => ("A repair is ready", "Open Regard to see whose."),
        "message_failed" => (
            "A customer could not be told",
            "Open Regard for what to do.",
        ),
        "customer_replied" => ("A customer wrote back", "Open Regard to read and answer."),
        "sending_refused" => (
            "Messages to customers wait",
            "The provider refuses our account. Open Regard for what to do.",
        ),
        "uncollected" => (
            "A piece has waited a month",
            "Open Regard to see whose it is.",
        ),
        "promise_order_by" => ("Something has to be ordered now", "We gave our word."),
        "promise_used_twice" => ("A promise was used twice", "Open Regard to see which."),
        _ => ("Something came in for you", "Open Regard to see what."),
    };
    Banner {
        number,
        title: title.to_owned(),
        body: body.to_owned(),
    }
}

impl AlertCard {
    /// The banner of this alert. English until the app knows the associate's language.
    pub fn banner(&self) -> Banner {
        let (title, body) = self.words();
        Banner {
            number: self.number(),
            title,
            body: match &self.instead_of {
                Some(colleague) => format!("For {colleague}, who is off. {body}"),
                None => body,
            },
        }
    }

    fn words(&self) -> (String, String) {
        let piece = self
            .piece_kind
            .map_or("repair".to_owned(), |kind| kind.to_string());
        let name = &self.given_name;
        let (title, body) = match self.kind.as_str() {
            "repair_ready" => (
                format!("{name}’s {piece} is ready"),
                "Tap for what to know before you say hello.",
            ),
            "message_failed" => (
                format!("{name} could not be told"),
                "The message did not arrive. Tap for what to do.",
            ),
            "customer_replied" => (format!("{name} wrote back"), "Tap to read and answer."),
            "sending_refused" => (
                "Messages to customers wait".to_owned(),
                "The provider refuses our account. Tap for what is stuck.",
            ),
            "uncollected" => (
                format!("{name}’s {piece} has waited a month"),
                "Tap for where it lies and what was tried.",
            ),
            "promise_order_by" => (
                format!("Order now for {name}"),
                "We gave our word. Tap for what it is and by when.",
            ),
            "promise_used_twice" => (
                format!("{name}: a promise was used twice"),
                "Somebody else used the last one, too. Tap to see.",
            ),
            _ => (name.clone(), "Tap to open."),
        };
        (title, body.to_owned())
    }
}

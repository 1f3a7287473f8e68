//! What an alert says.

use regard_app::today::screens::AlertCard;

/// Title and body. English until the shell knows the associate's language.
pub fn of(alert: &AlertCard) -> (String, String) {
    let (title, body) = of_kind(alert);
    match &alert.instead_of {
        Some(colleague) => (title, format!("For {colleague}, who is off. {body}")),
        None => (title, body),
    }
}

fn of_kind(alert: &AlertCard) -> (String, String) {
    let piece = alert
        .piece_kind
        .map_or("repair".to_owned(), |kind| kind.to_string());
    match alert.kind.as_str() {
        "repair_ready" => (
            format!("{}’s {piece} is ready", alert.given_name),
            "Tap for what to know before you say hello.".to_owned(),
        ),
        "message_failed" => (
            format!("{} could not be told", alert.given_name),
            "The message did not arrive. Tap for what to do.".to_owned(),
        ),
        "customer_replied" => (
            format!("{} wrote back", alert.given_name),
            "Tap to read and answer.".to_owned(),
        ),
        "sending_refused" => (
            "Messages to customers wait".to_owned(),
            "The provider refuses our account. Tap for the first one.".to_owned(),
        ),
        "uncollected" => (
            format!("{}’s {piece} has waited a month", alert.given_name),
            "Tap for where it lies and what was tried.".to_owned(),
        ),
        "promise_order_by" => (
            format!("Order now for {}", alert.given_name),
            "We gave our word. Tap for what it is and by when.".to_owned(),
        ),
        "promise_used_twice" => (
            format!("{}: a promise was used twice", alert.given_name),
            "Somebody else used the last one, too. Tap to see.".to_owned(),
        ),
        _ => (alert.given_name.clone(), "Tap to open.".to_owned()),
    }
}

//! A returned e-mail (RFC 3464): the mail server that took it could not deliver it after all.
//!
//! The store's mail server hands what comes back to the sender's address to `regard-server take-bounce`
//! on its standard input. Our own name of the message stands in the returned head as its Message-ID,
//! and leads to the message. Only what failed for good counts; a notice of delay changes nothing.

use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, StateReason};

use super::channels::Receipt;

/// The longest report that is read.
pub const LONGEST: u64 = 1 << 20;

/// What a returned e-mail says of one of our messages; none when it is no report of a failure, or not
/// about a message of ours.
pub fn read(email: &str) -> Option<Receipt> {
    let fields = unfolded(email);
    let value = |name: &'static str| {
        let named = move |(known, _): &&(String, String)| known.eq_ignore_ascii_case(name);
        fields.iter().filter(named).map(|(_, value)| value.as_str())
    };
    let is_report = value("Content-Type").any(|kind| {
        let kind = kind.to_ascii_lowercase();
        kind.starts_with("multipart/report") || kind.starts_with("message/delivery-status")
    });
    let failed = value("Action").any(|action| action.trim().eq_ignore_ascii_case("failed"));
    if !is_report || !failed {
        return None;
    }
    let status = value("Status").find_map(enhanced)?;
    if status.0 != 5 {
        return None;
    }
    // The report has a Message-ID of its own before the one of what is returned.
    let message = value("Message-ID").find_map(our_name)?;
    Some(Receipt {
        provider: "smtp",
        message,
        // Every try of an e-mail has the same name.
        attempt: 1,
        sid: message.to_string(),
        status: "bounced".to_owned(),
        code: Some(status.0 * 100 + status.1 * 10 + status.2.min(9)),
        state: Some(MessageState::NotDelivered),
        reason: Some(reason_of(status)),
    })
}

/// Every `Name: value` of the text, whichever part it stands in, with folded lines put together.
fn unfolded(email: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in email.lines() {
        let folded = line.starts_with([' ', '\t']);
        match (folded, fields.last_mut(), line.split_once(':')) {
            (true, Some((_, value)), _) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (false, _, Some((name, value))) => {
                fields.push((name.trim().to_owned(), value.trim().to_owned()));
            }
            // An empty line, a boundary, or words: the field before it is over.
            _ => fields.push((String::new(), String::new())),
        }
    }
    fields
}

/// `5.1.1`, perhaps with words behind it (RFC 3463).
fn enhanced(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split_whitespace().next()?.split('.');
    let mut part = || parts.next()?.parse().ok();
    Some((part()?, part()?, part()?))
}

/// `<id@host>` with one of our ids.
fn our_name(text: &str) -> Option<MessageId> {
    let (name, _) = text.trim().trim_start_matches('<').split_once('@')?;
    Some(MessageId(name.parse().ok()?))
}

/// What an enhanced status says to an associate (RFC 3463, sections 3.2 to 3.8).
fn reason_of((_, subject, detail): (u32, u32, u32)) -> StateReason {
    match (subject, detail) {
        (1, 0..=4 | 6 | 10) | (2, 1) | (4, 4) => StateReason::NoSuchAddress,
        (2, _) => StateReason::Unreachable,
        (7, _) => StateReason::Blocked,
        (4, 7) => StateReason::TooLate,
        _ => StateReason::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn report(action: &str, status: &str, name: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mail.harbor.example\n\
             Message-ID: <20261120150001.AAAA@mail.harbor.example>\n\
             Content-Type: multipart/report; report-type=delivery-status;\n\tboundary=\"b\"\n\n\
             --b\nContent-Type: text/plain\n\nI'm sorry: Roger's mailbox is not there.\n\n\
             --b\nContent-Type: message/delivery-status\n\n\
             Reporting-MTA: dns; mail.harbor.example\n\n\
             Final-Recipient: rfc822; roger@example.org\nAction: {action}\nStatus: {status}\n\
             Diagnostic-Code: smtp; 550 5.1.1 no such user\n\n\
             --b\nContent-Type: text/rfc822-headers\n\n\
             Subject: Ready\nMessage-ID:\n <{name}@harbor.example>\n\n--b--\n"
        )
    }

    #[test]
    fn a_returned_e_mail_leads_to_its_message() {
        let id = Uuid::from_u128(7);
        let read = |action: &str, status: &str| read(&report(action, status, &id.to_string()));
        let receipt = read("failed", "5.1.1").unwrap();
        assert_eq!(receipt.message, MessageId(id));
        assert_eq!(
            (receipt.state, receipt.code),
            (Some(MessageState::NotDelivered), Some(511))
        );
        assert_eq!(receipt.reason, Some(StateReason::NoSuchAddress));
        assert_eq!(
            read("failed", "5.2.2 (mailbox full)").unwrap().reason,
            Some(StateReason::Unreachable)
        );
        assert_eq!(
            read("failed", "5.7.1").unwrap().reason,
            Some(StateReason::Blocked)
        );
        assert_eq!(read("delayed", "4.4.1"), None);
        assert_eq!(read("failed", "4.4.7"), None);
        assert_eq!(read("delivered", "2.0.0"), None);
    }

    #[test]
    fn what_is_no_report_of_ours_says_nothing() {
        assert_eq!(read(""), None);
        assert_eq!(read(&report("failed", "5.1.1", "another-program")), None);
        let holiday = "From: roger@example.org\nSubject: Away\nAction: failed\nStatus: 5.1.1\n";
        assert_eq!(read(holiday), None);
    }
}

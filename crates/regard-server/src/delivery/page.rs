//! The readable outbox as a page: what a store without a provider would have sent, newest first.
//!
//! It names customers' addresses and words: whoever serves it has to look who asks.

use std::fmt::Write as _;

use serde::Deserialize;

use super::dispatch::Dispatcher;
use crate::database::{DatabaseError, delivery, rows};

/// The most messages on the page.
const MOST: u32 = 200;

#[derive(Deserialize)]
struct Shown {
    address: String,
    subject: Option<String>,
    body: String,
    language: Option<String>,
}

impl Dispatcher {
    /// The page, as HTML. Blocks on the book.
    pub fn outbox_page(&self) -> Result<String, DatabaseError> {
        let database = self.database();
        let company = database.company();
        let messages = database.read(|connection| {
            let mut messages = Vec::new();
            for delivery in delivery::in_readable_outbox(connection, company, MOST)? {
                let row = rows::row(connection, company, "message", delivery.message.0)?;
                let Some(row) = row.filter(|row| !row.deleted) else {
                    continue;
                };
                messages.push((delivery.sent_at, row.read_as::<Shown>()?));
            }
            Ok::<_, DatabaseError>(messages)
        })?;
        let mut list = String::new();
        for (sent_at, message) in &messages {
            article(&mut list, *sent_at, message);
        }
        if messages.is_empty() {
            list.push_str("<p>Nothing yet.</p>");
        }
        Ok(format!("{HEAD}{list}</main></body></html>"))
    }
}

fn article(page: &mut String, sent_at: Option<chrono::DateTime<chrono::Utc>>, message: &Shown) {
    let at = sent_at.map_or_else(String::new, |at| {
        at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    });
    let language = message.language.as_deref().unwrap_or_default();
    // Writing into a String cannot fail.
    let _ = write!(
        page,
        "<article><h2>To {}</h2><p><time datetime=\"{at}\">{at}</time></p>",
        escaped(&message.address)
    );
    if let Some(subject) = &message.subject {
        let _ = write!(page, "<h3>{}</h3>", escaped(subject));
    }
    let _ = write!(
        page,
        "<p class=\"words\" lang=\"{}\">{}</p></article>",
        escaped(language),
        escaped(&message.body)
    );
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

const HEAD: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
<meta name=\"robots\" content=\"noindex\"><title>Readable outbox</title><style>\
:root{color-scheme:light dark}\
body{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}\
article{border:1px solid color-mix(in srgb,currentColor 25%,transparent);border-radius:.5rem;\
padding:0 1rem;margin:1rem 0}h2,h3{font-size:1rem;margin:1rem 0 0}time{opacity:.75}\
.words{white-space:pre-wrap;overflow-wrap:anywhere}\
</style></head><body><main><h1>Readable outbox</h1>\
<p><strong>None of these messages reached a customer.</strong> This server has no provider for them \
yet; it keeps them here and in its outbox folder.</p>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_customer_are_words_and_nothing_else() {
        let mut page = String::new();
        let message = Shown {
            address: "+15550100".into(),
            subject: None,
            body: "<script>alert('x')</script> & more".into(),
            language: Some("en\" onload=\"x".into()),
        };
        article(&mut page, None, &message);
        assert!(!page.contains("<script"));
        assert!(!page.contains("\" onload"));
        assert!(page.contains("&lt;script&gt;"));
    }
}

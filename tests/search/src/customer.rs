//! One customer of the made-up store, with everything that people would have written down.

use regard_domain::names::{fold, parts};
use uuid::Uuid;

/// A customer and the raw texts that search may read.
#[derive(Clone, Debug)]
pub struct Customer {
    /// The place in the store, from 0.
    pub index: u32,
    /// The id, from which the place can be read back.
    pub id: Uuid,
    /// The language of the name, ISO 639-1.
    pub language: &'static str,
    /// Whether the name is written in Latin letters.
    pub latin: bool,
    /// Given names as written.
    pub given: String,
    /// Family names as written.
    pub family: String,
    /// What the store calls the person.
    pub nickname: Option<String>,
    /// A former family name.
    pub former: Option<String>,
    /// The company.
    pub company: Option<String>,
    /// Spouse, children, pets.
    pub near: Vec<Near>,
    /// Telephone numbers as they were typed.
    pub phones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Numbers of repair envelopes and tickets.
    pub envelopes: Vec<String>,
    /// Serial numbers of pieces.
    pub serials: Vec<String>,
    /// What was bought.
    pub pieces: Vec<String>,
    /// What is known of the person.
    pub facts: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// What matters now.
    pub standing: Standing,
}

/// Somebody near to a customer.
#[derive(Clone, Debug)]
pub struct Near {
    /// The name; of children and pets often the given name only.
    pub name: String,
    /// `spouse`, `child` or `pet`.
    pub relation: &'static str,
    /// The person's own record, if there is one.
    pub of: Option<Uuid>,
}

/// What decides the order of equals.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Something of the customer's is in the store.
    pub in_store: bool,
    /// It is ready.
    pub ready: bool,
    /// The day of the last visit, counted from 1970.
    pub seen_on: Option<i32>,
    /// When the customer's page was last opened on this device, milliseconds since 1970.
    pub opened_at: Option<i64>,
    /// The associate who looks after the customer.
    pub owner: Uuid,
    /// The store.
    pub store: Uuid,
    /// An open promise holds until that day.
    pub promise_until: Option<i32>,
    /// Tread gently until that day.
    pub gently_until: Option<i32>,
}

impl Standing {
    /// Smaller is nearer: what is in the store, then who was looked at, who was seen in the last half
    /// year (mine first), who is mine, the rest; among equals the last visit. Every peer's rows are
    /// numbered by it, so that none is slower or worse for want of an order.
    pub fn distance(&self, me: Uuid, today: i32) -> u64 {
        let mine = self.owner == me;
        let days = self.seen_on.map_or(u32::MAX, |day| today.abs_diff(day));
        let tier: u64 = match () {
            () if self.in_store => u64::from(!self.ready),
            () if self.opened_at.is_some() => 2,
            () if days <= 180 => 3 + u64::from(!mine),
            () => 5 + u64::from(!mine),
        };
        tier << 32 | u64::from(days)
    }
}

impl Customer {
    /// Everything that is searched but names and numbers.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let lists = [&self.facts, &self.pieces, &self.tags];
        lists.into_iter().flatten().map(String::as_str)
    }

    /// Nickname, former name, company.
    pub fn also(&self) -> impl Iterator<Item = &str> {
        [&self.nickname, &self.former, &self.company]
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// Folded words of the customer's own names.
    pub fn name_words(&self) -> Vec<String> {
        let mut words = parts(&self.given);
        words.extend(parts(&self.family));
        self.also().for_each(|name| words.extend(parts(name)));
        words
    }

    /// Folded words of the names of those near.
    pub fn near_words(&self) -> Vec<String> {
        self.near
            .iter()
            .flat_map(|near| parts(&near.name))
            .collect()
    }

    /// Folded words of facts, pieces and tags.
    pub fn text_words(&self) -> Vec<String> {
        self.words().flat_map(parts).collect()
    }

    /// The digits of each telephone number.
    pub fn digits(&self) -> Vec<String> {
        self.phones.iter().map(|phone| digits(phone)).collect()
    }

    /// Envelopes, tickets and serial numbers, letters and digits only, folded.
    pub fn numbers(&self) -> Vec<String> {
        self.envelopes
            .iter()
            .chain(&self.serials)
            .map(|number| {
                fold(number)
                    .chars()
                    .filter(|c| c.is_alphanumeric())
                    .collect()
            })
            .collect()
    }
}

/// The digits of a text.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

//! One customer as the index reads them.

use uuid::Uuid;

/// One customer: the raw text that people wrote. Folding and cutting are the engine's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchCard {
    /// The customer.
    pub id: Uuid,
    /// Given names.
    pub given: String,
    /// Family names.
    pub family: String,
    /// Other names of theirs: nickname, how it is said, former family names, company.
    pub also: Vec<String>,
    /// Who is near them: spouse, child, pet; with or without a card of their own.
    pub near: Vec<Near>,
    /// Phone numbers, as typed or E.164.
    pub phones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Envelopes, tickets, serial numbers.
    pub numbers: Vec<String>,
    /// Short texts: facts, descriptions of pieces, tags, about.
    pub words: Vec<String>,
    /// What matters now: the order of the list and the facets come from it.
    pub standing: Standing,
}

/// Someone near a customer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Near {
    /// Their name.
    pub name: String,
    /// How they stand to the customer: the word of a relation, or "pet".
    pub relation: String,
    /// Their own card, if they have one.
    pub of: Option<Uuid>,
}

/// How a customer stands to the store now. Days are counted from 1970-01-01.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// A piece of theirs is in the store.
    pub in_store: bool,
    /// A piece of theirs is ready.
    pub ready: bool,
    /// The day on which anyone of the store last had to do with them.
    pub seen_on: Option<i32>,
    /// When their story was last opened on this device, in milliseconds since 1970.
    pub opened_at: Option<i64>,
    /// The associate who looks after them.
    pub owner: Option<Uuid>,
    /// Their store.
    pub store: Uuid,
    /// The last day on which a promise is open.
    pub promise_until: Option<i32>,
    /// Until when the store treads gently.
    pub gently_until: Option<i32>,
    /// Tags.
    pub tags: Vec<String>,
}

/// For whom, and on which day, customers are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Viewer {
    /// The associate who looks.
    pub me: Option<Uuid>,
    /// Today, in days since 1970-01-01.
    pub today: i32,
}

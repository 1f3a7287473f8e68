//! What is asked of the search and what it answers: rows while typing, and whole lists that a manager
//! counts, sorts and narrows down.

use chrono::NaiveDate;
use regard_domain::ids::{AssociateId, CustomerId, StoreId};
use regard_domain::words::RelationKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is typed into the search field.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FindCustomers {
    /// As typed; empty: just seen, in the store, then the alphabet.
    pub typed: String,
    /// The most rows wanted, 200 at most.
    pub limit: u32,
}

/// Who was found.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FoundCustomers {
    /// What was typed, so that a late answer can be told from a new one.
    pub typed: String,
    /// Best first. Before typing: grouped by `group`.
    pub rows: Vec<CustomerRow>,
    /// Whether there are more than were wanted.
    pub more: bool,
}

/// Asks how these customers look now: they stand on a screen, and something has changed.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LookAgain {
    /// Whom, 200 at most.
    pub customer_ids: Vec<CustomerId>,
}

/// One customer as a row.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CustomerRow {
    /// Who.
    pub id: CustomerId,
    /// Their name as the customer gave it.
    pub name: String,
    /// One or two letters for the mark.
    pub initials: String,
    /// Why it matched, where the name does not show it.
    pub why: Option<Why>,
    /// Before typing: `just_seen`, `in_store`, `all`.
    pub group: Option<String>,
    /// Whether a piece of theirs is in the store.
    pub in_store: bool,
    /// Whether a piece of theirs is ready.
    pub ready: bool,
    /// Whether a promise is open.
    pub promise: bool,
    /// Whether the store treads gently just now.
    pub gently: bool,
    /// Whether I look after them.
    pub mine: bool,
    /// Their spouse or partner.
    pub with: Option<String>,
    /// When anyone of the store last had to do with them.
    pub last_seen_on: Option<NaiveDate>,
}

/// Why a row was found.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
#[ts(export)]
pub enum Why {
    /// A phone number contains these digits; the last four are shown.
    Phone {
        /// The last four.
        ends: String,
    },
    /// An e-mail address contains it.
    Email {
        /// The address.
        address: String,
    },
    /// An envelope has this number.
    Envelope {
        /// The number.
        envelope: String,
    },
    /// Another name of theirs: a nickname, a former surname, a company.
    AlsoNamed {
        /// The name.
        name: String,
    },
    /// A piece of theirs has this serial number.
    Serial {
        /// The number.
        serial: String,
        /// The piece.
        piece: String,
    },
    /// Words of something that is known of them.
    Words {
        /// What it is.
        of: WordsOf,
        /// The words, cut to a line around what was found.
        words: String,
    },
    /// Words of a note.
    Note {
        /// When it was written.
        on: NaiveDate,
        /// The words, cut to a line around what was found.
        words: String,
    },
    /// Words of a message to them.
    Message {
        /// When it was asked for.
        on: NaiveDate,
        /// The words, cut to a line around what was found.
        words: String,
    },
    /// Spouse, child, … of someone of that name.
    Relation {
        /// Of whom.
        name: String,
        /// How.
        relation: RelationKind,
    },
}

/// What the words belong to that a customer was found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum WordsOf {
    /// A fact.
    Fact,
    /// A pet's.
    Pet,
    /// A piece or a purchase.
    Piece,
    /// A tag.
    Tag,
    /// The words about them.
    About,
}

/// How long ago the store last had to do with someone, in the store's days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Seen {
    /// Within 30 days.
    Month,
    /// Within 90 days.
    Quarter,
    /// Within 365 days.
    Year,
    /// Longer ago.
    Longer,
    /// Never.
    Never,
}

/// How a list of customers is put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CustomerOrder {
    /// In the store now, opened lately, mine.
    Nearness,
    /// The alphabet.
    Name,
    /// Last seen, the latest first.
    LastSeen,
}

/// Asks for a page of the customers that fit, and how many there are of each kind.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BrowseCustomers {
    /// As typed; empty: everyone.
    pub typed: String,
    /// Only of this store.
    pub store: Option<StoreId>,
    /// Only those this associate looks after.
    pub owner: Option<AssociateId>,
    /// Only those nobody looks after.
    pub nobodys: bool,
    /// Only with every one of these tags.
    pub tags: Vec<String>,
    /// Only those last seen so.
    pub seen: Option<Seen>,
    /// Only with an open promise.
    pub promise: bool,
    /// The order.
    pub order: CustomerOrder,
    /// How many to leave out at the beginning.
    pub offset: u32,
    /// The most rows wanted, 200 at most.
    pub limit: u32,
}

/// A page of customers, with counts.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct BrowsedCustomers {
    /// How many fit in all.
    pub count: u32,
    /// The page.
    pub rows: Vec<CustomerRow>,
    /// By store, the most first; as if no store had been chosen.
    pub stores: Vec<StoreCount>,
    /// By owner, the most first; as if no owner had been chosen. None: nobody looks after them.
    pub owners: Vec<OwnerCount>,
    /// By tag, the most first, at most 30.
    pub tags: Vec<TagCount>,
    /// By how long ago they were seen; as if none had been chosen.
    pub seen: Vec<SeenCount>,
    /// With an open promise.
    pub promise: u32,
    /// False while the index is being built: the counts come in a moment, with a change of the data.
    pub complete: bool,
}

/// How many of a store.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct StoreCount {
    /// Which.
    pub store_id: StoreId,
    /// Its name.
    pub name: String,
    /// How many.
    pub count: u32,
}

/// How many that someone looks after.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct OwnerCount {
    /// Who; none: nobody.
    pub owner_id: Option<AssociateId>,
    /// Their name.
    pub name: Option<String>,
    /// How many.
    pub count: u32,
}

/// How many with a tag.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TagCount {
    /// The tag.
    pub words: String,
    /// How many.
    pub count: u32,
}

/// How many last seen so.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SeenCount {
    /// How long ago.
    pub seen: Seen,
    /// How many.
    pub count: u32,
}

/// Puts a tag on a customer, or takes it off.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TagCustomer {
    /// Whom.
    pub customer_id: CustomerId,
    /// The tag; upper and lower case are one.
    pub words: String,
    /// On, or off.
    pub on: bool,
}

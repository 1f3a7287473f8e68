//! The field's own words as closed lists: roles, relations, kinds of piece, work, occasion, tact.
//!
//! Each is stored and sent as its `snake_case` word. A word that this version does not know yet is
//! an error here; whoever reads rows from elsewhere keeps the text and shows it as it is.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

/// What a person may do in Regard.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum Role {
    /// Looks people up on the floor, tells them, jots, hands over.
    Associate,
    /// The watchmaker or goldsmith: moves repairs along, sees no private notes.
    Bench,
    /// Everything an associate may do; also enrols, imports and sees what is stuck.
    Manager,
    /// Everything a manager may do, in every store of the company.
    Owner,
}

/// How the other person stands to the customer ("Dana is Roger's *spouse*").
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum RelationKind {
    /// Married.
    Spouse,
    /// Together, not married.
    Partner,
    /// Son or daughter of the customer.
    Child,
    /// Father or mother of the customer.
    Parent,
    /// Brother or sister.
    Sibling,
    /// A friend.
    Friend,
    /// Anything else; the note says what.
    Other,
}

impl RelationKind {
    /// Whether the two belong to one household: a couple, parents and their children.
    pub fn is_household(self) -> bool {
        matches!(
            self,
            Self::Spouse | Self::Partner | Self::Child | Self::Parent
        )
    }

    /// The same relation seen from the other side.
    pub fn reversed(self) -> Self {
        match self {
            Self::Child => Self::Parent,
            Self::Parent => Self::Child,
            same => same,
        }
    }
}

/// What kind of thing a piece is. Messages say only this word, never brand, model or value.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum PieceKind {
    /// A wrist or pocket watch.
    Watch,
    /// A clock.
    Clock,
    /// A ring that is not a wedding band or engagement ring.
    Ring,
    /// A wedding band.
    Band,
    /// A necklace or chain.
    Necklace,
    /// A bracelet or bangle.
    Bracelet,
    /// A pair of earrings.
    Earrings,
    /// A pendant.
    Pendant,
    /// A brooch or pin.
    Brooch,
    /// Anything else.
    Piece,
}

/// What kind of work a line of a repair is; promises cover kinds of work.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum WorkKind {
    /// A new battery.
    Battery,
    /// Cleaning, polishing, and the tests that go with them.
    Cleaning,
    /// A full service or overhaul of a movement.
    Service,
    /// A ring made larger or smaller.
    Resize,
    /// A strap or bracelet fitted or shortened.
    Strap,
    /// A stone or prong set or tightened.
    Setting,
    /// A crystal, crown, clasp or other part.
    Part,
    /// An engraving.
    Engraving,
    /// An appraisal.
    Appraisal,
    /// Anything else.
    Other,
}

/// What kind of day an occasion is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum OccasionKind {
    /// Of one person.
    Birthday,
    /// Of a relation.
    Anniversary,
    /// A graduation.
    Graduation,
    /// Anything else; the label says what.
    Other,
}

/// How sure the store is of something it remembers.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum Confidence {
    /// The customer said so.
    Sure,
    /// Worked out from something the customer said; ask.
    Likely,
    /// A guess; never said to the customer as if it were known.
    Guess,
}

/// What may be done with a fact in front of the customer.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum Tact {
    /// May be said.
    Say,
    /// Good to know, not to be brought up.
    Know,
    /// Never to be said; kept so that nobody stumbles over it.
    NeverSay,
}

/// What a fact is about.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum FactKind {
    /// A person near the customer.
    Family,
    /// A pet.
    Pet,
    /// What the customer likes or collects.
    Interest,
    /// What the customer avoids.
    Avoids,
    /// A ring or wrist size.
    Size,
    /// A journey.
    Trip,
    /// Work.
    Work,
    /// A piece that was admired.
    Wish,
    /// Something the store taught them, and that helped.
    Advice,
    /// Anything else.
    Other,
}

/// How a customer can be reached.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum Channel {
    /// A text to a phone number.
    Sms,
    /// An e-mail.
    Email,
    /// A message at WhatsApp, to a phone number. Permission for texts is none for it.
    Whatsapp,
}

impl Channel {
    /// Whether it goes to a phone number rather than to an e-mail address.
    pub fn is_by_number(self) -> bool {
        match self {
            Self::Sms | Self::Whatsapp => true,
            Self::Email => false,
        }
    }
}

/// What a message is for; consent is given for each purpose apart.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum Purpose {
    /// About a piece of theirs that is in the store.
    Service,
    /// From their associate, about them.
    OneToOne,
    /// Offers.
    Marketing,
    /// An answer to what the customer wrote within the last day. Needs no consent given beforehand:
    /// who writes asks for the answer.
    Conversational,
}

/// What kind of note a note is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum NoteKind {
    /// After someone came in.
    Visit,
    /// After a telephone call.
    Call,
    /// Anything else.
    Note,
}

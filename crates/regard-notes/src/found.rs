//! What was found in a note.

use std::ops::Range;

use chrono::NaiveDate;
use regard_domain::partial_date::PartialDate;
use regard_domain::words::RelationKind;

/// One thing that a note says, traced to its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What it is.
    pub what: What,
    /// Where the words are that say it, in bytes of the note.
    pub words: Range<usize>,
    /// Ticked from the start: the words say it plainly. Otherwise it is a guess that someone ticks.
    pub sure: bool,
}

/// The kinds of things that are found.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Someone near the customer.
    Person(Person),
    /// A pet of the household.
    Pet {
        /// Its name, as it was written.
        name: Option<String>,
        /// What it is.
        species: Species,
    },
    /// A day that matters.
    Occasion(Occasion),
    /// A size that was told.
    Size {
        /// Of what.
        of: Measured,
        /// The number, and the unit where one was said: `6.5`, `17 cm`.
        value: String,
        /// Whose.
        whose: Whose,
    },
    /// Something wanted.
    Wish {
        /// For whom.
        whose: Whose,
    },
    /// Something that the store said it would do.
    Promise {
        /// By when.
        until: Option<NaiveDate>,
    },
    /// Something to do later.
    FollowUp {
        /// When; a month where no day was said.
        when: Option<PartialDate>,
    },
    /// What they like.
    Liking,
    /// What they would rather not have.
    Avoid,
    /// What their skin does not bear.
    Allergy,
    /// A journey.
    Trip {
        /// When, as far as it was said.
        when: Option<PartialDate>,
    },
    /// What they do for a living.
    Work,
    /// What they do for joy.
    Interest,
    /// A hard time.
    TreadGently,
}

impl What {
    /// The name of its kind, as the figures call it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Pet { .. } => "pet",
            Self::Occasion(_) => "occasion",
            Self::Size { .. } => "size",
            Self::Wish { .. } => "wish",
            Self::Promise { .. } => "promise",
            Self::FollowUp { .. } => "follow_up",
            Self::Liking => "liking",
            Self::Avoid => "avoid",
            Self::Allergy => "allergy",
            Self::Trip { .. } => "trip",
            Self::Work => "work",
            Self::Interest => "interest",
            Self::TreadGently => "tread_gently",
        }
    }
}

/// Someone near the customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The name, as it was written.
    pub name: Option<String>,
    /// What they are to the customer.
    pub relation: RelationKind,
    /// How old they are now.
    pub age: Option<u32>,
    /// Not any more: an ex-husband.
    pub former: bool,
    /// They have died.
    pub deceased: bool,
}

/// What a pet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Species {
    /// A dog.
    Dog,
    /// A cat.
    Cat,
    /// A horse.
    Horse,
    /// A bird.
    Bird,
    /// Anything else.
    Other,
}

/// A day that matters.
#[derive(Debug, Clone, PartialEq)]
pub struct Occasion {
    /// What kind of day.
    pub kind: OccasionOf,
    /// Whose.
    pub whose: Whose,
    /// When, as far as it was said; a yearly day without its year.
    pub date: Option<PartialDate>,
    /// Which one: 20 for the 20th anniversary.
    pub ordinal: Option<u32>,
    /// The year of that one.
    pub ordinal_year: Option<i32>,
}

/// The kinds of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OccasionOf {
    /// A birthday.
    Birthday,
    /// An anniversary of two people.
    Anniversary,
    /// A graduation.
    Graduation,
    /// A wedding that is to come, or was.
    Wedding,
    /// Anything else with a day.
    Other,
}

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    /// A finger.
    Ring,
    /// A wrist, for a watch.
    Wrist,
    /// A neck, or a chain for it.
    Neck,
    /// A bracelet.
    Bracelet,
    /// Anything else.
    Other,
}

/// To whom it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// The customer whom the note is about.
    Customer,
    /// The customer and their spouse or partner.
    Couple,
    /// Someone else: their name in lower case, or how they were called (`mom`).
    Other(String),
}

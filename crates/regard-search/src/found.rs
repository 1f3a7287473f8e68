//! What a search answers.

use uuid::Uuid;

/// Customers found, best first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// At most as many as were asked for.
    pub hits: Vec<Hit>,
    /// Whether there are more.
    pub more: bool,
}

/// One customer found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Who.
    pub id: Uuid,
    /// The best way in which what was typed fits them.
    pub class: Class,
    /// What of theirs it fits.
    pub why: Reason,
}

/// How what was typed fits a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Every word is a name of theirs.
    Exact,
    /// Every word begins a name of theirs.
    Prefix,
    /// The beginnings of two of their names, run together.
    Initials,
    /// A name that goes with theirs: Bob with Robert.
    Nickname,
    /// The name of someone near them.
    Near,
    /// Digits of a phone number.
    Digits,
    /// A part of an e-mail address.
    Email,
    /// The number of an envelope, a ticket or a piece.
    Number,
    /// Words of facts and pieces.
    Word,
    /// Names and words, or digits, together.
    NameAndWord,
    /// It sounds like a name of theirs.
    Sound,
    /// A name or word of theirs with a letter wrong.
    Typo,
    /// Letters from within a name of theirs.
    Inside,
}

/// What of a customer was matched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reason {
    /// For each typed word in order; one entry when all was read as one number, address or name.
    pub words: Vec<Matched>,
}

/// The kind of field that a typed word was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Matched {
    /// A name of their own, the former and the short ones too.
    Name,
    /// The name of someone near them.
    Near,
    /// A phone number.
    Phone,
    /// The number of an envelope, a ticket or a piece.
    Number,
    /// An e-mail address.
    Email,
    /// A fact, a piece, a tag.
    Word,
}

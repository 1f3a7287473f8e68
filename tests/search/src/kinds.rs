//! The kinds of input that search must understand (docs of the engine: SEARCH.md).

/// What somebody types to find a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Given and family name.
    FullName,
    /// Family name first, or words left out.
    AnyOrder,
    /// The beginnings of given and family name.
    Prefixes,
    /// An initial run together with the beginning of the other name: `rmart`.
    Initials,
    /// A nickname in general use or the store's own, and the family name.
    Nickname,
    /// A name with diacritics, typed without.
    NoAccents,
    /// One wrong, missing or additional letter in a name of four or more.
    OneTypo,
    /// Two neighbouring letters changed places.
    Transposed,
    /// A letter doubled, or a doubled one single.
    Doubled,
    /// Two wrong letters in a name of eight or more.
    TwoTypos,
    /// Written as it sounds.
    Sound,
    /// The spouse's name.
    Spouse,
    /// A child's name and the family name.
    Child,
    /// A pet's name and the family name.
    Pet,
    /// The last four digits of a telephone number.
    LastFour,
    /// Five to seven digits from inside a telephone number.
    PhoneInside,
    /// A piece of an e-mail address.
    Email,
    /// An envelope, ticket or serial number, or its beginning.
    Number,
    /// Words of facts and pieces.
    Words,
    /// A name and words of a fact or a piece.
    NameAndFact,
    /// A former family name.
    Former,
    /// A name in another script than Latin.
    Scripts,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 22] = [
        Self::FullName,
        Self::AnyOrder,
        Self::Prefixes,
        Self::Initials,
        Self::Nickname,
        Self::NoAccents,
        Self::OneTypo,
        Self::Transposed,
        Self::Doubled,
        Self::TwoTypos,
        Self::Sound,
        Self::Spouse,
        Self::Child,
        Self::Pet,
        Self::LastFour,
        Self::PhoneInside,
        Self::Email,
        Self::Number,
        Self::Words,
        Self::NameAndFact,
        Self::Former,
        Self::Scripts,
    ];

    /// The name in figures.
    pub fn name(self) -> &'static str {
        match self {
            Self::FullName => "full_name",
            Self::AnyOrder => "any_order",
            Self::Prefixes => "prefixes",
            Self::Initials => "initials",
            Self::Nickname => "nickname",
            Self::NoAccents => "no_accents",
            Self::OneTypo => "one_typo",
            Self::Transposed => "transposed",
            Self::Doubled => "doubled",
            Self::TwoTypos => "two_typos",
            Self::Sound => "sound",
            Self::Spouse => "spouse",
            Self::Child => "child",
            Self::Pet => "pet",
            Self::LastFour => "last_four",
            Self::PhoneInside => "phone_inside",
            Self::Email => "email",
            Self::Number => "number",
            Self::Words => "words",
            Self::NameAndFact => "name_and_fact",
            Self::Former => "former",
            Self::Scripts => "scripts",
        }
    }
}

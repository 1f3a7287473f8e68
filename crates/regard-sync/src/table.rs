//! What can be said of a synced table: its fields, whose its rows are, how they merge.

/// What a field holds. On the wire: text, whole number, boolean; ids, dates and times are text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A UUID, hyphenated text on the wire, 16 bytes on the device.
    Id,
    /// A whole number.
    Integer,
    /// True or false.
    Bool,
    /// A day, `2026-05-12`; a partial date where the field's doc says so.
    Date,
    /// A moment in UTC, `2026-05-12T14:02:03.123Z`.
    Time,
}

/// One field of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name, the column's name too.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether every row has it.
    pub required: bool,
    /// Whether the bench's devices get it.
    pub bench: bool,
    /// Long text: what two people write in it at once is woven together ([`crate::weave`]).
    pub woven: bool,
}

impl Field {
    pub(crate) const fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            required: true,
            bench: true,
            woven: false,
        }
    }
    /// Absence means something.
    pub(crate) const fn maybe(self) -> Self {
        Self {
            required: false,
            ..self
        }
    }
    /// Long text, woven together when two people write in it at once.
    pub(crate) const fn woven(self) -> Self {
        Self {
            woven: true,
            ..self
        }
    }
    /// Not sent to the bench's devices.
    pub(crate) const fn private(self) -> Self {
        Self {
            bench: false,
            ..self
        }
    }
}

pub(crate) const fn text(name: &'static str) -> Field {
    Field::new(name, Kind::Text)
}
pub(crate) const fn id(name: &'static str) -> Field {
    Field::new(name, Kind::Id)
}
pub(crate) const fn int(name: &'static str) -> Field {
    Field::new(name, Kind::Integer)
}
pub(crate) const fn flag(name: &'static str) -> Field {
    Field::new(name, Kind::Bool)
}
pub(crate) const fn date(name: &'static str) -> Field {
    Field::new(name, Kind::Date)
}
pub(crate) const fn time(name: &'static str) -> Field {
    Field::new(name, Kind::Time)
}

/// Whose a row is; it decides which devices get it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belongs {
    /// The company: every device gets it.
    Company,
    /// It is a customer: the devices of the store named in `store_id`.
    Customer,
    /// It hangs on the customer in this field and goes where that customer goes.
    ToCustomer(&'static str),
    /// The one associate in this field.
    ToAssociate(&'static str),
}

/// How two edits of the same row come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// Field by field; the loser of a concurrent edit is kept and shown.
    ByField,
    /// Rows are only added; the first row of an id stands, a different second one is kept beside it.
    /// Only the server sets fields afterwards, and a device those in `device_sets`.
    AddOnly {
        /// The fields that a device may set after the row was added.
        device_sets: &'static [&'static str],
    },
}

/// One synced table.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Whose its rows are.
    pub belongs: Belongs,
    /// How its rows merge.
    pub merge: Merge,
    /// Whether the bench's devices get it at all.
    pub bench: bool,
    /// Whether only the server makes and changes its rows.
    pub server_only: bool,
    /// Its fields, apart from `id`.
    pub fields: &'static [Field],
}

impl Table {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

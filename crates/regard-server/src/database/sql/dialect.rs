//! What the two engines spell differently, in one place.

/// Which engine's spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// One file, on the server's own disk.
    Sqlite,
    /// PostgreSQL, and what speaks like it.
    Postgres,
}

impl Dialect {
    /// A condition that is true when the JSON in `column` has the text of parameter `?place`
    /// anywhere in it.
    pub fn mentions(self, column: &str, place: usize) -> String {
        match self {
            Self::Sqlite => format!("instr({column}, ?{place}) > 0"),
            Self::Postgres => format!("strpos({column}::text, ?{place}) > 0"),
        }
    }

    /// The value of a field of a synced row, as text.
    pub fn value_of(self, field: &str) -> String {
        match self {
            Self::Sqlite => format!("json_extract(fields, '$.{field}.v')"),
            Self::Postgres => format!("fields #>> '{{{field},v}}'"),
        }
    }

    /// Behind a question: nobody else changes what it found before this transaction ends. In a file
    /// nobody does anyway.
    pub fn and_lock(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// How a statement adds two whole numbers modulo 2^64, as this machine does; none where it can't
    /// and the numbers have to be read first, which costs nothing there.
    pub fn sum_modulo_2_64(self) -> Option<fn(&str, &str) -> String> {
        // One number of 64 bits may be too large for the sum of two. 27670116110564327424 is 2^63 more
        // than 2^64: it makes every sum positive before the rest is taken.
        const WRAPPED: fn(&str, &str) -> String = |one, other| {
            format!(
                "(mod({one}::numeric + {other} + 27670116110564327424, 18446744073709551616) \
                 - 9223372036854775808)::bigint"
            )
        };
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(WRAPPED),
        }
    }
}

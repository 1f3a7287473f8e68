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

    /// Behind a question: nobody else changes what it found before this transaction ends. In a file
    /// nobody does anyway.
    pub fn and_lock(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }
}

//! What a conversation begins with.

/// What a device knows of its server since the database was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// The server was asked which changes of this device it knows.
    pub compared: bool,
    /// It asks for the text that an author saw, where it needs one.
    pub asks_seen: bool,
}

/// How much is done at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Rows asked for in one page.
    pub page_rows: u32,
    /// Rows written at once while catching up: many small writes take six times as long.
    pub chunk_rows: usize,
    /// About how many bytes of rows are gathered at the most before they are written.
    pub chunk_bytes: usize,
    /// The most bytes of changes in one request.
    pub most_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            page_rows: 5_000,
            chunk_rows: 10_000,
            chunk_bytes: 16 << 20,
            most_bytes: 240 * 1024,
        }
    }
}

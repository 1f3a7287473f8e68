//! One way to speak to either engine: SQL with `?1 ?2`, cells in, lines out.
//!
//! Everything under `database/` is written once against [`Sql`]. What the engines spell differently
//! stands in [`Dialect`]; how a value lies in a column, in each engine's own file.

mod cell;
mod dialect;
pub(super) mod engine;
mod line;
mod nul;
pub(super) mod postgres;
mod read_ahead;
pub(super) mod sqlite;

pub use cell::Cell;
pub use dialect::Dialect;
pub use line::{FromCell, Line};
pub use read_ahead::ReadAhead;

use super::DatabaseError;

/// A question that always has the same words, with what is filled in.
pub type Asked = (&'static str, Vec<Cell>);

/// One connection, inside whatever transaction it is in.
///
/// Statements name their parameters `?1`, `?2` … in the order of `cells`. A parameter's first place
/// in the text must say its type (`tbl = ?3 OR ?3 IS NULL`, not the other way round): PostgreSQL
/// takes it from there.
pub trait Sql {
    /// How this engine spells what engines spell differently.
    fn dialect(&self) -> Dialect;

    /// The lines that a statement answers with.
    fn query(&self, sql: &str, cells: &[Cell]) -> Result<Vec<Line>, DatabaseError>;

    /// Runs a statement and answers how many rows it touched.
    fn execute(&self, sql: &str, cells: &[Cell]) -> Result<u64, DatabaseError>;

    /// Runs a statement whose count nobody asks for. It may travel together with the next one; what
    /// is wrong with it shows there, or at the end of the edit at the latest.
    fn later(&self, sql: &str, cells: Vec<Cell>) -> Result<(), DatabaseError> {
        self.execute(sql, &cells).map(|_| ())
    }

    /// Asks several questions at once, none of which depends on the answer of another.
    fn query_all(&self, asked: &[(&str, Vec<Cell>)]) -> Result<Vec<Vec<Line>>, DatabaseError> {
        asked
            .iter()
            .map(|(sql, cells)| self.query(sql, cells))
            .collect()
    }

    /// The first line, when there is one.
    fn one(&self, sql: &str, cells: &[Cell]) -> Result<Option<Line>, DatabaseError> {
        Ok(self.query(sql, cells)?.into_iter().next())
    }

    /// What was read in advance for this edit; none where a read costs no round trip.
    fn ahead(&self) -> Option<&ReadAhead> {
        None
    }
}

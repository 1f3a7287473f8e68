//! What an engine has to offer: sessions to write in, pictures to read from.

use super::Sql;
use crate::database::DatabaseError;

/// What an act did to the session besides its own result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The engine wants the whole transaction from the start: it met another one (SQLSTATE 40001,
    /// 40P01), or the connection went away before the commit. Nothing of it was kept.
    Again,
    /// The transaction is lost for another reason.
    Lost,
}

/// A connection for writes. One transaction, and in it one edit after the other, each of which can be
/// taken back by itself.
pub trait Session: Sql + Send {
    /// As what statements are run on.
    fn as_sql(&self) -> &dyn Sql;

    /// Begins the transaction: from here on no other writer of the company gets in between.
    fn begin(&self) -> Result<(), DatabaseError>;

    /// Whether a transaction is under way.
    fn is_open(&self) -> bool;

    /// Begins an edit.
    fn begin_edit(&self) -> Result<(), DatabaseError>;

    /// Keeps what the edit did.
    fn keep_edit(&self) -> Result<(), DatabaseError>;

    /// Takes back what the edit did, and nothing else.
    fn take_edit_back(&self) -> Result<(), DatabaseError>;

    /// Makes everything last.
    fn commit(&self) -> Result<(), DatabaseError>;

    /// Takes everything back.
    fn roll_back(&self) -> Result<(), DatabaseError>;

    /// What went wrong with the transaction as a whole since it began.
    fn trouble(&self) -> Option<Trouble>;

    /// Whether what failed last was for sure not kept, and may work the next time.
    fn may_repeat(&self) -> bool {
        self.trouble() == Some(Trouble::Again)
    }

    /// Brings what is still in a journal to its place, before the process ends.
    fn checkpoint(&self) -> Result<(), DatabaseError> {
        Ok(())
    }
}

/// Where the book is kept.
pub trait Engine: Send + Sync {
    /// Runs `act` on one unchanging picture of the book, in which nothing can be written.
    fn read(&self, act: &mut dyn FnMut(&dyn Sql)) -> Result<(), DatabaseError>;

    /// Whether other servers may work on the same book at the same time.
    fn is_shared(&self) -> bool;
}

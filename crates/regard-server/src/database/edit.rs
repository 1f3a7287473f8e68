//! One write of the server: the rules' write, and the connection for tables that do not travel.

use std::ops::Deref;

use regard_domain::ids::CompanyId;
use regard_sync::server::Write;
use rusqlite::Connection;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::DatabaseError;
use super::book::SqlBook;

/// One write in progress. Reads see what was put before in the same write.
pub struct ServerEdit<'b> {
    write: &'b Write<'b, SqlBook<'b>>,
}

impl<'b> Deref for ServerEdit<'b> {
    type Target = Write<'b, SqlBook<'b>>;

    fn deref(&self) -> &Self::Target {
        self.write
    }
}

impl<'b> ServerEdit<'b> {
    /// The rules' write with the server's own tables beside it.
    pub fn of(write: &'b Write<'b, SqlBook<'b>>) -> Self {
        Self { write }
    }

    /// The connection of this write, for tables that do not travel. Synced rows go through
    /// [`Write::put`].
    pub fn connection(&self) -> &'b Connection {
        self.book().connection()
    }

    /// The company whose book is written.
    pub fn company(&self) -> CompanyId {
        self.book().company()
    }

    /// One row as a typed value; none when there is none or it is gone.
    pub fn row_as<T: DeserializeOwned>(
        &self,
        table: &str,
        id: Uuid,
    ) -> Result<Option<T>, DatabaseError> {
        self.row(table, id)?
            .filter(|row| !row.deleted)
            .map(|row| Ok(row.read_as()?))
            .transpose()
    }

    /// The rows of a table that hang on a customer, as typed values.
    pub fn rows_of_as<T: DeserializeOwned>(
        &self,
        table: &str,
        customer: Uuid,
    ) -> Result<Vec<T>, DatabaseError> {
        self.rows_of(table, customer)?
            .iter()
            .map(|row| Ok(row.read_as()?))
            .collect()
    }
}

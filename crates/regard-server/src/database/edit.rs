//! One write of the server: the rules' write, and the connection for tables that do not travel.

use std::collections::BTreeSet;
use std::ops::Deref;

use regard_domain::ids::CompanyId;
use regard_sync::server::Write;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::book::SqlBook;
use super::{DatabaseError, Sql, parked, rows};

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
    pub fn connection(&self) -> &'b dyn Sql {
        self.book().connection()
    }

    /// The company whose book is written.
    pub fn company(&self) -> CompanyId {
        self.book().company()
    }

    /// Reads rows that will be asked for, and whether they were erased, all at once where each would be
    /// a way there and back.
    pub fn look_ahead(
        &self,
        table: &str,
        ids: impl Iterator<Item = Uuid>,
    ) -> Result<(), DatabaseError> {
        let sql = self.connection();
        let Some(ahead) = sql.ahead() else {
            return Ok(());
        };
        let wanted: BTreeSet<(String, Uuid)> = ids.map(|id| (table.to_owned(), id)).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let ids: BTreeSet<Uuid> = wanted.iter().map(|(_, id)| *id).collect();
        let asked = [
            rows::ask_ahead(self.company(), &wanted),
            parked::ask_ahead(self.company(), &ids),
        ];
        let mut answers = sql.query_all(&asked)?.into_iter();
        let mut next = || answers.next().unwrap_or_default();
        ahead.keep_rows(wanted, rows::found_ahead(&next())?);
        parked::keep_ahead(ahead, &ids, &next())
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

//! This database as the sync sees it.

use chrono::{DateTime, Utc};
use regard_sync::device::{Base, DeviceStore, Fields, Numbers, Standing};
use regard_sync::sums::Sum;
use regard_sync::tables::Table;
use regard_sync::{Change, Cursor};
use rusqlite::Connection;
use uuid::Uuid;

use super::{arrivals, check, erased, outbox, photos, rows, sync_state};

/// The device's database inside one transaction.
pub struct DeviceDb<'t>(pub &'t Connection);

impl DeviceStore for DeviceDb<'_> {
    type Error = rusqlite::Error;

    fn row(&self, table: &Table, id: Uuid) -> rusqlite::Result<Option<Fields>> {
        rows::read(self.0, table, id)
    }
    fn write_row(&mut self, table: &Table, id: Uuid, fields: &Fields) -> rusqlite::Result<()> {
        rows::write(self.0, table, id, fields)
    }
    fn delete_row(&mut self, table: &Table, id: Uuid) -> rusqlite::Result<()> {
        rows::delete(self.0, table, id)
    }
    fn has_rows(&self) -> rusqlite::Result<bool> {
        arrivals::has_rows(self.0)
    }

    fn unknown_row(&self, table: &str, id: Uuid) -> rusqlite::Result<Option<Fields>> {
        arrivals::unknown_row(self.0, table, id)
    }
    fn keep_unknown_row(&mut self, table: &str, id: Uuid, fields: &Fields) -> rusqlite::Result<()> {
        arrivals::keep_unknown_row(self.0, table, id, fields)
    }
    fn forget_unknown_row(&mut self, table: &str, id: Uuid) -> rusqlite::Result<()> {
        arrivals::forget_unknown_row(self.0, table, id)
    }

    fn purge(&mut self, table: &Table, root: Uuid) -> rusqlite::Result<bool> {
        arrivals::purge(self.0, table, root)
    }
    fn forget_customer(&mut self, customer: Uuid) -> rusqlite::Result<()> {
        arrivals::forget_customer(self.0, customer)
    }
    fn forget_erased(&mut self, customer: Uuid) -> rusqlite::Result<()> {
        erased::forget(self.0, customer)
    }

    fn base(&self, table: &str, id: Uuid) -> rusqlite::Result<Option<Base>> {
        outbox::base(self.0, table, id)
    }
    fn keep_base(&mut self, table: &str, id: Uuid, base: &Base) -> rusqlite::Result<()> {
        outbox::keep_base(self.0, table, id, base)
    }
    fn forget_base(&mut self, table: &str, id: Uuid) -> rusqlite::Result<()> {
        outbox::forget_base(self.0, table, id)
    }

    fn add_change(
        &mut self,
        change: &Change,
        customer: Option<Uuid>,
        made_at: DateTime<Utc>,
    ) -> rusqlite::Result<()> {
        outbox::add(self.0, change, customer, made_at)
    }
    fn changes_to_send(&self, most: u32) -> rusqlite::Result<Vec<Change>> {
        outbox::to_send(self.0, most)
    }
    fn changes_of_row(&self, table: &str, id: Uuid) -> rusqlite::Result<Vec<Change>> {
        outbox::of_row(self.0, table, id)
    }
    fn acked_of_row(&self, table: &str, id: Uuid) -> rusqlite::Result<Vec<Change>> {
        outbox::acked_of_row(self.0, table, id)
    }
    fn acked_after(&self, n: u64) -> rusqlite::Result<Vec<Change>> {
        outbox::acked_after(self.0, n)
    }
    fn wait_again_after(&mut self, n: u64) -> rusqlite::Result<()> {
        outbox::wait_again_after(self.0, n)
    }
    fn keep_change_fields(&mut self, change: &Change) -> rusqlite::Result<()> {
        outbox::keep_fields(self.0, change)
    }
    fn ack_up_to(&mut self, n: u64, at: DateTime<Utc>) -> rusqlite::Result<()> {
        outbox::ack_up_to(self.0, n, at)
    }
    fn park(&mut self, n: u64, reason: &str) -> rusqlite::Result<()> {
        outbox::park(self.0, n, reason)
    }
    fn forget_change(&mut self, n: u64) -> rusqlite::Result<()> {
        outbox::forget(self.0, n)
    }
    fn forget_acked(&mut self) -> rusqlite::Result<()> {
        outbox::forget_acked(self.0)
    }
    fn forget_acked_before(&mut self, moment: DateTime<Utc>) -> rusqlite::Result<()> {
        outbox::forget_acked_before(self.0, moment)
    }
    fn number_changes(&mut self) -> rusqlite::Result<u64> {
        outbox::number_changes(self.0)
    }

    fn numbers(&self) -> rusqlite::Result<Numbers> {
        sync_state::numbers(self.0)
    }
    fn keep_numbers(&mut self, numbers: &Numbers) -> rusqlite::Result<()> {
        sync_state::keep_numbers(self.0, numbers)
    }
    fn standing(&self) -> rusqlite::Result<Standing> {
        let known = sync_state::standing(self.0)?;
        Ok(Standing {
            incarnation: known.incarnation,
            cursor: known.cursor,
            schema: known.schema,
        })
    }
    fn keep_incarnation(&mut self, incarnation: Uuid) -> rusqlite::Result<()> {
        sync_state::keep_incarnation(self.0, incarnation)
    }
    fn keep_cursor(&mut self, cursor: Option<&Cursor>, schema: u32) -> rusqlite::Result<()> {
        if cursor.is_none() && sync_state::standing(self.0)?.cursor.is_some() {
            // The server asks for a fresh start: it may have come back from a backup.
            photos::send_held(self.0)?;
        }
        sync_state::keep_cursor(self.0, cursor, schema)
    }
    fn keep_check(&mut self, check: Option<Sum>) -> rusqlite::Result<()> {
        check::keep(self.0, check)
    }
    fn each_row(&self, take: &mut dyn FnMut(&str, Uuid, Sum)) -> rusqlite::Result<()> {
        check::each_row(self.0, &|| true, take).map(|_| ())
    }
    fn keep_synced(&mut self, at: DateTime<Utc>) -> rusqlite::Result<()> {
        sync_state::synced(self.0, at)
    }

    fn begin_noting(&mut self) -> rusqlite::Result<()> {
        arrivals::begin_noting(self.0)
    }
    fn note(&mut self, table: &str, id: Uuid) -> rusqlite::Result<()> {
        arrivals::note(self.0, table, id)
    }
    fn sweep_rows(&mut self) -> rusqlite::Result<Vec<(String, Uuid)>> {
        arrivals::sweep_rows(self.0)
    }
}

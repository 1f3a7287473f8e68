//! A device's database in memory, for the simulator and for tests: small enough to copy at any
//! moment, so that a crash, a restored backup and a cloned phone are copies.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::store::{Base, DeviceStore, Fields, Numbers, Standing};
use crate::change::{Change, ChangeKind};
use crate::row::Cursor;
use crate::sums::Sum;
use crate::table::{Belongs, Table};

/// A change in the outbox.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptChange {
    /// The change.
    pub change: Change,
    /// The customer it is about.
    pub customer: Option<Uuid>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When the server acknowledged it.
    pub acked_at: Option<DateTime<Utc>>,
    /// The customer was erased since it was made, and it was not acknowledged then.
    pub of_erased: bool,
}

/// A change that was put aside.
#[derive(Debug, Clone, PartialEq)]
pub struct ParkedChange {
    /// The change.
    pub change: Change,
    /// The customer it is about.
    pub customer: Option<Uuid>,
    /// Why.
    pub reason: String,
}

type Key = (String, Uuid);

/// The whole database.
#[derive(Debug, Clone, PartialEq)]
pub struct MemoryDevice {
    /// Rows as they show.
    pub rows: BTreeMap<Key, Fields>,
    /// Rows of tables that this build does not know.
    pub unknown: BTreeMap<Key, Fields>,
    /// What the server has of rows with pending changes.
    pub bases: BTreeMap<Key, Base>,
    /// The outbox, in the order in which the changes were made.
    pub changes: Vec<KeptChange>,
    /// What was put aside, oldest first.
    pub parked: Vec<ParkedChange>,
    /// The numbers.
    pub numbers: Numbers,
    /// Where the device stands.
    pub standing: Standing,
    /// What all rows have to add up to, as the server said with the newest page.
    pub check: Option<Sum>,
    /// When device and server last agreed.
    pub synced_at: Option<DateTime<Utc>>,
    /// Rows that came in a start afresh; lost when the app ends.
    came: Option<BTreeSet<Key>>,
}

impl MemoryDevice {
    /// An empty database.
    pub fn new(incarnation: Uuid) -> Self {
        Self {
            rows: BTreeMap::new(),
            unknown: BTreeMap::new(),
            bases: BTreeMap::new(),
            changes: Vec::new(),
            parked: Vec::new(),
            numbers: Numbers {
                last_n: 0,
                sent_to: 0,
                last_hlc: None,
                clock_offset_ms: 0,
            },
            standing: Standing {
                incarnation,
                cursor: None,
                schema: 0,
            },
            check: None,
            synced_at: None,
            came: None,
        }
    }

    /// The changes that the server does not have.
    pub fn waiting(&self) -> impl Iterator<Item = &KeptChange> {
        self.changes.iter().filter(|kept| kept.acked_at.is_none())
    }

    fn sorted<'a>(&'a self, fits: impl Fn(&&'a KeptChange) -> bool) -> Vec<Change> {
        let mut found: Vec<Change> = self
            .changes
            .iter()
            .filter(fits)
            .map(|kept| kept.change.clone())
            .collect();
        found.sort_by_key(|change| change.n);
        found
    }

    fn waiting_number(&mut self, n: u64) -> Option<&mut KeptChange> {
        self.changes
            .iter_mut()
            .find(|kept| kept.acked_at.is_none() && kept.change.n == n)
    }
}

fn key(table: &str, id: Uuid) -> Key {
    (table.to_owned(), id)
}

fn hangs_on(fields: &Fields, field: &str, customer: Uuid) -> bool {
    fields
        .get(field)
        .and_then(|state| state.value.as_str())
        .and_then(|text| Uuid::parse_str(text).ok())
        == Some(customer)
}

/// Whether a change is about the customer, as far as the outbox or its own fields say.
fn is_about(change: &Change, of: Option<Uuid>, customer: Uuid) -> bool {
    let named = change.fields.get("customer_id");
    of == Some(customer)
        || change.id == customer
        || named.and_then(|field| field.value.as_str()) == Some(customer.to_string().as_str())
}

impl DeviceStore for MemoryDevice {
    type Error = Infallible;

    fn row(&self, table: &Table, id: Uuid) -> Result<Option<Fields>, Infallible> {
        Ok(self.rows.get(&key(table.name, id)).cloned())
    }
    fn write_row(&mut self, table: &Table, id: Uuid, fields: &Fields) -> Result<(), Infallible> {
        self.rows.insert(key(table.name, id), fields.clone());
        Ok(())
    }
    fn delete_row(&mut self, table: &Table, id: Uuid) -> Result<(), Infallible> {
        self.rows.remove(&key(table.name, id));
        Ok(())
    }
    fn has_rows(&self) -> Result<bool, Infallible> {
        let mut known = self.rows.keys();
        Ok(known.any(|(table, _)| table == "store" || table == "customer"))
    }

    fn unknown_row(&self, table: &str, id: Uuid) -> Result<Option<Fields>, Infallible> {
        Ok(self.unknown.get(&key(table, id)).cloned())
    }
    fn keep_unknown_row(
        &mut self,
        table: &str,
        id: Uuid,
        fields: &Fields,
    ) -> Result<(), Infallible> {
        self.unknown.insert(key(table, id), fields.clone());
        Ok(())
    }
    fn forget_unknown_row(&mut self, table: &str, id: Uuid) -> Result<(), Infallible> {
        self.unknown.remove(&key(table, id));
        Ok(())
    }

    fn purge(&mut self, table: &Table, root: Uuid) -> Result<bool, Infallible> {
        let hangs = |id: Uuid, fields: &Fields| match table.belongs {
            Belongs::Customer => id == root,
            Belongs::ToCustomer(field) => id == root || hangs_on(fields, field, root),
            Belongs::Company | Belongs::ToAssociate(_) => false,
        };
        let gone: BTreeSet<Key> = self
            .rows
            .iter()
            .filter(|((name, id), fields)| name == table.name && hangs(*id, fields))
            .map(|(key, _)| key.clone())
            .collect();
        for ((name, id), base) in &mut self.bases {
            // What only a pending change hung on them stands at the server with someone else.
            let left = match &base.fields {
                Some(base) => hangs(*id, base),
                None => gone.contains(&(name.clone(), *id)),
            };
            if name == table.name && left {
                *base = Base {
                    fields: None,
                    gone: true,
                };
            }
        }
        self.rows.retain(|key, _| !gone.contains(key));
        Ok(!gone.is_empty())
    }
    fn forget_customer(&mut self, customer: Uuid) -> Result<(), Infallible> {
        self.unknown.retain(|(_, id), fields| {
            *id != customer && !hangs_on(fields, "customer_id", customer)
        });
        Ok(())
    }
    fn forget_erased(&mut self, customer: Uuid) -> Result<(), Infallible> {
        self.changes.retain(|kept| {
            kept.acked_at.is_none()
                || kept.change.kind == ChangeKind::Erase
                || !is_about(&kept.change, kept.customer, customer)
        });
        for kept in self
            .changes
            .iter_mut()
            .filter(|kept| kept.acked_at.is_none())
        {
            kept.of_erased |= is_about(&kept.change, kept.customer, customer);
        }
        self.parked
            .retain(|parked| !is_about(&parked.change, parked.customer, customer));
        Ok(())
    }

    fn base(&self, table: &str, id: Uuid) -> Result<Option<Base>, Infallible> {
        Ok(self.bases.get(&key(table, id)).cloned())
    }
    fn keep_base(&mut self, table: &str, id: Uuid, base: &Base) -> Result<(), Infallible> {
        self.bases.insert(key(table, id), base.clone());
        Ok(())
    }
    fn forget_base(&mut self, table: &str, id: Uuid) -> Result<(), Infallible> {
        self.bases.remove(&key(table, id));
        Ok(())
    }

    fn add_change(
        &mut self,
        change: &Change,
        customer: Option<Uuid>,
        made_at: DateTime<Utc>,
    ) -> Result<(), Infallible> {
        self.changes.push(KeptChange {
            change: change.clone(),
            customer,
            made_at,
            acked_at: None,
            of_erased: false,
        });
        Ok(())
    }
    fn changes_to_send(&self, most: u32) -> Result<Vec<Change>, Infallible> {
        let mut waiting = self.sorted(|kept| kept.acked_at.is_none());
        waiting.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(waiting)
    }
    fn changes_of_row(&self, table: &str, id: Uuid) -> Result<Vec<Change>, Infallible> {
        Ok(self.sorted(|kept| {
            kept.acked_at.is_none() && kept.change.table == table && kept.change.id == id
        }))
    }
    fn acked_of_row(&self, table: &str, id: Uuid) -> Result<Vec<Change>, Infallible> {
        Ok(self.sorted(|kept| {
            kept.acked_at.is_some() && kept.change.table == table && kept.change.id == id
        }))
    }
    fn acked_after(&self, n: u64) -> Result<Vec<Change>, Infallible> {
        Ok(self.sorted(|kept| kept.acked_at.is_some() && kept.change.n > n))
    }
    fn wait_again_after(&mut self, n: u64) -> Result<(), Infallible> {
        for kept in self.changes.iter_mut().filter(|kept| kept.change.n > n) {
            kept.acked_at = None;
        }
        Ok(())
    }
    fn keep_change_fields(&mut self, change: &Change) -> Result<(), Infallible> {
        if let Some(kept) = self.waiting_number(change.n) {
            kept.change.fields = change.fields.clone();
        }
        Ok(())
    }
    fn ack_up_to(&mut self, n: u64, at: DateTime<Utc>) -> Result<(), Infallible> {
        let waits = |kept: &&mut KeptChange| kept.acked_at.is_none() && kept.change.n <= n;
        for kept in self.changes.iter_mut().filter(waits) {
            kept.acked_at = Some(at);
        }
        Ok(())
    }
    fn park(&mut self, n: u64, reason: &str) -> Result<(), Infallible> {
        let fits = |kept: &KeptChange| kept.acked_at.is_none() && kept.change.n == n;
        if let Some(kept) = self.changes.iter().find(|kept| fits(kept)) {
            if !kept.of_erased {
                self.parked.push(ParkedChange {
                    change: kept.change.clone(),
                    customer: kept.customer,
                    reason: reason.to_owned(),
                });
            }
            self.changes.retain(|kept| !fits(kept));
        }
        Ok(())
    }
    fn forget_change(&mut self, n: u64) -> Result<(), Infallible> {
        self.changes
            .retain(|kept| kept.acked_at.is_some() || kept.change.n != n);
        Ok(())
    }
    fn forget_acked(&mut self) -> Result<(), Infallible> {
        self.changes.retain(|kept| kept.acked_at.is_none());
        Ok(())
    }
    fn forget_acked_before(&mut self, moment: DateTime<Utc>) -> Result<(), Infallible> {
        self.changes
            .retain(|kept| kept.acked_at.is_none_or(|acked_at| acked_at >= moment));
        Ok(())
    }
    fn number_changes(&mut self) -> Result<u64, Infallible> {
        let mut count = 0;
        let waiting = self.changes.iter_mut();
        for kept in waiting.filter(|kept| kept.acked_at.is_none()) {
            count += 1;
            kept.change.n = count;
        }
        Ok(count)
    }

    fn numbers(&self) -> Result<Numbers, Infallible> {
        Ok(self.numbers.clone())
    }
    fn keep_numbers(&mut self, numbers: &Numbers) -> Result<(), Infallible> {
        self.numbers = numbers.clone();
        Ok(())
    }
    fn standing(&self) -> Result<Standing, Infallible> {
        Ok(self.standing.clone())
    }
    fn keep_incarnation(&mut self, incarnation: Uuid) -> Result<(), Infallible> {
        self.standing.incarnation = incarnation;
        Ok(())
    }
    fn keep_cursor(&mut self, cursor: Option<&Cursor>, schema: u32) -> Result<(), Infallible> {
        self.standing.cursor = cursor.cloned();
        self.standing.schema = schema;
        self.check = None;
        Ok(())
    }
    fn keep_check(&mut self, check: Option<Sum>) -> Result<(), Infallible> {
        self.check = check;
        Ok(())
    }
    fn each_row(&self, take: &mut dyn FnMut(&str, Uuid, Sum)) -> Result<(), Infallible> {
        let shown = self.rows.iter().chain(&self.unknown);
        let shown = shown.filter(|(key, _)| !self.bases.contains_key(*key));
        let based = self.bases.iter().filter(|(_, base)| !base.gone);
        let based = based.filter_map(|(key, base)| Some((key, base.fields.as_ref()?)));
        for ((table, id), fields) in shown.chain(based) {
            take(table, *id, Sum::of_fields(table, *id, fields));
        }
        Ok(())
    }
    fn keep_synced(&mut self, at: DateTime<Utc>) -> Result<(), Infallible> {
        self.synced_at = Some(at);
        Ok(())
    }

    fn begin_noting(&mut self) -> Result<(), Infallible> {
        self.came = Some(BTreeSet::new());
        Ok(())
    }
    fn note(&mut self, table: &str, id: Uuid) -> Result<(), Infallible> {
        self.came.get_or_insert_default().insert(key(table, id));
        Ok(())
    }
    fn sweep_rows(&mut self) -> Result<Vec<Key>, Infallible> {
        let came = self.came.take().unwrap_or_default();
        let bases = &self.bases;
        self.rows
            .retain(|key, _| came.contains(key) || bases.contains_key(key));
        self.unknown.retain(|key, _| came.contains(key));
        Ok(bases
            .keys()
            .filter(|key| !came.contains(*key))
            .cloned()
            .collect())
    }
}

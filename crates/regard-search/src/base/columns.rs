//! What is known of each customer by number: who they are, where they stand in the order and in the
//! alphabet, and what a manager counts them by.

use uuid::Uuid;

use super::OpenError;
use super::blocks::{BlockReader, BlockWriter, Slot, block};
use super::build::Cancelled;
use super::packed::{Growing, Packed, pack, pack_growing, pack32, partition, starts};
use super::steps::Steps;
use super::strings::{self, Strings, StringsAt};
use crate::affinity::Affinity;
use crate::card::Standing;
use crate::width::{at, low, n32, n64};

/// A day in a column; zero is none.
fn day(day: Option<i32>) -> u64 {
    day.map_or(0, |day| u64::try_from(day.max(0)).unwrap_or(0) + 1)
}

fn read_day(value: u64) -> Option<i32> {
    i32::try_from(value.checked_sub(1)?).ok()
}

/// Writes the columns of all customers, in affinity order.
pub(crate) fn write(
    rows: &[(&Affinity, &Standing)],
    steps: &Steps<'_>,
    out: &mut BlockWriter,
) -> Result<(), Cancelled> {
    let ids: Vec<u8> = rows
        .iter()
        .flat_map(|(who, _)| *who.id.as_bytes())
        .collect();
    out.push(ids);
    let mut by_id: Vec<u32> = (0..n32(rows.len())).collect();
    let id = |doc: &u32| rows.get(at(*doc)).map(|(who, _)| who.id);
    steps.sort(&mut by_id, |one, other| id(one).cmp(&id(other)));
    steps.go_on()?;
    out.push(pack32(&by_id));
    drop(by_id);
    let ranks: Vec<u32> = rows.iter().map(|(who, _)| who.rank).collect();
    out.push(pack_growing(&ranks));
    drop(ranks);
    let mut alphabet: Vec<&str> = rows.iter().map(|(who, _)| who.sort.as_str()).collect();
    steps.sort(&mut alphabet, Ord::cmp);
    steps.go_on()?;
    alphabet.dedup();
    strings::write(&alphabet, out);
    let letters: Vec<u64> = rows
        .iter()
        .enumerate()
        .take_while(|(nth, _)| !steps.stop(*nth))
        .map(|(_, (who, _))| n64(alphabet.partition_point(|sort| *sort < who.sort.as_str())))
        .collect();
    drop(alphabet);
    steps.go_on()?;
    out.push(pack(&letters));
    drop(letters);
    let days = |read: fn(&Standing) -> Option<i32>| {
        pack(
            &rows
                .iter()
                .map(|(_, standing)| day(read(standing)))
                .collect::<Vec<_>>(),
        )
    };
    out.push(days(|standing| standing.seen_on));
    out.push(days(|standing| standing.promise_until));
    steps.go_on()?;
    let in_store: Vec<u64> = rows
        .iter()
        .map(|(_, standing)| u64::from(standing.in_store))
        .collect();
    out.push(pack(&in_store));
    drop(in_store);
    write_ids(rows.iter().map(|(_, standing)| Some(standing.store)), out);
    steps.go_on()?;
    write_ids(rows.iter().map(|(_, standing)| standing.owner), out);
    steps.go_on()?;
    let tags_of = |standing: &Standing| tags_of(standing);
    let mut tags: Vec<String> = rows
        .iter()
        .flat_map(|(_, standing)| tags_of(standing))
        .collect();
    tags.sort_unstable();
    tags.dedup();
    strings::write(&tags, out);
    let of_each: Vec<Vec<u64>> = rows
        .iter()
        .map(|(_, standing)| {
            tags_of(standing)
                .iter()
                .filter_map(|tag| tags.binary_search(tag).ok().map(n64))
                .collect()
        })
        .collect();
    out.push(pack_growing(&starts(of_each.iter().map(Vec::len))));
    out.push(pack(&of_each.concat()));
    steps.go_on()
}

/// A customer's tags, trimmed, sorted, without repetition.
pub(crate) fn tags_of(standing: &Standing) -> Vec<String> {
    let mut tags: Vec<String> = standing
        .tags
        .iter()
        .map(|tag| tag.trim().replace('\n', " "))
        .filter(|tag| !tag.is_empty())
        .collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// A short list of ids, and for each customer a place in it; zero is none.
fn write_ids(ids: impl Iterator<Item = Option<Uuid>>, out: &mut BlockWriter) {
    let ids: Vec<Option<Uuid>> = ids.collect();
    let mut all: Vec<Uuid> = ids.iter().copied().flatten().collect();
    all.sort_unstable();
    all.dedup();
    out.push(
        all.iter()
            .flat_map(|id| *id.as_bytes())
            .collect::<Vec<u8>>(),
    );
    let places: Vec<u64> = ids
        .iter()
        .map(|id| {
            id.and_then(|id| all.binary_search(&id).ok())
                .map_or(0, |place| n64(place) + 1)
        })
        .collect();
    out.push(pack(&places));
}

/// Where the columns lie.
#[derive(Debug, Clone)]
pub(crate) struct ColumnsAt {
    ids: Slot,
    by_id: Slot,
    ranks: Slot,
    alphabet: StringsAt,
    letters: Slot,
    seen: Slot,
    promises: Slot,
    in_store: Slot,
    stores: (Slot, Slot),
    owners: (Slot, Slot),
    tags: StringsAt,
    tag_starts: Slot,
    tags_of: Slot,
}

impl ColumnsAt {
    pub(crate) fn read(blocks: &mut BlockReader) -> Result<Self, OpenError> {
        Ok(Self {
            ids: blocks.next()?,
            by_id: blocks.next()?,
            ranks: blocks.next()?,
            alphabet: StringsAt::read(blocks)?,
            letters: blocks.next()?,
            seen: blocks.next()?,
            promises: blocks.next()?,
            in_store: blocks.next()?,
            stores: (blocks.next()?, blocks.next()?),
            owners: (blocks.next()?, blocks.next()?),
            tags: StringsAt::read(blocks)?,
            tag_starts: blocks.next()?,
            tags_of: blocks.next()?,
        })
    }

    pub(crate) fn on<'a>(&self, bytes: &'a [u8]) -> Columns<'a> {
        let packed = |slot: &Slot| Packed::of(block(bytes, slot));
        Columns {
            ids: block(bytes, &self.ids),
            by_id: packed(&self.by_id),
            ranks: Growing::of(block(bytes, &self.ranks)),
            alphabet: self.alphabet.on(bytes),
            letters: packed(&self.letters),
            seen: packed(&self.seen),
            promises: packed(&self.promises),
            in_store: packed(&self.in_store),
            stores: (block(bytes, &self.stores.0), packed(&self.stores.1)),
            owners: (block(bytes, &self.owners.0), packed(&self.owners.1)),
            tags: self.tags.on(bytes),
            tag_starts: Growing::of(block(bytes, &self.tag_starts)),
            tags_of: packed(&self.tags_of),
        }
    }
}

/// The columns of all customers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns<'a> {
    ids: &'a [u8],
    by_id: Packed<'a>,
    ranks: Growing<'a>,
    alphabet: Strings<'a>,
    letters: Packed<'a>,
    seen: Packed<'a>,
    promises: Packed<'a>,
    in_store: Packed<'a>,
    stores: (&'a [u8], Packed<'a>),
    owners: (&'a [u8], Packed<'a>),
    tags: Strings<'a>,
    tag_starts: Growing<'a>,
    tags_of: Packed<'a>,
}

fn id_at(ids: &[u8], place: usize) -> Option<Uuid> {
    ids.get(place * 16..)?
        .first_chunk::<16>()
        .map(|id| Uuid::from_bytes(*id))
}

impl<'a> Columns<'a> {
    pub(crate) fn len(&self) -> usize {
        self.ids.len() / 16
    }

    pub(crate) fn id(&self, doc: u32) -> Uuid {
        id_at(self.ids, at(doc)).unwrap_or_default()
    }

    /// The number of a customer.
    pub(crate) fn doc(&self, id: Uuid) -> Option<u32> {
        let of = |place: usize| low(self.by_id.get(place));
        let place = partition(self.by_id.len(), |place| self.id(of(place)) < id);
        (place < self.by_id.len())
            .then(|| of(place))
            .filter(|doc| self.id(*doc) == id)
    }

    /// How many customers come before one who is not among them.
    pub(crate) fn before(&self, who: &Affinity) -> u32 {
        let letter = self.letter(&who.sort);
        n32(partition(self.len(), |place| {
            let doc = n32(place);
            (self.ranks.get(place), self.letter_of(doc), self.id(doc)) < (who.rank, letter, who.id)
        }))
    }

    /// The place of a name in the alphabet, twice; an odd one stands between two of the base.
    pub(crate) fn letter(&self, sort: &str) -> u64 {
        match self.alphabet.find(sort.as_bytes()) {
            Ok(place) => u64::from(place) * 2 + 1,
            Err(place) => u64::from(place) * 2,
        }
    }

    /// The same of one of the base.
    pub(crate) fn letter_of(&self, doc: u32) -> u64 {
        self.letters.get(at(doc)) * 2 + 1
    }

    pub(crate) fn seen_on(&self, doc: u32) -> Option<i32> {
        read_day(self.seen.get(at(doc)))
    }

    pub(crate) fn promise_until(&self, doc: u32) -> Option<i32> {
        read_day(self.promises.get(at(doc)))
    }

    pub(crate) fn in_store(&self, doc: u32) -> bool {
        self.in_store.get(at(doc)) == 1
    }

    pub(crate) fn store(&self, doc: u32) -> Option<Uuid> {
        Self::listed(&self.stores, doc)
    }

    pub(crate) fn owner(&self, doc: u32) -> Option<Uuid> {
        Self::listed(&self.owners, doc)
    }

    fn listed(column: &(&[u8], Packed<'_>), doc: u32) -> Option<Uuid> {
        let place = column.1.get(at(doc)).checked_sub(1)?;
        id_at(column.0, usize::try_from(place).ok()?)
    }

    /// The numbers of a customer's tags.
    pub(crate) fn tags(&self, doc: u32) -> impl Iterator<Item = usize> + '_ {
        self.tag_starts
            .span(at(doc))
            .map(|place| at(low(self.tags_of.get(place))))
    }

    /// A tag by number.
    pub(crate) fn tag(&self, number: usize) -> &'a str {
        std::str::from_utf8(self.tags.get(number)).unwrap_or("")
    }

    /// The number of a tag.
    pub(crate) fn tag_number(&self, tag: &str) -> Option<usize> {
        self.tags.find(tag.as_bytes()).ok().map(at)
    }

    pub(crate) fn tag_count(&self) -> usize {
        self.tags.len()
    }
}

//! Opens the engine that was kept, or builds a new one and keeps it.

use regard_search::{Base, Builder, Index, Viewer};
use rusqlite::Connection;

use super::{Changes, Engine, MOST_CHANGED, day, is_gone, me};
use crate::app::{AppEvent, Inside};
use crate::database::search_cards::{Cards, day_number};
use crate::database::search_index::{self, Head, PART_BYTES};
use crate::error::CommandError;

/// What came of opening what was kept.
pub(super) enum Opened {
    /// It answers.
    Good,
    /// It answers, in the order of another day or another associate.
    OldOrder,
    /// There is nothing that could answer.
    Nothing,
}

/// Why there is no new engine.
pub(super) enum NotBuilt {
    /// It was to stop.
    Cancelled,
    /// The database refused.
    Refused(CommandError),
}

impl From<CommandError> for NotBuilt {
    fn from(error: CommandError) -> Self {
        Self::Refused(error)
    }
}

/// How much the engine in memory lacks.
pub(super) struct Missing {
    /// Changed customers that are not in it, counted up to a few thousand.
    pub(super) missing: usize,
    /// Customers that changed since it was built.
    pub(super) overlay: usize,
    /// Words of someone who was erased may stand in what is kept.
    pub(super) erased: bool,
    /// It has the order of another associate.
    pub(super) of_another: bool,
}

/// Opens what was kept. What changed since is still to be brought in.
pub(super) fn open(inside: &Inside) -> Opened {
    let file = inside.file();
    match read(inside) {
        Ok(Some((index, head, is_of_today))) => {
            let mut engine = inside.search.engine();
            if inside.file() != file {
                return Opened::Nothing;
            }
            *engine = Engine {
                index: Some(index),
                up_to: head,
                behind: false,
            };
            if is_of_today {
                Opened::Good
            } else {
                Opened::OldOrder
            }
        }
        Ok(None) => Opened::Nothing,
        Err(error) => {
            tracing::warn!(%error, "the kept search can't be read; it is built anew");
            Opened::Nothing
        }
    }
}

fn read(inside: &Inside) -> Result<Option<(Index, i64, bool)>, CommandError> {
    let kept = inside.database()?.read_slowly(|conn| {
        let (today, me) = (day(conn, inside)?, me(conn)?);
        let Some(head) = search_index::head(conn)? else {
            return Ok(None);
        };
        let is_of_today = head.built_on == today && head.built_for == me;
        let bytes = search_index::bytes(conn, head.generation)?;
        Ok(Some((bytes, head.up_to, is_of_today)))
    })?;
    Ok(
        kept.and_then(|(bytes, up_to, is_of_today)| match Base::open(bytes) {
            Ok(base) => Some((Index::of(base), up_to, is_of_today)),
            Err(error) => {
                tracing::info!(%error, "the kept search is of another kind; it is built anew");
                None
            }
        }),
    )
}

/// How much the engine in memory lacks.
pub(super) fn missing(inside: &Inside) -> Result<Missing, CommandError> {
    let (up_to, _) = inside.search.reach().unwrap_or((0, 0));
    let asked = |index: &Index| (index.overlay_len(), index.base().viewer().me);
    let (overlay, built_for) = inside.search.ask(asked).unwrap_or_default();
    inside.database()?.read(|conn| {
        Ok(Missing {
            missing: search_index::changed_after(conn, up_to, MOST_CHANGED.saturating_add(1))?
                .len(),
            overlay,
            erased: search_index::has_erase(conn)?,
            of_another: me(conn)?.map(|me| me.0) != built_for,
        })
    })
}

/// Builds a new engine of what is in the database now, keeps it, and answers with it from then on.
pub(super) fn anew(inside: &Inside, cancelled: &dyn Fn() -> bool) -> Result<(), NotBuilt> {
    let begun = std::time::Instant::now();
    let database = inside.database()?;
    // What was read of one file says nothing of the one that takes its place.
    let file = inside.file();
    let cancelled = &|| cancelled() || inside.file() != file;
    let (today, built_for, up_to) = database.read_slowly(|conn| {
        let up_to = search_index::newest_change(conn)?;
        Ok((day(conn, inside)?, me(conn)?, up_to))
    })?;
    // Table by table: a long snapshot would let the write-ahead log grow. Whoever changes from here on
    // has a number after `up_to` and is put in below.
    let mut cards = Cards::of_all(today);
    for step in 0..Cards::STEPS {
        database.read_slowly(|conn| Ok(cards.read(conn, step, cancelled)?))?;
        if cancelled() {
            return Err(NotBuilt::Cancelled);
        }
    }
    let mut builder = Builder::new(Viewer {
        me: built_for.map(|me| me.0),
        today: day_number(today),
    });
    let mut customers = 0_u32;
    for card in cards.into_cards() {
        builder.add(&card);
        customers = customers.saturating_add(1);
        if cancelled() {
            break;
        }
    }
    let head = Head {
        generation: 0,
        up_to,
        built_on: today,
        built_for,
        customers,
    };
    if cancelled() {
        return Err(NotBuilt::Cancelled);
    }
    let base = builder.finish(cancelled).map_err(|_| NotBuilt::Cancelled)?;
    let head = keep(inside, file, &base, head, cancelled)?;
    let answered_before = inside.search.ask(|_| ()).is_some();
    {
        // What changed while it was built goes in before it answers: nothing that was found is lost
        // from sight in between.
        let _alone = inside.search.alone();
        let mut index = Index::of(base);
        let changes = Changes::after(inside, head.up_to, MOST_CHANGED)?;
        let up_to = changes.put_into(&mut index).unwrap_or(head.up_to);
        let mut engine = inside.search.engine();
        // Another file from here on: it is forgotten again by whoever put that one in place.
        if inside.file() != file {
            return Err(NotBuilt::Cancelled);
        }
        *engine = Engine {
            index: Some(index),
            up_to,
            behind: false,
        };
    }
    inside.search.worker.changed();
    tracing::info!(
        customers = head.customers,
        millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        "the search was built"
    );
    if !answered_before {
        say_changed(inside);
    }
    Ok(())
}

/// The screens ask again what the search answers.
pub(super) fn say_changed(inside: &Inside) {
    inside.say(AppEvent::DataChanged {
        tables: vec!["search_index".to_owned()],
    });
}

/// Keeps the new one beside the old one, part by part so that nobody who writes waits for it, and then
/// lets it stand.
fn keep(
    inside: &Inside,
    file: u64,
    base: &Base,
    head: Head,
    cancelled: &dyn Fn() -> bool,
) -> Result<Head, NotBuilt> {
    let generation = write(inside, file, search_index::next_generation)?;
    for (part, bytes) in (0_u32..).zip(base.as_bytes().chunks(PART_BYTES)) {
        if cancelled() {
            return Err(NotBuilt::Cancelled);
        }
        write(inside, file, |conn| {
            search_index::keep_part(conn, generation, part, bytes)
        })?;
    }
    let head = Head { generation, ..head };
    write(inside, file, |conn| {
        let after = search_index::changed_after(conn, head.up_to, usize::MAX)?;
        search_index::stand(conn, &head)?;
        search_index::settle_erase(conn)?;
        for (_, id) in after {
            if is_gone(conn, id)? {
                search_index::note_erase(conn)?;
            }
        }
        Ok(())
    })?;
    Ok(head)
}

/// Writes into the file that it was built of, and into no other: no file is put in place while someone
/// writes.
fn write<A>(
    inside: &Inside,
    file: u64,
    act: impl FnOnce(&Connection) -> rusqlite::Result<A>,
) -> Result<A, NotBuilt> {
    let written = inside.database()?.write_local(&[], |conn| {
        if inside.file() == file {
            Ok(Some(act(conn)?))
        } else {
            Ok(None)
        }
    })?;
    written.ok_or(NotBuilt::Cancelled)
}

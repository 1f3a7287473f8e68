//! Makes the new database of what was fetched, and puts it in the place of the one in use.

use std::fs::File;
use std::io;
use std::sync::mpsc::Receiver;

use regard_sync::{Manifest, Part};

use super::crash;
use super::partial::Partial;
use super::progress::FirstSync;
use crate::app::App;
use crate::database::install::{Carrying, Fresh, InstallError, Unpacked};
use crate::database::sync_state;

/// Installs a snapshot that was fetched whole. Takes seconds.
pub(super) fn install(
    app: &App,
    manifest: &Manifest,
    partial: &Partial,
    token: &str,
    said_to: i64,
) -> Result<(), InstallError> {
    let begun = std::time::Instant::now();
    let database = app.database().map_err(|_| InstallError::Busy)?;
    let key = app.inside().options.key_store.database_key();
    let key = key.map_err(|_| InstallError::Busy)?;
    let incarnation = database
        .read(|conn| Ok(sync_state::standing(conn)?.incarnation))
        .map_err(|_| InstallError::Busy)?;
    let mut fresh = Fresh::begin(database.path(), &key)?;
    crash::crash_point("fresh_made");
    #[cfg(test)]
    if app
        .engine()
        .first_sync
        .no_space
        .load(std::sync::atomic::Ordering::Acquire)
    {
        fresh.leave_no_space();
    }
    let rows = fill(app, manifest, partial, &mut fresh)?;
    let taken = begun.elapsed();
    let path = fresh.finish()?;
    let indexed = begun.elapsed();
    crash::crash_point("indexed");
    if app.engine().is_stopping() {
        return Err(InstallError::Busy);
    }
    let carrying = Carrying {
        manifest,
        token,
        incarnation,
        said_to,
    };
    database.install(&path, &key, &carrying)?;
    tracing::info!(
        rows,
        taken_ms = u64::try_from(taken.as_millis()).unwrap_or(u64::MAX),
        indexed_ms = u64::try_from(indexed.as_millis()).unwrap_or(u64::MAX),
        all_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        "the store was installed from a snapshot"
    );
    Ok(())
}

/// Takes in all parts: one is unpacked while the one before goes into the new file, and what is in the
/// file goes to the disk meanwhile. Whether every byte of the snapshot is right is known at the end:
/// until then the new file is nothing. Answers how many rows there were.
fn fill(
    app: &App,
    manifest: &Manifest,
    partial: &Partial,
    fresh: &mut Fresh,
) -> Result<u64, InstallError> {
    std::thread::scope(|scope| {
        // Nothing lies in between: a phone holds two parts in memory and no more.
        let (give, unpacked) = std::sync::mpsc::sync_channel(0);
        let sum = scope.spawn(|| partial.sha256());
        let (to_disk, told) = std::sync::mpsc::sync_channel(1);
        let file = fresh.file()?;
        let written = scope.spawn(move || write_out(&file, &told));
        scope.spawn(move || {
            for part in &manifest.parts {
                let unpacked = unpack(partial, part);
                let failed = unpacked.is_err();
                // Nobody takes it: the filling ended.
                if give.send(unpacked).is_err() || failed {
                    return;
                }
            }
        });
        let mut rows = 0;
        for part in &manifest.parts {
            if app.engine().is_stopping() {
                return Err(InstallError::Busy);
            }
            let unpacked = unpacked.recv().map_err(|_| InstallError::Busy)??;
            fresh.take(part, &unpacked)?;
            // Where it can't be told now it was told already.
            to_disk.try_send(()).ok();
            rows += part.rows;
            app.engine()
                .first_sync
                .show(Some(FirstSync::taken(manifest, rows)));
            crate::sync::engine::say_progress(app);
            crash::crash_point("part_taken");
        }
        drop(to_disk);
        written.join().map_err(|_| InstallError::Busy)??;
        let sum = sum.join().map_err(|_| InstallError::Busy)??;
        if sum == manifest.sha256 {
            Ok(rows)
        } else {
            Err(InstallError::Unusable)
        }
    })
}

/// Brings to the disk what a growing file holds, each time that it is told to: at the end little is left
/// to wait for. An error is told once only, to whoever asks first.
fn write_out(file: &File, told: &Receiver<()>) -> io::Result<()> {
    while told.recv().is_ok() {
        file.sync_data()?;
    }
    Ok(())
}

fn unpack(partial: &Partial, part: &Part) -> Result<Unpacked, InstallError> {
    let pressed = partial.reader(part.at, part.bytes)?;
    Unpacked::of(part, zstd::stream::read::Decoder::new(pressed)?)
}

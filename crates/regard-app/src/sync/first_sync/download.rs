//! Fetches a snapshot, and goes on where it was cut. What is typed meanwhile is sent meanwhile.

use futures_util::StreamExt;
use regard_sync::{Manifest, SyncError};

use super::partial::Partial;
use super::progress::FirstSync;
use super::{FirstRun, NotBrought, crash};
use crate::sync::network::SnapshotBytes;

/// The screens hear of each part in so many.
const STEPS: u64 = 50;

/// What came of fetching.
pub(super) enum Fetched {
    /// Every byte is here.
    Whole,
    /// The line was cut; what came is kept.
    Cut,
    /// The server has this snapshot no more.
    Gone,
}

impl FirstRun<'_> {
    /// Fetches what is missing of the snapshot.
    pub(super) async fn fetch(
        &self,
        manifest: &Manifest,
        partial: &mut Partial,
    ) -> Result<Fetched, NotBrought> {
        let kept = |error: std::io::Error| self.refused(error.into(), manifest);
        if partial.length() > manifest.bytes {
            partial.begin_again().map_err(kept)?;
        }
        self.show(FirstSync::fetching(manifest, partial.length()));
        if partial.length() == manifest.bytes {
            return Ok(Fetched::Whole);
        }
        let network = self.app.network();
        let asked = self
            .while_sending(network.snapshot_bytes(
                self.server,
                self.token,
                manifest,
                partial.length(),
            ))
            .await?;
        let Some(SnapshotBytes { from, mut pieces }) = asked else {
            return Ok(Fetched::Gone);
        };
        if from != partial.length() {
            if from != 0 {
                return Err(SyncError::Unreachable.into());
            }
            partial.begin_again().map_err(kept)?;
        }
        let step = (manifest.bytes / STEPS).max(1);
        let mut shown = partial.length();
        loop {
            let piece = tokio::select! {
                piece = pieces.next() => piece,
                () = self.app.engine().something_written() => {
                    self.send_what_was_typed().await;
                    continue;
                }
            };
            let Some(Ok(mut piece)) = piece else { break };
            let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
            if partial.length().saturating_add(length) > manifest.bytes {
                return Err(NotBrought::Spoiled);
            }
            partial.append(&mut piece).map_err(kept)?;
            crash::crash_point("piece_kept");
            if partial.length() - shown >= step {
                shown = partial.length();
                self.show(FirstSync::fetching(manifest, shown));
            }
        }
        if partial.length() == manifest.bytes {
            Ok(Fetched::Whole)
        } else {
            Ok(Fetched::Cut)
        }
    }
}

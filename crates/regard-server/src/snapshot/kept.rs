//! The files of one view: the newest, and those it took the place of while they were being fetched.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use regard_sync::server::Standing;

use super::build::Built;

/// A snapshot that is older is written anew, though it can still be used.
const OLD: Duration = Duration::from_secs(24 * 60 * 60);
/// One that is older than this is handed out only where the new one takes too long.
const VERY_OLD: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// A snapshot after which more than one row in so many changed counts as old.
const CHANGED_PART: u64 = 20;
/// How long a file stays after another took its place: a slow line may still be at it.
const LAST_FETCHES: Duration = Duration::from_secs(60 * 60);

/// What tells whether a snapshot still shows what it may show.
#[derive(Debug, Clone, Copy)]
pub struct Truth {
    /// Where the book stands.
    pub standing: Standing,
    /// How many ids were erased for good.
    pub erasures: u64,
}

/// How good a snapshot still is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// As good as a new one.
    Fresh,
    /// To be written anew when there is time.
    Old,
    /// To be written anew first.
    VeryOld,
}

/// A snapshot that stands.
#[derive(Debug)]
pub struct Kept {
    built: Built,
    path: PathBuf,
    since: Instant,
}

impl Kept {
    /// The snapshot in the file at `path`, begun at `since`.
    pub fn new(built: Built, path: PathBuf, since: Instant) -> Self {
        Self { built, path, since }
    }

    /// What is in it.
    pub fn built(&self) -> &Built {
        &self.built
    }

    /// The name of the file for devices.
    pub fn id(&self) -> &str {
        self.built.sha256.get(..32).unwrap_or(&self.built.sha256)
    }

    /// Its mark for requests that continue: the content itself.
    pub fn etag(&self) -> String {
        format!("\"{}\"", self.built.sha256)
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a device may still begin with it: it is of this life of the book, shows nobody who was
    /// erased, and what went since it was written is still known.
    fn is_true(&self, truth: &Truth) -> bool {
        let Standing {
            epoch,
            head,
            horizon,
        } = truth.standing;
        let built = &self.built;
        built.epoch == epoch
            && built.erasures == truth.erasures
            && (horizon..=head).contains(&built.head)
    }

    fn age(&self, truth: &Truth, now: Instant) -> Age {
        let changed = truth.standing.head.saturating_sub(self.built.head);
        let age = now.saturating_duration_since(self.since);
        if age > VERY_OLD {
            Age::VeryOld
        } else if age > OLD || changed > self.built.rows / CHANGED_PART {
            Age::Old
        } else {
            Age::Fresh
        }
    }

    /// Takes the file's name away at once. Whoever is just reading it holds it open.
    fn remove(&self) {
        std::fs::remove_file(&self.path).ok();
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.remove();
    }
}

/// The files of one view.
#[derive(Debug, Default)]
pub struct Files {
    newest: Option<Arc<Kept>>,
    /// With the moment when another took its place.
    earlier: Vec<(Arc<Kept>, Instant)>,
}

impl Files {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.newest.is_none() && self.earlier.is_empty()
    }

    /// Puts a new one in the place of the newest.
    pub fn put(&mut self, kept: Arc<Kept>, now: Instant) {
        self.earlier
            .extend(self.newest.replace(kept).map(|earlier| (earlier, now)));
    }

    /// Removes what must not be shown any more, at once, and what nobody fetches any longer.
    pub fn keep_what_is_true(&mut self, truth: &Truth, now: Instant) {
        let is_true = |kept: &Arc<Kept>| {
            let is_true = kept.is_true(truth);
            if !is_true {
                kept.remove();
            }
            is_true
        };
        self.newest = self.newest.take().filter(is_true);
        self.earlier.retain(|(kept, since)| {
            is_true(kept) && now.saturating_duration_since(*since) < LAST_FETCHES
        });
    }

    /// The newest, and how good it still is.
    pub fn newest(&self, truth: &Truth, now: Instant) -> Option<(Arc<Kept>, Age)> {
        let kept = self.newest.as_ref()?;
        Some((Arc::clone(kept), kept.age(truth, now)))
    }

    /// The one of that name.
    pub fn named(&self, id: &str) -> Option<Arc<Kept>> {
        let earlier = self.earlier.iter().map(|(kept, _)| kept);
        let mut all = self.newest.iter().chain(earlier);
        all.find(|kept| kept.id() == id).map(Arc::clone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn kept(folder: &Path, head: u64, since: Instant) -> Arc<Kept> {
        let path = folder.join(format!("{head}.snapshot"));
        std::fs::write(&path, "rows").unwrap();
        let built = Built {
            sha256: format!("{head:064}"),
            bytes: 4,
            raw_bytes: 4,
            rows: 1_000,
            newest: None,
            parts: Vec::new(),
            head,
            epoch: Uuid::nil(),
            erasures: 0,
        };
        Arc::new(Kept::new(built, path, since))
    }

    fn truth(head: u64, horizon: u64, erasures: u64) -> Truth {
        let epoch = Uuid::nil();
        let standing = Standing {
            epoch,
            head,
            horizon,
        };
        Truth { standing, erasures }
    }

    #[test]
    fn a_file_is_there_for_an_hour_after_another_took_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let began = Instant::now();
        let mut files = Files::default();
        for head in [100, 200] {
            files.put(kept(folder.path(), head, began), began);
        }
        let old = folder.path().join("100.snapshot");
        let minute = Duration::from_secs(60);
        files.keep_what_is_true(&truth(200, 0, 0), began + minute * 59);
        assert!(old.exists());
        let name = format!("{:032}", 0);
        assert!(files.named(&name).is_some(), "by its name it is served");
        files.keep_what_is_true(&truth(200, 0, 0), began + minute * 61);
        assert!(!old.exists());
        assert!(folder.path().join("200.snapshot").exists());
    }

    #[test]
    fn what_an_erasure_or_a_forgotten_half_year_made_untrue_goes_at_once() {
        let began = Instant::now();
        for untrue in [truth(300, 0, 1), truth(300, 201, 0), truth(150, 0, 0)] {
            let folder = tempfile::tempdir().unwrap();
            let mut files = Files::default();
            for head in [100, 200] {
                files.put(kept(folder.path(), head, began), began);
            }
            // Held by someone who is just about to open it.
            let newest = files.newest(&truth(200, 0, 0), began).unwrap().0;
            files.keep_what_is_true(&untrue, began);
            assert!(files.newest(&untrue, began).is_none(), "{untrue:?}");
            assert!(!newest.path().exists(), "{untrue:?}");
        }
    }

    #[test]
    fn a_device_waits_for_the_new_one_only_where_the_old_one_is_very_old() {
        let folder = tempfile::tempdir().unwrap();
        let began = Instant::now();
        let mut files = Files::default();
        files.put(kept(folder.path(), 100, began), began);
        let hour = Duration::from_secs(3_600);
        let age = |head, after| files.newest(&truth(head, 0, 0), began + after).unwrap().1;
        assert_eq!(age(150, hour), Age::Fresh);
        assert_eq!(age(151, hour), Age::Old);
        assert_eq!(age(100, hour * 25), Age::Old);
        assert_eq!(age(100, hour * 24 * 8), Age::VeryOld);
    }
}

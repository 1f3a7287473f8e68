//! Whether building is to go on: asked in every long loop, so that a device that is wanted for
//! something else need not wait.

use std::cell::Cell;
use std::cmp::Ordering;

use super::build::Cancelled;

/// So many entries are gone through before it is asked again.
const MANY: usize = 4_096;
/// So many are sorted at once.
const SORTED_AT_ONCE: usize = 1 << 15;

/// Asks whether building was cancelled, and remembers when it was.
pub(crate) struct Steps<'a> {
    cancelled: &'a dyn Fn() -> bool,
    over: Cell<bool>,
}

impl<'a> Steps<'a> {
    pub(crate) fn new(cancelled: &'a dyn Fn() -> bool) -> Self {
        Self {
            cancelled,
            over: Cell::new(false),
        }
    }

    /// Whether a loop has to be left at this entry. What it leaves undone is never used: the next
    /// [`Self::go_on`] ends the building.
    pub(crate) fn stop(&self, entry: usize) -> bool {
        if entry.is_multiple_of(MANY) && !self.over.get() {
            self.over.set((self.cancelled)());
        }
        self.over.get()
    }

    /// Ends the building when it was cancelled.
    pub(crate) fn go_on(&self) -> Result<(), Cancelled> {
        if self.stop(0) { Err(Cancelled) } else { Ok(()) }
    }

    /// Sorts part by part, and then the sorted parts into one.
    pub(crate) fn sort<T>(&self, entries: &mut [T], order: impl Fn(&T, &T) -> Ordering) {
        for part in entries.chunks_mut(SORTED_AT_ONCE) {
            if self.stop(0) {
                return;
            }
            part.sort_unstable_by(&order);
        }
        entries.sort_by(order);
    }
}

//! What is forgotten after a time: tombstones and leaves that every device has long seen.

use chrono::{Days, NaiveDate};

use super::Book;

/// How long a device may be away and still read on from where it was.
pub const KEPT_DAYS: u64 = 180;

/// Notes today's head and forgets tombstones and leaves older than [`KEPT_DAYS`]. A device that was
/// away for longer starts afresh and keeps what it still has to say. Answers how many tombstones went.
pub fn keep_house<B: Book>(book: &B, today: NaiveDate) -> Result<u64, B::Error> {
    let standing = book.standing()?;
    book.note_day(today, standing.head)?;
    let Some(then) = today.checked_sub_days(Days::new(KEPT_DAYS)) else {
        return Ok(0);
    };
    match book.head_on(then)? {
        Some(head) if head > standing.horizon => book.forget_up_to(head),
        _ => Ok(0),
    }
}

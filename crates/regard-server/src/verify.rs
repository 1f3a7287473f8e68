//! `regard-server verify`: adds up what is kept while writing, and says where it differs.

use regard_sync::server::FeedSums;

use crate::database::{Database, DatabaseError, sums};

/// One feed, as it was kept while writing and as its rows add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The feed.
    pub feed: String,
    /// What was kept.
    pub kept: FeedSums,
    /// What the rows add up to.
    pub found: FeedSums,
}

impl Verified {
    /// Whether both say the same.
    pub fn holds(&self) -> bool {
        self.kept == self.found
    }
}

/// Adds every feed up, from one picture of the book.
pub fn verify(database: &Database) -> Result<Vec<Verified>, DatabaseError> {
    let company = database.company();
    database.read(|sql| {
        let mut verified = Vec::new();
        for feed in sums::feeds(sql, company)? {
            let kept = sums::sums_of(sql, company, &[&feed])?;
            let found = sums::add_up(sql, company, &feed)?;
            verified.push(Verified { feed, kept, found });
        }
        Ok(verified)
    })
}

/// Puts what the rows add up to in the place of what was kept, where the two differ.
///
/// A device that compares finds out itself whether it or the server was wrong; no row changes.
pub fn mend(database: &Database, verified: &[Verified]) -> Result<(), DatabaseError> {
    let company = database.company();
    database.write(|edit| {
        for feed in verified.iter().filter(|feed| !feed.holds()) {
            // Something may have been written since they were added up.
            let sql = edit.connection();
            let now = sums::sums_of(sql, company, &[&feed.feed])?;
            let since = now.minus(feed.kept);
            sums::set_feed_sums(sql, company, &feed.feed, feed.found.plus(since))?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::{self, DemoSize};

    #[test]
    fn a_store_adds_up_and_a_wrong_sum_is_found_and_mended() {
        let folder = tempfile::tempdir().unwrap();
        let database = &crate::database::testing::database(folder.path());
        let size = DemoSize {
            customers: 20,
            open_repairs_per_hundred: 20,
        };
        demo::write(database, &demo::rows(1, size, database.now())).unwrap();
        let verified = verify(database).unwrap();
        assert!(verified.len() > 1);
        assert!(verified.iter().all(Verified::holds), "{verified:?}");
        assert!(verified.iter().any(|feed| feed.found.all.rows > 10));

        let company = database.company();
        database
            .write(|edit| {
                let wrong = FeedSums::default();
                sums::set_feed_sums(edit.connection(), company, &verified[1].feed, wrong)
            })
            .unwrap();
        let verified = verify(database).unwrap();
        assert_eq!(verified.iter().filter(|feed| !feed.holds()).count(), 1);
        mend(database, &verified).unwrap();
        assert!(verify(database).unwrap().iter().all(Verified::holds));
    }
}

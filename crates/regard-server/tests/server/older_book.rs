//! A book that an older server made is brought up to date with everything in it.

use std::sync::Arc;

use regard_server::clock::SystemClock;
use regard_server::demo::{self, DemoSize};
use regard_server::{Config, server, verify};
use tempfile::TempDir;

use crate::engine;

#[test]
fn rows_that_stood_before_their_sums_were_kept_are_added_up_once() {
    let folder = TempDir::new().unwrap();
    let mut config = Config::for_folder(folder.path(), ([127, 0, 0, 1], 0).into());
    let _book = engine::place(&mut config);
    let clock = Arc::new(SystemClock);
    {
        let database = server::open(&config, clock.clone()).unwrap();
        let size = DemoSize {
            customers: 20,
            ..DemoSize::default()
        };
        demo::write(&database, &demo::rows(1, size, database.now())).unwrap();
    }
    // As the step before the sums left it, and without what came later.
    let without_sums = "DROP TABLE feed_sum; DROP TABLE head_day; \
         ALTER TABLE company DROP COLUMN horizon; \
         DROP TABLE photo_original; DROP TABLE status_link; DROP TABLE inbound; \
         DROP TABLE push_address; DROP TABLE push_send; DROP TABLE push_rest";
    let without_dispatch = "DROP TABLE suppression_event; DROP TABLE sender; \
         DROP TABLE sending_switch; DROP INDEX delivery_by_address; DROP INDEX delivery_joined; \
         DROP INDEX delivery_due; \
         CREATE INDEX delivery_due ON delivery (company, state, next_at); \
         ALTER TABLE suppression DROP COLUMN scope";
    let mut statements = format!("{without_sums}; {without_dispatch}");
    for column in [
        "store",
        "customer",
        "address_hash",
        "joined_to",
        "confirms",
        "leads",
        "asked_first",
    ] {
        statements.push_str(&format!("; ALTER TABLE delivery DROP COLUMN {column}"));
    }
    engine::set_back(&config.book(), &statements, 4);

    let database = server::open(&config, clock).unwrap();
    let verified = verify::verify(&database).unwrap();
    assert!(verified.iter().any(|feed| feed.found.all.rows > 10));
    assert!(verified.iter().all(verify::Verified::holds), "{verified:?}");
}

//! What is done to a device's database past its commands.

use regard_app::App;

/// Changes the first `most` customers, each `round` in another way.
pub fn change_customers(app: &App, most: u32, round: u32) {
    let changed = app
        .database()
        .expect("a database")
        .write_local(&["customer"], |conn| {
            conn.execute(
                "UPDATE customer SET region = ?2 WHERE rowid <= ?1",
                (most, format!("Region {round}")),
            )?;
            Ok(())
        });
    changed.expect("changed");
}

/// Takes the search index away, as if it had never been built.
pub fn lose_index(app: &App) {
    let lost = app
        .database()
        .expect("a database")
        .write_local(&[], |conn| {
            Ok(conn.execute_batch("DELETE FROM search_index; DELETE FROM search_part;")?)
        });
    lost.expect("lost");
}

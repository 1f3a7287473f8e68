//! What is done to a device's database past its commands.

use regard_app::{App, Uuid};

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

/// The first customers, at most `most`.
pub fn customers(app: &App, most: u32) -> Vec<Uuid> {
    let read = app.database().expect("a database").read(|conn| {
        let mut statement = conn.prepare("SELECT id FROM customer ORDER BY rowid LIMIT ?1")?;
        let ids = statement.query_map([most], |row| row.get("id"))?;
        Ok(ids.collect::<Result<_, _>>()?)
    });
    read.expect("read")
}

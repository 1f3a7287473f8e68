//! Words about a customer who was erased, wherever this device keeps them beside the rows.

use rusqlite::Connection;
use uuid::Uuid;

use super::photos;

/// What says of a kept change that it is about the customer `?1`; `?2` is the same as text.
const IS_ABOUT: &str = "(customer_id = ?1 OR row_id = ?1
    OR json_extract(fields, '$.customer_id.value') = ?2)";

/// The customers that were erased here and of whom the server has not answered yet, for `IN`: what
/// hangs on them is still here, and in no list.
pub(super) const ERASED_HERE: &str =
    "(SELECT row_id FROM pending_change WHERE of_table = 'customer' AND kind = 'erase')";

/// Takes them out: changes that the server has, what was put aside, messages that were held, pictures
/// that were to be sent, and a note that was begun.
///
/// What waits is sent, and goes with the server's answer, also when the server sets it aside; that
/// someone here asked for the erasure stays.
pub fn forget(conn: &Connection, customer: Uuid) -> rusqlite::Result<()> {
    let text = customer.to_string();
    conn.prepare_cached(&format!(
        "DELETE FROM pending_change WHERE acked_at IS NOT NULL AND kind <> 'erase' AND {IS_ABOUT}"
    ))?
    .execute((customer, &text))?;
    conn.prepare_cached(&format!(
        "UPDATE pending_change SET of_erased = 1 WHERE acked_at IS NULL AND {IS_ABOUT}"
    ))?
    .execute((customer, &text))?;
    conn.prepare_cached(&format!("DELETE FROM parked WHERE {IS_ABOUT}"))?
        .execute((customer, &text))?;
    // With it goes the picture, unless it is of somebody else's photo, too.
    conn.prepare_cached("DELETE FROM photo_waiting WHERE customer_id = ?1")?
        .execute([customer])?;
    conn.prepare_cached("DELETE FROM held_message WHERE customer_id = ?1 OR to_id = ?1")?
        .execute([customer])?;
    conn.prepare_cached(
        "DELETE FROM jot_draft WHERE json_valid(draft)
           AND json_extract(draft, '$.customerId') = ?1",
    )?
    .execute([text])?;
    photos::forget_orphans(conn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::migrate;

    #[test]
    fn of_who_was_erased_no_word_is_left_and_of_others_every_one() {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate::migrate(&mut conn).unwrap();
        let (roger, dana) = (Uuid::from_u128(1), Uuid::from_u128(2));
        for (n, who) in [(1_u32, roger), (2, dana)] {
            let named = format!("{{\"customer_id\":{{\"value\":\"{who}\"}}}}");
            for (kind, acked, of) in [
                ("set", Some("2026-05-12"), Some(who)),
                ("erase", Some("2026-05-12"), Some(who)),
                ("append", Some("2026-05-12"), None),
                ("set", None, Some(who)),
            ] {
                conn.execute(
                    "INSERT INTO pending_change (n, of_table, row_id, kind, fields, customer_id, made_at, acked_at)
                     VALUES (?1, 'note', ?2, ?3, ?4, ?5, '2026-05-12', ?6)",
                    (n, Uuid::from_u128(9), kind, &named, of, acked),
                )
                .unwrap();
            }
            conn.execute(
                "INSERT INTO parked (of_table, row_id, kind, fields, reason, customer_id, made_at)
                 VALUES ('note', ?1, 'set', '{}', 'not here', ?2, '2026-05-12')",
                (Uuid::from_u128(9), who),
            )
            .unwrap();
            conn.execute(
                "INSERT INTO held_message (id, customer_id, resend, purpose, channel, address, body,
                   language, asked_at, release_at)
                 VALUES (?1, ?2, 0, 'service', 'sms', '+1', 'Your watch', 'en', '2026', '2026')",
                (Uuid::from_u128(n.into()), who),
            )
            .unwrap();
        }
        conn.execute(
            "INSERT INTO jot_draft (one, draft, typed_at) VALUES (1, ?1, '2026-05-12')",
            [format!(
                "{{\"customerId\":\"{roger}\",\"words\":\"likes\"}}"
            )],
        )
        .unwrap();
        forget(&conn, roger).unwrap();
        let count = |what: &str| -> u32 {
            conn.query_row(&format!("SELECT count(*) FROM {what}"), [], |row| {
                row.get(0)
            })
            .unwrap()
        };
        // What was asked and what still waits stays; of Dana everything.
        assert_eq!(count("pending_change WHERE n = 1"), 2);
        assert_eq!(count("pending_change WHERE n = 2"), 4);
        assert_eq!(count("parked"), 1);
        assert_eq!(count("held_message"), 1);
        assert_eq!(count("jot_draft"), 0);
    }
}

//! Synced rows as fields with stamps. The server writes snapshots with the same code: regard-rows.

pub use regard_rows::{
    Fields, append, column_of, delete, from_json, read, time_text, to_json, write,
};

#[cfg(test)]
mod tests {
    use super::*;
    use regard_sync::{FieldState, Hlc, tables};
    use rusqlite::Connection;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn at(millis: u64) -> Hlc {
        Hlc {
            millis,
            counter: 0,
            writer: 7,
        }
    }

    fn fields(values: &[(&str, Value, u64)]) -> Fields {
        values
            .iter()
            .map(|(name, value, millis)| {
                (
                    (*name).to_owned(),
                    FieldState {
                        value: value.clone(),
                        hlc: at(*millis),
                    },
                )
            })
            .collect()
    }

    #[test]
    fn a_row_comes_back_as_it_was_written_with_stamps_nulls_and_unknown_fields() {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::database::migrate::migrate(&mut connection).unwrap();
        let table = tables::table("phone").unwrap();
        let id = Uuid::from_u128(1);
        let row = fields(&[
            ("customer_id", json!(Uuid::from_u128(2)), 1),
            ("typed", json!("555 0159"), 1),
            ("e164", Value::Null, 3),
            ("preferred", json!(true), 2),
            ("best_hours", json!(["9-12"]), 4),
        ]);
        write(&connection, table, id, &row).unwrap();
        assert_eq!(read(&connection, table, id).unwrap(), Some(row));
        delete(&connection, table, id).unwrap();
        assert_eq!(read(&connection, table, id).unwrap(), None);
    }

    #[test]
    fn a_value_of_another_kind_stops_nothing_and_is_kept() {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::database::migrate::migrate(&mut connection).unwrap();
        let table = tables::table("repair_line").unwrap();
        let id = Uuid::from_u128(1);
        let row = fields(&[
            ("repair_id", json!(Uuid::from_u128(2)), 1),
            ("customer_id", json!(Uuid::from_u128(2)), 1),
            ("work", json!("battery"), 1),
            ("description", json!("Battery"), 1),
            ("price", json!("twenty"), 1),
            ("position", json!(0), 1),
        ]);
        write(&connection, table, id, &row).unwrap();
        let kept = read(&connection, table, id).unwrap().unwrap();
        assert_eq!(kept.get("price").unwrap().value, json!("twenty"));
        let price: i64 = connection
            .query_row("SELECT price FROM repair_line", [], |row| row.get("price"))
            .unwrap();
        assert_eq!(price, 0);
    }

    #[test]
    fn times_are_written_alike() {
        let moment = "2026-05-12T14:02:03.123456Z".parse().unwrap();
        assert_eq!(time_text(moment), "2026-05-12T14:02:03.123Z");
    }
}

//! Both engines have the same tables: columns, types, what may be missing, keys and indexes, as the
//! engines themselves tell.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regard_server::clock::SystemClock;
use regard_server::database::Database;

use crate::engine;

#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    /// Name, type as SQLite calls it, and whether it must be there.
    columns: BTreeSet<(String, String, bool)>,
    /// Name, columns in their order, whether unique, whether of some rows only.
    indexes: BTreeSet<(String, Vec<String>, bool, bool)>,
}

fn in_sqlite() -> BTreeMap<String, Table> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    drop(Database::open(&path, "Harbor Jewelers", Arc::new(SystemClock)).unwrap());
    let file = rusqlite::Connection::open(path).unwrap();
    let list = |sql: &str| -> Vec<String> {
        let mut statement = file.prepare(sql).unwrap();
        let names = statement.query_map([], |row| row.get(0)).unwrap();
        names.map(Result::unwrap).collect()
    };
    let mut tables = BTreeMap::new();
    for name in
        list("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    {
        let mut table = Table::default();
        let mut columns = file
            .prepare(&format!(
                "SELECT name, type, \"notnull\" FROM pragma_table_info('{name}')"
            ))
            .unwrap();
        let found = columns.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        table.columns.extend(found.unwrap().map(Result::unwrap));
        let mut indexes = file
            .prepare(&format!(
                "SELECT name, \"unique\", origin, partial FROM pragma_index_list('{name}')"
            ))
            .unwrap();
        let found = indexes.query_map([], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, bool>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, bool>(3)?,
            ))
        });
        for (index, unique, origin, partial) in found.unwrap().map(Result::unwrap) {
            let columns = list(&format!(
                "SELECT name FROM pragma_index_info('{index}') ORDER BY seqno"
            ));
            let called = if origin == "pk" {
                "primary key"
            } else {
                &index
            };
            table
                .indexes
                .insert((called.to_owned(), columns, unique, partial));
        }
        tables.insert(name, table);
    }
    tables
}

async fn in_postgres() -> BTreeMap<String, Table> {
    let kept = engine::database();
    drop(Database::open_book(&kept.book(), "Harbor Jewelers", Arc::new(SystemClock)).unwrap());
    let client = kept.connect().await;
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let columns = client
        .query(
            "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'NO'
             FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name <> 'book_version'",
            &[],
        )
        .await
        .unwrap();
    for row in columns {
        let (table, column, kind): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        let kind = match kind.as_str() {
            "uuid" | "bytea" => "BLOB",
            "text" | "timestamp with time zone" | "jsonb" => "TEXT",
            "bigint" | "boolean" => "INTEGER",
            other => panic!("{table}.{column} is {other}"),
        };
        let table = tables.entry(table).or_default();
        table.columns.insert((column, kind.to_owned(), row.get(3)));
    }
    let indexes = client
        .query(
            "SELECT t.relname::text, i.relname::text, x.indisprimary, x.indisunique,
                    x.indpred IS NOT NULL,
                    ARRAY(SELECT pg_get_indexdef(x.indexrelid, k, TRUE)
                          FROM generate_series(1, x.indnkeyatts) AS k)
             FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid
             JOIN pg_class i ON i.oid = x.indexrelid
             WHERE t.relnamespace = 'public'::regnamespace AND t.relname <> 'book_version'",
            &[],
        )
        .await
        .unwrap();
    for row in indexes {
        let primary: bool = row.get(2);
        let called = if primary {
            "primary key".to_owned()
        } else {
            row.get(1)
        };
        let table = tables.entry(row.get(0)).or_default();
        table
            .indexes
            .insert((called, row.get(5), row.get(3), row.get(4)));
    }
    tables
}

#[tokio::test]
async fn both_engines_have_the_same_tables() {
    let (sqlite, postgres) = (in_sqlite(), in_postgres().await);
    assert!(sqlite.len() > 10);
    for (name, table) in &sqlite {
        assert_eq!(Some(table), postgres.get(name), "{name}");
    }
    assert_eq!(sqlite.len(), postgres.len());
    // What a database that is spread by company needs: the company first in every unique index.
    for (name, table) in &postgres {
        let first = if name == "company" { "id" } else { "company" };
        for (index, columns, unique, _) in &table.indexes {
            assert!(!unique || columns[0] == first, "{index} of {name}");
        }
    }
}

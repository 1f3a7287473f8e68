//! What goes out is whole, can be read by anyone, and comes back in.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use regard_domain::photo::PhotoHash;
use serde_json::{Value, json};
use uuid::Uuid;
use zip::ZipArchive;

use super::*;
use crate::database::{DatabaseError, rows};
use crate::demo::{self, DemoSize, scene};
use crate::import::{self, Import};

fn store(rows: bool) -> (tempfile::TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let database = crate::database::testing::database(folder.path());
    let written = if rows {
        let size = DemoSize {
            customers: 60,
            ..DemoSize::default()
        };
        demo::rows(1, size, database.now())
    } else {
        scene::store()
    };
    demo::write(&database, &written).unwrap();
    (folder, database)
}

fn exported(database: &Database) -> (ZipArchive<Cursor<Vec<u8>>>, Vec<Exported>) {
    let mut bytes = Cursor::new(Vec::new());
    let mut told = Vec::new();
    let all = write(database, &mut bytes, |one| told.push(one.clone())).unwrap();
    assert_eq!(told, all, "each file is told of");
    (ZipArchive::new(bytes).unwrap(), all)
}

fn file(zip: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    let mut text = String::new();
    zip.by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

fn ids(database: &Database, table: &str) -> BTreeSet<Uuid> {
    let company = database.company();
    let found = database
        .read(|sql| rows::rows_in(sql, company, table))
        .unwrap();
    found.iter().map(|row| row.id).collect()
}

#[test]
fn every_row_of_every_table_is_in_it_and_no_secret() {
    let (_folder, database) = store(true);
    crate::status_page::furnish(&database, Some("https://regard.example")).unwrap();
    let (mut zip, all) = exported(&database);
    for table in TABLES {
        let lines = file(&mut zip, &format!("tables/{}.jsonl", table.name));
        let found: BTreeSet<Uuid> = lines
            .lines()
            .map(|line| {
                let row: Value = serde_json::from_str(line).unwrap();
                row["id"].as_str().unwrap().parse().unwrap()
            })
            .collect();
        assert_eq!(found, ids(&database, table.name), "{}", table.name);
        let sheet = file(&mut zip, &format!("tables/{}.csv", table.name));
        let mut sheet = csv::Reader::from_reader(sheet.as_bytes());
        assert_eq!(sheet.records().count(), found.len(), "{}", table.name);
    }
    let store = file(&mut zip, "tables/store.jsonl");
    assert!(store.contains("https://regard.example") && !store.contains("link_key"));
    assert!(!file(&mut zip, "tables/store.csv").contains("link_key"));
    assert!(file(&mut zip, "README.txt").contains("not encrypted"));
    let customers = all.iter().find(|one| one.file == "lists/customers.csv");
    assert_eq!(
        usize::try_from(customers.unwrap().rows).unwrap(),
        ids(&database, "customer").len()
    );
}

#[test]
fn more_rows_than_are_read_at_once_are_all_there_once() {
    let (_folder, database) = store(false);
    let many = u128::from(AT_ONCE) * 2 + 7;
    database
        .write(|edit| {
            for n in 1..=many {
                let name = [
                    ("given_name", json!(format!("n{n}"))),
                    ("family_name", json!("x")),
                    ("store_id", json!(scene::id("store"))),
                    ("created_at", json!("2026-05-12T14:00:00.000Z")),
                ];
                edit.put("customer", Uuid::from_u128(n), name)?;
            }
            Ok::<_, DatabaseError>(())
        })
        .unwrap();
    let (mut zip, _) = exported(&database);
    let lines = file(&mut zip, "tables/customer.jsonl");
    assert_eq!(u128::try_from(lines.lines().count()), Ok(many));
    let different: BTreeSet<&str> = lines.lines().collect();
    assert_eq!(u128::try_from(different.len()), Ok(many));
}

#[test]
fn a_formula_in_a_name_is_harmless_in_the_sheets_and_exact_in_the_json() {
    let (_folder, database) = store(false);
    let evil = "=HYPERLINK(\"http://evil.example\",\"Roger\")";
    database
        .write(|edit| {
            let fields = [
                ("given_name", json!(evil)),
                ("family_name", json!("@SUM(A1)")),
                ("store_id", json!(scene::id("store"))),
                ("created_at", json!("2026-05-12T14:00:00.000Z")),
            ];
            edit.put("customer", Uuid::from_u128(7), fields)
        })
        .unwrap();
    let (mut zip, _) = exported(&database);
    for name in ["tables/customer.csv", "lists/customers.csv"] {
        let text = file(&mut zip, name);
        let mut sheet = csv::Reader::from_reader(text.as_bytes());
        for cell in sheet
            .records()
            .flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
        {
            assert!(!cell.starts_with(['=', '@']), "{name}: {cell}");
        }
    }
    let line: Value = serde_json::from_str(file(&mut zip, "tables/customer.jsonl").trim()).unwrap();
    assert_eq!(line["given_name"], evil);
}

#[test]
fn what_went_out_comes_in_again_at_another_store_and_twice_changes_nothing() {
    let (_folder, from) = store(true);
    let (mut zip, _) = exported(&from);
    let (_other, into) = store(false);
    let take = |bytes: &str| {
        let import = Import {
            bytes: bytes.as_bytes(),
            store: None,
            source: "regard",
            write: true,
        };
        import::run(&into, &import).unwrap()
    };
    let customers = file(&mut zip, "lists/customers.csv");
    let purchases = file(&mut zip, "lists/purchases.csv");
    let first = take(&customers);
    assert_eq!(first.bad, Vec::new());
    assert_eq!(first.tables["customer"].new, ids(&from, "customer").len());
    let bought = take(&purchases);
    assert_eq!(bought.bad, Vec::new());
    assert_eq!(bought.tables["purchase"].new, ids(&from, "purchase").len());
    let sum = |database: &Database| -> i64 {
        let company = database.company();
        let rows = database
            .read(|sql| rows::rows_in(sql, company, "purchase"))
            .unwrap();
        rows.iter()
            .filter_map(|row| row.value("price").and_then(Value::as_i64))
            .sum()
    };
    assert_eq!(sum(&into), sum(&from), "to the cent");
    for again in [take(&customers), take(&purchases)] {
        assert!(
            again
                .tables
                .values()
                .all(|counts| counts.new + counts.changed == 0),
            "{again:?}"
        );
    }
}

#[test]
fn pictures_go_out_as_they_are() {
    let (_folder, database) = store(false);
    let picture = [0xff, 0xd8, 0xff, 7];
    let hash: PhotoHash = "07".repeat(32).parse().unwrap();
    let company = database.company();
    database
        .write(|edit| photos::keep(edit.connection(), company, hash, &picture, edit.now()))
        .unwrap();
    let (mut zip, all) = exported(&database);
    let mut found = Vec::new();
    let name = format!("photos/{hash}.jpg");
    zip.by_name(&name).unwrap().read_to_end(&mut found).unwrap();
    assert_eq!(found, picture);
    assert_eq!(
        all.iter().find(|one| one.file == "photos/").unwrap().rows,
        1
    );
}

//! The importer on real files that nobody here wrote, and on bad ones.

use std::path::PathBuf;

use super::*;
use crate::demo::scene;

fn shared(path: &str) -> Option<Vec<u8>> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(path);
    let bytes = std::fs::read(&file).ok();
    if bytes.is_none() {
        println!("skipped: {path} is not on this machine");
    }
    bytes
}

fn store() -> (tempfile::TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let database = crate::database::testing::database(folder.path());
    crate::demo::write(&database, &scene::store()).unwrap();
    (folder, database)
}

fn import(database: &Database, bytes: &[u8], write: bool) -> Report {
    run(
        database,
        &Import {
            bytes,
            store: None,
            source: "pos",
            write,
        },
    )
    .unwrap()
}

#[test]
fn customers_and_purchases_of_a_real_point_of_sale_go_in_once() {
    let (Some(customers), Some(purchases)) =
        (shared("pos/customers.csv"), shared("pos/purchases.csv"))
    else {
        return;
    };
    let (_folder, database) = store();
    let dry = import(&database, &customers, false);
    assert_eq!(
        (
            dry.rows,
            dry.tables["customer"].new,
            dry.bad.len(),
            dry.written
        ),
        (59, 59, 0, false)
    );
    let wet = import(&database, &customers, true);
    assert_eq!(
        wet.tables, dry.tables,
        "a dry run counts what is then written"
    );
    assert_eq!(wet.tables["associate"].new, 3);
    let bought = import(&database, &purchases, true);
    assert_eq!(
        (bought.rows, bought.tables["purchase"].new, bought.bad.len()),
        (2240, 2240, 0)
    );
    assert!(bought.kept_columns.is_empty(), "{:?}", bought.kept_columns);

    let before = database.look_at_head().unwrap();
    for file in [&customers, &purchases] {
        let again = import(&database, file, true);
        assert!(
            again
                .tables
                .values()
                .all(|counts| counts.new == 0 && counts.changed == 0),
            "{again:?}"
        );
    }
    assert_eq!(
        database.look_at_head().unwrap(),
        before,
        "the same file twice changes nothing"
    );

    let luis = rows::customer_id("pos", "1");
    database
        .read::<_, DatabaseError, _>(|connection| {
            let phones = crate::database::rows::rows_of_root(
                connection,
                database.company(),
                luis,
                Some("phone"),
            )?;
            assert_eq!(phones[0].text("e164"), Some("+551239235555"));
            assert_eq!(phones[0].text("typed"), Some("+55 (12) 3923-5555"));
            Ok(())
        })
        .unwrap();
}

#[test]
fn real_repairs_go_in_with_their_words_in_every_language() {
    let Some(repairs) = shared("repairs/watch_clock_repairs.csv") else {
        return;
    };
    let (_folder, database) = store();
    let report = import(&database, &repairs, true);
    assert_eq!(report.rows, 1104);
    assert_eq!(report.tables["repair"].new + report.bad.len(), 1104);
    assert!(report.bad.len() < 12, "{:?}", report.bad);
    assert!(report.kept_columns.contains(&"country".to_owned()));
    let again = import(&database, &repairs, true);
    assert!(
        again
            .tables
            .values()
            .all(|counts| counts.new == 0 && counts.changed == 0)
    );
}

#[test]
fn a_bad_row_is_listed_with_its_line_and_the_rest_goes_in() {
    let (_folder, database) = store();
    let customers = "CustomerId,FirstName,LastName,Phone,Email,Shoe size\n\
        1,Ann,Lee,(212) 555-0101,ann@example.org,38\n\
        2,,,,,\n\
        3,Bo,Ek,not a number,bo(at)example.org,\n\
        1,Ann,Twice,,,\n\
        4,Cy\n\
        5,Dee,Fox,not a number,,44\n";
    let report = import(&database, customers.as_bytes(), true);
    assert_eq!(report.tables["customer"].new, 2);
    assert_eq!(
        report.bad.iter().map(|bad| bad.line).collect::<Vec<_>>(),
        [3, 4, 5, 6]
    );
    assert_eq!(report.kept_columns, ["Shoe size"]);
    let dee = rows::customer_id("pos", "5");
    let stored = database
        .write::<_, DatabaseError, _>(|edit| edit.row("customer", dee))
        .unwrap()
        .unwrap();
    assert_eq!(stored.text("source_extra"), Some(r#"{"Shoe size":"44"}"#));
    let phones = database
        .write::<_, DatabaseError, _>(|edit| edit.rows_of("phone", dee))
        .unwrap();
    assert_eq!(
        (phones[0].text("typed"), phones[0].text("e164")),
        (Some("not a number"), None)
    );

    let purchases = "InvoiceLineId,CustomerId,InvoiceDate,Item,UnitPrice,Quantity\n\
        1,1,2024-05-01,Signet ring,1250.00,1\n2,99,2024-05-01,Watch,10,1\n3,1,01/05/2024,Watch,10,1\n4,1,2024-05-01,Watch,dear,1\n";
    let report = import(&database, purchases.as_bytes(), true);
    assert_eq!((report.tables["purchase"].new, report.bad.len()), (1, 3));
}

#[test]
fn a_corrected_file_changes_what_the_importer_wrote_and_nothing_else() {
    let (_folder, database) = store();
    let file = |phone: &str, city: &str| {
        format!("CustomerId,FirstName,LastName,Phone,City\n7,Ann,Lee,{phone},{city}\n").into_bytes()
    };
    import(&database, &file("212 555 0101", "Albany"), true);
    let report = import(&database, &file("212 555 0101", "Troy"), true);
    assert_eq!(
        report.tables["customer"],
        Counts {
            new: 0,
            changed: 1,
            same: 0
        }
    );
    assert_eq!(
        report.tables["phone"],
        Counts {
            new: 0,
            changed: 0,
            same: 1
        }
    );
}

#[test]
fn what_is_no_store_data_says_what_it_is() {
    let (_folder, database) = store();
    let error = run(
        &database,
        &Import {
            bytes: b"a,b\n1,2\n",
            store: None,
            source: "pos",
            write: true,
        },
    );
    assert!(matches!(error, Err(ImportError::UnknownFamily { .. })));
    let elsewhere = Import {
        bytes: b"CustomerId,FirstName,LastName\n1,A,B\n",
        store: Some(Uuid::nil()),
        source: "pos",
        write: true,
    };
    assert!(matches!(
        run(&database, &elsewhere),
        Err(ImportError::WhichStore(_))
    ));
}

#[test]
fn a_dry_run_of_several_files_counts_what_is_then_written() {
    let (_folder, database) = store();
    let customers = b"CustomerId,FirstName,LastName\n1,Ann,Lee\n";
    let purchases = b"InvoiceLineId,CustomerId,InvoiceDate,Item,UnitPrice,Quantity\n\
        1,1,2024-05-01,Signet ring,1250.00,1\n2,99,2024-05-01,Watch,10,1\n";
    let files = |write: bool| {
        [customers.as_slice(), purchases.as_slice()].map(|bytes| Import {
            bytes,
            store: None,
            source: "pos",
            write,
        })
    };
    let dry = run_in_order(&database, &files(false)).unwrap();
    assert_eq!(dry[1].tables["purchase"].new, 1);
    assert_eq!(dry[1].bad.len(), 1, "only the customer whom no file names");
    let ann = rows::customer_id("pos", "1");
    let is_there = || {
        let row = database.write::<_, DatabaseError, _>(|edit| edit.row("customer", ann));
        row.unwrap().is_some()
    };
    assert!(!is_there());
    let wet = run_in_order(&database, &files(true)).unwrap();
    assert!(is_there());
    for (dry, wet) in dry.iter().zip(&wet) {
        assert_eq!((&dry.tables, &dry.bad), (&wet.tables, &wet.bad));
    }

    // Of several files all go in, or none.
    let both = [
        Import {
            bytes: b"CustomerId,FirstName,LastName\n2,Bo,Ek\n",
            ..files(true)[0].clone()
        },
        Import {
            bytes: b"a,b\n1,2\n",
            ..files(true)[0].clone()
        },
    ];
    let failed = run_in_order(&database, &both).unwrap_err();
    assert_eq!(failed.file, 1);
    let bo = rows::customer_id("pos", "2");
    let row = database.write::<_, DatabaseError, _>(|edit| edit.row("customer", bo));
    assert!(row.unwrap().is_none());
}

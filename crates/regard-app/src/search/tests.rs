//! The engine is kept, opened, brought up to date, and forgets whom the store erased.

use regard_domain::ids::CustomerId;
use regard_domain::words::Role;
use serde_json::json;
use uuid::Uuid;

use crate::customers::browse::browse_customers;
use crate::customers::find::find_customers;
use crate::customers::screens::{BrowseCustomers, CustomerOrder, FindCustomers, Why, WordsOf};
use crate::customers::tag::tag_customer;
use crate::database::{rows, search_index};
use crate::testing::{Desk, open};

fn id(number: u128) -> CustomerId {
    CustomerId(Uuid::from_u128(number))
}

fn person(desk: &Desk, number: u128, given: &str, family: &str) {
    desk.from_server(
        "customer",
        id(number).0,
        json!({"store_id": desk.store, "given_name": given, "family_name": family,
               "created_at": "2021-06-03T15:00:00.000Z"}),
    );
}

async fn names(app: &crate::app::App, typed: &str) -> Vec<String> {
    rows_of(app, typed)
        .await
        .into_iter()
        .map(|row| row.name)
        .collect()
}

async fn rows_of(
    app: &crate::app::App,
    typed: &str,
) -> Vec<crate::customers::screens::CustomerRow> {
    let asked = FindCustomers {
        typed: typed.to_owned(),
        limit: 20,
    };
    find_customers(app, asked).await.unwrap().rows
}

fn settled(desk: &Desk) {
    desk.app.search().settled(desk.app.inside());
}

fn kept(desk: &Desk) -> (i64, Vec<u8>) {
    desk.app
        .database()
        .unwrap()
        .read(|conn| {
            let head = search_index::head(conn)?.unwrap();
            Ok((head.generation, search_index::bytes(conn, head.generation)?))
        })
        .unwrap()
}

/// Whether the parts in the database hold the word.
fn stands_in_parts(desk: &Desk, word: &str) -> bool {
    let (_, bytes) = kept(desk);
    bytes
        .windows(word.len())
        .any(|part| part == word.as_bytes())
}

/// Whether any file below the folder holds the word, in any case.
fn lies_in_plain(folder: &std::path::Path, word: &str) -> bool {
    std::fs::read_dir(folder)
        .unwrap()
        .map(Result::unwrap)
        .any(|entry| {
            let path = entry.path();
            if path.is_dir() {
                return lies_in_plain(&path, word);
            }
            let bytes = std::fs::read(&path).unwrap().to_ascii_lowercase();
            bytes
                .windows(word.len())
                .any(|part| part == word.as_bytes())
        })
}

#[tokio::test]
async fn what_is_written_is_found_right_after_the_commit() {
    let desk = Desk::of(Role::Associate).await;
    settled(&desk);
    for number in 1..=30 {
        person(&desk, number, "Roger", &format!("Martin{number:02}"));
        assert!(
            desk.app.search().ask(|_| ()).is_some(),
            "the engine answers all the time"
        );
        assert_eq!(
            names(&desk.app, &format!("martin{number:02}")).await.len(),
            1
        );
    }
}

#[tokio::test]
async fn the_next_start_opens_what_was_kept_and_brings_the_rest_in() {
    let desk = Desk::of(Role::Associate).await;
    person(&desk, 1, "Roger", "Martin");
    settled(&desk);
    let first = kept(&desk);
    desk.app.close().await;
    // Changes that came after the thread had ended.
    person(&desk, 2, "Rogelio", "Marquez");
    let again = open(desk.folder.path(), &desk.clock).await;
    again.search().settled(again.inside());
    assert_eq!(
        names(&again, "rog").await,
        ["Rogelio Marquez", "Roger Martin"]
    );
    let now = again
        .database()
        .unwrap()
        .read(|conn| Ok(search_index::head(conn)?.unwrap().generation))
        .unwrap();
    assert_eq!(now, first.0, "it was not built anew");
    again.close().await;
}

#[tokio::test]
async fn a_damaged_index_is_built_anew_and_the_prefixes_answer_meanwhile() {
    let desk = Desk::of(Role::Associate).await;
    person(&desk, 1, "Roger", "Martin");
    settled(&desk);
    desk.app.close().await;
    desk.app
        .database()
        .unwrap()
        .write_local(&[], |conn| {
            conn.execute("UPDATE search_part SET bytes = x'00ff00ff'", [])?;
            Ok(())
        })
        .unwrap();
    let again = open(desk.folder.path(), &desk.clock).await;
    assert_eq!(names(&again, "rog").await, ["Roger Martin"]);
    again.search().settled(again.inside());
    assert_eq!(
        names(&again, "rogre").await,
        ["Roger Martin"],
        "a typo, so by the engine"
    );
    again.close().await;
}

#[tokio::test]
async fn an_erased_customer_leaves_no_word_in_the_engine_and_none_in_what_is_kept() {
    let desk = Desk::of(Role::Associate).await;
    person(&desk, 1, "Roger", "Martin");
    person(&desk, 2, "Zebulon", "Quackenbush");
    desk.from_server(
        "note",
        Uuid::from_u128(0x20),
        json!({"customer_id": id(2), "kind": "visit", "words": "Collects xylophones",
               "noted_at": "2026-05-12T14:00:00.000Z"}),
    );
    settled(&desk);
    // Make it stand in the kept parts: built anew with both.
    super::build::anew(desk.app.inside(), &|| false)
        .ok()
        .unwrap();
    assert!(stands_in_parts(&desk, "quackenbush"));
    assert_eq!(names(&desk.app, "xyloph").await, ["Zebulon Quackenbush"]);
    desk.app
        .database()
        .unwrap()
        .write_local(&["customer"], |conn| {
            for (table, number) in [("note", 0x20), ("customer", 2)] {
                let table = regard_sync::tables::table(table).unwrap();
                rows::delete(conn, table, Uuid::from_u128(number))?;
            }
            Ok(())
        })
        .unwrap();
    assert!(names(&desk.app, "quack").await.is_empty());
    assert!(names(&desk.app, "xyloph").await.is_empty());
    // The thread builds anew when the device is quiet.
    let begun = std::time::Instant::now();
    while stands_in_parts(&desk, "quackenbush") {
        assert!(
            begun.elapsed().as_secs() < 20,
            "the word still stands in the parts"
        );
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let words_left: i64 = desk
        .app
        .database()
        .unwrap()
        .read(|conn| {
            Ok(conn.query_row(
                "SELECT count(*) FROM long_text_data WHERE instr(block, CAST('xyloph' AS BLOB)) > 0",
                [],
                |row| row.get(0),
            )?)
        })
        .unwrap();
    assert_eq!(
        words_left, 0,
        "the words of the note are gone from the file"
    );
    assert!(
        !lies_in_plain(desk.folder.path(), "martin"),
        "nothing of the index lies in plain on disk"
    );
}

#[tokio::test]
async fn a_row_says_which_fact_piece_tag_or_note_it_was_found_by() {
    let desk = Desk::of(Role::Associate).await;
    person(&desk, 1, "Roger", "Martin");
    let fact = |number: u128, kind: &str, words: &str, tact: &str| {
        desk.from_server(
            "fact",
            Uuid::from_u128(number),
            json!({"customer_id": id(1), "kind": kind, "words": words, "tact": tact,
                   "noted_at": "2026-05-12T14:00:00.000Z"}),
        );
    };
    fact(0x11, "interest", "Sails in Maine every August", "say");
    fact(0x12, "pet", "Dog called Biscuit", "say");
    fact(0x13, "other", "Divorced in spring", "never_say");
    desk.from_server(
        "piece",
        Uuid::from_u128(0x14),
        json!({"customer_id": id(1), "kind": "watch", "brand": "Omega", "description": "Seamaster blue dial diver",
               "serial": "81-55 903"}),
    );
    desk.from_server(
        "note",
        Uuid::from_u128(0x15),
        json!({"customer_id": id(1), "kind": "visit", "words": "Asked about the marathon in October, and whether it rains there",
               "noted_at": "2026-05-02T14:00:00.000Z"}),
    );
    let tagged =
        serde_json::from_value(json!({"customerId": id(1), "words": "Watch club", "on": true}));
    tag_customer(&desk.app, tagged.unwrap()).await.unwrap();
    settled(&desk);
    let found = async |typed: &str| {
        let mut rows = rows_of(&desk.app, typed).await;
        rows.pop()
            .unwrap_or_else(|| panic!("{typed} finds nobody"))
            .why
    };
    for (typed, of, words) in [
        ("maine", WordsOf::Fact, "Sails in Maine every August"),
        ("biscuit", WordsOf::Pet, "Dog called Biscuit"),
        (
            "blue dial diver",
            WordsOf::Piece,
            "Seamaster blue dial diver",
        ),
        (
            "roger seamaster",
            WordsOf::Piece,
            "Seamaster blue dial diver",
        ),
        ("watch club", WordsOf::Tag, "Watch club"),
    ] {
        let why = found(typed).await;
        assert!(
            matches!(&why, Some(Why::Words { of: found, words: line }) if *found == of && line == words),
            "{typed}: {why:?}"
        );
    }
    let serial = found("8155903").await;
    assert!(
        matches!(&serial, Some(Why::Serial { serial, .. }) if serial == "81-55 903"),
        "{serial:?}"
    );
    let note = found("marathon").await;
    assert!(
        matches!(&note, Some(Why::Note { on, words }) if on.to_string() == "2026-05-02" && words.starts_with("Asked about the marathon")),
        "{note:?}"
    );
    assert!(
        rows_of(&desk.app, "divorced").await.is_empty(),
        "what is never said finds nobody"
    );
}

#[tokio::test]
async fn a_nickname_and_a_former_surname_are_named_in_the_row() {
    let desk = Desk::of(Role::Associate).await;
    desk.from_server(
        "customer",
        id(1).0,
        json!({"store_id": desk.store, "given_name": "Anna", "family_name": "Ferraro", "nickname": "Nuschka",
               "former_names": "Kowalska, Nowak", "created_at": "2021-06-03T15:00:00.000Z"}),
    );
    settled(&desk);
    for (typed, also) in [
        ("nusch", "Nuschka"),
        ("anna kowal", "Kowalska"),
        ("nowak", "Nowak"),
    ] {
        let row = rows_of(&desk.app, typed).await.pop().unwrap();
        assert!(
            matches!(&row.why, Some(Why::AlsoNamed { name }) if name == also),
            "{typed}: {:?}",
            row.why
        );
    }
}

#[tokio::test]
async fn a_manager_counts_without_reading_everyone() {
    let desk = Desk::of(Role::Manager).await;
    for number in 1..=40 {
        person(&desk, number, "Roger", &format!("Martin{number:02}"));
    }
    for number in 1..=7 {
        let tagged = json!({"customerId": id(number), "words": "VIP", "on": true});
        tag_customer(&desk.app, serde_json::from_value(tagged).unwrap())
            .await
            .unwrap();
    }
    settled(&desk);
    let asked = |tags: Vec<String>, offset: u32| BrowseCustomers {
        typed: String::new(),
        store: None,
        owner: None,
        nobodys: false,
        tags,
        seen: None,
        promise: false,
        order: CustomerOrder::Name,
        offset,
        limit: 5,
    };
    let everyone = browse_customers(&desk.app, asked(vec![], 0)).await.unwrap();
    assert!(everyone.complete);
    assert_eq!((everyone.count, everyone.rows.len()), (40, 5));
    assert_eq!(everyone.stores.first().unwrap().name, "Main Street");
    assert_eq!(
        everyone
            .tags
            .first()
            .map(|tag| (tag.words.as_str(), tag.count)),
        Some(("VIP", 7))
    );
    let vips = browse_customers(&desk.app, asked(vec!["VIP".to_owned()], 5))
        .await
        .unwrap();
    assert_eq!(vips.count, 7);
    let page: Vec<_> = vips.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(page, ["Roger Martin06", "Roger Martin07"]);
    let off = json!({"customerId": id(7), "words": "vip", "on": false});
    tag_customer(&desk.app, serde_json::from_value(off).unwrap())
        .await
        .unwrap();
    let fewer = browse_customers(&desk.app, asked(vec!["VIP".to_owned()], 0))
        .await
        .unwrap();
    assert_eq!(fewer.count, 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_searches_while_another_edits() {
    let desk = std::sync::Arc::new(Desk::of(Role::Associate).await);
    person(&desk, 1, "Roger", "Martin");
    settled(&desk);
    let writer = {
        let desk = std::sync::Arc::clone(&desk);
        tokio::task::spawn_blocking(move || {
            for number in 2..200 {
                person(&desk, number, "Rosa", &format!("Marin{number}"));
            }
        })
    };
    while !writer.is_finished() {
        let found = names(&desk.app, "martin").await;
        assert!(found.contains(&"Roger Martin".to_owned()), "{found:?}");
    }
    writer.await.unwrap();
    settled(&desk);
    assert_eq!(names(&desk.app, "marin199").await, ["Rosa Marin199"]);
}

#[tokio::test]
async fn whoever_the_engine_knows_is_shown_before_their_row_is_filled_in() {
    let desk = Desk::of(Role::Associate).await;
    person(&desk, 1, "Roger", "Whitaker");
    settled(&desk);
    let filled = rows_of(&desk.app, "roger").await;
    assert_eq!(filled.len(), 1);
    // As after a first sync: the row comes in the background.
    let database = desk.app.database().unwrap();
    let taken = database.write_local(&[], |conn| {
        Ok(conn.execute("DELETE FROM search_row WHERE customer_id = ?1", [id(1).0])?)
    });
    assert_eq!(taken.unwrap(), 1);
    let shown = rows_of(&desk.app, "roger").await;
    assert_eq!(format!("{shown:?}"), format!("{filled:?}"));
}

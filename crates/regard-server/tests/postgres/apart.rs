//! Two companies in one database see nothing of each other, whatever a statement forgets to say.

use std::sync::Arc;

use regard_server::clock::SystemClock;
use regard_server::database::{Book, Database, DatabaseError, rows};
use serde_json::json;
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use crate::engine::{self, Kept};

fn company(kept: &Kept, id: Uuid, name: &str) -> Database {
    let book = Book::Postgres {
        url: kept.url(),
        company: Some(id),
    };
    Database::open_book(&book, name, Arc::new(SystemClock)).unwrap()
}

fn store(database: &Database, id: u128, name: &str) {
    let fields = json!({ "name": name, "time_zone": "America/New_York", "currency": "USD",
        "country": "US" });
    let fields = fields.as_object().unwrap();
    database
        .write(|edit| edit.put("store", Uuid::from_u128(id), fields.clone()))
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
}

#[tokio::test]
async fn a_connection_of_one_company_sees_and_writes_nothing_of_another() {
    let kept = engine::database();
    let (harbor, linden) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let of_harbor = company(&kept, harbor, "Harbor Jewelers");
    let of_linden = company(&kept, linden, "Linden & Vale");
    store(&of_harbor, 10, "Main Street");
    store(&of_linden, 11, "Mill Lane");

    let beside = kept.connect().await;
    let role = beside
        .query_one(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user",
            &[],
        )
        .await
        .unwrap();
    assert!(!role.get::<_, bool>(0), "a role that the policies hold for");

    // Every table with a company is under the policy, the owner's own statements too.
    let open = beside
        .query(
            "SELECT c.relname::text FROM pg_class c
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'company'
             WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
               AND NOT (c.relrowsecurity AND c.relforcerowsecurity)",
            &[],
        )
        .await
        .unwrap();
    assert!(open.is_empty(), "{open:?}");

    let names = "SELECT fields #>> '{name,v}' FROM synced_row";
    let none = beside.query(names, &[]).await.unwrap();
    assert!(none.is_empty(), "whoever names no company sees no row");

    let linden_only = format!("SET regard.company = '{linden}'");
    beside.batch_execute(&linden_only).await.unwrap();
    let seen = beside.query(names, &[]).await.unwrap();
    let seen: Vec<String> = seen.iter().map(|row| row.get(0)).collect();
    assert_eq!(seen, ["Mill Lane"]);
    let companies = beside.query("SELECT name FROM company", &[]).await.unwrap();
    assert_eq!(companies.len(), 1);
    for statement in [
        "UPDATE synced_row SET deleted = TRUE WHERE company = $1",
        "DELETE FROM synced_row WHERE company = $1",
        "UPDATE company_head SET head = 99 WHERE company = $1",
        "DELETE FROM device_token WHERE company = $1",
        "UPDATE company SET name = 'gone' WHERE id = $1",
    ] {
        let touched = beside.execute(statement, &[&harbor]).await.unwrap();
        assert_eq!(touched, 0, "{statement}");
    }
    let refused = beside
        .execute(
            "INSERT INTO erased (company, id_hash) VALUES ($1, '\\x00')",
            &[&harbor],
        )
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE));

    // The server's own statements are under it too: the wrong company in a question finds nothing.
    let crossed = of_linden
        .read(|sql| rows::rows_in(sql, of_harbor.company(), "store"))
        .unwrap();
    assert!(crossed.is_empty());
    let stores = of_harbor
        .read(|sql| rows::rows_in(sql, of_harbor.company(), "store"))
        .unwrap();
    assert_eq!(stores[0].text("name"), Some("Main Street"));
    assert_eq!(
        (
            of_harbor.look_at_head().unwrap(),
            of_linden.look_at_head().unwrap()
        ),
        (1, 1),
        "each company counts for itself"
    );
}

#[tokio::test]
async fn a_database_of_several_companies_asks_which() {
    let kept = engine::database();
    drop(company(&kept, Uuid::from_u128(1), "Harbor Jewelers"));
    let only = Database::open_book(&kept.book(), "Harbor Jewelers", Arc::new(SystemClock)).unwrap();
    assert_eq!(
        only.company().0,
        Uuid::from_u128(1),
        "the only one is meant"
    );
    drop(company(&kept, Uuid::from_u128(2), "Linden & Vale"));
    let which = Database::open_book(&kept.book(), "Harbor Jewelers", Arc::new(SystemClock));
    assert!(matches!(
        which.err(),
        Some(DatabaseError::WhichCompany { count: 2 })
    ));
}

#[tokio::test]
async fn servers_that_start_together_make_one_book() {
    let kept = engine::database();
    let opened: Vec<Database> = std::thread::scope(|scope| {
        let starting: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    Database::open_book(&kept.book(), "Harbor Jewelers", Arc::new(SystemClock))
                        .unwrap()
                })
            })
            .collect();
        starting
            .into_iter()
            .map(|one| one.join().unwrap())
            .collect()
    });
    let first = opened[0].company();
    assert!(opened.iter().all(|database| database.company() == first));
}

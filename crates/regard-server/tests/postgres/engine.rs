//! Each test's book in a PostgreSQL database of its own, which goes when the test ends.
//!
//! The server works under a role that may do nothing but its own work, as it should: row-level
//! security does not hold for a superuser.

#![allow(dead_code, reason = "two suites use different parts of it")]

use regard_server::Config;
use regard_server::database::{Book, PostgresUrl};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

/// How many made-up histories are played.
pub const HISTORIES: u32 = 10;

/// How many server processes work on one book.
pub const WORKERS: usize = 4;

/// The role that the servers under test work with.
const ROLE: &str = "regard_server";

/// A database of its own.
pub struct Kept {
    pub name: String,
}

impl Drop for Kept {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        // A database that stays is no reason to fail: the cluster goes with it.
        let _ = std::panic::catch_unwind(|| as_admin(&[&drop]));
    }
}

/// Gives the configuration a fresh book.
pub fn place(config: &mut Config) -> Kept {
    let kept = database();
    config.database = Some(kept.url().text().to_owned().into());
    kept
}

/// A fresh database.
pub fn database() -> Kept {
    let name = format!("t_{}", Uuid::now_v7().simple());
    let role = format!(
        "DO $$ BEGIN CREATE ROLE {ROLE} LOGIN; \
         EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    );
    as_admin(&[
        &role,
        &format!("CREATE DATABASE {name} OWNER {ROLE} TEMPLATE template0"),
    ]);
    Kept { name }
}

impl Kept {
    /// As a server reaches it.
    pub fn url(&self) -> PostgresUrl {
        PostgresUrl::in_text(&self.text(ROLE)).unwrap()
    }

    /// As its book.
    pub fn book(&self) -> Book {
        Book::Postgres {
            url: self.url(),
            company: None,
        }
    }

    /// A connection beside the server, under the server's role.
    pub async fn connect(&self) -> Client {
        connect(&self.text(ROLE)).await
    }

    /// Cuts whoever is connected with the database.
    pub fn cut_all_connections(&self) {
        as_admin(&[&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
            self.name
        )]);
    }

    fn text(&self, role: &str) -> String {
        in_database(&self.name, Some(role))
    }
}

/// Every byte that is kept in any table.
pub fn bytes_of(book: &Book) -> Vec<u8> {
    let Book::Postgres { url, .. } = book else {
        panic!("these tests are about PostgreSQL")
    };
    let name = url.config().unwrap().get_dbname().unwrap().to_owned();
    apart(async move {
        let client = connect(&in_database(&name, None)).await;
        let tables = client
            .query(
                "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'",
                &[],
            )
            .await
            .unwrap();
        let mut all = Vec::new();
        for table in tables {
            let table: String = table.get(0);
            let rows = client
                .query(&format!("SELECT t::text FROM {table} AS t"), &[])
                .await
                .unwrap();
            for row in rows {
                all.extend(row.get::<_, String>(0).into_bytes());
            }
        }
        all
    })
}

/// Runs statements in a book that no server has open, and makes it one with the tables of `version`.
pub fn set_back(book: &Book, statements: &str, version: u32) {
    let Book::Postgres { url, .. } = book else {
        panic!("these tests are about PostgreSQL")
    };
    let url = url.text().to_owned();
    let statements = format!("{statements}; UPDATE book_version SET version = {version}");
    apart(async move {
        connect(&url)
            .await
            .batch_execute(&statements)
            .await
            .unwrap()
    });
}

fn server() -> String {
    std::env::var("REGARD_TEST_POSTGRES").expect(
        "REGARD_TEST_POSTGRES names a PostgreSQL server, as \"host=/tmp/pg user=regard dbname=postgres\"",
    )
}

fn in_database(name: &str, role: Option<&str>) -> String {
    let words: Vec<String> = server()
        .split_whitespace()
        .map(|word| match (word.split_once('='), role) {
            (Some(("dbname", _)), _) => format!("dbname={name}"),
            (Some(("user", _)), Some(role)) => format!("user={role}"),
            _ => word.to_owned(),
        })
        .collect();
    words.join(" ")
}

async fn connect(text: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(text, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

fn as_admin(statements: &[&str]) {
    let statements: Vec<String> = statements.iter().map(|&one| one.to_owned()).collect();
    apart(async move {
        let client = connect(&server()).await;
        for statement in statements {
            client.batch_execute(&statement).await.unwrap();
        }
    });
}

/// Runs something to its end from a test that may itself be such a thing.
fn apart<T: Send + 'static>(act: impl Future<Output = T> + Send + 'static) -> T {
    std::thread::spawn(|| {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(act)
    })
    .join()
    .unwrap()
}

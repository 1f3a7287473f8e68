//! A phone's storage loses something, or has what nobody wrote: it finds out by itself, and gets it
//! back.

use regard_app::sync::compare::{Compared, Due, compare};
use regard_server::demo::DemoSize;
use regard_server::demo::scene::id;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

/// Does to the database what no act of a person does.
fn damage(device: &Device, statement: &str) {
    let database = device.app().database().expect("a database");
    database
        .write_local(&[], |conn| Ok(conn.execute_batch(statement)?))
        .expect("the damage is done");
}

async fn compared(device: &Device) -> Compared {
    compare(device.app(), Due::Now).await.expect("compared")
}

async fn count(device: &Device, table: &str) -> i64 {
    let database = device.app().database().expect("a database");
    let statement = format!("SELECT count(*) AS n FROM {table}");
    database
        .read(|conn| Ok(conn.query_row(&statement, [], |row| row.get("n"))?))
        .expect("counted")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_lost_rows_gets_them_back_and_keeps_what_is_pending() {
    let store = Store::demo(DemoSize::default()).await;
    let mia = store.device("mia").await;
    mia.in_step().await;
    assert_eq!(compared(&mia).await, Compared::Same);
    let notes = count(&mia, "note").await;
    let people = count(&mia, "customer").await;
    assert!(notes > 1);

    let anyone = "(SELECT min(id) FROM customer)";
    damage(
        &mia,
        &format!(
            "DELETE FROM note WHERE id = (SELECT min(id) FROM note);
             UPDATE customer SET nickname = 'Nobody', versions = '{{\"\":\"{}\"}}'
               WHERE id = {anyone};",
            "0".repeat(31) + "1"
        ),
    );
    mia.go_offline();
    let jot = json!({
        "customerId": id("roger"), "repairId": null, "kind": "note", "words": "Asked for the blue dial",
        "followUpOn": null,
    });
    mia.call::<Value>("jot", jot).await;
    assert_eq!(count(&mia, "note").await, notes);
    assert_eq!(compared(&mia).await, Compared::Differs);

    mia.go_online();
    mia.in_step().await;
    assert_eq!(compared(&mia).await, Compared::Same);
    assert_eq!(count(&mia, "note").await, notes + 1);
    assert_eq!(count(&mia, "customer").await, people);
    let nobody: i64 = count(&mia, "customer WHERE nickname = 'Nobody'").await;
    assert_eq!(nobody, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_benchs_tablet_compares_what_it_may_see() {
    let store = Store::demo(DemoSize::default()).await;
    let bench = store.device("jonas").await;
    bench.in_step().await;
    assert_eq!(compared(&bench).await, Compared::Same);
    damage(
        &bench,
        "DELETE FROM repair WHERE id = (SELECT min(id) FROM repair)",
    );
    let repairs = count(&bench, "repair").await;
    assert_eq!(compared(&bench).await, Compared::Differs);
    bench.in_step().await;
    assert_eq!(compared(&bench).await, Compared::Same);
    assert_eq!(count(&bench, "repair").await, repairs + 1);
    assert_eq!(count(&bench, "note").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_lost_nearly_everything_reads_the_store_anew() {
    let store = Store::demo(DemoSize::default()).await;
    let mia = store.device("mia").await;
    mia.in_step().await;
    let people = count(&mia, "customer").await;
    damage(
        &mia,
        "DELETE FROM customer; DELETE FROM note; DELETE FROM purchase;",
    );
    assert_eq!(compared(&mia).await, Compared::Differs);
    mia.in_step().await;
    assert_eq!(compared(&mia).await, Compared::Same);
    assert_eq!(count(&mia, "customer").await, people);
}

//! Roger reads how his watch stands behind the link, writes back, and is answered; the manager's words
//! are the ones that go out.

use regard_domain::reply::classify;
use regard_domain::words::Channel;
use regard_server::database::DatabaseError;
use regard_server::delivery::replies::{Inbound, take};
use regard_server::status_page;
use regard_tests::Store;
use serde_json::{Value, json};

use crate::watch_is_ready::{take_in, tell};

const LINKS: &str = "https://r.example";

/// Twilio brings a text of Roger's.
fn roger_writes(store: &Store, number: &str, sid: &str, words: &str) {
    let inbound = Inbound {
        provider: "twilio",
        channel: Channel::Sms,
        answers: None,
        sid: sid.to_owned(),
        from: number.to_owned(),
        words: words.to_owned(),
        pictures: 0,
        meaning: classify(words),
        answered_by_provider: false,
    };
    store
        .server()
        .state()
        .database()
        .write(|edit| take(edit, &inbound))
        .map(|_| ())
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn roger_looks_writes_back_and_is_answered() {
    let store = Store::open().await;
    status_page::furnish(store.server().state().database(), Some(LINKS)).unwrap();
    let priya = store.device("priya").await;
    let mut marta = store.device("marta").await;

    // The manager's own words, on every device.
    let own = json!({
        "key": "ready", "language": "en", "channel": "sms", "subject": null,
        "body": "{% if given_name %}{{ given_name }}, {% endif %}{{ piece }} {{ be }} waiting for you.\
                 {% if link %} {{ link }}{% endif %} {{ store }}",
    });
    let kept: Value = priya.call("keep_template", own).await;
    assert_eq!(kept["versions"][0]["version"], 1);
    priya.in_step().await;
    marta.in_step().await;

    let repair = take_in(&marta).await;
    let ready = json!({ "repairId": repair, "bin": null, "note": null });
    marta.call::<Value>("mark_repair_ready", ready).await;
    let told = tell(&marta, &repair).await;
    let body = told["body"].as_str().unwrap().to_owned();
    assert!(
        body.starts_with("Roger, your watch is waiting for you. https://r.example/s/"),
        "{body}"
    );
    let one = json!({ "messageId": told["id"] });
    marta.call::<Value>("send_now", one).await;
    let of_roger = json!({ "customerId": told["customerId"], "repairId": null });
    marta
        .until("open_customer", of_roger.clone(), |page: &Value| {
            page["messages"][0]["sentAt"].is_string()
        })
        .await;
    assert_eq!(store.sent().len(), 1);

    // The link works as soon as the message is with the server.
    let token = body.split("/s/").nth(1).unwrap().split(' ').next().unwrap();
    let page = reqwest::get(format!("http://{}/s/{token}", store.address()))
        .await
        .unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("ready to be collected"));

    // Roger asks; Marta's device says so, and the thread has it.
    let opened: Value = marta.call("open_customer", of_roger.clone()).await;
    let number = opened["about"]["phones"][0]["e164"]
        .as_str()
        .unwrap()
        .to_owned();
    roger_writes(&store, &number, "SM1", "Can I come at six?");
    marta.alert().await;
    let page = marta
        .until("open_customer", of_roger.clone(), |page: &Value| {
            page["replies"][0]["unread"] == true
        })
        .await;
    let reply = &page["replies"][0];
    assert_eq!(reply["words"], "Can I come at six?");
    assert_eq!(
        (&reply["forMe"], &reply["repairId"]),
        (&json!(true), &json!(repair))
    );

    // Seen and answered; nobody else has it open any more.
    marta
        .call::<Value>("see_replies", json!({ "customerId": told["customerId"] }))
        .await;
    let answer = json!({ "replyId": reply["id"], "body": "Yes, see you at six." });
    let held: Value = marta.call("answer_reply", answer).await;
    marta
        .call::<Value>("send_now", json!({ "messageId": held["id"] }))
        .await;
    priya
        .until("open_customer", of_roger.clone(), |page: &Value| {
            page["replies"][0]["open"] == false
                && page["replies"][0]["unread"] == false
                && page["messages"][0]["body"] == "Yes, see you at six."
                && page["messages"][0]["sentAt"].is_string()
        })
        .await;
    assert_eq!(store.sent().len(), 2);

    // And a stop is known on every device.
    roger_writes(&store, &number, "SM2", "please stop texting me");
    priya
        .until("consent_history", of_roger, |all: &Value| {
            all[0]["step"] == "nothing"
        })
        .await;
}

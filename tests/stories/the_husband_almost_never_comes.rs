//! "The husband almost never comes into the store, it's usually his wife." Today he has an appointment.

use chrono::Duration;
use regard_server::demo::scene::id;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

const STUDS: &str = "pear-shaped studs";

fn open(customer: &str) -> Value {
    json!({ "customerId": id(customer), "repairId": null })
}

/// Jots a visit down with every chip ticked.
async fn came_in(device: &Device, customer: &str, words: &str) {
    let asked = json!({ "customerId": id(customer), "words": words });
    let chips: Vec<Value> = device.call("understand_note", asked).await;
    let ticked: Vec<&Value> = chips.iter().map(|chip| &chip["key"]).collect();
    device
        .call::<Value>(
            "jot",
            json!({
                "customerId": id(customer), "repairId": null, "kind": "visit", "words": words,
                "followUpOn": null, "ticked": ticked,
            }),
        )
        .await;
}

fn wish<'a>(story: &'a Value, words: &str) -> Option<&'a Value> {
    story["wishes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|wish| wish["words"].as_str().unwrap().contains(words))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_husband_almost_never_comes() {
    let store = Store::open().await;
    let (marta, ben) = (store.device("marta").await, store.device("ben").await);
    let jonas = store.device("jonas").await;

    // Dana bought his watch, and it is she who brings it: his page says who usually comes.
    marta
        .call::<Value>(
            "take_in_repair",
            json!({
                "customerId": id("roger"), "pieceId": id("seamaster"), "description": null,
                "pieceKind": null, "envelope": "20417", "customerWords": null, "condition": null,
                "lines": [{ "work": "cleaning", "description": "Clean and test", "price": 3500 }],
                "promisedFor": null, "tellId": id("roger"), "tellBy": "sms", "consent": false,
                "droppedOffBy": id("dana"),
            }),
        )
        .await;
    marta.in_step().await;
    ben.until("open_customer", open("roger"), |his: &Value| {
        his["usuallyComes"]["name"] == "Dana"
    })
    .await;

    // Dana is in, as she usually is, and admires something. There is no network at the counter.
    marta.go_offline();
    came_in(
        &marta,
        "dana",
        "Wants the pear-shaped studs. Ring size 6.5.",
    )
    .await;
    let hers: Value = marta.call("open_customer", open("dana")).await;
    assert!(wish(&hers, STUDS).is_some(), "{}", hers["wishes"]);
    // Her birthday comes in three weeks.
    marta
        .call::<Value>(
            "keep_day",
            json!({
                "occasionId": null, "customerId": id("dana"), "relationId": null, "kind": "birthday",
                "label": null, "onDate": "--06-02", "confidence": "sure", "aheadDays": null,
            }),
        )
        .await;
    // Roger calls: for once he comes in himself, tomorrow at three.
    let when: Value = marta
        .call("read_when", json!({ "words": "tomorrow at 3" }))
        .await;
    let made: Value = marta
        .call(
            "keep_appointment",
            json!({
                "appointmentId": null, "customerId": id("roger"), "on": when["on"], "at": when["at"],
                "about": null, "withMe": false,
            }),
        )
        .await;
    assert_eq!(made["at"], "15:00");
    marta.go_online();
    marta.in_step().await;

    // The next morning Marta is off; Ben, who hardly knows him, has what to open with.
    store.clock().put_forward(Duration::hours(20));
    let today: Value = ben
        .until("today", json!({}), |today: &Value| {
            !today["appointments"].as_array().unwrap().is_empty()
        })
        .await;
    let ahead = &today["appointments"][0];
    assert_eq!(ahead["appointment"]["customerId"], json!(id("roger")));
    assert_eq!(ahead["openers"].as_array().unwrap().len(), 3);
    assert!(
        ["pay", "promise"].contains(&ahead["openers"][0].as_str().unwrap()),
        "trust first: {}",
        ahead["openers"]
    );
    let show = &ahead["brief"]["show"];
    assert!(show["wish"]["words"].as_str().unwrap().contains(STUDS));
    assert_eq!(show["ahead"]["with"]["name"], "Dana");

    // He takes them. From then on nobody can show it to her, on any device.
    let his: Value = ben.call("open_customer", open("roger")).await;
    let studs = wish(&his, STUDS).unwrap()["id"].clone();
    let plan = |step: &str| json!({ "wishId": studs, "customerId": id("roger"), "step": step });
    ben.go_offline();
    ben.call::<Value>("plan_gift", plan("bought")).await;
    let kept = json!({ "appointmentId": made["id"], "how": "kept" });
    ben.call::<Value>("end_appointment", kept).await;
    ben.go_online();
    ben.in_step().await;
    let hers: Value = marta
        .until("open_customer", open("dana"), |story: &Value| {
            wish(story, STUDS).is_none()
        })
        .await;
    let told = [
        &hers["wishes"],
        &hers["brief"]["show"],
        &hers["alsoEntered"],
    ];
    assert!(told.iter().all(|part| !part.to_string().contains(STUDS)));
    let his: Value = marta.call("open_customer", open("roger")).await;
    assert_eq!(wish(&his, STUDS).unwrap()["gift"], "bought");
    assert_eq!(his["lastCame"], when["on"], "and he was here himself");
    // The bench's device has neither wish nor present nor appointment.
    jonas.in_step().await;
    for customer in ["roger", "dana"] {
        let story: Value = jonas.call("open_customer", open(customer)).await;
        assert_eq!(story["wishes"], json!([]));
        assert_eq!(story["appointments"], json!([]));
    }

    // After her birthday it is no secret any more.
    ben.call::<Value>("plan_gift", plan("given")).await;
    ben.in_step().await;
    let hers: Value = marta
        .until("open_customer", open("dana"), |story: &Value| {
            wish(story, STUDS).is_some()
        })
        .await;
    assert_eq!(
        wish(&hers, STUDS).unwrap()["ended"]["givenBy"]["name"],
        "Roger"
    );

    // Dana asks to be forgotten: her wish goes from every device.
    store
        .server()
        .state()
        .database()
        .write(|edit| edit.erase("customer", id("dana")))
        .unwrap();
    for device in [&marta, &ben] {
        device
            .until("open_customer", open("roger"), |story: &Value| {
                wish(story, STUDS).is_none()
            })
            .await;
    }
}

//! What Marta jots down after a visit is what Ben says hello with before the next one.

use regard_server::demo::scene::id;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

const SAID: &str = "boys are 9 and 12, dogs Ada and Gryff, planning Lisbon for the 20th";

/// Jots the words down with every chip ticked; answers the note.
async fn jotted(device: &Device, customer: &str, words: &str) -> Value {
    let chips: Vec<Value> = device
        .call(
            "understand_note",
            json!({ "customerId": id(customer), "words": words }),
        )
        .await;
    let ticked: Vec<&Value> = chips.iter().map(|chip| &chip["key"]).collect();
    device
        .call(
            "jot",
            json!({
                "customerId": id(customer), "repairId": null, "kind": "visit", "words": words,
                "followUpOn": null, "ticked": ticked,
            }),
        )
        .await
}

fn open(customer: &str) -> Value {
    json!({ "customerId": id(customer), "repairId": null })
}

fn named<'a>(list: &'a Value, words: &str) -> Option<&'a Value> {
    list.as_array()
        .unwrap()
        .iter()
        .find(|each| each["words"] == words)
}

#[tokio::test(flavor = "multi_thread")]
async fn record_after_visit_reference_before_appointment() {
    let store = Store::open().await;
    let marta = store.device("marta").await;
    let ben = store.device("ben").await;
    let jonas = store.device("jonas").await;

    // The visit is over, and there is no network in the back room.
    marta.go_offline();
    let note = jotted(&marta, "roger", SAID).await;
    assert!(note["filed"].as_u64().unwrap() >= 2);
    let mother = "Daughter Zoe turns 16 on June 3. His mother passed away last week.";
    jotted(&marta, "dana", mother).await;
    marta.go_online();

    // Before the appointment Ben opens Roger: the people, the dogs, and where each is from.
    let story: Value = ben
        .until("open_customer", open("roger"), |story: &Value| {
            named(&story["about"]["facts"], "dogs Ada and Gryff").is_some()
        })
        .await;
    assert_eq!(story["brief"]["ask"]["words"], SAID);
    assert_eq!(story["brief"]["ask"]["notedBy"], "Marta");
    let facts = &story["about"]["facts"];
    let boys = named(facts, "boys are 9 and 12").expect("the boys");
    assert_eq!(boys["kind"], "family");
    assert!(named(facts, "planning Lisbon").is_some());
    let dogs = named(facts, "dogs Ada and Gryff").unwrap();
    assert_eq!(
        (&dogs["kind"], &dogs["tact"]),
        (&json!("pet"), &json!("say"))
    );
    let from = &dogs["fromNote"];
    assert_eq!(
        (&from["words"], &from["notedBy"]),
        (&json!(SAID), &json!("Marta"))
    );
    assert_eq!(from["byMe"], false);

    // Dana's daughter and her day; her loss is known, never said, and treads gently.
    let dana: Value = ben
        .until("open_customer", open("dana"), |story: &Value| {
            !story["gentlyUntil"].is_null()
        })
        .await;
    let zoe = dana["about"]["relations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|relation| relation["other"]["name"] == "Zoe")
        .expect("Zoe");
    assert_eq!(zoe["kind"], "child");
    let day = dana["about"]["occasions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|day| day["fromNote"]["noteId"] == zoe["fromNote"]["noteId"])
        .expect("her birthday");
    assert!(day["onDate"].as_str().unwrap().ends_with("-06-03"));
    assert!(
        dana["about"]["facts"]
            .as_array()
            .unwrap()
            .iter()
            .any(|fact| fact["tact"] == "never_say")
    );

    // The dogs are found by name; the bench's device has none of it.
    let found: Value = ben
        .call("find_customers", json!({ "typed": "gryff", "limit": 5 }))
        .await;
    assert!(found.to_string().contains("Roger"));
    jonas.in_step().await;
    for customer in ["roger", "dana"] {
        let story: Value = jonas.call("open_customer", open(customer)).await;
        let text = story.to_string();
        for private in ["Gryff", "Lisbon", "9 and 12", "Zoe", "passed away"] {
            assert!(!text.contains(private), "{private} on the bench's device");
        }
    }

    // Ben sees that one of them is wrong, and takes it out everywhere; the note stays.
    let trace = json!({ "traceId": dogs["fromNote"]["traceId"] });
    ben.call::<Value>("drop_filed", trace).await;
    let after: Value = marta
        .until("open_customer", open("roger"), |story: &Value| {
            named(&story["about"]["facts"], "dogs Ada and Gryff").is_none()
        })
        .await;
    assert!(named(&after["about"]["facts"], "boys are 9 and 12").is_some());
    assert_eq!(after["brief"]["ask"]["words"], SAID);

    // Marta takes the rest back, too.
    let back = json!({ "noteId": note["id"] });
    marta.call::<Value>("take_back_filed", back).await;
    ben.until("open_customer", open("roger"), |story: &Value| {
        named(&story["about"]["facts"], "boys are 9 and 12").is_none()
            && story["brief"]["ask"]["words"] == SAID
    })
    .await;
}

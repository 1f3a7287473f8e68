//! The demo store has something for each screen: whoever opens it for the first time sees what the app is
//! for.

use regard_server::demo::DemoSize;
use regard_server::demo::scene::id;
use regard_tests::Store;
use serde_json::{Value, json};

fn names(list: &Value, of: impl Fn(&Value) -> &Value) -> Vec<String> {
    let list = list.as_array().unwrap();
    list.iter()
        .map(|one| of(one).as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_the_demo_finds_something_on_each_screen() {
    let store = Store::demo(DemoSize {
        customers: 40,
        ..DemoSize::default()
    })
    .await;
    store.every_day();
    let marta = store.device("marta").await;
    marta.in_step().await;

    let today: Value = marta.call("today", json!({})).await;
    let coming = names(
        &today["appointments"],
        |one| &one["appointment"]["customerName"],
    );
    for name in ["Nora Hartmann", "Roger Whitaker", "Felix Hartmann"] {
        assert!(coming.iter().any(|one| one == name), "{coming:?}");
    }
    let slips = today["mustNotSlip"].to_string();
    assert!(slips.contains("Call about the clasp"), "{slips}");
    let checks = names(&today["gentleChecks"], |one| &one["customerName"]);
    assert!(
        checks.iter().any(|one| one == "Ramón Castillo"),
        "{checks:?}"
    );
    assert!(today["occasions"].to_string().contains("Dana"));
    assert!(today["legend"]["words"].is_string());
    let reasons: Value = marta.call("reasons", json!({})).await;
    assert!(reasons.to_string().contains("Nora Hartmann"), "{reasons}");

    let ahead: Value = marta.call("look_ahead", json!({})).await;
    for kind in ["appointment", "promise", "followUp", "occasion"] {
        let days = ahead["days"].as_array().unwrap();
        assert!(days.iter().any(|one| one["what"]["kind"] == kind), "{kind}");
    }
    let legends: Value = marta.call("list_legends", json!({})).await;
    assert_eq!(legends.as_array().unwrap().len(), 3);
    let ledger: Value = marta.call("list_promises", json!({})).await;
    let ledger = ledger.to_string();
    for words in ["Three cleanings", "The maker closed", "Her sister’s band"] {
        assert!(ledger.contains(words), "{words}");
    }

    let open = |name: &str| json!({ "customerId": id(name), "repairId": null });
    // Roger is shown what Dana wishes for; what Felix means to give stands on no page of Nora's.
    let roger: Value = marta.call("open_customer", open("roger")).await;
    assert!(
        roger["brief"]["show"]
            .to_string()
            .contains("Pear-shaped studs")
    );
    let felix: Value = marta.call("open_customer", open("felix")).await;
    assert!(felix["wishes"].to_string().contains("goes with the ring"));
    let nora: Value = marta.call("open_customer", open("nora")).await;
    assert!(!nora.to_string().contains("goes with the ring"));
    assert!(nora["about"]["facts"].to_string().contains("Lola"));
    let strands: Value = marta
        .call("strands", json!({ "customerId": id("nora") }))
        .await;
    assert!(strands.is_object());
}

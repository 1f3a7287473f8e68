//! A gift that is not given yet reaches the one it is for on no way there is: every command of the
//! table is asked in their name, however the gift hangs on the two of them.

use chrono::Duration;
use proptest::prelude::*;
use regard_domain::words::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::commands::COMMANDS;
use crate::repairs::rogers_watch::{ROGERS_NUMBER, RogersWatch};

/// Stands in every word that is written about the gift.
const MARK: &str = "zirconette";
const GIFT: Uuid = Uuid::from_u128(0x91f7);
const SALE: Uuid = Uuid::from_u128(0x5a1e);
const REPAIR: Uuid = Uuid::from_u128(0x4e9a);
const PROMISE: Uuid = Uuid::from_u128(0x9407);
const DAY: Uuid = Uuid::from_u128(0xda7);
const PHOTO: Uuid = Uuid::from_u128(0xf070);
const TASK: Uuid = Uuid::from_u128(0x7a5c);
const RELATION: Uuid = Uuid::from_u128(7);
/// When it is given: three weeks after the day of the scene.
const GIVEN_ON: &str = "2026-06-03";

/// The store's own lists and pages of work: they are about envelopes, for whoever works on them. What
/// they yield is not read as Roger's.
const OF_THE_STORE: &[&str] = &[
    "list_repairs",
    "open_repair",
    "find_envelope",
    "take_in_repair",
    "move_repair",
    "mark_repair_ready",
    "undo_repair_step",
    "hand_over_repair",
    "list_promises",
    "make_promise",
    "keep_promise",
    "plan_promise",
    "order_promise",
    "end_promise",
];

/// How the gift hangs on Dana, who gives it, and on Roger.
#[derive(Debug, Clone, Copy)]
struct Hangs {
    /// It stands with Roger already.
    piece_with_roger: bool,
    for_roger: bool,
    worn_by_roger: bool,
    /// It is being engraved; in Roger's name rather than Dana's.
    repair_with_roger: bool,
    /// Roger is the one to be told of it.
    tells_roger: bool,
    ready: bool,
    /// A word was given about it; on Roger's page rather than Dana's.
    promise_with_roger: bool,
    promise_for_household: bool,
    role: Role,
}

fn hangs() -> impl Strategy<Value = Hangs> {
    let roles = prop::sample::select(vec![Role::Associate, Role::Manager, Role::Bench]);
    (any::<[bool; 8]>(), roles).prop_map(|(yes, role)| {
        let [piece, given, worn, repair, tells, ready, promise, household] = yes;
        Hangs {
            // On one way at least it is known to be Roger's: of others nobody could know.
            piece_with_roger: piece || !(given || worn),
            for_roger: given,
            worn_by_roger: worn,
            repair_with_roger: repair,
            tells_roger: tells,
            ready,
            promise_with_roger: promise,
            promise_for_household: household,
            role,
        }
    })
}

async fn store(hangs: Hangs) -> RogersWatch {
    let scene = RogersWatch::known_to(hangs.role).await;
    let who = |roger: bool| if roger { scene.roger } else { scene.dana };
    let put = |table: &str, id: Uuid, fields: Value| scene.desk.from_server(table, id, fields);
    put(
        "piece",
        GIFT,
        json!({
            "customer_id": who(hangs.piece_with_roger), "kind": "bracelet", "brand": MARK, "model": MARK,
            "description": format!("{MARK}, gold"), "serial": "ZIRCONETTE-7", "reference": MARK,
            "secret_until": GIVEN_ON, "note": MARK,
        }),
    );
    put(
        "purchase",
        SALE,
        json!({
            "customer_id": scene.dana, "piece_id": GIFT, "chosen_by_id": scene.dana,
            "for_id": hangs.for_roger.then_some(scene.roger),
            "worn_by_id": hangs.worn_by_roger.then_some(scene.roger),
            "sold_by_id": scene.desk.me, "store_id": scene.desk.store, "bought_on": "2026-05-02",
            "description": format!("{MARK}, gold"), "quantity": 1, "price": 90_000, "currency": "USD",
            "occasion": "anniversary", "meaning": format!("the {MARK} is for their day"),
        }),
    );
    let owner = who(hangs.repair_with_roger);
    put(
        "repair",
        REPAIR,
        json!({
            "customer_id": owner, "piece_id": GIFT, "store_id": scene.desk.store, "envelope": "2099",
            "description": MARK, "customer_words": MARK, "condition": MARK, "currency": "USD",
            "tell_id": hangs.tells_roger.then_some(scene.roger), "tell_by": "sms",
            "taken_in_at": "2026-05-10T14:00:00.000Z", "dropped_off_by": scene.dana,
        }),
    );
    put(
        "repair_line",
        Uuid::from_u128(0x11e),
        json!({
            "repair_id": REPAIR, "customer_id": owner, "work": "engraving", "description": MARK,
            "price": 4_000, "position": 0,
        }),
    );
    let steps = if hangs.ready { 2 } else { 1 };
    for (n, kind) in [(0, "taken_in"), (1, "ready")].into_iter().take(steps) {
        put(
            "repair_step",
            Uuid::from_u128(0x57e0 + n),
            json!({
                "repair_id": REPAIR, "customer_id": owner, "kind": kind, "note": MARK,
                "at": format!("2026-05-1{n}T15:00:00.000Z"), "by_id": scene.desk.me,
            }),
        );
    }
    put(
        "promise",
        PROMISE,
        json!({
            "customer_id": who(hangs.promise_with_roger), "piece_id": GIFT, "covers": "engraving",
            "words": format!("engraving the {MARK} is free"), "made_by_id": scene.desk.me,
            "made_on": "2026-05-02", "for_household": hangs.promise_for_household,
        }),
    );
    put(
        "note",
        Uuid::from_u128(0x207e),
        json!({
            "customer_id": scene.dana, "kind": "visit", "words": format!("She chose the {MARK}."),
            "noted_at": "2026-05-02T15:00:00.000Z", "noted_by": scene.desk.me,
        }),
    );
    put(
        "fact",
        Uuid::from_u128(0xfac7),
        json!({
            "customer_id": scene.dana, "kind": "liking", "words": format!("likes the {MARK}"),
            "noted_at": "2026-05-02T15:00:00.000Z",
        }),
    );
    // A photo of the envelope and one of the piece, on whoever's page.
    let photo = |id: u128, of: Value| {
        let mut fields = json!({
            "customer_id": owner, "hash": "00".repeat(32), "thumbnail": MARK, "width": 8, "height": 8,
            "bytes": 80, "caption": MARK, "added_at": "2026-05-10T14:00:00.000Z",
        });
        fields
            .as_object_mut()
            .unwrap()
            .extend(of.as_object().unwrap().clone());
        put("photo", Uuid::from_u128(id), fields);
    };
    photo(PHOTO.as_u128(), json!({ "repair_id": REPAIR }));
    photo(
        PHOTO.as_u128() + 1,
        json!({ "piece_id": GIFT, "customer_id": who(hangs.piece_with_roger) }),
    );
    put(
        "also_entered",
        Uuid::from_u128(0xa1),
        json!({
            "customer_id": owner, "of_table": "photo", "row_id": PHOTO, "field": "caption",
            "value": format!("\"{MARK}\""), "entered_at": "2026-05-10T14:00:00.000Z",
        }),
    );
    put(
        "follow_up",
        TASK,
        json!({
            "customer_id": scene.dana, "reason": format!("wrap the {MARK}"), "due_on": "2026-05-12",
            "assigned_to": scene.desk.me, "created_at": "2026-05-02T15:00:00.000Z",
        }),
    );
    put(
        "occasion",
        DAY,
        json!({
            "customer_id": scene.dana, "relation_id": RELATION, "kind": "anniversary",
            "on_date": "2006-06-03", "confidence": "said",
        }),
    );
    scene.desk.app.search().settled(scene.desk.app.inside());
    scene
}

/// What a command is asked in Roger's name; nothing where it asks about nobody.
fn asked(name: &str, scene: &RogersWatch) -> Vec<Value> {
    let roger = scene.roger;
    let of_roger = json!({ "customerId": roger });
    let with = |more: Value| {
        let mut args = of_roger.clone();
        let more = more.as_object().cloned().unwrap_or_default();
        args.as_object_mut().unwrap().extend(more);
        args
    };
    let repair = json!({ "repairId": REPAIR });
    let find = |typed: &str| {
        json!({ "typed": typed, "store": null, "owner": null, "nobodys": false, "tags": [], "seen": null,
                "promise": false, "order": "nearness", "offset": 0, "limit": 50 })
    };
    let lines = json!([{ "work": "engraving", "description": "initials", "price": 4_000 }]);
    match name {
        "today" | "look_ahead" | "list_repairs" | "list_promises" | "outbox" | "stuck" | "list_templates"
        | "jot_draft" | "reasons" => vec![json!({})],
        "open_customer" | "take_in_choices" | "consent_history" | "remembered" => vec![
            with(json!({ "repairId": null })),
            with(json!({ "repairId": REPAIR })),
        ],
        "find_customers" => ["roger", MARK, "zircon", "2099", "bracelet", "ZIRCONETTE-7"]
            .map(|typed| json!({ "typed": typed, "limit": 50 }))
            .into(),
        "browse_customers" => vec![find(""), find(MARK)],
        "look_again" => vec![json!({ "customerIds": [roger] })],
        "find_same_person" => vec![
            json!({ "givenName": "Roger", "familyName": "Martin", "phone": ROGERS_NUMBER, "email": "" }),
        ],
        "find_duplicates" | "see_replies" | "strands" => vec![of_roger],
        "compare_customers" => vec![with(json!({ "otherId": Uuid::from_u128(0x404) }))],
        "tag_customer" => vec![with(json!({ "words": "Friend", "on": true }))],
        "edit_customer" => vec![with(json!({ "about": "sails" }))],
        "add_address" => vec![with(json!({ "channel": "email", "typed": "roger@example.com", "label": null }))],
        "price_repair" => [Value::Null, json!(scene.seamaster)]
            .map(|piece| with(json!({ "pieceId": piece, "lines": lines })))
            .into(),
        "preview_message" => vec![json!({ "repairId": REPAIR, "ownLine": "" }),
            json!({ "repairId": REPAIR, "ownLine": "See you soon." })],
        "tell_customer" => vec![json!({
            "repairId": REPAIR, "markReady": true, "channel": "sms", "address": ROGERS_NUMBER,
            "body": format!("Your {MARK} is ready."), "subject": null, "ownLine": null,
        })],
        "count_parts" => vec![json!({ "body": "", "repairId": REPAIR })],
        "choose_consent" => vec![with(json!({
            "channel": "sms", "address": ROGERS_NUMBER, "step": "service", "basis": "at the counter",
            "evidence": null,
        }))],
        "record_consent" => vec![with(json!({
            "address": ROGERS_NUMBER, "channel": "sms", "purpose": "service", "given": true,
            "basis": "at the counter",
        }))],
        "link_person" => vec![with(json!({
            "otherId": null, "otherName": "Ada", "kind": "child", "note": null, "days": [], "back": null,
            "endedOn": null,
        }))],
        "end_relation" => vec![json!({ "relationId": RELATION, "endedOn": null })],
        "keep_day" => vec![with(json!({
            "occasionId": null, "relationId": null, "kind": "birthday", "label": null,
            "onDate": "1970-05-20", "confidence": "said", "aheadDays": null, "because": null,
        }))],
        "put_off_day" => vec![json!({ "occasionId": DAY, "until": null })],
        "jot" => vec![with(json!({
            "repairId": null, "kind": "visit", "words": "Talked about sailing.", "followUpOn": null,
            "ticked": null,
        }))],
        "understand_note" => vec![with(json!({ "words": "His birthday is in June." }))],
        "add_follow_up" => vec![with(json!({ "reason": "Ask about the boat", "dueOn": "2026-05-20" }))],
        "list_photos" => vec![
            with(json!({ "repairId": null })),
            with(json!({ "repairId": REPAIR })),
            json!({ "customerId": null, "repairId": REPAIR }),
        ],
        "open_photo" => vec![
            with(json!({ "photoId": PHOTO, "of": { "customerId": roger, "repairId": null } })),
            with(json!({ "photoId": PHOTO, "of": { "customerId": roger, "repairId": REPAIR } })),
        ],
        "open_repair" | "mark_repair_ready" => vec![repair],
        "find_envelope" => vec![json!({ "envelope": "2099" })],
        "put_off_follow_up" => vec![json!({ "followUpId": TASK, "dueOn": "2026-05-13" })],
        "finish_follow_up" => vec![json!({ "followUpId": TASK, "done": true })],
        // They are about the device, about who uses it, about a template, or about one record that
        // somebody names who sees it already, and yield no more than that record.
        "start" | "enrol" | "unlock" | "lock" | "change_settings" | "my_rest" | "change_rest"
        | "take_opening" | "see_alert" | "add_customer" | "take_apart_customers" | "take_in_repair"
        | "move_repair" | "undo_repair_step" | "hand_over_repair" | "undo_message" | "send_now"
        | "ask_again" | "answer_reply" | "close_reply" | "preview_template" | "keep_template"
        | "restore_template" | "unlink_person" | "remove_day" | "make_promise" | "keep_promise"
        | "plan_promise" | "order_promise" | "end_promise" | "drop_filed" | "file_again"
        | "take_back_filed" | "keep_jot_draft" | "settle_also_entered" | "sync_now"
        // Merging the two of them makes one person of giver and receiver.
        | "merge_customers"
        | "check_in" | "tell_myself" | "ask_me" | "touch_measure" | "set_touch_measure" | "own_facts"
        | "add_own_fact" | "drop_own_fact" | "add_advice" | "drop_advice" | "answer_reason"
        | "take_back_answer" | "keep_warranty" | "my_alerts" | "turn_alerts" | "team"
        | "pass_on_customers" | "keep_appointment" | "remove_appointment" | "end_appointment"
        | "list_legends" | "keep_legend" | "take_out_legend" | "keep_wish" | "remove_wish"
        | "end_wish" | "plan_gift" | "add_photo" | "describe_photo" | "remove_photo"
        | "restore_photo" | "take_back_handover" | "erase_customer" | "read_when" => Vec::new(),
        _ => panic!("say how `{name}` is asked in the name of one who is to get a gift"),
    }
}

/// What of an answer is about Roger: the whole, when he was asked for; else every part that names him.
fn about_roger(answer: &Value, roger: &str, found: &mut Vec<String>) {
    match answer {
        // An envelope in the store is work, for whoever works on it.
        Value::Object(fields) if fields.contains_key("envelope") => {}
        Value::Object(fields) => {
            let his = ["customerId", "id", "toId"]
                .iter()
                .any(|name| fields.get(*name).and_then(Value::as_str) == Some(roger));
            if his {
                found.push(answer.to_string());
            }
            for field in fields.values() {
                about_roger(field, roger, found);
            }
        }
        Value::Array(all) => all.iter().for_each(|each| about_roger(each, roger, found)),
        _ => {}
    }
}

/// The first words about the gift that Roger could come to see.
async fn spoiled(scene: &RogersWatch) -> Option<String> {
    let roger = scene.roger.0.to_string();
    let mut answered = 0;
    for (name, _) in COMMANDS {
        for args in asked(name, scene) {
            let asks_for_him = args.get("customerId").and_then(Value::as_str) == Some(&roger)
                || name.ends_with("_message");
            let Ok(answer) = scene.desk.app.dispatch(name, args.clone()).await else {
                continue;
            };
            answered += 1;
            if OF_THE_STORE.contains(name) {
                continue;
            }
            let mut parts = Vec::new();
            if asks_for_him {
                parts.push(answer.to_string());
            } else {
                about_roger(&answer, &roger, &mut parts);
            }
            if let Some(part) = parts.iter().find(|part| part.to_lowercase().contains(MARK)) {
                return Some(format!("{name} {args}: {part}"));
            }
        }
    }
    assert!(answered >= 10, "only {answered} commands answered");
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn a_gift_reaches_the_one_it_is_for_by_no_command(hangs in hangs()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let spoiled = runtime.block_on(async { spoiled(&store(hangs).await).await });
        prop_assert_eq!(spoiled, None);
    }
}

#[tokio::test]
async fn once_it_is_given_it_is_on_his_page() {
    let scene = store(Hangs {
        piece_with_roger: true,
        for_roger: true,
        worn_by_roger: true,
        repair_with_roger: false,
        tells_roger: false,
        ready: false,
        promise_with_roger: true,
        promise_for_household: false,
        role: Role::Associate,
    })
    .await;
    scene.desk.clock.advance(Duration::days(30));
    assert!(spoiled(&scene).await.is_some());
}

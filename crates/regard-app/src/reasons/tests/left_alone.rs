//! Who is left alone, and what is written where two know different things.

use super::*;

/// Somebody's partner, known by name only, with whom it has ended.
fn parted(desk: &Desk, id: u128, name: &str) {
    desk.from_server(
        "relation",
        Uuid::from_u128(9),
        json!({"customer_id": Uuid::from_u128(id), "other_name": name, "kind": "spouse",
               "ended_on": "2026-01-30"}),
    );
}

fn fact(desk: &Desk, id: u128, of: u128, kind: &str, words: &str, on: &str) {
    desk.from_server(
        "fact",
        Uuid::from_u128(id),
        json!({"customer_id": Uuid::from_u128(of), "kind": kind, "words": words, "tact": "say",
               "noted_at": format!("{on}T15:00:00.000Z")}),
    );
}

#[tokio::test]
async fn no_reason_names_who_is_gone() {
    let desk = Desk::of(Role::Associate).await;
    customer(
        &desk,
        DANA,
        "Dana",
        &json!({"memory": "Bruno chose the blue one"}),
    );
    fact(&desk, 0x80, DANA, "trip", "Lisbon with Bruno", "2026-04-15");
    fact(
        &desk,
        0x81,
        DANA,
        "interest",
        "Husband Bruno loves jazz",
        "2025-04-15",
    );
    fact(
        &desk,
        0x82,
        DANA,
        "family",
        "Boys are 9 and 12",
        "2025-04-15",
    );
    assert_eq!(kinds(&desk).await, [ReasonKind::AskAfter]);
    parted(&desk, DANA, "Bruno Keller");
    assert_eq!(
        kinds(&desk).await,
        [],
        "neither asked after nor greeted with"
    );
    fact(&desk, 0x83, DANA, "pet", "A cat called Milo", "2025-04-14");
    let hello = day(&desk).await.remove(0);
    assert_eq!(hello.words.as_deref(), Some("A cat called Milo"));
    assert!(hello.recall.is_none());
}

#[tokio::test]
async fn who_had_a_reason_today_has_no_other_today_and_neither_has_the_household() {
    for (decision, until) in [
        (Decision::Done, None),
        (Decision::Later, Some("2026-06-12")),
    ] {
        let desk = danas_ring().await;
        ring(&desk, 0x21, DANA, DANA, "2025-11-01");
        ring(&desk, 0x22, ROGER, ROGER, "2025-11-01");
        let card = day(&desk).await.remove(0);
        answer(&desk, &card, decision, until).await;
        assert_eq!(kinds(&desk).await, [], "{decision}: the rest can wait");
        desk.clock.advance(Duration::days(1));
        assert_eq!(day(&desk).await.len(), 1, "{decision}: tomorrow");
    }
}

#[tokio::test]
async fn a_hello_is_found_behind_many_that_were_answered() {
    let desk = Desk::of(Role::Associate).await;
    for at in 0..45 {
        customer(&desk, 0x100 + at, &format!("Ana {at}"), &json!({}));
        fact(
            &desk,
            0x300 + at,
            0x100 + at,
            "pet",
            "Two dogs",
            "2025-04-15",
        );
        if at < 44 {
            desk.from_server(
                "reason_answer",
                Uuid::from_u128(0x400 + at),
                json!({"customer_id": Uuid::from_u128(0x100 + at), "kind": "hello", "due_on": "2026-05-01",
                       "decision": "not_this", "answered_at": "2026-05-01T15:00:00.000Z"}),
            );
        }
    }
    assert_eq!(day(&desk).await.remove(0).given_name, "Ana 44");
    // A message to her from the page of another is contact, and so is a promise kept by follow-up.
    let message = |state: &str| {
        desk.from_server(
            "message",
            Uuid::from_u128(0x50),
            json!({"customer_id": Uuid::from_u128(0x100), "to_id": Uuid::from_u128(0x100 + 44), "resend": 0,
                   "purpose": "service", "channel": "sms", "address": "+12125550158", "body": "Ready.",
                   "language": "en", "asked_at": "2026-04-01T15:00:00.000Z", "state": state}),
        );
    };
    message("delivered");
    assert_eq!(kinds(&desk).await, []);
    message("not_delivered");
    assert_eq!(kinds(&desk).await, [ReasonKind::Hello]);
    desk.from_server(
        "follow_up",
        Uuid::from_u128(0x51),
        json!({"customer_id": Uuid::from_u128(0x100 + 44), "reason": "Call", "due_on": "2026-04-01",
               "created_at": "2026-04-01T15:00:00.000Z", "done_at": "2026-04-02T15:00:00.000Z"}),
    );
    assert_eq!(kinds(&desk).await, []);
}

#[tokio::test]
async fn a_message_that_never_arrived_is_no_touch_and_an_offer_asks_whom_it_went_to() {
    let desk = danas_ring().await;
    let message = |id: u128, to: u128, purpose: &str, state: &str| {
        desk.from_server(
            "message",
            Uuid::from_u128(id),
            json!({"customer_id": Uuid::from_u128(ROGER), "to_id": Uuid::from_u128(to), "resend": 0,
                   "purpose": purpose, "channel": "sms", "address": "+12125550158", "body": "Ready.",
                   "language": "en", "asked_at": "2026-05-01T15:00:00.000Z", "state": state}),
        );
    };
    for (at, state) in ["not_delivered", "no_consent", "opted_out", "cancelled"]
        .iter()
        .enumerate()
    {
        message(0x50 + u128::try_from(at).unwrap(), DANA, "service", state);
    }
    assert_eq!(kinds(&desk).await, [ReasonKind::RingCheck]);
    assert_eq!(story(&desk, DANA).await.reasons[0].touches, 0);

    // An offer to her, on his page: she was asked, and he was not.
    for (id, of) in [(0x24, DANA), (0x25, ROGER)] {
        ring(&desk, id, of, of, "2024-05-01");
        desk.from_server(
            "piece",
            Uuid::from_u128(id),
            json!({"customer_id": Uuid::from_u128(of), "kind": "bracelet", "description": "Bracelet"}),
        );
    }
    message(0x60, DANA, "marketing", "delivered");
    let appraised = |story: &Story| {
        story
            .reasons
            .iter()
            .any(|card| card.kind == ReasonKind::Appraisal)
    };
    assert!(!appraised(&story(&desk, DANA).await));
    assert!(appraised(&story(&desk, ROGER).await));
}

#[tokio::test]
async fn only_what_was_changed_of_a_warranty_is_written() {
    let desk = danas_ring().await;
    let piece_id = Uuid::from_u128(RING);
    for given in [
        json!({"pieceId": piece_id, "inspectMonths": 6}),
        json!({"pieceId": piece_id, "until": "2027-11-20"}),
        json!({"pieceId": piece_id}),
    ] {
        let kept = crate::commands::dispatch(&desk.app, "keep_warranty", given).await;
        kept.unwrap();
    }
    let piece = &story(&desk, DANA).await.pieces[0];
    assert_eq!(piece.inspect_months, Some(6));
    assert_eq!(piece.warranty_until.unwrap().to_string(), "2027-11-20");
    let out = json!({"pieceId": piece_id, "until": null});
    crate::commands::dispatch(&desk.app, "keep_warranty", out)
        .await
        .unwrap();
    let piece = &story(&desk, DANA).await.pieces[0];
    assert_eq!(
        (piece.warranty_until, piece.inspect_months),
        (None, Some(6))
    );
}

#[tokio::test]
async fn a_measure_set_by_a_clock_that_was_ahead_can_be_set_again() {
    let desk = Desk::of(Role::Manager).await;
    desk.from_server(
        "touch_measure",
        Uuid::from_u128(0x60),
        json!({"store_id": desk.store, "most": 0, "within_days": 30, "set_at": "2027-01-01T00:00:00.000Z"}),
    );
    let set = Measure {
        most: 3,
        within_days: 30,
    };
    set_touch_measure(&desk.app, set).await.unwrap();
    assert_eq!(touch_measure(&desk.app, Nothing {}).await.unwrap(), set);
}

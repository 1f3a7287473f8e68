//! The next eight weeks: who comes, what was promised by when, whom to follow up, whose day it is.

use chrono::{Days, NaiveDate};
use rusqlite::Connection;

use super::look_ahead_screens::{DayAhead, LookAhead, WhatIsAhead};
use super::near::occasions_within;
use super::screens::OccasionAhead;
use crate::app::App;
use crate::error::CommandError;
use crate::promises::screens::PromiseCard;
use crate::session::screens::Nothing;
use crate::viewer::Viewer;
use crate::{appointments, follow_ups, promises};

/// How far it looks, in days: eight weeks.
const FAR: u64 = 56;

/// The most of each kind.
const MOST: usize = 60;

/// The next eight weeks of whoever uses this device.
pub async fn look_ahead(app: &App, _: Nothing) -> Result<LookAhead, CommandError> {
    let session = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, app.now())?;
        Ok(of(conn, &viewer)?)
    })
}

fn of(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<LookAhead> {
    let today = viewer.today;
    let until = today.checked_add_days(Days::new(FAR)).unwrap_or(today);
    let mut days: Vec<DayAhead> = Vec::new();
    let (appointments, mut more) = appointments::cards::until(conn, viewer, until, MOST)?;
    days.extend(appointments.into_iter().map(|appointment| DayAhead {
        on: appointment.on,
        what: WhatIsAhead::Appointment {
            appointment: Box::new(appointment),
        },
    }));
    let (promised, all_promised) = promises::cards::due_by(conn, viewer, until, MOST)?;
    more = more.saturating_add(all_promised.saturating_sub(promised.len()));
    days.extend(promised.into_iter().filter_map(|one| promise(one, today)));
    let (due, later) = follow_ups::cards::ahead(conn, viewer, until, MOST)?;
    more = more.saturating_add(later);
    days.extend(due.into_iter().map(|follow_up| DayAhead {
        on: follow_up.due_on.max(today),
        what: WhatIsAhead::FollowUp {
            late: follow_up.due_on < today,
            follow_up: Box::new(follow_up),
        },
    }));
    let (occasions, unlisted) = occasions_within(conn, viewer, FAR, MOST)?;
    more = more.saturating_add(unlisted);
    days.extend(occasions.into_iter().map(|occasion| DayAhead {
        on: day_of(&occasion, today).min(until),
        what: WhatIsAhead::Occasion {
            occasion: Box::new(occasion),
        },
    }));
    // Each kind is in order already, and the kinds stand as they were put in.
    days.sort_by_key(|one| one.on);
    Ok(LookAhead {
        today,
        until,
        days,
        more: u32::try_from(more).unwrap_or(u32::MAX),
    })
}

/// A promise on the day that matters next: the last safe one to order on, else the one it is needed by.
fn promise(promise: PromiseCard, today: NaiveDate) -> Option<DayAhead> {
    let order_on = promise
        .plan
        .as_ref()
        .filter(|plan| plan.standing.is_some())
        .map(|plan| plan.last_safe_day);
    let day = order_on.or(promise.due_on)?;
    Some(DayAhead {
        on: day.max(today),
        what: WhatIsAhead::Promise {
            promise: Box::new(promise),
            order: order_on.is_some(),
            late: day < today,
        },
    })
}

/// The day, or the first of the month that is not past.
fn day_of(occasion: &OccasionAhead, today: NaiveDate) -> NaiveDate {
    let ahead = &occasion.ahead;
    let first = ahead
        .month
        .and_then(|month| NaiveDate::from_ymd_opt(ahead.year, month, 1));
    ahead.on.or(first).unwrap_or(today).max(today)
}

#[cfg(test)]
mod tests {
    use regard_domain::words::Role;
    use serde_json::{Value, json};
    use uuid::Uuid;

    use crate::testing::Desk;

    const ROGER: Uuid = Uuid::from_u128(0x1);
    const DANA: Uuid = Uuid::from_u128(0x2);

    /// Roger and Dana, customers of Marta's. It is 12 May 2026.
    async fn desk() -> Desk {
        let desk = Desk::of(Role::Associate).await;
        for (id, given) in [(ROGER, "Roger"), (DANA, "Dana")] {
            desk.from_server(
                "customer",
                id,
                json!({"given_name": given, "family_name": "Vale", "owner_id": desk.me, "store_id": desk.store}),
            );
        }
        desk.from_server(
            "relation",
            Uuid::from_u128(0x3),
            json!({"customer_id": ROGER, "other_id": DANA, "kind": "spouse"}),
        );
        desk
    }

    async fn ask(desk: &Desk, command: &str, args: Value) -> Value {
        desk.app.dispatch(command, args).await.unwrap()
    }

    async fn ahead(desk: &Desk) -> Vec<Value> {
        let ahead = ask(desk, "look_ahead", json!({})).await;
        ahead["days"].as_array().unwrap().clone()
    }

    /// Day and kind of everything ahead.
    async fn in_order(desk: &Desk) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let all = ahead(desk).await;
        all.iter()
            .map(|one| (text(&one["on"]), text(&one["what"]["kind"])))
            .collect()
    }

    #[tokio::test]
    async fn the_next_weeks_stand_in_order_each_on_the_day_that_matters() {
        let desk = desk().await;
        assert_eq!(in_order(&desk).await, []);
        let appointment = json!({
            "appointmentId": null, "customerId": ROGER, "on": "2026-05-14", "at": "15:00",
            "about": null, "withMe": true,
        });
        ask(&desk, "keep_appointment", appointment).await;
        // Needed on 8 August: to be ordered by 20 July, which is too far; and one by 20 June.
        for (words, due_on, lead) in [("Far", "2026-08-08", 14), ("Band", "2026-06-20", 14)] {
            let promise = json!({
                "customerId": ROGER, "words": words, "pieceId": null, "covers": null, "until": null,
                "usesAllowed": 1, "dueOn": due_on, "kind": "before_event", "event": "the wedding",
                "leadDays": lead, "slackDays": 5,
            });
            ask(&desk, "make_promise", promise).await;
        }
        desk.from_server(
            "follow_up",
            Uuid::from_u128(0x10),
            json!({"customer_id": DANA, "reason": "Call", "due_on": "2026-05-10", "assigned_to": desk.me,
                   "created_at": "2026-05-01T14:00:00.000Z"}),
        );
        let day = json!({
            "occasionId": null, "customerId": DANA, "relationId": null, "kind": "birthday", "label": null,
            "onDate": "--06-02", "confidence": "sure", "aheadDays": 7,
        });
        ask(&desk, "keep_day", day).await;
        let expected = [
            ("2026-05-12", "followUp"),
            ("2026-05-14", "appointment"),
            ("2026-06-01", "promise"),
            ("2026-06-02", "occasion"),
        ];
        let found = in_order(&desk).await;
        let found: Vec<_> = found
            .iter()
            .map(|(on, kind)| (on.as_str(), kind.as_str()))
            .collect();
        assert_eq!(found, expected);
        let all = ahead(&desk).await;
        assert_eq!(all[0]["what"]["late"], json!(true));
        assert_eq!(all[2]["what"]["order"], json!(true));
        // Ordered, it stands on the day it is needed.
        let promise = &all[2]["what"]["promise"]["id"];
        ask(
            &desk,
            "order_promise",
            json!({"promiseId": promise, "ordered": true}),
        )
        .await;
        let days = in_order(&desk).await;
        assert_eq!(days[3], ("2026-06-20".to_owned(), "promise".to_owned()));
        // In a hard time of hers no day of theirs is ahead; what was promised is.
        desk.from_server(
            "customer",
            DANA,
            json!({"given_name": "Dana", "family_name": "Vale", "owner_id": desk.me, "store_id": desk.store,
                   "gently_until": "2026-07-30"}),
        );
        assert!(
            in_order(&desk)
                .await
                .iter()
                .all(|(_, kind)| kind != "occasion")
        );
    }

    #[tokio::test]
    async fn a_day_that_only_a_purchase_tells_of_is_put_off_and_comes_back() {
        let desk = desk().await;
        desk.from_server(
            "purchase",
            Uuid::from_u128(0x20),
            json!({"customer_id": DANA, "for_id": ROGER, "store_id": desk.store, "bought_on": "2021-06-03",
                   "description": "Seamaster", "quantity": 1, "price": 1, "currency": "USD",
                   "occasion": "15th anniversary"}),
        );
        let before = ahead(&desk).await;
        assert_eq!(before.len(), 1, "once for both of them: {before:?}");
        let occasion = &before[0]["what"]["occasion"];
        assert_eq!(occasion["ahead"]["because"], json!("15th in 2021"));
        assert_eq!(occasion["ahead"]["occasionId"], Value::Null);

        let mut later = occasion["writeDown"].clone();
        later["quietUntil"] = json!("2026-05-20");
        let kept = ask(&desk, "keep_day", later).await;
        assert_eq!(ahead(&desk).await.len(), 0);
        let today = ask(&desk, "today", json!({})).await;
        assert_eq!(today["occasions"], json!([]));
        // On both pages it stands once, with what it was told by.
        for page in [ROGER, DANA] {
            let asked = json!({"customerId": page, "repairId": null});
            let story = ask(&desk, "open_customer", asked).await;
            let days = story["about"]["occasions"].as_array().unwrap().clone();
            assert_eq!(days.len(), 1, "{days:?}");
            assert_eq!(days[0]["because"], json!("15th in 2021"));
        }
        desk.clock.advance(chrono::Duration::days(8));
        assert_eq!(ahead(&desk).await.len(), 1, "back on its day");
        desk.clock.advance(chrono::Duration::days(-8));
        ask(&desk, "remove_day", kept).await;
        assert_eq!(ahead(&desk).await, before, "as it was");
    }

    #[tokio::test]
    async fn a_day_that_two_devices_put_off_without_a_network_comes_up_again_at_one_tap() {
        let desk = desk().await;
        // Each wrote down what a purchase told, one of them on the other's page.
        for (id, page, until) in [(0x30, ROGER, "2026-05-20"), (0x31, DANA, "2026-06-01")] {
            desk.from_server(
                "occasion",
                Uuid::from_u128(id),
                json!({"customer_id": page, "relation_id": Uuid::from_u128(0x3), "kind": "anniversary",
                       "on_date": "2006-06-03", "confidence": "likely", "quiet_until": until}),
            );
        }
        assert_eq!(ahead(&desk).await.len(), 0);
        for row in [0x30u128, 0x31] {
            let asked = json!({"occasionId": Uuid::from_u128(row), "until": null});
            ask(&desk, "put_off_day", asked).await;
            assert_eq!(ahead(&desk).await.len(), 1, "by either row");
            let asked = json!({"occasionId": Uuid::from_u128(row), "until": "2026-05-25"});
            ask(&desk, "put_off_day", asked).await;
            assert_eq!(ahead(&desk).await.len(), 0, "put off again");
        }
    }

    #[tokio::test]
    async fn the_anniversary_of_two_who_are_not_linked_is_not_put_off_for_one_of_them_only() {
        let desk = Desk::of(Role::Associate).await;
        for (id, given) in [(ROGER, "Roger"), (DANA, "Dana")] {
            desk.from_server(
                "customer",
                id,
                json!({"given_name": given, "family_name": "Vale", "owner_id": desk.me, "store_id": desk.store}),
            );
        }
        desk.from_server(
            "purchase",
            Uuid::from_u128(0x20),
            json!({"customer_id": DANA, "for_id": ROGER, "store_id": desk.store, "bought_on": "2021-06-03",
                   "description": "Seamaster", "quantity": 1, "price": 1, "currency": "USD",
                   "occasion": "15th anniversary"}),
        );
        let found = ahead(&desk).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0]["what"]["occasion"]["writeDown"], Value::Null);
    }

    #[tokio::test]
    async fn what_is_too_much_to_list_is_counted_of_every_kind() {
        let desk = desk().await;
        for number in 0..70u128 {
            let id = |kind: u128| Uuid::from_u128(kind * 0x1000 + number);
            desk.from_server(
                "appointment",
                id(1),
                json!({"customer_id": ROGER, "store_id": desk.store, "starts": "2026-05-20", "with_id": desk.me,
                       "made_at": "2026-05-01T14:00:00.000Z"}),
            );
            desk.from_server(
                "customer",
                id(2),
                json!({"given_name": format!("Ana {number:02}"), "family_name": "Rey", "owner_id": desk.me, "store_id": desk.store}),
            );
            desk.from_server(
                "occasion",
                id(3),
                json!({"customer_id": id(2), "kind": "birthday", "on_date": "--06-02", "confidence": "sure"}),
            );
            desk.from_server(
                "follow_up",
                id(4),
                json!({"customer_id": DANA, "reason": "Call", "due_on": "2026-05-14", "assigned_to": desk.me,
                       "created_at": "2026-05-01T14:00:00.000Z"}),
            );
        }
        let ahead = ask(&desk, "look_ahead", json!({})).await;
        assert_eq!(ahead["days"].as_array().unwrap().len(), 180);
        assert_eq!(ahead["more"], json!(30));
    }
}

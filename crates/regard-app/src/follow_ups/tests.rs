//! Marta writes down to ask how Lisbon was, and puts it off once.

use chrono::NaiveDate;
use regard_domain::words::NoteKind;

use super::screens::{AddFollowUp, FinishFollowUp, FollowUpCard, PutOffFollowUp};
use super::{add, cards, finish, put_off};
use crate::error::ErrorCode;
use crate::notes::screens::{Jot, KeepDraft};
use crate::notes::{draft, jot};
use crate::repairs::rogers_watch::RogersWatch;
use crate::session::screens::Nothing;
use crate::viewer::Viewer;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn look<A>(
    scene: &RogersWatch,
    look: impl FnOnce(&rusqlite::Connection, &Viewer) -> rusqlite::Result<A>,
) -> A {
    let app = &scene.desk.app;
    let me = app.session().unwrap();
    app.database()
        .unwrap()
        .read(|conn| {
            let viewer = Viewer::of_session(conn, &me, app.now())?;
            Ok(look(conn, &viewer)?)
        })
        .unwrap()
}

fn due(scene: &RogersWatch) -> Vec<FollowUpCard> {
    look(scene, |conn, viewer| Ok(cards::due(conn, viewer, 20)?.0))
}

#[tokio::test]
async fn a_jotted_line_is_kept_and_comes_back_on_its_day() {
    let scene = RogersWatch::known().await;
    let app = &scene.desk.app;
    let typed = KeepDraft {
        customer_id: Some(scene.roger),
        words: "planning Lis".into(),
    };
    draft::keep_jot_draft(app, typed).await.unwrap();
    let sheet = draft::jot_draft(app, Nothing {}).await.unwrap().unwrap();
    assert_eq!(sheet.words, "planning Lis");
    assert_eq!(sheet.customer_name.as_deref(), Some("Roger Martin"));

    assert_eq!(
        look(&scene, |conn, viewer| cards::days_since_contact(
            conn,
            viewer,
            scene.roger
        )),
        None
    );
    let note = jot::jot(
        app,
        Jot {
            customer_id: scene.roger,
            repair_id: None,
            kind: NoteKind::Visit,
            words: " planning Lisbon for the 20th ".into(),
            follow_up_on: Some(day("2026-05-14")),
            ticked: None,
        },
    )
    .await
    .unwrap()
    .note;
    assert_eq!(note.words, "planning Lisbon for the 20th");
    assert_eq!(note.noted_by.as_deref(), Some("Marta"));
    assert!(draft::jot_draft(app, Nothing {}).await.unwrap().is_none());
    assert!(due(&scene).is_empty());

    scene.minutes_later(60 * 24 * 2);
    let card = due(&scene).remove(0);
    assert_eq!(card.reason, note.words);
    assert_eq!(card.days_since_contact, Some(2));
    let off = put_off::put_off_follow_up(
        app,
        PutOffFollowUp {
            follow_up_id: card.id,
            due_on: day("2026-05-20"),
        },
    )
    .await
    .unwrap();
    assert_eq!(off.due_on, day("2026-05-20"));
    assert!(due(&scene).is_empty());

    let tick = |done| FinishFollowUp {
        follow_up_id: card.id,
        done,
    };
    assert!(
        finish::finish_follow_up(app, tick(true))
            .await
            .unwrap()
            .done
    );
    assert!(
        look(&scene, |conn, viewer| cards::of_customer(
            conn,
            viewer,
            scene.roger
        ))
        .is_empty()
    );
    assert!(
        !finish::finish_follow_up(app, tick(false))
            .await
            .unwrap()
            .done
    );
}

#[tokio::test]
async fn a_day_that_passed_and_a_missing_reason_are_refused() {
    let scene = RogersWatch::known().await;
    for (reason, on, field) in [
        ("ask about Lisbon", "2026-05-11", "dueOn"),
        (" ", "2026-05-13", "reason"),
    ] {
        let refused = add::add_follow_up(
            &scene.desk.app,
            AddFollowUp {
                customer_id: scene.roger,
                reason: reason.into(),
                due_on: day(on),
            },
        )
        .await
        .unwrap_err();
        assert_eq!(refused.code, ErrorCode::Invalid);
        assert_eq!(refused.field.as_deref(), Some(field));
    }
}

//! A manager edits templates: versions are only added, and what would go wrong is refused.

use regard_domain::draft::Language;
use regard_domain::template::TemplateKey;
use regard_domain::words::{Channel, Role};
use serde_json::json;

use super::template_screens::*;
use super::{keep_template, preview_template, templates};
use crate::commands::dispatch;
use crate::error::ErrorCode;
use crate::session::screens::Nothing;
use crate::testing::Desk;

fn written(body: &str) -> WrittenTemplate {
    WrittenTemplate {
        key: TemplateKey::Ready,
        language: Language::En,
        channel: Channel::Sms,
        subject: None,
        body: body.into(),
    }
}

async fn of_ready(desk: &Desk) -> TemplateCard {
    let all = templates::list_templates(&desk.app, Nothing {})
        .await
        .unwrap();
    assert_eq!(all.len(), 12, "two keys, three languages, two channels");
    all.into_iter()
        .find(|card| {
            card.key == TemplateKey::Ready
                && card.language == Language::En
                && card.channel == Channel::Sms
        })
        .unwrap()
}

#[tokio::test]
async fn a_version_is_added_and_an_old_one_restored_and_none_is_lost() {
    let desk = Desk::of(Role::Manager).await;
    let first = of_ready(&desk).await;
    assert_eq!(first.versions.len(), 1);
    assert!(first.versions[0].active && first.versions[0].id.is_none());

    let kept = keep_template::keep_template(&desk.app, written("One. {{ store }}"))
        .await
        .unwrap();
    assert_eq!(kept.versions[0].version, 1);
    assert_eq!(kept.versions[0].approved_by.as_deref(), Some("Marta"));
    desk.clock.advance(chrono::Duration::minutes(1));
    keep_template::keep_template(&desk.app, written("Two. {{ store }}"))
        .await
        .unwrap();
    desk.clock.advance(chrono::Duration::minutes(1));
    let old = RestoreTemplate {
        key: TemplateKey::Ready,
        language: Language::En,
        channel: Channel::Sms,
        id: kept.versions[0].id,
    };
    let restored = keep_template::restore_template(&desk.app, old)
        .await
        .unwrap();
    let bodies: Vec<(&str, u32, bool)> = restored
        .versions
        .iter()
        .map(|one| (one.body.as_str(), one.version, one.active))
        .collect();
    assert_eq!(bodies[0], ("One. {{ store }}", 3, true));
    assert_eq!(bodies[1], ("Two. {{ store }}", 2, false));
    assert_eq!(bodies[2], ("One. {{ store }}", 1, false));
    assert_eq!(bodies[3].1, 0);

    desk.clock.advance(chrono::Duration::minutes(1));
    let built_in = RestoreTemplate {
        key: TemplateKey::Ready,
        language: Language::En,
        channel: Channel::Sms,
        id: None,
    };
    let back = keep_template::restore_template(&desk.app, built_in)
        .await
        .unwrap();
    assert_eq!(back.versions[0].version, 4);
    assert_eq!(back.versions[0].body, back.versions.last().unwrap().body);
}

#[tokio::test]
async fn what_would_go_wrong_is_shown_as_it_is_typed_and_not_kept() {
    let desk = Desk::of(Role::Manager).await;
    let wrong = written("Hi {{ given_name }}, 20% off! {{ store }}");
    let shown = preview_template::preview_template(&desk.app, wrong.clone())
        .await
        .unwrap();
    assert!(shown.full.unwrap().body.starts_with("Hi Roger"));
    assert!(shown.least.is_none(), "nobody is greeted as None");
    assert!(shown.faults.contains(&TemplateFaultCard::MayBeAbsent {
        name: "given_name".into()
    }));
    assert!(shown.faults.contains(&TemplateFaultCard::Promotion {
        words: "20%".into()
    }));
    let refused = keep_template::keep_template(&desk.app, wrong)
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::Invalid);
    assert_eq!(of_ready(&desk).await.versions.len(), 1);
}

#[tokio::test]
async fn an_associate_edits_no_template() {
    let desk = Desk::of(Role::Associate).await;
    let args = json!({"key": "ready", "language": "en", "channel": "sms", "subject": null,
                      "body": "Mine. {{ store }}"});
    let refused = dispatch(&desk.app, "keep_template", args)
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotAllowed);
}

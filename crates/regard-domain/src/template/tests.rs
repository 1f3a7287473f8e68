//! Templates as managers write them, and what is done with the names that people type.
//!
//! Hostile cases of messages: 21 (what a name costs, and what must not be read as a template),
//! 22 (missing, null and blank values; a language without a template of its own).

use super::*;
use crate::draft::Language;
use crate::parts::count_parts;
use crate::words::Channel;
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use strum::IntoEnumIterator;

fn text(body: &str) -> TemplateText {
    TemplateText {
        subject: None,
        body: body.to_owned(),
    }
}

fn faults(body: &str) -> Vec<TemplateFault> {
    check(TemplateKey::Ready, Language::En, Channel::Sms, &text(body))
}

#[test]
fn every_built_in_template_would_be_saved_and_fits_one_part_without_the_extras() {
    for key in TemplateKey::iter() {
        for language in Language::iter() {
            for channel in [Channel::Sms, Channel::Email] {
                let text = built_in(key, language, channel);
                assert_eq!(
                    check(key, language, channel, &text),
                    [],
                    "{key} {language} {channel}"
                );
            }
            let values = sample(key, language)
                .without("own_line")
                .without("hours")
                .without("to_pay");
            let words = render(&built_in(key, language, Channel::Sms), &values).unwrap();
            assert_eq!(count_parts(&words.body).parts, 1, "{}", words.body);
        }
    }
}

#[test]
fn what_would_go_wrong_later_is_said_when_it_is_saved() {
    use TemplateFault as F;
    let name = |name: &str| name.to_owned();
    assert_eq!(
        faults("Hi {{ given_name }}, ready. {{ store }}"),
        [F::MayBeAbsent {
            name: name("given_name")
        }]
    );
    assert_eq!(
        faults("Hi {{ first_name }}. {{ store }}"),
        [F::UnknownSlot {
            name: name("first_name")
        }]
    );
    assert_eq!(faults("Your piece is ready."), [F::NoStore]);
    assert_eq!(faults("  \n "), [F::Empty]);
    assert_eq!(faults("{% if link %}{{ store }}"), [F::Syntax { line: 1 }]);
    assert_eq!(faults("Hi\n{{ store | shout }}"), [F::Syntax { line: 2 }]);
    assert_eq!(
        faults(&format!("{{{{ store }}}} {}", "a".repeat(2_000))),
        [F::TooLong]
    );
    assert!(matches!(
        faults("20% off straps! {{ store }}").as_slice(),
        [F::Promotion(_)]
    ));
    assert!(matches!(
        faults("See www.straps.com {{ store }}").as_slice(),
        [F::Promotion(_)]
    ));
    let email = check(
        TemplateKey::Ready,
        Language::En,
        Channel::Email,
        &text("{{ store }}"),
    );
    assert_eq!(email, [F::NoSubject]);
    assert_eq!(
        faults("{% if given_name %}Hi {{ given_name }}, {% endif %}ready. {{ store }}"),
        []
    );
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let (begin, end): (String, String) = "abcdef"
        .chars()
        .map(|name| (format!("{{% for {name} in store %}}"), "{% endfor %}"))
        .unzip();
    let endless = format!("{begin}x{end}{{{{ store }}}}");
    assert_eq!(faults(&endless), [TemplateFault::CannotFill]);
    let name = "range".to_owned();
    let large = "{% for a in range(100000000) %}x{% endfor %}{{ store }}";
    assert_eq!(faults(large), [TemplateFault::UnknownSlot { name }]);
}

#[test]
fn an_absent_value_is_an_error_and_never_says_none() {
    let values = sample(TemplateKey::Ready, Language::En);
    let hi = text("Hi {{ given_name }}");
    assert_eq!(
        render(&hi, &values).unwrap().body.split(' ').nth(1),
        Some("Roger")
    );
    assert_eq!(
        render(&hi, &values.without("given_name")),
        Err(RenderError::Absent)
    );
    assert_eq!(
        render(&text("Hi {{ nobody }}"), &values),
        Err(RenderError::Absent)
    );
}

#[test]
fn what_people_type_is_never_read_as_a_template() {
    for typed in [
        "{{ 7*7 }}",
        "{% raw %}",
        "<script>",
        "=HYPERLINK()",
        "{{ link }}",
    ] {
        let mut values = sample(TemplateKey::Ready, Language::En);
        values.given_name = salutation(typed);
        values.store = one_line(typed);
        values.own_line = own_line(typed).unwrap();
        let words = render(
            &built_in(TemplateKey::Ready, Language::En, Channel::Sms),
            &values,
        );
        let body = words.unwrap().body;
        assert!(body.starts_with(&format!("Hi {typed}, your")), "{body}");
        assert!(body.ends_with(typed), "{body}");
        assert!(!body.contains("49"), "{body}");
    }
}

#[test]
fn what_is_no_name_greets_without_one() {
    for typed in [
        "",
        " ",
        "TEST",
        "N/A",
        "n/a ",
        "roger@example.org",
        "??",
        "Unknown",
        "\u{200B}",
    ] {
        assert_eq!(salutation(typed), None, "{typed}");
    }
    for typed in ["Roger", " Ana María ", "Zoë", "李", "O’Brien"] {
        assert!(salutation(typed).is_some(), "{typed}");
    }
    assert_eq!(salutation("O’Brien").as_deref(), Some("O'Brien"));
}

#[test]
fn one_letter_of_a_name_can_cost_a_part_and_the_letter_is_kept() {
    let mut values = sample(TemplateKey::Ready, Language::En).without("own_line");
    let words = |values: &TemplateValues| {
        render(
            &built_in(TemplateKey::Ready, Language::En, Channel::Sms),
            values,
        )
        .unwrap()
        .body
    };
    values.given_name = salutation("Francois");
    let short = count_parts(&words(&values));
    values.given_name = salutation("François");
    let long = count_parts(&words(&values));
    assert!(words(&values).contains("François"));
    assert!(long.parts > short.parts);
    assert_eq!(long.long_because, vec!['ç']);
}

#[test]
fn the_line_of_an_associate_is_one_line_in_plain_signs_and_not_too_long() {
    assert_eq!(own_line("  "), Ok(None));
    assert_eq!(
        own_line("It’s\n done\u{202E}!"),
        Ok(Some("It's done!".to_owned()))
    );
    assert_eq!(own_line("e\u{301}"), Ok(Some("é".to_owned())));
    assert!(own_line(&"a".repeat(120)).is_ok());
    assert_eq!(
        own_line(&"a".repeat(121)),
        Err(OwnLineTooLong { count: 121 })
    );
    // A template without a place for it still carries it.
    let mut values = sample(TemplateKey::Ready, Language::En);
    values.own_line = own_line("See you.").unwrap();
    assert_eq!(
        render(&text("Ready. {{ store }}"), &values).unwrap().body,
        "Ready. Martin & Sons See you."
    );
}

fn row(version: u32, active_from: &str, id: u128) -> TemplateRow {
    TemplateRow {
        id: uuid::Uuid::from_u128(id),
        key: TemplateKey::Ready,
        language: Language::En,
        channel: Channel::Sms,
        version,
        text: text("{{ store }}"),
        active_from: active_from.parse().unwrap(),
    }
}

#[test]
fn the_version_that_became_active_last_counts_and_two_of_one_number_agree() {
    let now: DateTime<Utc> = "2026-11-20T15:00:00Z".parse().unwrap();
    let rows = [
        row(1, "2026-11-01T00:00:00Z", 1),
        row(2, "2026-11-10T00:00:00Z", 2),
        row(2, "2026-11-10T00:00:00Z", 3),
        row(3, "2026-12-01T00:00:00Z", 4),
    ];
    let chosen = |language, channel| choose(&rows, TemplateKey::Ready, language, channel, now);
    assert_eq!(chosen(Language::En, Channel::Sms), Some(&rows[2]));
    // A language without a template of its own has the built-in one of that language.
    assert_eq!(chosen(Language::Fr, Channel::Sms), None);
    assert_eq!(chosen(Language::En, Channel::Email), None);
}

proptest! {
    #[test]
    fn whatever_is_typed_as_a_template_is_answered(body in "\\PC{0,200}") {
        let _ = faults(&body);
    }

    #[test]
    fn whatever_is_typed_as_a_name_comes_out_as_it_is_or_not_at_all(name in "\\PC{0,40}") {
        let mut values = sample(TemplateKey::Ready, Language::En);
        values.given_name = salutation(&name);
        let words = render(&built_in(TemplateKey::Ready, Language::En, Channel::Sms), &values).unwrap();
        match &values.given_name {
            Some(name) => prop_assert!(words.body.contains(name.as_str())),
            None => prop_assert!(words.body.starts_with("Hello, ")),
        }
    }
}

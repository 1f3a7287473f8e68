//! Fills a template as someone is writing it, and says what is wrong with it.

use regard_domain::template::{
    SLOTS, TemplateFault, TemplateText, TemplateValues, check, render, sample,
};

use super::count_parts::counted;
use super::template_screens::{
    FilledTemplate, TemplateFaultCard, TemplatePreview, TemplateSlot, WrittenTemplate,
};
use crate::app::App;
use crate::error::CommandError;

/// The template as two customers would read it: one of whom everything is known, and one of whom
/// nothing is.
pub async fn preview_template(
    app: &App,
    written: WrittenTemplate,
) -> Result<TemplatePreview, CommandError> {
    app.session()?;
    let text = text_of(&written);
    let full = sample(written.key, written.language);
    let mut least = full.clone();
    for (name, may_be_absent) in SLOTS {
        if *may_be_absent {
            least = least.without(name);
        }
    }
    let faults = check(written.key, written.language, written.channel, &text);
    Ok(TemplatePreview {
        full: filled(&text, &full),
        least: filled(&text, &least),
        faults: faults.into_iter().flat_map(cards).collect(),
        slots: SLOTS.iter().map(|slot| slot_card(*slot)).collect(),
    })
}

/// The words as they would be kept.
pub(super) fn text_of(written: &WrittenTemplate) -> TemplateText {
    TemplateText {
        subject: written
            .subject
            .as_deref()
            .map(str::trim)
            .filter(|subject| !subject.is_empty())
            .map(str::to_owned),
        body: written.body.trim().to_owned(),
    }
}

fn filled(text: &TemplateText, values: &TemplateValues) -> Option<FilledTemplate> {
    let words = render(text, values).ok()?;
    Some(FilledTemplate {
        parts: counted(&words.body),
        subject: words.subject,
        body: words.body,
    })
}

fn slot_card((name, may_be_absent): (&str, bool)) -> TemplateSlot {
    TemplateSlot {
        name: name.to_owned(),
        written: match (name, may_be_absent) {
            ("nothing", _) => format!("{{% if {name} %}}…{{% endif %}}"),
            (_, true) => format!("{{% if {name} %}} {{{{ {name} }}}}{{% endif %}}"),
            (_, false) => format!("{{{{ {name} }}}}"),
        },
    }
}

/// A fault as the screen says it; an advertisement word by word.
pub(super) fn cards(fault: TemplateFault) -> Vec<TemplateFaultCard> {
    use TemplateFaultCard as Card;
    vec![match fault {
        TemplateFault::Empty => Card::Empty,
        TemplateFault::TooLong => Card::TooLong,
        TemplateFault::NoSubject => Card::NoSubject,
        TemplateFault::Syntax { line } => Card::Syntax {
            line: u32::try_from(line).unwrap_or(u32::MAX),
        },
        TemplateFault::UnknownSlot { name } => Card::UnknownSlot { name },
        TemplateFault::MayBeAbsent { name } => Card::MayBeAbsent { name },
        TemplateFault::NoStore => Card::NoStore,
        TemplateFault::CannotFill => Card::CannotFill,
        TemplateFault::Promotion(found) => {
            return found
                .into_iter()
                .map(|one| Card::Promotion { words: one.words })
                .collect();
        }
    }]
}

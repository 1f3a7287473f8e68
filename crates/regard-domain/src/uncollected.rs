//! What is done about a piece that nobody collects: after a week a text, after two a call with
//! something to talk about, after a month the manager looks.
//!
//! The days are whole days in the store. Each step is taken once for each time that the piece became
//! ready; its id is computed from that, so that whoever takes it takes the same.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::draft::Language;
use crate::ids::{FollowUpId, MessageId, OccurrenceId, agreed_id};
use crate::words::PieceKind;

/// One step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rung {
    /// The customer gets a text.
    Text,
    /// Their associate calls.
    Call,
    /// The manager looks.
    Manager,
}

/// After how many days each step is taken; 0: never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ladder {
    /// Days until the text; 0 unless the store wants it.
    pub text_after: u32,
    /// Days until the call.
    pub call_after: u32,
    /// Days until the manager.
    pub manager_after: u32,
}

impl Default for Ladder {
    fn default() -> Self {
        Self {
            text_after: 0,
            call_after: 14,
            manager_after: 30,
        }
    }
}

/// For how many days a step that nobody took (the server was off) is still taken.
pub const STILL_TAKEN_FOR: i64 = 7;

impl Ladder {
    /// The steps that are due on `today` for a piece that became ready on `ready_on`.
    pub fn due(&self, ready_on: NaiveDate, today: NaiveDate) -> Vec<Rung> {
        let waited = (today - ready_on).num_days();
        [
            (Rung::Text, self.text_after),
            (Rung::Call, self.call_after),
            (Rung::Manager, self.manager_after),
        ]
        .into_iter()
        .filter(|(_, after)| {
            let after = i64::from(*after);
            after > 0 && waited >= after && waited < after.saturating_add(STILL_TAKEN_FOR)
        })
        .map(|(rung, _)| rung)
        .collect()
    }

    /// The fewest and the most days that a piece has waited for which a step may be due.
    pub fn span(&self) -> Option<(i64, i64)> {
        let days = [self.text_after, self.call_after, self.manager_after];
        let days = || days.iter().copied().filter(|days| *days > 0).map(i64::from);
        Some((days().min()?, days().max()?.saturating_add(STILL_TAKEN_FOR)))
    }
}

/// The id of the text about pieces that became ready in these occurrences: the same for whoever
/// asks, in whatever order.
pub fn text_id(occurrences: &[OccurrenceId]) -> MessageId {
    let mut names: Vec<String> = occurrences.iter().map(ToString::to_string).collect();
    names.sort();
    names.dedup();
    let parts: Vec<&str> = std::iter::once("uncollected text")
        .chain(names.iter().map(String::as_str))
        .collect();
    MessageId(agreed_id(&parts))
}

/// The id of the call about a piece.
pub fn call_id(occurrence: OccurrenceId) -> FollowUpId {
    FollowUpId(agreed_id(&["uncollected call", &occurrence.to_string()]))
}

/// The id of the alert to one manager about a piece.
pub fn alert_id(occurrence: OccurrenceId, manager: Uuid) -> Uuid {
    agreed_id(&[
        "uncollected alert",
        &occurrence.to_string(),
        &manager.to_string(),
    ])
}

/// What a call is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call<'a> {
    /// The store's language.
    pub language: Language,
    /// What kind of piece; `None` while it is a secret gift.
    pub kind: Option<PieceKind>,
    /// How many days it has waited.
    pub days: u32,
    /// Where the envelope lies.
    pub bin: Option<&'a str>,
    /// The memory or line of the brief to begin with; `None` when there is none, or it is a hard
    /// time.
    pub talk_about: Option<&'a str>,
}

/// The reason of the follow-up: what to call about, where the piece lies, and what to talk about.
pub fn call_words(call: &Call<'_>) -> String {
    let noun = call
        .kind
        .map(|kind| crate::draft::piece_name(call.language, kind));
    let days = call.days;
    let mut words = match (call.language, noun) {
        (Language::En, Some(noun)) => format!("Call: the {noun} has waited {days} days"),
        (Language::En, None) => format!("Call: the repair has waited {days} days"),
        (Language::Es, Some(noun)) => format!("Llamar: hace {days} días que espera ({noun})"),
        (Language::Es, None) => format!("Llamar: el encargo espera desde hace {days} días"),
        (Language::Fr, Some(noun)) => format!("Appeler : attend depuis {days} jours ({noun})"),
        (Language::Fr, None) => format!("Appeler : la réparation attend depuis {days} jours"),
    };
    if let Some(bin) = call.bin.map(str::trim).filter(|bin| !bin.is_empty()) {
        words.push_str(match call.language {
            Language::En => ", bin ",
            Language::Es => ", caja ",
            Language::Fr => ", casier ",
        });
        words.push_str(bin);
    }
    words.push('.');
    if let Some(line) = call
        .talk_about
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        words.push_str(match call.language {
            Language::En => " To talk about: ",
            Language::Es => " De qué hablar: ",
            Language::Fr => " De quoi parler : ",
        });
        words.push_str(line);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RepairId;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn each_step_is_due_on_its_day_and_a_week_long() {
        let ladder = Ladder {
            text_after: 7,
            ..Ladder::default()
        };
        let due = |today: &str| ladder.due(day("2026-11-01"), day(today));
        assert_eq!(due("2026-11-07"), []);
        assert_eq!(due("2026-11-08"), [Rung::Text]);
        assert_eq!(due("2026-11-14"), [Rung::Text]);
        assert_eq!(due("2026-11-15"), [Rung::Call]);
        assert_eq!(due("2026-11-30"), []);
        assert_eq!(due("2026-12-01"), [Rung::Manager]);
        assert_eq!(due("2026-12-31"), []);
        assert_eq!(ladder.span(), Some((7, 37)));
    }

    #[test]
    fn the_text_is_off_unless_the_store_wants_it_and_all_may_be() {
        let due = Ladder::default().due(day("2026-11-01"), day("2026-11-08"));
        assert_eq!(due, []);
        let off = Ladder {
            text_after: 0,
            call_after: 0,
            manager_after: 0,
        };
        assert_eq!(off.span(), None);
    }

    #[test]
    fn whoever_asks_in_whatever_order_asks_for_one_text() {
        let one = OccurrenceId::of(RepairId(Uuid::from_u128(1)), 1);
        let other = OccurrenceId::of(RepairId(Uuid::from_u128(2)), 1);
        assert_eq!(text_id(&[one, other]), text_id(&[other, one, one]));
        assert_ne!(text_id(&[one]), text_id(&[other]));
    }

    #[test]
    fn a_call_says_where_it_lies_and_what_to_talk_about() {
        let call = Call {
            language: Language::En,
            kind: Some(PieceKind::Watch),
            days: 14,
            bin: Some("C4"),
            talk_about: Some("Their daughter's graduation in June"),
        };
        assert_eq!(
            call_words(&call),
            "Call: the watch has waited 14 days, bin C4. To talk about: Their daughter's graduation in June"
        );
        let secret = Call {
            kind: None,
            bin: None,
            talk_about: None,
            ..call
        };
        assert_eq!(call_words(&secret), "Call: the repair has waited 14 days.");
        let french = Call {
            language: Language::Fr,
            ..secret
        };
        assert_eq!(
            call_words(&french),
            "Appeler : la réparation attend depuis 14 jours."
        );
    }
}

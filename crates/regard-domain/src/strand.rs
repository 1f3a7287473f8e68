//! The three strands between an associate and a customer, each told by its evidence.
//!
//! What both share; what the store knows and taught; what it promised and kept. Lists, never a score:
//! what somebody has spent is no evidence of anything.

mod share;

pub use share::{Said, Shared, shared};

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};
use ts_rs::TS;

use crate::promise::closed_words;
use crate::words::FactKind;

closed_words! {
    /// One of the three.
    Strand {
        /// What the associate and the customer share.
        InCommon,
        /// What the store knows about them, and what it taught them.
        Knowledge,
        /// Promises kept of promises made.
        Trust,
    }
}

closed_words! {
    /// What a question to ask is about.
    Question {
        /// How they are; nothing else, in a hard time.
        HowAreYou,
        /// A journey that they told of.
        Journey,
        /// Animals.
        Pets,
        /// What they do when they have time.
        Interests,
        /// Where they would like to go.
        Travel,
        /// What they do for a living.
        Work,
        /// How they like wearing what they have.
        Wearing,
        /// What they look for in a piece.
        Taste,
        /// What the store could do for them.
        Help,
        /// Something promised that is open still: say how it stands.
        OpenPromise,
    }
}

/// What there is of each strand, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Things in common.
    pub in_common: usize,
    /// Things known or taught.
    pub knowledge: usize,
    /// Promises kept.
    pub kept: usize,
    /// Promises made, those that were released left out.
    pub made: usize,
}

/// The strand that is thinnest: an empty one first, then a promise that was broken or waits, then the
/// one with the least; of two alike, what one can begin with: something in common.
pub fn thinnest(evidence: &Evidence) -> Strand {
    let weight = |strand: &Strand| match strand {
        Strand::InCommon => evidence.in_common.saturating_mul(2),
        Strand::Knowledge => evidence.knowledge.saturating_mul(2),
        // A promise that is not kept yet weighs against those that are.
        Strand::Trust if evidence.kept == 0 => 0,
        Strand::Trust if evidence.kept < evidence.made => 1,
        Strand::Trust => evidence.kept.saturating_mul(2),
    };
    Strand::iter()
        .min_by_key(weight)
        .unwrap_or(Strand::InCommon)
}

/// What is known, as far as the question depends on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The store treads gently.
    pub gently: bool,
    /// They have passed away.
    pub deceased: bool,
    /// What may be spoken of with them.
    pub of_them: Vec<FactKind>,
    /// What the associate has said of themselves.
    pub of_me: Vec<FactKind>,
    /// Whether they wear something from here.
    pub wears: bool,
    /// Whether a promise to them is open.
    pub promised: bool,
}

/// The one question to ask, which would thicken that strand. None of who has passed away.
pub fn question(strand: Strand, known: &Known) -> Option<Question> {
    if known.deceased {
        return None;
    }
    if known.gently {
        return Some(Question::HowAreYou);
    }
    Some(match strand {
        Strand::InCommon => in_common(known),
        Strand::Knowledge if known.wears => Question::Wearing,
        Strand::Knowledge => Question::Taste,
        Strand::Trust if known.promised => Question::OpenPromise,
        Strand::Trust => Question::Help,
    })
}

/// A journey they told of comes first; then what the associate can answer in kind, then what nobody has
/// asked yet. The family is never asked after out of nothing: not everybody has one.
fn in_common(known: &Known) -> Question {
    const TOPICS: [(FactKind, Question); 4] = [
        (FactKind::Pet, Question::Pets),
        (FactKind::Interest, Question::Interests),
        (FactKind::Trip, Question::Travel),
        (FactKind::Work, Question::Work),
    ];
    if known.of_them.contains(&FactKind::Trip) {
        return Question::Journey;
    }
    let open = || {
        TOPICS
            .iter()
            .filter(|(kind, _)| !known.of_them.contains(kind))
    };
    open()
        .find(|(kind, _)| known.of_me.contains(kind))
        .or_else(|| open().next())
        .map_or(Question::Interests, |(_, question)| *question)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_strand_is_the_thinnest_and_an_open_promise_weighs() {
        let evidence = |in_common, knowledge, kept, made| Evidence {
            in_common,
            knowledge,
            kept,
            made,
        };
        assert_eq!(thinnest(&evidence(0, 0, 0, 0)), Strand::InCommon);
        assert_eq!(thinnest(&evidence(1, 0, 1, 1)), Strand::Knowledge);
        assert_eq!(thinnest(&evidence(1, 1, 0, 2)), Strand::Trust);
        assert_eq!(thinnest(&evidence(1, 1, 3, 4)), Strand::Trust);
        assert_eq!(thinnest(&evidence(2, 1, 1, 1)), Strand::Knowledge);
    }

    #[test]
    fn one_asks_what_one_can_answer_in_kind() {
        let known = Known {
            of_me: vec![FactKind::Interest],
            ..Known::default()
        };
        let ask = |known: &Known| question(Strand::InCommon, known);
        assert_eq!(ask(&Known::default()), Some(Question::Pets));
        assert_eq!(ask(&known), Some(Question::Interests));
        let told = Known {
            of_them: vec![FactKind::Trip],
            ..known
        };
        assert_eq!(ask(&told), Some(Question::Journey));
    }

    proptest! {
        /// In a hard time there is one question, and none of who is gone, whatever else is known.
        #[test]
        fn no_cheerful_question_in_a_hard_time(
            gently in any::<bool>(), deceased in any::<bool>(),
            wears in any::<bool>(), promised in any::<bool>(),
            of in 0usize..3,
        ) {
            let known = Known { gently, deceased, wears, promised, of_them: vec![FactKind::Trip; of], of_me: Vec::new() };
            for strand in Strand::iter() {
                let asked = question(strand, &known);
                prop_assert_eq!(asked.is_none(), deceased);
                if gently && !deceased {
                    prop_assert_eq!(asked, Some(Question::HowAreYou));
                }
            }
        }
    }
}

//! Looks at what an associate wrote beside the draft, and says why it can't go out like that.

use regard_domain::promotion::{Promotion, PromotionKind, promotions};

use super::screens::InTheWay;
use super::surprise;
use crate::error::{CommandError, Refusal};
use crate::repairs::cards::RepairFile;

/// What the words are measured against.
pub(super) struct Measure<'a> {
    /// What the draft says by itself.
    pub drafted: &'a str,
    /// How the store's own links begin.
    pub own_links: &'a [String],
    /// The repair, where the piece is a gift that is not given yet.
    pub secret: Option<&'a RepairFile>,
}

impl Measure<'_> {
    /// What is promotional in `written`.
    fn promotions(&self, written: &str) -> Vec<Promotion> {
        let own: Vec<&str> = self.own_links.iter().map(String::as_str).collect();
        promotions(written, self.drafted, &own)
    }

    /// What is in the way of `written`, for the screen.
    pub(super) fn in_the_way(&self, written: &str) -> InTheWay {
        InTheWay {
            promotions: self.promotions(written),
            names_a_secret: self
                .secret
                .is_some_and(|file| surprise::names_it(file, self.drafted, written)),
        }
    }

    /// Refuses words that would make the message an advertisement, or spoil a surprise, with the
    /// reason. `field` is where they stand on the screen.
    pub(super) fn check(&self, field: &'static str, written: &str) -> Result<(), CommandError> {
        if let Some(file) = self.secret {
            surprise::check(file, field, self.drafted, written)?;
        }
        match self.promotions(written).first() {
            Some(found) => Err(CommandError::invalid(field, why(found))),
            None => Ok(()),
        }
    }
}

/// Why a message can't say that.
fn why(found: &Promotion) -> Refusal {
    let words = found.words.clone();
    match found.kind {
        PromotionKind::Discount | PromotionKind::Percent => Refusal::IsAnOffer { words },
        PromotionKind::Amount => Refusal::IsNotThePrice { words },
        PromotionKind::Link => Refusal::IsALink { words },
        PromotionKind::Capitals => Refusal::IsCapitals { words },
        PromotionKind::Phone => Refusal::IsAPhone { words },
    }
}

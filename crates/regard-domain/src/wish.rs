//! Wishes: on whose page one shows, so that a present stays a surprise.
//!
//! Whoever spoke of a wish sees it on their page. The household sees it where it may be told. As soon
//! as someone means to give it, it shows on no page but theirs and the speaker's, until it is given or
//! its day has passed: the one whom it is for never reads of it first here.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoStaticStr};
use ts_rs::TS;

use crate::ids::CustomerId;

/// Who may hear of a wish, beside whoever spoke of it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum MayKnow {
    /// The household of the one whom it is for, and that one too.
    Household,
    /// Nobody: it stays between the store and whoever spoke of it.
    Nobody,
}

/// How a wish ended.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum WishEnd {
    /// They have it now, from elsewhere.
    Got,
    /// They do not wish for it any more.
    NotAnyMore,
    /// It was bought here.
    Bought,
}

/// How far a present is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    TS,
    AsRefStr,
    Display,
    EnumString,
    EnumIter,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[ts(export)]
pub enum GiftStep {
    /// Someone means to give it.
    Meant,
    /// They bought it and have not given it yet.
    Bought,
    /// It was given: no secret any more.
    Given,
}

/// Someone means to give what someone else wishes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gift {
    /// Who gives.
    pub giver: CustomerId,
    /// How far it is.
    pub step: GiftStep,
    /// The first day on which it is no secret any more; none: until it is given.
    pub secret_until: Option<NaiveDate>,
}

impl Gift {
    /// Whether the one whom it is for must not hear of it on `today`.
    pub fn is_secret(&self, today: NaiveDate) -> bool {
        self.step != GiftStep::Given && self.secret_until.is_none_or(|until| today < until)
    }

    /// Whether it was given by `today`: somebody said so, or it was bought and its day has passed.
    pub fn is_given(&self, today: NaiveDate) -> bool {
        match self.step {
            GiftStep::Given => true,
            GiftStep::Bought => !self.is_secret(today),
            GiftStep::Meant => false,
        }
    }
}

/// What decides on which pages a wish shows.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'g> {
    /// Who spoke of it.
    pub said_by: CustomerId,
    /// Whom it is for, where they have a page.
    pub receiver: Option<CustomerId>,
    /// Who may hear of it.
    pub may_know: MayKnow,
    /// Who means to give it.
    pub gifts: &'g [Gift],
}

/// Whether a wish shows on the page of `page` on `today`. `near` is whether that is someone of the
/// household of the one whom it is for.
pub fn shows_on(page: CustomerId, near: bool, wish: &Standing<'_>, today: NaiveDate) -> bool {
    let is_receiver = wish.receiver == Some(page);
    let spoke_for_another = wish.said_by == page && !is_receiver;
    if spoke_for_another {
        return true;
    }
    let mut secret = wish.gifts.iter().filter(|gift| gift.is_secret(today));
    // Whoever gives something to themself keeps no secret from themself.
    let mut others = secret
        .clone()
        .filter(|gift| Some(gift.giver) != wish.receiver);
    if others.next().is_some() {
        return !is_receiver && secret.any(|gift| gift.giver == page);
    }
    if wish.said_by == page || wish.gifts.iter().any(|gift| gift.giver == page) {
        return true;
    }
    wish.may_know == MayKnow::Household && (near || is_receiver)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    const DANA: CustomerId = CustomerId(Uuid::from_u128(1));
    const ROGER: CustomerId = CustomerId(Uuid::from_u128(2));
    const KIM: CustomerId = CustomerId(Uuid::from_u128(3));

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn gift(step: GiftStep) -> Gift {
        Gift {
            giver: ROGER,
            step,
            secret_until: Some(day("2026-06-15")),
        }
    }

    fn danas(may_know: MayKnow, gifts: &[Gift]) -> Standing<'_> {
        Standing {
            said_by: DANA,
            receiver: Some(DANA),
            may_know,
            gifts,
        }
    }

    /// On the pages of Dana, Roger and Kim.
    fn seen(wish: &Standing<'_>, today: &str) -> [bool; 3] {
        [DANA, ROGER, KIM].map(|page| shows_on(page, page != DANA, wish, day(today)))
    }

    #[test]
    fn her_own_wish_is_told_to_the_household_unless_she_says_otherwise() {
        let today = "2026-05-12";
        assert_eq!(seen(&danas(MayKnow::Household, &[]), today), [true; 3]);
        assert_eq!(
            seen(&danas(MayKnow::Nobody, &[]), today),
            [true, false, false]
        );
    }

    #[test]
    fn what_roger_means_to_give_shows_on_his_page_only_until_its_day() {
        for step in [GiftStep::Meant, GiftStep::Bought] {
            let gifts = [gift(step)];
            let wish = danas(MayKnow::Household, &gifts);
            assert_eq!(seen(&wish, "2026-05-12"), [false, true, false]);
            assert_eq!(seen(&wish, "2026-06-14"), [false, true, false]);
            assert_eq!(seen(&wish, "2026-06-15"), [true; 3]);
        }
        let given = [gift(GiftStep::Given)];
        assert_eq!(
            seen(&danas(MayKnow::Household, &given), "2026-05-12"),
            [true; 3]
        );
    }

    #[test]
    fn what_roger_says_of_her_is_a_surprise_unless_she_may_know() {
        let said = |may_know| Standing {
            said_by: ROGER,
            receiver: Some(DANA),
            may_know,
            gifts: &[],
        };
        let today = "2026-05-12";
        assert_eq!(seen(&said(MayKnow::Nobody), today), [false, true, false]);
        assert_eq!(seen(&said(MayKnow::Household), today), [true; 3]);
    }

    #[test]
    fn what_was_bought_counts_as_given_when_its_day_has_passed() {
        assert!(!gift(GiftStep::Bought).is_given(day("2026-06-14")));
        assert!(gift(GiftStep::Bought).is_given(day("2026-06-15")));
        assert!(!gift(GiftStep::Meant).is_given(day("2027-01-01")));
    }

    proptest! {
        #[test]
        fn whom_it_is_for_never_sees_what_another_means_to_give(
            nobody: bool,
            steps in proptest::collection::vec((0u8..2, 0u128..3, proptest::option::of(0i64..400)), 1..4),
            day_of_year in 0i64..300,
            said_by in 1u128..4,
            near: bool,
        ) {
            let today = day("2026-01-01") + chrono::Duration::days(day_of_year);
            let gifts: Vec<Gift> = steps
                .into_iter()
                .map(|(step, giver, days)| Gift {
                    giver: CustomerId(Uuid::from_u128(giver + 2)),
                    step: if step == 0 { GiftStep::Meant } else { GiftStep::Bought },
                    secret_until: days.map(|days| day("2026-01-01") + chrono::Duration::days(days)),
                })
                .collect();
            let wish = Standing {
                said_by: CustomerId(Uuid::from_u128(said_by)),
                receiver: Some(DANA),
                may_know: if nobody { MayKnow::Nobody } else { MayKnow::Household },
                gifts: &gifts,
            };
            if gifts.iter().any(|gift| gift.is_secret(today)) {
                prop_assert!(!shows_on(DANA, near, &wish, today));
            }
        }
    }
}

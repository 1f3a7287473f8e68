//! Consent: what a customer allowed, for each address, channel and purpose.
//!
//! Consent is an append-only ledger of statements. What holds is the fold of the statements about
//! one address: the latest counts, and at the same moment a withdrawal wins. It belongs to the
//! address, not to the person: a couple that shares a number shares its "stop".

mod wordings;

pub use wordings::{WORDINGS, Wording, wording};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};
use ts_rs::TS;

use crate::words::{Channel, Purpose};

/// One statement about one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentStatement {
    /// The address: E.164 for a phone number, lower-case for an e-mail.
    pub address: String,
    /// By what means.
    pub channel: Channel,
    /// For what.
    pub purpose: Purpose,
    /// Given (`true`) or withdrawn.
    pub given: bool,
    /// When it was said.
    pub at: DateTime<Utc>,
}

/// What the ledger says about one address, channel and purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Permission {
    /// The customer agreed.
    Given,
    /// The customer asked us to stop.
    Withdrawn,
    /// Nobody has asked.
    NotAsked,
}

/// What `statements` say about writing to `address` by `channel` for `purpose`, and since when.
pub fn permission(
    statements: &[ConsentStatement],
    address: &str,
    channel: Channel,
    purpose: Purpose,
) -> (Permission, Option<DateTime<Utc>>) {
    statements
        .iter()
        .filter(|s| s.address == address && s.channel == channel && s.purpose == purpose)
        .max_by_key(|s| (s.at, !s.given))
        .map_or((Permission::NotAsked, None), |s| {
            (
                if s.given {
                    Permission::Given
                } else {
                    Permission::Withdrawn
                },
                Some(s.at),
            )
        })
}

/// What a customer chooses for a channel, as customers understand it: three steps.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
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
pub enum ConsentStep {
    /// Everything, offers too.
    All,
    /// Only about my pieces, and from my associate: the default.
    Mine,
    /// Nothing.
    Nothing,
}

impl ConsentStep {
    /// Whether this step allows messages for `purpose`.
    pub fn allows(self, purpose: Purpose) -> bool {
        match self {
            Self::All => true,
            Self::Mine => purpose != Purpose::Marketing,
            Self::Nothing => false,
        }
    }

    /// What the ledger has to hold for this choice: a statement for every purpose, so that nothing
    /// older shines through.
    pub fn statements(
        self,
        address: &str,
        channel: Channel,
        at: DateTime<Utc>,
    ) -> Vec<ConsentStatement> {
        Purpose::iter()
            .map(|purpose| ConsentStatement {
                address: address.to_owned(),
                channel,
                purpose,
                given: self.allows(purpose),
                at,
            })
            .collect()
    }

    /// The step that `statements` add up to; none where nobody has asked, or where what was said
    /// purpose by purpose is none of the three.
    pub fn of(statements: &[ConsentStatement], address: &str, channel: Channel) -> Option<Self> {
        let said = |purpose| permission(statements, address, channel, purpose).0;
        let given = |purpose| said(purpose) == Permission::Given;
        if Purpose::iter().all(|purpose| said(purpose) == Permission::NotAsked) {
            return None;
        }
        Self::iter().find(|step| {
            Purpose::iter().all(|purpose| {
                given(purpose) == step.allows(purpose)
                    // One purpose alone that was taken back is not "nothing".
                    && (*step != Self::Nothing || said(purpose) == Permission::Withdrawn)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(given: bool, second: i64) -> ConsentStatement {
        ConsentStatement {
            address: "+15550005559".into(),
            channel: Channel::Sms,
            purpose: Purpose::Service,
            given,
            at: DateTime::from_timestamp(second, 0).unwrap(),
        }
    }

    fn asked(statements: &[ConsentStatement]) -> Permission {
        permission(statements, "+15550005559", Channel::Sms, Purpose::Service).0
    }

    #[test]
    fn the_latest_word_counts_and_a_withdrawal_wins_a_tie() {
        assert_eq!(asked(&[]), Permission::NotAsked);
        assert_eq!(asked(&[said(true, 1)]), Permission::Given);
        assert_eq!(
            asked(&[said(false, 2), said(true, 1)]),
            Permission::Withdrawn
        );
        assert_eq!(asked(&[said(false, 1), said(true, 2)]), Permission::Given);
        assert_eq!(
            asked(&[said(true, 1), said(false, 1)]),
            Permission::Withdrawn
        );
    }

    #[test]
    fn a_choice_is_read_as_it_was_made_and_the_next_one_replaces_it() {
        let at = |second| DateTime::from_timestamp(second, 0).unwrap();
        let address = "+15550005559";
        let mut ledger = Vec::new();
        let read = |ledger: &[ConsentStatement]| ConsentStep::of(ledger, address, Channel::Sms);
        assert_eq!(read(&ledger), None);
        for (second, step) in (1..).zip(ConsentStep::iter().chain(ConsentStep::iter())) {
            ledger.extend(step.statements(address, Channel::Sms, at(second)));
            assert_eq!(read(&ledger), Some(step));
            for purpose in Purpose::iter() {
                let (said, _) = permission(&ledger, address, Channel::Sms, purpose);
                assert_eq!(said == Permission::Given, step.allows(purpose));
            }
        }
        assert_eq!(ConsentStep::of(&ledger, address, Channel::Email), None);
        assert_eq!(
            read(&[said(true, 1)]),
            None,
            "service alone is none of the three"
        );
        assert_eq!(read(&[said(false, 1)]), None);
    }

    #[test]
    fn consent_for_one_purpose_is_none_for_another() {
        let (marketing, _) = permission(
            &[said(true, 1)],
            "+15550005559",
            Channel::Sms,
            Purpose::Marketing,
        );
        assert_eq!(marketing, Permission::NotAsked);
    }
}

//! Consent: what a customer allowed, for each address, channel and purpose.
//!
//! Consent is an append-only ledger of statements. What holds is the fold of the statements about
//! one address: the latest counts, and at the same moment a withdrawal wins. It belongs to the
//! address, not to the person: a couple that shares a number shares its "stop".

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
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

//! Money in the smallest unit of its currency, so that no cent is ever rounded away.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An amount of one currency, in its minor unit (cents for USD). Never negative in a price.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, TS,
)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct Minor(pub i64);

impl Minor {
    /// Nothing to pay.
    pub const ZERO: Self = Self(0);

    /// The sum, held at the largest amount instead of wrapping round.
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, never below zero.
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }

    /// Whether there is nothing to pay.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl std::iter::Sum for Minor {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Self::plus)
    }
}

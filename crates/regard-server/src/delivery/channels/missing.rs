//! A channel that a real store has not set up: it says so, and pretends nothing.

use std::time::Duration;

use async_trait::async_trait;
use regard_domain::message::StateReason;

use super::{Answer, Channel, Found, LookUp, Outcome, Outgoing};

/// Refuses every message: a manager has to set the channel up.
pub struct Missing;

#[async_trait]
impl Channel for Missing {
    fn name(&self) -> &'static str {
        "missing"
    }

    fn time_limit(&self) -> Duration {
        Duration::from_secs(1)
    }

    async fn send(&self, _: &Outgoing) -> Answer {
        Outcome::Rejected {
            reason: StateReason::StoreSetup,
        }
        .into()
    }

    async fn look_up(&self, _: &LookUp) -> Found {
        Found::Absent
    }
}

//! Opens what an alert of the operating system is about.
//!
//! The system knows an alert by a number and by nothing else. The number comes back with the tap,
//! perhaps after a restart, when the database alone remembers what was shown.

use crate::app::App;
use crate::database::alerts;
use crate::error::CommandError;
use crate::session::screens::Opening;
use crate::today::screens::AlertCard;
use regard_domain::ids::{AlertId, CustomerId, RepairId};

impl AlertCard {
    /// The system's number for this alert: the same each time, so that it is shown once.
    pub fn number(&self) -> i32 {
        number_of(self.id)
    }
}

/// The last 31 bits of the id, which are random in every kind of id we make.
pub(super) fn number_of(alert: AlertId) -> i32 {
    let low = alert.0.as_u128() & 0x7fff_ffff;
    i32::try_from(low).unwrap_or_default()
}

/// What an alert of that kind opens: whom it is about, or what is stuck where it is about the whole
/// store.
pub(crate) fn opening_of(
    kind: &str,
    customer_id: CustomerId,
    repair_id: Option<RepairId>,
) -> Opening {
    Opening {
        customer_id,
        repair_id,
        stuck: kind == "sending_refused",
    }
}

impl App {
    /// Opens what the alert with that number is about, through the one door. `None` when it is not
    /// on this device, or not for the associate who uses it now.
    pub fn open_alert(&self, number: i32) -> Result<Option<Opening>, CommandError> {
        let Some(session) = self.enrolled()? else {
            return Ok(None);
        };
        let all = self
            .database()?
            .read(|conn| Ok(alerts::newest(conn, session.associate_id)?))?;
        let Some(alert) = all.into_iter().find(|alert| number_of(alert.id) == number) else {
            return Ok(None);
        };
        let opening = opening_of(&alert.kind, alert.customer_id, alert.repair_id);
        self.open_on_screen(opening.clone());
        Ok(Some(opening))
    }
}

#[cfg(test)]
mod tests {
    use regard_domain::ids::CustomerId;
    use regard_domain::words::Role;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::testing::{Desk, open};

    const READY: Uuid = Uuid::from_u128(0x019a_4c1e_5d1b_7c3e_8a52_0b1f_8e6f_9d11);
    const ROGER: Uuid = Uuid::from_u128(0x1);

    async fn marta_was_told(for_whom: Option<Uuid>) -> Desk {
        let desk = Desk::of(Role::Associate).await;
        desk.from_server(
            "alert",
            READY,
            json!({"associate_id": for_whom.unwrap_or(desk.me.0), "kind": "repair_ready",
                   "customer_id": ROGER, "repair_id": Uuid::from_u128(0x7),
                   "raised_at": "2026-05-12T13:59:00.000Z"}),
        );
        desk
    }

    #[tokio::test]
    async fn marta_taps_an_alert_after_her_phone_restarted() {
        let desk = marta_was_told(None).await;
        let number = number_of(AlertId(READY));
        assert_eq!(number, 0x0e6f_9d11);
        desk.app.close().await;
        let again = open(desk.folder.path(), &desk.clock).await;
        let opening = again.open_alert(number).unwrap().unwrap();
        assert_eq!(opening.customer_id, CustomerId(ROGER));
        let waits = again.take_opening().unwrap();
        assert_eq!(waits.repair_id.unwrap().0, Uuid::from_u128(0x7));
    }

    #[tokio::test]
    async fn the_alert_of_someone_else_or_of_nobody_opens_nothing() {
        let desk = marta_was_told(Some(Uuid::from_u128(0xb))).await;
        for number in [number_of(AlertId(READY)), 0, -1] {
            assert!(desk.app.open_alert(number).unwrap().is_none(), "{number}");
        }
        assert!(desk.app.take_opening().is_none());
    }
}

//! A push came in: ids, through the hands of other companies. Whom it is about is read out of this
//! device's own database, after asking the server.

use std::time::Duration;

use regard_domain::ids::{AlertId, CustomerId, RepairId};
use serde::Deserialize;

use super::banner::{Banner, neutral};
use super::open_alert::{number_of, opening_of};
use super::screens::AlertCard;
use crate::app::App;
use crate::database::{alerts, alerts_raised};
use crate::error::CommandError;
use crate::session::screens::Opening;

/// How long the server is asked before the banner is made of what is there. A phone gives an app that
/// it woke some ten seconds.
const PATIENCE: Duration = Duration::from_secs(7);

/// What a push says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Pushed {
    /// The alert's kind.
    pub kind: String,
    /// The alert.
    pub alert: AlertId,
    /// Whom it is about.
    pub customer: CustomerId,
    /// What it is about.
    #[serde(default)]
    pub repair: Option<RepairId>,
}

impl App {
    /// The banner of an alert that came by sync; none where the associate wants none on this device.
    /// A device that lies locked names nobody.
    pub fn banner(&self, alert: &AlertCard) -> Option<Banner> {
        if !self.shows_alerts() {
            return None;
        }
        Some(if self.is_closed() {
            neutral(alert.number(), &alert.kind, self.language())
        } else {
            alert.banner(self.language())
        })
    }

    /// Takes a push, and answers the banner to be shown for it. None: the alert was shown already,
    /// perhaps just now because it came by sync; or it was seen elsewhere, or the associate wants
    /// none here.
    pub async fn pushed(&self, pushed: &Pushed) -> Option<Banner> {
        if !self.shows_alerts() {
            return None;
        }
        let asked = self.engine().agree_now();
        tokio::time::timeout(PATIENCE, asked).await.ok();
        match self.claim(pushed) {
            Ok(banner) => banner,
            Err(error) => {
                tracing::warn!(code = ?error.code, "a push can't be looked up");
                Some(self.neutral(pushed))
            }
        }
    }

    /// Notes the alert as shown, unless it was; answers its banner.
    fn claim(&self, pushed: &Pushed) -> Result<Option<Banner>, CommandError> {
        let closed = self.is_closed();
        let (now, me) = (self.now(), self.enrolled()?);
        let card = self.database()?.write_local(&[], |conn| {
            let alert = alerts::by_id(conn, pushed.alert)?;
            let seen = alert.is_some_and(|alert| alert.seen_at.is_some());
            if seen || !alerts_raised::note(conn, pushed.alert, now)? {
                return Ok(None);
            }
            let Some(me) = me else { return Ok(Some(None)) };
            Ok(Some(alerts_raised::card(
                conn,
                me.associate_id,
                pushed.alert,
            )?))
        })?;
        Ok(card.map(|card| match card {
            Some(card) if !closed => card.banner(self.language()),
            _ => self.neutral(pushed),
        }))
    }

    fn neutral(&self, pushed: &Pushed) -> Banner {
        neutral(number_of(pushed.alert), &pushed.kind, self.language())
    }

    /// Opens what a push is about, through the one door: also before the alert itself came by sync.
    pub fn open_pushed(&self, pushed: &Pushed) -> Result<Opening, CommandError> {
        self.shown_meanwhile(&[pushed.alert]);
        let opening = opening_of(&pushed.kind, pushed.customer, pushed.repair);
        self.open_on_screen(opening.clone());
        // What it is about may not be here yet.
        self.engine().poke();
        Ok(opening)
    }

    /// Notes alerts that the system showed while the app did not run, so that they are not shown a
    /// second time.
    pub fn shown_meanwhile(&self, alerts: &[AlertId]) {
        let now = self.now();
        let noted = self.database().and_then(|database| {
            database.write_local(&[], |conn| {
                for alert in alerts {
                    alerts_raised::note(conn, *alert, now)?;
                }
                Ok(())
            })
        });
        if let Err(error) = noted {
            tracing::warn!(code = ?error.code, "not noted which alerts were shown");
        }
    }
}

#[cfg(test)]
mod tests {
    use regard_domain::words::Role;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::testing::{Desk, open};

    const READY: Uuid = Uuid::from_u128(0x019a_4c1e_5d1b_7c3e_8a52_0b1f_8e6f_9d11);
    const ROGER: Uuid = Uuid::from_u128(0x1);
    const WATCH: Uuid = Uuid::from_u128(0x7);

    fn ready() -> Pushed {
        serde_json::from_value(json!({
            "v": 1, "kind": "repair_ready", "alert": READY, "customer": ROGER, "repair": WATCH,
            "what_a_newer_server_says": true,
        }))
        .unwrap()
    }

    fn roger_is_here(desk: &Desk) {
        desk.from_server(
            "customer",
            ROGER,
            json!({"given_name": "Roger", "family_name": "Vale", "store_id": desk.store}),
        );
    }

    fn the_alert_came(desk: &Desk, seen_at: Option<&str>) {
        desk.from_server(
            "alert",
            READY,
            json!({"associate_id": desk.me, "kind": "repair_ready", "customer_id": ROGER,
                   "repair_id": WATCH, "raised_at": "2026-05-12T13:59:00.000Z", "seen_at": seen_at}),
        );
    }

    #[tokio::test]
    async fn a_push_is_one_banner_in_words_of_this_device() {
        let desk = Desk::of(Role::Associate).await;
        roger_is_here(&desk);
        the_alert_came(&desk, None);
        let banner = desk.app.pushed(&ready()).await.unwrap();
        assert_eq!(banner.title, "Roger’s repair is ready");
        assert_eq!(banner.number, number_of(AlertId(READY)));
        assert_eq!(desk.app.pushed(&ready()).await, None, "pushed twice");
    }

    #[tokio::test]
    async fn a_banner_speaks_the_language_of_the_screens() {
        let desk = Desk::of(Role::Associate).await;
        roger_is_here(&desk);
        the_alert_came(&desk, None);
        let spanish = json!({ "holdSeconds": null, "pin": null, "language": "es" });
        let me = desk.app.dispatch("change_settings", spanish).await.unwrap();
        assert_eq!(me["language"], json!("es"));
        let banner = desk.app.pushed(&ready()).await.unwrap();
        assert_eq!(banner.title, "Para recoger: la reparación de Roger");
    }

    #[tokio::test]
    async fn who_is_not_here_yet_is_named_by_nobody_and_opens_all_the_same() {
        let desk = Desk::of(Role::Associate).await;
        let banner = desk.app.pushed(&ready()).await.unwrap();
        assert_eq!(banner.title, "A repair is ready");
        let opening = desk.app.open_pushed(&ready()).unwrap();
        assert_eq!(
            (opening.customer_id.0, opening.repair_id.unwrap().0),
            (ROGER, WATCH)
        );
        assert_eq!(desk.app.take_opening(), Some(opening));
        // The alert comes by sync after its banner: no second one.
        roger_is_here(&desk);
        the_alert_came(&desk, None);
        let again = desk.app.database().unwrap().write_local(&[], |conn| {
            Ok(alerts_raised::raise(conn, desk.me, desk.app.now())?)
        });
        assert!(again.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_locked_phone_and_one_of_nobody_name_nobody_and_keep_the_tap() {
        let desk = Desk::of(Role::Associate).await;
        roger_is_here(&desk);
        the_alert_came(&desk, None);
        desk.app
            .inside()
            .locked
            .store(true, std::sync::atomic::Ordering::Release);
        assert_eq!(
            desk.app.pushed(&ready()).await.unwrap().title,
            "A repair is ready"
        );
        desk.app.open_pushed(&ready()).unwrap();
        assert!(
            desk.app.dispatch("take_opening", json!({})).await.is_err(),
            "not before the PIN"
        );
        desk.app
            .inside()
            .locked
            .store(false, std::sync::atomic::Ordering::Release);
        let waits = desk.app.dispatch("take_opening", json!({})).await.unwrap();
        assert_eq!(waits["customerId"], json!(ROGER));

        let folder = tempfile::tempdir().unwrap();
        let nobodys = open(folder.path(), &desk.clock).await;
        assert_eq!(
            nobodys.pushed(&ready()).await.unwrap().title,
            "A repair is ready"
        );
    }

    #[tokio::test]
    async fn what_was_seen_elsewhere_or_shown_while_the_app_was_closed_is_not_shown_again() {
        let desk = Desk::of(Role::Associate).await;
        roger_is_here(&desk);
        the_alert_came(&desk, Some("2026-05-12T13:59:30.000Z"));
        assert_eq!(desk.app.pushed(&ready()).await, None);

        let closed = Desk::of(Role::Associate).await;
        closed.app.shown_meanwhile(&[AlertId(READY)]);
        assert_eq!(closed.app.pushed(&ready()).await, None);
    }

    #[tokio::test]
    async fn whoever_wants_no_alerts_here_gets_none() {
        let desk = Desk::of(Role::Associate).await;
        let off = json!({ "on": false });
        desk.app.dispatch("turn_alerts", off).await.unwrap();
        assert_eq!(desk.app.pushed(&ready()).await, None);
    }

    #[tokio::test]
    async fn an_alert_about_the_whole_store_opens_what_is_stuck() {
        let desk = Desk::of(Role::Manager).await;
        let refused = Pushed {
            kind: "sending_refused".to_owned(),
            ..ready()
        };
        assert!(desk.app.open_pushed(&refused).unwrap().stuck);
    }
}

//! Alerts on this phone: how they stand, and turning them on and off.

use super::reach::{AskSystem, Found, Known, Permission, Told};
use super::screens::{AlertsHere, AlertsStanding, Nothing, TurnAlerts};
use crate::app::{App, AppEvent};
use crate::database::{sessions, settings};
use crate::error::CommandError;

/// The setting with what the server was told.
const TOLD: &str = "push_told";

/// How alerts on this phone stand.
pub async fn my_alerts(app: &App, _: Nothing) -> Result<AlertsHere, CommandError> {
    let known = app.reach().known();
    let session = app.session()?;
    let (wanted, told) = app
        .database()?
        .read(|conn| Ok((wanted(conn)?, told(conn)?)))?;
    let told = told.filter(|told| told.device == session.device_id);
    Ok(AlertsHere {
        standing: standing(&known, wanted, told.as_ref()),
        system: app.inside().options.platform.clone(),
    })
}

/// Turns alerts on this phone on or off. On, where nobody was asked yet, has the system ask.
pub async fn turn_alerts(app: &App, turn: TurnAlerts) -> Result<AlertsHere, CommandError> {
    app.session()?;
    app.database()?.write_local(&[], |conn| {
        if turn.on {
            settings::forget(conn, settings::ALERTS_OFF)?;
        } else {
            settings::keep(conn, settings::ALERTS_OFF, &true)?;
        }
        Ok(())
    })?;
    if turn.on && app.reach().known().permission == Some(Permission::NotAsked) {
        app.reach().ask(AskSystem::Permission);
    }
    app.engine().reach_changed();
    my_alerts(app, Nothing {}).await
}

fn standing(known: &Known, wanted: bool, told: Option<&Told>) -> AlertsStanding {
    let Some(permission) = known.permission else {
        return AlertsStanding::NoPhone;
    };
    if !wanted {
        return AlertsStanding::Off;
    }
    match (permission, &known.found) {
        (Permission::Denied, _) => AlertsStanding::NotAllowed,
        (Permission::NotAsked, _) => AlertsStanding::NotAsked,
        (Permission::Granted, _) if known.served == Some(false) => AlertsStanding::WhileOpen,
        (Permission::Granted, Found::Nowhere) => AlertsStanding::WhileOpen,
        (Permission::Granted, Found::At(token)) => match told {
            Some(told) if told.certain && told.token == *token => AlertsStanding::On,
            _ => AlertsStanding::Waiting,
        },
        // Known from the last time, until the system says otherwise.
        (Permission::Granted, Found::NotYet) => match told {
            Some(told) if told.certain => AlertsStanding::On,
            _ => AlertsStanding::Waiting,
        },
    }
}

/// Whether the associate wants alerts on this phone.
pub(crate) fn wanted(conn: &rusqlite::Connection) -> rusqlite::Result<bool> {
    Ok(!settings::read(conn, settings::ALERTS_OFF)?.unwrap_or(false))
}

/// What the server was told.
pub(crate) fn told(conn: &rusqlite::Connection) -> rusqlite::Result<Option<Told>> {
    settings::read(conn, TOLD)
}

/// Keeps what the server was told.
pub(crate) fn keep_told(conn: &rusqlite::Connection, told: Option<&Told>) -> rusqlite::Result<()> {
    match told {
        Some(told) => settings::keep(conn, TOLD, told),
        None => settings::forget(conn, TOLD),
    }
}

impl App {
    /// The system says whether Regard may show alerts. Said at each start, and whenever the app comes
    /// back: the associate may have been in the system's settings.
    pub fn may_alert(&self, permission: Permission) {
        let news = self
            .reach()
            .note(|known| &mut known.permission, Some(permission));
        if news {
            self.reach_is_news();
        }
    }

    /// The system says where this phone is reached, or that it is nowhere.
    pub fn push_token(&self, token: Option<super::push_token::PushToken>) {
        let found = token.map_or(Found::Nowhere, Found::At);
        if self.reach().note(|known| &mut known.found, found) {
            self.reach_is_news();
        }
    }

    /// What the shell is to ask the system, again and again.
    pub fn asks_system(&self) -> tokio::sync::watch::Receiver<AskSystem> {
        self.reach().asks()
    }

    /// Whether the associate of this device wants its alerts shown here.
    pub fn shows_alerts(&self) -> bool {
        let wanted = self
            .database()
            .and_then(|database| database.read(|conn| Ok(wanted(conn)?)));
        wanted.unwrap_or(true)
    }

    /// Whether a screen lies open to anyone: locked, or nobody's.
    pub fn is_closed(&self) -> bool {
        let nobody = self
            .database()
            .and_then(|database| database.read(|conn| Ok(sessions::session(conn)?.is_none())));
        self.is_locked() || nobody.unwrap_or(true)
    }

    /// Tells the screens and the sync.
    pub(crate) fn reach_is_news(&self) {
        self.engine().reach_changed();
        let tables = vec!["alerts_here".to_owned()];
        self.say(AppEvent::DataChanged { tables });
    }
}

#[cfg(test)]
mod tests {
    use regard_domain::words::Role;

    use regard_domain::ids::AssociateId;
    use uuid::Uuid;

    use super::*;
    use crate::database::enrolments;
    use crate::testing::Desk;

    async fn standing_of(desk: &Desk) -> AlertsStanding {
        my_alerts(&desk.app, Nothing {}).await.unwrap().standing
    }

    #[tokio::test]
    async fn me_says_how_alerts_stand_on_this_phone() {
        let desk = Desk::of(Role::Associate).await;
        assert_eq!(standing_of(&desk).await, AlertsStanding::NoPhone);
        desk.app.may_alert(Permission::NotAsked);
        assert_eq!(standing_of(&desk).await, AlertsStanding::NotAsked);

        let mut asks = desk.app.asks_system();
        turn_alerts(&desk.app, TurnAlerts { on: true })
            .await
            .unwrap();
        assert_eq!(
            *asks.borrow_and_update(),
            AskSystem::Permission,
            "a tap on On has the system ask"
        );
        desk.app.may_alert(Permission::Denied);
        assert_eq!(standing_of(&desk).await, AlertsStanding::NotAllowed);
        desk.app.may_alert(Permission::Granted);
        assert_eq!(
            standing_of(&desk).await,
            AlertsStanding::Waiting,
            "there is no network"
        );
        desk.app.push_token(None);
        assert_eq!(standing_of(&desk).await, AlertsStanding::WhileOpen);

        let off = turn_alerts(&desk.app, TurnAlerts { on: false })
            .await
            .unwrap();
        assert_eq!(off.standing, AlertsStanding::Off);
        assert!(!desk.app.shows_alerts());
    }

    #[tokio::test]
    async fn who_gets_the_phone_next_is_not_silenced_by_who_had_it() {
        let desk = Desk::of(Role::Associate).await;
        let enrol = |who: AssociateId| {
            let mut session = desk.app.session().unwrap();
            session.associate_id = who;
            desk.app
                .database()
                .unwrap()
                .write_local(&[], |conn| {
                    let life = Uuid::now_v7();
                    Ok(enrolments::keep(conn, &session, "token", life, None)?)
                })
                .unwrap();
        };
        turn_alerts(&desk.app, TurnAlerts { on: false })
            .await
            .unwrap();
        enrol(desk.me);
        assert!(!desk.app.shows_alerts(), "Marta still wants none");
        enrol(AssociateId(Uuid::from_u128(0xb)));
        assert!(desk.app.shows_alerts(), "Ben said nothing of the kind");
    }
}

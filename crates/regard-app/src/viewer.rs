//! Whose eyes the screens are drawn for: who looks, in which store, on which day there.

use chrono::{DateTime, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use regard_domain::ids::{AssociateId, StoreId};
use regard_domain::words::Role;
use rusqlite::Connection;

use crate::database::stores;
use crate::session::Session;

/// Who looks, in which store, and when. Every card is made for a viewer, so that "you sold this"
/// is only said to the one who did, and "today" is the day of the store, not of the device.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The associate using this device.
    pub me: AssociateId,
    /// What they may do.
    pub role: Role,
    /// The store of the device.
    pub store_id: StoreId,
    /// The store's time zone; UTC until the store is known.
    pub time_zone: Tz,
    /// The day in the store.
    pub today: NaiveDate,
    /// The moment.
    pub now: DateTime<Utc>,
}

impl Viewer {
    /// The viewer at the moment `now`, with the time zone of the store as this device knows it.
    pub fn read(
        conn: &Connection,
        me: AssociateId,
        role: Role,
        store_id: StoreId,
        now: DateTime<Utc>,
    ) -> rusqlite::Result<Self> {
        let time_zone = stores::time_zone(conn, store_id)?;
        Ok(Self::at(me, role, store_id, time_zone, now))
    }

    /// The viewer that a session is, at the moment `now`.
    pub fn of_session(
        conn: &Connection,
        session: &Session,
        now: DateTime<Utc>,
    ) -> rusqlite::Result<Self> {
        Self::read(
            conn,
            session.associate_id,
            session.role,
            session.store_id,
            now,
        )
    }

    /// The viewer in a store whose time zone is known.
    pub fn at(
        me: AssociateId,
        role: Role,
        store_id: StoreId,
        time_zone: Tz,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            me,
            role,
            store_id,
            time_zone,
            today: now.with_timezone(&time_zone).date_naive(),
            now,
        }
    }

    /// The day of a moment, in the store.
    pub fn day_of(&self, moment: DateTime<Utc>) -> NaiveDate {
        moment.with_timezone(&self.time_zone).date_naive()
    }

    /// The hour in the store, 0 to 23.
    pub fn hour(&self) -> u32 {
        self.now.with_timezone(&self.time_zone).hour()
    }

    /// Whether private tables are empty here, because it is the bench's device.
    pub fn is_bench(&self) -> bool {
        self.role == Role::Bench
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_day_is_the_stores_day() {
        let late_evening = "2026-05-13T02:30:00Z".parse().unwrap();
        let viewer = Viewer::at(
            AssociateId(Uuid::nil()),
            Role::Associate,
            StoreId(Uuid::nil()),
            chrono_tz::America::New_York,
            late_evening,
        );
        assert_eq!(viewer.today.to_string(), "2026-05-12");
        assert_eq!(viewer.hour(), 22);
    }
}

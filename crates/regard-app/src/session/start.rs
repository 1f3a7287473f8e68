//! What the app opens with: asked first, before anything else.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::screens::{Me, Nothing, Start};
use super::who::Session;
use super::{language, pin};
use crate::app::{App, Stored};
use crate::database::{pins, sessions, settings, stores};
use crate::error::CommandError;

/// Which screen the app opens with. A file that was set aside is told once.
pub async fn start(app: &App, _: Nothing) -> Result<Start, CommandError> {
    if let Stored::Newer { found, known } = app.inside().stored {
        return Ok(Start::NewerDatabase { found, known });
    }
    let set_aside = app
        .inside()
        .set_aside
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    if let Some(set_aside) = set_aside {
        return Ok(Start::Broken { set_aside });
    }
    let Some(session) = app.enrolled()? else {
        return Ok(Start::Enrol);
    };
    if app.inside().locked.load(Ordering::Acquire) {
        return app.database()?.read(|conn| {
            let until = pins::read(conn)?.and_then(|lock| lock.wait_until);
            Ok(Start::Locked {
                given_name: sessions::given_name(conn, session.associate_id)?.unwrap_or_default(),
                wait_seconds: pin::wait_seconds(until, app.now()),
            })
        });
    }
    Ok(Start::Open {
        me: Box::new(me(app, &session)?),
    })
}

/// Who is using this device, and where.
pub fn me(app: &App, session: &Session) -> Result<Me, CommandError> {
    let sync = app.sync_state()?;
    app.database()?.read(|conn| {
        let store = stores::store(conn, session.store_id)?;
        let (store_name, currency) = store.map_or_else(
            || (String::new(), "USD".to_owned()),
            |store| (store.name, store.currency),
        );
        Ok(Me {
            associate_id: session.associate_id,
            given_name: sessions::given_name(conn, session.associate_id)?.unwrap_or_default(),
            role: session.role,
            device_id: session.device_id,
            device_name: session.device_name.clone(),
            store_id: session.store_id,
            store_name,
            currency,
            server: session.server.clone(),
            has_pin: pins::read(conn)?.is_some(),
            hold_seconds: settings::hold_seconds(conn)?,
            language: language::said(conn)?,
            key_in: app.inside().options.key_store.kind().to_owned(),
            sync,
            version: app.inside().options.version.clone(),
        })
    })
}

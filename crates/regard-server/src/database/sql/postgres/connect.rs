//! How the server reaches its database: a URL, TLS for everything that is not this machine.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Hook, Manager, ManagerConfig, Pool, RecyclingMethod};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Connections, Fault, Own};
use crate::database::DatabaseError;

/// The most connections of one server: one writes, one watches, the others read.
const MOST_CONNECTIONS: usize = 12;
/// How long a connection may take to stand, and how long a request waits for a free one.
const PATIENCE: Duration = Duration::from_secs(10);
/// A server that stands still in the middle of a write must not hold up the others for ever, and
/// nobody waits for it longer than a device would.
const LIMITS: &str = "SET lock_timeout = '15s'; SET idle_in_transaction_session_timeout = '30s'; SET TIME ZONE 'UTC'";

/// Where a PostgreSQL database is, as `postgres://user:password@host/database`, or as
/// `host=/run/postgresql user=regard dbname=regard`. Its `Debug` shows no password.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(String);

impl std::fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PostgresUrl(…)")
    }
}

impl PostgresUrl {
    /// The URL, if the text is one that names a PostgreSQL database.
    pub fn in_text(text: &str) -> Option<Self> {
        let named = ["postgres://", "postgresql://", "host="]
            .iter()
            .any(|start| text.starts_with(start));
        named.then(|| Self(text.to_owned()))
    }

    /// The text itself, password and all.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// As the client library wants it. To another machine always with TLS.
    pub fn config(&self) -> Result<Config, DatabaseError> {
        let mut config: Config = self.0.parse()?;
        config.connect_timeout(PATIENCE);
        if config.get_application_name().is_none() {
            config.application_name("regard-server");
        }
        // Where an address is given too, it is the one that is connected to.
        let stays_here = config.get_hosts().iter().all(is_here)
            && config.get_hostaddrs().iter().all(IpAddr::is_loopback);
        if !stays_here {
            config.ssl_mode(SslMode::Require);
        }
        Ok(config)
    }
}

/// Whether what is said to that host stays on this machine.
fn is_here(host: &Host) -> bool {
    match host {
        #[cfg(unix)]
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
    }
}

/// TLS with the certificates that this machine trusts.
pub(super) fn tls() -> Result<MakeRustlsConnect, DatabaseError> {
    let wrong = |error: rustls::Error| {
        DatabaseError::Postgres(Fault {
            state: None,
            words: error.to_string(),
        })
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(wrong)?
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// Every question of ours has an index that serves it whatever the values are: planning it anew each
/// time costs three times what it takes to answer. Engines that don't know these go without.
const PLANS: &str = "SET plan_cache_mode = force_generic_plan; SET jit = off";

/// Connections to the database. None is made before it is needed.
pub fn connect(url: &PostgresUrl) -> Result<Connections, DatabaseError> {
    let config = url.config()?;
    let recycle = ManagerConfig {
        recycling_method: RecyclingMethod::Fast,
    };
    let manager = if config.get_ssl_mode() == SslMode::Require {
        Manager::from_config(config, tls()?, recycle)
    } else {
        Manager::from_config(config, NoTls, recycle)
    };
    let limits = Hook::async_fn(|connection: &mut deadpool_postgres::ClientWrapper, _| {
        Box::pin(async move {
            let set = connection.batch_execute(LIMITS).await;
            let _ = connection.batch_execute(PLANS).await;
            set.map_err(deadpool_postgres::HookError::Backend)
        })
    });
    let pool = Pool::builder(manager)
        .max_size(MOST_CONNECTIONS)
        .wait_timeout(Some(PATIENCE))
        .create_timeout(Some(PATIENCE))
        .runtime(deadpool_postgres::Runtime::Tokio1)
        .post_create(limits)
        .build();
    let pool = pool.map_err(|error| {
        DatabaseError::Postgres(Fault {
            state: None,
            words: error.to_string(),
        })
    })?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("regard-postgres")
        .enable_all()
        .build()?;
    Ok(Connections {
        pool,
        runtime: Arc::new(Own(Some(runtime))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_machine_is_reached_with_tls_only_and_no_password_is_shown() {
        let mode = |text: &str| {
            let url = PostgresUrl::in_text(text).unwrap();
            assert!(!format!("{url:?}").contains("secret"));
            url.config().unwrap().get_ssl_mode()
        };
        assert_eq!(
            mode("postgres://regard:secret@db.harbor.example/regard"),
            SslMode::Require
        );
        assert_eq!(
            mode("postgres://regard:secret@db.harbor.example/regard?sslmode=disable"),
            SslMode::Require
        );
        assert_ne!(
            mode("postgres://regard:secret@127.0.0.1/regard"),
            SslMode::Require
        );
        assert_ne!(mode("host=/run/postgresql user=regard"), SslMode::Require);
        assert_eq!(
            mode("host=localhost hostaddr=192.0.2.7 user=regard"),
            SslMode::Require
        );
        assert_eq!(
            mode("postgres://regard:secret@127.0.0.1/regard?hostaddr=192.0.2.7"),
            SslMode::Require
        );
        assert_eq!(PostgresUrl::in_text("book.db"), None);
        assert!(tls().is_ok());
    }
}

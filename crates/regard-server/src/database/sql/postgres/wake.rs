//! Tells the company's other servers of a new head, and hears it from them.
//!
//! An addition to looking at the head four times a second, which goes on: what is told here may be
//! lost, comes late or not at all (a pooler in between, an engine without `LISTEN`), and then the
//! look finds it. It is told after the commit, outside of it: `NOTIFY` inside a write would make all
//! commits of the database wait for each other.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use regard_domain::ids::CompanyId;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio_postgres::config::SslMode;
use tokio_postgres::{AsyncMessage, Client, Connection, NoTls};

use super::Connections;
use super::connect::{PostgresUrl, tls};
use crate::database::DatabaseError;

/// How long to wait after the line broke.
const PAUSE: Duration = Duration::from_secs(5);

/// Keeps telling and hearing until the connections are dropped.
pub fn keep_awake(
    connections: &Connections,
    url: PostgresUrl,
    company: CompanyId,
    head: Arc<watch::Sender<u64>>,
) {
    let Some(runtime) = &connections.runtime.0 else {
        return;
    };
    runtime.spawn(async move {
        let line = Line {
            company,
            head,
            heard: AtomicU64::new(0),
        };
        loop {
            if let Err(error) = line.hold(&url).await {
                tracing::warn!(%error, "the line to the other servers broke");
            }
            tokio::time::sleep(PAUSE).await;
        }
    });
}

struct Line {
    company: CompanyId,
    head: Arc<watch::Sender<u64>>,
    /// The newest head that was heard: it is not told again.
    heard: AtomicU64,
}

impl Line {
    async fn hold(&self, url: &PostgresUrl) -> Result<(), DatabaseError> {
        let config = url.config()?;
        if config.get_ssl_mode() == SslMode::Require {
            let (client, connection) = config.connect(tls()?).await?;
            Ok(self.talk(client, connection).await?)
        } else {
            let (client, connection) = config.connect(NoTls).await?;
            Ok(self.talk(client, connection).await?)
        }
    }

    async fn talk<S, T>(
        &self,
        client: Client,
        mut connection: Connection<S, T>,
    ) -> Result<(), tokio_postgres::Error>
    where
        S: AsyncRead + AsyncWrite + Unpin,
        T: AsyncRead + AsyncWrite + Unpin,
    {
        let hearing = async {
            while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
                if let AsyncMessage::Notification(told) = message? {
                    self.hear(told.payload());
                }
            }
            Ok(())
        };
        tokio::select! {
            ended = hearing => ended,
            ended = self.tell(&client) => ended,
        }
    }

    async fn tell(&self, client: &Client) -> Result<(), tokio_postgres::Error> {
        // A channel of the company's own: nobody is woken for another company.
        let channel = format!("regard_{}", self.company.0.simple());
        client.batch_execute(&format!("LISTEN {channel}")).await?;
        let mut heads = self.head.subscribe();
        while heads.changed().await.is_ok() {
            let head = *heads.borrow_and_update();
            if head > self.heard.load(Ordering::SeqCst) {
                client
                    .batch_execute(&format!("NOTIFY {channel}, '{head}'"))
                    .await?;
            }
        }
        Ok(())
    }

    fn hear(&self, told: &str) {
        let Ok(head) = told.parse::<u64>() else {
            return;
        };
        self.heard.fetch_max(head, Ordering::SeqCst);
        self.head.send_if_modified(|known| {
            let newer = head > *known;
            if newer {
                *known = head;
            }
            newer
        });
    }
}

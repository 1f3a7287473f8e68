//! A running server: opened, listening, and stopped without leaving anything half done.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::serve::ListenerExt;
use regard_sync::server::upkeep;
use std::time::Duration;

use regard_domain::clock::Clock;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::admin::{self, AdminError};
use crate::alerts::push::apns::PushSetUpError;
use crate::alerts::wake::{DeviceWaker, Waking};
use crate::config::Config;
use crate::database::{Database, DatabaseError};
use crate::delivery::{Dispatcher, Running, SetUpError};
use crate::state::ServerState;
use crate::{alerts, photos, routes, status_page, uncollected};

/// How often the server looks whether another process moved the head.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How often it is seen to that old tombstones go; the first of a day counts.
const KEEP_HOUSE_EVERY: Duration = Duration::from_secs(3_600);
/// How long requests that are under way may take to end.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

/// What a server needs to start.
pub struct ServerOptions {
    /// What it is told.
    pub config: Config,
    /// Where it takes the time from.
    pub clock: Arc<dyn Clock>,
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The book can't be opened.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The first store can't be made.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// The address is taken or not ours.
    #[error("can't listen on {address}: {reason}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The operating system's words.
        reason: std::io::Error,
    },
    /// The way messages are sent is not set up rightly.
    #[error(transparent)]
    Delivery(#[from] SetUpError),
    /// Devices can't be woken as it is configured.
    #[error(transparent)]
    Push(#[from] PushSetUpError),
    /// The server ended while it started.
    #[error("the server ended while it started")]
    Ended,
}

/// A running server.
pub struct Server {
    address: SocketAddr,
    state: Arc<ServerState>,
    serving: JoinHandle<()>,
    /// What goes on beside the requests, each by its name.
    beside: Vec<(&'static str, JoinHandle<()>)>,
    sending: Running,
    waking: Waking,
}

impl Server {
    /// Opens the book, brings its tables up to date, listens.
    pub async fn start(options: ServerOptions) -> Result<Self, StartError> {
        let ServerOptions { config, clock } = options;
        let (opening, clock_of_book) = (config.clone(), clock.clone());
        let database = tokio::task::spawn_blocking(move || {
            let database = open(&opening, clock_of_book)?;
            admin::furnish(&database, &opening)?;
            status_page::furnish(&database, opening.link_base())?;
            Ok::<_, StartError>(database)
        })
        .await
        .map_err(|_| StartError::Ended)??;
        let address = config.listen;
        let listener = TcpListener::bind(address)
            .await
            .map_err(|reason| StartError::Listen { address, reason })?;
        let address = listener
            .local_addr()
            .map_err(|reason| StartError::Listen { address, reason })?;
        let mut delivery = config.delivery.clone();
        delivery.witness = Some(config.sent_so_far());
        let dispatcher = Dispatcher::new(database.clone(), clock.clone(), &delivery)?;
        let waker = DeviceWaker::new(database.clone(), clock, &config.push)?;
        let state = ServerState::new(config, database, dispatcher.clone()).waking(waker.clone());
        let state = Arc::new(state);

        let router = routes::router(state.clone());
        let mut stopping = state.stopping();
        let serving = tokio::spawn(async move {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            // A word on the live line leaves at once, not when a segment is full.
            let listener = listener.tap_io(|stream| {
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "a connection gathers what it sends");
                }
            });
            let served = axum::serve(listener, service).with_graceful_shutdown(async move {
                let _ = stopping.wait_for(|stopping| *stopping).await;
            });
            if let Err(error) = served.await {
                tracing::error!(%error, "the server stopped listening");
            }
        });
        let watching = state
            .snapshots()
            .clone()
            .watch(state.database().clone(), state.stopping());
        let beside = vec![
            ("look-out", tokio::spawn(look_at_head(state.clone()))),
            ("snapshots", tokio::spawn(watching)),
            ("house", tokio::spawn(keep_house(state.clone()))),
            (
                "uncollected",
                tokio::spawn(uncollected::watch(state.clone())),
            ),
            (
                "promises",
                tokio::spawn(alerts::promises::watch(state.clone())),
            ),
        ];
        let (sending, waking) = (dispatcher.start(), waker.start());
        tracing::info!(%address, "the server listens");
        Ok(Self {
            address,
            state,
            serving,
            beside,
            sending,
            waking,
        })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Its address as a device on this machine writes it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What its requests work with.
    pub fn state(&self) -> Arc<ServerState> {
        self.state.clone()
    }

    /// Takes no more requests, ends live connections, lets the rest finish, closes the book.
    pub async fn stop(mut self) {
        self.state.stop();
        if tokio::time::timeout(LAST_REQUESTS, &mut self.serving)
            .await
            .is_err()
        {
            tracing::warn!("some requests did not end in time");
            self.serving.abort();
        }
        self.sending.stop().await;
        self.waking.stop().await;
        for (task, running) in self.beside {
            if let Err(error) = running.await {
                tracing::error!(%error, task, "what goes on beside the requests failed");
            }
        }
        let database = self.state.database().clone();
        let closed = tokio::task::spawn_blocking(move || database.checkpoint()).await;
        if !matches!(closed, Ok(Ok(()))) {
            tracing::warn!("the journal was not emptied; the next start does it");
        }
        tracing::info!("the server has stopped");
    }
}

/// Opens the book that the configuration names.
pub fn open(config: &Config, clock: Arc<dyn Clock>) -> Result<Arc<Database>, DatabaseError> {
    Ok(Arc::new(Database::open_book(
        &config.book(),
        &config.company,
        clock,
    )?))
}

/// Takes out photos that were taken out long ago, and pictures without a photo.
async fn tidy_photos(state: &ServerState) {
    let (database, days) = (state.database().clone(), state.config().photos.removed_days);
    let tidied = tokio::task::spawn_blocking(move || photos::tidy::tidy(&database, days)).await;
    match tidied {
        Ok(Ok((0, 0))) | Err(_) => {}
        Ok(Ok((photos, pictures))) => {
            tracing::info!(
                photos,
                pictures,
                "photos that were taken out are gone for good"
            );
        }
        Ok(Err(error)) => tracing::error!(%error, "photos could not be tidied"),
    }
}

/// Forgets once a day what every device has long seen.
async fn keep_house(state: Arc<ServerState>) {
    let mut stopping = state.stopping();
    let mut tidied = None;
    loop {
        let today = state.database().now().date_naive();
        if tidied != Some(today) {
            tidied = Some(today);
            tidy_photos(&state).await;
        }
        let database = state.database().clone();
        let kept = tokio::task::spawn_blocking(move || {
            database.write(|edit| upkeep::keep_house(edit.book(), edit.now().date_naive()))
        });
        match kept.await {
            Ok(Ok(0)) | Err(_) => {}
            Ok(Ok(gone)) => tracing::info!(gone, "tombstones of half a year ago are forgotten"),
            Ok(Err(error)) => tracing::error!(%error, "the house could not be kept"),
        }
        tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => return,
            () = tokio::time::sleep(KEEP_HOUSE_EVERY) => {}
        }
    }
}

/// Admin commands write from a process of their own; devices are to hear of it too.
async fn look_at_head(state: Arc<ServerState>) {
    let mut stopping = state.stopping();
    loop {
        tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let database = state.database().clone();
        if let Ok(Err(error)) = tokio::task::spawn_blocking(move || database.look_at_head()).await {
            tracing::error!(%error, "the head can't be read");
        }
    }
}

//! The machine of the server: the real router on the real book.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use axum::Extension;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use regard_domain::ids::AssociateId;
use regard_server::delivery::Dispatcher;
use regard_server::demo::{self, scene};
use regard_server::{Config, ServerState, enrol, routes, server};
use turmoil::net::TcpListener;

use crate::clock::SimulatedClock;

/// The server's name on the network.
pub const NAME: &str = "server";
/// Where it listens.
pub const PORT: u16 = 443;

/// A book with a store, its team, Roger and Dana, and a one-time code for each of `people`.
pub fn furnish(folder: &Path, clock: &Arc<SimulatedClock>, people: &[&str]) -> Vec<String> {
    use regard_domain::clock::Clock as _;
    let database = server::open(&config(folder), clock.clone()).expect("a book");
    let mut rows = scene::store();
    rows.extend(scene::couple(&demo::Times::new(clock.now())));
    demo::write(&database, &rows).expect("the scene is written");
    let code = |who: &&str| {
        enrol::make_code(&database, AssociateId(scene::id(who)))
            .expect("a code")
            .code
    };
    people.iter().map(code).collect()
}

/// Opens the book and answers until the machine falls.
pub async fn serve(folder: std::path::PathBuf, clock: Arc<SimulatedClock>) -> turmoil::Result {
    let config = config(&folder);
    let (opening, clock_of_book) = (config.clone(), clock.clone());
    let opened = tokio::task::spawn_blocking(move || server::open(&opening, clock_of_book));
    let database = opened.await??;
    let dispatcher = Dispatcher::new(database.clone(), clock, &config.delivery)?;
    let router = routes::router(Arc::new(ServerState::new(config, database, dispatcher)));
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, PORT)).await?;
    loop {
        let (stream, from) = listener.accept().await?;
        let service = TowerToHyperService::new(router.clone().layer(Extension(ConnectInfo(from))));
        tokio::spawn(async move {
            // A connection that breaks off is what this is about.
            let served = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            served.await.ok();
        });
    }
}

fn config(folder: &Path) -> Config {
    Config::for_folder(folder, SocketAddr::from((Ipv4Addr::UNSPECIFIED, PORT)))
}

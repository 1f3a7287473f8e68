//! The store's Wi-Fi: a door between a device and the server that a test can shut.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Passes TCP through while open; shut, it cuts what is open and refuses what is new.
pub struct Gate {
    address: SocketAddr,
    open: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Gate {
    /// An open gate in front of `server`.
    pub async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("the port");
        let (open, is_open) = watch::channel(true);
        let serving = tokio::spawn(serve(listener, server, is_open));
        Self {
            address,
            open,
            serving,
        }
    }

    /// What a device takes for the server's address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Pulls the network.
    pub fn shut(&self) {
        self.open.send_replace(false);
    }

    /// Gives the network back.
    pub fn reopen(&self) {
        self.open.send_replace(true);
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, server: SocketAddr, is_open: watch::Receiver<bool>) {
    let is_open = Arc::new(is_open);
    while let Ok((mut device, _)) = listener.accept().await {
        if !*is_open.borrow() {
            continue;
        }
        let mut until_shut = (*is_open).clone();
        tokio::spawn(async move {
            let Ok(mut upstream) = TcpStream::connect(server).await else {
                return;
            };
            let _ = device.set_nodelay(true);
            let _ = upstream.set_nodelay(true);
            tokio::select! {
                _ = copy_bidirectional(&mut device, &mut upstream) => {}
                _ = until_shut.wait_for(|open| !*open) => {}
            }
        });
    }
}

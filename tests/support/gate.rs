//! The store's Wi-Fi: a door between a device and the server that a test can shut, and bad weather.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the network does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weather {
    Fine,
    /// Nothing passes: what is open is cut, what is new is refused.
    Shut,
    /// Every connection has a fate of its own, drawn from this number.
    Bad(u64),
}

/// What becomes of one connection in bad weather.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fate {
    /// After how many bytes nothing more goes to the server, and what then.
    up: (u64, Then),
    /// The same for the way back.
    down: (u64, Then),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    /// The connection is cut.
    Cut,
    /// It stands still: neither side hears that anything is wrong.
    Hold,
}

impl Fate {
    const FINE: Self = Self {
        up: (u64::MAX, Then::Cut),
        down: (u64::MAX, Then::Cut),
    };

    /// The fate of connection `count` in that weather.
    fn of(weather: Weather, count: u64) -> Self {
        let Weather::Bad(seed) = weather else {
            return Self::FINE;
        };
        let mut mixed = seed.wrapping_add(count.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let then = if mixed & 0x100 == 0 {
            Then::Cut
        } else {
            Then::Hold
        };
        let bytes = (mixed >> 16) % 1_500;
        match mixed % 4 {
            // The request is broken off.
            0 => Self {
                up: (bytes, then),
                ..Self::FINE
            },
            // The server hears it and the answer is broken off, perhaps before its first byte.
            1 => Self {
                down: (bytes, then),
                ..Self::FINE
            },
            2 => Self {
                down: (0, then),
                ..Self::FINE
            },
            _ => Self::FINE,
        }
    }
}

/// What the device said to the server, byte for byte, by connection, as far as it was asked for.
type Overheard = Arc<Mutex<Option<BTreeMap<u64, Vec<u8>>>>>;

/// Passes TCP through as the weather lets it.
pub struct Gate {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    connections: Arc<AtomicU64>,
    overheard: Overheard,
    serving: JoinHandle<()>,
}

impl Gate {
    /// An open gate in front of `server`.
    pub async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("the port");
        let (weather, is) = watch::channel(Weather::Fine);
        let connections = Arc::new(AtomicU64::new(0));
        let overheard = Overheard::default();
        let serving = tokio::spawn(serve(
            listener,
            server,
            is,
            connections.clone(),
            overheard.clone(),
        ));
        Self {
            address,
            weather,
            connections,
            overheard,
            serving,
        }
    }

    /// What a device takes for the server's address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Pulls the network.
    pub fn shut(&self) {
        self.weather.send_replace(Weather::Shut);
    }

    /// Gives the network back. Connections of other weather are cut.
    pub fn reopen(&self) {
        self.weather.send_replace(Weather::Fine);
    }

    /// Lets connections break off and stand still, by a seed. Those that are open are cut.
    pub fn storm(&self, seed: u64) {
        self.weather.send_replace(Weather::Bad(seed));
    }

    /// Writes down from now on what the device says to the server, over connections that are open, too.
    pub fn overhear(&self) {
        let mut overheard = self
            .overheard
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        overheard.get_or_insert_default();
    }

    /// What the device has said to the server since, connection by connection.
    pub fn overheard(&self) -> Vec<Vec<u8>> {
        let overheard = self
            .overheard
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        overheard
            .iter()
            .flatten()
            .map(|(_, said)| said.clone())
            .collect()
    }

    /// How many connections there were.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Acquire)
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(
    listener: TcpListener,
    server: SocketAddr,
    weather: watch::Receiver<Weather>,
    connections: Arc<AtomicU64>,
    overheard: Overheard,
) {
    while let Ok((device, _)) = listener.accept().await {
        let now = *weather.borrow();
        let count = connections.fetch_add(1, Ordering::AcqRel);
        if now == Weather::Shut {
            continue;
        }
        let mut changes = weather.clone();
        let overheard = overheard.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = pass(device, server, Fate::of(now, count), (count, &overheard)) => {}
                _ = changes.wait_for(|weather| *weather != now) => {}
            }
        });
    }
}

async fn pass(device: TcpStream, server: SocketAddr, fate: Fate, overheard: (u64, &Overheard)) {
    let Ok(upstream) = TcpStream::connect(server).await else {
        return;
    };
    let _ = device.set_nodelay(true);
    let _ = upstream.set_nodelay(true);
    let (from_device, to_device) = device.into_split();
    let (from_server, to_server) = upstream.into_split();
    let up = way(from_device, to_server, fate.up, Some(overheard));
    let down = way(from_server, to_device, fate.down, None);
    tokio::pin!(up, down);
    // A way that is cut takes the other with it; one that came to its end does not.
    tokio::select! {
        end = &mut up => if end == End::Said { down.await; },
        end = &mut down => if end == End::Said { up.await; },
    }
}

/// How a way ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Everything was said.
    Said,
    /// It is to be cut, or was.
    Cut,
}

/// Passes one way on.
async fn way(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    (most, then): (u64, Then),
    overheard: Option<(u64, &Overheard)>,
) -> End {
    let mut left = most;
    let mut part = vec![0; 16 * 1024];
    while left > 0 {
        let Ok(read) = from.read(&mut part).await else {
            return End::Cut;
        };
        if read == 0 {
            let _ = to.shutdown().await;
            return End::Said;
        }
        let passes = read.min(usize::try_from(left).unwrap_or(usize::MAX));
        if let Some((count, overheard)) = &overheard {
            let mut overheard = overheard.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(said) = overheard.as_mut() {
                said.entry(*count)
                    .or_default()
                    .extend_from_slice(part.get(..passes).unwrap_or_default());
            }
        }
        if to
            .write_all(part.get(..passes).unwrap_or_default())
            .await
            .is_err()
        {
            return End::Cut;
        }
        left = left.saturating_sub(u64::try_from(passes).unwrap_or_default());
    }
    match then {
        Then::Cut => End::Cut,
        Then::Hold => std::future::pending().await,
    }
}

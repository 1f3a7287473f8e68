//! What the stories share: a store with its real server, devices with real databases, the Wi-Fi
//! between them.
//!
//! Nothing here is a stand-in. Only the customer's phone carrier is out of reach; its place takes
//! the server's readable outbox, or a peer of its own in the delivery tests.

pub mod bridge;
pub mod clock;
pub mod device;
pub mod gate;
pub mod store;
pub mod wait;

pub use device::Device;
pub use store::Store;

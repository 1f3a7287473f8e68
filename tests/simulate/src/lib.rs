//! The simulation that tries to lose data.
//!
//! A few devices and one server, all in memory but with the product's own rules on both sides
//! (`regard_sync::device`, `regard_sync::server`), are driven by a seed through everything that goes
//! wrong: lost and repeated requests, crashes, wrong clocks, copied and restored files, a server back
//! from a backup, customers who move away. Then everything heals, and nothing may be missing.
//!
//! A history is a list of numbers, one for each step. Each step takes all its chance from its own
//! number, so that a history stays one when steps are taken out of it: that is how a failure shrinks.

pub mod acts;
pub mod chance;
pub mod check;
pub mod device;
pub mod history;
pub mod merges;
pub mod network;
pub mod oracle;
pub mod planted;
pub mod rot;
pub mod server;
pub mod step;
pub mod world;

pub use history::{Failure, History, run, shrink};
pub use planted::Planted;
pub use world::World;

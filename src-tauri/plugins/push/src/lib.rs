//! The phones' half of pushes: the token of the system's service, what comes over it, and the tap on
//! what the system showed by itself.
//!
//! It is thin on purpose. Nothing is decided here: what a push means, whether it is shown and in which
//! words is the app's, which is tested without a phone. It never asks for a permission; the alerts'
//! plugin does. On a computer there is nothing of it but the words of [`Heard`].

mod heard;
#[cfg(mobile)]
mod phone;

pub use heard::{Heard, Shown, Words};
#[cfg(mobile)]
pub use phone::{Push, PushError, plugin};

//! The page behind the short link in a message: how the repair stands, without a login.
//!
//! Looking changes nothing, however often and whoever looks (carriers and phones look before the
//! customer does). It says no more than the message said: no name, no piece, no price.

mod furnish;
mod page;
mod register;
mod routes;

pub use furnish::furnish;
pub use register::register;
pub use routes::routes;

//! The first screen, and the alerts on it. See screens.rs for what is shown.

pub mod banner;
pub mod check_in;
pub mod day;
mod near;
pub(crate) mod open_alert;
pub mod pushed;
pub mod screens;
pub mod see_alert;

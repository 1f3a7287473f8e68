//! The first screen, and the alerts on it. See screens.rs for what is shown.

pub mod check_in;
pub mod day;
mod near;
mod open_alert;
pub mod screens;
pub mod see_alert;

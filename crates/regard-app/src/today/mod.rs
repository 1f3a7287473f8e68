//! The first screen, and the alerts on it. See screens.rs for what is shown.

pub mod banner;
mod came_back;
pub mod check_in;
pub mod day;
pub mod look_ahead;
pub mod look_ahead_screens;
mod near;
pub(crate) mod open_alert;
pub mod pushed;
pub mod screens;
pub mod see_alert;

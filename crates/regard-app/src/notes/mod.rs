//! What was learnt when someone came in or called. See screens.rs for what is shown.

pub mod cards;
pub mod draft;
pub mod jot;
pub mod screens;

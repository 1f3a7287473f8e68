//! See screens.rs.
pub mod screens;

//! The words and rules of a jewelry or watch store.
//!
//! Everything here is a plain value or a pure function: no file, no network, no database, no clock
//! of its own and no randomness. The time, and every new id, come in as arguments, so that each
//! rule can be tried with the day that matters to it.

pub mod amount;
pub mod appointment;
pub mod check_in;
pub mod clock;
pub mod consent;
pub mod draft;
pub mod ids;
pub mod link;
pub mod message;
pub mod money;
pub mod names;
pub mod number_zones;
pub mod occasion;
pub mod partial_date;
pub mod parts;
pub mod phone;
pub mod photo;
pub mod promise;
pub mod promotion;
pub mod quiet_hours;
pub mod reason;
pub mod repair;
pub mod reply;
pub mod strand;
pub mod template;
pub mod uncollected;
pub mod wish;
pub mod words;

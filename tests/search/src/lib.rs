//! Customer search beside its peers.
//!
//! A seeded store of any size (`store`), a seeded log of look-ups with the customer who is meant
//! (`queries`), those who search it (`peers`), and what is counted (`measure`, `taps`). Nothing here
//! is part of the product.

pub mod ceiling;
pub mod contact;
pub mod cpu;
pub mod customer;
pub mod database;
pub mod figures;
pub mod fits;
pub mod goods;
pub mod kinds;
pub mod measure;
pub mod memory;
pub mod names;
pub mod peers;
mod people;
pub mod queries;
pub mod recall;
pub mod report;
pub mod runner;
pub mod spelling;
pub mod store;
pub mod taps;
pub mod typing;

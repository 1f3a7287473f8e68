//! The SQL of the benchmarks: what fills a book or a device past its doors, and what changes much at
//! once.

pub mod book;
pub mod device;
pub mod install;

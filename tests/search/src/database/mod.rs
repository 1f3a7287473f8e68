//! Everything that speaks SQL.

pub mod fts5;

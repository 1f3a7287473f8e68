//! Texts and e-mails to customers: drafted, held so that they can be taken back, asked for once.
//! Only the server sends. See screens.rs for what is shown.

pub mod ask_again;
pub mod cards;
pub mod count_parts;
pub mod draft;
pub mod record_consent;
pub mod release;
pub mod screens;
pub mod send_now;
mod surprise;
pub mod tell;
pub mod undo;

#[cfg(test)]
mod tests;

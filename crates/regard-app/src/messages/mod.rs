//! Texts and e-mails to customers: drafted, held so that they can be taken back, asked for once.
//! Only the server sends. See screens.rs for what is shown.

pub mod answer;
pub mod ask_again;
pub mod cards;
pub mod choose_consent;
pub mod close_reply;
pub mod consent_history;
pub mod count_parts;
pub mod draft;
pub mod keep_template;
mod own_words;
pub mod preview;
pub mod preview_template;
pub mod record_consent;
pub mod release;
pub mod replies;
pub mod screens;
pub mod see_replies;
pub mod send_now;
mod status_link;
pub mod stuck;
mod surprise;
pub mod tell;
pub mod template_screens;
pub mod templates;
pub mod thread_screens;
pub mod undo;
mod words;

#[cfg(test)]
mod template_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod thread_tests;
#[cfg(test)]
mod words_tests;

//! Whole-system stories: a real server and real devices in one process.

mod a_phone_that_sleeps;
mod another_version;
mod bad_network;
mod band_before_the_wedding;
mod every_day;
mod for_you_alone;
mod give_and_ask;
mod house;
mod layoffs_were_announced;
mod legend;
mod marta_leaves;
mod one_message;
mod one_person;
mod photos;
mod record_after_visit_reference_before_appointment;
mod roger_writes_back;
mod the_husband_almost_never_comes;
mod two_people_edit;
mod watch_is_ready;
mod what_the_phone_lost;

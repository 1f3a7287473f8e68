//! Whole-system stories: a real server and real devices in one process.

mod another_version;
mod bad_network;
mod band_before_the_wedding;
mod house;
mod legend;
mod one_message;
mod one_person;
mod record_after_visit_reference_before_appointment;
mod roger_writes_back;
mod the_husband_almost_never_comes;
mod two_people_edit;
mod watch_is_ready;
mod what_the_phone_lost;

//! Why a command can't do what was asked, each with what it is about. The screens have words for each
//! in the language of the person; the English here is theirs, too, for logs and for callers without a
//! screen. A test holds the two together.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why a command can't do what was asked.
#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error, strum::EnumIter,
)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Refusal {
    /// This device is locked.
    #[error("This device is locked.")]
    DeviceLocked,
    /// This device is not enrolled.
    #[error("This device is not enrolled.")]
    NotEnrolled,
    /// This device is not enrolled any more.
    #[error("This device is not enrolled any more.")]
    NotEnrolledAnyMore,
    /// A newer Regard was used on this device. Update the app; nothing is lost.
    #[error("A newer Regard was used on this device. Update the app; nothing is lost.")]
    NewerDatabase,
    /// This is not on this device.
    #[error("This is not on this device.")]
    NotHere,
    /// There is no such time.
    #[error("There is no such time.")]
    NoSuchTime,
    /// There is no such day.
    #[error("There is no such day.")]
    NoSuchDay,
    /// That day has passed.
    #[error("That day has passed.")]
    DayHasPassed,
    /// Choose a day to come.
    #[error("Choose a day to come.")]
    DayNotToCome,
    /// Choose the day.
    #[error("Choose the day.")]
    DayMissing,
    /// Somebody said how this ended already: it stays.
    #[error("Somebody said how this ended already: it stays.")]
    AppointmentAnswered,
    /// The bench's device can't do this.
    #[error("The bench's device can't do this.")]
    BenchMayNot,
    /// Only a manager can do this.
    #[error("Only a manager can do this.")]
    ManagersOnly,
    /// There is no such command.
    #[error("There is no such command.")]
    NoSuchCommand,
    /// The app and its screens do not fit each other.
    #[error("The app and its screens do not fit each other.")]
    DoesNotFit,
    /// Enter a name.
    #[error("Enter a name.")]
    NameMissing,
    /// This is not a phone number. Check the digits.
    #[error("This is not a phone number. Check the digits.")]
    NotAPhone,
    /// This number is too short. Is the area code missing?
    #[error("This number is too short. Is the area code missing?")]
    PhoneTooShort,
    /// This is not an e-mail address. Check it letter by letter.
    #[error("This is not an e-mail address. Check it letter by letter.")]
    NotAnEmail,
    /// This is too long: `most` characters at most.
    #[error("This is too long: {most} characters at most.")]
    TooLong {
        /// How many characters there may be.
        most: u32,
    },
    /// Choose the day until which to tread gently.
    #[error("Choose the day until which to tread gently.")]
    GentlyUntilMissing,
    /// Type the customer’s name as it stands on their page.
    #[error("Type the customer’s name as it stands on their page.")]
    OtherNameTyped,
    /// These two are one person already.
    #[error("These two are one person already.")]
    OnePersonAlready,
    /// A tag is a word or a few, of at most 40 letters.
    #[error("A tag is a word or a few, of at most 40 letters.")]
    TagUnfit,
    /// This could not be kept. It is a fault of the app.
    #[error("This could not be kept. It is a fault of the app.")]
    NotKept,
    /// This could not be read or kept. It is a fault of the app.
    #[error("This could not be read or kept. It is a fault of the app.")]
    NotReadOrKept,
    /// This device has no space left. Nothing was kept.
    #[error("This device has no space left. Nothing was kept.")]
    NoSpace,
    /// This device has no space left for the store. Free some; nothing is lost.
    #[error("This device has no space left for the store. Free some; nothing is lost.")]
    NoSpaceForStore,
    /// The file on this device is damaged. Close Regard and open it again.
    #[error("The file on this device is damaged. Close Regard and open it again.")]
    Damaged,
    /// The database can't be opened now. Open the app again.
    #[error("The database can't be opened now. Open the app again.")]
    DatabaseNotOpen,
    /// The folder of the app can't be written.
    #[error("The folder of the app can't be written.")]
    FolderNotWritable,
    /// The key of this device can't be read now. Open the app again.
    #[error("The key of this device can't be read now. Open the app again.")]
    KeyUnreadable,
    /// The new customer is not there.
    #[error("The new customer is not there.")]
    CustomerNotKept,
    /// Say what it is about.
    #[error("Say what it is about.")]
    AboutMissing,
    /// This follow-up is done already.
    #[error("This follow-up is done already.")]
    FollowUpDone,
    /// Tell what happened.
    #[error("Tell what happened.")]
    LegendMissing,
    /// Everybody reads it: leave out the customer's name.
    #[error("Everybody reads it: leave out the customer's name.")]
    LegendNamesCustomer,
    /// Only who told it, or a manager, can change it.
    #[error("Only who told it, or a manager, can change it.")]
    TellersOnly,
    /// This can't be answered by message any more. Call instead.
    #[error("This can't be answered by message any more. Call instead.")]
    AnswerTooLate,
    /// The carrier is being asked whether it has this. Do not send it again yet.
    #[error("The carrier is being asked whether it has this. Do not send it again yet.")]
    CarrierAsked,
    /// This is still on its way.
    #[error("This is still on its way.")]
    StillOnItsWay,
    /// This has arrived already.
    #[error("This has arrived already.")]
    ArrivedAlready,
    /// This repair is not as it was when the message was written.
    #[error("This repair is not as it was when the message was written.")]
    RepairChanged,
    /// Say how it was said.
    #[error("Say how it was said.")]
    BasisMissing,
    /// This is not an address of this customer.
    #[error("This is not an address of this customer.")]
    NotTheirAddress,
    /// They replied STOP, and the carrier holds it. Only they can lift it, by replying START.
    #[error(
        "They replied STOP, and the carrier holds it. Only they can lift it, by replying START."
    )]
    OnlyTheyLift,
    /// This number is somebody else's. Ask for the right one.
    #[error("This number is somebody else's. Ask for the right one.")]
    SomebodyElses,
    /// They asked us to stop. Write down what shows that they agreed again.
    #[error("They asked us to stop. Write down what shows that they agreed again.")]
    EvidenceMissing,
    /// They asked us to stop. “What they allow” says who can lift that, and how.
    #[error("They asked us to stop. “What they allow” says who can lift that, and how.")]
    Stopped,
    /// This template can't be kept as it is. What is wrong stands beside it.
    #[error("This template can't be kept as it is. What is wrong stands beside it.")]
    TemplateUnfit,
    /// “`words`” makes this an advertisement, which needs another permission. Leave it out.
    #[error("“{words}” makes this an advertisement, which needs another permission. Leave it out.")]
    IsAnOffer {
        /// The words it is about.
        words: String,
    },
    /// “`words`” is not the price of this repair. Leave it out.
    #[error("“{words}” is not the price of this repair. Leave it out.")]
    IsNotThePrice {
        /// The words it is about.
        words: String,
    },
    /// Carriers block links that are not the store's own. Leave out “`words`”.
    #[error("Carriers block links that are not the store's own. Leave out “{words}”.")]
    IsALink {
        /// The words it is about.
        words: String,
    },
    /// Carriers filter capitals as advertising. Write “`words`” in small letters.
    #[error("Carriers filter capitals as advertising. Write “{words}” in small letters.")]
    IsCapitals {
        /// The words it is about.
        words: String,
    },
    /// Carriers filter numbers to call. Leave out “`words`”; the page has the store's.
    #[error("Carriers filter numbers to call. Leave out “{words}”; the page has the store's.")]
    IsAPhone {
        /// The words it is about.
        words: String,
    },
    /// This piece is a gift that is still secret. Leave out what it is.
    #[error("This piece is a gift that is still secret. Leave out what it is.")]
    NamesASecret,
    /// This is not an address of the one who is told.
    #[error("This is not an address of the one who is told.")]
    NotAnAddressOfTold,
    /// This number can't get texts. Call, or choose another way.
    #[error("This number can't get texts. Call, or choose another way.")]
    NoTextsThere,
    /// The line is too long: `count` characters, and `most` may stand there.
    #[error("The line is too long: {count} characters, and {most} may stand there.")]
    OwnLineTooLong {
        /// How many there are.
        count: u32,
        /// How many characters there may be.
        most: u32,
    },
    /// The customer asked us not to write to this address. Call, or choose another way.
    #[error("The customer asked us not to write to this address. Call, or choose another way.")]
    PermissionWithdrawn,
    /// Nobody has asked whether we may write to this address. Ask, and note the answer.
    #[error("Nobody has asked whether we may write to this address. Ask, and note the answer.")]
    PermissionNotAsked,
    /// There are no words to send.
    #[error("There are no words to send.")]
    NothingToSend,
    /// This is too long to send.
    #[error("This is too long to send.")]
    TooLongToSend,
    /// This repair is not ready. Mark it ready first.
    #[error("This repair is not ready. Mark it ready first.")]
    RepairNotReady,
    /// This is on its way and can't be taken back.
    #[error("This is on its way and can't be taken back.")]
    LeftAlready,
    /// The draft could not be written.
    #[error("The draft could not be written.")]
    DraftNotWritten,
    /// The words could not be kept.
    #[error("The words could not be kept.")]
    WordsNotKept,
    /// There is nothing to keep yet.
    #[error("There is nothing to keep yet.")]
    NoteEmpty,
    /// Somebody did something with this already: it stays.
    #[error("Somebody did something with this already: it stays.")]
    UsedAlready,
    /// It can't be filed by itself again. The note has its words.
    #[error("It can't be filed by itself again. The note has its words.")]
    NotFiledAgain,
    /// Say what day it is.
    #[error("Say what day it is.")]
    DayNameMissing,
    /// A year is the most.
    #[error("A year is the most.")]
    AYearAtMost,
    /// That is the same person.
    #[error("That is the same person.")]
    SamePerson,
    /// Say who it is.
    #[error("Say who it is.")]
    WhoMissing,
    /// They are linked like that already.
    #[error("They are linked like that already.")]
    LinkedAlready,
    /// Write it on one line.
    #[error("Write it on one line.")]
    OnOneLine,
    /// This promise was ended already.
    #[error("This promise was ended already.")]
    PromiseEnded,
    /// This promise was kept. Open it again first.
    #[error("This promise was kept. Open it again first.")]
    PromiseKept,
    /// Write down why, so that nobody has to guess later.
    #[error("Write down why, so that nobody has to guess later.")]
    ReasonMissing,
    /// Say what was promised.
    #[error("Say what was promised.")]
    PromiseEmpty,
    /// A promise can be used at least once.
    #[error("A promise can be used at least once.")]
    UsesBelowOne,
    /// Say which work is free, or choose something to do.
    #[error("Say which work is free, or choose something to do.")]
    CoversMissing,
    /// Say how many times it is free.
    #[error("Say how many times it is free.")]
    UsesMissing,
    /// Say by which day.
    #[error("Say by which day.")]
    DueMissing,
    /// Say by which day it is needed.
    #[error("Say by which day it is needed.")]
    NeededByMissing,
    /// Say how many days it takes to come.
    #[error("Say how many days it takes to come.")]
    LeadDaysMissing,
    /// That is more than two years.
    #[error("That is more than two years.")]
    OverTwoYears,
    /// Choose a day from tomorrow on, within a year, and while it is of use.
    #[error("Choose a day from tomorrow on, within a year, and while it is of use.")]
    QuietUntilUnfit,
    /// At most 20 times, within 1 to 366 days.
    #[error("At most 20 times, within 1 to 366 days.")]
    MeasureUnfit,
    /// A piece is inspected every 1 to 120 months.
    #[error("A piece is inspected every 1 to 120 months.")]
    InspectMonthsUnfit,
    /// This was handed over already.
    #[error("This was handed over already.")]
    HandedOverAlready,
    /// We promised this. Write down why it is charged anyway.
    #[error("We promised this. Write down why it is charged anyway.")]
    WhyChargedMissing,
    /// This step has a button of its own.
    #[error("This step has a button of its own.")]
    StepHasItsButton,
    /// That can't be a price.
    #[error("That can't be a price.")]
    NotAPrice,
    /// This repair has moved on since. Look again.
    #[error("This repair has moved on since. Look again.")]
    RepairMovedOn,
    /// Write the number of the envelope.
    #[error("Write the number of the envelope.")]
    EnvelopeMissing,
    /// An envelope with this number lies in the store. Take another.
    #[error("An envelope with this number lies in the store. Take another.")]
    EnvelopeTaken,
    /// Say what is to be done.
    #[error("Say what is to be done.")]
    WorkMissing,
    /// Say what the piece is.
    #[error("Say what the piece is.")]
    PieceMissing,
    /// There is no number or address that this could be about. Add one first.
    #[error("There is no number or address that this could be about. Add one first.")]
    ConsentAboutNothing,
    /// Something else has happened since. Only the newest step can be taken back.
    #[error("Something else has happened since. Only the newest step can be taken back.")]
    NewerStep,
    /// This device is enrolled already.
    #[error("This device is enrolled already.")]
    EnrolledAlready,
    /// Type the server's address as the manager gave it, like `https://regard.example.org`.
    #[error("Type the server's address as the manager gave it, like https://regard.example.org.")]
    NotAServer,
    /// The address has to begin with https://. Plain http is only for this machine itself.
    #[error("The address has to begin with https://. Plain http is only for this machine itself.")]
    ServerNotEncrypted,
    /// Give the device a name.
    #[error("Give the device a name.")]
    DeviceNameMissing,
    /// Type the code that the manager made.
    #[error("Type the code that the manager made.")]
    CodeMissing,
    /// The code is wrong, was used, or is older than ten minutes.
    #[error("The code is wrong, was used, or is older than ten minutes.")]
    CodeWrong,
    /// The server does not answer. Check its address and the connection.
    #[error("The server does not answer. Check its address and the connection.")]
    NoAnswerAtAddress,
    /// The server does not answer. Try again when this device is online.
    #[error("The server does not answer. Try again when this device is online.")]
    NoAnswer,
    /// This version of Regard is too old for the server.
    #[error("This version of Regard is too old for the server.")]
    TooOldForServer,
    /// That was tried too often. Wait a few minutes.
    #[error("That was tried too often. Wait a few minutes.")]
    TooManyRequests,
    /// The server does not take this. Tell whoever looks after your server: `words`
    #[error("The server does not take this. Tell whoever looks after your server: {words}")]
    ServerRefused {
        /// The words it is about.
        words: String,
    },
    /// The server asks for a fresh start. Try again in a moment.
    #[error("The server asks for a fresh start. Try again in a moment.")]
    ServerOutOfStep,
    /// Set a PIN first; it locks this device.
    #[error("Set a PIN first; it locks this device.")]
    PinFirst,
    /// This link does not lead to anything in Regard.
    #[error("This link does not lead to anything in Regard.")]
    LinkLeadsNowhere,
    /// A PIN has 4 to 12 digits.
    #[error("A PIN has 4 to 12 digits.")]
    PinUnfit,
    /// That is not the PIN.
    #[error("That is not the PIN.")]
    PinWrong,
    /// Too many wrong tries. Wait `seconds` s.
    #[error("Too many wrong tries. Wait {seconds} s.")]
    PinWait {
        /// How long.
        seconds: u32,
    },
    /// The PIN can't be checked now.
    #[error("The PIN can't be checked now.")]
    PinNotChecked,
    /// Messages are held 10, 20 or 30 seconds.
    #[error("Messages are held 10, 20 or 30 seconds.")]
    HoldUnfit,
    /// Say what it was.
    #[error("Say what it was.")]
    AdviceMissing,
    /// Say it in a few words, at most 200 letters.
    #[error("Say it in a few words, at most 200 letters.")]
    OwnFactUnfit,
    /// This is nothing to share.
    #[error("This is nothing to share.")]
    NothingToShare,
    /// What was written there stays as it is. Write the other words anew.
    #[error("What was written there stays as it is. Write the other words anew.")]
    WrittenStays,
    /// Choose a colleague who works here and looks after customers.
    #[error("Choose a colleague who works here and looks after customers.")]
    ColleagueUnfit,
    /// There is nothing to hand over.
    #[error("There is nothing to hand over.")]
    NothingToHandOver,
    /// At most 500 letters.
    #[error("At most 500 letters.")]
    WatchTooLong,
    /// What they buy for themself is no present.
    #[error("What they buy for themself is no present.")]
    NoPresent,
    /// Say what they wish for.
    #[error("Say what they wish for.")]
    WishMissing,
    /// Somebody did something about this wish already: it stays.
    #[error("Somebody did something about this wish already: it stays.")]
    WishUsed,
    /// This repair is somebody else's.
    #[error("This repair is somebody else's.")]
    RepairOfAnother,
    /// A colleague said meanwhile what this photo shows. Look, and save again to replace it.
    #[error(
        "A colleague said meanwhile what this photo shows. Look, and save again to replace it."
    )]
    PhotoDescribed,
    /// Say whose photos.
    #[error("Say whose photos.")]
    PhotosOfWhom,
}

impl Refusal {
    /// More than that many characters.
    pub(crate) fn too_long(most: usize) -> Self {
        Self::TooLong { most: chars(most) }
    }
}

/// A count of characters as the screens have it.
pub(crate) fn chars(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use strum::IntoEnumIterator;

    use super::*;

    type Messages = BTreeMap<String, String>;

    fn messages(of: &str) -> Messages {
        let english = include_str!("../../../ui/messages/en/refusal.json");
        let spanish = include_str!("../../../ui/messages/es/refusal.json");
        serde_json::from_str(if of == "en" { english } else { spanish }).unwrap()
    }

    /// A reason with its parameters, as the screens get it.
    fn sent(refusal: &Refusal) -> (String, BTreeMap<String, String>) {
        let sent = serde_json::to_value(refusal).unwrap();
        let mut fields: BTreeMap<String, String> = sent
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| {
                let text = value.as_str().map(str::to_owned);
                (name.clone(), text.unwrap_or_else(|| value.to_string()))
            })
            .collect();
        let kind = fields.remove("kind").unwrap();
        (format!("refusal_{kind}"), fields)
    }

    #[test]
    fn every_reason_has_words_in_both_languages_and_the_english_is_the_same_everywhere() {
        let (english, spanish) = (messages("en"), messages("es"));
        let mut known = BTreeSet::new();
        for refusal in Refusal::iter() {
            let (key, fields) = sent(&refusal);
            let filled = |messages: &Messages| {
                let mut words = messages.get(&key).cloned().unwrap_or_default();
                assert!(!words.is_empty(), "no words for {key}");
                for (name, value) in &fields {
                    let place = format!("{{{name}}}");
                    assert!(words.contains(&place), "{key} leaves out {name}");
                    words = words.replace(&place, value);
                }
                assert!(
                    !words.contains('{'),
                    "{key} asks for what is not sent: {words}"
                );
                words
            };
            assert_eq!(filled(&english), refusal.to_string(), "{key}");
            assert_ne!(
                filled(&spanish),
                refusal.to_string(),
                "{key} is English in Spanish"
            );
            known.insert(key);
        }
        for messages in [english, spanish] {
            let keys: BTreeSet<String> = messages.into_keys().collect();
            assert_eq!(keys, known);
        }
    }
}

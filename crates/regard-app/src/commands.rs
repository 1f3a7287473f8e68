//! The one table of all that the screens may ask, with who may ask it.
//!
//! It yields [`dispatch`] for Rust and `Commands` for TypeScript.

use regard_domain::reason::Measure;
use regard_domain::words::Role;
use serde_json::Value;
use ts_rs::TS;

use crate::app::App;
use crate::appointments::screens::*;
use crate::customers::remembered_screens::*;
use crate::customers::screens::*;
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::follow_ups::screens::*;
use crate::legends::screens::*;
use crate::messages::screens::*;
use crate::messages::template_screens::*;
use crate::messages::thread_screens::*;
use crate::notes::screens::*;
use crate::people::screens::*;
use crate::photos::screens::*;
use crate::promises::screens::*;
use crate::reasons::screens::*;
use crate::repairs::screens::*;
use crate::session::screens::*;
use crate::strands::screens::*;
use crate::sync::screens::*;
use crate::team::screens::*;
use crate::today::check_in::{AskMe, CheckIn, TellMyself};
use crate::today::look_ahead_screens::*;
use crate::today::screens::*;
use crate::wishes::screens::*;
use crate::{
    appointments, customers, follow_ups, legends, messages, notes, people, photos, promises,
    reasons, repairs, session, strands, sync, team, today, wishes,
};

/// Who may ask for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    /// Anyone who holds the device, locked or not enrolled too.
    Anyone,
    /// Everyone of the store, once the device is unlocked.
    Everyone,
    /// Associates and managers; not the bench.
    Floor,
    /// Managers and owners.
    Managers,
}

impl May {
    /// Refuses who may not.
    fn check(self, app: &App) -> Result<(), CommandError> {
        match self {
            Self::Anyone => Ok(()),
            Self::Everyone => app.session().map(|_| ()),
            Self::Floor if app.session()?.role == Role::Bench => Err(CommandError::new(
                ErrorCode::NotAllowed,
                Refusal::BenchMayNot,
            )),
            Self::Managers if !matches!(app.session()?.role, Role::Manager | Role::Owner) => Err(
                CommandError::new(ErrorCode::NotAllowed, Refusal::ManagersOnly),
            ),
            Self::Floor | Self::Managers => Ok(()),
        }
    }
}

/// Turns the table below into `dispatch` and `Commands`.
macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($args:ty) -> $answer:ty = $handler:path, $may:ident;)*) => {
        /// Each command with what it takes and answers.
        #[derive(TS)]
        #[ts(export)]
        pub struct Commands { $($(#[$doc])* pub $name: ($args, $answer),)* }

        /// The commands by name, with who may ask.
        pub const COMMANDS: &[(&str, May)] = &[$((stringify!($name), May::$may)),*];

        /// Answers one command.
        pub async fn dispatch(app: &App, name: &str, args: Value) -> Result<Value, CommandError> {
            match name {
                $(stringify!($name) => {
                    May::$may.check(app)?;
                    let args: $args = serde_json::from_value(args).map_err(|error| unreadable(name, &error))?;
                    let answer: $answer = $handler(app, args).await?;
                    serde_json::to_value(answer).map_err(|error| unreadable(name, &error))
                })*
                _ => Err(CommandError::new(ErrorCode::NotFound, Refusal::NoSuchCommand)),
            }
        }
    };
}

fn unreadable(name: &str, error: &serde_json::Error) -> CommandError {
    tracing::error!(name, line = error.line(), "a command can't be read");
    CommandError::new(ErrorCode::Invalid, Refusal::DoesNotFit)
}

commands! {
    // session
    /// Which screen the app opens with, and who is using it. Asked first.
    start(Nothing) -> Start = session::start::start, Anyone;
    /// Makes this device one of the store's.
    enrol(Enrol) -> Start = session::enrol::enrol, Anyone;
    /// Opens a locked device.
    unlock(Unlock) -> Start = session::lock::unlock, Anyone;
    /// Locks the device.
    lock(Nothing) -> Start = session::lock::lock, Everyone;
    /// Changes settings of this device.
    change_settings(ChangeSettings) -> Me = session::settings::change_settings, Everyone;
    /// When the associate is off.
    my_rest(Nothing) -> MyRest = session::rest::my_rest, Everyone;
    /// Changes when the associate is off.
    change_rest(MyRest) -> MyRest = session::rest::change_rest, Everyone;
    /// How alerts on this phone stand.
    my_alerts(Nothing) -> AlertsHere = session::alerts_here::my_alerts, Everyone;
    /// Turns alerts on this phone on or off.
    turn_alerts(TurnAlerts) -> AlertsHere = session::alerts_here::turn_alerts, Everyone;
    /// What an alert or a link wants to see, once.
    take_opening(Nothing) -> Option<Opening> = session::opening::take_opening, Everyone;

    // today
    /// The first screen.
    today(Nothing) -> Today = today::day::today, Everyone;
    /// The next eight weeks, each thing with its reason.
    look_ahead(Nothing) -> LookAhead = today::look_ahead::look_ahead, Floor;
    /// What I told myself today. It never leaves the device.
    check_in(Nothing) -> CheckIn = today::check_in::check_in, Everyone;
    /// Tells myself how I arrive. It never leaves the device.
    tell_myself(TellMyself) -> CheckIn = today::check_in::tell_myself, Everyone;
    /// Whether this device asks how I arrive.
    ask_me(AskMe) -> CheckIn = today::check_in::ask_me, Everyone;
    /// Marks an alert as seen.
    see_alert(SeeAlert) -> Nothing = today::see_alert::see_alert, Everyone;

    // customers
    /// Finds customers as one types.
    find_customers(FindCustomers) -> FoundCustomers = customers::find::find_customers, Everyone;
    /// How those on the screen look now; whoever is gone is not among them.
    look_again(LookAgain) -> Vec<CustomerRow> = customers::look_again::look_again, Everyone;
    /// A page of customers, counted by store, owner, tag, last seen and open promise.
    browse_customers(BrowseCustomers) -> BrowsedCustomers = customers::browse::browse_customers, Floor;
    /// Puts a tag on a customer, or takes it off.
    tag_customer(TagCustomer) -> Story = customers::tag::tag_customer, Floor;
    /// Everything shown when a customer's page opens.
    open_customer(OpenCustomer) -> Story = customers::story::open_customer, Everyone;
    /// Writes down a new customer.
    add_customer(AddCustomer) -> CustomerRow = customers::add::add_customer, Floor;
    /// Who may be the same person as the one being written down.
    find_same_person(FindSamePerson) -> Vec<CustomerRow> = customers::same_person::find_same_person, Floor;
    /// Which other records may be this customer.
    find_duplicates(FindDuplicates) -> Vec<CustomerRow> = customers::merge::find_duplicates, Floor;
    /// Two customers side by side, for a look before they are merged.
    compare_customers(CompareCustomers) -> SideBySide = customers::merge::compare_customers, Floor;
    /// Says that two customers are one person.
    merge_customers(MergeCustomers) -> Merged = customers::merge::merge_customers, Floor;
    /// Says that two who were merged are two people.
    take_apart_customers(TakeApartCustomers) -> Story = customers::take_apart::take_apart_customers, Floor;
    /// Changes what is known of a customer.
    edit_customer(EditCustomer) -> Story = customers::edit::edit_customer, Floor;
    /// Everything that is remembered about a customer, for the customer to read.
    remembered(OpenCustomer) -> Remembered = customers::remembered::remembered, Floor;
    /// Erases a customer everywhere, because they asked for it.
    erase_customer(EraseCustomer) -> Nothing = customers::erase::erase_customer, Managers;
    /// Adds a phone number or an e-mail address.
    add_address(AddAddress) -> Story = customers::add_address::add_address, Floor;

    // repairs
    /// The repairs in the store.
    list_repairs(Nothing) -> RepairList = repairs::list::list_repairs, Everyone;
    /// One repair with its steps.
    open_repair(OneRepair) -> RepairPage = repairs::open::open_repair, Everyone;
    /// The repair in the envelope of that number.
    find_envelope(FindEnvelope) -> Option<RepairCard> = repairs::find_envelope::find_envelope, Everyone;
    /// What there is to choose from when a piece is taken in.
    take_in_choices(OpenCustomer) -> TakeInChoices = repairs::choices::take_in_choices, Everyone;
    /// What work would cost with every promise honoured.
    price_repair(PriceRepair) -> Price = repairs::price::price_repair, Everyone;
    /// Takes a piece in.
    take_in_repair(TakeInRepair) -> RepairCard = repairs::take_in::take_in_repair, Everyone;
    /// Moves a repair along.
    move_repair(MoveRepair) -> RepairCard = repairs::move_repair::move_repair, Everyone;
    /// The bench finished a repair; the customer may be told.
    mark_repair_ready(MarkRepairReady) -> RepairCard = repairs::mark_ready::mark_repair_ready, Everyone;
    /// Takes a wrong tap back.
    undo_repair_step(UndoRepairStep) -> RepairCard = repairs::undo_step::undo_repair_step, Everyone;
    /// Gives the piece back.
    hand_over_repair(HandOverRepair) -> RepairCard = repairs::hand_over::hand_over_repair, Everyone;

    // messages
    /// Asks for the message about a ready repair: held first, then sent once.
    tell_customer(TellCustomer) -> MessageCard = messages::tell::tell_customer, Floor;
    /// Takes a held message back.
    undo_message(OneMessage) -> MessageCard = messages::undo::undo_message, Floor;
    /// Lets a held message go at once.
    send_now(OneMessage) -> MessageCard = messages::send_now::send_now, Floor;
    /// Asks again for a message that did not arrive.
    ask_again(OneMessage) -> MessageCard = messages::ask_again::ask_again, Floor;
    /// Counts the parts of a text as it is typed.
    count_parts(CountParts) -> Parts = messages::count_parts::count_parts, Everyone;
    /// Shows the message about a repair with a line of one's own, as it would be sent.
    preview_message(PreviewMessage) -> MessagePreview = messages::preview::preview_message, Floor;
    /// Marks what a customer wrote as seen.
    see_replies(SeeReplies) -> Nothing = messages::see_replies::see_replies, Floor;
    /// Answers what a customer wrote: held first, then sent once.
    answer_reply(AnswerReply) -> MessageCard = messages::answer::answer_reply, Floor;
    /// Says that nothing is left to do about what someone wrote.
    close_reply(OneReply) -> Nothing = messages::close_reply::close_reply, Floor;
    /// Everything about messages that is stuck.
    stuck(Nothing) -> Stuck = messages::stuck::stuck, Managers;
    /// The templates with their versions.
    list_templates(Nothing) -> Vec<TemplateCard> = messages::templates::list_templates, Managers;
    /// Fills a template as someone is writing it, and says what is wrong with it.
    preview_template(WrittenTemplate) -> TemplatePreview = messages::preview_template::preview_template, Managers;
    /// Keeps a new version of a template.
    keep_template(WrittenTemplate) -> TemplateCard = messages::keep_template::keep_template, Managers;
    /// Makes an old version of a template count again.
    restore_template(RestoreTemplate) -> TemplateCard = messages::keep_template::restore_template, Managers;
    /// What was said about each address of a customer, and what holds.
    consent_history(OpenCustomer) -> Vec<AddressConsent> = messages::consent_history::consent_history, Floor;
    /// Writes down which of the three steps a customer chose for an address.
    choose_consent(ChooseConsent) -> Vec<AddressConsent> = messages::choose_consent::choose_consent, Floor;
    /// Writes down what a customer said about being written to.
    record_consent(RecordConsent) -> Nothing = messages::record_consent::record_consent, Floor;

    // people
    /// Says how a customer and another belong together.
    link_person(LinkPerson) -> Linked = people::link::link_person, Floor;
    /// Says that a relation ended, or that it did not.
    end_relation(EndRelation) -> Nothing = people::link::end_relation, Floor;
    /// Takes out a relation that was never so.
    unlink_person(UnlinkPerson) -> Unlinked = people::link::unlink_person, Floor;
    /// Writes a day down, or changes one.
    keep_day(KeepDay) -> KeptDay = people::keep_day::keep_day, Floor;
    /// Puts a day off.
    put_off_day(PutOffDay) -> Nothing = people::keep_day::put_off_day, Floor;
    /// Takes a day out.
    remove_day(RemoveDay) -> Nothing = people::keep_day::remove_day, Floor;

    // promises
    /// The promises that are open.
    list_promises(Nothing) -> Vec<PromiseCard> = promises::list::list_promises, Floor;
    /// Writes down someone's word.
    make_promise(MakePromise) -> PromiseCard = promises::make::make_promise, Floor;
    /// Ticks a promise off.
    keep_promise(KeepPromise) -> PromiseCard = promises::keep::keep_promise, Floor;
    /// Moves the day of a promise and what it takes to be in time.
    plan_promise(PlanPromise) -> PromiseCard = promises::plan::plan_promise, Floor;
    /// Notes that what a promise needs was ordered.
    order_promise(OrderPromise) -> PromiseCard = promises::plan::order_promise, Floor;
    /// Ends a promise with its reason, or takes that back.
    end_promise(EndPromise) -> PromiseCard = promises::end::end_promise, Floor;

    // notes
    /// Jots down what was learnt.
    jot(Jot) -> Jotted = notes::jot::jot, Floor;
    /// What a note says so far, as chips.
    understand_note(Understand) -> Vec<Chip> = notes::understand::understand_note, Floor;
    /// Takes one record out again that a note made.
    drop_filed(DropFiled) -> Story = notes::take_back::drop_filed, Floor;
    /// Files it after all.
    file_again(DropFiled) -> Nothing = notes::take_back::file_again, Floor;
    /// Takes back all that a note made; the note stays.
    take_back_filed(TakeBackFiled) -> Nothing = notes::take_back::take_back_filed, Floor;
    /// Keeps what is being written, so that a killed app loses no word.
    keep_jot_draft(KeepDraft) -> Nothing = notes::draft::keep_jot_draft, Floor;
    /// What was being written.
    jot_draft(Nothing) -> Option<JotDraft> = notes::draft::jot_draft, Floor;

    // follow_ups
    /// Reads when something is to be from how it was said.
    read_when(ReadWhen) -> SaidWhen = follow_ups::read_when::read_when, Floor;
    /// Adds a dated task with a human reason.
    add_follow_up(AddFollowUp) -> FollowUpCard = follow_ups::add::add_follow_up, Floor;
    /// Ticks a follow-up off.
    finish_follow_up(FinishFollowUp) -> FollowUpCard = follow_ups::finish::finish_follow_up, Floor;
    /// Puts a follow-up off to another day.
    put_off_follow_up(PutOffFollowUp) -> FollowUpCard = follow_ups::put_off::put_off_follow_up, Floor;

    // reasons
    /// The reasons to be in touch today: a few at most.
    reasons(Nothing) -> Reasons = reasons::day::reasons, Floor;
    /// Says what became of a reason: followed, put off, not this one.
    answer_reason(AnswerReason) -> AnsweredReason = reasons::answer::answer_reason, Floor;
    /// Takes such an answer back.
    take_back_answer(AnsweredReason) -> Nothing = reasons::answer::take_back_answer, Floor;
    /// How often the store is in touch with a customer at most.
    touch_measure(Nothing) -> Measure = reasons::measure::touch_measure, Floor;
    /// Sets that, on every device.
    set_touch_measure(Measure) -> Measure = reasons::measure::set_touch_measure, Managers;
    /// Writes down the warranty of a piece.
    keep_warranty(KeepWarranty) -> Nothing = reasons::warranty::keep_warranty, Everyone;

    // strands
    /// What is between me and a customer, and the one question to ask.
    strands(OpenStrands) -> Strands = strands::evidence::strands, Floor;
    /// Notes something that the store taught a customer.
    add_advice(AddAdvice) -> AdviceAdded = strands::advice::add_advice, Floor;
    /// Takes that out, or brings it back.
    drop_advice(DropAdvice) -> Nothing = strands::advice::drop_advice, Floor;
    /// What I would tell a customer of myself.
    own_facts(Nothing) -> Vec<OwnFact> = strands::own_facts::own_facts, Floor;
    /// Adds something about me.
    add_own_fact(AddOwnFact) -> OwnFact = strands::own_facts::add_own_fact, Floor;
    /// Takes something about me out, or brings it back.
    drop_own_fact(DropOwnFact) -> Nothing = strands::own_facts::drop_own_fact, Floor;

    // team
    /// Who works in the store, with what is in their hands, and what was handed over.
    team(Nothing) -> Team = team::list::team, Managers;
    /// Hands the customers and open follow-ups of one associate to another.
    pass_on_customers(PassOn) -> HandoverCard = team::pass_on::pass_on_customers, Managers;
    /// Takes a handover back.
    take_back_handover(OneHandover) -> HandoverCard = team::take_back::take_back_handover, Managers;

    // appointments
    /// Makes an appointment, or moves one.
    keep_appointment(KeepAppointment) -> AppointmentCard = appointments::keep::keep_appointment, Floor;
    /// Takes an appointment out that was never made.
    remove_appointment(RemoveAppointment) -> Nothing = appointments::keep::remove_appointment, Floor;
    /// Says how an appointment ended, or that it is open again.
    end_appointment(EndAppointment) -> AppointmentCard = appointments::end::end_appointment, Floor;

    // legends
    /// The legend book, the newest first.
    list_legends(Nothing) -> Vec<LegendCard> = legends::list::list_legends, Everyone;
    /// Tells a story of a small gesture, or tells it otherwise.
    keep_legend(KeepLegend) -> LegendCard = legends::keep::keep_legend, Everyone;
    /// Takes a story out of the book, or puts it in again.
    take_out_legend(TakeOutLegend) -> Nothing = legends::keep::take_out_legend, Everyone;

    // wishes
    /// Writes down what someone wishes for, or changes it.
    keep_wish(KeepWish) -> KeptWish = wishes::keep::keep_wish, Floor;
    /// Takes a wish out that was never one.
    remove_wish(RemoveWish) -> Nothing = wishes::keep::remove_wish, Floor;
    /// Says how a wish ended, or that it is open again.
    end_wish(EndWish) -> Nothing = wishes::end::end_wish, Floor;
    /// Says how far someone is with giving what another wishes for.
    plan_gift(PlanGift) -> Nothing = wishes::gift::plan_gift, Floor;

    // photos
    /// The photos on a customer's page, or of a repair.
    list_photos(ListPhotos) -> Vec<PhotoCard> = photos::list::list_photos, Floor;
    /// Adds a photo from a file, or says why the file can't be one.
    add_photo(AddPhoto) -> AddedPhoto = photos::add::add_photo, Floor;
    /// The picture in full: from this device, or fetched.
    open_photo(OpenPhoto) -> PhotoPage = photos::open::open_photo, Floor;
    /// Says what a photo shows.
    describe_photo(DescribePhoto) -> PhotoCard = photos::describe::describe_photo, Floor;
    /// Takes a photo out.
    remove_photo(OnePhoto) -> Nothing = photos::remove::remove_photo, Floor;
    /// Puts a photo in again.
    restore_photo(OnePhoto) -> Nothing = photos::remove::restore_photo, Floor;

    // sync
    /// What waits, and why.
    outbox(Nothing) -> Outbox = sync::outbox::outbox, Everyone;
    /// Settles a value that two people entered.
    settle_also_entered(SettleAlsoEntered) -> Nothing = sync::settle_also_entered::settle_also_entered, Floor;
    /// Asks the server now.
    sync_now(Nothing) -> SyncState = sync::now::sync_now, Everyone;
}

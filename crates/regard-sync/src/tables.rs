//! The synced tables: their fields, whose they are, how they merge, and what the bench may see.
//!
//! This is the one list. The device's migrations create the same columns (a test compares them), the
//! server stores rows of any table field by field and asks this list for the rules. Adding a field
//! is adding a line here and a migration; a meaning never changes.

mod appointments;
mod company;
mod legends;
mod notes;
mod photos;
mod reasons;
mod replies;
mod strands;
mod wishes;

pub use crate::table::{Belongs, Field, Kind, Merge, Table};
use crate::table::{date, flag, id, int, text, time};

const ADD_ONLY: Merge = Merge::AddOnly { device_sets: &[] };

/// The table of that name.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

/// Every synced table, parents before children.
pub const TABLES: &[Table] = &[
    company::STORE,
    company::ASSOCIATE,
    company::DEVICE,
    legends::LEGEND,
    // The person served.
    Table {
        name: "customer",
        belongs: Belongs::Customer,
        merge: Merge::ByField,
        bench: true,
        server_only: false,
        fields: &[
            id("store_id"),
            text("given_name"),
            text("family_name"),
            text("nickname").maybe(),
            // Surnames before: "Kowalska, Nowak".
            text("former_names").maybe().private(),
            // How the name is said: "roh-zhay".
            text("said_as").maybe().private(),
            // BCP 47: "en", "es", "fr".
            text("language").maybe(),
            id("owner_id").maybe(),
            text("company_name").maybe().private(),
            text("street").maybe().private(),
            text("city").maybe().private(),
            text("region").maybe().private(),
            text("postal_code").maybe().private(),
            text("country").maybe().private(),
            // IANA name where the customer told us; quiet hours go by it.
            text("time_zone").maybe().private(),
            // Free words of the store about this person.
            text("about").maybe().private().woven(),
            // The one memory to recall first, chosen by an associate.
            text("memory").maybe().private().woven(),
            // Hard times: until this day the app treads gently.
            date("gently_until").maybe().private(),
            text("gently_why").maybe().private().woven(),
            // The day they passed away, or the day the store heard of it.
            date("deceased_on").maybe().private(),
            date("customer_since").maybe().private(),
            // Where the record came from, and its id there.
            text("source").maybe().private(),
            text("source_id").maybe().private(),
            // Columns of an import that Regard has no field for, as a JSON object.
            text("source_extra").maybe().private(),
            time("created_at"),
            id("created_by").maybe(),
        ],
    },
    // A word that the store sorts its customers by. Removed is not gone: two who add it meet again.
    Table {
        name: "tag",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: Merge::ByField,
        bench: false,
        server_only: false,
        fields: &[id("customer_id"), text("words"), time("removed_at").maybe()],
    },
    // Two records are one person; or were, where it was taken apart. The lower id is `customer_id`, and
    // the row's id is agreed on by both ([`crate::alias`]).
    Table {
        name: "customer_alias",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: Merge::AddOnly {
            device_sets: crate::alias::SET_LATER,
        },
        bench: true,
        server_only: false,
        fields: &[
            id("customer_id"),
            id("other_id"),
            // The one of the two whose name shows.
            id("stays_id"),
            time("merged_at"),
            id("merged_by").maybe(),
            time("unmerged_at").maybe(),
            id("unmerged_by").maybe(),
        ],
    },
    // One phone number. Two associates who add one each: both stay.
    Table {
        name: "phone",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: Merge::ByField,
        bench: false,
        server_only: false,
        fields: &[
            id("customer_id"),
            // E.164 when the number could be read.
            text("e164").maybe(),
            // As it was typed.
            text("typed"),
            text("label").maybe(),
            flag("preferred"),
        ],
    },
    Table {
        name: "email",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: Merge::ByField,
        bench: false,
        server_only: false,
        fields: &[
            id("customer_id"),
            text("address"),
            text("label").maybe(),
            flag("preferred"),
        ],
    },
    // How the customer is related to another customer, or to a person known by name only.
    Table {
        name: "relation",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: Merge::ByField,
        bench: false,
        server_only: false,
        fields: &[
            id("customer_id"),
            id("other_id").maybe(),
            text("other_name").maybe(),
            // A word of RelationKind: what the other is to the customer.
            text("kind"),
            text("note").maybe(),
            date("ended_on").maybe(),
        ],
    },
    // One physical piece.
    Table {
        name: "piece",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: Merge::ByField,
        bench: true,
        server_only: false,
        fields: &[
            // Who wears or owns it now.
            id("customer_id"),
            // A word of PieceKind.
            text("kind"),
            text("brand").maybe(),
            text("model").maybe(),
            // As the store says it: "Seamaster, steel, 41 mm".
            text("description"),
            text("serial").maybe(),
            text("reference").maybe(),
            // A gift: nothing that goes to this person may name it before this day.
            date("secret_until").maybe(),
            text("note").maybe().private().woven(),
            // The last day of its warranty, and every how many months it has to be inspected.
            date("warranty_until").maybe(),
            int("inspect_months").maybe(),
        ],
    },
    // One sale, with roles. Roots at the buyer.
    Table {
        name: "purchase",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: ADD_ONLY,
        bench: false,
        server_only: false,
        fields: &[
            // Bought by.
            id("customer_id"),
            id("piece_id").maybe(),
            id("chosen_by_id").maybe(),
            // For whom.
            id("for_id").maybe(),
            text("for_name").maybe(),
            id("worn_by_id").maybe(),
            id("sold_by_id").maybe(),
            // When the seller is known by name only.
            text("sold_by_name").maybe(),
            id("store_id"),
            date("bought_on"),
            text("description"),
            int("quantity"),
            // Minor units of the currency, for all of the quantity.
            int("price"),
            text("currency"),
            // "15th anniversary".
            text("occasion").maybe(),
            // What it meant, in someone's words.
            text("meaning").maybe(),
            text("source").maybe(),
            text("source_id").maybe(),
            text("source_extra").maybe(),
        ],
    },
    // One service job on a piece.
    Table {
        name: "repair",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: Merge::ByField,
        bench: true,
        server_only: false,
        fields: &[
            id("customer_id"),
            id("piece_id").maybe(),
            id("store_id"),
            // The number on the envelope; scanned.
            text("envelope"),
            // What it is, when the piece was not bought here.
            text("description"),
            // In the customer's own words.
            text("customer_words").maybe().woven(),
            text("condition").maybe().woven(),
            text("currency"),
            date("promised_for").maybe(),
            // Who is told when it is ready; may be another than the customer.
            id("tell_id").maybe(),
            // A word of Channel, or `call`.
            text("tell_by").maybe(),
            id("taken_in_by").maybe(),
            time("taken_in_at"),
            id("dropped_off_by").maybe(),
            // Where the envelope lies.
            text("bin").maybe(),
            text("source").maybe(),
            text("source_id").maybe(),
            text("source_extra").maybe(),
        ],
    },
    // One priced line on the envelope.
    Table {
        name: "repair_line",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: Merge::ByField,
        bench: true,
        server_only: false,
        fields: &[
            id("repair_id"),
            id("customer_id"),
            // A word of WorkKind.
            text("work"),
            text("description"),
            // Minor units of the repair's currency.
            int("price"),
            int("position"),
        ],
    },
    // One thing that happened to a repair.
    Table {
        name: "repair_step",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: ADD_ONLY,
        bench: true,
        server_only: false,
        fields: &[
            id("repair_id"),
            id("customer_id"),
            // A word of StepKind.
            text("kind"),
            time("at"),
            id("by_id").maybe(),
            text("note").maybe(),
            // For `undone`: the step taken back.
            id("undoes").maybe(),
            // For `handed_over`: what was paid, in minor units.
            int("charged").maybe(),
            // For `handed_over`: who collected it.
            id("collected_by").maybe(),
        ],
    },
    // Someone's word, with terms.
    Table {
        name: "promise",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: Merge::ByField,
        bench: true,
        server_only: false,
        fields: &[
            id("customer_id"),
            id("piece_id").maybe(),
            // "Batteries free for life".
            text("words"),
            // A word of WorkKind when it makes work free.
            text("covers").maybe(),
            id("made_by_id").maybe(),
            text("made_by_name").maybe(),
            date("made_on"),
            date("until").maybe(),
            int("uses_allowed").maybe(),
            // By when it is to be kept, where it is something to do.
            date("due_on").maybe(),
            time("kept_at").maybe(),
            id("kept_by").maybe(),
            // A word of PromiseKind; none: told by the terms.
            text("kind").maybe(),
            // It holds for everybody of the household.
            flag("for_household").maybe(),
            // What it is needed for: "the wedding".
            text("event").maybe(),
            // Calendar days from the order until it is here, and those kept in hand.
            int("lead_days").maybe(),
            int("slack_days").maybe(),
            time("ordered_at").maybe(),
            id("ordered_by").maybe(),
            // A word of PromiseEnd, where it ended before it was kept or used up.
            text("ended_as").maybe(),
            text("ended_reason").maybe().private(),
            time("ended_at").maybe(),
            id("ended_by").maybe(),
        ],
    },
    // One time that a promise was kept, or was not.
    Table {
        name: "promise_use",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: ADD_ONLY,
        bench: true,
        server_only: false,
        fields: &[
            id("promise_id"),
            id("customer_id"),
            id("repair_id").maybe(),
            // A word of UseKind.
            text("kind"),
            // What it took off, or what was charged anyway, in minor units.
            int("amount"),
            text("reason").maybe(),
            time("at"),
            id("by_id").maybe(),
        ],
    },
    // A birthday, anniversary, graduation: of the customer, or of a relation of theirs.
    Table {
        name: "occasion",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: Merge::ByField,
        bench: false,
        server_only: false,
        fields: &[
            id("customer_id"),
            id("relation_id").maybe(),
            // A word of OccasionKind.
            text("kind"),
            text("label").maybe(),
            // A partial date: "2006-06-14", "2006-06", "2006", "--06-14", "--06", "2027-spring".
            text("on_date"),
            // A word of Confidence.
            text("confidence"),
            // Where it comes from: "15th in 2021".
            text("because").maybe(),
            // How many days before it comes up, where not as the store does it.
            int("ahead_days").maybe(),
            // Put off: it does not come up before this day.
            date("quiet_until").maybe(),
        ],
    },
    notes::FACT,
    // What was learnt when someone came in or called.
    Table {
        name: "note",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: ADD_ONLY,
        bench: false,
        server_only: false,
        fields: &[
            id("customer_id"),
            id("repair_id").maybe(),
            // A word of NoteKind.
            text("kind"),
            text("words"),
            time("noted_at"),
            id("noted_by").maybe(),
            id("supersedes").maybe(),
        ],
    },
    notes::NOTE_TRACE,
    photos::PHOTO,
    appointments::APPOINTMENT,
    wishes::WISH,
    wishes::GIFT,
    // A dated task with a human reason.
    Table {
        name: "follow_up",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: Merge::ByField,
        bench: false,
        server_only: false,
        fields: &[
            id("customer_id"),
            text("reason"),
            date("due_on"),
            id("assigned_to").maybe(),
            time("created_at"),
            id("created_by").maybe(),
            time("done_at").maybe(),
            id("done_by").maybe(),
        ],
    },
    reasons::REASON_ANSWER,
    reasons::TOUCH_MEASURE,
    strands::OWN_FACT,
    company::HANDOVER,
    // What a customer allowed, address by address.
    Table {
        name: "consent",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: ADD_ONLY,
        bench: false,
        server_only: false,
        fields: &[
            id("customer_id"),
            // E.164, or a lower-case e-mail address.
            text("address"),
            // A word of Channel.
            text("channel"),
            // A word of Purpose.
            text("purpose"),
            flag("given"),
            // How it was said: "at drop-off", "replied STOP".
            text("basis"),
            // The version of the words that were shown or said.
            text("wording").maybe(),
            time("said_at"),
            id("taken_by").maybe(),
            // Who told of a stop, where this is one: `reply`, `provider`, `staff`, `wrong_number`.
            text("stopped_by").maybe(),
            // What shows that the customer agreed again after a stop.
            text("evidence").maybe(),
        ],
    },
    // A text or e-mail to a customer. Its id is computed from what it is about.
    Table {
        name: "message",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: Merge::AddOnly {
            device_sets: &["cancelled_at", "cancelled_by"],
        },
        bench: false,
        server_only: false,
        fields: &[
            id("customer_id"),
            id("repair_id").maybe(),
            id("occurrence_id").maybe(),
            int("resend"),
            // A word of Purpose.
            text("purpose"),
            // A word of Channel.
            text("channel"),
            // Who is written to, where not the customer.
            id("to_id").maybe(),
            text("address"),
            text("subject").maybe(),
            text("body"),
            text("language"),
            time("asked_at"),
            id("asked_by").maybe(),
            // With which template it was made; none: in someone's own words. A word of TemplateKey,
            // the row of the company's own, and the version, 0 for the built-in one.
            text("template").maybe(),
            id("template_id").maybe(),
            int("template_version").maybe(),
            // The reply that it answers.
            id("reply_to").maybe(),
            time("cancelled_at").maybe(),
            id("cancelled_by").maybe(),
            // From here on the server's: a word of MessageState, why, and when.
            text("state").maybe(),
            text("state_reason").maybe(),
            time("state_at").maybe(),
            // While waiting: until when.
            time("waits_until").maybe(),
            time("sent_at").maybe(),
            time("delivered_at").maybe(),
            // The channel is the server's own readable outbox: nothing reached the customer.
            flag("outbox_only").maybe(),
        ],
    },
    replies::REPLY,
    replies::STRAY_REPLY,
    replies::TEMPLATE,
    // What pops up on an associate's device.
    Table {
        name: "alert",
        belongs: Belongs::ToAssociate("associate_id"),
        merge: Merge::AddOnly {
            device_sets: &["seen_at"],
        },
        bench: true,
        server_only: false,
        fields: &[
            id("associate_id"),
            // `repair_ready`, `message_failed`, `customer_replied`, `uncollected`, `sending_refused`.
            text("kind"),
            id("customer_id"),
            id("repair_id").maybe(),
            id("message_id").maybe(),
            time("raised_at"),
            time("seen_at").maybe(),
            // For which colleague, who is off, this associate has it.
            id("instead_of_id").maybe(),
        ],
    },
    // A value that lost against another entered at the same time, until someone settles it.
    Table {
        name: "also_entered",
        belongs: Belongs::ToCustomer("customer_id"),
        merge: Merge::AddOnly {
            device_sets: &["settled_at", "settled_by"],
        },
        bench: false,
        server_only: false,
        fields: &[
            id("customer_id"),
            text("of_table"),
            id("row_id"),
            text("field"),
            // The value as JSON text.
            text("value"),
            id("entered_by").maybe(),
            time("entered_at"),
            time("settled_at").maybe(),
            id("settled_by").maybe(),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_owners_are_fields() {
        for (position, table) in TABLES.iter().enumerate() {
            assert!(
                TABLES
                    .iter()
                    .skip(position + 1)
                    .all(|other| other.name != table.name)
            );
            for (at, field) in table.fields.iter().enumerate() {
                assert!(
                    table
                        .fields
                        .iter()
                        .skip(at + 1)
                        .all(|other| other.name != field.name),
                    "{}",
                    field.name
                );
            }
            match table.belongs {
                Belongs::Company => {}
                Belongs::Customer => assert!(table.field("store_id").is_some()),
                Belongs::ToCustomer(field) | Belongs::ToAssociate(field) => {
                    assert_eq!(
                        table.field(field).map(|field| (field.kind, field.required)),
                        Some((Kind::Id, true))
                    );
                }
            }
            if let Merge::AddOnly { device_sets } = table.merge {
                assert!(
                    device_sets.iter().all(|name| table.field(name).is_some()),
                    "{}",
                    table.name
                );
            }
        }
    }
}

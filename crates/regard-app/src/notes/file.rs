//! Files what a note says: each ticked chip becomes a record, traced to its words.

use std::ops::Range;

use chrono::{Days, NaiveDate};
use regard_domain::ids::{CustomerId, NoteId};
use regard_domain::names::fold;
use regard_domain::partial_date::{Part, PartialDate};
use regard_domain::words::{Confidence, FactKind, OccasionKind, RelationKind, Tact, WorkKind};
use regard_notes::{Occasion, OccasionOf, Person, What, Whose};
use serde_json::json;
use uuid::Uuid;

use super::understand::{Understood, as_written, characters};
use crate::customers::names;
use crate::database::relations::{self, Relation};
use crate::database::{Edit, customers, occasions};
use crate::error::CommandError;
use crate::follow_ups::add;
use crate::follow_ups::screens::AddFollowUp;
use crate::promises::make;
use crate::promises::screens::MakePromise;
use crate::viewer::Viewer;
use crate::wishes::keep;
use crate::wishes::screens::KeepWish;

/// How long the store treads gently after a hard time was jotted down, in days.
const GENTLY: u64 = 91;
/// When something without a day comes back, in days.
const SOON: u64 = 7;

/// How one's spouse or partner is called.
const SPOUSES: [&str; 14] = [
    "wife",
    "husband",
    "spouse",
    "partner",
    "hubby",
    "fiance",
    "fiancee",
    "girlfriend",
    "boyfriend",
    "esposa",
    "esposo",
    "marido",
    "mujer",
    "pareja",
];

/// A note whose words are being filed.
pub struct Filing<'n> {
    /// Which note.
    pub note: NoteId,
    /// About whom.
    pub customer: CustomerId,
    /// Its words.
    pub words: &'n str,
    /// Only records of this table: the others are there already.
    pub only: Option<&'n str>,
}

impl Filing<'_> {
    /// Files the chips: people first, for others are theirs. Answers how many records were made.
    pub fn file(
        &self,
        edit: &mut Edit<'_>,
        viewer: &Viewer,
        chips: &[Understood],
    ) -> Result<u32, CommandError> {
        let mut made = 0;
        let people = chips.iter().filter(|chip| is_person(chip));
        let others = chips.iter().filter(|chip| !is_person(chip));
        for chip in people.chain(others) {
            let mut rows: Vec<(&'static str, Uuid)> = Vec::new();
            for what in &chip.found {
                rows.extend(self.one(edit, viewer, chip, what, rows.is_empty())?);
            }
            for (table, row) in rows {
                self.trace(edit, &chip.words, table, row)?;
                made += 1;
            }
        }
        Ok(made)
    }

    /// Says from which words of the note, in bytes, a record was made.
    pub fn trace(
        &self,
        edit: &mut Edit<'_>,
        at: &Range<usize>,
        table: &str,
        row: Uuid,
    ) -> Result<(), CommandError> {
        let id = edit.new_id();
        edit.add(
            "note_trace",
            id,
            json!({
                "customer_id": self.customer,
                "note_id": self.note,
                "of_table": table,
                "row_id": row,
                "words_from": characters(self.words, at.start),
                "words_to": characters(self.words, at.end),
            }),
        )?;
        Ok(())
    }

    fn makes(&self, table: &str) -> bool {
        self.only.is_none_or(|only| only == table)
    }

    /// The words of the chip, as they are kept.
    fn said(&self, chip: &Understood) -> String {
        self.words
            .get(chip.words.clone())
            .unwrap_or_default()
            .trim()
            .to_owned()
    }

    /// Files one finding; `first` is whether nothing was made from the same words yet.
    fn one(
        &self,
        edit: &mut Edit<'_>,
        viewer: &Viewer,
        chip: &Understood,
        what: &What,
        first: bool,
    ) -> Result<Vec<(&'static str, Uuid)>, CommandError> {
        let said = self.said(chip);
        let of = |whose: &Whose| match whose {
            Whose::Other(other) if !fold(&said).contains(&fold(other)) => {
                format!("{said} ({other})")
            }
            _ => said.clone(),
        };
        Ok(match what {
            What::Person(person) if person.name.is_some() => {
                self.person(edit, viewer, person, &said)?
            }
            What::Occasion(occasion) => self.occasion(edit, viewer, occasion, &said)?,
            What::Promise { .. } if !self.makes("promise") => Vec::new(),
            What::FollowUp { .. } if !self.makes("follow_up") => Vec::new(),
            What::Promise { until } => {
                let promise = MakePromise {
                    customer_id: self.customer,
                    words: said.clone(),
                    piece_id: None,
                    covers: covers(&said),
                    until: None,
                    uses_allowed: None,
                    due_on: until.filter(|day| *day >= viewer.today),
                    kind: None,
                    for_household: None,
                    event: None,
                    lead_days: None,
                    slack_days: None,
                };
                vec![("promise", make::make(edit, viewer, promise)?.0)]
            }
            What::FollowUp { when } => {
                let due_on = when
                    .as_ref()
                    .and_then(first_day)
                    .or_else(|| viewer.today.checked_add_days(Days::new(SOON)))
                    .filter(|day| *day >= viewer.today)
                    .unwrap_or(viewer.today);
                let follow_up = AddFollowUp {
                    customer_id: self.customer,
                    reason: said,
                    due_on,
                };
                vec![("follow_up", add::add(edit, viewer, follow_up)?.0)]
            }
            What::TreadGently => {
                let mut rows = self.fact(edit, FactKind::Other, Tact::NeverSay, &said)?;
                if self.makes("customer") && self.tread_gently(edit, viewer, &said)? {
                    rows.push(("customer", self.customer.0));
                }
                rows
            }
            What::Size { whose, .. } => self.fact(edit, FactKind::Size, Tact::Say, &of(whose))?,
            What::Wish { whose } => self.wish(edit, viewer, whose, said)?,
            // The same words about several: one fact says all of it.
            _ if !first => Vec::new(),
            What::Person(_) => self.fact(edit, FactKind::Family, Tact::Say, &said)?,
            What::Pet { .. } => self.fact(edit, FactKind::Pet, Tact::Say, &said)?,
            What::Liking | What::Interest => {
                self.fact(edit, FactKind::Interest, Tact::Say, &said)?
            }
            What::Avoid => self.fact(edit, FactKind::Avoids, Tact::Know, &said)?,
            What::Allergy => self.fact(edit, FactKind::Avoids, Tact::Say, &said)?,
            What::Trip { .. } => self.fact(edit, FactKind::Trip, Tact::Say, &said)?,
            What::Work => self.fact(edit, FactKind::Work, Tact::Say, &said)?,
        })
    }

    fn fact(
        &self,
        edit: &mut Edit<'_>,
        kind: FactKind,
        tact: Tact,
        words: &str,
    ) -> Result<Vec<(&'static str, Uuid)>, CommandError> {
        if !self.makes("fact") {
            return Ok(Vec::new());
        }
        let id = edit.new_id();
        edit.add(
            "fact",
            id,
            json!({
                "customer_id": self.customer,
                "kind": kind,
                "words": words,
                "tact": tact,
                "note_id": self.note,
                "noted_at": edit.now(),
                "noted_by": edit.me().associate_id,
            }),
        )?;
        Ok(vec![("fact", id)])
    }

    /// A wish: of the customer, or for someone else, where it may be a surprise.
    fn wish(
        &self,
        edit: &mut Edit<'_>,
        viewer: &Viewer,
        whose: &Whose,
        words: String,
    ) -> Result<Vec<(&'static str, Uuid)>, CommandError> {
        if !self.makes("wish") {
            return Ok(Vec::new());
        }
        let other = match whose {
            Whose::Customer | Whose::Couple => None,
            Whose::Other(called) => Some(called),
        };
        let known = match other {
            Some(called) => self.called(edit, viewer, called)?,
            None => None,
        };
        let wish = KeepWish {
            wish_id: None,
            customer_id: self.customer,
            words,
            size: None,
            price: None,
            occasion: None,
            for_id: known.as_ref().and_then(|relation| relation.other_id),
            for_name: known
                .and_then(|relation| relation.other_name)
                .or_else(|| other.map(|called| as_written(self.words, called))),
            may_know: keep::may_know_unasked(other.is_some()),
        };
        Ok(vec![("wish", keep::keep(edit, wish)?.0)])
    }

    /// The relation to someone who is called by their name, or as a spouse is called.
    fn called(
        &self,
        edit: &Edit<'_>,
        viewer: &Viewer,
        called: &str,
    ) -> Result<Option<Relation>, CommandError> {
        if let Some(relation) = self.known(edit, called)? {
            return Ok(Some(relation));
        }
        if !SPOUSES.contains(&fold(called).as_str()) {
            return Ok(None);
        }
        Ok(relations::of_customer(edit.connection(), self.customer)?
            .into_iter()
            .find(|relation| relation.is_couple() && relation.lasts_on(viewer.today)))
    }

    /// Someone with a name: whoever is known already is not written down again.
    fn person(
        &self,
        edit: &mut Edit<'_>,
        viewer: &Viewer,
        person: &Person,
        said: &str,
    ) -> Result<Vec<(&'static str, Uuid)>, CommandError> {
        let name = person.name.clone().unwrap_or_default();
        let gone = person.former || person.deceased;
        let mut rows = Vec::new();
        if self.makes("relation") && self.known(edit, &name)?.is_none() {
            let id = edit.new_id();
            let tells_more = gone || person.relation == RelationKind::Other;
            edit.add(
                "relation",
                id,
                json!({
                    "customer_id": self.customer,
                    "other_name": name,
                    "kind": person.relation,
                    "note": tells_more.then_some(said),
                    "ended_on": gone.then_some(viewer.today),
                }),
            )?;
            rows.push(("relation", id));
        }
        // That someone known has died or left is not done by reading a note; it is not lost either.
        let news = gone && rows.is_empty();
        if news {
            rows.extend(self.fact(edit, FactKind::Family, Tact::Know, said)?);
        } else if person.age.is_some() {
            rows.extend(self.fact(edit, FactKind::Family, Tact::Say, said)?);
        }
        Ok(rows)
    }

    /// The relation to someone of that name.
    fn known(&self, edit: &Edit<'_>, name: &str) -> Result<Option<Relation>, CommandError> {
        let conn = edit.connection();
        let wanted = fold(name);
        for relation in relations::of_customer(conn, self.customer)? {
            let called = match (relation.other_id, &relation.other_name) {
                (Some(other), _) => vec![
                    names::display_name(conn, other)?,
                    names::given_name(conn, other)?,
                ],
                (None, Some(name)) => vec![name.clone()],
                (None, None) => Vec::new(),
            };
            let same = called.iter().any(|called| {
                let called = fold(called);
                called == wanted
                    || called.split_whitespace().next() == Some(wanted.as_str())
                    || wanted.split_whitespace().next() == Some(called.as_str())
            });
            if same {
                return Ok(Some(relation));
            }
        }
        Ok(None)
    }

    fn occasion(
        &self,
        edit: &mut Edit<'_>,
        viewer: &Viewer,
        occasion: &Occasion,
        said: &str,
    ) -> Result<Vec<(&'static str, Uuid)>, CommandError> {
        let Some(date) = dated(occasion) else {
            // "their 20th" without a year: worth knowing, no day to come back to.
            return self.fact(edit, FactKind::Other, Tact::Say, said);
        };
        let kind = match occasion.kind {
            OccasionOf::Birthday => OccasionKind::Birthday,
            OccasionOf::Anniversary => OccasionKind::Anniversary,
            OccasionOf::Graduation => OccasionKind::Graduation,
            OccasionOf::Wedding | OccasionOf::Other => OccasionKind::Other,
        };
        let conn = edit.connection();
        let relation = match &occasion.whose {
            Whose::Customer => None,
            Whose::Couple => relations::of_customer(conn, self.customer)?
                .into_iter()
                .find(|relation| relation.is_couple() && relation.lasts_on(viewer.today)),
            Whose::Other(other) => match self.known(edit, other)? {
                Some(relation) => Some(relation),
                None => return self.fact(edit, FactKind::Family, Tact::Say, said),
            },
        };
        let on_date = date.to_string();
        let relation_id = relation.as_ref().map(|relation| relation.id);
        let there = occasions::of_customer(conn, self.customer)?
            .iter()
            .any(|known| {
                known.kind == kind && known.relation_id == relation_id && known.on_date == on_date
            });
        if there {
            return Ok(Vec::new());
        }
        if !self.makes("occasion") {
            return Ok(Vec::new());
        }
        let id = edit.new_id();
        // A year that was counted back is worked out, not said.
        let confidence = if occasion.ordinal.is_some() {
            Confidence::Likely
        } else {
            Confidence::Sure
        };
        edit.add(
            "occasion",
            id,
            json!({
                "customer_id": self.customer,
                "relation_id": relation_id,
                "kind": kind,
                "label": (kind == OccasionKind::Other).then_some(said),
                "on_date": on_date,
                "confidence": confidence,
                "because": said,
            }),
        )?;
        Ok(vec![("occasion", id)])
    }

    /// Treads gently for a while, unless the store does already.
    fn tread_gently(
        &self,
        edit: &mut Edit<'_>,
        viewer: &Viewer,
        said: &str,
    ) -> Result<bool, CommandError> {
        let Some(customer) = customers::customer(edit.connection(), self.customer)? else {
            return Ok(false);
        };
        let Some(until) = viewer.today.checked_add_days(Days::new(GENTLY)) else {
            return Ok(false);
        };
        if customer.gently_on(viewer.today).is_some() {
            return Ok(false);
        }
        // A reason that someone wrote for a time that has just ended stays: the new words are a fact.
        let why = customer.gently_why.as_deref().unwrap_or(said);
        edit.set(
            "customer",
            customer.id,
            json!({ "gently_until": until, "gently_why": why }),
        )?;
        Ok(true)
    }
}

fn is_person(chip: &Understood) -> bool {
    matches!(chip.found.first(), Some(What::Person(_)))
}

/// The date with the year of the first one, where it can be counted back.
fn dated(occasion: &Occasion) -> Option<PartialDate> {
    let counted = match (occasion.ordinal, occasion.ordinal_year) {
        (Some(ordinal), Some(year)) => i32::try_from(ordinal).ok().map(|ordinal| year - ordinal),
        _ => None,
    };
    match (occasion.date, counted) {
        (Some(date), Some(year)) => date.with_year(year).ok().or(Some(date)),
        (Some(date), None) => Some(date),
        (None, Some(year)) => PartialDate::new(Some(year), Part::Whole).ok(),
        (None, None) => None,
    }
}

fn first_day(date: &PartialDate) -> Option<NaiveDate> {
    let year = date.year()?;
    match date.part() {
        Part::Day { month, day } => NaiveDate::from_ymd_opt(year, month, day),
        Part::Month(month) => NaiveDate::from_ymd_opt(year, month, 1),
        Part::Season(season) => NaiveDate::from_ymd_opt(year, season.first_month(), 1),
        Part::Whole => NaiveDate::from_ymd_opt(year, 1, 1),
    }
}

/// The work that a promise makes free, where it says so.
fn covers(said: &str) -> Option<WorkKind> {
    const FREE: &[&str] = &[
        "free",
        "on us",
        "on the house",
        "no charge",
        "for life",
        "gratis",
        "sin costo",
        "sin cargo",
        "por la casa",
        "la casa",
        "de por vida",
        "sin coste",
    ];
    const WORK: &[(&str, WorkKind)] = &[
        ("batter", WorkKind::Battery),
        ("pila", WorkKind::Battery),
        ("clean", WorkKind::Cleaning),
        ("polish", WorkKind::Cleaning),
        ("limpie", WorkKind::Cleaning),
        ("pulido", WorkKind::Cleaning),
        ("resiz", WorkKind::Resize),
        ("sizing", WorkKind::Resize),
        ("ajust", WorkKind::Resize),
        ("engrav", WorkKind::Engraving),
        ("grabado", WorkKind::Engraving),
        ("apprais", WorkKind::Appraisal),
        ("tasacion", WorkKind::Appraisal),
        ("strap", WorkKind::Strap),
        ("correa", WorkKind::Strap),
        ("prong", WorkKind::Setting),
        ("garra", WorkKind::Setting),
        ("service", WorkKind::Service),
    ];
    let said = fold(said);
    if !FREE.iter().any(|words| said.contains(words)) {
        return None;
    }
    WORK.iter()
        .find(|(word, _)| said.contains(word))
        .map(|(_, work)| *work)
}

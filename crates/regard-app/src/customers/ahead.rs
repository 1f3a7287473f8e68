//! What is ahead: occasions that are written down, and those that a purchase lets us work out.

use chrono::NaiveDate;
use regard_domain::ids::{CustomerId, OccasionId};
use regard_domain::names::fold;
use regard_domain::occasion::{self, WorkedOut};
use regard_domain::partial_date::PartialDate;
use regard_domain::words::{Confidence, OccasionKind};
use rusqlite::Connection;

use super::names::{person_named, person_ref};
use super::screens::{Ahead, PersonRef};
use crate::database::occasions::{self, Occasion};
use crate::database::one_person::person_of;
use crate::database::purchases::{self, Purchase};
use crate::database::relations::{self, Relation};
use crate::database::{customers, pieces};
use crate::people::screens::KeepDay;
use crate::viewer::Viewer;

/// How far ahead the store looks, in days.
const A_YEAR: i64 = 366;

/// Whose day it is, apart from the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
enum With {
    /// The customer's own, or the other is not known.
    Nobody,
    /// Someone with a page.
    Customer(CustomerId),
    /// Someone known by name only.
    Named(String),
}

impl With {
    fn other_of(relation: &Relation) -> Self {
        match (relation.other_id, &relation.other_name) {
            (Some(id), _) => Self::Customer(id),
            (None, Some(name)) => Self::Named(name.clone()),
            (None, None) => Self::Nobody,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Named(one), Self::Named(two)) => fold(one) == fold(two),
            _ => self == other,
        }
    }
}

/// One day that concerns the customer.
#[derive(Debug, Clone)]
pub struct Day {
    /// Where it is written down; none: worked out.
    pub occasion_id: Option<OccasionId>,
    kind: OccasionKind,
    label: Option<String>,
    date: Option<PartialDate>,
    confidence: Confidence,
    because: Option<String>,
    with: With,
    /// Whether it no longer comes: the relation ended.
    over: bool,
    /// How many days before it comes up, where not as the store does it.
    pub ahead_days: Option<u32>,
    /// The first day on which it comes up again, where it was put off.
    pub quiet_until: Option<NaiveDate>,
}

impl Day {
    /// Whether it was put off and does not come up on `today`.
    pub fn is_put_off(&self, today: NaiveDate) -> bool {
        self.quiet_until.is_some_and(|until| today < until)
    }

    /// Whether it is the same day of the same people, written down a second time.
    fn is_same(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.label == other.label
            && self.date.is_some()
            && self.date == other.date
            && self.over == other.over
            && self.with.is_same(&other.with)
    }
}

/// The next occasion of the customer within a year, if there is one. It does not ask whether the
/// store treads gently: that is the brief's.
pub fn ahead(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Option<Ahead>> {
    let deceased =
        customers::customer(conn, customer)?.is_some_and(|customer| customer.deceased_on.is_some());
    if deceased {
        return Ok(None);
    }
    let mut next: Option<Ahead> = None;
    for day in days(conn, viewer.today, customer)? {
        if day.is_put_off(viewer.today) {
            continue;
        }
        if let Some(ahead) = next_of(conn, viewer.today, customer, &day)?
            && ahead.in_days <= A_YEAR
            && next
                .as_ref()
                .is_none_or(|best| nearness(&ahead) < nearness(best))
        {
            next = Some(ahead);
        }
    }
    Ok(next)
}

/// What is known to the month comes before what is known to the year, then the nearer one.
fn nearness(ahead: &Ahead) -> (bool, i64, u8) {
    let sure = match ahead.confidence {
        Confidence::Sure => 0,
        Confidence::Likely => 1,
        Confidence::Guess => 2,
    };
    (ahead.month.is_none(), ahead.in_days, sure)
}

/// When that day comes next, as the page of `page` says it.
pub fn next_of(
    conn: &Connection,
    today: NaiveDate,
    page: CustomerId,
    day: &Day,
) -> rusqlite::Result<Option<Ahead>> {
    let Some(next) = day
        .date
        .as_ref()
        .filter(|_| !day.over)
        .and_then(|date| occasion::next(day.kind, date, today))
    else {
        return Ok(None);
    };
    Ok(Some(Ahead {
        occasion_id: day.occasion_id,
        kind: day.kind,
        label: day.label.clone(),
        ordinal: next.ordinal,
        on: next.time.on,
        year: next.time.year,
        month: next.time.month,
        in_days: next.time.in_days,
        confidence: day.confidence,
        because: day.because.clone(),
        with: with_ref(conn, page, &day.with)?,
    }))
}

fn with_ref(
    conn: &Connection,
    page: CustomerId,
    with: &With,
) -> rusqlite::Result<Option<PersonRef>> {
    match with {
        With::Nobody => Ok(None),
        With::Customer(id) => person_ref(conn, page, *id),
        With::Named(name) => Ok(Some(person_named(name))),
    }
}

/// How a day that only a purchase tells of is written down on the page of `page`.
///
/// None where it stands there, and where it is the day of somebody who is not linked: of one known by name
/// nobody knows whose day that would be, and of one with a page it would be said on this page only.
pub fn to_write_down(
    conn: &Connection,
    page: CustomerId,
    day: &Day,
) -> rusqlite::Result<Option<KeepDay>> {
    let (None, Some(date)) = (day.occasion_id, &day.date) else {
        return Ok(None);
    };
    let relation = relations::from_both_sides(conn, page)?
        .into_iter()
        .find(|relation| With::other_of(relation).is_same(&day.with));
    let is_known = relation.is_some()
        || match &day.with {
            With::Nobody => true,
            // Written down here alone it would still come up on the other's page.
            With::Customer(_) => false,
            // An anniversary is that of the couple, whoever the other is.
            With::Named(_) => day.kind == OccasionKind::Anniversary,
        };
    Ok(is_known.then(|| KeepDay {
        occasion_id: None,
        customer_id: page,
        relation_id: match day.with {
            With::Nobody => None,
            _ => relation.map(|relation| relation.id),
        },
        kind: day.kind,
        label: day.label.clone(),
        on_date: date.to_string(),
        confidence: day.confidence,
        ahead_days: None,
        because: day.because.clone(),
        quiet_until: None,
    }))
}

/// Every day that concerns the customer: those written down, made whole by what purchases tell, and
/// those that only purchases tell.
pub fn days(
    conn: &Connection,
    today: NaiveDate,
    customer: CustomerId,
) -> rusqlite::Result<Vec<Day>> {
    let relations = relations::from_both_sides(conn, customer)?;
    let mut days: Vec<Day> = Vec::new();
    // An anniversary whose relation nobody wrote down is that of the marriage that has ended.
    let mut couples = relations.iter().filter(|relation| relation.is_couple());
    let parted = couples.clone().next().is_some() && !couples.any(|couple| couple.lasts_on(today));
    for occasion in occasions::of_customer(conn, customer)? {
        let mut day = written_down(today, customer, &relations, occasion);
        day.over |= parted && day.kind == OccasionKind::Anniversary && day.with == With::Nobody;
        // Two records of one person may both have their birthday, and two devices may have written one
        // down to put it off: the later day holds.
        match days.iter_mut().find(|known| known.is_same(&day)) {
            Some(known) => known.quiet_until = known.quiet_until.max(day.quiet_until),
            None => days.push(day),
        }
    }
    let secret = pieces::secret_from(conn, customer, today)?;
    let couple = relations
        .iter()
        .find(|relation| relation.is_couple() && relation.lasts_on(today));
    let mut bought = purchases::of_customer(conn, customer)?;
    if let Some(partner) = couple.and_then(|relation| relation.other_id) {
        for purchase in purchases::of_customer(conn, partner)? {
            if bought.iter().all(|known| known.id != purchase.id) {
                bought.push(purchase);
            }
        }
        bought.sort_by_key(|purchase| std::cmp::Reverse((purchase.bought_on, purchase.id)));
    }
    for purchase in bought {
        if purchase
            .piece_id
            .is_some_and(|piece| secret.contains(&piece))
        {
            continue;
        }
        let told = purchase
            .occasion
            .as_deref()
            .and_then(|words| occasion::worked_out(words, purchase.bought_on));
        if let Some(told) = told
            && let Some(with) = whose(today, customer, &relations, couple, &purchase, &told)
        {
            put_together(&mut days, told, with);
        }
    }
    Ok(days)
}

/// The rows that write that day down: two devices may each have written down what a purchase told. The
/// one that was asked for is always among them.
pub fn rows_of_day(
    conn: &Connection,
    today: NaiveDate,
    occasion: &Occasion,
) -> rusqlite::Result<Vec<OccasionId>> {
    let page = person_of(conn, occasion.customer_id)?;
    let relations = relations::from_both_sides(conn, page)?;
    let written: Vec<Day> = occasions::of_customer(conn, page)?
        .into_iter()
        .map(|occasion| written_down(today, page, &relations, occasion))
        .collect();
    let asked = written
        .iter()
        .find(|day| day.occasion_id == Some(occasion.id));
    let mut rows = vec![occasion.id];
    rows.extend(
        written
            .iter()
            .filter(|day| asked.is_some_and(|asked| asked.is_same(day)))
            .filter_map(|day| day.occasion_id)
            .filter(|id| *id != occasion.id),
    );
    Ok(rows)
}

/// A day as it was written down on this page or on the other's.
fn written_down(
    today: NaiveDate,
    customer: CustomerId,
    relations: &[Relation],
    occasion: Occasion,
) -> Day {
    let relation = occasion
        .relation_id
        .and_then(|id| relations.iter().find(|relation| relation.id == id));
    // An anniversary is of both; any other day of a relation is of the one who was named.
    let is_theirs = occasion.kind == OccasionKind::Anniversary || occasion.customer_id == customer;
    let with = match relation {
        Some(relation) if is_theirs => With::other_of(relation),
        _ => With::Nobody,
    };
    let over = match (occasion.relation_id, relation) {
        (None, _) => false,
        (Some(_), Some(relation)) => !relation.lasts_on(today),
        // The relation was taken out: nobody knows whose day it was.
        (Some(_), None) => true,
    };
    Day {
        occasion_id: Some(occasion.id),
        kind: occasion.kind,
        label: occasion.label,
        date: occasion.on_date.parse().ok(),
        confidence: occasion.confidence,
        because: occasion.because,
        with,
        over,
        ahead_days: occasion.ahead_days,
        quiet_until: occasion.quiet_until,
    }
}

/// Whose day a purchase tells of; none when it is not one of this customer's.
fn whose(
    today: NaiveDate,
    customer: CustomerId,
    relations: &[Relation],
    couple: Option<&Relation>,
    purchase: &Purchase,
    told: &WorkedOut,
) -> Option<With> {
    let of_relation = |id: CustomerId| {
        relations
            .iter()
            .find(|relation| relation.other_id == Some(id))
    };
    if told.kind == OccasionKind::Birthday {
        let wearer = purchase.for_id.or(purchase.worn_by_id);
        return match (wearer, &purchase.for_name) {
            (Some(id), _) if id == customer => Some(With::Nobody),
            (Some(id), _) => of_relation(id)
                .filter(|relation| relation.lasts_on(today))
                .map(With::other_of),
            (None, Some(name)) => Some(With::Named(name.clone())),
            (None, None) => None,
        };
    }
    let others: Vec<CustomerId> = [
        Some(purchase.customer_id),
        purchase.for_id,
        purchase.worn_by_id,
    ]
    .into_iter()
    .flatten()
    .filter(|id| *id != customer)
    .collect();
    if let Some(couple) = couple {
        let within = others.iter().all(|id| couple.other_id == Some(*id))
            && purchase.for_name.as_ref().is_none_or(|name| {
                couple
                    .other_name
                    .as_ref()
                    .is_none_or(|other| fold(other) == fold(name))
            });
        return within.then(|| With::other_of(couple));
    }
    // No spouse is written down. A child's gift for the parents' anniversary is not the child's, and
    // that of a marriage which ended is not told any more.
    if others.iter().any(|id| of_relation(*id).is_some())
        || relations.iter().any(|relation| relation.is_couple())
    {
        return None;
    }
    match (others.first(), &purchase.for_name) {
        (Some(id), _) => Some(With::Customer(*id)),
        (None, Some(name)) => Some(With::Named(name.clone())),
        (None, None) => Some(With::Nobody),
    }
}

/// Makes a day that is written down whole by what a purchase tells, or adds it.
fn put_together(days: &mut Vec<Day>, told: WorkedOut, with: With) {
    let known = days.iter_mut().find(|day| {
        day.kind == told.kind
            && (day.with.is_same(&with)
                || (told.kind == OccasionKind::Anniversary
                    && (day.with == With::Nobody || with == With::Nobody)))
    });
    let Some(day) = known else {
        days.push(Day {
            occasion_id: None,
            kind: told.kind,
            label: None,
            date: Some(told.date),
            confidence: told.confidence,
            because: Some(told.because),
            with,
            over: false,
            ahead_days: None,
            quiet_until: None,
        });
        return;
    };
    if let Some(date) = day.date {
        let whole = occasion::made_whole(&date, &told);
        if whole != date {
            day.date = Some(whole);
            if day.confidence == Confidence::Sure {
                day.confidence = Confidence::Likely;
            }
            day.because.get_or_insert(told.because);
        }
    }
}

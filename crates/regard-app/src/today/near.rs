//! Occasions of the next weeks of my customers, the nearest first.

use std::collections::HashSet;

use chrono::{Datelike, Days, NaiveDate};
use regard_domain::ids::CustomerId;
use regard_domain::words::OccasionKind;
use rusqlite::Connection;

use super::screens::OccasionAhead;
use crate::customers::ahead::{days, next_of, to_write_down};
use crate::customers::hard_times::gently;
use crate::database::customers;
use crate::database::occasions::{self, MayBeNear};
use crate::viewer::Viewer;

/// How many days are near.
const NEAR: u64 = 45;

/// How many are shown.
const MOST: usize = 10;

/// The occasions of Today: of the next weeks, or as early as a day says of itself.
pub fn near_occasions(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Vec<OccasionAhead>> {
    let reach = Reach {
        days: NEAR,
        as_each_says: true,
    };
    let mut found = occasions(conn, viewer, &reach, Some(MOST))?;
    found.truncate(MOST);
    Ok(found)
}

/// The occasions of the next `days` days, at most `most`, however early each wants to come up; and how
/// many more there are.
pub fn occasions_within(
    conn: &Connection,
    viewer: &Viewer,
    days: u64,
    most: usize,
) -> rusqlite::Result<(Vec<OccasionAhead>, usize)> {
    let reach = Reach {
        days,
        as_each_says: false,
    };
    let mut found = occasions(conn, viewer, &reach, None)?;
    let more = found.len().saturating_sub(most);
    found.truncate(most);
    Ok((found, more))
}

/// How far one looks.
struct Reach {
    days: u64,
    /// A day may come up earlier or later than the store does it.
    as_each_says: bool,
}

/// The occasions of customers of mine in the next weeks. Nothing of those with whom the store treads
/// gently, nothing that is known to the year only, and an anniversary of two of mine stands once.
///
/// The nearest are worked out first, and no more of them than fill a list of `enough`: whose day comes no
/// earlier than a certain day can't stand before one that is known. Without it all are, to be counted.
fn occasions(
    conn: &Connection,
    viewer: &Viewer,
    reach: &Reach,
    enough: Option<usize>,
) -> rusqlite::Result<Vec<OccasionAhead>> {
    let months = months(viewer, reach.days);
    let months = [0, 1, 2].map(|at| months.get(at).map_or("", String::as_str));
    let early = occasions::may_be_early(conn, viewer.me, reach.days)?;
    let mut candidates: Vec<(i64, MayBeNear)> = occasions::may_be_near(conn, viewer.me, months)?
        .into_iter()
        .chain(early)
        .map(|candidate| (not_before(viewer.today, &candidate.day), candidate))
        .collect();
    candidates.sort_by(|(one, of), (two, than)| (one, &of.name).cmp(&(two, &than.name)));
    let mut looked_at: HashSet<CustomerId> = HashSet::new();
    let mut found: Vec<OccasionAhead> = Vec::new();
    for (days, candidate) in candidates {
        let full = enough
            .and_then(|enough| found.get(enough.saturating_sub(1)))
            .is_some_and(|last| {
                (last.ahead.in_days, &last.customer_name) < (days, &candidate.name)
            });
        if full {
            break;
        }
        if looked_at.insert(candidate.customer_id) {
            found.extend(of_customer(conn, viewer, reach, candidate.customer_id)?);
            if enough.is_some() {
                found = each_once(found);
            }
        }
    }
    Ok(each_once(found))
}

/// The near occasions of one customer, in no order.
fn of_customer(
    conn: &Connection,
    viewer: &Viewer,
    reach: &Reach,
    id: CustomerId,
) -> rusqlite::Result<Vec<OccasionAhead>> {
    let Some(customer) = customers::customer(conn, id)? else {
        return Ok(Vec::new());
    };
    if customer.deceased_on.is_some() || gently(conn, viewer, Some(&customer))? {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for day in days(conn, viewer.today, id)? {
        if day.is_put_off(viewer.today) {
            continue;
        }
        let own = day.ahead_days.filter(|_| reach.as_each_says);
        let near = own.map_or(reach.days, u64::from);
        let near = i64::try_from(near).unwrap_or(i64::MAX);
        if let Some(ahead) = next_of(conn, viewer.today, id, &day)?
            && ahead.month.is_some()
            && ahead.in_days <= near
        {
            found.push(OccasionAhead {
                customer_id: id,
                customer_name: customer.name(),
                ahead,
                write_down: to_write_down(conn, id, &day)?,
            });
        }
    }
    Ok(found)
}

/// In order, without the second telling of a day.
fn each_once(mut found: Vec<OccasionAhead>) -> Vec<OccasionAhead> {
    found.sort_by(|one, two| {
        (one.ahead.in_days, &one.customer_name).cmp(&(two.ahead.in_days, &two.customer_name))
    });
    let mut once: Vec<OccasionAhead> = Vec::new();
    for occasion in found {
        if !once.iter().any(|known| is_same(known, &occasion)) {
            once.push(occasion);
        }
    }
    once
}

/// In how many days a day of which `05-12` or `05` is known comes at the earliest; 0 where that can't
/// be read.
fn not_before(today: NaiveDate, known: &str) -> i64 {
    let mut parts = known.split('-').map(str::parse::<u32>);
    let Some(Ok(month)) = parts.next() else {
        return 0;
    };
    let day = match parts.next() {
        Some(Ok(day)) => day,
        None if month == today.month() => return 0,
        _ => 1,
    };
    let on = |year: i32| {
        NaiveDate::from_ymd_opt(year, month, day)
            .or_else(|| NaiveDate::from_ymd_opt(year, month, 28))
    };
    [today.year(), today.year().saturating_add(1)]
        .into_iter()
        .filter_map(on)
        .map(|day| day.signed_duration_since(today).num_days())
        .find(|days| *days >= 0)
        .unwrap_or(0)
}

/// The months that the next weeks touch, as two digits.
fn months(viewer: &Viewer, days: u64) -> Vec<String> {
    let mut months: Vec<String> = [0, days / 3, 2 * days / 3, days]
        .into_iter()
        .filter_map(|days| viewer.today.checked_add_days(Days::new(days)))
        .map(|day| format!("{:02}", day.month()))
        .collect();
    months.dedup();
    months
}

/// Whether it is the same day, told from both pages of a couple.
fn is_same(one: &OccasionAhead, two: &OccasionAhead) -> bool {
    let other = |occasion: &OccasionAhead| -> Option<CustomerId> {
        occasion
            .ahead
            .with
            .as_ref()
            .and_then(|with| with.customer_id)
    };
    if one.ahead.occasion_id.is_some() && one.ahead.occasion_id == two.ahead.occasion_id {
        return true;
    }
    one.ahead.kind == OccasionKind::Anniversary
        && two.ahead.kind == OccasionKind::Anniversary
        && other(one) == Some(two.customer_id)
        && other(two) == Some(one.customer_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_comes_no_earlier_than_what_is_known_of_it() {
        let today = NaiveDate::from_ymd_opt(2026, 12, 20).unwrap();
        for (known, days) in [
            ("12-20", 0),
            ("12-19", 364),
            ("12", 0),
            ("01", 12),
            ("01-05", 16),
            ("02-29", 70),
            ("", 0),
            ("x", 0),
        ] {
            assert_eq!(not_before(today, known), days, "{known}");
        }
    }
}

//! Occasions of the next weeks of my customers, the nearest first.

use chrono::{Datelike, Days};
use regard_domain::ids::CustomerId;
use regard_domain::words::OccasionKind;
use rusqlite::Connection;

use super::screens::OccasionAhead;
use crate::customers::ahead::{days, next_of};
use crate::database::{customers, occasions};
use crate::viewer::Viewer;

/// How many days are near.
const NEAR: u64 = 45;

/// How many are shown.
const MOST: usize = 10;

/// The occasions of customers of mine in the next weeks. Nothing of those with whom the store treads
/// gently, nothing that is known to the year only, and an anniversary of two of mine stands once.
pub fn near_occasions(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<Vec<OccasionAhead>> {
    let mut found: Vec<OccasionAhead> = Vec::new();
    let months = months(viewer);
    let months = [0, 1, 2].map(|at| months.get(at).map_or("", String::as_str));
    for id in occasions::customers_with_days_in(conn, viewer.me, months)? {
        let Some(customer) = customers::customer(conn, id)? else {
            continue;
        };
        if customer.gently_on(viewer.today).is_some() {
            continue;
        }
        for day in days(conn, viewer.today, id)? {
            if let Some(ahead) = next_of(conn, viewer.today, id, &day)?
                && ahead.month.is_some()
                && ahead.in_days <= i64::try_from(NEAR).unwrap_or(i64::MAX)
            {
                found.push(OccasionAhead {
                    customer_id: id,
                    customer_name: customer.name(),
                    ahead,
                });
            }
        }
    }
    found.sort_by(|one, two| {
        (one.ahead.in_days, &one.customer_name).cmp(&(two.ahead.in_days, &two.customer_name))
    });
    let mut once: Vec<OccasionAhead> = Vec::new();
    for occasion in found {
        if !once.iter().any(|known| is_same(known, &occasion)) {
            once.push(occasion);
        }
    }
    once.truncate(MOST);
    Ok(once)
}

/// The months that the next weeks touch, as two digits.
fn months(viewer: &Viewer) -> Vec<String> {
    let mut months: Vec<String> = [0, NEAR / 3, 2 * NEAR / 3, NEAR]
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

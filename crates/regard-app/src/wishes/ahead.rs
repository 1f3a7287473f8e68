//! What to show someone before a day of their household comes.

use regard_domain::ids::CustomerId;
use regard_domain::names::fold;
use regard_domain::wish::GiftStep;
use rusqlite::Connection;

use super::screens::{ToShow, WishCard};
use crate::customers::ahead::{Day, days, next_of};
use crate::customers::screens::{Ahead, PersonRef};
use crate::database::relations;
use crate::viewer::Viewer;

/// How many days before a day its wishes are shown, where the day itself does not say.
const NEAR: u32 = 45;

/// The wish to show on the page of `page`: of someone of their household whose day is near, the
/// nearest first, rather one that names an occasion. What was bought already is shown no more.
pub fn to_show(
    conn: &Connection,
    viewer: &Viewer,
    page: CustomerId,
    wishes: &[WishCard],
) -> rusqlite::Result<Option<ToShow>> {
    let mut best: Option<ToShow> = None;
    for wish in wishes {
        let over = wish.ended.is_some() || wish.gift >= Some(GiftStep::Bought);
        if over || wish.receiver.is_self {
            continue;
        }
        let Some(ahead) = near_day(conn, viewer, page, &wish.receiver)? else {
            continue;
        };
        let rank = |show: &ToShow| (show.ahead.in_days, show.wish.occasion.is_none());
        let show = ToShow {
            wish: wish.clone(),
            ahead,
        };
        if best.as_ref().is_none_or(|best| rank(&show) < rank(best)) {
            best = Some(show);
        }
    }
    Ok(best)
}

/// The next day of someone of the household that is near.
fn near_day(
    conn: &Connection,
    viewer: &Viewer,
    page: CustomerId,
    who: &PersonRef,
) -> rusqlite::Result<Option<Ahead>> {
    let mut found: Vec<(Day, Ahead)> = Vec::new();
    let today = viewer.today;
    // Days that are told on this page and are the other's, or of both.
    for day in days(conn, today, page)? {
        if let Some(ahead) = next_of(conn, today, page, &day)?
            && ahead.with.as_ref().is_some_and(|with| is_same(with, who))
        {
            found.push((day, ahead));
        }
    }
    // Days on the page of the other.
    if let Some(other) = who.customer_id {
        let household = relations::household(conn, page, today)?;
        if !household
            .iter()
            .any(|(person, kind)| *person == other && kind.is_household())
        {
            return Ok(None);
        }
        for day in days(conn, today, other)? {
            if let Some(ahead) = next_of(conn, today, page, &day)?
                && ahead.with.as_ref().is_none_or(|with| with.is_self)
            {
                found.push((day, ahead));
            }
        }
    }
    Ok(found
        .into_iter()
        .filter(|(day, ahead)| {
            let near = i64::from(day.ahead_days.unwrap_or(NEAR));
            ahead.month.is_some() && ahead.in_days <= near && !day.is_put_off(today)
        })
        .map(|(_, ahead)| Ahead {
            with: Some(who.clone()),
            ..ahead
        })
        .min_by_key(|ahead| ahead.in_days))
}

/// Whether two are the same person: by their page, or by the first name.
fn is_same(one: &PersonRef, two: &PersonRef) -> bool {
    if one.customer_id.is_some() || two.customer_id.is_some() {
        return one.customer_id == two.customer_id;
    }
    let first = |name: &str| fold(name).split_whitespace().next().map(str::to_owned);
    first(&one.name).is_some() && first(&one.name) == first(&two.name)
}

//! The wishes that may show on someone's page.

use std::collections::HashMap;

use regard_domain::ids::{CustomerId, WishId};
use regard_domain::wish::{Gift, Standing, shows_on};
use rusqlite::Connection;
use uuid::Uuid;

use super::screens::{WishCard, WishEnded};
use crate::customers::names::{associate_name, person_named, person_ref};
use crate::customers::screens::PersonRef;
use crate::database::wishes::{self, GiftRow, WishRow};
use crate::database::{customers, relations};
use crate::notes::screens::FromNote;
use crate::viewer::Viewer;

/// The wishes on the page of `page`, open ones first, the newest first: their own, those of their
/// household that may be told to them, and what they mean to give. `from` are the notes about them.
pub fn of_page(
    conn: &Connection,
    viewer: &Viewer,
    page: CustomerId,
    from: &HashMap<Uuid, FromNote>,
) -> rusqlite::Result<Vec<WishCard>> {
    let near: Vec<CustomerId> = relations::household(conn, page, viewer.today)?
        .into_iter()
        .filter(|(_, kind)| kind.is_household())
        .map(|(person, _)| person)
        .collect();
    let mut rows: Vec<WishRow> = wishes::around(conn, page)?;
    for person in &near {
        for row in wishes::around(conn, *person)? {
            if rows.iter().all(|known| known.id != row.id) {
                rows.push(row);
            }
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.noted_at, row.id)));
    let mut cards = Vec::new();
    for row in rows {
        if let Some(card) = card(conn, viewer, page, &near, row, from)? {
            cards.push(card);
        }
    }
    cards.sort_by_key(|card| card.ended.is_some());
    Ok(cards)
}

/// Whether a wish may show on the page of `page`: what stands elsewhere about it may not, either.
pub fn may_show(
    conn: &Connection,
    viewer: &Viewer,
    page: CustomerId,
    wish: WishId,
) -> rusqlite::Result<bool> {
    let Some(row) = wishes::by_id(conn, wish)? else {
        return Ok(true);
    };
    let gifts: Vec<Gift> = wishes::gifts(conn, wish)?
        .iter()
        .map(|row| row.gift)
        .collect();
    Ok(shows_on(page, false, &standing(&row, &gifts), viewer.today))
}

fn standing<'g>(row: &WishRow, gifts: &'g [Gift]) -> Standing<'g> {
    Standing {
        said_by: row.customer_id,
        receiver: row.receiver(),
        may_know: row.may_know,
        gifts,
    }
}

fn card(
    conn: &Connection,
    viewer: &Viewer,
    page: CustomerId,
    near: &[CustomerId],
    row: WishRow,
    from: &HashMap<Uuid, FromNote>,
) -> rusqlite::Result<Option<WishCard>> {
    let rows = wishes::gifts(conn, row.id)?;
    let gifts: Vec<Gift> = rows.iter().map(|row| row.gift).collect();
    let receiver = row.receiver();
    let is_near = near.contains(&receiver.unwrap_or(row.customer_id));
    let standing = standing(&row, &gifts);
    if !shows_on(page, is_near, &standing, viewer.today) {
        return Ok(None);
    }
    let own_gift = gifts.iter().find(|gift| gift.giver == page);
    let concerns = row.customer_id == page || receiver == Some(page) || own_gift.is_some();
    let ended = ended(conn, viewer, page, &row, &rows)?;
    if ended.is_some() && !concerns {
        return Ok(None);
    }
    // Whoever has passed away wishes for nothing on the pages of those who are left.
    if let Some(receiver) = receiver
        && receiver != page
        && customers::customer(conn, receiver)?.is_some_and(|who| who.deceased_on.is_some())
    {
        return Ok(None);
    }
    let surprise = receiver != Some(page)
        && receiver.is_none_or(|receiver| !shows_on(receiver, false, &standing, viewer.today));
    let mut also_meant_by = Vec::new();
    if own_gift.is_some() {
        for gift in &gifts {
            if gift.giver != page && gift.is_secret(viewer.today) {
                also_meant_by.extend(person_ref(conn, page, gift.giver)?);
            }
        }
    }
    let said_by = if receiver == Some(row.customer_id) || row.customer_id == page {
        None
    } else {
        person_ref(conn, page, row.customer_id)?
    };
    let of_this_page = row.customer_id == page;
    Ok(Some(WishCard {
        id: row.id,
        receiver: receiver_ref(conn, page, &row)?,
        words: row.words,
        size: row.size,
        price: row.price,
        occasion: row.occasion,
        said_by,
        of_this_page,
        may_know: row.may_know,
        surprise: surprise && ended.is_none(),
        gift: own_gift.map(|gift| gift.step),
        also_meant_by,
        ended,
        noted_at: row.noted_at,
        noted_by: match row.noted_by {
            Some(id) => associate_name(conn, id)?,
            None => None,
        },
        // The words of a note about someone else are theirs.
        from_note: from.get(&row.id.0).filter(|_| of_this_page).cloned(),
    }))
}

fn receiver_ref(conn: &Connection, page: CustomerId, row: &WishRow) -> rusqlite::Result<PersonRef> {
    let known = match row.receiver() {
        Some(receiver) => person_ref(conn, page, receiver)?,
        None => None,
    };
    Ok(known.unwrap_or_else(|| person_named(row.for_name.as_deref().unwrap_or_default())))
}

fn ended(
    conn: &Connection,
    viewer: &Viewer,
    page: CustomerId,
    row: &WishRow,
    gifts: &[GiftRow],
) -> rusqlite::Result<Option<WishEnded>> {
    let on = |at| viewer.day_of(at);
    if let Some(how) = row.ended_as {
        return Ok(Some(WishEnded {
            how: Some(how),
            on: row.ended_at.map_or(viewer.today, on),
            given_by: None,
        }));
    }
    let Some(given) = gifts.iter().find(|row| row.gift.is_given(viewer.today)) else {
        return Ok(None);
    };
    Ok(Some(WishEnded {
        how: None,
        on: on(given.at),
        given_by: person_ref(conn, page, given.gift.giver)?,
    }))
}

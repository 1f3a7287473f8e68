//! "What we remember about you": everything about a customer, for the customer to read.
//!
//! It is made of what this device has. Gifts that are still a secret are not in it, and neither is any
//! line that names one; what another person paid, and other people's addresses, are theirs.

use std::collections::BTreeSet;

use regard_domain::ids::{CustomerId, PieceId};
use regard_domain::message::MessageState;
use rusqlite::Connection;

use super::names::given_name;
use super::remembered_screens::*;
use super::screens::{OpenCustomer, Story, StoryEntry};
use super::spoils::Spoils;
use super::story::story;
use crate::app::App;
use crate::database::{consents, customers, messages, one_person, pieces, repairs, stores};
use crate::error::CommandError;
use crate::messages::cards as message_cards;
use crate::photos::cards as photo_cards;
use crate::viewer::Viewer;

/// Everything that is remembered about them.
pub async fn remembered(app: &App, args: OpenCustomer) -> Result<Remembered, CommandError> {
    let (session, now) = (app.session()?, app.now());
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, now)?;
        read(conn, &viewer, args.customer_id)?.ok_or_else(|| CommandError::not_found("customer"))
    })
}

fn read(
    conn: &Connection,
    viewer: &Viewer,
    id: CustomerId,
) -> rusqlite::Result<Option<Remembered>> {
    let Some(page) = story(conn, viewer, id, None)? else {
        return Ok(None);
    };
    let Some(customer) = customers::customer(conn, page.id)? else {
        return Ok(None);
    };
    let secret = pieces::secret_from(conn, page.id, viewer.today)?;
    let mut spoils = Spoils::of(conn, &secret)?;
    let store = stores::store(conn, viewer.store_id)?;
    let mut found = Remembered {
        customer_id: page.id,
        name: page.name.clone(),
        store: store.map(|store| store.name).unwrap_or_default(),
        on: viewer.today,
        language: customer.language.clone(),
        who: who(conn, &page, &customer, &mut spoils)?,
        people: people(&page, &mut spoils),
        days: days(&page, &mut spoils),
        bought: Vec::new(),
        pieces: Vec::new(),
        repairs: Vec::new(),
        promises: promises(viewer, &page, &mut spoils),
        learnt: facts(viewer, &page, &mut spoils),
        photos: photos(conn, viewer, page.id, &mut spoils)?,
        to_do: to_do(&page, &mut spoils),
        written: written(conn, viewer, &page, &secret, &mut spoils)?,
        consents: said(conn, viewer, &page, &mut spoils)?,
        left_out: 0,
    };
    for piece in &page.pieces {
        found.pieces.push(HeldPiece {
            description: piece.description.clone(),
            serial_ends: piece.serial_ends.clone(),
        });
    }
    for entry in &page.entries {
        add(&mut found, &mut spoils, entry);
    }
    found
        .learnt
        .sort_by_key(|words| std::cmp::Reverse(words.on));
    found.left_out = spoils.left_out;
    Ok(Some(found))
}

fn who(
    conn: &Connection,
    page: &Story,
    customer: &customers::Customer,
    spoils: &mut Spoils,
) -> rusqlite::Result<Vec<Held>> {
    use HeldKind::{
        About, Address, Deceased, Email, FormerNames, Gently, Imported, Language, LooksAfter,
        Memory, Nickname, Phone, SaidAs, Since, Source, Tags,
    };
    let mut who = Vec::new();
    let mut add = |kind, label: Option<String>, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            who.push(Held { kind, label, value });
        }
    };
    let about = &page.about;
    add(Nickname, None, customer.nickname.clone());
    add(FormerNames, None, customer.former_names.clone());
    add(SaidAs, None, customer.said_as.clone());
    for phone in &about.phones {
        add(Phone, phone.label.clone(), Some(phone.shown.clone()));
    }
    for email in &about.emails {
        add(Email, email.label.clone(), Some(email.address.clone()));
    }
    add(Address, None, Some(about.address.join(", ")));
    add(Language, None, customer.language.clone());
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
    add(Since, None, day(customer.customer_since));
    add(LooksAfter, None, page.owner.clone());
    add(Tags, None, spoils.keep(Some(about.tags.join(", "))));
    add(About, None, spoils.keep(customer.about.clone()));
    add(Memory, None, spoils.keep(customer.memory.clone()));
    let why = spoils.keep(customer.gently_why.clone());
    add(Gently, why, day(customer.gently_until));
    add(Deceased, None, day(customer.deceased_on));
    for source in customers::sources(conn, page.id)? {
        add(Source, None, Some(source));
    }
    for (name, value) in &about.extra {
        let value = spoils.keep(Some(value.clone()));
        add(Imported, Some(name.clone()), value);
    }
    Ok(who)
}

fn people(page: &Story, spoils: &mut Spoils) -> Vec<HeldPerson> {
    let held = page.about.relations.iter().map(|relation| HeldPerson {
        name: relation.other.name.clone(),
        kind: relation.kind,
        note: spoils.keep(relation.note.clone()),
        ended_on: relation.ended_on,
    });
    held.collect()
}

fn days(page: &Story, spoils: &mut Spoils) -> Vec<HeldDay> {
    let held = page.about.occasions.iter().map(|day| HeldDay {
        kind: day.kind,
        label: spoils.keep(day.label.clone()),
        on_date: day.on_date.clone(),
        confidence: day.confidence,
        because: spoils.keep(day.because.clone()),
    });
    held.collect()
}

/// The promises that still hold: not kept, used up, ended or past their last day.
fn promises(viewer: &Viewer, page: &Story, spoils: &mut Spoils) -> Vec<HeldPromise> {
    let held = page.promises.iter().filter(|each| {
        each.ended.is_none()
            && each.uses_left != Some(0)
            && each.until.is_none_or(|until| until >= viewer.today)
    });
    held.filter(|each| spoils.lets(&each.words))
        .map(|promise| HeldPromise {
            words: promise.words.clone(),
            made_by: promise.made_by.clone(),
            made_on: promise.made_on,
            until: promise.until,
            due_on: promise.due_on,
        })
        .collect()
}

fn facts(viewer: &Viewer, page: &Story, spoils: &mut Spoils) -> Vec<HeldWords> {
    let held = page.about.facts.iter();
    held.filter(|fact| spoils.lets(&fact.words))
        .map(|fact| HeldWords {
            on: viewer.day_of(fact.noted_at),
            words: fact.words.clone(),
            by: fact.noted_by.clone(),
            fact: true,
        })
        .collect()
}

/// Their photos, the newest first, without those whose words name a gift.
fn photos(
    conn: &Connection,
    viewer: &Viewer,
    page: CustomerId,
    spoils: &mut Spoils,
) -> rusqlite::Result<Vec<HeldPhoto>> {
    let mut held = photo_cards::of_page(conn, viewer, page, None)?;
    held.retain(|photo| {
        spoils.lets(photo.caption.as_deref().unwrap_or_default())
            && spoils.lets(photo.piece.as_deref().unwrap_or_default())
    });
    let held = held.into_iter().map(|photo| HeldPhoto {
        on: viewer.day_of(photo.added_at),
        caption: photo.caption.or(photo.piece),
        by: photo.added_by,
        thumbnail: photo.thumbnail,
    });
    Ok(held.collect())
}

fn to_do(page: &Story, spoils: &mut Spoils) -> Vec<HeldToDo> {
    let held = page.follow_ups.iter();
    held.filter(|each| spoils.lets(&each.reason))
        .map(|each| HeldToDo {
            due_on: each.due_on,
            reason: each.reason.clone(),
        })
        .collect()
}

/// What was said about their own addresses; where two share one, only what they said themself.
fn said(
    conn: &Connection,
    viewer: &Viewer,
    page: &Story,
    spoils: &mut Spoils,
) -> rusqlite::Result<Vec<HeldConsent>> {
    let mut found = Vec::new();
    for (channel, address) in consents::addresses_of(conn, page.id)? {
        for kept in consents::ledger(conn, &address)? {
            let who = one_person::person_of(conn, kept.customer_id)?;
            if who != page.id || kept.statement.channel != channel {
                continue;
            }
            found.push(HeldConsent {
                address: kept.statement.address,
                channel,
                purpose: kept.statement.purpose,
                given: kept.statement.given,
                on: viewer.day_of(kept.statement.at),
                // What they forbade stays, even where how they said it may not be read.
                basis: spoils.keep(Some(kept.basis)).unwrap_or_default(),
            });
        }
    }
    Ok(found)
}

/// What was written to them, about whosever piece, and what they wrote; the newest first. Not what has
/// not gone out or was taken back, nor what is about a gift.
fn written(
    conn: &Connection,
    viewer: &Viewer,
    page: &Story,
    secret: &BTreeSet<PieceId>,
    spoils: &mut Spoils,
) -> rusqlite::Result<Vec<HeldMessage>> {
    let mut found = Vec::new();
    for row in messages::about_or_to(conn, page.id)? {
        let (state, _) = message_cards::state_of(&row);
        let repair = match row.repair_id {
            Some(repair) => repairs::by_id(conn, repair)?,
            None => None,
        };
        let piece = repair.and_then(|repair| repair.piece_id);
        if matches!(state, MessageState::Held | MessageState::Cancelled)
            || piece.is_some_and(|piece| secret.contains(&piece))
            || !spoils.lets(&row.body)
        {
            continue;
        }
        let to = one_person::person_of(conn, row.to_id.unwrap_or(row.customer_id))?;
        let other = (to != page.id).then(|| given_name(conn, to)).transpose()?;
        let held = HeldMessage {
            on: viewer.day_of(row.asked_at),
            channel: row.channel,
            words: row.body.clone(),
            theirs: false,
            to: other,
            not_delivered: message_cards::has_failed(&row),
        };
        found.push((row.asked_at, held));
    }
    for reply in &page.replies {
        if spoils.lets(&reply.words) {
            let held = HeldMessage {
                on: viewer.day_of(reply.received_at),
                channel: reply.channel,
                words: reply.words.clone(),
                theirs: true,
                to: None,
                not_delivered: false,
            };
            found.push((reply.received_at, held));
        }
    }
    found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(found.into_iter().map(|(_, held)| held).collect())
}

fn add(found: &mut Remembered, spoils: &mut Spoils, entry: &StoryEntry) {
    match entry {
        StoryEntry::Purchase {
            on,
            description,
            bought_by,
            bought_for,
            occasion,
            meaning,
            sold_by,
            price,
            currency,
            ..
        } => found.bought.push(HeldPurchase {
            on: *on,
            description: description.clone(),
            bought_by: (!bought_by.is_self).then(|| bought_by.name.clone()),
            bought_for: bought_for
                .as_ref()
                .filter(|person| !person.is_self)
                .map(|person| person.name.clone()),
            price: bought_by.is_self.then_some(*price),
            currency: currency.clone(),
            occasion: spoils.keep(occasion.clone()),
            meaning: spoils.keep(meaning.clone()),
            sold_by: sold_by.clone(),
        }),
        StoryEntry::Repair {
            repair,
            on,
            charged,
            ..
        } => {
            let told = repair.work.iter().flat_map(|line| line.words.as_deref());
            let told: Vec<&str> = std::iter::once(repair.piece.as_str()).chain(told).collect();
            if spoils.lets(&told.join(" ")) {
                found.repairs.push(HeldRepair {
                    on: *on,
                    envelope: repair.envelope.clone(),
                    piece: repair.piece.clone(),
                    work: repair.work.clone(),
                    state: repair.state,
                    // What somebody else paid is theirs.
                    charged: charged.filter(|_| repair.customer_id == found.customer_id),
                    currency: repair.price.currency.clone(),
                });
            }
        }
        StoryEntry::Note {
            on,
            words,
            noted_by,
            ..
        } => {
            if spoils.lets(words) {
                found.learnt.push(HeldWords {
                    on: *on,
                    words: words.clone(),
                    by: noted_by.clone(),
                    fact: false,
                });
            }
        }
        // See `written`.
        StoryEntry::Message { .. } | StoryEntry::Reply { .. } => {}
    }
}

//! "What we remember about you": everything about a customer, for the customer to read.
//!
//! It is made of what this device has. Gifts that are still a secret are not in it, and neither is any
//! line that names one; what another person paid, and other people's addresses, are theirs.

use std::collections::BTreeSet;

use regard_domain::ids::{CustomerId, PieceId};
use regard_domain::names::fold;
use rusqlite::Connection;

use super::remembered_screens::*;
use super::screens::{OpenCustomer, Story, StoryEntry};
use super::story::story;
use crate::app::App;
use crate::database::{consents, customers, pieces, stores};
use crate::error::CommandError;
use crate::viewer::Viewer;

/// The shortest word of a piece that gives it away.
const SHORTEST: usize = 4;

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
    let mut spoils = Spoils {
        words: secret_words(conn, &secret)?,
        left_out: 0,
    };
    let store = stores::store(conn, viewer.store_id)?;
    let mut found = Remembered {
        customer_id: page.id,
        name: page.name.clone(),
        store: store.map(|store| store.name).unwrap_or_default(),
        on: viewer.today,
        language: customer.language.clone(),
        who: who(conn, &page, &customer, &mut spoils)?,
        people: people(&page, &mut spoils),
        days: days(&page),
        bought: Vec::new(),
        pieces: Vec::new(),
        repairs: Vec::new(),
        promises: promises(&page, &mut spoils),
        learnt: facts(viewer, &page, &mut spoils),
        to_do: to_do(&page, &mut spoils),
        written: Vec::new(),
        consents: said(conn, &page)?,
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

/// What would spoil a surprise.
struct Spoils {
    words: BTreeSet<String>,
    left_out: u32,
}

impl Spoils {
    /// Whether these words may be read; counts those that may not.
    fn lets(&mut self, words: &str) -> bool {
        let named = words
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| self.words.contains(&fold(word)));
        self.left_out += u32::from(named);
        !named
    }

    fn keep(&mut self, words: Option<String>) -> Option<String> {
        words.filter(|words| self.lets(words))
    }
}

/// The words by which a secret piece could be known.
fn secret_words(
    conn: &Connection,
    secret: &BTreeSet<PieceId>,
) -> rusqlite::Result<BTreeSet<String>> {
    let mut words = BTreeSet::new();
    for id in secret {
        let Some(piece) = pieces::piece(conn, *id)? else {
            continue;
        };
        let described = piece
            .description
            .split(|c: char| !c.is_alphanumeric())
            .map(fold);
        words.extend(described.chain([fold(piece.kind.as_ref())]));
    }
    words.retain(|word| word.chars().count() >= SHORTEST);
    Ok(words)
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

fn days(page: &Story) -> Vec<HeldDay> {
    let held = page.about.occasions.iter().map(|day| HeldDay {
        kind: day.kind,
        label: day.label.clone(),
        on_date: day.on_date.clone(),
        confidence: day.confidence,
        because: day.because.clone(),
    });
    held.collect()
}

fn promises(page: &Story, spoils: &mut Spoils) -> Vec<HeldPromise> {
    let held = page.promises.iter().filter(|each| spoils.lets(&each.words));
    held.map(|promise| HeldPromise {
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
fn said(conn: &Connection, page: &Story) -> rusqlite::Result<Vec<HeldConsent>> {
    let mut found = Vec::new();
    for (channel, address) in consents::addresses_of(conn, page.id)? {
        for kept in consents::ledger(conn, &address)? {
            if kept.customer_id != page.id || kept.statement.channel != channel {
                continue;
            }
            found.push(HeldConsent {
                address: kept.statement.address,
                channel,
                purpose: kept.statement.purpose,
                given: kept.statement.given,
                at: kept.statement.at,
                basis: kept.basis,
            });
        }
    }
    Ok(found)
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
            occasion: occasion.clone(),
            meaning: spoils.keep(meaning.clone()),
            sold_by: sold_by.clone(),
        }),
        StoryEntry::Repair {
            repair,
            on,
            charged,
            ..
        } => found.repairs.push(HeldRepair {
            on: *on,
            envelope: repair.envelope.clone(),
            piece: repair.piece.clone(),
            work: repair.work.clone(),
            state: repair.state,
            charged: *charged,
            currency: repair.price.currency.clone(),
        }),
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
        StoryEntry::Message { message, .. } => {
            if spoils.lets(&message.body) {
                found.written.push(HeldMessage {
                    at: message.asked_at,
                    channel: message.channel,
                    words: message.body.clone(),
                    theirs: false,
                });
            }
        }
        StoryEntry::Reply { reply, .. } => found.written.push(HeldMessage {
            at: reply.received_at,
            channel: reply.channel,
            words: reply.words.clone(),
            theirs: true,
        }),
    }
}

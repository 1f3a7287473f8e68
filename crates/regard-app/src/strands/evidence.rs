//! The evidence of the three strands, and the one question to ask.

use regard_domain::ids::CustomerId;
use regard_domain::names::fold;
use regard_domain::promise::{PromiseEnd, UseKind};
use regard_domain::reason::{ReasonKind, Standing, ask_after};
use regard_domain::strand::{Evidence, Known, Question, Said, question, shared, thinnest};
use regard_domain::words::{FactKind, Tact};
use rusqlite::Connection;

use super::screens::{AskThis, InCommon, KnownThing, OpenStrands, PromiseGiven, Strands};
use crate::app::App;
use crate::customers::hard_times::gently;
use crate::customers::losses::Losses;
use crate::customers::names::associate_name;
use crate::database::customers::{self, Customer};
use crate::database::facts::Fact;
use crate::database::{facts, own_facts, pieces};
use crate::error::CommandError;
use crate::promises;
use crate::promises::screens::PromiseCard;
use crate::viewer::Viewer;

/// The strands between the one who asks and a customer.
pub async fn strands(app: &App, args: OpenStrands) -> Result<Strands, CommandError> {
    let session = app.session()?;
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &session, app.now())?;
        let customer = customers::customer(conn, args.customer_id)?
            .ok_or_else(|| CommandError::not_found("customer"))?;
        Ok(of_customer(conn, &viewer, &customer)?)
    })
}

/// The strands between the viewer and a customer.
pub fn of_customer(
    conn: &Connection,
    viewer: &Viewer,
    customer: &Customer,
) -> rusqlite::Result<Strands> {
    let facts = facts::of_customer(conn, customer.id)?;
    let secret = pieces::secret_from(conn, customer.id, viewer.today)?;
    let mut given = promises::cards::of_customer(conn, viewer, customer.id)?;
    given.retain(|promise| {
        promise
            .piece_id
            .is_none_or(|piece| !secret.contains(&piece))
    });
    let in_common = in_common(conn, viewer, customer.id)?;
    let knowledge = knowledge(conn, viewer, &facts)?;
    let mut promises: Vec<PromiseGiven> = given.iter().filter_map(promise_given).collect();
    promises.sort_by_key(|promise| !promise.kept);
    let kept = promises.iter().filter(|promise| promise.kept).count();
    let evidence = Evidence {
        in_common: in_common.len(),
        knowledge: knowledge.len(),
        kept,
        made: promises.len(),
    };
    let open = promises::cards::open_of_customer(conn, viewer, customer.id)?
        .into_iter()
        .find(|promise| {
            !promise.kind.is_about_price()
                && promise
                    .piece_id
                    .is_none_or(|piece| !secret.contains(&piece))
        });
    let losses = Losses::of(conn, viewer, customer.id)?;
    let mut worn = None;
    for piece in pieces::of_customer(conn, customer.id)? {
        // Nobody is asked how the ring of a marriage that ended wears.
        if !secret.contains(&piece.id) && !losses.in_piece(conn, piece.id)? {
            worn = Some(piece);
            break;
        }
    }
    let sayable: Vec<&Fact> = facts.iter().filter(|fact| fact.tact == Tact::Say).collect();
    let own = own_facts::of_associate(conn, viewer.me)?;
    let known = Known {
        gently: gently(conn, viewer, Some(customer))?,
        deceased: customer.deceased_on.is_some(),
        of_them: facts.iter().map(|fact| fact.kind).collect(),
        of_me: own.iter().map(|fact| fact.kind).collect(),
        wears: worn.is_some(),
        promised: open.is_some(),
    };
    let journey = sayable
        .iter()
        .find(|fact| {
            let due_on = ask_after(viewer.day_of(fact.noted_at));
            fact.kind == FactKind::Trip
                && ReasonKind::AskAfter.standing(due_on, viewer.today) == Standing::Now
                && !losses.named_in(&fact.words)
        })
        .map(|fact| fact.words.clone());
    let known = Known {
        // A journey that may not be spoken of is none to ask after, and neither is one still ahead.
        of_them: known
            .of_them
            .into_iter()
            .filter(|kind| *kind != FactKind::Trip || journey.is_some())
            .collect(),
        ..known
    };
    let thinnest = thinnest(&evidence);
    let question = question(thinnest, &known).map(|question| AskThis {
        words: match question {
            Question::Journey => journey,
            Question::OpenPromise => open.map(|promise| promise.words),
            Question::Wearing => worn.map(|piece| piece.description),
            _ => None,
        },
        question,
    });
    Ok(Strands {
        customer_id: customer.id,
        in_common,
        knowledge,
        promises,
        kept: u32::try_from(kept).unwrap_or(u32::MAX),
        thinnest: (!known.deceased).then_some(thinnest),
        question,
    })
}

/// What the viewer and a customer share, from what each has said and what may be said.
pub fn in_common(
    conn: &Connection,
    viewer: &Viewer,
    customer: CustomerId,
) -> rusqlite::Result<Vec<InCommon>> {
    let mine = own_facts::of_associate(conn, viewer.me)?;
    if mine.is_empty() {
        return Ok(Vec::new());
    }
    let mut theirs = facts::of_customer(conn, customer)?;
    let losses = Losses::of(conn, viewer, customer)?;
    theirs.retain(|fact| {
        fact.tact == Tact::Say
            // Who lost somebody is not told that we both have children.
            && !(fact.kind == FactKind::Family && losses.any())
            && !losses.named_in(&fact.words)
    });
    let said_by_me: Vec<Said<'_>> = mine
        .iter()
        .map(|fact| Said {
            kind: fact.kind,
            words: &fact.words,
        })
        .collect();
    let said_by_them: Vec<Said<'_>> = theirs
        .iter()
        .map(|fact| Said {
            kind: fact.kind,
            words: &fact.words,
        })
        .collect();
    let mut in_common: Vec<InCommon> = Vec::new();
    for both in shared(&said_by_me, &said_by_them) {
        if let (Some(mine), Some(theirs)) = (mine.get(both.mine), theirs.get(both.theirs))
            // The same words, noted as two kinds of thing, are said once.
            && !in_common.iter().any(|known| fold(&known.mine) == fold(&mine.words))
        {
            in_common.push(InCommon {
                mine: mine.words.clone(),
                theirs: theirs.words.clone(),
                word: both.word,
            });
        }
    }
    Ok(in_common)
}

/// What the store taught, then what it knows of sizes, likings and wishes; nothing that is never said.
fn knowledge(
    conn: &Connection,
    viewer: &Viewer,
    facts: &[Fact],
) -> rusqlite::Result<Vec<KnownThing>> {
    let mut known = Vec::new();
    for fact in facts {
        let counts = matches!(
            fact.kind,
            FactKind::Advice
                | FactKind::Size
                | FactKind::Interest
                | FactKind::Avoids
                | FactKind::Wish
        );
        if counts && fact.tact != Tact::NeverSay {
            known.push(KnownThing {
                fact_id: fact.id,
                kind: fact.kind,
                words: fact.words.clone(),
                on: viewer.day_of(fact.noted_at),
                by: match fact.noted_by {
                    Some(id) => associate_name(conn, id)?,
                    None => None,
                },
            });
        }
    }
    known.sort_by_key(|one| one.kind != FactKind::Advice);
    Ok(known)
}

/// A promise as evidence; none where the store was released from it.
fn promise_given(promise: &PromiseCard) -> Option<PromiseGiven> {
    let ended = promise.ended.as_ref().map(|ended| ended.how);
    if ended == Some(PromiseEnd::Released) {
        return None;
    }
    Some(PromiseGiven {
        promise_id: promise.id,
        words: promise.words.clone(),
        kept: ended.is_none() && promise.uses.iter().any(|one| one.kind == UseKind::Kept),
        broken: ended == Some(PromiseEnd::Broken),
    })
}

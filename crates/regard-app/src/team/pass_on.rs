//! Hands the customers and open follow-ups of one associate to another, because they leave or have left.
//!
//! What was sold, promised and noted keeps the name of who did it. What is at work for a customer (who
//! looks after them, who is to call) gets the new name, and each of these changes is written down beside
//! it, so that the memory stays honest and the act can be taken back.

use regard_domain::ids::AssociateId;
use regard_domain::words::Role;
use serde_json::json;
use uuid::Uuid;

use super::list::card;
use super::screens::{HandoverCard, PassOn};
use crate::app::App;
use crate::database::{Edit, handovers, team, time_text};
use crate::error::{CommandError, Refusal};

/// How many are written in one transaction: the others of this device's acts come between.
pub(super) const AT_ONCE: u32 = 200;

/// Hands them over. Done again after it broke off, it goes on with those that are left.
pub async fn pass_on_customers(app: &App, asked: PassOn) -> Result<HandoverCard, CommandError> {
    let store = app.session()?.store_id;
    let database = app.database()?;
    let act = database.read(|conn| {
        let me = app.session()?.associate_id;
        let all = team::colleagues(conn, store, me)?;
        let find = |id: AssociateId| all.iter().find(|each| each.id == id);
        if find(asked.from).is_none() {
            return Err(CommandError::not_found("associate"));
        }
        let to = find(asked.to).filter(|to| to.left_on.is_none() && to.role != Role::Bench);
        if to.is_none() || asked.from == asked.to {
            return Err(CommandError::invalid("to", Refusal::ColleagueUnfit));
        }
        Ok(Uuid::now_v7())
    })?;
    let mut passed = 0;
    loop {
        let more = database.write(|edit| part(edit, asked, act))?;
        passed += more;
        if more == 0 {
            break;
        }
        // Someone else may write before the next part.
        tokio::task::yield_now().await;
    }
    if passed == 0 {
        return Err(CommandError::invalid("from", Refusal::NothingToHandOver));
    }
    database.read(|conn| {
        let found =
            handovers::act(conn, act)?.ok_or_else(|| CommandError::not_found("handover"))?;
        Ok(card(conn, &found)?)
    })
}

/// The next few; answers how many.
fn part(edit: &mut Edit<'_>, asked: PassOn, act: Uuid) -> Result<usize, CommandError> {
    let conn = edit.connection();
    let customers = handovers::customers_of(conn, asked.from, AT_ONCE)?;
    let follow_ups = handovers::follow_ups_of(conn, asked.from, AT_ONCE)?;
    for customer in &customers {
        edit.set("customer", customer.0, json!({ "owner_id": asked.to }))?;
        note(edit, asked, act, customer.0, None)?;
    }
    for (follow_up, customer) in &follow_ups {
        edit.set("follow_up", follow_up.0, json!({ "assigned_to": asked.to }))?;
        note(edit, asked, act, customer.0, Some(follow_up.0))?;
    }
    Ok(customers.len() + follow_ups.len())
}

fn note(
    edit: &mut Edit<'_>,
    asked: PassOn,
    act: Uuid,
    customer: Uuid,
    follow_up: Option<Uuid>,
) -> Result<(), CommandError> {
    let fields = json!({
        "customer_id": customer,
        "act_id": act,
        "follow_up_id": follow_up,
        "from_id": asked.from,
        "to_id": asked.to,
        "at": time_text(edit.now()),
        "by_id": edit.me().associate_id,
    });
    let id = edit.new_id();
    edit.add("handover", id, fields)?;
    Ok(())
}

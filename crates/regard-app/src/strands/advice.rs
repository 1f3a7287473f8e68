//! What the store taught a customer, and that helped: evidence of the second strand.

use regard_domain::ids::FactId;
use regard_domain::words::{FactKind, Tact};
use serde_json::json;

use super::screens::{AddAdvice, AdviceAdded, DropAdvice};
use crate::app::App;
use crate::database::{customers, facts};
use crate::error::{CommandError, Refusal};
use crate::session::screens::Nothing;

/// Notes it.
pub async fn add_advice(app: &App, advice: AddAdvice) -> Result<AdviceAdded, CommandError> {
    app.session()?;
    let words = advice.words.trim();
    if words.is_empty() {
        return Err(CommandError::invalid("words", Refusal::AdviceMissing));
    }
    app.database()?.write(|edit| {
        if customers::customer(edit.connection(), advice.customer_id)?.is_none() {
            return Err(CommandError::not_found("customer"));
        }
        let fact_id = FactId(edit.new_id());
        edit.add(
            "fact",
            fact_id,
            json!({
                "customer_id": advice.customer_id, "kind": FactKind::Advice, "words": words,
                "tact": Tact::Say, "noted_at": edit.now(), "noted_by": edit.me().associate_id,
            }),
        )?;
        Ok(AdviceAdded { fact_id })
    })
}

/// Takes it out, or brings it back.
pub async fn drop_advice(app: &App, args: DropAdvice) -> Result<Nothing, CommandError> {
    app.session()?;
    app.database()?.write(|edit| {
        let dropped = facts::is_dropped(edit.connection(), args.fact_id, FactKind::Advice)?
            .ok_or_else(|| CommandError::not_found("advice"))?;
        if dropped != args.dropped {
            let by = args.dropped.then(|| edit.me().associate_id);
            let at = args.dropped.then(|| edit.now());
            edit.set(
                "fact",
                args.fact_id,
                json!({ "dropped_at": at, "dropped_by": by }),
            )?;
        }
        Ok(Nothing {})
    })
}

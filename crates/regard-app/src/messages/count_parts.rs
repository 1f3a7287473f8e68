//! Counts the parts of a text as it is typed.

use super::screens::{CountParts, Parts};
use crate::app::App;
use crate::error::CommandError;
use regard_domain::parts;

/// How many characters that make a text long are named.
const MOST_NAMED: usize = 8;

/// Counts the parts that the carrier makes of a text, and says which characters make it long.
pub async fn count_parts(_: &App, asked: CountParts) -> Result<Parts, CommandError> {
    let counted = parts::count_parts(asked.body.trim());
    Ok(Parts {
        parts: counted.parts,
        long_because: counted
            .long_because
            .into_iter()
            .take(MOST_NAMED)
            .map(String::from)
            .collect(),
    })
}

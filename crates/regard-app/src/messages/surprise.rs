//! Keeps a gift secret: words that an associate changed may not name what the draft leaves out.

use std::collections::BTreeSet;

use regard_domain::names::fold;

use crate::error::{CommandError, Refusal};
use crate::repairs::cards::RepairFile;

/// The shortest word of a description that gives something away; "mm" and "of" do not.
const SHORTEST: usize = 4;

/// Refuses words about a gift that is not given yet when they name the piece and the draft does not.
pub(super) fn check(
    file: &RepairFile,
    field: &'static str,
    drafted: &str,
    written: &str,
) -> Result<(), CommandError> {
    if names_it(file, drafted, written) {
        return Err(CommandError::invalid(field, Refusal::NamesASecret));
    }
    Ok(())
}

/// Whether the words name the piece where the draft does not.
pub(super) fn names_it(file: &RepairFile, drafted: &str, written: &str) -> bool {
    let drafted = words_of(drafted);
    let written = words_of(written);
    words_of(&file.piece_words())
        .into_iter()
        .chain([fold(file.piece_kind().as_ref())])
        .any(|word| {
            word.chars().count() >= SHORTEST && written.contains(&word) && !drafted.contains(&word)
        })
}

/// The words of a text, without accents and case.
fn words_of(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(fold)
        .collect()
}

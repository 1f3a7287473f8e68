//! The words for work, where a line of an envelope has none of its own.

use regard_domain::words::WorkKind;

use super::screens::LineWork;
use crate::database::repair_lines::RepairLineRow;

/// What a line of that work is called when nobody wrote anything else.
pub fn word_for(work: WorkKind) -> &'static str {
    match work {
        WorkKind::Battery => "Battery",
        WorkKind::Cleaning => "Cleaning",
        WorkKind::Service => "Service",
        WorkKind::Resize => "Resizing",
        WorkKind::Strap => "Strap",
        WorkKind::Setting => "Stone setting",
        WorkKind::Part => "New part",
        WorkKind::Engraving => "Engraving",
        WorkKind::Appraisal => "Appraisal",
        WorkKind::Other => "Other work",
    }
}

/// What somebody wrote on a line, if it is more than our own word for the work: the screens say that
/// one in their language.
pub fn own_words(line: &RepairLineRow) -> Option<String> {
    let ours = line.description.is_empty() || line.description == word_for(line.work);
    (!ours).then(|| line.description.clone())
}

/// The work of an envelope, for the screens.
pub fn line_work(lines: &[RepairLineRow]) -> Vec<LineWork> {
    lines
        .iter()
        .map(|line| LineWork {
            work: line.work,
            words: own_words(line),
        })
        .collect()
}

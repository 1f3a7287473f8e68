//! The words for work, where a line of an envelope has none of its own.

use regard_domain::words::WorkKind;

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

/// The lines of an envelope as one: "Battery, cleaning".
pub fn line_words(lines: &[RepairLineRow]) -> String {
    let mut words = String::new();
    for line in lines {
        if words.is_empty() {
            words.push_str(&line.description);
        } else {
            words.push_str(", ");
            // Words of people stay as they wrote them; ours fit into the sentence.
            if line.description == word_for(line.work) {
                words.push_str(&line.description.to_lowercase());
            } else {
                words.push_str(&line.description);
            }
        }
    }
    words
}

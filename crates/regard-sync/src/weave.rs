//! Two people wrote in the same long text at once: their edits are woven together, word by word.
//!
//! A three-way merge (diff3, as version control does it) against the text that both had seen, with a
//! word for a line. Where both changed the same words, neither is dropped: the newcomer's paragraphs
//! stand below, under a line that says who wrote them and when. Not a character CRDT: two rewrites of
//! one phrase, interleaved letter by letter, are nonsense to read.

use diffy::MergeOptions;
use unicode_segmentation::UnicodeSegmentation;

/// Longer texts are kept side by side at once: words of two long different texts take too long to
/// compare.
const MOST_BYTES: usize = 32 * 1024;

/// Both texts in one: `stands` is there now, `came` was written on top of `seen`.
///
/// `signature` stands above the newcomer's paragraphs where the two overlap ("Ben, 2026-05-12");
/// empty: nothing does.
/// Every word that either of them added is in the answer.
pub fn weave(seen: &str, stands: &str, came: &str, signature: &str) -> String {
    if came == stands || came == seen {
        return stands.to_owned();
    }
    if stands == seen {
        return came.to_owned();
    }
    let short = [seen, stands, came]
        .iter()
        .all(|text| text.len() <= MOST_BYTES);
    if short {
        let lines = [seen, stands, came].map(one_word_a_line);
        let [seen_lines, stands_lines, came_lines] = &lines;
        if let Ok(woven) = MergeOptions::new().merge(seen_lines, stands_lines, came_lines) {
            return from_lines(&woven);
        }
    }
    side_by_side(stands, came, signature)
}

/// What stands, and below it the newcomer's paragraphs that are not in it.
fn side_by_side(stands: &str, came: &str, signature: &str) -> String {
    let known: Vec<&str> = paragraphs(stands).collect();
    let new: Vec<&str> = paragraphs(came)
        .filter(|paragraph| !known.contains(paragraph))
        .collect();
    if new.is_empty() {
        return stands.to_owned();
    }
    let (stands, new) = (stands.trim_end(), new.join("\n"));
    if signature.is_empty() {
        return format!("{stands}\n\n{new}");
    }
    format!("{stands}\n\n— {signature}:\n{new}")
}

fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
}

/// Each word, space and mark on a line of its own; line breaks of the text are spelt out.
fn one_word_a_line(text: &str) -> String {
    let mut lines = String::with_capacity(text.len() * 2);
    for word in text.split_word_bounds() {
        for letter in word.chars() {
            match letter {
                '\\' => lines.push_str("\\\\"),
                '\n' => lines.push_str("\\n"),
                '\r' => lines.push_str("\\r"),
                other => lines.push(other),
            }
        }
        lines.push('\n');
    }
    lines
}

fn from_lines(lines: &str) -> String {
    let mut text = String::with_capacity(lines.len());
    let mut letters = lines.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' => {}
            '\\' => match letters.next() {
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some(other) => text.push(other),
                None => {}
            },
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edits_in_different_places_come_together() {
        let seen = "Likes blue dials.\nCollects divers.";
        let marta = "Likes blue dials and steel.\nCollects divers.";
        let ben = "Likes blue dials.\nCollects divers from the 1970s.";
        assert_eq!(
            weave(seen, marta, ben, "Ben"),
            "Likes blue dials and steel.\nCollects divers from the 1970s."
        );
    }

    #[test]
    fn where_both_rewrote_the_same_words_both_stand() {
        let woven = weave(
            "Comes on Mondays.",
            "Comes on Fridays.",
            "Comes on Sundays.",
            "Ben, 2026-05-12",
        );
        assert_eq!(
            woven,
            "Comes on Fridays.\n\n— Ben, 2026-05-12:\nComes on Sundays."
        );
        // Heard once more, it adds nothing.
        assert_eq!(
            weave("Comes on Mondays.", &woven, "Comes on Sundays.", "Ben"),
            woven
        );
    }

    #[test]
    fn one_who_changed_nothing_takes_nothing_back() {
        assert_eq!(weave("a", "a b", "a", "Ben"), "a b");
        assert_eq!(weave("a", "a", "a c", "Ben"), "a c");
        assert_eq!(weave("", "one", "two", "Ben"), "one\n\n— Ben:\ntwo");
    }

    proptest! {
        #[test]
        fn a_text_survives_its_lines(text in "\\PC*|[a\\\\\n\r ]*") {
            prop_assert_eq!(from_lines(&one_word_a_line(&text)), text);
        }

        /// Every word that one of them added is found in what comes out.
        #[test]
        fn no_added_word_is_lost(
            seen in proptest::collection::vec("[abc]|\n", 0..12),
            marta in proptest::collection::vec((0usize..12, "[xyz]{2}"), 0..5),
            ben in proptest::collection::vec((0usize..12, "[uvw]{2}"), 0..5),
            cut in 0usize..12,
        ) {
            let edited = |words: &[(usize, String)], cut: usize| {
                let mut text = seen.clone();
                if cut < text.len() { text.remove(cut); }
                for (at, word) in words { text.insert((*at).min(text.len()), word.clone()); }
                text.join(" ")
            };
            let (stands, came) = (edited(&marta, 99), edited(&ben, cut));
            let woven = weave(&seen.join(" "), &stands, &came, "Ben");
            for (_, word) in marta.iter().chain(&ben) {
                prop_assert!(woven.contains(word.as_str()), "{} is not in {:?}", word, woven);
            }
        }
    }
}

//! What a note says, as chips that are ticked or not, while it is written.

use std::ops::Range;

use chrono::NaiveDate;
use regard_domain::ids::CustomerId;
use regard_domain::names::fold;
use regard_notes::{About, Found, What, Whose};
use rusqlite::Connection;

use super::screens::{Chip, ChipKind, Understand};
use crate::app::App;
use crate::customers::names;
use crate::error::CommandError;
use crate::viewer::Viewer;

/// Several findings of one kind in the same words: "dogs Ada and Gryff" is one chip.
#[derive(Debug, Clone)]
pub struct Understood {
    /// Which chip: its kind and its words.
    pub key: String,
    /// What kind of thing.
    pub kind: ChipKind,
    /// Where its words are, in bytes.
    pub words: Range<usize>,
    /// Ticked from the start.
    pub sure: bool,
    /// What was found there.
    pub found: Vec<What>,
}

/// Reads what is being written about someone. The words may begin with spaces.
pub async fn understand_note(app: &App, asked: Understand) -> Result<Vec<Chip>, CommandError> {
    let me = app.session()?;
    let now = app.now();
    app.database()?.read(|conn| {
        let viewer = Viewer::of_session(conn, &me, now)?;
        let words = asked.words.trim();
        let lead = asked.words.len() - asked.words.trim_start().len();
        let understood = read(conn, viewer.today, asked.customer_id, words)?;
        Ok(understood
            .into_iter()
            .map(|chip| Chip {
                key: chip.key.clone(),
                kind: chip.kind,
                words: said(words, &chip).to_owned(),
                from: utf16(&asked.words, lead + chip.words.start),
                to: utf16(&asked.words, lead + chip.words.end),
                sure: chip.sure,
                day: chip.found.iter().find_map(day_of),
                whose: chip
                    .found
                    .iter()
                    .find_map(whose_of)
                    .filter(|whose| !fold(said(words, &chip)).contains(&fold(whose)))
                    .map(|whose| as_written(words, &whose)),
            })
            .collect())
    })
}

/// Reads the words of a note, without spaces around them, as they were said on a day.
pub fn read(
    conn: &Connection,
    said_on: NaiveDate,
    customer: Option<CustomerId>,
    words: &str,
) -> rusqlite::Result<Vec<Understood>> {
    let name = match customer {
        Some(id) => names::display_name(conn, id)?,
        None => String::new(),
    };
    let about = About {
        said_on,
        customer: &name,
    };
    let mut chips: Vec<Understood> = Vec::new();
    for Found {
        what,
        words: at,
        sure,
    } in regard_notes::read(words, &about)
    {
        let kind = ChipKind::of(&what);
        match chips
            .iter_mut()
            .find(|chip| chip.kind == kind && chip.words == at)
        {
            Some(chip) => {
                chip.sure &= sure;
                chip.found.push(what);
            }
            None => chips.push(Understood {
                key: format!("{kind}:{}:{}", at.start, at.end),
                kind,
                words: at,
                sure,
                found: vec![what],
            }),
        }
    }
    Ok(chips)
}

/// The day that was read, as it will be kept: a partial date.
fn day_of(what: &What) -> Option<String> {
    match what {
        What::Occasion(occasion) => occasion.date.map(|date| date.to_string()),
        What::Promise { until } => until.map(|day| day.to_string()),
        What::FollowUp { when } | What::Trip { when } => when.map(|date| date.to_string()),
        _ => None,
    }
}

/// The words of a chip.
fn said<'w>(words: &'w str, chip: &Understood) -> &'w str {
    words.get(chip.words.clone()).unwrap_or_default()
}

/// Someone else whose it is.
fn whose_of(what: &What) -> Option<String> {
    let whose = match what {
        What::Occasion(occasion) => &occasion.whose,
        What::Size { whose, .. } | What::Wish { whose } => whose,
        _ => return None,
    };
    match whose {
        Whose::Other(other) => Some(other.clone()),
        Whose::Customer | Whose::Couple => None,
    }
}

/// A name as the note writes it.
pub fn as_written(words: &str, name: &str) -> String {
    words
        .split(|each: char| !each.is_alphanumeric() && each != '-')
        .find(|word| fold(word) == fold(name))
        .unwrap_or(name)
        .to_owned()
}

/// A place in a text as screens count it, in UTF-16 units.
pub fn utf16(text: &str, byte: usize) -> u32 {
    let units = text
        .get(..byte)
        .map_or(0, |before| before.encode_utf16().count());
    u32::try_from(units).unwrap_or(u32::MAX)
}

/// A place in a text in Unicode characters.
pub fn characters(text: &str, byte: usize) -> u32 {
    let count = text.get(..byte).map_or(0, |before| before.chars().count());
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The bytes of some characters.
pub fn bytes(text: &str, from: u32, to: u32) -> Option<Range<usize>> {
    let at = |count: u32| {
        let count = usize::try_from(count).ok()?;
        text.char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .nth(count)
    };
    Some(at(from)?..at(to)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_screens_count() {
        let text = "💍 niña Zoé";
        let at = text.find("Zoé").unwrap();
        assert_eq!(utf16(text, at), 8);
        assert_eq!(characters(text, at), 7);
        assert_eq!(bytes(text, 7, 10), Some(at..text.len()));
    }
}

//! Compares what is found with the labels: kind, overlapping words, and everything that is said of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use chrono::NaiveDate;
use regard_notes::{About, Found, Measured, OccasionOf, Species, What, Whose, read};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub struct Note {
    pub id: String,
    pub said_on: NaiveDate,
    pub customer: String,
    pub text: String,
    pub facts: Vec<Value>,
}

pub fn read_file(name: &str) -> Vec<Note> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/{name}.jsonl"));
    std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[derive(Default, Clone, Copy)]
struct Counts {
    labelled: u32,
    found: u32,
    ticked: u32,
    ticked_right: u32,
    guessed: u32,
    guessed_right: u32,
}

#[derive(Default)]
pub struct Tally {
    kinds: BTreeMap<&'static str, Counts>,
    /// Whose it is, among those found.
    whose: (u32, u32),
    pub misses: Vec<String>,
}

fn kind(what: &What) -> &'static str {
    match what {
        What::Person(_) => "person",
        What::Pet { .. } => "pet",
        What::Occasion(_) => "occasion",
        What::Size { .. } => "size",
        What::Wish { .. } => "wish",
        What::Promise { .. } => "promise",
        What::FollowUp { .. } => "follow_up",
        What::Liking => "liking",
        What::Avoid => "avoid",
        What::Allergy => "allergy",
        What::Trip { .. } => "trip",
        What::Work => "work",
        What::Interest => "interest",
        What::TreadGently => "tread_gently",
    }
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

/// Everything but whose it is.
fn same(what: &What, label: &Value) -> bool {
    let flag = |key: &str| label.get(key).and_then(Value::as_bool).unwrap_or(false);
    let number = |key: &str| label.get(key).and_then(Value::as_i64);
    match what {
        What::Person(person) => {
            let name = person.name.as_ref().map(|name| name.to_lowercase());
            let relation: &str = person.relation.into();
            name == text(label, "name").map(|name| name.to_lowercase())
                && Some(relation) == text(label, "relation").as_deref()
                && person.former == flag("former")
                && person.deceased == flag("deceased")
                && person.age.map(i64::from) == number("age")
        }
        What::Pet { name, species } => {
            let species = match species {
                Species::Dog => "dog",
                Species::Cat => "cat",
                Species::Horse => "horse",
                Species::Bird => "bird",
                Species::Other => "other",
            };
            name.as_ref().map(|name| name.to_lowercase())
                == text(label, "name").map(|name| name.to_lowercase())
                && Some(species) == text(label, "species").as_deref()
        }
        What::Occasion(occasion) => {
            let of = match occasion.kind {
                OccasionOf::Birthday => "birthday",
                OccasionOf::Anniversary => "anniversary",
                OccasionOf::Graduation => "graduation",
                OccasionOf::Wedding => "wedding",
                OccasionOf::Other => "other",
            };
            Some(of) == text(label, "of").as_deref()
                && occasion.date.map(|date| date.to_string()) == text(label, "date")
                && (occasion.ordinal.map(i64::from) == number("ordinal")
                    || occasion
                        .date
                        .is_some_and(|date| date.year().is_some() && occasion.ordinal.is_none()))
        }
        What::Size { of, value, .. } => {
            let of = match of {
                Measured::Ring => "ring",
                Measured::Wrist => "wrist",
                Measured::Neck => "neck",
                Measured::Bracelet => "bracelet",
                Measured::Other => "other",
            };
            Some(of) == text(label, "of").as_deref() && Some(value) == text(label, "value").as_ref()
        }
        What::Promise { until } => until.map(|day| day.to_string()) == text(label, "until"),
        What::FollowUp { when } => when.map(|day| day.to_string()) == text(label, "when"),
        What::Trip { when } => when.map(|day| day.to_string()) == text(label, "date"),
        _ => true,
    }
}

fn whose(what: &What) -> Option<&Whose> {
    match what {
        What::Wish { whose } | What::Size { whose, .. } => Some(whose),
        What::Occasion(occasion) => Some(&occasion.whose),
        _ => None,
    }
}

fn overlaps(found: &Range<usize>, label: &Range<usize>) -> bool {
    let from = found.start.max(label.start);
    let to = found.end.min(label.end);
    let shorter = found.len().min(label.len()).max(1);
    to > from && (to - from) * 2 >= shorter
}

impl Tally {
    pub fn add(&mut self, note: &Note) {
        let about = About {
            said_on: note.said_on,
            customer: &note.customer,
        };
        let found = read(&note.text, &about);
        let labels: Vec<(&'static str, Range<usize>, &Value)> = note
            .facts
            .iter()
            .map(|label| {
                let words = text(label, "words").unwrap();
                let from = note.text.find(&words).unwrap();
                let name = text(label, "kind").unwrap();
                let known = KINDS.iter().find(|kind| **kind == name).unwrap();
                (*known, from..from + words.len(), label)
            })
            .collect();
        let mut taken = vec![false; labels.len()];
        let mut wrong: Vec<String> = Vec::new();
        for each in &found {
            let kind = kind(&each.what);
            let matching = labels
                .iter()
                .enumerate()
                .find(|(at, (label, words, value))| {
                    !taken[*at]
                        && *label == kind
                        && overlaps(&each.words, words)
                        && same(&each.what, value)
                });
            let right = matching.is_some();
            if let Some((at, (_, _, label))) = matching {
                taken[at] = true;
                if let Some(whose) = whose(&each.what) {
                    let said = text(label, "whose").or_else(|| text(label, "for"));
                    let told = match whose {
                        Whose::Customer => "customer".to_owned(),
                        Whose::Couple => "couple".to_owned(),
                        Whose::Other(name) => name.clone(),
                    };
                    self.whose.0 += 1;
                    self.whose.1 += u32::from(said == Some(told));
                }
            } else if neutral(each, &labels) {
                continue;
            }
            let counts = self.kinds.entry(kind).or_default();
            if each.sure {
                counts.ticked += 1;
                counts.ticked_right += u32::from(right);
            } else {
                counts.guessed += 1;
                counts.guessed_right += u32::from(right);
            }
            if !right {
                wrong.push(format!(
                    "   {} {kind} <{}> {:?}",
                    if each.sure { "WRONG" } else { "guess" },
                    &note.text[each.words.clone()],
                    each.what
                ));
            }
        }
        for (at, (kind, _, label)) in labels.iter().enumerate() {
            let counts = self.kinds.entry(kind).or_default();
            counts.labelled += 1;
            counts.found += u32::from(taken[at]);
            if !taken[at] {
                wrong.push(format!("   MISS {label}"));
            }
        }
        if !wrong.is_empty() {
            self.misses.push(format!(
                "{} {} | {}\n{}",
                note.id,
                note.said_on,
                note.text,
                wrong.join("\n")
            ));
        }
    }

    fn all(&self) -> Counts {
        self.kinds
            .values()
            .fold(Counts::default(), |sum, counts| Counts {
                labelled: sum.labelled + counts.labelled,
                found: sum.found + counts.found,
                ticked: sum.ticked + counts.ticked,
                ticked_right: sum.ticked_right + counts.ticked_right,
                guessed: sum.guessed + counts.guessed,
                guessed_right: sum.guessed_right + counts.guessed_right,
            })
    }

    /// Precision of what is ticked, and recall of everything.
    pub fn figures(&self) -> (f64, f64) {
        let all = self.all();
        (
            f64::from(all.ticked_right) / f64::from(all.ticked.max(1)),
            f64::from(all.found) / f64::from(all.labelled.max(1)),
        )
    }

    pub fn table(&self) -> String {
        let mut table =
            String::from("kind          labelled recall | ticked precision | guessed right\n");
        let mut line = |name: &str, counts: &Counts| {
            let share = |part: u32, of: u32| f64::from(part) / f64::from(of.max(1));
            writeln!(
                table,
                "{name:<13} {:>8} {:>6.2} | {:>6} {:>9.2} | {:>7} {:>5.2}",
                counts.labelled,
                share(counts.found, counts.labelled),
                counts.ticked,
                share(counts.ticked_right, counts.ticked),
                counts.guessed,
                share(counts.guessed_right, counts.guessed)
            )
            .unwrap();
        };
        for (name, counts) in &self.kinds {
            line(name, counts);
        }
        line("all", &self.all());
        writeln!(table, "whose it is: {} of {}", self.whose.1, self.whose.0).unwrap();
        table
    }
}

/// An unnamed person whom another label names as its owner: neither right nor wrong.
fn neutral(found: &Found, labels: &[(&'static str, Range<usize>, &Value)]) -> bool {
    let What::Person(person) = &found.what else {
        return false;
    };
    person.name.is_none()
        && person.age.is_none()
        && !person.deceased
        && labels.iter().any(|(kind, words, label)| {
            text(label, "whose")
                .or_else(|| text(label, "for"))
                .is_some_and(|whose| !matches!(whose.as_str(), "customer" | "couple"))
                || (*kind != "person" && overlaps(&found.words, words))
        })
}

const KINDS: &[&str] = &[
    "person",
    "pet",
    "occasion",
    "size",
    "wish",
    "promise",
    "follow_up",
    "liking",
    "avoid",
    "allergy",
    "trip",
    "work",
    "interest",
    "tread_gently",
];

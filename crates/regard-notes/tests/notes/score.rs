//! Compares what is found with the labels: kind, overlapping words, and everything that is said of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use chrono::NaiveDate;
use regard_notes::chain::Weights;
use regard_notes::{About, Found, Measured, OccasionOf, Species, What, Whose, is_sure, judged};
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
    /// The same among those that are ticked.
    ticked_whose: (u32, u32),
    pub misses: Vec<String>,
    /// Of each finding: its kind, who saw it, how likely it was, and whether it was right.
    likely: Vec<(&'static str, &'static str, f32, bool)>,
}

/// Small letters without accents.
fn folded(text: &str) -> String {
    let plain = |each: char| match each {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    };
    text.to_lowercase().chars().map(plain).collect()
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

type Label<'n> = (&'static str, Range<usize>, &'n Value);

fn labels(note: &Note) -> Vec<Label<'_>> {
    note.facts
        .iter()
        .map(|label| {
            let words = text(label, "words").unwrap();
            let from = note.text.find(&words).unwrap();
            let name = text(label, "kind").unwrap();
            let known = KINDS.iter().find(|kind| **kind == name).unwrap();
            (*known, from..from + words.len(), label)
        })
        .collect()
}

/// What a finding is, beside the labels.
enum Match {
    Label(usize),
    Nothing,
    /// Neither right nor wrong.
    Neither,
}

fn matched(labels: &[Label<'_>], found: &[&Found]) -> Vec<Match> {
    let mut taken = vec![false; labels.len()];
    found
        .iter()
        .map(|each| {
            let kind = each.what.kind();
            let at = labels
                .iter()
                .enumerate()
                .position(|(at, (label, words, value))| {
                    !taken[at]
                        && *label == kind
                        && overlaps(&each.words, words)
                        && same(&each.what, value)
                });
            match at {
                Some(at) => {
                    taken[at] = true;
                    Match::Label(at)
                }
                None if neutral(each, labels) => Match::Neither,
                None => Match::Nothing,
            }
        })
        .collect()
}

/// Whether each finding is right; none: neither right nor wrong.
pub fn rights(note: &Note, found: &[&Found]) -> Vec<Option<bool>> {
    matched(&labels(note), found)
        .into_iter()
        .map(|matched| match matched {
            Match::Label(_) => Some(true),
            Match::Nothing => Some(false),
            Match::Neither => None,
        })
        .collect()
}

/// Whether it belongs to whom the label says; also where a kind belongs to nobody.
fn owner_agrees(what: &What, label: &Value) -> bool {
    let Some(whose) = whose(what) else {
        return true;
    };
    let said = text(label, "whose").or_else(|| text(label, "for"));
    let told = match whose {
        Whose::Customer => "customer",
        Whose::Couple => "couple",
        Whose::Other(name) => name,
    };
    // The reader folds the words it calls people by.
    said.is_some_and(|said| folded(&said) == folded(told))
}

impl Tally {
    pub fn add(&mut self, note: &Note, weights: &Weights) {
        let about = About {
            said_on: note.said_on,
            customer: &note.customer,
        };
        let judged = judged(&note.text, &about, weights);
        let labels = labels(note);
        let found: Vec<&Found> = judged.iter().map(|judged| &judged.found).collect();
        let matched = matched(&labels, &found);
        let mut taken = vec![false; labels.len()];
        let mut wrong: Vec<String> = Vec::new();
        for (nth, one) in judged.iter().enumerate() {
            let each = &Found {
                sure: is_sure(one),
                ..one.found.clone()
            };
            let kind = each.what.kind();
            let matching = match matched[nth] {
                Match::Label(at) => Some((at, &labels[at])),
                Match::Nothing => None,
                Match::Neither => continue,
            };
            let right = matching.is_some();
            if let Some((at, (_, _, label))) = matching {
                taken[at] = true;
                if whose(&each.what).is_some() {
                    let agrees = owner_agrees(&each.what, label);
                    self.whose.0 += 1;
                    self.whose.1 += u32::from(agrees);
                    if each.sure {
                        self.ticked_whose.0 += 1;
                        self.ticked_whose.1 += u32::from(agrees);
                    }
                    if !agrees {
                        wrong.push(format!("   WHOSE {label} {:?}", each.what));
                    }
                }
            }
            let how = match one.grammar {
                Some(true) => "grammar",
                Some(false) => "guess",
                None => "learnt",
            };
            self.likely.push((kind, how, one.likely, right));
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
                    "   {} {kind} {how} {:.2} <{}> {:?}",
                    if each.sure { "WRONG" } else { "guess" },
                    one.likely,
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
        writeln!(
            table,
            "whose it is: {} of {}; ticked {} of {}",
            self.whose.1, self.whose.0, self.ticked_whose.1, self.ticked_whose.0
        )
        .unwrap();
        table
    }
}

impl Tally {
    /// How often what was that likely was right.
    pub fn likelihoods(&self) -> String {
        type Bands = BTreeMap<i32, (u32, u32)>;
        let mut bands: BTreeMap<(&str, &str), Bands> = BTreeMap::new();
        for (kind, how, likely, right) in &self.likely {
            let band = match likely {
                ..0.4 => 20,
                ..0.6 => 40,
                ..0.7 => 60,
                ..0.8 => 70,
                ..0.85 => 80,
                ..0.9 => 85,
                ..0.93 => 90,
                ..0.96 => 93,
                ..0.98 => 96,
                _ => 98,
            };
            for kind in [*kind, "all"] {
                let count = bands
                    .entry((kind, how))
                    .or_default()
                    .entry(band)
                    .or_default();
                count.0 += u32::from(*right);
                count.1 += 1;
            }
        }
        let mut table = String::new();
        for ((kind, how), bands) in bands {
            write!(table, "{kind:<13} {how:<8}").unwrap();
            for (band, (right, of)) in bands {
                write!(table, " {band}: {right}/{of}").unwrap();
            }
            table.push('\n');
        }
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

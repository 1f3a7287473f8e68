//! Compares what is found with the labels: kind, overlapping words, and everything that is said of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use chrono::NaiveDate;
use regard_notes::chain::Weights;
use regard_notes::{
    About, Found, Judged, Measured, OccasionOf, Species, What, Whose, is_shown, is_sure, judged,
};
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
    /// Of each finding, shown or not: how likely it was, whether it may be ticked, whether it was right.
    curve: Vec<(f32, bool, bool)>,
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

/// Whether each way to take a note is right; none: neither right nor wrong. A label belongs to the
/// group that takes it first, and all ways of that group that say it are right.
pub fn rights(note: &Note, ways: &[Judged]) -> Vec<Option<bool>> {
    let labels = labels(note);
    let mut taken: Vec<Option<usize>> = vec![None; labels.len()];
    let mut order: Vec<usize> = (0..ways.len()).collect();
    order.sort_by(|a, b| {
        ways[*b]
            .believed
            .total_cmp(&ways[*a].believed)
            .then(ways[*a].group.cmp(&ways[*b].group))
    });
    let mut rights = vec![None; ways.len()];
    for at in order {
        let one = &ways[at];
        let label = labels
            .iter()
            .enumerate()
            .position(|(nth, (kind, words, value))| {
                taken[nth].is_none_or(|group| group == one.group)
                    && *kind == one.found.what.kind()
                    && overlaps(&one.found.words, words)
                    && same(&one.found.what, value)
            });
        rights[at] = match label {
            Some(label) => {
                taken[label] = Some(one.group);
                Some(true)
            }
            None if neutral(&one.found, &labels) => None,
            None => Some(false),
        };
    }
    rights
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
        let mut judged = judged(&note.text, &about, weights);
        // What is likelier comes first to its label.
        judged.sort_by(|a, b| b.likely.total_cmp(&a.likely));
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
            self.curve.push((one.likely, may_be_ticked(one), right));
            if !is_shown(one) {
                continue;
            }
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

/// Whether it would be ticked if it were certain.
fn may_be_ticked(one: &Judged) -> bool {
    is_sure(&Judged {
        likely: 1.0,
        ..one.clone()
    })
}

impl Tally {
    /// What other bounds of showing and of ticking would give.
    pub fn curves(&self) -> String {
        let mut table = String::new();
        let count = |least: f32, ticked: bool| {
            let chosen = self
                .curve
                .iter()
                .filter(|(likely, may, _)| *likely >= least && (*may || !ticked));
            let right = chosen.clone().filter(|(_, _, right)| *right).count();
            (right as f64, chosen.count() as f64)
        };
        let labelled = f64::from(self.all().labelled);
        for least in [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4] {
            let (right, of) = count(least, false);
            writeln!(
                table,
                "shown from {least:.2}: recall {:.3}, right {:.3} of {of}",
                right / labelled,
                right / of
            )
            .unwrap();
        }
        for least in [0.85, 0.9, 0.925, 0.94, 0.95, 0.96, 0.97, 0.98] {
            let (right, of) = count(least, true);
            writeln!(
                table,
                "ticked from {least:.3}: right {:.3} of {of}, {:.3} of what is labelled",
                right / of,
                right / labelled
            )
            .unwrap();
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

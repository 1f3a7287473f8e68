//! The counter of parts and the reader of numbers against the libraries that everybody measures with,
//! on what tests/peers/run has them say of ten thousand texts and numbers each.

use std::path::PathBuf;

use regard_domain::parts::{Alphabet, count_parts};
use regard_domain::phone::{self, Textable};
use serde::Deserialize;
use serde::de::DeserializeOwned;

fn said<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let folder: PathBuf = std::env::var_os("REGARD_PEERS")
        .expect("started by tests/peers/run")
        .into();
    std::fs::read_to_string(folder.join(".work").join(name))
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[derive(Deserialize)]
struct Counted {
    text: String,
    encoding: String,
    parts: u32,
}

#[test]
#[ignore = "needs tests/peers/run"]
fn ten_thousand_texts_have_as_many_parts_as_twilio_counts() {
    let all: Vec<Counted> = said("segments.jsonl");
    assert_eq!(all.len(), 10_000);
    let mut other = Vec::new();
    for one in &all {
        let ours = count_parts(&one.text);
        let encoding = match ours.alphabet {
            Alphabet::Gsm7 => "GSM-7",
            Alphabet::Ucs2 => "UCS-2",
        };
        if (ours.parts, encoding) != (one.parts, one.encoding.as_str()) {
            other.push((one.parts, ours.parts, ours.units, &one.text));
        }
    }
    assert!(
        other.is_empty(),
        "{} differ: {:?}",
        other.len(),
        other.first()
    );
}

#[derive(Deserialize)]
struct Read {
    text: String,
    region: String,
    e164: Option<String>,
    valid: bool,
    landline: bool,
    not_a_persons: bool,
}

#[test]
#[ignore = "needs tests/peers/run"]
fn ten_thousand_numbers_are_read_as_google_reads_them() {
    let all: Vec<Read> = said("phones.jsonl");
    assert_eq!(all.len(), 10_000);
    let mut other = Vec::new();
    let mut compared = 0;
    for one in &all {
        // Mexico took the 1 out in 2019; old address books have it, and we take it out as well.
        if !one.valid && (one.region == "MX" || one.text.starts_with("+521")) {
            continue;
        }
        compared += 1;
        let ours = phone::read(&one.text, &one.region).ok();
        let textable = match &one.e164 {
            None => None,
            Some(_) if !one.valid => Some(Textable::UnknownToThePlan),
            Some(_) if one.not_a_persons => Some(Textable::NotAPersons),
            Some(_) if one.landline => Some(Textable::Landline),
            Some(_) => Some(Textable::Yes),
        };
        let said = ours
            .as_ref()
            .map(|read| (read.e164.as_str(), read.textable));
        if said != one.e164.as_deref().zip(textable) {
            other.push((&one.text, &one.region, &one.e164, textable, ours));
        }
    }
    assert!(
        other.is_empty(),
        "{} differ: {:?}",
        other.len(),
        &other[..other.len().min(5)]
    );
    assert!(compared > 9_500, "{compared}");
}

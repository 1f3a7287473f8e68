//! What people typed, and why a word may be gone: nothing else may be.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

/// One word that a person typed and a device took.
#[derive(Debug, Clone)]
pub struct Word {
    /// The customer it is about.
    pub customer: Uuid,
    /// On which device.
    pub device: usize,
    /// Why it may be gone, if it may.
    pub excused: Option<&'static str>,
}

/// What was wished of two customers.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The device on which they were merged last.
    pub device: usize,
    /// The two.
    pub records: [Uuid; 2],
    /// Nobody ever took them apart, and no phone with the merge was lost.
    pub only_merged: bool,
}

/// Everything typed in one history.
#[derive(Debug, Clone, Default)]
pub struct Oracle {
    words: BTreeMap<String, Word>,
    /// Customers who asked to be erased.
    pub erased: BTreeSet<Uuid>,
    /// Whom someone merged, by the alias.
    pub merges: BTreeMap<Uuid, Wish>,
    count: u64,
}

impl Oracle {
    /// A new word, as nobody typed one before.
    pub fn word(&mut self, device: usize, customer: Uuid) -> String {
        self.count += 1;
        let word = format!("w{}.", self.count);
        let excused = None;
        self.words.insert(
            word.clone(),
            Word {
                customer,
                device,
                excused,
            },
        );
        word
    }

    /// Someone wrote something else over `text`, which they saw.
    pub fn replaced(&mut self, text: &str, by: &str) {
        for word in text.split_whitespace() {
            if !by.contains(word) {
                self.excuse(word, "somebody who saw it wrote something else");
            }
        }
    }

    /// The word may be gone.
    pub fn excuse(&mut self, word: &str, why: &'static str) {
        if let Some(word) = self.words.get_mut(word) {
            word.excused.get_or_insert(why);
        }
    }

    /// The words that must be somewhere.
    pub fn wanted(&self) -> impl Iterator<Item = (&String, &Word)> {
        self.words
            .iter()
            .filter(|(_, word)| word.excused.is_none() && !self.erased.contains(&word.customer))
    }

    /// Every word ever typed about a customer.
    pub fn of(&self, customer: Uuid) -> impl Iterator<Item = &String> {
        self.words
            .iter()
            .filter(move |(_, word)| word.customer == customer)
            .map(|(text, _)| text)
    }
}

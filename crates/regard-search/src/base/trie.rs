//! Sorted words letter by letter: every beginning once, each before what goes on from it.
//!
//! Whoever has no use for a beginning leaps over all that goes on from it; the letters lie one behind
//! the other, as they are read.

use super::blocks::{BlockWriter, Slot, block};
use super::packed::le32;
use crate::width::n32;

/// A letter, the end of what begins so, and how many words stand before.
const NODE: usize = 12;

/// Writes the letters of sorted words without repetition.
pub(crate) fn write(sorted: &[&str], out: &mut BlockWriter) {
    let mut nodes: Vec<[u32; 3]> = Vec::new();
    let mut open: Vec<(char, usize)> = Vec::new();
    for (number, word) in (0..).zip(sorted) {
        let alike = open
            .iter()
            .zip(word.chars())
            .take_while(|((one, _), other)| one == other)
            .count();
        close(&mut nodes, &mut open, alike);
        for letter in word.chars().skip(alike) {
            open.push((letter, nodes.len()));
            nodes.push([u32::from(letter), 0, number]);
        }
    }
    close(&mut nodes, &mut open, 0);
    nodes.push([0, 0, n32(sorted.len())]);
    let bytes: Vec<u8> = nodes
        .iter()
        .flatten()
        .flat_map(|part| part.to_le_bytes())
        .collect();
    out.push(bytes);
}

fn close(nodes: &mut [[u32; 3]], open: &mut Vec<(char, usize)>, keep: usize) {
    let end = n32(nodes.len());
    for (_, place) in open.drain(keep.min(open.len())..) {
        if let Some([_, behind, _]) = nodes.get_mut(place) {
            *behind = end;
        }
    }
}

/// A letter of one word or more.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) letter: u32,
    /// The first place behind all that begins so.
    pub(crate) end: u32,
    /// The number of the first word that begins so.
    pub(crate) word: u32,
}

/// The letters of words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trie<'a> {
    nodes: &'a [[u8; NODE]],
}

impl<'a> Trie<'a> {
    pub(crate) fn of(bytes: &'a [u8], slot: &Slot) -> Self {
        Self {
            nodes: block(bytes, slot).as_chunks::<NODE>().0,
        }
    }

    /// The letter at a place; none behind the last.
    #[inline]
    pub(crate) fn node(&self, place: u32) -> Option<Node> {
        let node = self.nodes.get(crate::width::at(place))?;
        let end = le32(node, 4)?;
        (end > place).then_some(Node {
            letter: le32(node, 0)?,
            end,
            word: le32(node, 8)?,
        })
    }

    /// Whether a word ends with this letter: then it is the first of those that begin so.
    #[inline]
    pub(crate) fn is_word(&self, place: u32, node: &Node) -> bool {
        let next = self.nodes.get(crate::width::at(place) + 1);
        next.and_then(|next| le32(next, 8)) != Some(node.word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::blocks::BlockReader;
    use crate::typos::{Typos, is_long};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn going_through_the_letters_is_going_through_the_words(words in prop::collection::btree_set("[abcü]{1,6}", 0..80), typed in "[abcü]{1,6}", edits in 1u8..=2, half in any::<bool>(), shortest in 1usize..5) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let mut out = BlockWriter::default();
            write(&words, &mut out);
            let bytes = out.finish();
            let slot = BlockReader::open(&bytes).unwrap().next().unwrap();
            let typos = Typos::of(&typed, edits, half);
            let expected: Vec<u32> = (0..)
                .zip(&words)
                .filter(|(_, word)| typos.accepts(word.as_bytes()) && is_long(word.as_bytes(), shortest))
                .map(|(number, _)| number)
                .collect();
            prop_assert_eq!(typos.accepted(&Trie::of(&bytes, &slot), shortest), expected);
        }
    }
}

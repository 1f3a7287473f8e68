//! What is wanted, and for whom.

use crate::found::{What, Whose};
use crate::lexicon;
use crate::reader::{Mention, Reader};

/// Pieces that someone may want.
const PIECES: &[&str] = &[
    "ring",
    "band",
    "bands",
    "bracelet",
    "bangle",
    "necklace",
    "pendant",
    "studs",
    "earrings",
    "charm",
    "locket",
    "chain",
    "watch",
    "brooch",
    "cuff",
    "tiara",
    "anillo",
    "anillos",
    "alianzas",
    "pulsera",
    "pulseras",
    "brazalete",
    "collar",
    "cadena",
    "gargantilla",
    "aretes",
    "pendientes",
    "dije",
    "medalla",
    "reloj",
    "cronografo",
    "arracadas",
    "esclava",
    "broche",
];
/// Words about work on a piece that lies in the store.
const WORK_ON_IT: &[&str] = &[
    "in",
    "polish",
    "battery",
    "repair",
    "service",
    "clean",
    "cleaning",
    "ready",
    "back",
    "done",
    "fixed",
    "broken",
    "broke",
    "loose",
    "out",
    "sold",
    "tight",
    "fits",
    "is",
    "was",
    "were",
    "no",
    "pulido",
    "pila",
    "limpieza",
    "reparacion",
    "arreglo",
    "lista",
    "listo",
    "roto",
    "rota",
    "cambio",
    "vta",
    "pagado",
    "es",
    "esta",
    "fue",
    "ok",
];

/// Words that give: what is wanted is for someone else.
const GIVES: &[&str] = &[
    "get her",
    "get him",
    "get them",
    "getting her",
    "getting him",
    "getting them",
    "give her",
    "give him",
    "give them",
    "buy her",
    "buy him",
    "buy them",
    "buying her",
    "buying him",
    "buying them",
    "bring her",
    "bring him",
    "surprise her",
    "surprise him",
    "give",
    "regalarle",
    "regalarles",
    "regalar",
    "regalan",
    "regala",
    "darle",
    "comprarle",
    "dar",
];

impl Reader<'_> {
    /// The last one who was spoken of before `i`, anywhere in the note.
    fn last_spoken_of(&self, i: usize) -> Option<&Mention> {
        self.mentions
            .iter()
            .filter(|mention| mention.at.start < i)
            .max_by_key(|mention| (mention.at.start, mention.name.is_some()))
    }

    /// "pulsera plata", "band to match": a piece at the beginning of a clause is perhaps wanted.
    pub(crate) fn perhaps_wish(&mut self, i: usize) -> Option<usize> {
        let begins = i == 0 || self.ends(i - 1) || self.is(i - 1, &[",", ":", "-", "–", "—", "+"]);
        if !begins {
            return None;
        }
        let mut at = i;
        while at < i + 4 && lexicon::STYLE.contains(self.word(at)) && !self.is(at, PIECES) {
            at += 1;
        }
        at += usize::from(self.is(at, &["un", "una", "a"]));
        if !self.is(at, PIECES) {
            return None;
        }
        let extent = self.before_for(self.extent(i, 8));
        let sentence = self.sentence(i);
        let work = sentence.clone().any(|at| {
            self.is(at, WORK_ON_IT)
                || self
                    .tokens
                    .get(at)
                    .is_some_and(|token| token.word.ends_with("ed") && token.word.len() > 4)
        });
        let taken = self.said(extent.clone(), |_| true);
        let few = extent.len() >= 2 || self.spanish;
        if work || taken || !few || self.tokens.get(at).is_some_and(|token| token.owns) {
            return None;
        }
        let whose = self.for_whom(i, extent.end, extent.end);
        self.note(What::Wish { whose }, extent.clone(), false);
        Some(extent.end)
    }

    pub(crate) fn wants(&mut self, i: usize, len: usize) -> usize {
        if self.denied(i) && !self.is(i, &["no quiere"]) {
            return i + len;
        }
        let mut at = i + len;
        // "wants to treat herself": an act, no thing; "wants to get her a bracelet": the thing.
        at += usize::from(self.is(at, &[":", "-", "="]));
        at += self
            .any(
                at,
                &[
                    "to get her",
                    "to get him",
                    "to get them",
                    "to give her",
                    "to give him",
                    "to get",
                    "to buy her",
                    "to buy him",
                    "to buy",
                    "to give",
                    "to see",
                    "comprarle",
                    "regalarle",
                    "comprar",
                    "darle",
                    "like",
                    "to find",
                    "regalar",
                    "ver",
                    "again",
                    "maybe",
                    "un poco",
                ],
            )
            .unwrap_or(0);
        if self.is(
            at,
            &[
                "to", "that", "it", "que", "know", "saber", "him", "us", "me", "help", "time",
                "when", "hacer", "darse", "the", "her", "his",
            ],
        ) && !self.is(at, &["the", "her", "his"])
        {
            return i + len;
        }
        if self.is(at, &["her", "his", "their", "su", "sus"])
            && lexicon::relation(self.word(at + 1)).is_some()
        {
            return i + len;
        }
        let whole = self.extent(at, 14);
        let thing = self.bare_thing(self.before_for(whole.clone()));
        let act = self.spanish
            && ["ar", "er", "ir", "arse", "rle", "rlo", "rla"]
                .iter()
                .any(|end| {
                    self.word(thing.start).len() > 4 && self.word(thing.start).ends_with(end)
                })
            && !self.is(thing.start, &["collar", "alfiler", "solitarie"]);
        let vague = act
            || thing.len() == 1
                && self.is(
                    thing.start,
                    &[
                        "something",
                        "anything",
                        "algo",
                        "them",
                        "it",
                        "one",
                        "that",
                        "eso",
                        "uno",
                        "out",
                        "in",
                        "more",
                    ],
                );
        if thing.is_empty() || vague || self.is(thing.start, &["by", "on", "before", "this", "que"])
        {
            return i + len;
        }
        // What is to be done to a piece in the store is no wish.
        if thing.clone().any(|at| {
            self.is(
                at,
                &[
                    "cleaned",
                    "ready",
                    "checked",
                    "back",
                    "sized",
                    "resized",
                    "repaired",
                    "fixed",
                    "polished",
                    "shipped",
                    "call",
                    "money",
                    "refund",
                    "battery",
                    "appraisal",
                    "opinion",
                    "help",
                    "price",
                    "hoy",
                    "lista",
                    "listo",
                    "factura",
                ],
            )
        }) {
            return i + len;
        }
        let style = self.is_style(thing.clone());
        let whose = self.for_whom(i, thing.end, whole.end);
        self.note(What::Wish { whose }, thing.clone(), style);
        thing.end
    }

    /// For whom something is wanted.
    pub(crate) fn for_whom(&self, trigger: usize, from: usize, to: usize) -> Whose {
        let sentence = self.sentence(trigger);
        let to = (to + 9).min(sentence.end);
        for at in trigger..to {
            if self.is(at, &["for", "para", "pa", "p", "4"]) {
                let named = self
                    .mentions
                    .iter()
                    .find(|mention| mention.at.start > at && mention.at.start <= at + 3);
                if let Some(mention) = named {
                    return mention.whose();
                }
                if self.is(at + 1, &["her", "him", "them", "ella", "el"])
                    && (self.ends(at + 2) || !self.is(at + 1, &["el"]))
                    && let Some(mention) = self.last_spoken_of(trigger)
                {
                    return mention.whose();
                }
            }
        }
        // "wants to get her a watch", "le quiere regalar unas argollas": whoever was spoken of.
        let first = trigger.saturating_sub(2).max(sentence.start);
        let gives = (first..from.max(trigger + 1)).any(|at| {
            self.any(at, GIVES).is_some()
                || (self.spanish
                    && self.is(at, &["le", "les"])
                    && self.is(at + 1, &["quiere", "quieren", "lleva", "busca"]))
        });
        if gives && let Some(mention) = self.last_spoken_of(trigger) {
            return mention.whose();
        }
        // "his wife wants studs": hers, when she is who wants.
        match self.spoken_of(trigger) {
            Some(mention) if trigger <= mention.at.end + 4 && self.mentions.len() == 1 => {
                mention.whose()
            }
            _ => match self.mentions.iter().find(|mention| {
                mention.at.start >= sentence.start
                    && mention.at.end <= sentence.end
                    && self.is(mention.at.start.wrapping_sub(1), &["for", "para"])
            }) {
                Some(mention) => mention.whose(),
                None => Whose::Customer,
            },
        }
    }
}

//! What a banner says, in the language of whoever uses this device.
//!
//! It names a person and a kind of piece, never brand, model or value: a screen that lies on a counter
//! is public. Where the device is locked, or does not know yet whom it is about, it names nobody.

use regard_domain::draft::{Language, the_piece};
use regard_domain::words::PieceKind;

use super::screens::AlertCard;
use crate::session::language::ScreenLanguage;

/// What the operating system shows. A second one with the same number takes the place of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    /// The system's number for the alert.
    pub number: i32,
    /// The title.
    pub title: String,
    /// The line below.
    pub body: String,
}

/// The banner of an alert that names nobody.
pub(crate) fn neutral(number: i32, kind: &str, language: ScreenLanguage) -> Banner {
    let (title, body) = match language {
        ScreenLanguage::En => neutral_english(kind),
        ScreenLanguage::Es => neutral_spanish(kind),
    };
    Banner {
        number,
        title: title.to_owned(),
        body: body.to_owned(),
    }
}

fn neutral_english(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "repair_ready" => ("A repair is ready", "Open Regard to see whose."),
        "message_failed" => (
            "A customer could not be told",
            "Open Regard for what to do.",
        ),
        "customer_replied" => ("A customer wrote back", "Open Regard to read and answer."),
        "sending_refused" => (
            "Messages to customers wait",
            "The provider refuses our account. Open Regard for what to do.",
        ),
        "uncollected" => (
            "A piece has waited a month",
            "Open Regard to see whose it is.",
        ),
        "promise_order_by" => ("Something has to be ordered now", "We gave our word."),
        "promise_used_twice" => ("A promise was used twice", "Open Regard to see which."),
        _ => ("Something came in for you", "Open Regard to see what."),
    }
}

fn neutral_spanish(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "repair_ready" => (
            "Una reparación está lista",
            "Abre Regard para ver de quién es.",
        ),
        "message_failed" => (
            "No se pudo avisar a un cliente",
            "Abre Regard para ver qué hacer.",
        ),
        "customer_replied" => (
            "Un cliente ha respondido",
            "Abre Regard para leer y responder.",
        ),
        "sending_refused" => (
            "Los mensajes a clientes esperan",
            "El proveedor rechaza nuestra cuenta. Abre Regard para ver qué hacer.",
        ),
        "uncollected" => (
            "Una pieza espera desde hace un mes",
            "Abre Regard para ver de quién es.",
        ),
        "promise_order_by" => ("Hay que encargar algo ya", "Dimos nuestra palabra."),
        "promise_used_twice" => ("Una promesa se usó dos veces", "Abre Regard para ver cuál."),
        _ => ("Ha llegado algo para ti", "Abre Regard para ver qué."),
    }
}

impl AlertCard {
    /// The banner of this alert.
    pub(crate) fn banner(&self, language: ScreenLanguage) -> Banner {
        let (title, body) = match language {
            ScreenLanguage::En => self.english(),
            ScreenLanguage::Es => self.spanish(),
        };
        let body = match (&self.instead_of, language) {
            (Some(colleague), ScreenLanguage::En) => {
                format!("For {colleague}, who is off. {body}")
            }
            (Some(colleague), ScreenLanguage::Es) => {
                format!("Por {colleague}, que no está. {body}")
            }
            (None, _) => body.to_owned(),
        };
        Banner {
            number: self.number(),
            title,
            body,
        }
    }

    fn english(&self) -> (String, &'static str) {
        let piece = self
            .piece_kind
            .map_or("repair".to_owned(), |kind| kind.to_string());
        let name = &self.given_name;
        match self.kind.as_str() {
            "repair_ready" if self.piece_kind == Some(PieceKind::Earrings) => (
                format!("{name}’s {piece} are ready"),
                "Tap for what to know before you say hello.",
            ),
            "repair_ready" => (
                format!("{name}’s {piece} is ready"),
                "Tap for what to know before you say hello.",
            ),
            "message_failed" => (
                format!("{name} could not be told"),
                "The message did not arrive. Tap for what to do.",
            ),
            "customer_replied" => (format!("{name} wrote back"), "Tap to read and answer."),
            "sending_refused" => (
                "Messages to customers wait".to_owned(),
                "The provider refuses our account. Tap for what is stuck.",
            ),
            "uncollected" => (
                format!("A month here: {name}’s {piece}"),
                "Tap for where it lies and what was tried.",
            ),
            "promise_order_by" => (
                format!("Order now for {name}"),
                "We gave our word. Tap for what it is and by when.",
            ),
            "promise_used_twice" => (
                format!("{name}: a promise was used twice"),
                "Somebody else used the last one, too. Tap to see.",
            ),
            _ => (name.clone(), "Tap to open."),
        }
    }

    /// Said so that no word has to agree with the piece.
    fn spanish(&self) -> (String, &'static str) {
        let piece = self.piece_kind.map_or("la reparación".to_owned(), |kind| {
            the_piece(Language::Es, kind)
        });
        let name = &self.given_name;
        match self.kind.as_str() {
            "repair_ready" => (
                format!("Para recoger: {piece} de {name}"),
                "Toca para ver qué conviene saber antes de saludar.",
            ),
            "message_failed" => (
                format!("No se pudo avisar a {name}"),
                "El mensaje no llegó. Toca para ver qué hacer.",
            ),
            "customer_replied" => (
                format!("{name} ha respondido"),
                "Toca para leer y responder.",
            ),
            "sending_refused" => (
                "Los mensajes a clientes esperan".to_owned(),
                "El proveedor rechaza nuestra cuenta. Toca para ver qué está parado.",
            ),
            "uncollected" => (
                format!("Un mes aquí: {piece} de {name}"),
                "Toca para ver dónde está y qué se intentó.",
            ),
            "promise_order_by" => (
                format!("Encargar ya para {name}"),
                "Dimos nuestra palabra. Toca para ver qué es y para cuándo.",
            ),
            "promise_used_twice" => (
                format!("{name}: una promesa se usó dos veces"),
                "Otra persona también usó la última. Toca para verlo.",
            ),
            _ => (name.clone(), "Toca para abrir."),
        }
    }
}

#[cfg(test)]
mod tests {
    use regard_domain::ids::{AlertId, CustomerId};
    use strum::IntoEnumIterator;
    use uuid::Uuid;

    use super::*;

    /// Every kind that the server raises, and one that only a newer server knows.
    const KINDS: &[&str] = &[
        "repair_ready",
        "message_failed",
        "customer_replied",
        "sending_refused",
        "uncollected",
        "promise_order_by",
        "promise_used_twice",
        "of_a_newer_server",
    ];

    fn alert(kind: &str) -> AlertCard {
        AlertCard {
            id: AlertId(Uuid::from_u128(1)),
            kind: kind.to_owned(),
            customer_id: CustomerId(Uuid::from_u128(2)),
            given_name: "Roger".to_owned(),
            customer_name: "Roger Vale".to_owned(),
            repair_id: None,
            piece_kind: Some(PieceKind::Band),
            raised_at: "2026-05-12T13:59:00Z".parse().unwrap(),
            instead_of: None,
        }
    }

    #[test]
    fn every_alert_speaks_the_language_of_the_screens() {
        for kind in KINDS {
            let of = |language| (alert(kind).banner(language), neutral(1, kind, language));
            let (english, spanish) = (of(ScreenLanguage::En), of(ScreenLanguage::Es));
            assert_ne!(english.0.body, spanish.0.body, "{kind}");
            assert_ne!(english.1.title, spanish.1.title, "{kind}");
            assert_ne!(english.1.body, spanish.1.body, "{kind}");
            for named in ScreenLanguage::iter().map(|language| neutral(1, kind, language)) {
                assert!(!named.title.contains("Roger") && !named.body.contains("Roger"));
            }
        }
        let ready = alert("repair_ready").banner(ScreenLanguage::Es);
        assert_eq!(ready.title, "Para recoger: la alianza de Roger");
        let mut for_ben = alert("customer_replied");
        for_ben.instead_of = Some("Ben".to_owned());
        assert_eq!(
            for_ben.banner(ScreenLanguage::Es).body,
            "Por Ben, que no está. Toca para leer y responder."
        );
    }

    #[test]
    fn earrings_are_ready() {
        let mut earrings = alert("repair_ready");
        earrings.piece_kind = Some(PieceKind::Earrings);
        assert_eq!(
            earrings.banner(ScreenLanguage::En).title,
            "Roger’s earrings are ready"
        );
    }
}

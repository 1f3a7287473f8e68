//! The words with which customers are asked, version by version.
//!
//! A statement in the ledger names the version that was shown or said. Years later it has to be
//! possible to say which words those were, so a version is never changed and never taken away: other
//! words are another version, added at the end.

use super::ConsentStep;
use crate::words::Channel;

/// One version of the words in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    /// What the ledger names: `sms-mine-1`.
    pub version: &'static str,
    /// By what means the customer would be written to.
    pub channel: Channel,
    /// What the customer agrees to with these words; none for those of before there were steps, which
    /// speak of one's own pieces alone.
    pub step: Option<ConsentStep>,
    /// BCP 47.
    pub language: &'static str,
    /// The words; `{store}` is the store's name.
    pub text: &'static str,
}

macro_rules! wording {
    ($version:literal, $channel:ident, $step:ident, $language:literal, $text:literal) => {
        wording!(@ $version, $channel, Some(ConsentStep::$step), $language, $text)
    };
    (@ $version:literal, $channel:ident, $step:expr, $language:literal, $text:literal) => {
        Wording {
            version: $version,
            channel: Channel::$channel,
            step: $step,
            language: $language,
            text: $text,
        }
    };
}

/// Every version there ever was.
pub const WORDINGS: &[Wording] = &[
    wording!(
        "sms-mine-1",
        Sms,
        Mine,
        "en",
        "Text me at this number about my pieces at {store}, and my associate may text me too. Message \
         and data rates may apply. Reply STOP at any time to end, HELP for help. Agreeing is not a \
         condition of any purchase."
    ),
    wording!(
        "sms-mine-1",
        Sms,
        Mine,
        "es",
        "Envíenme mensajes de texto a este número sobre mis piezas en {store}; mi asesor también puede \
         escribirme. Pueden aplicarse tarifas de mensajes y datos. Responda STOP en cualquier momento \
         para terminar, HELP para recibir ayuda. Aceptar no es condición para ninguna compra."
    ),
    wording!(
        "sms-mine-1",
        Sms,
        Mine,
        "fr",
        "Écrivez-moi par SMS à ce numéro au sujet de mes pièces chez {store} ; mon conseiller peut aussi \
         m’écrire. Des frais de messagerie peuvent s’appliquer. Répondez STOP à tout moment pour \
         arrêter, HELP pour de l’aide. Accepter n’est pas une condition d’achat."
    ),
    wording!(
        "sms-all-1",
        Sms,
        All,
        "en",
        "Text me at this number about my pieces, from my associate, and with news and offers of {store}, \
         which may be sent automatically. Message and data rates may apply. Reply STOP at any time to \
         end, HELP for help. Agreeing is not a condition of any purchase."
    ),
    wording!(
        "sms-all-1",
        Sms,
        All,
        "es",
        "Envíenme mensajes de texto a este número sobre mis piezas, de mi asesor, y con novedades y \
         ofertas de {store}, que pueden enviarse de forma automática. Pueden aplicarse tarifas de \
         mensajes y datos. Responda STOP en cualquier momento para terminar, HELP para recibir ayuda. \
         Aceptar no es condición para ninguna compra."
    ),
    wording!(
        "sms-all-1",
        Sms,
        All,
        "fr",
        "Écrivez-moi par SMS à ce numéro au sujet de mes pièces, de la part de mon conseiller, et pour \
         les nouveautés et les offres de {store}, qui peuvent être envoyées automatiquement. Des frais \
         de messagerie peuvent s’appliquer. Répondez STOP à tout moment pour arrêter, HELP pour de \
         l’aide. Accepter n’est pas une condition d’achat."
    ),
    wording!(
        "sms-nothing-1",
        Sms,
        Nothing,
        "en",
        "Do not text me at this number."
    ),
    wording!(
        "sms-nothing-1",
        Sms,
        Nothing,
        "es",
        "No me envíen mensajes de texto a este número."
    ),
    wording!(
        "sms-nothing-1",
        Sms,
        Nothing,
        "fr",
        "Ne m’écrivez pas par SMS à ce numéro."
    ),
    wording!(
        "email-mine-1",
        Email,
        Mine,
        "en",
        "E-mail me about my pieces at {store}, and my associate may write to me too."
    ),
    wording!(
        "email-mine-1",
        Email,
        Mine,
        "es",
        "Escríbanme por correo sobre mis piezas en {store}; mi asesor también puede escribirme."
    ),
    wording!(
        "email-mine-1",
        Email,
        Mine,
        "fr",
        "Écrivez-moi par e-mail au sujet de mes pièces chez {store} ; mon conseiller peut aussi m’écrire."
    ),
    wording!(
        "email-all-1",
        Email,
        All,
        "en",
        "E-mail me about my pieces, from my associate, and with news and offers of {store}. Every offer \
         has a link to end them."
    ),
    wording!(
        "email-all-1",
        Email,
        All,
        "es",
        "Escríbanme por correo sobre mis piezas, de mi asesor, y con novedades y ofertas de {store}. Cada \
         oferta tiene un enlace para terminarlas."
    ),
    wording!(
        "email-all-1",
        Email,
        All,
        "fr",
        "Écrivez-moi par e-mail au sujet de mes pièces, de la part de mon conseiller, et pour les \
         nouveautés et les offres de {store}. Chaque offre a un lien pour les arrêter."
    ),
    wording!(
        "email-nothing-1",
        Email,
        Nothing,
        "en",
        "Do not e-mail me at this address."
    ),
    wording!(
        "email-nothing-1",
        Email,
        Nothing,
        "es",
        "No me escriban por correo a esta dirección."
    ),
    wording!(
        "email-nothing-1",
        Email,
        Nothing,
        "fr",
        "Ne m’écrivez pas par e-mail à cette adresse."
    ),
    wording!(
        @ "take-in 1",
        Sms,
        None,
        "en",
        "May we text or write to you about this piece?"
    ),
    wording!(
        @ "take-in 1",
        Email,
        None,
        "en",
        "May we text or write to you about this piece?"
    ),
];

/// The words of a version in every language that they were written in.
pub fn wording(version: &str) -> impl Iterator<Item = &'static Wording> {
    WORDINGS
        .iter()
        .filter(move |wording| wording.version == version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use strum::IntoEnumIterator;

    #[test]
    fn each_step_of_each_channel_can_be_asked_in_three_languages() {
        for channel in [Channel::Sms, Channel::Email] {
            for step in ConsentStep::iter() {
                for language in ["en", "es", "fr"] {
                    assert!(WORDINGS.iter().any(|wording| wording.channel == channel
                        && wording.step == Some(step)
                        && wording.language == language));
                }
            }
        }
        let names: BTreeSet<_> = WORDINGS
            .iter()
            .map(|wording| (wording.version, wording.language, wording.channel.as_ref()))
            .collect();
        assert_eq!(
            names.len(),
            WORDINGS.len(),
            "one text for each version, language and channel"
        );
        assert_eq!(wording("sms-mine-1").count(), 3);
        assert_eq!(wording("unknown").count(), 0);
    }

    #[test]
    fn a_text_asks_for_no_more_than_its_step_and_says_how_to_stop() {
        for wording in WORDINGS
            .iter()
            .filter(|wording| wording.channel == Channel::Sms)
        {
            if let Some(step) = wording.step {
                assert_eq!(wording.text.contains("STOP"), step != ConsentStep::Nothing);
            }
        }
    }

    /// Somebody agreed to these words: a change here is a mistake. New words are a new version.
    #[test]
    fn the_words_of_a_version_never_change() {
        let mut print = 0xcbf2_9ce4_8422_2325_u64;
        for wording in &WORDINGS[..18] {
            for part in [wording.version, wording.language, wording.text] {
                for byte in part.bytes().chain([0]) {
                    print = (print ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
                }
            }
        }
        assert_eq!(
            print, 17_375_283_986_894_967_649,
            "the words that customers agreed to"
        );
    }
}

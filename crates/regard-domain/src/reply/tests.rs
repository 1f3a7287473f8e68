//! What people write, and what may be made of it.

mod stop;

use super::ReplyMeaning::{self, Help, Start, Stop, Thanks, Unsure, WrongNumber};
use super::classify;
use proptest::prelude::*;
use strum::IntoEnumIterator;

fn all(meaning: ReplyMeaning, replies: &[&str]) {
    let wrong: Vec<(&&str, ReplyMeaning)> = replies
        .iter()
        .map(|reply| (reply, classify(reply)))
        .filter(|(_, found)| *found != meaning)
        .collect();
    assert!(wrong.is_empty(), "not {meaning}: {wrong:#?}");
}

#[test]
fn start_is_a_word_of_its_own() {
    all(
        Start,
        &[
            "START",
            "start",
            "Start.",
            "UNSTOP",
            "start again please",
            "Please start texting me again",
            "start messages",
            "resubscribe",
            "opt in",
            "OPT-IN",
            "opt me in",
            "text me again",
            "resume",
            "Iniciar",
            "reanudar",
            "ALTA",
            "darme de alta por favor",
            "suscribirme",
            "Reprendre",
            "recommencez svp",
            "réabonnez-moi",
            "recommencer",
        ],
    );
    all(
        Unsure,
        &[
            "yes",
            "YES",
            "si",
            "oui",
            "ok",
            "Okay",
            "sure",
            "yes please",
            "start the repair",
            "when do you start?",
            "start?",
            "don't start",
            "do not start",
            "please start on my watch",
            "my watch won't start",
            "empezar la reparación",
            "start stop",
            "stop start",
            "text me when it's ready",
            "resume the work",
        ],
    );
}

#[test]
fn help_is_a_word_of_its_own() {
    all(
        Help,
        &[
            "HELP",
            "help",
            "Help please",
            "help me",
            "INFO",
            "info?",
            "Who is this?",
            "who are you",
            "AYUDA",
            "ayuda por favor",
            "¿Quién es?",
            "AIDE",
            "aidez-moi svp",
            "qui êtes-vous ?",
            "infos",
        ],
    );
    all(
        Unsure,
        &[
            "can you help me with my ring",
            "help! my clasp broke",
            "I need information about the price",
            "ayuda con mi anillo",
            "pouvez-vous m'aider",
            "who is working today?",
        ],
    );
}

#[test]
fn a_wrong_number_is_told_by_whoever_has_it() {
    all(
        WrongNumber,
        &[
            "wrong number",
            "Wrong number!",
            "WRONG NUMBER",
            "wrong number sorry",
            "Sorry, wrong number.",
            "You have the wrong number",
            "you've got the wrong number",
            "I think you have the wrong person",
            "wrong number, stop texting me",
            "Wrong number. I don't know any Roger",
            "wrong person",
            "nobody by that name here",
            "no one with that name",
            "this is no longer his number",
            "not the right number",
            "this is the wrong number",
            "u have the wrong num",
            "número equivocado",
            "Numero equivocado por favor no escriban",
            "se equivocó de número",
            "te equivocaste de numero",
            "está equivocado",
            "Mauvais numéro",
            "faux numéro",
            "vous vous trompez de numéro",
            "Erreur de numéro",
            "ce n'est pas le bon numéro",
            "vous vous êtes trompé de numéro",
        ],
    );
    all(
        Unsure,
        &[
            "I gave you the wrong number",
            "wrong number?",
            "is this the wrong number?",
            "did you call the wrong number?",
            "I called the wrong number",
            "I had the wrong number, sorry",
            "the ticket has the wrong number",
            "wrong number on my ticket",
            "this isn't Roger",
            "I'm not Roger",
            "this isn't my watch",
            "wrong ring",
            "le di el número equivocado",
            "je vous ai donné le mauvais numéro",
        ],
    );
}

#[test]
fn thanks_close_themselves_and_questions_do_not() {
    all(
        Thanks,
        &[
            "thanks",
            "Thanks!",
            "thanks 😊",
            "Thank you so much",
            "thx",
            "ty",
            "THANK YOU",
            "Thanks Marta",
            "Thanks Marta!",
            "thank you, Ben 🙏",
            "great, thanks",
            "Ok thanks",
            "Perfect, thank you!",
            "Awesome thanks for letting me know",
            "Thank you for the update!",
            "thanks for the heads up",
            "Got it, thanks",
            "Wonderful! Thank you. Have a great day",
            "👍 thanks",
            "Thanks 👍",
            "😊",
            "❤️",
            "🙏🙏",
            "thank u",
            "I appreciate it",
            "Thanks again!!!",
            "thank you very much 😀🎉",
            "Gracias",
            "muchas gracias",
            "¡Muchas gracias!",
            "Gracias por avisar",
            "Perfecto, gracias",
            "mil gracias Marta",
            "ok gracias 😊",
            "Merci",
            "merci beaucoup",
            "Merci beaucoup ! 😊",
            "Parfait merci",
            "merci pour l'info",
            "d'accord, merci",
            "merci bien, bonne journée",
            "Liked “Harbor Jewelers: your watch is ready. Reply STOP to opt out.”",
            "Loved “Harbor Jewelers: your watch is ready. Reply STOP to opt out.”",
        ],
    );
    all(
        Unsure,
        &[
            "",
            " ",
            "…",
            "?",
            "thanks?",
            "Thanks, when do you close?",
            "thanks but no thanks",
            "Thanks for nothing",
            "no thanks",
            "thanks, I'll come tomorrow",
            "thanks, how much is it?",
            "thank you but it's still broken",
            "👍",
            "👌",
            "✅",
            "😡",
            "thanks 😡",
            "ok",
            "great",
            "perfect",
            "THANKS FOR NOTHING",
            "gracias pero no",
            "merci mais non",
            "¿gracias?",
            "see you tomorrow",
            "Questioned “Harbor Jewelers: your watch is ready. Reply STOP to opt out.”",
            "Disliked “Harbor Jewelers: your watch is ready. Reply STOP to opt out.”",
            "Laughed at “Harbor Jewelers: your watch is ready. Reply STOP to opt out.”",
            "> Reply STOP to opt out\nWhat is this about?",
            "Harbor Jewelers: your watch is ready. Reply STOP to opt out.",
        ],
    );
}

#[test]
fn a_reply_too_long_to_be_one_goes_to_a_person() {
    assert_eq!(classify(&"stop ".repeat(1_000)), Unsure);
    assert_eq!(classify(&"stop ".repeat(100)), Stop);
    assert_eq!(classify(&"😊".repeat(1_900)), Thanks);
}

#[test]
fn only_what_is_clear_passes_a_person_by() {
    for meaning in ReplyMeaning::iter() {
        let by_itself = matches!(meaning, Stop | Start | Help | Thanks);
        assert_eq!(meaning.needs_a_person(), !by_itself);
    }
}

/// Dressings that change nothing about a clear reply.
fn dressed(reply: &str, how: u8) -> String {
    match how % 8 {
        0 => reply.to_uppercase(),
        1 => format!("  {reply}  "),
        2 => format!("{reply}!!!"),
        3 => format!("Please {reply}"),
        4 => format!("{reply} 🛑"),
        5 => reply.replace(' ', "  "),
        6 => format!("{reply}\n"),
        _ => format!("\u{200e}{reply}\u{200f}."),
    }
}

proptest! {
    #[test]
    fn any_text_has_a_meaning(text in "\\PC{0,200}") {
        let _ = classify(&text);
    }

    #[test]
    fn words_alone_never_stop_or_start_anything(
        words in proptest::collection::vec("[bdfgjkvxz]{2,8}", 1..12),
    ) {
        prop_assert_eq!(classify(&words.join(" ")), Unsure);
    }

    #[test]
    fn dressing_changes_nothing(how in proptest::collection::vec(0u8..8, 0..4), which in 0usize..6) {
        let reply = ["stop", "stop texting me", "unsubscribe", "remove me from your list",
            "no me escriban más", "ne me contactez plus"][which];
        let text = how.iter().fold(reply.to_owned(), |text, how| dressed(&text, *how));
        prop_assert_eq!(classify(&text), Stop, "{}", text);
    }

    #[test]
    fn a_denial_in_front_never_stops(which in 0usize..5, verb in 0usize..4) {
        let denial = ["don't", "do not", "please don't ever", "never", "I would never want you to"][which];
        let phrase = ["stop", "stop texting me", "stop sending me messages", "unsubscribe me"][verb];
        prop_assert_ne!(classify(&format!("{denial} {phrase}")), Stop);
    }
}

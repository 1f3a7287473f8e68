//! How a customer can be reached: telephone numbers in the forms people type, and e-mail addresses.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use regard_domain::names::fold;

use crate::names::word;

/// One to three numbers, most of them of the United States, each in one of the usual forms.
pub fn phones(language: &str, rng: &mut ChaCha8Rng) -> Vec<String> {
    let mut phones = Vec::new();
    if rng.random_bool(0.03) {
        return phones;
    }
    let more = usize::from(rng.random_bool(0.35)) + usize::from(rng.random_bool(0.08));
    for _ in 0..=more {
        phones.push(match language {
            "es" | "en" => home_number(rng),
            _ if rng.random_bool(0.8) => home_number(rng),
            _ => foreign_number(language, rng),
        });
    }
    phones
}

fn home_number(rng: &mut ChaCha8Rng) -> String {
    let area = word("area", rng);
    let exchange = rng.random_range(200..1_000);
    let line = rng.random_range(0..10_000);
    match rng.random_range(0..7) {
        0 | 1 => format!("+1{area}{exchange}{line:04}"),
        2 => format!("({area}) {exchange}-{line:04}"),
        3 => format!("{area}-{exchange}-{line:04}"),
        4 => format!("{area}.{exchange}.{line:04}"),
        5 => format!("{area}{exchange}{line:04}"),
        _ => format!("+1 {area} {exchange} {line:04}"),
    }
}

fn foreign_number(language: &str, rng: &mut ChaCha8Rng) -> String {
    let country = match language {
        "fr" => 33,
        "de" => 49,
        "it" => 39,
        "pt" => 351,
        "nl" => 31,
        "sv" => 46,
        "da" => 45,
        "fi" => 358,
        "hu" => 36,
        "cs" => 420,
        "tr" => 90,
        "vi" => 84,
        "el" => 30,
        "ru" => 7,
        "he" => 972,
        "ar" => 971,
        "hi" => 91,
        "zh" => 86,
        "ja" => 81,
        "ko" => 82,
        _ => 66,
    };
    let number = rng.random_range(100_000_000..999_999_999_u32);
    if rng.random_bool(0.5) {
        return format!("+{country}{number}");
    }
    let number = number.to_string();
    format!(
        "+{country} {} {} {}",
        &number[..2],
        &number[2..5],
        &number[5..]
    )
}

/// None, one or two addresses, most of them made from the name.
pub fn emails(
    given: &str,
    family: &str,
    nickname: Option<&str>,
    rng: &mut ChaCha8Rng,
) -> Vec<String> {
    let mut emails = Vec::new();
    if rng.random_bool(0.12) {
        return emails;
    }
    let letters = |name: &str| -> String {
        fold(name)
            .chars()
            .filter(char::is_ascii_alphabetic)
            .collect()
    };
    for _ in 0..=usize::from(rng.random_bool(0.15)) {
        let first = letters(nickname.filter(|_| rng.random_bool(0.3)).unwrap_or(given));
        let last = letters(family);
        let number = rng.random_range(1..100);
        let name = if first.is_empty() || last.is_empty() {
            format!(
                "{}{}{number}",
                word("mail", rng),
                rng.random_range(100..1_000)
            )
        } else {
            match rng.random_range(0..8) {
                0..=2 => format!("{first}.{last}"),
                3 => format!("{}{last}", &first[..1]),
                4 => format!("{first}{last}{number}"),
                5 => format!("{last}.{first}"),
                6 => format!("{first}_{}{number}", word("mail", rng)),
                _ => format!("{}{last}{number}", &first[..1]),
            }
        };
        emails.push(format!("{name}@{}", word("domain", rng)));
    }
    emails
}

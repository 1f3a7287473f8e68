//! Whether a customer is a right answer to what was typed, besides the one who was meant.
//!
//! A hundred people are called James Smith: whoever types that name and gets five of them is not
//! badly served. So recall is counted twice: of the very customer who was meant, and of "the one who
//! was meant, or five who fit as well".

use regard_domain::names::parts;

use crate::customer::Customer;

/// One thing that a right answer must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needle {
    /// A word of the customer's own names begins so.
    Name(String),
    /// A word of a name near begins so.
    Near(String),
    /// Digits stand in a telephone number.
    Digits(String),
    /// A telephone number ends so.
    Ending(String),
    /// Stands in an e-mail address.
    Email(String),
    /// An envelope, ticket or serial number begins so.
    Number(String),
    /// A word of facts, pieces or tags begins so.
    Word(String),
    /// One letter begins a word of the names, the rest begins another.
    Initials(String),
}

/// Whether the customer has all that was meant, or is called exactly what was typed, or has the
/// number that was typed.
pub fn fits(customer: &Customer, needles: &[Needle], typed: &str) -> bool {
    let has = |needle: &Needle| match needle {
        Needle::Name(start) => begins(&customer.name_words(), start),
        Needle::Near(start) => begins(&customer.near_words(), start),
        Needle::Word(start) => begins(&customer.text_words(), start),
        Needle::Number(start) => begins(&customer.numbers(), start),
        Needle::Digits(digits) => customer.digits().iter().any(|phone| phone.contains(digits)),
        Needle::Ending(digits) => customer
            .digits()
            .iter()
            .any(|phone| phone.ends_with(digits)),
        Needle::Email(piece) => customer.emails.iter().any(|email| email.contains(piece)),
        Needle::Initials(run) => initials(&customer.name_words(), run),
    };
    if needles.iter().all(has) {
        return true;
    }
    let words = parts(typed);
    if let [number] = words.as_slice()
        && number.chars().all(|c| c.is_ascii_digit())
    {
        return begins(&customer.numbers(), number)
            || customer.digits().iter().any(|phone| phone.contains(number));
    }
    let names = customer.name_words();
    !words.is_empty() && words.iter().all(|word| begins(&names, word))
}

fn begins(words: &[String], start: &str) -> bool {
    words.iter().any(|word| word.starts_with(start))
}

fn initials(words: &[String], run: &str) -> bool {
    let mut rest = run.chars();
    let Some(first) = rest.next() else {
        return false;
    };
    words.iter().enumerate().any(|(i, word)| {
        word.starts_with(first)
            && words
                .iter()
                .enumerate()
                .any(|(j, other)| i != j && other.starts_with(rest.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_go_either_way() {
        let words = parts("Roger Martin");
        assert!(initials(&words, "rma"));
        assert!(initials(&words, "mro"));
        assert!(!initials(&words, "rro"));
    }
}

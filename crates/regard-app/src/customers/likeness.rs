//! Whether two names may be one, written down twice.

use regard_domain::names::parts;

/// Shorter words are too often one letter from another name: "Ana" and "Ava".
const SHORTEST_WITH_A_SLIP: usize = 4;

/// Whether one name may be the other: a beginning of it, or with one letter other, too many, too few,
/// or in the other place. "Rob" and "Robert", "Roger" and "Rodger".
pub fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (parts(one), parts(other));
    let has = |word: &String, among: &[String]| among.iter().any(|among| alike_words(word, among));
    !one.is_empty()
        && !other.is_empty()
        && (one.iter().all(|word| has(word, &other)) || other.iter().all(|word| has(word, &one)))
}

fn alike_words(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one) || one_slip_apart(one, other)
}

fn one_slip_apart(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().min(other.len()) < SHORTEST_WITH_A_SLIP {
        return false;
    }
    let same_start = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let rest = |of: &[char], from: usize| of.get(from..).map(<[char]>::to_vec).unwrap_or_default();
    let (a, b) = (rest(&one, same_start), rest(&other, same_start));
    let (after_a, after_b) = (rest(&a, 1), rest(&b, 1));
    let swapped = match (a.as_slice(), b.as_slice()) {
        ([a1, a2, a @ ..], [b1, b2, b @ ..]) => a1 == b2 && a2 == b1 && a == b,
        _ => false,
    };
    after_a == after_b || after_a == b || a == after_b || swapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_or_a_shorter_form_is_alike() {
        for (one, other) in [
            ("Roger", "Rodger"),
            ("Roger", "Rog"),
            ("R", "Roger"),
            ("Whitaker", "Whittaker"),
            ("Martin", "Matrin"),
            ("Marin", "Martin"),
            ("Jose", "José"),
            ("Eva Maria", "Eva"),
        ] {
            assert!(alike(one, other) && alike(other, one), "{one}, {other}");
        }
    }

    #[test]
    fn another_name_is_not() {
        for (one, other) in [
            ("Roger", "Robert"),
            ("Ana", "Ava"),
            ("", "Roger"),
            ("Dana", "Roger"),
        ] {
            assert!(!alike(one, other) && !alike(other, one), "{one}, {other}");
        }
    }
}

//! As it sounds: Double Metaphone codes of Latin names.

use rphonetic::DoubleMetaphone;

/// Codes of six letters tell long names apart; the usual four do not.
const LONGEST_CODE: usize = 6;
/// Shorter names sound like too many others.
const SHORTEST: usize = 3;
/// One consonant sounds like too many others.
const SHORTEST_CODE: usize = 2;

/// The one or two codes of a folded name; none for what is not plain Latin.
pub(crate) fn codes(name: &str) -> Vec<String> {
    // The library cuts between bytes, so nothing but ASCII may reach it.
    if name.len() < SHORTEST || !name.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Vec::new();
    }
    let both = DoubleMetaphone::new(Some(LONGEST_CODE)).double_metaphone(name);
    let (first, second) = (both.primary(), both.alternate());
    let mut codes = Vec::new();
    if first.len() >= SHORTEST_CODE {
        codes.push(first);
    }
    if second.len() >= SHORTEST_CODE && !codes.contains(&second) {
        codes.push(second);
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_sound_alike_share_a_code() {
        for (one, other) in [
            ("steven", "stephen"),
            ("catherine", "kathryn"),
            ("schmidt", "smith"),
            ("geoffrey", "jeffrey"),
            ("gonzales", "gonzalez"),
        ] {
            let others = codes(other);
            assert!(
                codes(one).iter().any(|code| others.contains(code)),
                "{one} {other}"
            );
        }
        assert_eq!(codes("山田"), Vec::<String>::new());
        assert_eq!(codes("ng"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn any_name_has_codes_or_none(name in "\\PC{0,40}|[a-z]{0,40}") {
            prop_assert!(codes(&name).len() <= 2);
        }
    }
}

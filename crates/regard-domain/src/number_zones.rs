//! In which time zones a telephone number may be at home, by its first digits.
//!
//! The table is libphonenumber's (Apache-2.0; its file in `data` says more). It knows numbers as
//! they were given out to landlines, exchange by exchange; a mobile phone has any exchange of its area.
//! So in North America an area counts with every zone that occurs in it: +1 850 is Tallahassee and
//! Pensacola. Wherever the table has only the whole country, the number has no zone that would help,
//! except in North America, where a new area code lies in one of the large zones (the small ones,
//! Alaska's or Guam's, have codes of their own that the table knows).
//!
//! A person may have moved with their number: the zones found here are never taken alone.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono_tz::Tz;

const TABLE: &str = include_str!("../data/number_zones.txt");

/// A country in more zones than this has no common hour worth waiting for.
const MOST_OF_A_COUNTRY: usize = 12;

/// Area codes laid over another one, for which the table knows only the larger zone.
const OVERLAYS: [(&str, &str); 8] = [
    ("1448", "1850"),
    ("1930", "1812"),
    ("1364", "1270"),
    ("1986", "1208"),
    ("1458", "1541"),
    ("1581", "1418"),
    ("1367", "1418"),
    ("1983", "1970"),
];

/// Where a North American area code that is not in the table may lie.
const NORTH_AMERICA: [Tz; 6] = [
    chrono_tz::America::Halifax,
    chrono_tz::America::New_York,
    chrono_tz::America::Chicago,
    chrono_tz::America::Denver,
    chrono_tz::America::Phoenix,
    chrono_tz::America::Los_Angeles,
];

static ZONES: LazyLock<BTreeMap<&'static str, Vec<Tz>>> = LazyLock::new(|| read(TABLE));

fn read(table: &'static str) -> BTreeMap<&'static str, Vec<Tz>> {
    let mut zones: BTreeMap<&str, Tz> = BTreeMap::new();
    let mut prefixes = BTreeMap::new();
    let mut in_zones = true;
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let Some((first, rest)) = line.split_once(' ') else {
            // The empty line between the two parts.
            in_zones = false;
            continue;
        };
        if in_zones {
            if let Ok(zone) = rest.parse::<Tz>() {
                zones.insert(first, zone);
            }
        } else {
            let found = rest
                .split(',')
                .filter_map(|number| zones.get(number).copied());
            prefixes.insert(first, found.collect());
        }
    }
    prefixes
}

/// The zones in which a number, kept as E.164, may be at home. Empty: nothing is known.
pub fn zones_of(e164: &str) -> Vec<Tz> {
    let Some(digits) = e164
        .strip_prefix('+')
        .filter(|digits| digits.chars().all(|c| c.is_ascii_digit()))
    else {
        return Vec::new();
    };
    let mut found = if digits.starts_with('1') {
        north_american(digits)
    } else {
        elsewhere(digits)
    };
    found.sort_by_key(|zone| zone.name());
    found.dedup();
    found
}

fn north_american(digits: &str) -> Vec<Tz> {
    let Some(area) = digits.get(..4) else {
        return Vec::new();
    };
    let mut found = in_area(area);
    for (overlay, known) in OVERLAYS {
        if overlay == area {
            found.extend(in_area(known));
        }
    }
    if found.is_empty() {
        found.extend(NORTH_AMERICA);
    }
    found
}

fn in_area(area: &str) -> Vec<Tz> {
    ZONES
        .range(area..)
        .take_while(|(prefix, _)| prefix.starts_with(area))
        .flat_map(|(_, zones)| zones.iter().copied())
        .collect()
}

fn elsewhere(digits: &str) -> Vec<Tz> {
    (1..=digits.len())
        .rev()
        .filter_map(|length| digits.get(..length))
        .find_map(|prefix| ZONES.get(prefix))
        .filter(|zones| zones.len() <= MOST_OF_A_COUNTRY)
        .cloned()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{America, Europe, Pacific};
    use proptest::prelude::*;

    #[test]
    fn every_line_of_the_table_is_understood() {
        let lines = TABLE
            .lines()
            .filter(|line| !line.starts_with('#') && line.contains(' '));
        let zones = lines
            .clone()
            .filter(|line| line.contains('/') || line.ends_with("Unknown"));
        for zone in zones.clone() {
            let name = zone.split_once(' ').unwrap().1;
            assert!(
                name == "Etc/Unknown" || name.parse::<Tz>().is_ok(),
                "{name}"
            );
        }
        assert_eq!(lines.count() - zones.count(), ZONES.len());
        assert!(ZONES.len() > 3_000);
    }

    #[test]
    fn a_number_is_at_home_where_its_area_is() {
        assert_eq!(zones_of("+12125550159"), [America::New_York]);
        assert_eq!(zones_of("+14155550159"), [America::Los_Angeles]);
        assert_eq!(zones_of("+18085550159"), [Pacific::Honolulu]);
        assert_eq!(zones_of("+447700900123").first(), Some(&Europe::Guernsey));
        assert_eq!(zones_of("+4915112345678"), [Europe::Berlin]);
    }

    #[test]
    fn an_area_in_two_zones_is_in_both_and_so_is_what_lies_over_it() {
        for number in [
            "+18505550159",
            "+14485550159",
            "+18125550159",
            "+19305550159",
        ] {
            assert_eq!(
                zones_of(number),
                [America::Chicago, America::New_York],
                "{number}"
            );
        }
        assert!(zones_of("+16055550159").contains(&America::Denver));
        assert!(zones_of("+17095550159").contains(&America::St_Johns));
        assert_eq!(
            zones_of("+19285550159"),
            [America::Denver, America::Phoenix],
            "the Navajo Nation changes its clocks"
        );
    }

    #[test]
    fn a_new_area_code_may_be_anywhere_on_the_mainland() {
        assert_eq!(zones_of("+12005550159").len(), NORTH_AMERICA.len());
        assert!(zones_of("+1200").contains(&America::Los_Angeles));
    }

    #[test]
    fn what_is_no_number_has_no_zone() {
        for text in [
            "",
            "+",
            "12125550159",
            "+1",
            "roger@example.org",
            "+12-12",
            "+0000",
        ] {
            assert_eq!(zones_of(text), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn zones_come_in_order_and_once(digits in "[1-9][0-9]{3,14}") {
            let zones = zones_of(&format!("+{digits}"));
            let mut sorted = zones.clone();
            sorted.sort_by_key(|zone| zone.name());
            sorted.dedup();
            prop_assert_eq!(zones, sorted);
        }
    }
}

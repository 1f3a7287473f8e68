//! The zones of the states and provinces of North America, and which numbers are Texan.
//!
//! A state in two zones has both, whichever part of it is larger.

use chrono_tz::Tz;
use chrono_tz::{America, Pacific};

use crate::names::fold;

const EASTERN: &[Tz] = &[America::New_York];
const CENTRAL: &[Tz] = &[America::Chicago];
const MOUNTAIN: &[Tz] = &[America::Denver];
const PACIFIC: &[Tz] = &[America::Los_Angeles];
const EAST_AND_CENTRAL: &[Tz] = &[America::New_York, America::Chicago];
const CENTRAL_AND_MOUNTAIN: &[Tz] = &[America::Chicago, America::Denver];
const MOUNTAIN_AND_PACIFIC: &[Tz] = &[America::Denver, America::Los_Angeles];

/// Two letters, the name folded, the zones.
const REGIONS: &[(&str, &str, &[Tz])] = &[
    ("al", "alabama", CENTRAL),
    ("ak", "alaska", &[America::Anchorage, America::Adak]),
    ("az", "arizona", &[America::Phoenix, America::Denver]),
    ("ar", "arkansas", CENTRAL),
    ("ca", "california", PACIFIC),
    ("co", "colorado", MOUNTAIN),
    ("ct", "connecticut", EASTERN),
    ("de", "delaware", EASTERN),
    ("dc", "district of columbia", EASTERN),
    ("fl", "florida", EAST_AND_CENTRAL),
    ("ga", "georgia", EASTERN),
    ("hi", "hawaii", &[Pacific::Honolulu]),
    ("id", "idaho", MOUNTAIN_AND_PACIFIC),
    ("il", "illinois", CENTRAL),
    ("in", "indiana", EAST_AND_CENTRAL),
    ("ia", "iowa", CENTRAL),
    ("ks", "kansas", CENTRAL_AND_MOUNTAIN),
    ("ky", "kentucky", EAST_AND_CENTRAL),
    ("la", "louisiana", CENTRAL),
    ("me", "maine", EASTERN),
    ("md", "maryland", EASTERN),
    ("ma", "massachusetts", EASTERN),
    ("mi", "michigan", EAST_AND_CENTRAL),
    ("mn", "minnesota", CENTRAL),
    ("ms", "mississippi", CENTRAL),
    ("mo", "missouri", CENTRAL),
    ("mt", "montana", MOUNTAIN),
    ("ne", "nebraska", CENTRAL_AND_MOUNTAIN),
    ("nv", "nevada", MOUNTAIN_AND_PACIFIC),
    ("nh", "new hampshire", EASTERN),
    ("nj", "new jersey", EASTERN),
    ("nm", "new mexico", MOUNTAIN),
    ("ny", "new york", EASTERN),
    ("nc", "north carolina", EASTERN),
    ("nd", "north dakota", CENTRAL_AND_MOUNTAIN),
    ("oh", "ohio", EASTERN),
    ("ok", "oklahoma", CENTRAL_AND_MOUNTAIN),
    ("or", "oregon", MOUNTAIN_AND_PACIFIC),
    ("pa", "pennsylvania", EASTERN),
    ("pr", "puerto rico", &[America::Puerto_Rico]),
    ("ri", "rhode island", EASTERN),
    ("sc", "south carolina", EASTERN),
    ("sd", "south dakota", CENTRAL_AND_MOUNTAIN),
    ("tn", "tennessee", EAST_AND_CENTRAL),
    ("tx", "texas", CENTRAL_AND_MOUNTAIN),
    ("ut", "utah", MOUNTAIN),
    ("vt", "vermont", EASTERN),
    ("va", "virginia", EASTERN),
    ("wa", "washington", PACIFIC),
    ("wv", "west virginia", EASTERN),
    ("wi", "wisconsin", CENTRAL),
    ("wy", "wyoming", MOUNTAIN),
    ("ab", "alberta", &[America::Edmonton]),
    (
        "bc",
        "british columbia",
        &[America::Vancouver, America::Edmonton],
    ),
    ("mb", "manitoba", &[America::Winnipeg]),
    ("nb", "new brunswick", &[America::Moncton]),
    (
        "nl",
        "newfoundland and labrador",
        &[America::St_Johns, America::Goose_Bay],
    ),
    ("ns", "nova scotia", &[America::Halifax]),
    ("on", "ontario", &[America::Toronto, America::Winnipeg]),
    ("pe", "prince edward island", &[America::Halifax]),
    ("qc", "quebec", &[America::Toronto, America::Halifax]),
    ("sk", "saskatchewan", &[America::Regina, America::Edmonton]),
    ("yt", "yukon", &[America::Whitehorse]),
    ("nt", "northwest territories", &[America::Yellowknife]),
    (
        "nu",
        "nunavut",
        &[
            America::Iqaluit,
            America::Rankin_Inlet,
            America::Cambridge_Bay,
        ],
    ),
];

/// The area codes of Texas.
const TEXAN: [&str; 29] = [
    "210", "214", "254", "281", "325", "346", "361", "409", "430", "432", "469", "512", "621",
    "682", "713", "726", "737", "806", "817", "830", "832", "903", "915", "936", "940", "945",
    "956", "972", "979",
];

/// The zones of a state or province, written as letters ("NY", "US-NY") or as a name; none when it is
/// not known.
pub(super) fn zones_of(region: &str) -> &'static [Tz] {
    let region = plain(region);
    REGIONS
        .iter()
        .find(|(letters, name, _)| region == *letters || region == *name)
        .map_or(&[], |(_, _, zones)| zones)
}

/// Whether this is Texas.
pub(super) fn is_texas(region: &str) -> bool {
    matches!(plain(region).as_str(), "tx" | "texas")
}

/// Whether a number, kept as E.164, has an area code of Texas.
pub(super) fn is_texan_number(e164: &str) -> bool {
    e164.strip_prefix("+1")
        .and_then(|digits| digits.get(..3))
        .is_some_and(|area| TEXAN.contains(&area))
}

fn plain(region: &str) -> String {
    let folded = fold(region.trim());
    let bare = folded
        .strip_prefix("us-")
        .or_else(|| folded.strip_prefix("ca-"))
        .unwrap_or(&folded);
    bare.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_found_by_letters_and_by_name() {
        for texas in ["TX", " tx ", "Texas", "US-TX", "TEXAS"] {
            assert_eq!(zones_of(texas), CENTRAL_AND_MOUNTAIN);
            assert!(is_texas(texas));
        }
        assert_eq!(zones_of("Québec"), [America::Toronto, America::Halifax]);
        assert_eq!(zones_of("ca-on"), [America::Toronto, America::Winnipeg]);
        assert_eq!(zones_of("Bavaria"), []);
        assert!(!is_texas("Texarkana, AR") && !is_texas(""));
    }

    #[test]
    fn a_number_is_texan_by_its_area_code() {
        assert!(is_texan_number("+15125550159") && is_texan_number("+19155550159"));
        assert!(!is_texan_number("+12125550159") && !is_texan_number("+445125550159"));
    }

    #[test]
    fn no_region_stands_there_twice() {
        let mut names: Vec<&str> = REGIONS
            .iter()
            .flat_map(|(one, two, _)| [*one, *two])
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}

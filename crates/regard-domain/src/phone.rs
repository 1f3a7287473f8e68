//! Phone numbers: what was typed, read as a number of the world.
//!
//! A number is kept as it was typed, and beside it as E.164 (ITU-T E.164: `+`, country, number) when
//! it could be read. Whether a text can reach it is another question, and more careful: a number with
//! an extension, a toll-free or premium number, or one that no numbering plan knows is not texted.
//! In many countries nobody can tell a mobile phone from a landline by its number; then it is tried.

use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region,
};

/// The longest text that is looked at.
const LONGEST: usize = 40;

/// A number that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadPhone {
    /// E.164, without the extension.
    pub e164: String,
    /// As people of the store's country write it: national inside it, else international.
    pub shown: String,
    /// Whether a text may be tried.
    pub textable: Textable,
}

/// Whether a text may be tried, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Textable {
    /// Yes.
    Yes,
    /// A text can't name an extension.
    Extension,
    /// Toll-free, premium, shared-cost and the like.
    NotAPersons,
    /// A landline, where the country's plan tells them apart.
    Landline,
    /// The right length, but no numbering plan knows it.
    UnknownToThePlan,
}

impl Textable {
    /// Whether a text may be tried.
    pub fn is_yes(self) -> bool {
        self == Self::Yes
    }
}

/// Why a text is no phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// It holds no number at all.
    #[error("this is not a phone number")]
    NotANumber,
    /// Too few digits: a part is missing, or it is a short code.
    #[error("this number is too short: is the area code missing?")]
    TooShort,
    /// Too many digits.
    #[error("this number is too long")]
    TooLong,
    /// There is no such country code.
    #[error("there is no such country code")]
    NoSuchCountry,
}

/// Reads what was typed. `country` (ISO 3166 alpha-2) is where numbers without a country code are.
pub fn read(typed: &str, country: &str) -> Result<ReadPhone, PhoneError> {
    use rlibphonenumber::ParseError as P;
    if typed.chars().count() > LONGEST {
        return Err(PhoneError::TooLong);
    }
    let region = country.trim().to_ascii_uppercase().parse::<Region>().ok();
    let number = PHONE_NUMBER_UTIL
        .parse(typed, region)
        .map_err(|error| match error {
            P::TooShortAfterIdd | P::TooShortNsn => PhoneError::TooShort,
            P::TooLongNsn => PhoneError::TooLong,
            P::InvalidCountryCode => PhoneError::NoSuchCountry,
            P::NotANumber(_) => PhoneError::NotANumber,
        })?;
    let number = without_old_mexican_one(number);
    match number.is_possible_with_reason() {
        Ok(NumberLengthType::IsPossible) => {}
        Ok(NumberLengthType::IsPossibleLocalOnly) => return Err(PhoneError::TooShort),
        Err(rlibphonenumber::ValidationError::TooLong) => return Err(PhoneError::TooLong),
        Err(_) => return Err(PhoneError::TooShort),
    }
    Ok(ReadPhone {
        e164: number.format_as(PhoneNumberFormat::E164).into_owned(),
        shown: shown_in(&number, region),
        textable: textable(&number),
    })
}

/// A number that is kept as E.164, as people of `country` write it. What is no number stays as it is.
pub fn shown(e164: &str, country: &str) -> String {
    let region = country.trim().to_ascii_uppercase().parse::<Region>().ok();
    match PHONE_NUMBER_UTIL.parse(e164, region) {
        Ok(number) => shown_in(&number, region),
        Err(_) => e164.to_owned(),
    }
}

/// Whether a text may be tried to a number that is kept as E.164.
pub fn textable_e164(e164: &str) -> Textable {
    PHONE_NUMBER_UTIL
        .parse(e164, None)
        .map_or(Textable::UnknownToThePlan, |number| textable(&number))
}

/// The digits of what was typed, in any script, as ASCII; letters on a keypad are none.
pub fn digits(typed: &str) -> String {
    crate::names::fold(typed)
        .chars()
        .filter_map(|c| {
            c.to_digit(10)
                .or_else(|| {
                    // Arabic-Indic, Extended Arabic-Indic, Devanagari: decimal digits in blocks of ten.
                    [0x660_u32, 0x6f0, 0x966]
                        .into_iter()
                        .find_map(|zero| u32::from(c).checked_sub(zero).filter(|digit| *digit < 10))
                })
                .and_then(|digit| char::from_digit(digit, 10))
        })
        .collect()
}

/// Mexico took the 1 out of +52 1 … in 2019; old address books still have it.
fn without_old_mexican_one(number: PhoneNumber) -> PhoneNumber {
    let e164 = number.format_as(PhoneNumberFormat::E164).into_owned();
    match e164.strip_prefix("+521") {
        Some(rest) if rest.len() == 10 && !number.is_valid() => PHONE_NUMBER_UTIL
            .parse(format!("+52{rest}"), None)
            .unwrap_or(number),
        _ => number,
    }
}

fn shown_in(number: &PhoneNumber, region: Option<Region>) -> String {
    let home = region.and_then(|region| PHONE_NUMBER_UTIL.get_country_code_for_region(region));
    let format = if home == Some(number.country_code) {
        PhoneNumberFormat::National
    } else {
        PhoneNumberFormat::International
    };
    number.format_as(format).into_owned()
}

fn textable(number: &PhoneNumber) -> Textable {
    if !number.extension().is_empty() {
        return Textable::Extension;
    }
    match number.get_type() {
        PhoneNumberType::Mobile
        | PhoneNumberType::FixedLineOrMobile
        | PhoneNumberType::VoIP
        | PhoneNumberType::PersonalNumber => Textable::Yes,
        PhoneNumberType::FixedLine => Textable::Landline,
        PhoneNumberType::Unknown => Textable::UnknownToThePlan,
        PhoneNumberType::TollFree
        | PhoneNumberType::PremiumRate
        | PhoneNumberType::SharedCost
        | PhoneNumberType::Pager
        | PhoneNumberType::UAN
        | PhoneNumberType::VoiceMail => Textable::NotAPersons,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn american(typed: &str) -> Result<ReadPhone, PhoneError> {
        read(typed, "US")
    }

    #[test]
    fn people_type_numbers_in_many_ways() {
        for typed in [
            "415 555 0159",
            "(415) 555-0159",
            "+1 415.555.0159",
            "1-415-555-0159",
            " 4155550159 ",
            "٤١٥٥٥٥٠١٥٩",
            "+1 (415) 555‑0159",
        ] {
            let read = american(typed).unwrap();
            assert_eq!(read.e164, "+14155550159", "{typed}");
            assert_eq!(read.shown, "(415) 555-0159");
            assert_eq!(read.textable, Textable::Yes);
        }
    }

    #[test]
    fn a_number_from_elsewhere_is_shown_with_its_country() {
        let read = american("+49 30 901820").unwrap();
        assert_eq!(read.e164, "+4930901820");
        assert_eq!(read.shown, "+49 30 901820");
        assert_eq!(read.textable, Textable::Landline);
        assert_eq!(shown("+4930901820", "DE"), "030 901820");
    }

    #[test]
    fn what_a_text_can_not_reach_is_kept_and_not_texted() {
        assert_eq!(
            american("415-555-0159 ext. 12").unwrap().textable,
            Textable::Extension
        );
        assert_eq!(
            american("1-800-FLOWERS").unwrap().textable,
            Textable::NotAPersons
        );
        assert_eq!(
            american("+1 555 000 5559").unwrap().textable,
            Textable::UnknownToThePlan
        );
    }

    #[test]
    fn what_is_no_number_is_refused_with_a_reason() {
        assert_eq!(american("555-2671"), Err(PhoneError::TooShort));
        assert_eq!(american("911"), Err(PhoneError::TooShort));
        assert_eq!(american("415-555-26711"), Err(PhoneError::TooLong));
        assert_eq!(american("call the shop"), Err(PhoneError::NotANumber));
        assert_eq!(american(""), Err(PhoneError::NotANumber));
        assert_eq!(american("+999 123 4567"), Err(PhoneError::NoSuchCountry));
        assert_eq!(american(&"5".repeat(10_000)), Err(PhoneError::TooLong));
        assert_eq!(read("415 555 0159", ""), Err(PhoneError::NoSuchCountry));
    }

    #[test]
    fn an_old_mexican_number_loses_its_one() {
        assert_eq!(
            american("+52 1 55 1234 5678").unwrap().e164,
            "+525512345678"
        );
    }

    #[test]
    fn digits_are_digits_in_every_script() {
        assert_eq!(digits("+1 (415) 555-0159"), "14155550159");
        assert_eq!(digits("٤١٥"), "415");
        assert_eq!(digits("no digits"), "");
    }

    proptest! {
        #[test]
        fn reading_never_panics(typed in "\\PC{0,50}", country in "\\PC{0,3}") {
            let _ = read(&typed, &country);
            let _ = shown(&typed, &country);
            let _ = textable_e164(&typed);
        }

        #[test]
        fn what_was_read_reads_the_same_again(area in 201u32..990, line in 2_000_000u32..9_999_999) {
            if let Ok(first) = american(&format!("{area}{line}")) {
                prop_assert_eq!(american(&first.e164), Ok(first.clone()));
                prop_assert_eq!(american(&first.shown), Ok(first));
            }
        }
    }
}

//! Amounts of money as a customer reads them in a message.
//!
//! Screens format money by the device's own rules; this is for words that leave the store, which
//! must come out the same on every device and stay in the short alphabet of a text.

use crate::draft::Language;
use crate::money::Minor;

/// How many digits the minor unit of `currency` has (ISO 4217).
pub fn minor_digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// `amount` of `currency` as it is written in `language`: "$40.00", "40,00 €".
pub fn written(amount: Minor, currency: &str, language: Language) -> String {
    let digits = minor_digits(currency);
    let unit = 10i64.saturating_pow(digits);
    let whole = amount.0 / unit;
    let rest = (amount.0 % unit).abs();
    let euro_way =
        language == Language::Fr || (language == Language::Es && !is_dollar_or_peso(currency));
    let number = if digits == 0 {
        whole.to_string()
    } else {
        let point = if euro_way { ',' } else { '.' };
        let width = usize::try_from(digits).unwrap_or(2);
        format!("{whole}{point}{rest:0width$}")
    };
    let sign = sign(currency);
    if euro_way {
        format!("{number} {sign}")
    } else if sign.chars().all(char::is_alphabetic) {
        format!("{sign} {number}")
    } else {
        format!("{sign}{number}")
    }
}

fn is_dollar_or_peso(currency: &str) -> bool {
    matches!(
        currency,
        "USD" | "CAD" | "AUD" | "NZD" | "MXN" | "SGD" | "HKD"
    )
}

/// The sign that people write; the ISO code where there is none in the short alphabet.
fn sign(currency: &str) -> &str {
    match currency {
        dollars if is_dollar_or_peso(dollars) => "$",
        "EUR" => "€",
        "GBP" => "£",
        "JPY" => "¥",
        code => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_writes_money_its_own_way() {
        let forty = |currency, language| written(Minor(4000), currency, language);
        assert_eq!(forty("USD", Language::En), "$40.00");
        assert_eq!(forty("USD", Language::Es), "$40.00");
        assert_eq!(forty("EUR", Language::Es), "40,00 €");
        assert_eq!(forty("EUR", Language::Fr), "40,00 €");
        assert_eq!(forty("CHF", Language::En), "CHF 40.00");
        assert_eq!(forty("JPY", Language::En), "¥4000");
        assert_eq!(forty("KWD", Language::En), "KWD 4.000");
        assert_eq!(written(Minor(5), "GBP", Language::En), "£0.05");
    }
}

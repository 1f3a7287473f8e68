//! What an alert, a link or a second start wants to see.

use regard_domain::ids::{AlertId, CustomerId, RepairId};
use reqwest::Url;

use super::screens::{Nothing, Opening};
use crate::app::App;
use crate::error::{CommandError, Refusal};
use crate::today::open_alert::opening_of;

/// Hands it out, once.
pub async fn take_opening(app: &App, _: Nothing) -> Result<Option<Opening>, CommandError> {
    Ok(app.take_opening())
}

/// What a link asks for: `regard://customer/<id>?repair=<id>`. A banner that the system showed while
/// the app did not run adds which alert it was, and its kind: `&alert=<id>&kind=<kind>`.
pub fn of_link(link: &str) -> Result<(Opening, Option<AlertId>), CommandError> {
    read_link(link).ok_or_else(|| CommandError::invalid("link", Refusal::LinkLeadsNowhere))
}

fn read_link(link: &str) -> Option<(Opening, Option<AlertId>)> {
    let url = Url::parse(link.trim()).ok()?;
    if url.scheme() != "regard" || url.host_str() != Some("customer") {
        return None;
    }
    let id = url.path().trim_matches('/');
    let customer_id: CustomerId = id.parse().ok()?;
    let said = |name: &str| {
        let found = url.query_pairs().find(|(each, _)| each == name);
        found.map(|(_, value)| value.into_owned())
    };
    let repair_id = match said("repair") {
        Some(id) => Some(id.parse::<RepairId>().ok()?),
        None => None,
    };
    let alert = match said("alert") {
        Some(id) => Some(id.parse::<AlertId>().ok()?),
        None => None,
    };
    let kind = said("kind").unwrap_or_default();
    Some((opening_of(&kind, customer_id, repair_id), alert))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROGER: &str = "019a4c1e-5d1b-7c3e-8a52-0b1f0e6f9d11";

    #[test]
    fn a_link_opens_a_customer_and_nothing_else() {
        let (opening, alert) =
            of_link(&format!("regard://customer/{ROGER}?repair={ROGER}")).unwrap();
        assert_eq!((alert, opening.stuck), (None, false));
        assert_eq!(opening.customer_id.to_string(), ROGER);
        assert_eq!(opening.repair_id.unwrap().to_string(), ROGER);
        assert_eq!(
            of_link(&format!("regard://customer/{ROGER}/"))
                .unwrap()
                .0
                .repair_id,
            None
        );
        let shown = format!("regard://customer/{ROGER}?alert={ROGER}&kind=sending_refused");
        let (opening, alert) = of_link(&shown).unwrap();
        assert!(opening.stuck);
        assert_eq!(alert.unwrap().to_string(), ROGER);
        for link in [
            "regard://settings",
            "regard://customer/../../etc",
            "https://customer/019a4c1e-5d1b-7c3e-8a52-0b1f0e6f9d11",
            "regard://customer/019a4c1e-5d1b-7c3e-8a52-0b1f0e6f9d11?repair=all",
            "",
        ] {
            assert!(of_link(link).is_err(), "{link}");
        }
    }
}

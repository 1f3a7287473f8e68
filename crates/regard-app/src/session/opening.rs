//! What an alert, a link or a second start wants to see.

use regard_domain::ids::{CustomerId, RepairId};
use reqwest::Url;

use super::screens::{Nothing, Opening};
use crate::app::App;
use crate::error::CommandError;

/// Hands it out, once.
pub async fn take_opening(app: &App, _: Nothing) -> Result<Option<Opening>, CommandError> {
    Ok(app.take_opening())
}

/// The opening that a link asks for: `regard://customer/<id>?repair=<id>`, and nothing else.
pub fn of_link(link: &str) -> Result<Opening, CommandError> {
    read_link(link).ok_or_else(|| {
        CommandError::invalid("link", "This link does not lead to anything in Regard.")
    })
}

fn read_link(link: &str) -> Option<Opening> {
    let url = Url::parse(link.trim()).ok()?;
    if url.scheme() != "regard" || url.host_str() != Some("customer") {
        return None;
    }
    let id = url.path().trim_matches('/');
    let customer_id: CustomerId = id.parse().ok()?;
    let repair = url.query_pairs().find(|(name, _)| name == "repair");
    let repair_id = match repair {
        Some((_, id)) => Some(id.parse::<RepairId>().ok()?),
        None => None,
    };
    Some(Opening {
        customer_id,
        repair_id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROGER: &str = "019a4c1e-5d1b-7c3e-8a52-0b1f0e6f9d11";

    #[test]
    fn a_link_opens_a_customer_and_nothing_else() {
        let opening = of_link(&format!("regard://customer/{ROGER}?repair={ROGER}")).unwrap();
        assert_eq!(opening.customer_id.to_string(), ROGER);
        assert_eq!(opening.repair_id.unwrap().to_string(), ROGER);
        assert_eq!(
            of_link(&format!("regard://customer/{ROGER}/"))
                .unwrap()
                .repair_id,
            None
        );
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

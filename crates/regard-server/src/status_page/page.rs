//! What the page says, and its HTML: one heading, a few lines, nothing to load, readable by every
//! screen reader.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use regard_domain::draft::{Language, last_three};
use regard_domain::ids::{CompanyId, RepairId};
use regard_domain::repair::RepairState;
use serde::Deserialize;
use uuid::Uuid;

use crate::database::{DatabaseError, Sql, rows, status_links};
use crate::standing::standing;

/// What a token leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Page {
    /// How the repair stands.
    Standing(Standing),
    /// The link has ended.
    Ended(Store),
    /// There is nothing.
    Nothing,
}

/// What is said of a store.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub(super) struct Store {
    #[serde(default)]
    name: String,
    street: Option<String>,
    city: Option<String>,
    phone: Option<String>,
    opening_hours: Option<String>,
}

/// How a repair stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    store: Store,
    /// `None`: the message was not about one repair.
    state: Option<RepairState>,
    /// The last three of the envelope's number.
    ticket: Option<String>,
    /// The language of the message.
    language: Option<Language>,
}

#[derive(Deserialize)]
struct Message {
    customer_id: Uuid,
    repair_id: Option<RepairId>,
    #[serde(default)]
    language: String,
}

#[derive(Deserialize)]
struct Repair {
    customer_id: Uuid,
    store_id: Uuid,
    #[serde(default)]
    envelope: String,
}

/// Looks a token up. Whatever has not the form of one is looked up like any other, and found nowhere.
pub(super) fn look_up(
    sql: &dyn Sql,
    company: CompanyId,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Page, DatabaseError> {
    let Some(link) = status_links::find(sql, company, token)? else {
        return Ok(Page::Nothing);
    };
    let row = rows::row(sql, company, "message", link.message.0)?.filter(|row| !row.deleted);
    let Some(message) = row.and_then(|row| row.read_as::<Message>().ok()) else {
        return Ok(Page::Nothing);
    };
    let repair = match message.repair_id {
        Some(id) => rows::row(sql, company, "repair", id.0)?
            .filter(|row| !row.deleted)
            .and_then(|row| row.read_as::<Repair>().ok())
            .map(|repair| (id, repair)),
        None => None,
    };
    let store_id = match &repair {
        Some((_, repair)) => Some(repair.store_id),
        None => rows::row(sql, company, "customer", message.customer_id)?
            .and_then(|row| row.id_in("store_id")),
    };
    let store = match store_id {
        Some(store) => rows::row(sql, company, "store", store)?
            .and_then(|row| row.read_as::<Store>().ok())
            .unwrap_or_default(),
        None => Store::default(),
    };
    if now >= link.expires_at {
        return Ok(Page::Ended(store));
    }
    let state = match &repair {
        Some((id, repair)) => Some(state_of(sql, company, *id, repair.customer_id)?),
        None => None,
    };
    Ok(Page::Standing(Standing {
        store,
        state,
        ticket: repair.and_then(|(_, repair)| last_three(&repair.envelope)),
        language: message.language.parse().ok(),
    }))
}

fn state_of(
    sql: &dyn Sql,
    company: CompanyId,
    repair: RepairId,
    customer: Uuid,
) -> Result<RepairState, DatabaseError> {
    let steps = rows::rows_of_root(sql, company, customer, Some("repair_step"))?;
    Ok(standing(&steps, repair).state)
}

/// The first language of `Accept-Language` that the page is written in.
pub(super) fn language(accepted: &str) -> Option<Language> {
    accepted
        .split(',')
        .filter_map(|part| part.split(';').next())
        .find_map(|tag| Language::of_tag(tag.trim()))
}

/// The page. In the language of the message; one that has ended or is not there, in the visitor's.
pub(super) fn html(page: &Page, visitors: Option<Language>) -> String {
    match page {
        Page::Standing(standing) => {
            let language = standing.language.or(visitors).unwrap_or(Language::En);
            let heading = heading(standing.state, language);
            let mut lines = String::new();
            if let Some(ticket) = &standing.ticket {
                line(
                    &mut lines,
                    word(language, "Ticket", "Resguardo", "Ticket"),
                    &format!("…{ticket}"),
                );
            }
            store_lines(&mut lines, &standing.store, language);
            document(language, heading, &standing.store.name, &lines)
        }
        Page::Ended(store) => {
            let language = visitors.unwrap_or(Language::En);
            let heading = word(
                language,
                "This link has ended. Please call the store.",
                "Este enlace ha caducado. Llame a la tienda, por favor.",
                "Ce lien n'est plus valable. Appelez le magasin, s'il vous plaît.",
            );
            let mut lines = String::new();
            store_lines(&mut lines, store, language);
            document(language, heading, &store.name, &lines)
        }
        Page::Nothing => {
            let language = visitors.unwrap_or(Language::En);
            let heading = word(
                language,
                "There is no such page. Please look at the link in your message again.",
                "Esta página no existe. Compruebe el enlace de su mensaje.",
                "Cette page n'existe pas. Vérifiez le lien de votre message.",
            );
            document(language, heading, "", "")
        }
    }
}

fn word<'a>(language: Language, en: &'a str, es: &'a str, fr: &'a str) -> &'a str {
    match language {
        Language::En => en,
        Language::Es => es,
        Language::Fr => fr,
    }
}

fn heading(state: Option<RepairState>, language: Language) -> &'static str {
    match state {
        Some(RepairState::Ready) => word(
            language,
            "Your repair is ready to be collected.",
            "Su encargo está listo para recoger.",
            "Votre réparation est prête à être retirée.",
        ),
        Some(RepairState::HandedOver) => word(
            language,
            "Your repair was collected. Thank you!",
            "Su encargo ya se ha recogido. ¡Gracias!",
            "Votre réparation a été retirée. Merci !",
        ),
        Some(RepairState::Cancelled) => word(
            language,
            "Please call us about your repair.",
            "Llámenos para saber de su encargo, por favor.",
            "Appelez-nous au sujet de votre réparation, s'il vous plaît.",
        ),
        Some(_) => word(
            language,
            "Your repair is with us and not ready yet.",
            "Su encargo está con nosotros y aún no está listo.",
            "Votre réparation est chez nous et n'est pas encore prête.",
        ),
        None => word(
            language,
            "Your pieces are with us.",
            "Sus piezas están con nosotros.",
            "Vos pièces sont chez nous.",
        ),
    }
}

fn store_lines(lines: &mut String, store: &Store, language: Language) {
    let place: Vec<&str> = [&store.street, &store.city]
        .into_iter()
        .filter_map(|part| part.as_deref())
        .filter(|part| !part.trim().is_empty())
        .collect();
    if let Some(hours) = &store.opening_hours {
        line(lines, word(language, "Open", "Abierto", "Ouvert"), hours);
    }
    if !place.is_empty() {
        line(
            lines,
            word(language, "Address", "Dirección", "Adresse"),
            &place.join(", "),
        );
    }
    if let Some(phone) = store
        .phone
        .as_deref()
        .filter(|phone| !phone.trim().is_empty())
    {
        let number: String = phone
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect();
        // Writing into a String cannot fail.
        let _ = write!(
            lines,
            "<dt>{}</dt><dd><a href=\"tel:{number}\">{}</a></dd>",
            word(language, "Telephone", "Teléfono", "Téléphone"),
            escaped(phone)
        );
    }
}

fn line(lines: &mut String, name: &str, words: &str) {
    let _ = write!(lines, "<dt>{name}</dt><dd>{}</dd>", escaped(words));
}

fn document(language: Language, heading: &str, store: &str, lines: &str) -> String {
    let title = if store.is_empty() {
        escaped(heading)
    } else {
        escaped(store)
    };
    let name = if store.is_empty() {
        String::new()
    } else {
        format!("<p class=\"store\">{}</p>", escaped(store))
    };
    let list = if lines.is_empty() {
        String::new()
    } else {
        format!("<dl>{lines}</dl>")
    };
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex, nofollow\"><title>{title}</title>\
         <style>{STYLE}</style></head><body><main>{name}<h1>{}</h1>{list}</main></body></html>",
        language.as_ref(),
        escaped(heading)
    )
}

const STYLE: &str = "body{margin:0;background:#faf8f5;color:#1d1b19;font:1.125rem/1.5 system-ui,sans-serif}\
main{max-width:34rem;margin:0 auto;padding:2.5rem 1.25rem}\
.store{margin:0;color:#5b544d}h1{margin:.25rem 0 1.5rem;font-size:1.5rem;line-height:1.3}\
dl{margin:0;padding:1.25rem;border:1px solid #d9d2c9;border-radius:.75rem;background:#fff}\
dt{color:#5b544d;font-size:1rem}dd{margin:0 0 1rem;overflow-wrap:anywhere}dd:last-child{margin:0}\
a{display:inline-block;padding:.625rem 0;color:#7a4a0c;font-weight:600}\
@media (prefers-color-scheme:dark){body{background:#161412;color:#f2ede6}dl{background:#1f1c19;border-color:#3d3731}\
.store,dt{color:#b5aca1}a{color:#e9b872}}";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn martin() -> Store {
        Store {
            name: "Martin & <Sons>".into(),
            street: Some("1 Main Street".into()),
            city: None,
            phone: Some("(212) 555-0100".into()),
            opening_hours: Some("until 18:00".into()),
        }
    }

    #[test]
    fn the_page_speaks_the_language_of_the_message_and_escapes_what_people_typed() {
        let standing = Standing {
            store: martin(),
            state: Some(RepairState::Ready),
            ticket: Some("482".into()),
            language: Some(Language::Es),
        };
        let page = html(&Page::Standing(standing), Some(Language::Fr));
        assert!(page.contains("<html lang=\"es\">"), "{page}");
        assert!(page.contains("listo para recoger"), "{page}");
        assert!(page.contains("Martin &amp; &lt;Sons&gt;"), "{page}");
        assert!(page.contains("tel:2125550100"), "{page}");
        assert!(!page.contains("<script"), "{page}");
    }

    #[test]
    fn what_is_not_there_speaks_the_visitors_language() {
        assert_eq!(language("de-DE,fr-CA;q=0.8,en;q=0.5"), Some(Language::Fr));
        assert_eq!(language(""), None);
        assert!(html(&Page::Nothing, Some(Language::Fr)).contains("n'existe pas"));
        let ended = html(&Page::Ended(martin()), None);
        assert!(ended.contains("This link has ended") && ended.contains("(212) 555-0100"));
    }
}

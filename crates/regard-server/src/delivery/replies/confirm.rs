//! What is said at once to who clearly asked for something: one text, without an offer (47 CFR
//! 64.1200(a)(12)), in the customer's language.

use regard_domain::draft::Language;
use regard_domain::ids::CustomerId;

use crate::database::{DatabaseError, ServerEdit};

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::delivery) enum Said {
    /// To be written to no more.
    Stop,
    /// To be written to again.
    Start,
    /// Who this is.
    Help,
}

/// The words to a customer, or to a stranger; none where a stranger is told nothing.
pub(in crate::delivery) fn confirmation(
    edit: &ServerEdit<'_>,
    said: Said,
    customer: Option<CustomerId>,
) -> Result<Option<String>, DatabaseError> {
    let language = language_of(edit, customer)?;
    let Some((store, phone)) = store_of(edit, customer)? else {
        // A stranger's stop is confirmed as well, by the company as a whole: there is no store to name.
        return Ok((said == Said::Stop).then(|| match language {
            Language::En => "You will get no more texts from us.".to_owned(),
            Language::Es => "No le enviaremos más mensajes.".to_owned(),
            Language::Fr => "Vous ne recevrez plus de messages de notre part.".to_owned(),
        }));
    };
    let call = phone.map(|phone| match language {
        Language::En => format!(" Questions? {phone}"),
        Language::Es => format!(" ¿Preguntas? {phone}"),
        Language::Fr => format!(" Une question ? {phone}"),
    });
    let call = call.unwrap_or_default();
    Ok(Some(match (said, language) {
        (Said::Stop, Language::En) => {
            format!("{store}: you will get no more texts from us. Reply START to change that.")
        }
        (Said::Stop, Language::Es) => {
            format!(
                "{store}: no le enviaremos más mensajes. Responda START para volver a recibirlos."
            )
        }
        (Said::Stop, Language::Fr) => {
            format!(
                "{store} : vous ne recevrez plus de messages. Répondez START pour en recevoir de nouveau."
            )
        }
        (Said::Start, Language::En) => {
            format!("{store}: we will text you about your pieces again. Reply STOP to end.")
        }
        (Said::Start, Language::Es) => {
            format!(
                "{store}: volveremos a escribirle sobre sus piezas. Responda STOP para terminar."
            )
        }
        (Said::Start, Language::Fr) => {
            format!(
                "{store} : nous vous écrirons de nouveau au sujet de vos pièces. Répondez STOP pour arrêter."
            )
        }
        (Said::Help, Language::En) => {
            format!("{store}: texts about your pieces with us.{call} Reply STOP to end.")
        }
        (Said::Help, Language::Es) => {
            format!("{store}: mensajes sobre sus piezas.{call} Responda STOP para terminar.")
        }
        (Said::Help, Language::Fr) => {
            format!("{store} : messages au sujet de vos pièces.{call} Répondez STOP pour arrêter.")
        }
    }))
}

/// The language of a customer, else of their store's country.
pub(in crate::delivery) fn language_of(
    edit: &ServerEdit<'_>,
    customer: Option<CustomerId>,
) -> Result<Language, DatabaseError> {
    let Some(customer) = customer else {
        return Ok(Language::En);
    };
    let Some(row) = edit.row("customer", customer.0)? else {
        return Ok(Language::En);
    };
    if let Some(language) = row.text("language").and_then(Language::of_tag) {
        return Ok(language);
    }
    let store = match row.id_in("store_id") {
        Some(store) => edit.row("store", store)?,
        None => None,
    };
    Ok(store
        .as_ref()
        .and_then(|store| store.text("country"))
        .map_or(Language::En, Language::of_country))
}

fn store_of(
    edit: &ServerEdit<'_>,
    customer: Option<CustomerId>,
) -> Result<Option<(String, Option<String>)>, DatabaseError> {
    let Some(customer) = customer else {
        return Ok(None);
    };
    let store = match edit
        .row("customer", customer.0)?
        .and_then(|row| row.id_in("store_id"))
    {
        Some(store) => edit.row("store", store)?,
        None => None,
    };
    Ok(store.map(|store| {
        (
            store.text("name").unwrap_or_default().to_owned(),
            store.text("phone").map(str::to_owned),
        )
    }))
}

/// The task after a wrong number; `last` are the last two digits.
pub(super) fn wrong_number_words(language: Language, last: &str) -> String {
    match language {
        Language::En => {
            format!(
                "The number ··{last} is somebody else's. Ask for the right one and take it out."
            )
        }
        Language::Es => {
            format!("El número ··{last} es de otra persona. Pida el correcto y quítelo.")
        }
        Language::Fr => {
            format!(
                "Le numéro ··{last} est celui d'une autre personne. Demandez le bon et retirez-le."
            )
        }
    }
}

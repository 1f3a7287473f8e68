//! The templates that stand until a company has its own.
//!
//! They keep to letters of the short alphabet where the language allows it, so that an ordinary
//! message is one part, and have no room for an offer.

use super::{TemplateKey, TemplateText};
use crate::draft::Language;
use crate::words::Channel;

const READY_EN: &str = "{% if given_name %}Hi {{ given_name }}, {{ piece }}{% else %}Hello, {{ piece }}{% endif %} \
{{ be }} ready.{% if free %} {{ free }} {{ free_be }} on us, as promised.{% endif %}\
{% if nothing %} There is nothing to pay, as promised.{% endif %}\
{% if to_pay %} To pay: {{ to_pay }}.{% endif %}\
{% if hours %} We are open {{ hours }}.{% endif %}\
{% if own_line %} {{ own_line }}{% endif %}\
{% if link %} {{ link }}{% endif %} {% if associate %}{{ associate }}, {% endif %}{{ store }}";

// "listo" and "prête" would need letters of the long alphabet or agreement with the piece.
const READY_ES: &str = "Hola{% if given_name %} {{ given_name }}{% endif %}, ya puede recoger {{ piece }}.\
{% if free %} {{ free }} {{ free_be }} por nuestra cuenta, como prometimos.{% endif %}\
{% if nothing %} No hay nada que pagar, como prometimos.{% endif %}\
{% if to_pay %} A pagar: {{ to_pay }}.{% endif %}\
{% if hours %} Abrimos {{ hours }}.{% endif %}\
{% if own_line %} {{ own_line }}{% endif %}\
{% if link %} {{ link }}{% endif %} {% if associate %}{{ associate }}, {% endif %}{{ store }}";

const READY_FR: &str = "Bonjour{% if given_name %} {{ given_name }}{% endif %}, vous pouvez venir chercher {{ piece }}.\
{% if free %} {{ free }} {{ free_be }} pour nous, comme promis.{% endif %}\
{% if nothing %} Il n'y a rien à payer, comme promis.{% endif %}\
{% if to_pay %} Reste à payer : {{ to_pay }}.{% endif %}\
{% if hours %} Nous sommes ouverts {{ hours }}.{% endif %}\
{% if own_line %} {{ own_line }}{% endif %}\
{% if link %} {{ link }}{% endif %} {% if associate %}{{ associate }}, {% endif %}{{ store }}";

const READY_SUBJECT_EN: &str = "{{ piece | with_capital }} {{ be }} ready";
const READY_SUBJECT_ES: &str = "Ya puede recoger {{ piece }}";
const READY_SUBJECT_FR: &str = "Vous pouvez venir chercher {{ piece }}";

const STILL_EN: &str = "{% if given_name %}Hi {{ given_name }}, {% else %}Hello, {% endif %}\
{% if count %}your {{ count }} pieces are{% else %}{{ piece }} {{ be }}{% endif %} still here with us, \
safe and ready for you.{% if hours %} We are open {{ hours }}.{% endif %}\
{% if link %} {{ link }}{% endif %} {% if associate %}{{ associate }}, {% endif %}{{ store }}";

const STILL_ES: &str = "Hola{% if given_name %} {{ given_name }}{% endif %}, \
{% if count %}sus {{ count }} piezas le esperan{% else %}puede recoger {{ piece }} cuando quiera: \
le espera{% endif %} en la tienda.{% if hours %} Abrimos {{ hours }}.{% endif %}\
{% if link %} {{ link }}{% endif %} {% if associate %}{{ associate }}, {% endif %}{{ store }}";

const STILL_FR: &str = "Bonjour{% if given_name %} {{ given_name }}{% endif %}, \
{% if count %}vos {{ count }} pièces vous attendent{% else %}vous pouvez venir chercher {{ piece }} : \
on vous attend{% endif %} au magasin.{% if hours %} Nous sommes ouverts {{ hours }}.{% endif %}\
{% if link %} {{ link }}{% endif %} {% if associate %}{{ associate }}, {% endif %}{{ store }}";

const STILL_SUBJECT_EN: &str = "{% if count %}Your {{ count }} pieces are{% else %}{{ piece | with_capital }} {{ be }}{% endif %} still here";
const STILL_SUBJECT_ES: &str =
    "{% if count %}Sus {{ count }} piezas le esperan{% else %}Puede recoger {{ piece }}{% endif %}";
const STILL_SUBJECT_FR: &str = "{% if count %}Vos {{ count }} pièces vous attendent{% else %}Vous pouvez venir chercher {{ piece }}{% endif %}";

/// The template that stands until the company has its own.
pub fn built_in(key: TemplateKey, language: Language, channel: Channel) -> TemplateText {
    let (subject, body) = match (key, language) {
        (TemplateKey::Ready, Language::En) => (READY_SUBJECT_EN, READY_EN),
        (TemplateKey::Ready, Language::Es) => (READY_SUBJECT_ES, READY_ES),
        (TemplateKey::Ready, Language::Fr) => (READY_SUBJECT_FR, READY_FR),
        (TemplateKey::StillHere, Language::En) => (STILL_SUBJECT_EN, STILL_EN),
        (TemplateKey::StillHere, Language::Es) => (STILL_SUBJECT_ES, STILL_ES),
        (TemplateKey::StillHere, Language::Fr) => (STILL_SUBJECT_FR, STILL_FR),
    };
    TemplateText {
        subject: (channel == Channel::Email).then(|| subject.to_owned()),
        body: body.to_owned(),
    }
}

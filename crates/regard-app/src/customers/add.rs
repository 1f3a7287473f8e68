//! Adds someone new.

use regard_domain::ids::{CustomerId, EmailId, PhoneId};
use regard_domain::phone::{self, PhoneError, ReadPhone};
use regard_domain::words::{Channel, Purpose};
use serde_json::json;

use super::find::rows_of;
use super::screens::{AddCustomer, CustomerRow};
use crate::app::App;
use crate::database::{Edit, customers, search_keys, stores, time_text};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::viewer::Viewer;

/// The longest name or free line that is kept, in characters.
pub const LONGEST_LINE: usize = 120;

/// How the permission of a new customer was given.
const BASIS: &str = "at the counter";

/// Adds a customer, with what they said about being written to.
pub async fn add_customer(app: &App, args: AddCustomer) -> Result<CustomerRow, CommandError> {
    let given_name = line("givenName", &args.given_name)?;
    let family_name = line("familyName", &args.family_name)?;
    if given_name.is_empty() && family_name.is_empty() {
        return Err(CommandError::invalid("givenName", Refusal::NameMissing));
    }
    let phone = args.phone.as_deref().map_or("", str::trim).to_owned();
    let email = args.email.as_deref().map_or("", str::trim).to_owned();
    app.database()?.write(|edit| {
        let id = CustomerId(edit.new_id());
        edit.add(
            "customer",
            id.0,
            json!({
                "store_id": edit.me().store_id,
                "given_name": given_name,
                "family_name": family_name,
                "language": args.language,
                "owner_id": edit.me().associate_id,
                "created_at": time_text(edit.now()),
                "created_by": edit.me().associate_id,
            }),
        )?;
        if !phone.is_empty() {
            let address = add_phone(edit, id, &phone, None)?;
            say(edit, id, Channel::Sms, address, args.consent)?;
        }
        if !email.is_empty() {
            let address = add_email(edit, id, &email, None)?;
            say(edit, id, Channel::Email, Some(address), args.consent)?;
        }
        row(edit, id)
    })
}

/// Keeps what the customer said about one address; `None`: nobody asked.
fn say(
    edit: &mut Edit<'_>,
    customer: CustomerId,
    channel: Channel,
    address: Option<String>,
    given: Option<bool>,
) -> Result<(), CommandError> {
    let (Some(address), Some(given)) = (address, given) else {
        return Ok(());
    };
    edit.add(
        "consent",
        edit.new_id(),
        json!({
            "customer_id": customer,
            "address": address,
            "channel": channel,
            "purpose": Purpose::Service,
            "given": given,
            "basis": BASIS,
            "said_at": time_text(edit.now()),
            "taken_by": edit.me().associate_id,
        }),
    )?;
    Ok(())
}

/// Adds a phone number as it was typed, and answers it as E.164 when it could be read. The first
/// number is the preferred one. What holds no digits at all is no number.
pub fn add_phone(
    edit: &mut Edit<'_>,
    customer: CustomerId,
    typed: &str,
    label: Option<&str>,
) -> Result<Option<String>, CommandError> {
    let country = stores::store(edit.connection(), edit.me().store_id)?
        .map(|store| store.country)
        .unwrap_or_default();
    let e164 = readable(typed, &country)?.map(|read| read.e164);
    let there = customers::phones(edit.connection(), customer)?;
    let same = there.iter().any(|phone| match &e164 {
        Some(e164) => phone.e164.as_ref() == Some(e164),
        None => phone.typed.trim() == typed,
    });
    if !same {
        let id = PhoneId(edit.new_id());
        edit.add(
            "phone",
            id.0,
            json!({
                "customer_id": customer,
                "e164": e164,
                "typed": typed,
                "label": label,
                "preferred": there.is_empty(),
            }),
        )?;
    }
    Ok(e164)
}

/// A typed number, read as of that country. A number that is merely odd (too short, a country that
/// does not exist) is kept as typed: a person may still read it. What is no number is refused.
fn readable(typed: &str, country: &str) -> Result<Option<ReadPhone>, CommandError> {
    match phone::read(typed, country) {
        Ok(read) => Ok(Some(read)),
        Err(PhoneError::NotANumber | PhoneError::TooLong) => {
            Err(CommandError::invalid("phone", Refusal::NotAPhone))
        }
        Err(PhoneError::TooShort) if phone::digits(typed).len() < 5 => {
            Err(CommandError::invalid("phone", Refusal::PhoneTooShort))
        }
        Err(PhoneError::TooShort | PhoneError::NoSuchCountry) => Ok(None),
    }
}

/// Adds an e-mail address and answers it in lower case. The first one is the preferred one.
pub fn add_email(
    edit: &mut Edit<'_>,
    customer: CustomerId,
    typed: &str,
    label: Option<&str>,
) -> Result<String, CommandError> {
    if !is_email(typed) {
        return Err(CommandError::invalid("email", Refusal::NotAnEmail));
    }
    let address = typed.to_lowercase();
    let there = customers::emails(edit.connection(), customer)?;
    if there
        .iter()
        .all(|email| email.address.to_lowercase() != address)
    {
        let id = EmailId(edit.new_id());
        edit.add(
            "email",
            id.0,
            json!({
                "customer_id": customer,
                "address": address,
                "label": label,
                "preferred": there.is_empty(),
            }),
        )?;
    }
    Ok(address)
}

/// Whether a text has the form of an address. Only a message that arrives proves that it is one.
/// Lengths after RFC 5321, section 4.5.3.1.
pub fn is_email(typed: &str) -> bool {
    let Some((local, domain)) = typed.rsplit_once('@') else {
        return false;
    };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !",;<>()[]\"\\@".contains(c);
    (1..=64).contains(&local.len())
        && local.chars().all(plain)
        && (3..=255).contains(&domain.len())
        && domain.chars().all(plain)
        && domain.contains('.')
        && domain
            .split('.')
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
}

/// A line as it is kept: without spaces around it and without control characters; refused when it
/// is too long.
pub fn line(field: &str, typed: &str) -> Result<String, CommandError> {
    let kept: String = typed.trim().chars().filter(|c| !c.is_control()).collect();
    if kept.chars().count() > LONGEST_LINE {
        return Err(CommandError::invalid(
            field,
            Refusal::too_long(LONGEST_LINE),
        ));
    }
    Ok(kept)
}

/// The new customer as a row, read inside the same transaction.
fn row(edit: &Edit<'_>, id: CustomerId) -> Result<CustomerRow, CommandError> {
    let conn = edit.connection();
    search_keys::settle(conn)?;
    let viewer = Viewer::of_session(conn, edit.me(), edit.now())?;
    rows_of(conn, &viewer, &[id])?
        .into_iter()
        .next()
        .ok_or_else(|| CommandError::new(ErrorCode::Internal, Refusal::CustomerNotKept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_the_form_of_one() {
        for good in [
            "roger@example.org",
            "r.m+w@mail.example.co.uk",
            "josé@exämple.de",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "roger",
            "@example.org",
            "roger@",
            "roger@example",
            "a b@c.de",
            "roger@@example.org",
            "<roger@example.org>",
            "roger@.org",
            "r@-a.org",
            "r\n@a.org",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn a_line_has_no_control_characters() {
        assert_eq!(line("x", " Ro\u{7}ger\n ").unwrap(), "Roger");
        assert!(line("x", &"x".repeat(121)).is_err());
    }
}

//! Every setting of the server: its place in the file, its environment variable, its kind.
//!
//! `docs/regard.example.toml` shows each of them; a test compares the two.

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its place in the file: `delivery.sms.from`.
    pub path: &'static str,
    /// The environment variable that stands over the file.
    pub variable: &'static str,
    /// What may stand there.
    pub kind: Kind,
    /// With which `kind` of its section it goes; empty with every one.
    pub goes_with: &'static [&'static str],
}

/// What may stand in a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// An address to listen on: `127.0.0.1:8700`.
    Address,
    /// A UUID.
    Id,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number from 0.
    Number,
    /// A number with or without a fraction: `0.5`.
    Amount,
    /// A list of texts: `["12-25", "2026-11-26"]`; in a variable with commas between.
    List,
    /// `true` or `false`.
    Flag,
    /// A file; relative to the file of the configuration.
    Path,
    /// Text that is never shown. It may also come out of a file: `…_file` here, `…_FILE` there.
    Secret,
    /// A table of texts by language: `{ en = "repair_ready" }`. No environment variable fits it but
    /// `en=repair_ready,es=reparacion_lista`.
    ByLanguage,
}

const fn at(path: &'static str, variable: &'static str, kind: Kind) -> Setting {
    Setting {
        path,
        variable,
        kind,
        goes_with: &[],
    }
}

const fn with(
    goes_with: &'static [&'static str],
    path: &'static str,
    variable: &'static str,
    kind: Kind,
) -> Setting {
    Setting {
        path,
        variable,
        kind,
        goes_with,
    }
}

use Kind::{Flag, Number, Path, Secret, Text, Word};

const TWILIO: &[&str] = &["twilio"];
const TELNYX: &[&str] = &["telnyx"];
const EITHER: &[&str] = &["twilio", "telnyx"];
const SMTP: &[&str] = &["smtp"];
const CLOUD: &[&str] = &["cloud"];

/// Every setting. The `kind` of a section stands before what goes with it.
#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    at("company", "REGARD_COMPANY", Text),
    at("listen", "REGARD_LISTEN", Kind::Address),
    at("public_base_url", "REGARD_PUBLIC_BASE_URL", Text),
    at("short_link_base", "REGARD_SHORT_LINK_BASE", Text),
    at("data_dir", "REGARD_DATA_DIR", Path),
    at("database", "REGARD_DATABASE", Secret),
    at("company_id", "REGARD_COMPANY_ID", Kind::Id),
    at("log.json", "REGARD_LOG_JSON", Flag),

    at("first_store.name", "REGARD_FIRST_STORE_NAME", Text),
    at("first_store.time_zone", "REGARD_FIRST_STORE_TIME_ZONE", Text),
    at("first_store.currency", "REGARD_FIRST_STORE_CURRENCY", Text),
    at("first_store.country", "REGARD_FIRST_STORE_COUNTRY", Text),
    at("first_store.street", "REGARD_FIRST_STORE_STREET", Text),
    at("first_store.city", "REGARD_FIRST_STORE_CITY", Text),
    at("first_store.phone", "REGARD_FIRST_STORE_PHONE", Text),
    at("first_store.opening_hours", "REGARD_FIRST_STORE_OPENING_HOURS", Text),
    at("first_manager.given_name", "REGARD_FIRST_MANAGER_GIVEN_NAME", Text),
    at("first_manager.family_name", "REGARD_FIRST_MANAGER_FAMILY_NAME", Text),

    at("delivery.production", "REGARD_PRODUCTION", Flag),
    at("delivery.readable_outbox", "REGARD_READABLE_OUTBOX", Text),
    at("delivery.outbox_folder", "REGARD_OUTBOX_FOLDER", Text),
    at("delivery.texts_per_second", "REGARD_TEXTS_PER_SECOND", Kind::Amount),
    at("delivery.emails_per_second", "REGARD_EMAILS_PER_SECOND", Kind::Amount),
    at("delivery.hold_seconds", "REGARD_HOLD_SECONDS", Number),
    at("delivery.settle_seconds", "REGARD_SETTLE_SECONDS", Number),
    at("delivery.look_ups", "REGARD_LOOK_UPS", Number),
    at("delivery.lease_seconds", "REGARD_LEASE_SECONDS", Number),
    at("delivery.too_late_hours", "REGARD_TOO_LATE_HOURS", Number),
    at("delivery.pause_seconds", "REGARD_PAUSE_SECONDS", Number),
    at("delivery.quiet_hours.opens", "REGARD_QUIET_HOURS_OPENS", Text),
    at("delivery.quiet_hours.closes", "REGARD_QUIET_HOURS_CLOSES", Text),
    at("delivery.quiet_hours.spread_minutes", "REGARD_QUIET_HOURS_SPREAD_MINUTES", Number),
    at("delivery.quiet_hours.holidays", "REGARD_QUIET_HOURS_HOLIDAYS", Kind::List),
    at("delivery.quiet_hours.region", "REGARD_QUIET_HOURS_REGION", Text),

    at("delivery.sms.kind", "REGARD_SMS_KIND", Word(&["readable", "twilio", "telnyx"])),
    with(TWILIO, "delivery.sms.account_sid", "REGARD_TWILIO_ACCOUNT_SID", Text),
    with(TWILIO, "delivery.sms.key_sid", "REGARD_TWILIO_KEY_SID", Text),
    with(TWILIO, "delivery.sms.key_secret", "REGARD_TWILIO_KEY_SECRET", Secret),
    with(TWILIO, "delivery.sms.auth_token", "REGARD_TWILIO_AUTH_TOKEN", Secret),
    with(TWILIO, "delivery.sms.messaging_service_sid", "REGARD_TWILIO_MESSAGING_SERVICE_SID", Text),
    with(TELNYX, "delivery.sms.api_key", "REGARD_TELNYX_API_KEY", Secret),
    with(TELNYX, "delivery.sms.public_key", "REGARD_TELNYX_PUBLIC_KEY", Text),
    with(TELNYX, "delivery.sms.messaging_profile_id", "REGARD_TELNYX_MESSAGING_PROFILE_ID", Text),
    with(EITHER, "delivery.sms.from", "REGARD_SMS_FROM", Text),
    with(EITHER, "delivery.sms.base_url", "REGARD_SMS_BASE_URL", Text),
    with(EITHER, "delivery.sms.public_base_url", "REGARD_SMS_PUBLIC_BASE_URL", Text),
    with(EITHER, "delivery.sms.answer_seconds", "REGARD_SMS_ANSWER_SECONDS", Number),

    at("delivery.email.kind", "REGARD_EMAIL_KIND", Word(&["readable", "smtp"])),
    with(SMTP, "delivery.email.host", "REGARD_SMTP_HOST", Text),
    with(SMTP, "delivery.email.port", "REGARD_SMTP_PORT", Number),
    with(SMTP, "delivery.email.tls", "REGARD_SMTP_TLS", Word(&["starttls", "implicit", "none"])),
    with(SMTP, "delivery.email.ca_file", "REGARD_SMTP_CA_FILE", Path),
    with(SMTP, "delivery.email.user", "REGARD_SMTP_USER", Text),
    with(SMTP, "delivery.email.password", "REGARD_SMTP_PASSWORD", Secret),
    with(SMTP, "delivery.email.from", "REGARD_EMAIL_FROM", Text),
    with(SMTP, "delivery.email.reply_to", "REGARD_EMAIL_REPLY_TO", Text),
    with(SMTP, "delivery.email.step_seconds", "REGARD_SMTP_STEP_SECONDS", Number),

    at("uncollected.text_after_days", "REGARD_UNCOLLECTED_TEXT_AFTER_DAYS", Number),
    at("uncollected.call_after_days", "REGARD_UNCOLLECTED_CALL_AFTER_DAYS", Number),
    at("uncollected.manager_after_days", "REGARD_UNCOLLECTED_MANAGER_AFTER_DAYS", Number),

    at("delivery.whatsapp.kind", "REGARD_WHATSAPP_KIND", Word(&["readable", "cloud"])),
    with(CLOUD, "delivery.whatsapp.access_token", "REGARD_WHATSAPP_ACCESS_TOKEN", Secret),
    with(CLOUD, "delivery.whatsapp.app_secret", "REGARD_WHATSAPP_APP_SECRET", Secret),
    with(CLOUD, "delivery.whatsapp.verify_token", "REGARD_WHATSAPP_VERIFY_TOKEN", Secret),
    with(CLOUD, "delivery.whatsapp.phone_number_id", "REGARD_WHATSAPP_PHONE_NUMBER_ID", Text),
    with(CLOUD, "delivery.whatsapp.templates", "REGARD_WHATSAPP_TEMPLATES", Kind::ByLanguage),
    with(CLOUD, "delivery.whatsapp.base_url", "REGARD_WHATSAPP_BASE_URL", Text),
    with(CLOUD, "delivery.whatsapp.api_version", "REGARD_WHATSAPP_API_VERSION", Text),
    with(CLOUD, "delivery.whatsapp.answer_seconds", "REGARD_WHATSAPP_ANSWER_SECONDS", Number),

    at("push.apns.key_file", "REGARD_APNS_KEY_FILE", Path),
    at("push.apns.key_id", "REGARD_APNS_KEY_ID", Text),
    at("push.apns.team_id", "REGARD_APNS_TEAM_ID", Text),
    at("push.apns.topic", "REGARD_APNS_TOPIC", Text),
    at("push.apns.base_url", "REGARD_APNS_BASE_URL", Text),
    at("push.apns.ca_file", "REGARD_APNS_CA_FILE", Path),
    at("push.fcm.service_account_file", "REGARD_FCM_SERVICE_ACCOUNT_FILE", Path),
    at("push.fcm.base_url", "REGARD_FCM_BASE_URL", Text),
    at("push.fcm.ca_file", "REGARD_FCM_CA_FILE", Path),
    at("push.web.subject", "REGARD_WEB_PUSH_SUBJECT", Text),
    at("push.web.key_file", "REGARD_WEB_PUSH_KEY_FILE", Text),
    at("push.web.local_endpoints", "REGARD_WEB_PUSH_LOCAL_ENDPOINTS", Flag),

    at("photos.most_megabytes", "REGARD_PHOTOS_MOST_MEGABYTES", Number),
    at("photos.removed_days", "REGARD_PHOTOS_REMOVED_DAYS", Number),
];

/// What a section can't do without, once it is there.
pub const NEEDED: &[(&str, &[&str])] = &[
    ("first_store", &["name", "time_zone", "currency", "country"]),
    ("first_manager", &["given_name"]),
];

/// The setting at `path`.
pub fn setting(path: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_settings_share_a_place_or_a_variable() {
        let paths: BTreeSet<&str> = SETTINGS.iter().map(|one| one.path).collect();
        let variables: BTreeSet<&str> = SETTINGS.iter().map(|one| one.variable).collect();
        assert_eq!(paths.len(), SETTINGS.len());
        assert_eq!(variables.len(), SETTINGS.len());
        assert!(variables.iter().all(|name| name.starts_with("REGARD_")));
    }
}

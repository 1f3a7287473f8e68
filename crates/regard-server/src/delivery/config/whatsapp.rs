//! The channel for WhatsApp: Meta's Cloud API, or none.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Secret;
use super::look::{Look, PATIENCE};
use crate::config::Fault;

/// The channel for WhatsApp.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WhatsappConfig {
    /// None: on a server for trying out, the readable outbox.
    #[default]
    Readable,
    /// Meta's Cloud API.
    Cloud(Box<WhatsappCloudConfig>),
}

/// A number at WhatsApp.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WhatsappCloudConfig {
    /// A system user's token; rather in `REGARD_WHATSAPP_ACCESS_TOKEN`.
    pub access_token: Secret,
    /// What Meta signs its calls with; rather in `REGARD_WHATSAPP_APP_SECRET`.
    pub app_secret: Secret,
    /// The word with which Meta introduces itself; rather in `REGARD_WHATSAPP_VERIFY_TOKEN`.
    pub verify_token: Secret,
    /// The number's id at Meta.
    pub phone_number_id: String,
    /// The approved template for each language, each with one place for our words.
    pub templates: BTreeMap<String, String>,
    /// Where the API is.
    pub base_url: String,
    /// Its version.
    pub api_version: String,
    /// How long WhatsApp may take to answer.
    pub answer_seconds: u64,
}

impl Default for WhatsappCloudConfig {
    fn default() -> Self {
        Self {
            access_token: Secret::default(),
            app_secret: Secret::default(),
            verify_token: Secret::default(),
            phone_number_id: String::new(),
            templates: BTreeMap::new(),
            base_url: "https://graph.facebook.com".to_owned(),
            api_version: "v23.0".to_owned(),
            answer_seconds: PATIENCE,
        }
    }
}

impl WhatsappCloudConfig {
    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut look = Look::at("delivery.whatsapp");
        for (name, secret, words) in [
            (
                "access_token",
                &self.access_token,
                "WhatsApp needs a system user's token; put it into REGARD_WHATSAPP_ACCESS_TOKEN",
            ),
            (
                "app_secret",
                &self.app_secret,
                "Meta's calls are signed with the app's secret; put it into REGARD_WHATSAPP_APP_SECRET",
            ),
            (
                "verify_token",
                &self.verify_token,
                "Meta introduces itself with a word that you choose; put it into REGARD_WHATSAPP_VERIFY_TOKEN",
            ),
        ] {
            look.holds(name, !secret.reveal().is_empty(), words);
        }
        let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        let words = "is the number's id at Meta, digits only (not the number itself)";
        look.holds("phone_number_id", digits(&self.phone_number_id), words);
        let words = "names an approved template for each language: { en_US = \"repair_ready\" }";
        look.holds("templates", !self.templates.is_empty(), words);
        look.api_address(&self.base_url);
        look.patience("answer_seconds", self.answer_seconds);
        look.faults
    }
}

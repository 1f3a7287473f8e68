//! How sleeping devices are woken: which services, and with which keys.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::config::Fault;

/// How sleeping devices are woken. A section that is not there is a service that is not used.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PushConfig {
    /// Apple's service.
    pub apns: Option<ApnsConfig>,
    /// Google's service.
    pub fcm: Option<FcmConfig>,
    /// Web Push and `UnifiedPush`.
    pub web: Option<WebPushConfig>,
}

/// An app at Apple.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ApnsConfig {
    /// The key, `AuthKey_….p8`, as Apple gives it out once.
    pub key_file: PathBuf,
    /// The name of that key, ten letters.
    pub key_id: String,
    /// The team, ten letters.
    pub team_id: String,
    /// The app's bundle id.
    pub topic: String,
    /// Where the service is; for apps that are being tried out `https://api.sandbox.push.apple.com`.
    pub base_url: String,
    /// A certificate authority of one's own, PEM, for a peer that is not Apple.
    pub ca_file: Option<PathBuf>,
}

impl Default for ApnsConfig {
    fn default() -> Self {
        Self {
            key_file: PathBuf::new(),
            key_id: String::new(),
            team_id: String::new(),
            topic: String::new(),
            base_url: "https://api.push.apple.com".to_owned(),
            ca_file: None,
        }
    }
}

/// A project at Google.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FcmConfig {
    /// The file that Google makes for a service account.
    pub service_account_file: PathBuf,
    /// Where the service is.
    pub base_url: String,
    /// A certificate authority of one's own, PEM, for a peer that is not Google.
    pub ca_file: Option<PathBuf>,
}

impl Default for FcmConfig {
    fn default() -> Self {
        Self {
            service_account_file: PathBuf::new(),
            base_url: "https://fcm.googleapis.com".to_owned(),
            ca_file: None,
        }
    }
}

/// Web Push with this server's own key.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebPushConfig {
    /// Whom a push service writes to when something is wrong: `mailto:…` or `https:…`.
    pub subject: String,
    /// Where the key lies; it is made at the first start.
    pub key_file: PathBuf,
    /// Endpoints on this machine or its network may be called: the store has its own distributor.
    pub local_endpoints: bool,
}

impl Default for WebPushConfig {
    fn default() -> Self {
        Self {
            subject: String::new(),
            key_file: PathBuf::from("web-push-key.pem"),
            local_endpoints: false,
        }
    }
}

impl PushConfig {
    /// The key of Web Push lies with the book, unless it is said otherwise.
    pub fn settle_files(&mut self, folder: &Path) {
        if let Some(web) = &mut self.web
            && web.key_file.is_relative()
        {
            web.key_file = folder.join(&web.key_file);
        }
    }

    /// How devices are woken, in a line.
    pub fn summary(&self) -> String {
        let services = [
            (self.apns.is_some(), "Apple's service"),
            (self.fcm.is_some(), "Google's service"),
            (self.web.is_some(), "Web Push"),
        ];
        let used: Vec<&str> = services
            .into_iter()
            .filter_map(|(used, name)| used.then_some(name))
            .collect();
        if used.is_empty() {
            "Sleeping devices are not woken: alerts come while the app runs.".to_owned()
        } else {
            format!("Sleeping devices are woken by {}.", used.join(", "))
        }
    }

    /// All that would not work.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut holds = |setting: &str, holds: bool, words: &str| {
            if !holds {
                faults.push(Fault::new(setting, words));
            }
        };
        let readable = |file: &Path| std::fs::File::open(file).is_ok();
        let address = |url: &str| reqwest::Url::parse(url).is_ok_and(|url| url.scheme() == "https");
        if let Some(apns) = &self.apns {
            let words = "the file can't be read; name the key that Apple gave out (AuthKey_….p8)";
            holds("push.apns.key_file", readable(&apns.key_file), words);
            let ten = |text: &str| text.len() == 10;
            let words = "is the name of the key, ten letters, from Apple's developer page";
            holds("push.apns.key_id", ten(&apns.key_id), words);
            let words = "is the team, ten letters, from Apple's developer page";
            holds("push.apns.team_id", ten(&apns.team_id), words);
            let words = "is the app's bundle id";
            holds("push.apns.topic", !apns.topic.is_empty(), words);
            let words = "is an https address; leave it out for Apple's own";
            holds("push.apns.base_url", address(&apns.base_url), words);
        }
        if let Some(fcm) = &self.fcm {
            let words = "the file can't be read; name the service account's file from Google";
            let file = &fcm.service_account_file;
            holds("push.fcm.service_account_file", readable(file), words);
            let words = "is an https address; leave it out for Google's own";
            holds("push.fcm.base_url", address(&fcm.base_url), words);
        }
        if let Some(web) = &self.web {
            let words = "is whom push services may write to: \"mailto:it@harbor.example\"";
            let subject = &web.subject;
            let named = subject.starts_with("mailto:") || subject.starts_with("https://");
            holds("push.web.subject", named, words);
        }
        faults
    }
}

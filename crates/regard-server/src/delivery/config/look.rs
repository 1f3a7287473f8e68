//! Looks at one section of the configuration, setting by setting.

use crate::config::Fault;

/// How long a provider may take to answer, in seconds.
pub(super) const PATIENCE: u64 = 30;

/// Notes what is missing or of the wrong form in one section.
pub(super) struct Look {
    section: &'static str,
    pub(super) faults: Vec<Fault>,
}

impl Look {
    pub(super) fn at(section: &'static str) -> Self {
        Self {
            section,
            faults: Vec::new(),
        }
    }

    pub(super) fn wrong(&mut self, name: &str, words: &str) {
        let setting = format!("{}.{name}", self.section);
        self.faults.push(Fault::new(setting, words));
    }

    pub(super) fn holds(&mut self, name: &str, holds: bool, words: &str) {
        if !holds {
            self.wrong(name, words);
        }
    }

    /// The address that providers call: what is signed is compared letter by letter.
    pub(super) fn public_address(&mut self, url: &str) {
        let usable = reqwest::Url::parse(url).is_ok_and(|url| {
            url.query().is_none()
                && url.fragment().is_none()
                && url.host_str().is_some_and(|host| !host.contains('_'))
        });
        let words = "is an address in lower case without a query, its host without an underscore: \
                     \"https://regard.harbor.example\"";
        self.holds(
            "public_base_url",
            usable && *url == url.to_lowercase(),
            words,
        );
    }

    pub(super) fn api_address(&mut self, url: &str) {
        let usable = reqwest::Url::parse(url).is_ok_and(|url| url.has_host());
        let words = "is the address of the provider's API; leave it out for the usual one";
        self.holds("base_url", usable, words);
    }

    pub(super) fn patience(&mut self, name: &str, seconds: u64) {
        self.holds(name, seconds > 0, "is at least 1");
    }
}

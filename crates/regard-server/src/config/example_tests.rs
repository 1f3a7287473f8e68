//! `docs/regard.example.toml` is kept true: it shows every setting with its variable, and whatever it
//! shows can be used.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::settings::{Kind, SETTINGS, setting};
use super::{Config, ConfigError, Faults};

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/regard.example.toml")
}

/// One line of the example that says something, whether it is commented out or not.
#[derive(Debug, Clone)]
enum Said {
    Section(String),
    Setting {
        name: String,
        value: String,
        variable: String,
    },
}

fn said(line: &str) -> Option<Said> {
    let line = line.strip_prefix("# ").unwrap_or(line).trim_end();
    if let Some(section) = line.strip_prefix('[') {
        return Some(Said::Section(section.trim_end_matches(']').to_owned()));
    }
    let (name, rest) = line.split_once(" = ")?;
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter == '_' || letter.is_ascii_digit();
    if !name.chars().all(plain) {
        return None;
    }
    let (value, variable) = rest.rsplit_once('#')?;
    Some(Said::Setting {
        name: name.to_owned(),
        value: value.trim().to_owned(),
        variable: variable.trim().to_owned(),
    })
}

/// A section and its settings: name, value, variable.
type Section = (String, Vec<(String, String, String)>);

/// The settings of the example, section by section; a section that is there twice shows a choice.
fn sections(text: &str) -> Vec<Section> {
    let mut sections = vec![(String::new(), Vec::new())];
    for line in text.lines().filter_map(said) {
        match line {
            Said::Section(name) => sections.push((name, Vec::new())),
            Said::Setting {
                name,
                value,
                variable,
            } => sections.last_mut().unwrap().1.push((name, value, variable)),
        }
    }
    sections
}

#[test]
fn the_example_shows_every_setting_with_its_variable() {
    let text = std::fs::read_to_string(example()).unwrap();
    let mut shown = BTreeSet::new();
    for (section, settings) in sections(&text) {
        for (name, _, variable) in settings {
            let path = format!("{section}.{name}");
            let path = path.trim_start_matches('.').to_owned();
            let known = setting(&path).unwrap_or_else(|| panic!("{path} is no setting"));
            assert_eq!(known.variable, variable, "{path}");
            shown.insert(path);
        }
    }
    let all: BTreeSet<String> = SETTINGS.iter().map(|one| one.path.to_owned()).collect();
    assert_eq!(shown, all);
}

/// Writes the example with everything in it uncommented, the `choice`th of sections that are there
/// more than once, and reads it.
fn read_uncommented(choice: usize) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(example()).unwrap();
    let mut choices: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut order = Vec::new();
    for (section, settings) in sections(&text) {
        let mut lines = String::new();
        for (name, value, _) in settings {
            let known = setting(&format!("{section}.{name}"));
            if known.is_some_and(|one| one.kind == Kind::Path) {
                let file = value.trim_matches('"');
                std::fs::write(folder.path().join(file), "there").unwrap();
            }
            // One or the other, as the example says.
            if section == "delivery.sms" && name == "from" && choice == 0 {
                continue;
            }
            lines.push_str(&format!("{name} = {value}\n"));
        }
        if !order.contains(&section) {
            order.push(section.clone());
        }
        choices.entry(section).or_default().push(lines);
    }
    let mut whole = String::new();
    for section in order {
        let of = &choices[&section];
        if !section.is_empty() {
            whole.push_str(&format!("[{section}]\n"));
        }
        whole.push_str(&of[choice.min(of.len() - 1)]);
    }
    let path = folder.path().join("regard.toml");
    std::fs::write(&path, whole).unwrap();
    Config::read(&path, |_| None)
}

#[test]
fn with_everything_uncommented_it_is_a_configuration_that_a_server_starts_with() {
    for choice in 0..2 {
        let config = read_uncommented(choice).unwrap_or_else(|error| panic!("{choice}: {error}"));
        assert!(config.delivery.production && config.log.json);
        assert!(config.push.apns.is_some() && config.push.fcm.is_some());
        let shown = format!("{:?}", config.delivery);
        assert_eq!(shown.contains("Twilio("), choice == 0);
        assert_eq!(shown.contains("Telnyx("), choice == 1);
    }
}

#[test]
fn as_it_stands_it_lacks_nothing_but_the_secrets() {
    let faults = |variable: fn(&str) -> Option<String>| match Config::read(&example(), variable) {
        Err(ConfigError::Faults(Faults(faults))) => {
            faults.into_iter().map(|fault| fault.setting).collect()
        }
        Ok(_) => Vec::new(),
        Err(error) => panic!("{error}"),
    };
    assert_eq!(
        faults(|_| None),
        [
            "delivery.sms.key_secret",
            "delivery.sms.auth_token",
            "delivery.email.password"
        ]
    );
    let secrets = |name: &str| {
        let secret = SETTINGS.iter().any(|one| {
            one.kind == Kind::Secret && one.variable == name && name != "REGARD_DATABASE"
        });
        secret.then(|| "secret".to_owned())
    };
    assert!(faults(secrets).is_empty());
}

#[test]
fn every_setting_can_be_given_by_its_variable_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret"), "out of a file\n").unwrap();
    let secret = folder.path().join("secret").display().to_string();
    let path = folder.path().join("none.toml");
    let config = Config::read(&path, |name| {
        Some(match name {
            "REGARD_SMS_KIND" => "twilio".to_owned(),
            "REGARD_TWILIO_ACCOUNT_SID" => format!("AC{}", "0".repeat(32)),
            "REGARD_TWILIO_KEY_SID" => format!("SK{}", "0".repeat(32)),
            "REGARD_SMS_FROM" => "+12125550100".to_owned(),
            "REGARD_TWILIO_KEY_SECRET_FILE" => secret.clone(),
            "REGARD_HOLD_SECONDS" => "7".to_owned(),
            "REGARD_WEB_PUSH_SUBJECT" => "mailto:it@harbor.example".to_owned(),
            // Left over from another provider: it goes with nothing here.
            "REGARD_TELNYX_API_KEY" => "old".to_owned(),
            _ => return None,
        })
    })
    .unwrap();
    assert_eq!(config.delivery.hold_seconds, 7);
    assert!(config.push.web.is_some());
    let crate::delivery::config::SmsConfig::Twilio(twilio) = &config.delivery.sms else {
        panic!("Twilio")
    };
    assert_eq!(twilio.key_secret.reveal(), "out of a file");
}

#[test]
fn all_that_is_wrong_is_told_at_once_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("regard.toml");
    let text = r#"
        compnay = "Harbor"
        listen = "here"
        company_id = 7
        [first_store]
        name = "Harbor"
        time_zone = "New York"
        [log]
        json = "yes"
        [delivery]
        lease_seconds = 0
        [delivery.sms]
        kind = "telnyx"
        acount_sid = "AC"
        key_sid = "SK"
        api_key_file = "nowhere"
        [delivery.email]
        kind = "pigeon"
    "#;
    std::fs::write(&path, text).unwrap();
    let error = Config::read(&path, |name| {
        (name == "REGARD_HOLD_SECONDS").then(|| "soon".to_owned())
    })
    .unwrap_err();
    let ConfigError::Faults(Faults(faults)) = &error else {
        panic!("{error}")
    };
    let told: BTreeSet<&str> = faults.iter().map(|fault| fault.setting.as_str()).collect();
    let expected = [
        "compnay",
        "listen",
        "company_id",
        "first_store.currency",
        "first_store.country",
        "log.json",
        "delivery.lease_seconds",
        "delivery.sms.acount_sid",
        "delivery.sms.key_sid",
        "delivery.sms.api_key_file",
        "delivery.sms.api_key",
        "delivery.sms.public_key",
        "delivery.sms.from",
        "delivery.sms.public_base_url",
        "delivery.email.kind",
        "REGARD_HOLD_SECONDS",
    ];
    assert_eq!(told, BTreeSet::from(expected));
    let words = error.to_string();
    assert!(words.contains("did you mean company?"), "{words}");
    assert!(
        words.contains("did you mean delivery.sms.account_sid?"),
        "{words}"
    );
    assert!(
        words.contains("is one of \"readable\", \"smtp\""),
        "{words}"
    );
}

#[test]
fn whatsapp_without_an_address_to_call_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let error = Config::read(&folder.path().join("none.toml"), |name| {
        Some(match name {
            "REGARD_WHATSAPP_KIND" => "cloud".to_owned(),
            "REGARD_WHATSAPP_ACCESS_TOKEN"
            | "REGARD_WHATSAPP_APP_SECRET"
            | "REGARD_WHATSAPP_VERIFY_TOKEN" => "secret".to_owned(),
            "REGARD_WHATSAPP_PHONE_NUMBER_ID" => "106540352242922".to_owned(),
            "REGARD_WHATSAPP_TEMPLATES" => "en_US=repair_ready, es=lista".to_owned(),
            _ => return None,
        })
    })
    .unwrap_err();
    let ConfigError::Faults(Faults(faults)) = error else {
        panic!("{error}")
    };
    let told: Vec<&str> = faults.iter().map(|fault| fault.setting.as_str()).collect();
    assert_eq!(told, ["public_base_url"]);
}

#[test]
fn no_secret_is_in_any_word_about_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("regard.toml");
    for secret in SETTINGS.iter().filter(|one| one.kind == Kind::Secret) {
        let kind = secret.goes_with.first().copied().unwrap_or("readable");
        let section = secret.path.rsplit_once('.').map(|(section, _)| section);
        let kind_at = section.map(|section| format!("{section}.kind"));
        let config = Config::read(&path, |name| {
            if name == secret.variable {
                return Some("hunter2hunter2".to_owned());
            }
            let is_kind = kind_at.as_deref().and_then(setting);
            is_kind
                .filter(|one| one.variable == name)
                .map(|_| kind.to_owned())
        });
        let shown = match &config {
            Ok(config) => format!("{:?}{:?}", config.delivery, config.push),
            Err(error) => format!("{error}{error:?}"),
        };
        assert!(!shown.contains("hunter2"), "{}: {shown}", secret.path);
    }
}

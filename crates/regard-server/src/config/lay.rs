//! Lays the environment over the file, and looks at every setting: is it known, is it of its kind.
//!
//! What is wrong is noted and left out, so that one look shows everything.

use std::net::SocketAddr;
use std::path::Path;

use toml::{Table, Value};
use uuid::Uuid;

use super::fault::Fault;
use super::settings::{Kind, NEEDED, SETTINGS, Setting, setting};

/// The settings of the file and of the environment together, and what is wrong with them.
pub(super) struct Laid {
    pub table: Table,
    pub faults: Vec<Fault>,
}

/// `text` with `variable`s over it. Files are relative to `beside`, the folder of the file.
pub(super) fn lay(file: &Table, beside: &Path, variable: &dyn Fn(&str) -> Option<String>) -> Laid {
    let mut laid = Laid {
        table: Table::new(),
        faults: Vec::new(),
    };
    laid.take_table("", file, beside);
    for one in SETTINGS {
        let kind = laid.kind_of_section(one);
        if let Some(value) = laid.in_environment(one, variable)
            && goes_with(one, kind.as_deref())
        {
            laid.put(one.path, value);
        }
    }
    laid.drop_what_does_not_go_with();
    laid.drop_what_is_not_whole();
    laid
}

impl Laid {
    fn take_table(&mut self, before: &str, table: &Table, beside: &Path) {
        for (key, value) in table {
            let path = if before.is_empty() {
                key.clone()
            } else {
                format!("{before}.{key}")
            };
            let known = setting(&path);
            match (known, value) {
                (Some(one), value) => match of_kind(one, value, beside) {
                    Ok(value) => self.put(&path, value),
                    Err(words) => self.faults.push(Fault::new(&path, words)),
                },
                (None, Value::Table(inner)) if is_section(&path) => {
                    self.take_table(&path, inner, beside);
                }
                (None, value) => match secret_of_file(&path) {
                    Some(secret) => self.take_secret_file(secret, &path, value, beside),
                    None => self.faults.push(Fault::new(&path, unknown(&path))),
                },
            }
        }
    }

    fn take_secret_file(&mut self, secret: &Setting, path: &str, value: &Value, beside: &Path) {
        let Some(file) = value.as_str() else {
            let words = "is the name of a file, in quotes";
            self.faults.push(Fault::new(path, words));
            return;
        };
        match secret_in(&beside.join(file)) {
            Ok(text) => self.put(secret.path, Value::String(text)),
            Err(words) => self.faults.push(Fault::new(path, words)),
        }
    }

    fn in_environment(
        &mut self,
        one: &Setting,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Value> {
        let given = |name: &str| variable(name).filter(|text| !text.is_empty());
        if let Some(text) = given(one.variable) {
            return match read(one.kind, &text) {
                Ok(value) => Some(value),
                Err(words) => {
                    self.faults.push(Fault::new(one.variable, words));
                    None
                }
            };
        }
        if one.kind != Kind::Secret {
            return None;
        }
        let name = format!("{}_FILE", one.variable);
        let file = given(&name)?;
        match secret_in(Path::new(&file)) {
            Ok(text) => Some(Value::String(text)),
            Err(words) => {
                self.faults.push(Fault::new(name, words));
                None
            }
        }
    }

    /// The `kind` of the section that a setting stands in.
    fn kind_of_section(&self, one: &Setting) -> Option<String> {
        let (section, _) = one.path.rsplit_once('.')?;
        let mut table = &self.table;
        for part in section.split('.') {
            table = table.get(part)?.as_table()?;
        }
        Some(table.get("kind")?.as_str()?.to_owned())
    }

    fn put(&mut self, path: &str, value: Value) {
        put(&mut self.table, path, value);
    }

    fn drop_what_does_not_go_with(&mut self) {
        for one in SETTINGS.iter().filter(|one| !one.goes_with.is_empty()) {
            let kind = self.kind_of_section(one);
            if !goes_with(one, kind.as_deref()) && take(&mut self.table, one.path) {
                let kinds = one.goes_with.join("\" or \"");
                let words = format!("goes with kind = \"{kinds}\"; take it out, or name that kind");
                self.faults.push(Fault::new(one.path, words));
            }
        }
    }

    fn drop_what_is_not_whole(&mut self) {
        for (section, needed) in NEEDED {
            let Some(found) = self.table.get(*section).and_then(Value::as_table) else {
                continue;
            };
            let missing: Vec<&str> = needed
                .iter()
                .filter(|name| !found.contains_key(**name))
                .copied()
                .collect();
            if missing.is_empty() {
                continue;
            }
            for name in missing {
                let words = "is missing; add it, or take the whole section out";
                let setting = format!("{section}.{name}");
                self.faults.push(Fault::new(setting, words));
            }
            self.table.remove(*section);
        }
    }
}

fn goes_with(one: &Setting, kind: Option<&str>) -> bool {
    one.goes_with.is_empty() || kind.is_some_and(|kind| one.goes_with.contains(&kind))
}

fn put(table: &mut Table, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            table.insert(path.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = table
                .entry(first)
                .or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

/// Takes a setting out; whether it was there.
fn take(table: &mut Table, path: &str) -> bool {
    match path.split_once('.') {
        None => table.remove(path).is_some(),
        Some((first, rest)) => table
            .get_mut(first)
            .and_then(Value::as_table_mut)
            .is_some_and(|inner| take(inner, rest)),
    }
}

fn is_section(path: &str) -> bool {
    SETTINGS.iter().any(|one| {
        one.path
            .strip_prefix(path)
            .is_some_and(|rest| rest.starts_with('.'))
    })
}

/// The secret that `…_file` names the file of.
fn secret_of_file(path: &str) -> Option<&'static Setting> {
    setting(path.strip_suffix("_file")?).filter(|one| one.kind == Kind::Secret)
}

fn secret_in(file: &Path) -> Result<String, String> {
    match std::fs::read_to_string(file) {
        Ok(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        Ok(_) => Err("names an empty file; write the secret into it".to_owned()),
        Err(error) => Err(format!("the file can't be read: {error}")),
    }
}

fn of_kind(one: &Setting, value: &Value, beside: &Path) -> Result<Value, String> {
    match (one.kind, value) {
        (Kind::Text | Kind::Secret, Value::String(_)) | (Kind::Flag, Value::Boolean(_)) => {
            Ok(value.clone())
        }
        (Kind::Word(_) | Kind::Address | Kind::Id, Value::String(text)) => read(one.kind, text),
        (Kind::Number, Value::Integer(number)) if *number >= 0 => Ok(value.clone()),
        (Kind::Path, Value::String(path)) => {
            Ok(Value::String(beside.join(path).display().to_string()))
        }
        (Kind::ByLanguage, Value::Table(words)) if words.values().all(Value::is_str) => {
            Ok(value.clone())
        }
        (Kind::Amount, Value::Float(_)) => Ok(value.clone()),
        (Kind::Amount, Value::Integer(number)) if *number >= 0 => Ok(value.clone()),
        (Kind::List, Value::Array(texts)) if texts.iter().all(Value::is_str) => Ok(value.clone()),
        (kind, _) => Err(wanted(kind)),
    }
}

/// A value out of a variable.
fn read(kind: Kind, text: &str) -> Result<Value, String> {
    let value = match kind {
        Kind::Text | Kind::Secret | Kind::Path => Some(text.into()),
        Kind::Word(words) => words.contains(&text).then(|| text.into()),
        Kind::Address => text.parse::<SocketAddr>().ok().map(|_| text.into()),
        Kind::Id => text.parse::<Uuid>().ok().map(|_| text.into()),
        Kind::Number => text
            .parse::<u32>()
            .ok()
            .map(|number| Value::Integer(number.into())),
        Kind::Flag => match text {
            "1" | "true" | "yes" => Some(Value::Boolean(true)),
            "0" | "false" | "no" => Some(Value::Boolean(false)),
            _ => None,
        },
        Kind::Amount => text.parse::<f64>().ok().map(Value::Float),
        Kind::List => {
            let texts = text
                .split(',')
                .map(str::trim)
                .filter(|text| !text.is_empty());
            Some(Value::Array(texts.map(|text| text.into()).collect()))
        }
        Kind::ByLanguage => by_language(text),
    };
    value.ok_or_else(|| wanted(kind))
}

fn by_language(text: &str) -> Option<Value> {
    let mut table = Table::new();
    for pair in text.split(',') {
        let (language, word) = pair.split_once('=')?;
        let word = Value::String(word.trim().to_owned());
        table.insert(language.trim().to_owned(), word);
    }
    Some(Value::Table(table))
}

fn wanted(kind: Kind) -> String {
    match kind {
        Kind::Text | Kind::Secret => "is a text in quotes".to_owned(),
        Kind::Path => "is the name of a file, in quotes".to_owned(),
        Kind::Address => "is an address and a port: \"127.0.0.1:8700\"".to_owned(),
        Kind::Id => "is a UUID, in quotes".to_owned(),
        Kind::Word(words) => format!("is one of \"{}\"", words.join("\", \"")),
        Kind::Number => "is a whole number from 0, without quotes".to_owned(),
        Kind::Amount => "is a number, without quotes: 0.5".to_owned(),
        Kind::List => "is a list of texts: [\"…\", \"…\"]".to_owned(),
        Kind::Flag => "is true or false, without quotes".to_owned(),
        Kind::ByLanguage => "is a text for each language: { en = \"…\", es = \"…\" }".to_owned(),
    }
}

fn unknown(path: &str) -> String {
    let last = path.rsplit('.').next().unwrap_or(path);
    let near = SETTINGS.iter().find(|one| {
        let known = one.path.rsplit('.').next().unwrap_or(one.path);
        one.path != path && (known == last || is_near(known, last))
    });
    match near {
        Some(near) => format!("there is no such setting; did you mean {}?", near.path),
        None => "there is no such setting; docs/regard.example.toml shows them all".to_owned(),
    }
}

/// Whether two words differ by one letter, or by two that changed places.
fn is_near(one: &str, other: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let (a, b) = (sorted(one), sorted(other));
    let missing = |from: &[char], of: &[char]| {
        let mut left = of.to_vec();
        for letter in from {
            if let Some(at) = left.iter().position(|known| known == letter) {
                left.remove(at);
            }
        }
        left.len()
    };
    missing(&a, &b) <= 1 && missing(&b, &a) <= 1
}

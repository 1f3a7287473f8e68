//! What is wrong with a configuration, and what to do about it.

use std::fmt;

/// One thing that is wrong. Says no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which setting, as the file writes it: `delivery.sms.from`.
    pub setting: String,
    /// What is wrong, and what to do.
    pub words: String,
}

impl Fault {
    /// `words` about `setting`.
    pub fn new(setting: impl Into<String>, words: impl Into<String>) -> Self {
        Self {
            setting: setting.into(),
            words: words.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.words)
    }
}

/// All that is wrong, one line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the configuration can't be used")?;
        for fault in &self.0 {
            write!(f, "\n  {fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

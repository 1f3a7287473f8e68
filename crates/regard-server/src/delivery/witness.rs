//! A small file beside the book that says how far this machine sent.
//!
//! A book that came back from a backup looks whole and has forgotten what was sent since. The file
//! counts claims as the book does, and is written after the book and before anything leaves: a book
//! that knows of fewer claims than the file is an older one, and a book in a file that has claims and no
//! such file beside it comes from another machine. Either way nothing is sent until a person says so.

use std::path::{Path, PathBuf};

use regard_domain::ids::CompanyId;
use uuid::Uuid;

/// The file.
#[derive(Debug, Clone)]
pub(crate) struct Witness {
    path: PathBuf,
}

/// What the file says beside a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    /// The book is as new as what was sent from here.
    Nothing,
    /// The book is older.
    Older,
    /// The book was never sent from on this machine, but it was somewhere.
    FromElsewhere,
}

impl Witness {
    pub(crate) fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
        }
    }

    /// What the file says beside a book that knows of `claims`; `shared`: other machines send from it.
    pub(crate) fn says(
        &self,
        company: CompanyId,
        claims: u64,
        shared: bool,
    ) -> std::io::Result<Says> {
        Ok(match self.read(company)? {
            Some(sent) if sent > claims => Says::Older,
            None if claims > 0 && !shared => Says::FromElsewhere,
            Some(_) | None => Says::Nothing,
        })
    }

    /// How many claims this machine knows of.
    pub(crate) fn read(&self, company: CompanyId) -> std::io::Result<Option<u64>> {
        let text = match std::fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut words = text.split_whitespace();
        let whose = words.next().and_then(|word| word.parse::<Uuid>().ok());
        let claims = words.next().and_then(|word| word.parse().ok());
        Ok(claims.filter(|_| whose == Some(company.0)))
    }

    /// Writes that so many claims were made. Whole or not at all; a power cut may take the newest back,
    /// which only makes it say less.
    pub(crate) fn write(&self, company: CompanyId, claims: u64) -> std::io::Result<()> {
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let half = self.path.with_extension("half");
        std::fs::write(&half, format!("{} {claims}\n", company.0))?;
        std::fs::rename(&half, &self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_book_and_a_foreign_one_are_told_from_ours() {
        let folder = tempfile::tempdir().unwrap();
        let witness = Witness::at(&folder.path().join("sent-so-far"));
        let company = CompanyId(Uuid::from_u128(1));
        let says = |claims, shared| witness.says(company, claims, shared).unwrap();
        assert_eq!(says(0, false), Says::Nothing, "a new book");
        assert_eq!(says(7, false), Says::FromElsewhere);
        assert_eq!(says(7, true), Says::Nothing, "another server sent");
        witness.write(company, 7).unwrap();
        assert_eq!(says(7, false), Says::Nothing);
        assert_eq!(says(9, false), Says::Nothing, "it died between the two");
        assert_eq!(says(6, false), Says::Older);
        assert_eq!(says(6, true), Says::Older);
        let other = CompanyId(Uuid::from_u128(2));
        assert_eq!(witness.says(other, 3, false).unwrap(), Says::FromElsewhere);
    }
}

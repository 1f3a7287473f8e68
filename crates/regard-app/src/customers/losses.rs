//! Who of a customer's life is gone: by a death, or because it has ended. What the app proposes to say
//! never names them.

use regard_domain::ids::{CustomerId, PieceId};
use regard_domain::names::fold;
use rusqlite::Connection;

use crate::database::purchases::{self, Purchase};
use crate::database::relations::Relation;
use crate::database::{customers, relations};
use crate::viewer::Viewer;

/// What a husband or a wife is called without a name.
const SPOUSE: [&str; 7] = [
    "husband", "wife", "spouse", "marido", "esposo", "esposa", "conyuge",
];

/// Those whom a customer has lost, as the viewer's day sees it.
pub(crate) struct Losses {
    page: CustomerId,
    lost: Vec<Relation>,
    names: Vec<String>,
}

impl Losses {
    /// Whom a customer has lost, as far as their relations tell. Who is still something to them by
    /// another relation is not lost.
    pub(crate) fn of(
        conn: &Connection,
        viewer: &Viewer,
        page: CustomerId,
    ) -> rusqlite::Result<Self> {
        let (lasting, over): (Vec<Relation>, Vec<Relation>) =
            relations::from_both_sides(conn, page)?
                .into_iter()
                .partition(|relation| relation.lasts_on(viewer.today));
        let lost: Vec<Relation> = over
            .into_iter()
            .filter(|gone| !lasting.iter().any(|other| is_the_same(gone, other)))
            .collect();
        let mut names = Vec::new();
        for gone in &lost {
            names.extend(
                gone.other_name
                    .as_deref()
                    .map(words_of)
                    .into_iter()
                    .flatten(),
            );
            if let Some(other) = gone.other_id
                && let Some(other) = customers::customer(conn, other)?
            {
                names.extend(words_of(&other.given_name));
                names.extend(
                    other
                        .nickname
                        .as_deref()
                        .map(words_of)
                        .into_iter()
                        .flatten(),
                );
            }
        }
        names.retain(|name| name.chars().count() > 1);
        if lost.iter().any(Relation::is_couple) && !lasting.iter().any(Relation::is_couple) {
            names.extend(SPOUSE.map(str::to_owned));
        }
        Ok(Self { page, lost, names })
    }

    /// Whether there is anybody.
    pub(crate) fn any(&self) -> bool {
        !self.lost.is_empty()
    }

    /// Whether the words name one of them.
    pub(crate) fn named_in(&self, words: &str) -> bool {
        !self.names.is_empty() && words_of(words).any(|word| self.names.contains(&word))
    }

    /// Whether a purchase has to do with somebody who has passed away, or with whom it has ended.
    /// Nothing is said of a ring whose giver is gone.
    pub(crate) fn in_purchase(
        &self,
        conn: &Connection,
        purchase: &Purchase,
    ) -> rusqlite::Result<bool> {
        let people = [
            Some(purchase.customer_id),
            purchase.chosen_by_id,
            purchase.for_id,
            purchase.worn_by_id,
        ];
        let others = people.into_iter().flatten();
        for other in others.filter(|other| *other != self.page) {
            if self.lost.iter().any(|gone| gone.other_id == Some(other))
                || customers::customer(conn, other)?
                    .is_some_and(|other| other.deceased_on.is_some())
            {
                return Ok(true);
            }
        }
        Ok(purchase.for_name.as_deref().is_some_and(|name| {
            self.lost.iter().any(|gone| {
                gone.other_name
                    .as_deref()
                    .is_some_and(|other| fold(other) == fold(name))
            })
        }))
    }

    /// Whether any purchase of a piece does.
    pub(crate) fn in_piece(&self, conn: &Connection, piece: PieceId) -> rusqlite::Result<bool> {
        for purchase in purchases::of_piece(conn, piece)? {
            if self.in_purchase(conn, &purchase)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn is_the_same(one: &Relation, other: &Relation) -> bool {
    match (one.other_id, other.other_id) {
        (Some(one), Some(other)) => one == other,
        (None, None) => match (&one.other_name, &other.other_name) {
            (Some(one), Some(other)) => fold(one) == fold(other),
            _ => false,
        },
        _ => false,
    }
}

/// The words, folded.
fn words_of(words: &str) -> impl Iterator<Item = String> + '_ {
    words
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\u{301}')
        .filter(|word| !word.is_empty())
        .map(fold)
}

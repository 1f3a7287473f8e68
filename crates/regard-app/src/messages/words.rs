//! The words of a message about a ready piece: what goes into a template, and which template counts.
//!
//! The words are made here, on the device, and travel as they were seen: what is sent is what was
//! shown.

use regard_domain::draft::{Language, ReadyPiece, ReadyWords, ready_words_in};
use regard_domain::ids::{CustomerId, OccurrenceId};
use regard_domain::money::Minor;
use regard_domain::template::{
    TemplateKey, TemplateRow, TemplateText, TemplateUse, built_in, choose,
};
use regard_domain::words::{Channel, WorkKind};
use rusqlite::Connection;

use super::draft::{is_secret, told};
use super::status_link;
use super::tell::{Intent, next_intent};
use crate::customers::names;
use crate::database::customers::Customer;
use crate::database::{stores, templates};
use crate::error::{CommandError, ErrorCode, Refusal};
use crate::repairs::cards::RepairFile;
use crate::repairs::price;
use crate::viewer::Viewer;

/// What is needed to write to one person about one repair.
pub(super) struct Writing {
    /// What goes into the template.
    pub ready: ReadyPiece,
    /// Every version of every template of the company.
    pub templates: Vec<TemplateRow>,
    /// How the store's own links begin.
    pub own_links: Vec<String>,
}

/// The words for one channel, and the template they were made with.
pub(super) struct Written {
    /// The words.
    pub words: ReadyWords,
    /// The template.
    pub made_with: TemplateUse,
}

impl Writing {
    /// Reads what is needed to write to `person` about `file`; `own_line` is what the associate adds.
    pub(super) fn read(
        conn: &Connection,
        viewer: &Viewer,
        file: &RepairFile,
        person: &Customer,
        own_line: Option<String>,
    ) -> Result<Self, CommandError> {
        let store = stores::store(conn, file.repair.store_id)?;
        let stores_language = store
            .as_ref()
            .map_or(Language::En, |store| Language::of_country(&store.country));
        let language = person
            .language
            .as_deref()
            .and_then(Language::of_tag)
            .unwrap_or(stores_language);
        let priced = price::of_repair(conn, viewer, &file.repair)?;
        let free: Vec<WorkKind> = priced
            .honest
            .reliefs
            .iter()
            .filter_map(|relief| {
                let promise = priced
                    .promises
                    .iter()
                    .find(|row| row.id == relief.promise)?;
                promise.covers
            })
            .collect();
        let own_links = status_link::own_links(store.as_ref());
        let link = match &store {
            Some(store) => {
                let (Intent::New { id, .. } | Intent::AskedAlready(id)) =
                    next_intent(conn, file, occurrence(file))?;
                status_link::of_message(store, id)
            }
            None => None,
        };
        let ready = ReadyPiece {
            language,
            given_name: person.given_name.clone(),
            whose: whose(conn, file, told(file))?,
            kind: file.piece_kind(),
            secret: is_secret(viewer, file),
            free,
            to_pay: Minor(priced.price.to_pay),
            currency: priced.price.currency,
            // The hours are the store's own words: never two languages in one message.
            opening_hours: store
                .as_ref()
                .filter(|_| language == stores_language)
                .and_then(|store| store.opening_hours.clone()),
            store_name: store.map(|store| store.name).unwrap_or_default(),
            associate: names::associate_name(conn, viewer.me)?.unwrap_or_default(),
            envelope: file.repair.envelope.clone(),
            link,
            own_line,
        };
        Ok(Self {
            ready,
            templates: templates::rows(conn)?,
            own_links,
        })
    }

    /// The words for a channel. A template of the company's that can't be filled (one of a newer app)
    /// gives way to the built-in one: the piece is ready all the same.
    pub(super) fn write(&self, viewer: &Viewer, channel: Channel) -> Result<Written, CommandError> {
        let key = TemplateKey::Ready;
        let own = choose(
            &self.templates,
            key,
            self.ready.language,
            channel,
            viewer.now,
        );
        if let Some(row) = own {
            match ready_words_in(&self.ready, &row.text) {
                Ok(words) => {
                    return Ok(Written {
                        words,
                        made_with: used(row),
                    });
                }
                Err(error) => {
                    tracing::warn!(template = %row.id, %error, "the built-in template stands in");
                }
            }
        }
        let words = ready_words_in(&self.ready, &built_in(key, self.ready.language, channel))
            .map_err(|_| {
                tracing::error!("a draft could not be written");
                CommandError::new(ErrorCode::Internal, Refusal::DraftNotWritten)
            })?;
        Ok(Written {
            words,
            made_with: TemplateUse {
                key,
                id: None,
                version: 0,
            },
        })
    }

    /// The template that makes exactly these words, the newest that does; none when someone wrote
    /// them, or changed them.
    pub(super) fn made_with(&self, channel: Channel, body: &str) -> Option<TemplateUse> {
        let key = TemplateKey::Ready;
        let makes = |text: &TemplateText| {
            ready_words_in(&self.ready, text).is_ok_and(|words| words.body == body)
        };
        let mut own: Vec<&TemplateRow> = self
            .templates
            .iter()
            .filter(|row| {
                row.key == key && row.language == self.ready.language && row.channel == channel
            })
            .filter(|row| makes(&row.text))
            .collect();
        own.sort_by_key(|row| (row.active_from, row.version, row.id));
        own.last().map(|row| used(row)).or_else(|| {
            makes(&built_in(key, self.ready.language, channel)).then_some(TemplateUse {
                key,
                id: None,
                version: 0,
            })
        })
    }
}

fn used(row: &TemplateRow) -> TemplateUse {
    TemplateUse {
        key: row.key,
        id: Some(row.id),
        version: row.version,
    }
}

/// The time of becoming ready that a message would be about: this one, or the next.
fn occurrence(file: &RepairFile) -> OccurrenceId {
    file.standing
        .ready_occurrence(file.repair.id)
        .unwrap_or_else(|| {
            OccurrenceId::of(file.repair.id, file.standing.times_ready.saturating_add(1))
        })
}

fn whose(
    conn: &Connection,
    file: &RepairFile,
    told: CustomerId,
) -> rusqlite::Result<Option<String>> {
    (told != file.repair.customer_id)
        .then(|| names::given_name(conn, file.repair.customer_id))
        .transpose()
}

//! tantivy, set up for search while typing: every word typed is taken as a whole word, as the
//! beginning of one, and from four letters on with one typo (eight: two); a better kind of match
//! weighs more, and nearness decides among equals.

use std::path::Path;

use regard_domain::names::{fold, parts};
use tantivy::collector::TopDocs;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Occur, Query, TermQuery,
};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{
    DocId, Index, IndexReader, IndexWriter, ReloadPolicy, Score, SegmentReader, TantivyDocument,
    Term,
};
use uuid::Uuid;

use crate::customer::Customer;
use crate::peers::{Peer, PeerError, endings};
use crate::store::{Store, id_of};

#[derive(Clone, Copy)]
struct Fields {
    place: Field,
    rank: Field,
    name: Field,
    near: Field,
    number: Field,
    word: Field,
}

/// One index.
pub struct Tantivy {
    size: u64,
    fields: Fields,
    reader: IndexReader,
    writer: IndexWriter,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let text = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false),
    );
    let fields = Fields {
        place: schema.add_u64_field("place", FAST | INDEXED),
        rank: schema.add_u64_field("rank", FAST),
        name: schema.add_text_field("name", text.clone()),
        near: schema.add_text_field("near", text.clone()),
        number: schema.add_text_field("number", text.clone()),
        word: schema.add_text_field("word", text),
    };
    (schema.build(), fields)
}

/// Builds one segment.
pub fn build(store: &Store, order: &[u32], folder: &Path) -> Result<(), PeerError> {
    let (schema, fields) = schema();
    let index = Index::create_in_dir(folder, schema)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 200_000_000)?;
    for (rank, place) in (0_u64..).zip(order) {
        writer.add_document(document(&fields, &store.customer(*place), rank))?;
    }
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.wait_merging_threads()?;
    Ok(())
}

/// Opens it for search and change.
pub fn open(folder: &Path) -> Result<Tantivy, PeerError> {
    let index = Index::open_in_dir(folder)?;
    let (_, fields) = schema();
    let reader: IndexReader = index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()?;
    let size = reader.searcher().num_docs();
    let writer = index.writer_with_num_threads(1, 20_000_000)?;
    Ok(Tantivy {
        size,
        fields,
        reader,
        writer,
    })
}

fn document(fields: &Fields, customer: &Customer, rank: u64) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    document.add_u64(fields.place, u64::from(customer.index));
    document.add_u64(fields.rank, rank);
    let full = regard_domain::names::full_name(&customer.given, &customer.family);
    let mut names = customer.name_words();
    names.extend(parts(&full));
    names.sort();
    names.dedup();
    document.add_text(fields.name, names.join(" "));
    document.add_text(fields.near, customer.near_words().join(" "));
    let mut numbers = endings(customer);
    numbers.extend(customer.numbers());
    for email in &customer.emails {
        numbers.push(email.clone());
        numbers.extend(parts(&email.replace(['.', '_'], " ")));
    }
    document.add_text(fields.number, numbers.join(" "));
    document.add_text(fields.word, customer.text_words().join(" "));
    document
}

impl Tantivy {
    /// One word typed, in every way that it may be meant.
    fn word(&self, word: &str) -> Box<dyn Query> {
        let Fields {
            name,
            near,
            number,
            word: words,
            ..
        } = self.fields;
        let letters = word.chars().count();
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        let mut way = |query: Box<dyn Query>, score: Score| {
            ways.push(Box::new(ConstScoreQuery::new(query, score)));
        };
        for (field, score) in [(name, 4.0), (near, 2.6), (number, 2.4), (words, 2.2)] {
            let term = Term::from_field_text(field, word);
            way(
                Box::new(TermQuery::new(term.clone(), IndexRecordOption::Basic)),
                score,
            );
            way(
                Box::new(FuzzyTermQuery::new_prefix(term, 0, true)),
                score - 0.5,
            );
        }
        if letters >= 4 && word.chars().all(char::is_alphabetic) {
            let edits = if letters >= 8 { 2 } else { 1 };
            let term = Term::from_field_text(name, word);
            way(Box::new(FuzzyTermQuery::new_prefix(term, edits, true)), 1.5);
        }
        Box::new(DisjunctionMaxQuery::new(ways))
    }
}

impl Peer for Tantivy {
    fn find(&mut self, typed: &str, limit: usize) -> Result<Vec<Uuid>, PeerError> {
        let folded = fold(typed);
        let pieces: Vec<String> = if folded.contains('@') {
            folded.split_whitespace().map(str::to_owned).collect()
        } else {
            parts(&folded.replace(['.', '_'], " "))
        };
        // "R-20417" is one number, "Jean-Luc" two words: a dash inside a word with digits goes.
        let words = if folded.chars().any(|c| c.is_ascii_digit()) && folded.contains('-') {
            vec![folded.chars().filter(|c| c.is_alphanumeric()).collect()]
        } else {
            pieces
        };
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let all = BooleanQuery::new(
            words
                .iter()
                .map(|word| (Occur::Must, self.word(word)))
                .collect(),
        );
        let searcher = self.reader.searcher();
        let size = self.size.max(1) as f64;
        let best = TopDocs::with_limit(limit).tweak_score(move |segment: &SegmentReader| {
            let rank = segment
                .fast_fields()
                .u64("rank")
                .map(|column| column.first_or_default_col(0));
            move |document: DocId, score: Score| {
                let rank = rank.as_ref().map_or(0, |column| column.get_val(document));
                f64::from(score) - rank as f64 / size * 0.4
            }
        });
        let found = searcher.search(&all, &best)?;
        let mut ids = Vec::with_capacity(found.len());
        for (_, address) in found {
            let segment = searcher.segment_reader(address.segment_ord);
            let place = segment.fast_fields().u64("place")?.first_or_default_col(0);
            let place = u32::try_from(place.get_val(address.doc_id))?;
            ids.push(id_of(place));
        }
        Ok(ids)
    }

    fn update(&mut self, customer: &Customer) -> Result<(), PeerError> {
        let place = Term::from_field_u64(self.fields.place, u64::from(customer.index));
        self.writer.delete_term(place);
        self.writer
            .add_document(document(&self.fields, customer, 0))?;
        self.writer.commit()?;
        self.reader.reload()?;
        Ok(())
    }
}

//! Reading what is being written on the jot sheet: notes of 500 characters.

use std::hint::black_box;
use std::time::Instant;

use regard_notes::{About, read};

use crate::figures::Figures;

/// How long a note is, in characters.
const LENGTH: usize = 500;

/// Reads each note `rounds` times.
pub fn measure(rounds: usize, figures: &mut Figures) {
    let notes = [
        (
            "english",
            "Boys are 9 and 12, dogs Ada and Gryff, planning Lisbon for the 20th. His wife Dana turns 50 \
             on June 3, wants sapphire studs, nothing yellow, ring size 6.5. Call him next Tuesday. ",
        ),
        (
            "spanish",
            "Su hijo Mateo cumple quince el ocho de julio y quiere una cadena de plata. Le prometí la \
             limpieza gratis. Es alérgica al níquel, talla 12. Vuelve el viernes que viene. ",
        ),
    ];
    let about = About {
        said_on: chrono::NaiveDate::from_ymd_opt(2026, 5, 12).unwrap_or_default(),
        customer: "Roger Whitaker",
    };
    for (name, words) in notes {
        let text: String = words.chars().cycle().take(LENGTH).collect();
        // The first one reads the weights and the word lists, too.
        let begun = Instant::now();
        black_box(read(black_box(&text), &about));
        figures.note(
            &format!("notes_{name}_first_ms"),
            begun.elapsed().as_secs_f64() * 1_000.0,
        );
        let times = (0..rounds.max(1))
            .map(|_| {
                let begun = Instant::now();
                black_box(read(black_box(&text), &about));
                begun.elapsed()
            })
            .collect();
        figures.times(&format!("notes_{name}"), times);
    }
}

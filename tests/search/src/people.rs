//! Who the customers are: couples and strangers, what they are called, who is near them.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use regard_domain::names::full_name;

use crate::customer::Near;
use crate::names::{Language, draw_language, word};
use crate::store::{Store, Stream};

/// Two customers of neighbouring places: a couple or strangers.
pub(crate) struct Household {
    pub(crate) couple: bool,
    pub(crate) language: &'static Language,
    pub(crate) family: String,
    pub(crate) one_name: bool,
    pub(crate) children: Vec<String>,
    pub(crate) pets: Vec<String>,
}

/// Who a customer is.
pub(crate) struct Person {
    pub(crate) language: &'static Language,
    pub(crate) woman: bool,
    pub(crate) given: String,
    pub(crate) family: String,
    pub(crate) born: Option<String>,
}

impl Store {
    pub(crate) fn household(&self, pair: u32) -> Household {
        let rng = &mut self.stream(Stream::Household, pair);
        let language = draw_language(rng);
        let given = |rng: &mut ChaCha8Rng| {
            let girl = rng.random_bool(0.5);
            given_name(language, girl, rng)
        };
        let children = if rng.random_bool(0.4) {
            rng.random_range(1..=3)
        } else {
            0
        };
        let pets = if rng.random_bool(0.2) {
            rng.random_range(1..=2)
        } else {
            0
        };
        Household {
            couple: (pair * 2 + 1) < self.size && rng.random_bool(0.3),
            family: language.families.draw(rng).to_owned(),
            one_name: language.families_of_women.is_empty() && rng.random_bool(0.8),
            children: (0..children).map(|_| given(rng)).collect(),
            pets: (0..pets).map(|_| word("pet", rng).to_owned()).collect(),
            language,
        }
    }

    pub(crate) fn person(&self, place: u32, household: &Household) -> Person {
        let rng = &mut self.stream(Stream::Person, place);
        let language = if household.couple {
            household.language
        } else {
            draw_language(rng)
        };
        let woman = if household.couple {
            place.is_multiple_of(2)
        } else {
            rng.random_bool(0.55)
        };
        let born = family_name(language, woman, rng);
        let shares = household.couple && household.one_name;
        Person {
            language,
            woman,
            given: given_name(language, woman, rng),
            family: if shares {
                household.family.clone()
            } else {
                born.clone()
            },
            born: (woman && (shares || rng.random_bool(0.06))).then(|| {
                if shares {
                    born
                } else {
                    family_name(language, true, rng)
                }
            }),
        }
    }

    pub(crate) fn near(
        &self,
        place: u32,
        household: &Household,
        person: &Person,
        rng: &mut ChaCha8Rng,
    ) -> Vec<Near> {
        let mut near = Vec::new();
        if household.couple {
            let other = place ^ 1;
            let spouse = self.person(other, household);
            near.push(Near {
                name: full_name(&spouse.given, &spouse.family),
                relation: "spouse",
                of: Some(self.id(other)),
            });
        } else if rng.random_bool(0.3) {
            // Known by name only; by the given name alone if the family name is shared.
            let given = given_name(person.language, !person.woman, rng);
            let name = if rng.random_bool(0.5) {
                given
            } else {
                full_name(&given, &person.family)
            };
            near.push(Near {
                name,
                relation: "spouse",
                of: None,
            });
        }
        // Strangers who happen to be neighbours have different families: only one gets the children.
        if household.couple || place.is_multiple_of(2) {
            let known = |relation| {
                move |name: &String| Near {
                    name: name.clone(),
                    relation,
                    of: None,
                }
            };
            near.extend(household.children.iter().map(known("child")));
            near.extend(household.pets.iter().map(known("pet")));
        }
        near
    }
}

fn given_name(language: &Language, woman: bool, rng: &mut ChaCha8Rng) -> String {
    let list = if woman {
        &language.women
    } else {
        &language.men
    };
    let first = list.draw(rng);
    let second = list.draw(rng);
    match language.code {
        "en" if rng.random_bool(0.06) => format!("{first} {second}"),
        "en" if rng.random_bool(0.1) => {
            format!("{first} {}.", second.chars().take(1).collect::<String>())
        }
        "es" if rng.random_bool(0.25) => format!("{first} {second}"),
        "fr" if rng.random_bool(0.08) => format!("{first}-{second}"),
        "vi" if rng.random_bool(0.7) => format!("{first} {second}"),
        "zh" if first.chars().count() == 1
            && second.chars().count() == 1
            && rng.random_bool(0.7) =>
        {
            format!("{first}{second}")
        }
        _ => first.to_owned(),
    }
}

fn family_name(language: &Language, woman: bool, rng: &mut ChaCha8Rng) -> String {
    let list = if woman && !language.families_of_women.is_empty() {
        &language.families_of_women
    } else {
        &language.families
    };
    let first = list.draw(rng);
    match language.code {
        "es" if rng.random_bool(0.6) => format!("{first} {}", list.draw(rng)),
        "pt" if rng.random_bool(0.4) => format!("{first} {}", list.draw(rng)),
        "en" if rng.random_bool(0.025) => format!("{first}-{}", list.draw(rng)),
        "nl" if rng.random_bool(0.05) => format!("van {first}"),
        _ => first.to_owned(),
    }
}

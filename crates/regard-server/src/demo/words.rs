//! The words the demo store is made of. All people are made up.

/// Given names.
pub const GIVEN: &[&str] = &[
    "James", "Mary", "Robert", "Patricia", "John", "Jennifer", "Michael", "Linda", "David", "Elizabeth",
    "William", "Barbara", "Richard", "Susan", "Joseph", "Jessica", "Thomas", "Karen", "Christopher", "Sarah",
    "Daniel", "Lisa", "Matthew", "Nancy", "Anthony", "Sandra", "Mark", "Ashley", "Steven", "Emily",
    "Andrew", "Kimberly", "Paul", "Margaret", "Joshua", "Donna", "Kenneth", "Michelle", "Kevin", "Carol",
    "Brian", "Amanda", "George", "Melissa", "Edward", "Deborah", "Ronald", "Stephanie", "Timothy", "Rebecca",
    "José", "María", "Luis", "Sofía", "Ángel", "Lucía", "Andrés", "Inés", "René", "Zoë", "François", "Chloé",
    "Jürgen", "Anneliese", "Søren", "Freja", "Łukasz", "Małgorzata", "Siobhán", "Niamh", "Hiroshi", "Yuki",
    "Wei", "Li", "Arjun", "Priyanka", "Omar", "Leila", "Kwame", "Abena", "Noor", "Yusuf", "Elena", "Dmitri",
    "Ngozi", "Chidi", "Ewa", "Béla", "Ilse", "Matteo", "Giulia", "Rosa", "Ruth", "Grace", "Hannah", "Noah",
];

/// Family names.
pub const FAMILY: &[&str] = &[
    "Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis", "Rodriguez", "Martinez",
    "Hernandez", "Lopez", "Gonzalez", "Wilson", "Anderson", "Thomas", "Taylor", "Moore", "Jackson", "Martin",
    "Lee", "Perez", "Thompson", "White", "Harris", "Sanchez", "Clark", "Ramirez", "Lewis", "Robinson",
    "Walker", "Young", "Allen", "King", "Wright", "Scott", "Torres", "Nguyen", "Hill", "Flores",
    "Green", "Adams", "Nelson", "Baker", "Hall", "Rivera", "Campbell", "Mitchell", "Carter", "Roberts",
    "Muñoz", "Núñez", "Peña", "Gómez", "Fernández", "Lefèvre", "Dupont", "Müller", "Schröder", "Weiß",
    "Hansen", "Sørensen", "Nowak", "Kowalczyk", "O'Brien", "Ó Súilleabháin", "Tanaka", "Suzuki", "Chen", "Wang",
    "Patel", "Sharma", "Haddad", "Rahman", "Mensah", "Okonkwo", "Rossi", "Bianchi", "Ivanova", "Petrov",
    "Kim", "Park", "Santos", "Silva", "Almeida", "Novák", "Kovács", "Andersson", "Virtanen", "van den Berg",
];

/// What may stand in the window: kind, brand, model, description, price in whole dollars.
pub const PIECES: &[(&str, &str, &str, &str, i64)] = &[
    ("watch", "Omega", "Seamaster", "Seamaster, blue dial, steel, 42 mm", 5_600),
    ("watch", "Tudor", "Black Bay", "Black Bay, steel, 39 mm", 3_900),
    ("watch", "Longines", "HydroConquest", "HydroConquest, green dial, 41 mm", 1_900),
    ("watch", "Seiko", "Presage", "Presage, cream dial, leather strap", 650),
    ("watch", "Cartier", "Tank", "Tank, small, steel", 3_500),
    ("watch", "Nomos", "Tangente", "Tangente 38, hand-wound", 2_100),
    ("watch", "Hamilton", "Khaki Field", "Khaki Field, 38 mm, canvas strap", 550),
    ("ring", "", "", "Solitaire, 0.9 carat, platinum", 7_200),
    ("ring", "", "", "Sapphire halo ring, white gold", 3_150),
    ("ring", "", "", "Signet ring, yellow gold, oval", 1_250),
    ("band", "", "", "Wedding band, 4 mm, yellow gold", 980),
    ("band", "", "", "Wedding band, hammered, platinum", 1_650),
    ("necklace", "", "", "Pearl strand, 45 cm", 1_450),
    ("necklace", "", "", "Fine chain, rose gold, 42 cm", 420),
    ("bracelet", "", "", "Tennis bracelet, 3 carat", 4_800),
    ("bracelet", "", "", "Bangle, brushed yellow gold", 1_700),
    ("earrings", "", "", "Diamond studs, 0.5 carat", 1_350),
    ("earrings", "", "", "Pearl drops, silver", 240),
    ("pendant", "", "", "Locket, engraved, silver", 310),
    ("pendant", "", "", "Emerald pendant, yellow gold", 2_250),
];

/// What a purchase was for.
pub const OCCASIONS: &[&str] = &[
    "birthday", "10th anniversary", "25th anniversary", "graduation", "engagement", "Christmas", "5th anniversary",
    "retirement", "first job", "new baby",
];

/// What it meant.
pub const MEANINGS: &[&str] = &[
    "Saved for it for a year and came in every month to look at it.",
    "Wanted something their daughter can wear one day.",
    "Chose it alone, on a lunch break, and was sure at once.",
    "It replaces one that was lost on a journey.",
    "Had the date engraved on the inside where nobody sees it.",
    "Asked for the same stone that a grandmother wore.",
    "Laughed all the way through the fitting.",
    "The first thing they ever bought just for themselves.",
];

/// What someone said after a visit.
pub const NOTES: &[&str] = &[
    "Just back from Portugal, brown as a nut. Ask for the photographs.",
    "New job at the hospital, long shifts. Prefers to be told by text.",
    "Thinking about a second band, wants to see it stacked.",
    "The dog is called Biscuit and comes along on Saturdays.",
    "Left-handed: the clasp has to open the other way.",
    "Wrist is 17.5 cm in summer, a link less in winter.",
    "Her sister's wedding is in spring. Might need earrings.",
    "Collects fountain pens. Ben has the same habit.",
    "Does not like yellow gold, said so twice.",
    "Plays the cello. Takes rings off for it, keeps losing them.",
    "Moved house in autumn, the new address is in the book.",
    "Would love to see the vintage pieces when they come in.",
];

/// What customers say is wrong: words, kind of work, its words, price in whole dollars.
pub const FAULTS: &[(&str, &str, &str, i64)] = &[
    ("It stopped on Tuesday.", "battery", "Battery", 40),
    ("It loses ten minutes a day.", "service", "Service of the movement", 380),
    ("The glass is scratched.", "part", "New crystal", 120),
    ("It slides round my finger.", "resize", "Made smaller by one size", 75),
    ("One stone is loose.", "setting", "Prongs tightened", 60),
    ("The strap has had its day.", "strap", "New strap", 90),
    ("The clasp opens by itself.", "part", "New clasp", 85),
    ("Could you make it shine again?", "cleaning", "Cleaned and polished", 45),
    ("Please put our date inside.", "engraving", "Engraving, 12 letters", 55),
    ("The insurance wants a paper.", "appraisal", "Appraisal", 110),
];

/// Promises people give: words, work covered, uses allowed.
pub const PROMISES: &[(&str, Option<&str>, Option<i64>)] = &[
    ("Batteries free for life", Some("battery"), None),
    ("One free resize", Some("resize"), Some(1)),
    ("Cleaning on us, once a year", Some("cleaning"), None),
    ("First service on us", Some("service"), Some(1)),
];

/// Reasons to be in touch.
pub const REASONS: &[&str] = &[
    "How was the journey?",
    "Ask how the fitting feels after a month.",
    "The strap she wanted has arrived.",
    "Six months: time to look at the prongs.",
    "Just say thank you for the photographs.",
    "Call about the second earring.",
];

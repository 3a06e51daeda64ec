//! Which language a text is in: scripts, letters that give a language away, stop words, and the
//! phrases of the lexicon itself.

use crate::fold::{is_han, is_hangul, is_kana};
use crate::matcher::Find;
use crate::tables::{LANGUAGE_CODES, SUPPORTED_LANGUAGE_COUNT};
use crate::tokens::Tokens;
use serde::{Serialize, Serializer};

/// Characters read for the script; enough to tell, whatever the length of the text.
const CHARACTERS_MAX: usize = 2_000;
/// Words read for stop words.
const WORDS_MAX: usize = 400;
/// Points a language needs to be named: one stop word of its own alone is not enough to be sure, but
/// a message may have just three words.
const POINTS_MIN: f32 = 0.6;
/// Points a given-away letter is worth, at most this often.
const LETTER_POINTS: f32 = 0.7;
const LETTER_COUNT_MAX: f32 = 4.0;
/// Points a phrase of the lexicon is worth for its language, and all of them together.
const PHRASE_POINTS: f32 = 0.35;
const PHRASE_POINTS_MAX: f32 = 1.2;
/// A language with this share of the first one's points, and these points, is spoken as well.
const SPOKEN_SHARE: f32 = 0.35;
const SPOKEN_POINTS_MIN: f32 = 1.2;

/// An ISO 639-1 code, or `und` when the language is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(&'static str);

impl Language {
    /// Not known (ISO 639-2 `und`).
    pub const UNKNOWN: Self = Self("und");
    /// English: what a text in Latin letters is read as when nothing speaks for another language.
    pub const ENGLISH: Self = Self("en");

    /// The code: two letters, or `und`.
    pub fn code(self) -> &'static str {
        self.0
    }

    /// Whether the lexicon covers this language.
    pub fn is_supported(self) -> bool {
        LANGUAGE_CODES.iter().take(SUPPORTED_LANGUAGE_COUNT).any(|code| *code == self.0)
    }

    fn from_number(number: usize) -> Self {
        LANGUAGE_CODES.get(number).map_or(Self::UNKNOWN, |code| Self(code))
    }

    fn from_code(code: &str) -> Self {
        LANGUAGE_CODES.iter().position(|known| *known == code).map_or(Self::UNKNOWN, Self::from_number)
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

/// Letters that few languages use, and those languages.
const TELLING_LETTERS: &[(char, &[&str])] = &[
    ('ß', &["de"]),
    ('ä', &["de", "sv", "fi"]),
    ('ö', &["de", "sv", "tr", "fi", "hu"]),
    ('ü', &["de", "tr"]),
    ('å', &["sv", "da", "no"]),
    ('ø', &["da", "no"]),
    ('æ', &["da", "no"]),
    ('ł', &["pl"]),
    ('ą', &["pl"]),
    ('ę', &["pl"]),
    ('ś', &["pl"]),
    ('ż', &["pl"]),
    ('ź', &["pl"]),
    ('ć', &["pl"]),
    ('ń', &["pl"]),
    ('ğ', &["tr"]),
    ('ı', &["tr"]),
    ('ş', &["tr"]),
    ('İ', &["tr"]),
    ('ñ', &["es"]),
    ('¿', &["es"]),
    ('¡', &["es"]),
    ('ã', &["pt"]),
    ('õ', &["pt"]),
    ('ç', &["fr", "pt", "tr"]),
    ('è', &["fr", "it"]),
    ('ê', &["fr", "pt"]),
    ('à', &["fr", "it", "pt"]),
    ('œ', &["fr"]),
    ('ì', &["it"]),
    ('ò', &["it"]),
    ('ù', &["fr", "it"]),
    ('é', &["fr", "es", "pt"]),
    ('í', &["es", "pt", "cs"]),
    ('ó', &["es", "pt", "pl"]),
    ('á', &["es", "pt", "cs", "hu"]),
    ('ú', &["es", "pt"]),
    ('ř', &["cs"]),
    ('ě', &["cs"]),
    ('ů', &["cs"]),
    ('č', &["cs"]),
    ('š', &["cs"]),
    ('ž', &["cs"]),
    ('ő', &["hu"]),
    ('ű', &["hu"]),
    ('ă', &["ro"]),
    ('ș', &["ro"]),
    ('ț', &["ro"]),
    ('đ', &["vi"]),
    ('ơ', &["vi"]),
    ('ư', &["vi"]),
    ('ạ', &["vi"]),
    ('ế', &["vi"]),
];

/// Letters of each script.
#[derive(Default)]
struct Scripts {
    latin: u32,
    han: u32,
    kana: u32,
    hangul: u32,
    other: u32,
}

/// The language a text is in, and those it also uses: buyers mix.
#[derive(Clone, Copy, Debug)]
pub struct Detected {
    /// The main language.
    pub language: Language,
    /// All languages whose phrases count in full, as bits by number.
    spoken: u32,
}

impl Detected {
    /// Whether the language with this number is used in the text.
    pub fn speaks(self, number: u8) -> bool {
        self.language == Language::UNKNOWN || self.spoken & (1 << number) != 0
    }

    /// Whether all languages used in the text are among these codes.
    pub fn speaks_only(self, codes: impl Iterator<Item = &'static str>) -> bool {
        let place = |code| LANGUAGE_CODES.iter().position(|known| *known == code);
        let known = codes.filter_map(place).fold(0, |known, number| known | 1 << number);
        self.spoken & !known == 0
    }

    fn only(language: Language) -> Self {
        let number = LANGUAGE_CODES.iter().position(|code| *code == language.0);
        Self { language, spoken: number.map_or(0, |number| 1 << number) }
    }
}

/// The languages of a text, given its words and the phrases found in it.
pub fn detect(text: &str, tokens: &Tokens, finds: &[Find]) -> Detected {
    let scripts = count_scripts(text);
    let ideographs = scripts.han + scripts.kana + scripts.hangul;
    // One Han character says as much as two or three Latin letters.
    if ideographs * 2 > scripts.latin && ideographs * 2 > scripts.other {
        return Detected::only(Language::from_code(if scripts.hangul * 2 > ideographs {
            "ko"
        } else if scripts.kana * 8 > ideographs {
            "ja"
        } else {
            "zh"
        }));
    }
    if scripts.other > scripts.latin {
        return Detected::only(Language::UNKNOWN);
    }
    detect_latin(text, tokens, finds)
}

fn count_scripts(text: &str) -> Scripts {
    let mut scripts = Scripts::default();
    for character in text.chars().take(CHARACTERS_MAX) {
        let count = match character {
            _ if character.is_ascii_alphabetic() => &mut scripts.latin,
            _ if !character.is_alphabetic() => continue,
            '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' => &mut scripts.latin,
            _ if is_han(character) => &mut scripts.han,
            _ if is_kana(character) => &mut scripts.kana,
            _ if is_hangul(character) => &mut scripts.hangul,
            _ => &mut scripts.other,
        };
        *count += 1;
    }
    scripts
}

fn detect_latin(text: &str, tokens: &Tokens, finds: &[Find]) -> Detected {
    let mut points = vec![0.0_f32; LANGUAGE_CODES.len()];
    let mut stop_words = 0;
    for token in tokens.list.iter().take(WORDS_MAX).filter(|token| token.languages != 0) {
        stop_words += 1;
        // A word that many languages share says little about each.
        let share = 1.0 / token.languages.count_ones().max(1) as f32;
        for (number, sum) in points.iter_mut().enumerate() {
            if token.languages & (1 << number) != 0 {
                *sum += share.sqrt();
            }
        }
    }
    for (number, sum) in points.iter_mut().enumerate() {
        let count = finds.iter().filter(|find| usize::from(find.rule.language()) == number).take(8).count();
        *sum += (count as f32 * PHRASE_POINTS).min(PHRASE_POINTS_MAX);
    }
    add_letters(text, &mut points);
    let best = points.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
    let Some((number, best)) = best else { return Detected::only(Language::UNKNOWN) };
    // Unknown languages hit a stop word now and then by chance; a real one hits them all the time.
    let words = tokens.list.len().min(WORDS_MAX);
    let is_chance = words >= 8 && stop_words * 8 < words && *best < words as f32 * 0.12;
    if *best < POINTS_MIN && words > 3 || *best < 0.25 || is_chance {
        return Detected::only(Language::UNKNOWN);
    }
    let is_spoken = |points: &f32| *points >= SPOKEN_POINTS_MIN && *points >= best * SPOKEN_SHARE;
    let others = points.iter().enumerate().filter(|(_, points)| is_spoken(points));
    let spoken = others.fold(1 << number, |spoken, (other, _)| spoken | 1 << other);
    Detected { language: Language::from_number(number), spoken }
}

fn add_letters(text: &str, points: &mut [f32]) {
    let mut counts = [0.0_f32; TELLING_LETTERS.len()];
    for character in text.chars().take(CHARACTERS_MAX).filter(|character| !character.is_ascii()) {
        let lower = character.to_lowercase().next().unwrap_or(character);
        let is_it = |letter: char| letter == character || letter == lower;
        let place = TELLING_LETTERS.iter().position(|(letter, _)| is_it(*letter));
        if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
            *count += 1.0;
        }
    }
    for ((_, codes), count) in TELLING_LETTERS.iter().zip(counts).filter(|(_, count)| *count > 0.0) {
        let worth = count.min(LETTER_COUNT_MAX) * LETTER_POINTS / codes.len() as f32;
        for (sum, _) in points.iter_mut().zip(LANGUAGE_CODES).filter(|(_, code)| codes.contains(code)) {
            *sum += worth;
        }
    }
}

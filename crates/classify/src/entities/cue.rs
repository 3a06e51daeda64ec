//! The words before a number that say what it is.

use crate::fold::fold;

/// Bytes before a number that are searched for a word that names it.
const CONTEXT_BYTES_MAX: usize = 64;
/// Words before a number that may say it is none of ours.
const FOREIGN_DISTANCE_MAX: usize = 3;

/// Words before numbers of other kinds: phones, accounts, cards, bar codes; folded.
const FOREIGN_CUES: &[&str] = &[
    "account",
    "anrufen",
    "bel",
    "bellen",
    "call",
    "called",
    "calling",
    "card",
    "cell",
    "celular",
    "cellulare",
    "ean",
    "fax",
    "gtin",
    "handy",
    "handynummer",
    "iban",
    "imei",
    "isbn",
    "karte",
    "komorka",
    "konto",
    "kontonummer",
    "llamar",
    "mobil",
    "mobile",
    "mobilnummer",
    "movil",
    "phone",
    "portable",
    "ring",
    "rufnummer",
    "serial",
    "seriennummer",
    "tel",
    "telefon*",
    "telefoon*",
    "telephone",
    "upc",
    "whatsapp",
    "zadzwon",
    "电话",
    "電話",
    "手机",
    "手機",
    "携帯",
    "微信",
    "전화",
    "휴대폰",
    "연락처",
    "카드",
    "계좌",
];

/// The folded text right before a number.
pub struct Context(String);

impl Context {
    /// What stands before byte `place` of `text`.
    #[inline(never)]
    pub fn before(text: &str, place: usize) -> Self {
        let from = (place.saturating_sub(CONTEXT_BYTES_MAX)..=place).find(|start| text.is_char_boundary(*start));
        let mut folded = String::with_capacity(CONTEXT_BYTES_MAX);
        let context = from.and_then(|from| text.get(from..place)).unwrap_or("");
        context.chars().for_each(|character| fold(character, |lower| folded.push(lower)));
        Self(folded)
    }

    /// Its words, the nearest first.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.rsplit(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty())
    }

    /// Whether a word close by says that the number is a phone, an account, a card or the like.
    #[inline(never)]
    pub fn is_foreign(&self) -> bool {
        self.0.ends_with('+') || self.words().take(FOREIGN_DISTANCE_MAX).any(|word| is_any(word, FOREIGN_CUES))
    }
}

/// Whether a word is one of these cues.
#[inline(never)]
pub fn is_any(word: &str, cues: &[&str]) -> bool {
    cues.iter().any(|cue| is_cue(word, cue))
}

/// Whether a word is this cue: itself, its beginning (`bestell*`), or a part where words have no blanks between.
#[inline(never)]
pub fn is_cue(word: &str, cue: &str) -> bool {
    match cue.strip_suffix('*') {
        Some(start) => word.starts_with(start),
        None if cue.is_ascii() => word == cue,
        None => word.contains(cue),
    }
}

//! Folding: the one spelling that text and lexicon are compared in.
//!
//! Lower case, no diacritics on Latin letters, full-width forms narrowed, Traditional and Japanese
//! forms of the Han characters the lexicon uses replaced by the Simplified ones. Also compiled into
//! the build script, so that both sides of every comparison went through the same code.

/// Pairs of (variant, standard) Han characters, sorted by variant: Traditional and Japanese forms of
/// the characters the Chinese lexicon uses. Japanese phrases are folded the same way.
const HAN_VARIANTS: &[(char, char)] = &include!("han_variants.in");

/// Calls `push` with the folded characters of `character`: none, one or several.
pub fn fold(character: char, mut push: impl FnMut(char)) {
    if character.is_ascii() {
        return push(character.to_ascii_lowercase());
    }
    if is_invisible(character) {
        return;
    }
    if is_ideograph(character) {
        return push(fold_ideograph(character));
    }
    let narrowed = narrow(character);
    for lower in narrowed.to_lowercase() {
        if is_invisible(lower) {
            continue;
        }
        match latin_base(lower) {
            "" => push(lower),
            base => base.chars().for_each(&mut push),
        }
    }
}

/// Characters that must neither break nor change a word: combining marks, joiners, soft hyphen,
/// byte-order marks, direction controls, variation selectors.
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{00AD}'
            | '\u{0300}'..='\u{036F}'
            | '\u{061C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}'
            | '\u{20D0}'..='\u{20FF}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{1F3FB}'..='\u{1F3FF}'
            | '\u{E0000}'..='\u{E01EF}'
    )
}

/// Han, Hiragana, Katakana and Hangul: scripts in which each character is a word of its own here.
pub fn is_ideograph(character: char) -> bool {
    is_han(character) || is_kana(character) || is_hangul(character)
}

/// A Han character (Chinese, or Japanese kanji).
pub fn is_han(character: char) -> bool {
    matches!(character, '\u{3005}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}')
}

/// Hiragana or Katakana, half-width forms included.
pub fn is_kana(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}'
        | '\u{FF66}'..='\u{FF9F}')
}

/// A composed Hangul syllable.
pub fn is_hangul(character: char) -> bool {
    matches!(character, '\u{AC00}'..='\u{D7A3}')
}

fn fold_ideograph(character: char) -> char {
    HAN_VARIANTS
        .binary_search_by_key(&character, |pair| pair.0)
        .ok()
        .and_then(|index| HAN_VARIANTS.get(index))
        .map_or(character, |pair| pair.1)
}

/// Full-width ASCII to ASCII.
fn narrow(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        other => other,
    }
}

/// The base letters of a lower-case Latin letter with a diacritic; empty when there is nothing to do.
fn latin_base(lower: char) -> &'static str {
    match lower {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ț' => "t",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    }
}

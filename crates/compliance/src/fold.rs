//! Folding: the one spelling that replies and rules are compared in, with the way back.
//!
//! Lower case; no diacritics on Latin letters; full-width, enclosed and mathematical forms narrowed;
//! look-alikes of other scripts replaced by the Latin letter they pose as; Simplified characters; Katakana
//! without voicing marks. Invisible characters vanish. Also compiled into the build script, so that both
//! sides of every comparison went through the same code.

/// Pairs of (variant, standard) Han characters, sorted by variant: Traditional and Japanese forms of the
/// characters that the rules use.
const HAN_VARIANTS: &[(char, char)] = &include!("han_variants.in");

/// Half-width Katakana U+FF66..=U+FF9D in order, already plain.
const HALF_WIDTH_KATAKANA: [char; 56] = [
    'ヲ', 'ア', 'イ', 'ウ', 'エ', 'オ', 'ヤ', 'ユ', 'ヨ', 'ツ', 'ー', 'ア', 'イ', 'ウ', 'エ', 'オ', 'カ', 'キ', 'ク',
    'ケ', 'コ', 'サ', 'シ', 'ス', 'セ', 'ソ', 'タ', 'チ', 'ツ', 'テ', 'ト', 'ナ', 'ニ', 'ヌ', 'ネ', 'ノ', 'ハ', 'ヒ',
    'フ', 'ヘ', 'ホ', 'マ', 'ミ', 'ム', 'メ', 'モ', 'ヤ', 'ユ', 'ヨ', 'ラ', 'リ', 'ル', 'レ', 'ロ', 'ワ', 'ン',
];

/// A folded character and where it came from.
#[derive(Clone, Copy, Debug)]
pub struct Glyph {
    /// Folded.
    pub letter: char,
    /// Byte offset of the original character.
    pub start: u32,
    /// Byte offset after the original character.
    pub end: u32,
    /// Written in a way that ordinary writing doesn't: a look-alike, a keycap, a joiner inside a word.
    pub is_odd: bool,
    /// Whether the original was a capital.
    pub is_upper: bool,
    /// What the folded character is: any of [`LETTER`] to [`SIGN`].
    pub kind: u8,
}

/// A letter that isn't an ideograph.
pub const LETTER: u8 = 1;
/// A digit or another number that isn't an ideograph.
pub const NUMBER: u8 = 2;
/// Han, Hiragana, Katakana or Hangul.
pub const IDEOGRAPH: u8 = 4;
/// An emoji or a dingbat.
pub const PICTOGRAPH: u8 = 8;
/// A mark that is a word for the rules.
pub const MARK: u8 = 16;
/// A sign that may stand for a letter: "p@ypal".
pub const SIGN: u8 = 32;

/// [`kind_of`] for ASCII.
#[expect(clippy::indexing_slicing, reason = "in a constant: out of bounds it doesn't compile")]
const ASCII_KINDS: [u8; 128] = {
    let mut kinds = [0; 128];
    let mut code = 0;
    while code < kinds.len() {
        kinds[code] = match code as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => NUMBER,
            b'@' | b'$' => MARK | SIGN,
            b'%' | b'+' => MARK,
            b'!' | b'|' => SIGN,
            _ => 0,
        };
        code += 1;
    }
    kinds
};

impl Glyph {
    /// The folded form of an ASCII character.
    fn ascii(byte: u8, start: u32) -> Self {
        Self {
            letter: byte.to_ascii_lowercase() as char,
            start,
            end: start + 1,
            is_odd: false,
            is_upper: byte.is_ascii_uppercase(),
            kind: ASCII_KINDS.get(usize::from(byte)).copied().unwrap_or(0),
        }
    }

    /// Whether it is any of `kinds`.
    pub fn is(&self, kinds: u8) -> bool {
        self.kind & kinds != 0
    }
}

/// What a folded character is.
fn kind_of(letter: char) -> u8 {
    if let Some(kind) = ASCII_KINDS.get(letter as usize) {
        return *kind;
    }
    if is_ideograph(letter) {
        return IDEOGRAPH;
    }
    let word = match letter {
        _ if letter.is_alphabetic() => LETTER,
        _ if letter.is_numeric() => NUMBER,
        _ => 0,
    };
    let mark = match letter {
        '€' => MARK | SIGN,
        '£' | '¥' => MARK,
        '\u{2600}'..='\u{27BF}' | '\u{2B50}' | '\u{1F300}'..='\u{1FAFF}' => PICTOGRAPH,
        _ => 0,
    };
    word | mark
}

/// Folds all of `text`.
pub fn fold(text: &str) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::with_capacity(text.chars().count());
    let mut after_joiner = false;
    let mut rest = text;
    loop {
        // Nearly all of most texts, and nothing to look up for it.
        if !after_joiner && rest.as_bytes().first().is_some_and(u8::is_ascii) {
            let plain = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
            let start = (text.len() - rest.len()) as u32;
            glyphs.extend(rest.bytes().take(plain).zip(start..).map(|(byte, start)| Glyph::ascii(byte, start)));
            rest = rest.get(plain..).unwrap_or("");
        }
        let start = (text.len() - rest.len()) as u32;
        let mut characters = rest.chars();
        let Some(character) = characters.next() else { return glyphs };
        rest = characters.as_str();
        let end = start + character.len_utf8() as u32;
        if is_ideograph(character) && !after_joiner {
            let letter = fold_ideograph(character);
            glyphs.push(Glyph { letter, start, end, is_odd: false, is_upper: false, kind: IDEOGRAPH });
            continue;
        }
        if is_invisible(character) {
            after_joiner |= is_joiner(character);
            if character == '\u{20E3}'
                && let Some(digit) = glyphs.last_mut()
            {
                digit.is_odd = true;
            }
            continue;
        }
        let joined = after_joiner && glyphs.last().is_some_and(|last| last.letter.is_alphanumeric());
        let is_upper = character.is_uppercase();
        fold_one(character, |letter, is_odd| {
            glyphs.push(Glyph { letter, start, end, is_odd: is_odd || joined, is_upper, kind: kind_of(letter) });
        });
        after_joiner = false;
    }
}

/// Hands the folded forms of `character` to `push`, each with whether the original posed as it.
fn fold_one(character: char, mut push: impl FnMut(char, bool)) {
    if character.is_ascii() {
        return push(character.to_ascii_lowercase(), false);
    }
    if is_ideograph(character) {
        return push(fold_ideograph(character), false);
    }
    if matches!(character, '\u{3001}'..='\u{303F}') {
        return push(character, false);
    }
    if let Some(plain) = narrow(character) {
        return push(plain.to_ascii_lowercase(), false);
    }
    if let Some(number) = enclosed_number(character) {
        if number >= 100 {
            push('1', true);
        }
        if number >= 10 {
            push(digit(number / 10 % 10), true);
        }
        return push(digit(number % 10), true);
    }
    if let Some(letter) = enclosed_letter(character) {
        return push(letter, true);
    }
    if let Some(mark) = mark(character) {
        return push(mark, false);
    }
    if let Some(letter) = look_alike(character) {
        return push(letter, true);
    }
    for lower in character.to_lowercase().filter(|lower| !is_invisible(*lower)) {
        if let Some(letter) = look_alike(lower) {
            push(letter, true);
        } else if let Some(base) = base_letters(lower) {
            base.chars().for_each(|letter| push(letter, false));
        } else {
            push(lower, false);
        }
    }
}

/// Characters that must neither break nor change a word: combining marks, joiners, soft hyphen,
/// byte-order marks, direction controls, variation selectors, keycaps.
pub fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{0300}'..='\u{036F}'
            | '\u{061C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{20D0}'..='\u{20FF}'
            | '\u{3099}'
            | '\u{309A}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FF9E}'
            | '\u{FF9F}'
            | '\u{FFA0}'
            | '\u{1F3FB}'..='\u{1F3FF}'
            | '\u{E0000}'..='\u{E01EF}'
    )
}

fn is_joiner(character: char) -> bool {
    matches!(character, '\u{034F}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}')
}

/// Han, Hiragana, Katakana and Hangul: each character is a word of its own here.
pub fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3005}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{2FA1F}' | '\u{3041}'..='\u{3098}' | '\u{309B}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}'
        | '\u{FF66}'..='\u{FF9D}' | '\u{AC00}'..='\u{D7A3}' | '〇')
}

fn fold_ideograph(character: char) -> char {
    match character {
        '\u{3041}'..='\u{3096}' => plain_katakana(shift(character, 0x60)),
        '\u{30A1}'..='\u{30FA}' => plain_katakana(character),
        '\u{FF66}'..='\u{FF9D}' => HALF_WIDTH_KATAKANA.get(character as usize - 0xFF66).copied().unwrap_or(character),
        _ if !may_be_variant(character) => character,
        _ => {
            let place = HAN_VARIANTS.binary_search_by_key(&character, |pair| pair.0);
            place.ok().and_then(|place| HAN_VARIANTS.get(place)).map_or(character, |pair| pair.1)
        }
    }
}

/// The first character that [`HAN_VARIANT_BITS`] has a bit for.
const HAN_FIRST: u32 = 0x3400;

/// One bit for each of U+3400..U+A000: whether it is a variant. Most characters are none, and needn't be searched for.
#[expect(clippy::indexing_slicing, reason = "in a constant: out of bounds it doesn't compile")]
const HAN_VARIANT_BITS: [u64; 432] = {
    let mut bits = [0; 432];
    let mut place = 0;
    while place < HAN_VARIANTS.len() {
        let offset = (HAN_VARIANTS[place].0 as u32 - HAN_FIRST) as usize;
        bits[offset / 64] |= 1 << (offset % 64);
        place += 1;
    }
    bits
};

fn may_be_variant(character: char) -> bool {
    let offset = (character as u32).wrapping_sub(HAN_FIRST);
    HAN_VARIANT_BITS.get(offset as usize / 64).is_some_and(|bits| bits >> (offset % 64) & 1 == 1)
}

fn shift(character: char, by: u32) -> char {
    char::from_u32(character as u32 + by).unwrap_or(character)
}

/// Katakana without voicing marks and smallness.
fn plain_katakana(character: char) -> char {
    match character {
        'ガ' | 'ヵ' => 'カ',
        'ギ' => 'キ',
        'グ' => 'ク',
        'ゲ' | 'ヶ' => 'ケ',
        'ゴ' => 'コ',
        'ザ' => 'サ',
        'ジ' => 'シ',
        'ズ' => 'ス',
        'ゼ' => 'セ',
        'ゾ' => 'ソ',
        'ダ' => 'タ',
        'ヂ' => 'チ',
        'ヅ' | 'ッ' => 'ツ',
        'デ' => 'テ',
        'ド' => 'ト',
        'バ' | 'パ' => 'ハ',
        'ビ' | 'ピ' => 'ヒ',
        'ブ' | 'プ' => 'フ',
        'ベ' | 'ペ' => 'ヘ',
        'ボ' | 'ポ' => 'ホ',
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' | 'ヴ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        other => other,
    }
}

/// Full-width ASCII, odd blanks, dashes and slashes as ASCII.
fn narrow(character: char) -> Option<char> {
    Some(match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(character as u32 - 0xFEE0)?,
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => ' ',
        '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' => '-',
        '\u{2044}' | '\u{2215}' | '\u{29F8}' => '/',
        '\u{2024}' | '\u{FE52}' => '.',
        '‘' | '’' | 'ʼ' | '´' => '\'',
        _ => return None,
    })
}

/// Marks that rules name, in the one form that they use.
fn mark(character: char) -> Option<char> {
    Some(match character {
        '★' | '☆' | '🌟' | '✭' | '✯' | '⭑' | '✰' => '⭐',
        '➕' | '✚' => '+',
        '♥' | '♡' | '💚' | '💙' | '💜' | '🧡' | '💛' | '💕' | '💖' => '❤',
        '👍' | '👌' => '👍',
        '☎' | '📞' | '📱' | '☏' | '📲' => '📞',
        '✉' | '📧' | '📩' | '📨' | '💌' => '📧',
        '💬' | '💭' | '🗨' => '💬',
        _ => return None,
    })
}

fn enclosed_number(character: char) -> Option<u32> {
    let code = character as u32;
    Some(match code {
        0x2460..=0x2473 => code - 0x2460 + 1,
        0x2474..=0x2487 => code - 0x2474 + 1,
        0x2488..=0x249B => code - 0x2488 + 1,
        0x24EA => 0,
        0x24EB..=0x24F4 => code - 0x24EB + 11,
        0x24F5..=0x24FE => code - 0x24F5 + 1,
        0x2776..=0x277F => code - 0x2776 + 1,
        0x2780..=0x2789 => code - 0x2780 + 1,
        0x278A..=0x2793 => code - 0x278A + 1,
        0x1D7CE..=0x1D7FF => (code - 0x1D7CE) % 10,
        0x2070 | 0x2080 => 0,
        0xB9 => 1,
        0xB2 | 0xB3 => code - 0xB0,
        0x2074..=0x2079 => code - 0x2070,
        0x2081..=0x2089 => code - 0x2080,
        0x660..=0x669 => code - 0x660,
        0x6F0..=0x6F9 => code - 0x6F0,
        0x966..=0x96F => code - 0x966,
        0x1F51F => 10,
        0x1F4AF => 100,
        _ => return None,
    })
}

fn enclosed_letter(character: char) -> Option<char> {
    let code = character as u32;
    let place = match code {
        0x249C..=0x24B5 => code - 0x249C,
        0x24B6..=0x24E9 => (code - 0x24B6) % 26,
        0x1D400..=0x1D6A3 => (code - 0x1D400) % 26,
        0x1F110..=0x1F129 => code - 0x1F110,
        0x1F130..=0x1F149 => code - 0x1F130,
        0x1F150..=0x1F169 => code - 0x1F150,
        0x1F170..=0x1F189 => code - 0x1F170,
        0x1F1E6..=0x1F1FF => code - 0x1F1E6,
        _ => return None,
    };
    char::from_u32('a' as u32 + place)
}

fn digit(number: u32) -> char {
    char::from_digit(number % 10, 10).unwrap_or('0')
}

/// The Latin letter that a character of another script poses as.
fn look_alike(character: char) -> Option<char> {
    Some(match character {
        'а' | 'Α' | 'α' | 'ά' | 'ɑ' | 'ᴀ' | 'ᵃ' => 'a',
        'в' | 'ь' | 'Β' | 'β' | 'ʙ' | 'ᵇ' => 'b',
        'с' | 'ς' | 'ᴄ' | 'ᶜ' => 'c',
        'ԁ' | 'ᴅ' | 'ᵈ' => 'd',
        'е' | 'ё' | 'Ε' | 'ε' | 'έ' | 'ᴇ' | 'ᵉ' => 'e',
        'ꜰ' | 'ᶠ' => 'f',
        'ց' | 'ɡ' | 'ɢ' | 'ᵍ' => 'g',
        'н' | 'һ' | 'Η' | 'հ' | 'ʜ' | 'ʰ' => 'h',
        'і' | 'ї' | 'Ι' | 'ι' | 'ί' | 'ɩ' | 'ɪ' | 'ⁱ' => 'i',
        'ј' | 'ᴊ' | 'ʲ' => 'j',
        'к' | 'Κ' | 'κ' | 'ᴋ' | 'ᵏ' => 'k',
        'ӏ' | 'լ' | 'ʟ' | 'ˡ' => 'l',
        'м' | 'Μ' | 'ᴍ' | 'ᵐ' => 'm',
        'п' | 'Ν' | 'η' | 'ή' | 'ո' | 'ɴ' | 'ⁿ' => 'n',
        'о' | 'Ο' | 'ο' | 'ό' | 'օ' | 'ᴏ' | 'ᵒ' => 'o',
        'р' | 'Ρ' | 'ρ' | 'ᴘ' | 'ᵖ' => 'p',
        'ԛ' | 'ք' | 'զ' => 'q',
        'г' | 'ʀ' | 'ʳ' => 'r',
        'ѕ' | 'ꜱ' | 'ˢ' => 's',
        'т' | 'Τ' | 'τ' | 'ᴛ' | 'ᵗ' => 't',
        'υ' | 'ύ' | 'ս' | 'ᴜ' | 'ᵘ' => 'u',
        'ѵ' | 'ν' | 'ʋ' | 'ᴠ' | 'ᵛ' => 'v',
        'ԝ' | 'ω' | 'ώ' | 'ᴡ' | 'ʷ' => 'w',
        'х' | 'Χ' | 'χ' | 'ˣ' => 'x',
        'у' | 'ү' | 'Υ' | 'γ' | 'ʏ' | 'ʸ' => 'y',
        'Ζ' | 'ᴢ' | 'ᶻ' => 'z',
        _ => return None,
    })
}

/// The base letters of a lower-case Latin letter with a diacritic.
fn base_letters(lower: char) -> Option<&'static str> {
    Some(match lower {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ' | 'ả' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ' | 'ẻ' | 'ẽ' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ị' => "i",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ŋ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ọ' | 'ỏ' => "o",
        'œ' => "oe",
        'ŕ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ſ' => "s",
        'ß' | 'ẞ' => "ss",
        'ţ' | 'ť' | 'ț' | 'ŧ' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ụ' => "u",
        'ŵ' | 'ẁ' | 'ẃ' | 'ẅ' => "w",
        'ý' | 'ÿ' | 'ŷ' | 'ỳ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬀ' => "ff",
        _ => return None,
    })
}

//! Takes out of a text the characters that could make it look like another text.

use std::borrow::Cow;

/// Returns `text` with `\n` as the only line end and without control characters (Unicode general
/// category Cc), bidirectional controls (property `Bidi_Control`, UAX #9: overrides could show an
/// amount or an address backwards), deprecated format characters, interlinear annotations and the
/// byte order mark. A tab becomes a space. Markup is left as it is: the result is plain text.
///
/// Joiners (U+200C, U+200D) stay: Persian, Hindi and emoji need them.
#[must_use]
pub fn clean(text: &str) -> String {
    let unified: Cow<'_, str> =
        if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
    unified.chars().filter_map(keep).collect()
}

/// What stands for one character; `None` drops it.
fn keep(character: char) -> Option<char> {
    match character {
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(' '),
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => None,
        '\u{206A}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FEFF}' => None,
        other if other.is_control() => None,
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn keeps_text_and_newlines() {
        assert_eq!(clean("Zoë 王\n<b>{{ 7 }}</b> 👩‍💻"), "Zoë 王\n<b>{{ 7 }}</b> 👩‍💻");
        assert_eq!(clean("a\r\nb\rc\u{2028}d\te"), "a\nb\nc\nd e");
    }

    #[test]
    fn drops_what_hides_or_reverses() {
        assert_eq!(clean("pay \u{202E}001\u{202C}\u{0}\u{1b}[31m\u{feff}\u{2066}!"), "pay 001[31m!");
    }
}

//! Text from outside, cleaned and cut to the limits of `sellerdesk_canonical`.

use sellerdesk_canonical::limits::{LINE_BYTES_MAX, TEXT_BYTES_MAX};

/// A text that may have been cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// What is left, at most [`TEXT_BYTES_MAX`] bytes.
    pub text: String,
    /// Whether there was more.
    pub truncated: bool,
}

/// A message's text: line ends become LF, other control characters but the tab go, the rest is cut at a
/// character boundary.
pub fn body(text: &str) -> Cut {
    let unified = text.replace("\r\n", "\n");
    let kept = unified.chars().filter_map(|character| match character {
        '\r' => Some('\n'),
        '\n' | '\t' => Some(character),
        _ => (!character.is_control()).then_some(character),
    });
    collect(kept, TEXT_BYTES_MAX)
}

/// One line for display: every run of white space and control characters becomes one space, none stand at the
/// ends, and the rest is cut at [`LINE_BYTES_MAX`] bytes.
pub fn line(text: &str) -> String {
    let mut line = String::new();
    let words = text.split(|character: char| character.is_whitespace() || character.is_control());
    for word in words.filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > LINE_BYTES_MAX {
            break;
        }
    }
    cut(&line, LINE_BYTES_MAX).trim_end().to_owned()
}

/// The longest start of `text` of at most `bytes_max` bytes that ends between two characters.
pub fn cut(text: &str, bytes_max: usize) -> &str {
    let end = text.floor_char_boundary(bytes_max);
    text.get(..end).unwrap_or_default()
}

/// Layout undone: no white space at either end of a line, at most one empty line in a row, none at the ends.
pub fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut empty_lines = 0;
    for line in text.lines().map(str::trim_end) {
        if line.trim_start().is_empty() {
            empty_lines += 1;
            continue;
        }
        if !tidied.is_empty() {
            tidied.push_str(if empty_lines > 0 { "\n\n" } else { "\n" });
        }
        empty_lines = 0;
        tidied.push_str(line.trim_start());
    }
    tidied
}

/// Whether a text of at most `bytes_max` bytes may stand in a path of a URL as it is: ASCII letters, digits, `_` and `-`.
pub fn is_plain_id(text: &str, bytes_max: usize) -> bool {
    (1..=bytes_max).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

fn collect(characters: impl Iterator<Item = char>, bytes_max: usize) -> Cut {
    let mut text = String::new();
    for character in characters {
        if text.len() + character.len_utf8() > bytes_max {
            return Cut { text, truncated: true };
        }
        text.push(character);
    }
    Cut { text, truncated: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_go_and_line_ends_become_one() {
        let cut = body("a\0b\r\nc\rd\te\u{7f}\u{85}\u{1b}[31mf");
        assert_eq!(cut, Cut { text: "ab\nc\nd\te[31mf".to_owned(), truncated: false });
        assert_eq!(line(" \n a\0\0b\t\u{a0}c \r\n"), "a b c");
        assert_eq!(line("\u{7f}\n"), "");
    }

    #[test]
    fn cutting_keeps_whole_characters() {
        let exact = "é".repeat(TEXT_BYTES_MAX / 2);
        assert_eq!(body(&exact), Cut { text: exact.clone(), truncated: false });
        let longer = format!("x{exact}");
        let cut_body = body(&longer);
        assert!(cut_body.truncated);
        assert_eq!(cut_body.text.len(), TEXT_BYTES_MAX - 1);
        assert_eq!(line(&format!("x{}", "é".repeat(LINE_BYTES_MAX))).len(), LINE_BYTES_MAX - 1);
        assert_eq!(cut("😀", 3), "");
        assert_eq!(cut("😀", 4), "😀");
    }

    #[test]
    fn what_is_stripped_does_not_count_as_cut() {
        let padded = format!("{}{}", "\0".repeat(10), "a".repeat(TEXT_BYTES_MAX));
        assert!(!body(&padded).truncated);
    }

    #[test]
    fn layout_is_undone() {
        assert_eq!(tidy("\n\n  Hello, \n\n\n\tit is late.\nAnna\n\n"), "Hello,\n\nit is late.\nAnna");
        assert_eq!(tidy(" \n "), "");
    }

    #[test]
    fn a_plain_id_has_nothing_that_a_path_gives_a_meaning() {
        assert!(is_plain_id("aZ09_-", 6));
        for text in ["", "aZ09_-x", "a/b", "..", "a b", "é", "a%2F"] {
            assert!(!is_plain_id(text, 6), "{text}");
        }
    }
}

//! Splits the inside of a tag into words.

/// The names, numbers and signs of a tag in order; text in quotes comes as one word, quotes included.
pub(crate) fn words(inside: &str) -> impl Iterator<Item = &str> {
    let mut rest = inside;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let first = rest.chars().next()?;
        let length = match first {
            '"' | '\'' => quoted_bytes(rest, first),
            _ if is_word(first) => rest.find(|character| !is_word(character)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (word, after) = rest.split_at_checked(length)?;
        rest = after;
        Some(word)
    })
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Bytes up to and with the closing quote; all of `text` when there is none.
fn quoted_bytes(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + quote.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_signs_and_quoted_text() {
        let split: Vec<&str> = words(r#"- days|plural("a \" | b", '天') is not 客户名"#).collect();
        assert_eq!(split, ["-", "days", "|", "plural", "(", r#""a \" | b""#, ",", "'天'", ")", "is", "not", "客户名"]);
    }
}

//! Text from outside, made harmless for a notification: a buyer's words, a platform's reason, a shop's name.

/// What stands for an e-mail address.
const EMAIL: &str = "[e-mail]";
/// What stands for a telephone number, or any other number as long.
const NUMBER: &str = "[number]";
/// Digits from which on a number may be somebody's telephone.
const NUMBER_DIGITS_MIN: usize = 7;
/// What a cut text ends with.
pub const ELLIPSIS: char = '…';

/// One line of at most `chars_max` characters: no control, format or direction characters, no e-mail addresses, no
/// long numbers, no `://`, so that no client makes a link of it.
pub fn clean(text: &str, chars_max: usize) -> String {
    // Masking looks at whole words: enough of them for what is kept.
    let start: String = text.chars().take(chars_max.saturating_mul(4).saturating_add(400)).collect();
    let mut line = String::new();
    let visible: String = start.chars().filter(|character| !is_hidden(*character)).collect();
    for word in visible.split(|character: char| character.is_whitespace() || character.is_control()) {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    cut(&mask_numbers(&mask_emails(&line)).replace("://", " "), chars_max)
}

/// At most `chars_max` characters, the last one an ellipsis where there was more.
pub fn cut(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(chars_max.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push(ELLIPSIS);
    short
}

/// For Slack's mrkdwn: without these three there is no mention, no link and no channel.
pub fn slack(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// For the Markdown dialects of DingTalk and WeCom, which don't agree on an escape: every character that means
/// something becomes its full-width twin.
pub fn markdown(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '<' | '>' | '[' | ']' | '(' | ')' | '*' | '_' | '`' | '#' | '!' | '~' | '|' | '\\' | '@' | '&' => {
                char::from_u32(u32::from(character) + 0xFEE0).unwrap_or(' ')
            }
            other => other,
        })
        .collect()
}

/// Characters that show nothing but change what is shown.
fn is_hidden(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Every run of an address's characters with an `@` inside.
fn mask_emails(text: &str) -> String {
    let is_part = |character: char| character.is_ascii_alphanumeric() || "._%+-@＠".contains(character);
    masked(text, is_part, |run| {
        let is_address = run.split_once(['@', '＠']).is_some_and(|(local, domain)| {
            local.contains(|c: char| c.is_ascii_alphanumeric()) && domain.contains(|c: char| c.is_ascii_alphanumeric())
        });
        is_address.then_some(EMAIL)
    })
}

/// Every run of digits and what people part them by, with at least [`NUMBER_DIGITS_MIN`] digits.
fn mask_numbers(text: &str) -> String {
    let is_digit = |character: char| character.is_ascii_digit() || ('０'..='９').contains(&character);
    let is_part = |character: char| is_digit(character) || " -.()/+".contains(character);
    masked(text, is_part, |run| (run.chars().filter(|c| is_digit(*c)).count() >= NUMBER_DIGITS_MIN).then_some(NUMBER))
}

/// Replaces the runs that `mask` has a word for, white space at their ends kept.
fn masked(text: &str, is_part: impl Fn(char) -> bool, mask: impl Fn(&str) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    let flush = |run: &mut String, out: &mut String| {
        match mask(run) {
            Some(word) => {
                out.push_str(if run.starts_with(' ') { " " } else { "" });
                out.push_str(word);
                out.push_str(if run.ends_with(' ') { " " } else { "" });
            }
            None => out.push_str(run),
        }
        run.clear();
    };
    for character in text.chars() {
        if is_part(character) {
            run.push(character);
        } else {
            flush(&mut run, &mut out);
            out.push(character);
        }
    }
    flush(&mut run, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_harm_or_tell_too_much_goes() {
        for (text, expected) in [
            ("a\0b\r\n\tc\u{202e}d", "a b cd"),
            ("write ann@mail.example now", "write [e-mail] now"),
            ("请联系ann+1@mail.example谢谢", "请联系[e-mail]谢谢"),
            ("call +49 (170) 123-45.67 ok", "call [number] ok"),
            ("电话１３８００１３８０００！", "电话[number]！"),
            ("order 12345, 2 pieces", "order 12345, 2 pieces"),
            ("see https://evil.example/x", "see https evil.example/x"),
            ("@channel hi", "@channel hi"),
        ] {
            assert_eq!(clean(text, 100), expected, "{text:?}");
        }
        assert_eq!(clean("😀😀😀😀", 3), "😀😀…");
        assert_eq!(clean("abc", 3), "abc");
    }

    #[test]
    fn each_dialect_loses_its_markup() {
        assert_eq!(slack("<!here> & <@U1>"), "&lt;!here&gt; &amp; &lt;@U1&gt;");
        let out = markdown("[a](b) <@all> **x** `c` # !");
        assert!(!out.contains(['<', '>', '[', ']', '(', ')', '*', '`', '#', '!', '@']), "{out}");
    }
}

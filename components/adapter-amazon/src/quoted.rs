//! Quoted history in a buyer's reply: what mail programs put below (or above) the new words.
//!
//! Only unmistakable forms are cut, and never everything: a text that would be empty stays as it was.

use crate::fold::fold;
use sellerdesk_adapter::text;

/// How lines that introduce a quote begin, folded.
const INTRODUCTION_STARTS: &[&str] = &["on ", "am ", "le ", "il ", "el ", "em ", "op ", "den ", "w dniu "];
/// How they end, folded.
const INTRODUCTION_ENDS: &[&str] = &[
    "wrote:",
    "schrieb:",
    "a ecrit :",
    "a ecrit:",
    "ha scritto:",
    "escribio:",
    "escreveu:",
    "schreef:",
    "skrev:",
    "napisal(a):",
];
/// What stands between dashes above a forwarded or quoted mail, folded.
const ORIGINAL_MESSAGE_LABELS: &[&str] = &[
    "original message",
    "ursprungliche nachricht",
    "message d'origine",
    "messaggio originale",
    "mensaje original",
    "mensagem original",
    "oorspronkelijk bericht",
];
/// A line compared with the tables, in bytes; longer ones are prose.
const LINE_BYTES_COMPARED_MAX: usize = 400;

/// The text without quoted history.
pub fn without_quotes(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let end = lines.iter().enumerate().position(|(at, _)| begins_quote(&lines, at)).unwrap_or(lines.len());
    let kept: Vec<&str> = lines.iter().take(end).copied().filter(|line| !line.trim_start().starts_with('>')).collect();
    let has_words = kept.iter().any(|line| !line.trim().is_empty());
    if has_words {
        return kept.join("\n");
    }
    // The reply stands below the quote, or there is nothing but quote.
    let below: Vec<&str> = lines.iter().copied().filter(|line| !line.trim_start().starts_with('>')).collect();
    if below.iter().any(|line| !line.trim().is_empty()) { below.join("\n") } else { text.to_owned() }
}

/// Whether a quote's introduction begins on a line; one may be wrapped onto a second line.
fn begins_quote(lines: &[&str], at: usize) -> bool {
    let Some(line) = lines.get(at).map(|line| line.trim()).filter(|line| line.len() <= LINE_BYTES_COMPARED_MAX) else {
        return false;
    };
    if line.starts_with("--") || line.starts_with("__") {
        let label = fold(line.trim_matches(['-', '_', ' ']));
        return ORIGINAL_MESSAGE_LABELS.contains(&label.as_str());
    }
    let folded = fold(line);
    if !INTRODUCTION_STARTS.iter().any(|start| folded.starts_with(start)) {
        return false;
    }
    let next = lines.get(at + 1).map(|line| line.trim()).unwrap_or_default();
    let joined = format!("{folded} {}", fold(text::cut(next, LINE_BYTES_COMPARED_MAX)));
    let ends = |text: &str| INTRODUCTION_ENDS.iter().any(|end| text.trim_end().ends_with(end));
    let introduction = match (ends(&folded), ends(&joined)) {
        (true, _) => folded,
        (false, true) => joined,
        (false, false) => return false,
    };
    // "On Monday the driver wrote:" is prose; a mail program names the day in digits and the writer's address.
    introduction.bytes().any(|byte| byte.is_ascii_digit())
        && (introduction.contains('@') || lines.iter().skip(at + 1).take(3).any(|line| line.trim().starts_with('>')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_lose_what_they_quote() {
        for quote in [
            "On Mon, 5 Jan 2026 at 10:00, Shop <abc@marketplace.amazon.com> wrote:\n> Hello\n> there",
            "On Mon, 5 Jan 2026 at 10:00, Shop\n<abc@marketplace.amazon.com> wrote:\nHello",
            "Am 05.01.2026 um 10:00 schrieb Shop:\n\n> Hallo",
            "-----Ursprüngliche Nachricht-----\nVon: Shop",
            "> Hello",
        ] {
            let expected = if quote.contains("schrieb Shop:") { None } else { Some("Thanks.") };
            let result = without_quotes(&format!("Thanks.\n{quote}"));
            match expected {
                Some(expected) => assert_eq!(result.trim(), expected, "{quote}"),
                // An introduction of another form stays, its quoted lines go.
                None => assert!(result.starts_with("Thanks.") && !result.contains("Hallo"), "{result}"),
            }
        }
    }

    #[test]
    fn prose_that_looks_like_an_introduction_stays() {
        let text = "On Monday the driver wrote:\nnobody at home at 5 pm";
        assert_eq!(without_quotes(text), text);
        let text = "On 5 January the driver wrote:\nnobody at home";
        assert_eq!(without_quotes(text), text);
    }

    #[test]
    fn nothing_is_cut_to_nothing() {
        assert_eq!(without_quotes("> only\n> quote"), "> only\n> quote");
        let below = "On 5 Jan 2026 a@b.example wrote:\n> Hello\n\nMy answer";
        assert!(without_quotes(below).contains("My answer"));
    }
}

//! Quoted history in a person's reply: what mail programs put below (or above) the new words.
//!
//! Only unmistakable forms are cut, and never everything: a text that would be empty stays as it was.

use crate::text;

/// How lines that introduce a quote begin, in lower case.
const INTRODUCTION_STARTS: &[&str] =
    &["on ", "am ", "le ", "il ", "el ", "em ", "op ", "den ", "w dniu ", "в ", "在 ", "在", "于"];
/// How they end, in lower case.
const INTRODUCTION_ENDS: &[&str] = &[
    "wrote:",
    "schrieb:",
    "a écrit :",
    "a écrit:",
    "ha scritto:",
    "escribió:",
    "escreveu:",
    "schreef:",
    "skrev:",
    "napisał(a):",
    "пишет:",
    "写道：",
    "写道:",
];
/// What stands between dashes above a forwarded or quoted mail, in lower case.
const ORIGINAL_MESSAGE_LABELS: &[&str] = &[
    "original message",
    "ursprüngliche nachricht",
    "message d'origine",
    "messaggio originale",
    "mensaje original",
    "mensagem original",
    "oorspronkelijk bericht",
    "forwarded message",
    "原始邮件",
];
/// The first line of a quoted mail's header, in lower case; the next lines tell when and to whom it was sent.
const HEADER_STARTS: &[&str] = &["from:", "von:", "de :", "de:", "da:", "发件人:", "发件人："];
/// How those next lines begin.
const HEADER_NEXT: &[&str] = &[
    "sent:",
    "date:",
    "to:",
    "gesendet:",
    "datum:",
    "an:",
    "envoyé",
    "à :",
    "enviado",
    "fecha:",
    "para:",
    "inviato:",
    "data:",
    "a:",
    "发送时间",
    "日期",
    "收件人",
];
/// Lines below a header's first one in which at least two of those have to stand.
const HEADER_LINES: usize = 4;
/// What stands above a signature (RFC 3676, section 4.3), its space at the end cut off or not.
const SIGNATURE_LINES: [&str; 2] = ["-- ", "--"];
/// A line compared with the tables, in bytes; longer ones are prose.
const LINE_BYTES_COMPARED_MAX: usize = 400;

/// The text without quoted history and without a signature set off by `-- `.
pub fn without_quotes(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let end = lines.iter().enumerate().position(|(at, _)| begins_quote(&lines, at)).unwrap_or(lines.len());
    let is_own = |line: &&str| !line.trim_start().starts_with('>');
    let kept: Vec<&str> = lines.iter().take(end).copied().filter(is_own).collect();
    if has_words(&kept) {
        return kept.join("\n");
    }
    // The reply stands below the quote, or there is nothing but quote.
    let below: Vec<&str> = lines.iter().copied().filter(is_own).collect();
    if has_words(&below) { below.join("\n") } else { text.to_owned() }
}

fn has_words(lines: &[&str]) -> bool {
    lines.iter().any(|line| !line.trim().is_empty())
}

/// Whether a quote's introduction, or a signature, begins on a line; an introduction may be wrapped onto a second.
fn begins_quote(lines: &[&str], at: usize) -> bool {
    let Some(line) = lines.get(at).filter(|line| line.len() <= LINE_BYTES_COMPARED_MAX) else {
        return false;
    };
    if SIGNATURE_LINES.contains(line) {
        return true;
    }
    let lower = line.trim().to_lowercase();
    if lower.starts_with("--") || lower.starts_with("__") {
        let label = lower.trim_matches(['-', '_', ' ']);
        return ORIGINAL_MESSAGE_LABELS.contains(&label);
    }
    is_header(lines, at, &lower) || is_introduction(lines, at, &lower)
}

/// `From:`, and below it when and to whom.
fn is_header(lines: &[&str], at: usize, lower: &str) -> bool {
    let next = |line: &&&str| {
        let lower = text::cut(line.trim(), LINE_BYTES_COMPARED_MAX).to_lowercase();
        HEADER_NEXT.iter().any(|start| lower.starts_with(start))
    };
    HEADER_STARTS.iter().any(|start| lower.starts_with(start))
        && lines.iter().skip(at + 1).take(HEADER_LINES).filter(next).count() >= 2
}

fn is_introduction(lines: &[&str], at: usize, lower: &str) -> bool {
    if !INTRODUCTION_STARTS.iter().any(|start| lower.starts_with(start)) {
        return false;
    }
    let next = lines.get(at + 1).map(|line| line.trim()).unwrap_or_default();
    let joined = format!("{lower} {}", text::cut(next, LINE_BYTES_COMPARED_MAX).to_lowercase());
    let ends = |text: &str| INTRODUCTION_ENDS.iter().any(|end| text.trim_end().ends_with(end));
    let introduction = match (ends(lower), ends(&joined)) {
        (true, _) => lower.to_owned(),
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
            "On Mon, 5 Jan 2026 at 10:00, Shop <abc@shop.example> wrote:\n> Hello\n> there",
            "On Mon, 5 Jan 2026 at 10:00, Shop\n<abc@shop.example> wrote:\nHello",
            "Am 05.01.2026 um 10:00 schrieb Shop <abc@shop.example>:\n\n> Hallo",
            "-----Ursprüngliche Nachricht-----\nVon: Shop",
            "From: Shop <abc@shop.example>\nSent: Monday\nTo: Ann\nSubject: Re: x\n\nHello",
            "在 2026年1月5日 shop@shop.example 写道：\n> 你好",
            "> Hello",
            "-- \nAnn",
        ] {
            let kept = without_quotes(&format!("Thanks.\n{quote}"));
            let expected = if quote.starts_with("Am ") {
                "Thanks.\nAm 05.01.2026 um 10:00 schrieb Shop <abc@shop.example>:"
            } else {
                "Thanks."
            };
            assert_eq!(kept.trim(), expected, "{quote}");
        }
    }

    #[test]
    fn prose_that_looks_like_an_introduction_stays() {
        for text in [
            "On Monday the driver wrote:\nnobody at home at 5 pm",
            "On 5 January the driver wrote:\nnobody at home",
            "From: what I see it is broken\nand I want my money back",
            "a -- b\n--- really ---",
        ] {
            assert_eq!(without_quotes(text), text);
        }
    }

    #[test]
    fn nothing_is_cut_to_nothing() {
        assert_eq!(without_quotes("> only\n> quote"), "> only\n> quote");
        let below = "On 5 Jan 2026 a@b.example wrote:\n> Hello\n\nMy answer";
        assert!(without_quotes(below).contains("My answer"));
        assert_eq!(without_quotes(""), "");
    }
}

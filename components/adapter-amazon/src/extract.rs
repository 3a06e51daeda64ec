//! A buyer's own words out of Amazon's mail.
//!
//! The words stand between a start and an end marker. Buyers can write markers too, so the first start and the last
//! end count: whatever a buyer fakes stays inside the words. Where the markers are missing, the known footers end the
//! words; then quoted history goes.

use crate::fold::fold;
use crate::marker::{Label, Marker, markers};
use crate::quoted::without_quotes;
use sellerdesk_adapter::text;

/// How the lines of Amazon's footer begin, folded.
const FOOTERS: &[&str] = &[
    "was this email helpful",
    "was this e-mail helpful",
    "este e-mail foi util",
    "solucionar o caso",
    "resolver caso",
    "resolve case",
    "denunciar atividade questionavel",
    "report questionable activity",
    "report suspicious activity",
    "mark as no response needed",
    "to mark this message as no response needed",
    "for your information: to help arbitrate disputes",
    "copyright 20",
    "direitos autorais 20",
    "[commmgrtok:",
    "war diese e-mail hilfreich",
    "cet e-mail vous a-t-il ete utile",
    "te ha resultado util este mensaje",
    "questa e-mail ti e stata utile",
];
/// How much of a line is compared with the footers, in bytes.
const FOOTER_PREFIX_BYTES_MAX: usize = 120;

/// A mail's text taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted<'mail> {
    /// What Amazon wrote before the words: the order number and the product.
    pub preamble: &'mail str,
    /// The writer's own words, cleaned.
    pub words: String,
}

/// Takes the plain text or, if only that one has the markers, the HTML's text apart.
pub fn extract<'mail>(plain: &'mail str, html_as_text: &'mail str) -> Extracted<'mail> {
    let candidates = [plain, html_as_text];
    let split = candidates
        .iter()
        .map(|text| between_markers(text))
        .find(|split| split.as_ref().is_some_and(|split| split.is_whole))
        .flatten()
        .or_else(|| candidates.iter().find_map(|text| between_markers(text)));
    let (preamble, words) = match split {
        Some(Split { preamble, words, is_whole: true }) => (preamble, words),
        Some(Split { preamble, words, is_whole: false }) => (preamble, before_footer(words)),
        None => {
            let text = candidates.into_iter().find(|text| !text.trim().is_empty()).unwrap_or_default();
            ("", before_footer(text))
        }
    };
    Extracted { preamble, words: tidy(&without_quotes(words)) }
}

/// A text with at least one marker in it.
struct Split<'mail> {
    preamble: &'mail str,
    words: &'mail str,
    /// Both ends are marked.
    is_whole: bool,
}

fn between_markers(text: &str) -> Option<Split<'_>> {
    let (start, end) = bounds(text);
    let from = start.map_or(0, |marker| marker.end);
    let to = end.map_or(text.len(), |marker| marker.start);
    if start.is_none() && end.is_none() {
        return None;
    }
    Some(Split {
        preamble: text.get(..start.map_or(0, |marker| marker.start))?,
        words: text.get(from..to)?,
        is_whole: start.is_some() && end.is_some(),
    })
}

/// The markers around the words. In a language without known labels: the first wide marker and the last one like it.
fn bounds(text: &str) -> (Option<Marker>, Option<Marker>) {
    let (mut start, mut end): (Option<Marker>, Option<Marker>) = (None, None);
    let (mut wide_start, mut wide_end): (Option<Marker>, Option<Marker>) = (None, None);
    for marker in markers(text) {
        match (start, marker.label) {
            (None, Label::Start) => (start, end) = (Some(marker), None),
            (_, Label::End) => end = Some(marker),
            (Some(start), Label::Unknown) if marker.is_wide() && marker.widths == start.widths => end = Some(marker),
            (None, Label::Unknown) if marker.is_wide() => match wide_start {
                None => wide_start = Some(marker),
                Some(first) if first.widths == marker.widths => wide_end = Some(marker),
                Some(_) => {}
            },
            _ => {}
        }
    }
    match (start, end, wide_start) {
        (None, None, Some(_)) if wide_end.is_some() => (wide_start, wide_end),
        (None, Some(_), Some(_)) => (wide_start, end),
        _ => (start, end),
    }
}

/// The text up to the first line of Amazon's footer.
fn before_footer(text: &str) -> &str {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let beginning = fold(text::cut(line.trim_start(), FOOTER_PREFIX_BYTES_MAX));
        if FOOTERS.iter().any(|footer| beginning.starts_with(footer)) {
            return text.get(..at).unwrap_or(text);
        }
        at += line.len();
    }
    text
}

/// No white space at line ends, at most one empty line in a row, none at the ends.
fn tidy(text: &str) -> String {
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
        tidied.push_str(line);
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        extract(text, "").words
    }

    #[test]
    fn a_faked_end_marker_stays_inside_the_words() {
        let text = "----- Begin message -----\nwords\n----- End message -----\nhttps://sellercentral.amazon.evil.example\n\
                    ----- End message -----\nfooter";
        assert_eq!(words(text), "words\n----- End message -----\nhttps://sellercentral.amazon.evil.example");
    }

    #[test]
    fn an_unknown_language_is_split_by_the_widths_of_its_markers() {
        let text = "intro\n------------- Alku -------------\nsanat --- vain --- näin\n------------- Loppu -------------\nfooter";
        assert_eq!(extract(text, ""), Extracted { preamble: "intro\n", words: "sanat --- vain --- näin".into() });
        let text = "------------- Message: -------------\nsanat\n------------- Loppu -------------\nfooter";
        assert_eq!(words(text), "sanat");
    }

    #[test]
    fn footers_end_words_whose_end_marker_is_missing() {
        assert_eq!(words("--- Message ---\nhello\n\n  Was this email helpful? https://x"), "hello");
        assert_eq!(words("hello\nFor Your Information: To help arbitrate disputes and ..."), "hello");
        assert_eq!(words("hello\nbye"), "hello\nbye");
    }

    #[test]
    fn the_html_is_used_when_only_it_has_the_markers() {
        let html = "--- Begin message ---\nwords\n--- End message ---";
        assert_eq!(extract("words without markers, and a footer", html).words, "words");
        assert_eq!(extract("", "only html").words, "only html");
        assert_eq!(extract("", ""), Extracted { preamble: "", words: String::new() });
    }

    #[test]
    fn lines_are_tidied() {
        assert_eq!(words("\n a  \n \n\n\n b\t\n"), " a\n\n b");
    }
}

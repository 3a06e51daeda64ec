//! The part of a message that its writer wrote this time: no quoted earlier mail, no signature.
//!
//! Works on lines and only cuts; offsets into the original text stay valid. When cutting would leave
//! nothing, the whole text counts: it is better to read too much than nothing.

use std::ops::Range;

/// Ranges kept at most; the rest of a text with more cuts is kept whole.
const RANGES_MAX: usize = 256;
/// A sign-off has at most this many lines after it.
const SIGNATURE_LINES_MAX: usize = 5;
/// Longest line of a signature, in bytes.
const SIGNATURE_LINE_BYTES_MAX: usize = 60;
/// Longest header line of a quoted mail, in bytes.
const HEADER_LINE_BYTES_MAX: usize = 300;

/// Endings of the line that introduces a quoted mail: "On Mon, 1 Dec Anna wrote:".
const QUOTE_INTRODUCTION_ENDS: &[&str] = &[
    "wrote:",
    "schrieb:",
    "a écrit :",
    "a écrit:",
    "escribió:",
    "ha scritto:",
    "escreveu:",
    "schreef:",
    "napisał:",
    "napisał(a):",
    "napisała:",
    "skrev:",
    "yazdı:",
    "写道：",
    "写道:",
    "寫道：",
    "寫道:",
    "님이 작성:",
];
/// Lines that begin a quoted mail, once dashes, underscores and blanks are taken off; lower case.
const QUOTE_DIVIDERS: &[&str] = &[
    "original message",
    "forwarded message",
    "ursprüngliche nachricht",
    "weitergeleitete nachricht",
    "message d'origine",
    "message original",
    "mensaje original",
    "messaggio originale",
    "mensagem original",
    "oorspronkelijk bericht",
    "wiadomość oryginalna",
    "ursprungligt meddelande",
    "orijinal mesaj",
    "元のメッセージ",
    "原始邮件",
    "原始郵件",
    "원본 메시지",
];
/// First words of the header block that Outlook puts above a quoted mail; the next line must be one too.
const HEADER_STARTS: &[&str] = &[
    "from:",
    "von:",
    "de:",
    "de :",
    "da:",
    "van:",
    "od:",
    "från:",
    "kimden:",
    "差出人:",
    "发件人:",
    "寄件者:",
    "sent:",
    "gesendet:",
    "envoyé :",
    "envoyé:",
    "enviado:",
    "inviato:",
    "enviada:",
    "verzonden:",
    "wysłano:",
    "skickat:",
    "gönderildi:",
    "送信日時:",
    "发送时间:",
    "to:",
    "an:",
    "à :",
    "para:",
    "a:",
    "aan:",
    "date:",
    "subject:",
];
/// Beginnings of the line a phone or mail program adds; lower case.
const DEVICE_LINES: &[&str] = &[
    "sent from my",
    "sent from mail",
    "sent from yahoo",
    "sent via",
    "get outlook for",
    "von meinem",
    "gesendet mit",
    "envoyé de mon",
    "envoyé depuis",
    "enviado desde mi",
    "enviado do meu",
    "inviato da",
    "verzonden vanaf",
    "wysłane z",
    "wysłano z",
    "skickat från min",
    "iphone'umdan",
    "iphone から",
    "iphoneから",
    "发自我的",
    "從我的",
    "나의 iphone",
];
/// Whole lines (punctuation aside) that close a mail; what follows is a signature. Lower case.
const SIGN_OFFS: &[&str] = &[
    "regards",
    "kind regards",
    "best regards",
    "warm regards",
    "many thanks and regards",
    "best wishes",
    "sincerely",
    "yours sincerely",
    "yours faithfully",
    "cheers",
    "best",
    "mit freundlichen grüßen",
    "mit freundlichen grüssen",
    "viele grüße",
    "liebe grüße",
    "beste grüße",
    "mfg",
    "lg",
    "cordialement",
    "bien cordialement",
    "bien à vous",
    "salutations",
    "saludos",
    "un saludo",
    "saludos cordiales",
    "atentamente",
    "cordiali saluti",
    "distinti saluti",
    "saluti",
    "atenciosamente",
    "att",
    "cumprimentos",
    "met vriendelijke groet",
    "met vriendelijke groeten",
    "groeten",
    "groetjes",
    "pozdrawiam",
    "z poważaniem",
    "med vänliga hälsningar",
    "mvh",
    "vänliga hälsningar",
    "hälsningar",
    "saygılarımla",
    "iyi çalışmalar",
    "此致",
    "敬具",
];

/// The longest beginning of `text` of at most `bytes_max` bytes that ends on a character boundary.
pub fn truncate(text: &str, bytes_max: usize) -> &str {
    let end = (0..=bytes_max.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or("")
}

/// The ranges of `text` to read, in order. Never empty for a text with words.
pub fn visible_ranges(text: &str) -> Vec<Range<usize>> {
    let lines = lines(text);
    let mut kept: Vec<Range<usize>> = Vec::new();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        let content = text.get(line.clone()).unwrap_or("");
        let next = lines.get(index + 1).and_then(|line| text.get(line.clone())).unwrap_or("");
        if kept.len() >= RANGES_MAX {
            keep(&mut kept, line.start..text.len());
            break;
        }
        match judge(content, next) {
            Judgement::Keep => keep(&mut kept, line.clone()),
            Judgement::Drop => {}
            Judgement::DropRest if is_followed_by_quote(text, &lines, index + 1) => {}
            Judgement::DropRest => break,
            Judgement::SignOff if is_signature(text, &lines, index + 1) => break,
            Judgement::SignOff => keep(&mut kept, line.clone()),
        }
        index += 1;
    }
    let has_words =
        |range: &Range<usize>| text.get(range.clone()).is_some_and(|part| part.chars().any(char::is_alphanumeric));
    if !kept.iter().any(has_words) {
        kept.clear();
        kept.push(0..text.len());
    }
    kept
}

enum Judgement {
    Keep,
    Drop,
    DropRest,
    SignOff,
}

fn judge(line: &str, next: &str) -> Judgement {
    let trimmed = line.trim();
    if trimmed.starts_with('>') || trimmed.starts_with('|') && trimmed.len() > 1 {
        return Judgement::Drop;
    }
    // Mail's own delimiter is "-- "; programs strip the blank.
    if line.trim_end_matches(['\r', '\n']) == "-- " || trimmed == "--" {
        return Judgement::DropRest;
    }
    if trimmed.is_empty() || trimmed.len() > HEADER_LINE_BYTES_MAX {
        return Judgement::Keep;
    }
    let lower = trimmed.to_lowercase();
    let bare = lower.trim_matches(|character: char| !character.is_alphanumeric());
    if DEVICE_LINES.iter().any(|start| lower.starts_with(start)) && lower.len() <= SIGNATURE_LINE_BYTES_MAX {
        return Judgement::Drop;
    }
    let is_divider = QUOTE_DIVIDERS.contains(&bare) && (lower.starts_with(['-', '_']) || lower.ends_with(':'));
    // The introduction is often wrapped: the ending may stand at the end of the next line.
    let is_introduction = QUOTE_INTRODUCTION_ENDS.iter().any(|end| lower.ends_with(end));
    let is_header = is_header_line(&lower) && is_header_line(&next.trim().to_lowercase());
    if is_divider || is_introduction || is_header {
        return Judgement::DropRest;
    }
    if SIGN_OFFS.contains(&bare) { Judgement::SignOff } else { Judgement::Keep }
}

fn is_header_line(lower: &str) -> bool {
    HEADER_STARTS.iter().any(|start| lower.starts_with(start))
}

/// Whether the next line with words is marked as quoted: then the writer may go on below the quote.
fn is_followed_by_quote(text: &str, lines: &[Range<usize>], from: usize) -> bool {
    let rest = lines.iter().skip(from).filter_map(|line| text.get(line.clone()));
    rest.map(str::trim).find(|line| !line.is_empty()).is_some_and(|line| line.starts_with('>'))
}

/// Whether only a name and an address follow: few lines, all short, none a sentence.
fn is_signature(text: &str, lines: &[Range<usize>], from: usize) -> bool {
    let rest = lines.iter().skip(from).filter_map(|line| text.get(line.clone())).map(str::trim);
    let mut count = 0;
    for line in rest.filter(|line| !line.is_empty()) {
        count += 1;
        if line.starts_with('>') || matches!(judge(line, ""), Judgement::DropRest) {
            return true;
        }
        let is_sentence = line.ends_with(['.', '!', '?', '。', '？']) && line.contains(' ');
        if count > SIGNATURE_LINES_MAX || line.len() > SIGNATURE_LINE_BYTES_MAX || is_sentence {
            return false;
        }
    }
    true
}

/// Appends a range, joined to the last one where they touch.
fn keep(kept: &mut Vec<Range<usize>>, line: Range<usize>) {
    match kept.last_mut() {
        Some(last) if last.end == line.start => last.end = line.end,
        _ => kept.push(line),
    }
}

/// The lines of a text, line ends included.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let line = |line: &str| {
        let range = start..start + line.len();
        start = range.end;
        range
    };
    text.split_inclusive('\n').map(line).collect()
}

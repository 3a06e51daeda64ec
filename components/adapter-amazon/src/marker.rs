//! The lines that Amazon draws around a buyer's words: `------------- Begin message -------------`.
//!
//! The wording depends on the site and on the seller's own language, and Amazon changes it. So a marker is any short
//! label between two runs of dashes; known labels are told apart by a table, unknown ones by the widths of their runs,
//! which Amazon keeps equal within one mail. One forward pass, each byte looked at a bounded number of times.

use crate::fold::fold;

/// Dashes that make a run.
const RUN_CHARACTERS_MIN: usize = 3;
/// Dashes on both sides that make a marker with an unknown label credible.
const WIDE_RUN_CHARACTERS_MIN: usize = 10;
/// Longest label, in characters.
const LABEL_CHARACTERS_MAX: usize = 80;

/// Labels before the words, folded. Seen in real mails: English, Portuguese, French Canadian and the bare "message";
/// the others follow Amazon's wording elsewhere, and the width rule covers what they miss.
const START_LABELS: &[&str] = &[
    "message",
    "begin message",
    "start message",
    "start of message",
    "beginning of message",
    "mensagem",
    "inicio da mensagem",
    "iniciar mensagem",
    "iniciar a mensagem",
    "debut du message",
    "debut message",
    "commencer le message",
    "mensaje",
    "inicio del mensaje",
    "inicio de mensaje",
    "iniciar mensaje",
    "comenzar mensaje",
    "empezar mensaje",
    "nachricht",
    "nachricht beginnen",
    "beginn der nachricht",
    "anfang der nachricht",
    "nachrichtenbeginn",
    "messaggio",
    "inizio messaggio",
    "inizio del messaggio",
    "inizia messaggio",
    "bericht",
    "begin bericht",
    "begin van bericht",
    "begin van het bericht",
    "start bericht",
    "wiadomosc",
    "poczatek wiadomosci",
    "meddelande",
    "borja meddelande",
    "mesaj",
    "mesaj baslangici",
    "メッセージ",
    "メッセージ開始",
    "メッセージの開始",
];
/// Labels after the words, folded.
const END_LABELS: &[&str] = &[
    "end message",
    "end of message",
    "end of the message",
    "final message",
    "fim da mensagem",
    "encerrar mensagem",
    "encerrar a mensagem",
    "mensagem final",
    "finalizar mensagem",
    "fin du message",
    "fin message",
    "terminer le message",
    "fin del mensaje",
    "fin de mensaje",
    "finalizar mensaje",
    "mensaje final",
    "terminar mensaje",
    "ende der nachricht",
    "nachricht beenden",
    "nachrichtenende",
    "ende nachricht",
    "fine messaggio",
    "fine del messaggio",
    "termina messaggio",
    "einde bericht",
    "einde van bericht",
    "einde van het bericht",
    "koniec wiadomosci",
    "slut pa meddelande",
    "avsluta meddelande",
    "mesaj sonu",
    "メッセージ終了",
    "メッセージの終了",
];

/// What a label means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// The words follow.
    Start,
    /// The words are over.
    End,
    /// Not in the tables.
    Unknown,
}

/// A label between two runs of dashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// First byte of the left run.
    pub start: usize,
    /// First byte after the right run.
    pub end: usize,
    /// What the label means.
    pub label: Label,
    /// Dashes on the left and on the right.
    pub widths: (usize, usize),
}

impl Marker {
    /// Whether both runs are too long for a person's decoration.
    pub fn is_wide(&self) -> bool {
        self.widths.0.min(self.widths.1) >= WIDE_RUN_CHARACTERS_MIN
    }
}

/// All markers of a text, in order.
pub fn markers(text: &str) -> impl Iterator<Item = Marker> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(left) = next_run(text, from, usize::MAX) {
            from = left.end;
            let Some(right) = next_run(text, left.end, LABEL_CHARACTERS_MAX) else {
                continue;
            };
            // Whatever it is, its right run may be the left one of the next marker; only a known label uses it up.
            from = right.start;
            let inside = text.get(left.end..right.start).unwrap_or_default();
            let Some(label) = label(inside) else { continue };
            if label != Label::Unknown {
                from = right.end;
            }
            let widths = (left.dashes, right.dashes);
            return Some(Marker { start: left.start, end: right.end, label, widths });
        }
        None
    })
}

/// A run of dashes.
struct Run {
    start: usize,
    end: usize,
    dashes: usize,
}

/// The next run that begins within `characters_max` characters from `from`.
fn next_run(text: &str, from: usize, characters_max: usize) -> Option<Run> {
    let mut run = Run { start: from, end: from, dashes: 0 };
    let mut outside = 0usize;
    for (at, character) in text.get(from..)?.char_indices() {
        let at = from + at;
        if is_dash(character) {
            if run.dashes == 0 {
                run.start = at;
            }
            run.dashes += 1;
            run.end = at + character.len_utf8();
        } else if run.dashes >= RUN_CHARACTERS_MIN {
            return Some(run);
        } else {
            outside += 1 + run.dashes;
            run.dashes = 0;
            if outside > characters_max {
                return None;
            }
        }
    }
    (run.dashes >= RUN_CHARACTERS_MIN).then_some(run)
}

fn is_dash(character: char) -> bool {
    matches!(character, '-' | '–' | '—' | '_' | '=' | '─')
}

/// What stands between two runs: `None` when it is no label at all. Bilingual labels are joined by a slash.
fn label(inside: &str) -> Option<Label> {
    if !inside.chars().any(char::is_alphabetic) {
        return None;
    }
    let folded = fold(inside);
    for part in folded.split('/') {
        let part = part.trim_matches([' ', ':', '.']);
        if START_LABELS.contains(&part) {
            return Some(Label::Start);
        }
        if END_LABELS.contains(&part) {
            return Some(Label::End);
        }
    }
    (!inside.contains('\n')).then_some(Label::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str) -> Vec<Label> {
        markers(text).map(|marker| marker.label).collect()
    }

    #[test]
    fn published_markers_are_known() {
        for text in [
            "------------- Mensagem:  -------------",
            "------------- Begin message -------------",
            "-------------- Begin message / Début du message --------------",
            "------------- Message: -------------",
            "───── INÍCIO DA\nMENSAGEM ─────",
        ] {
            assert_eq!(labels(text), [Label::Start], "{text}");
        }
        for text in [
            "------------- Encerrar mensagem -------------",
            "------------- End message -------------",
            "-------------- End message / Fin du message --------------",
            "------------- Finalizar mensaje -------------",
            "___Mensagem final___",
        ] {
            assert_eq!(labels(text), [Label::End], "{text}");
        }
    }

    #[test]
    fn separators_and_prose_are_no_markers() {
        assert_eq!(labels("--------------------------\n\nCopyright 2026"), []);
        assert_eq!(labels("a - b -- c --- d"), []);
        assert_eq!(labels(&format!("--- {} ---", "x".repeat(LABEL_CHARACTERS_MAX))), []);
        assert_eq!(labels("--- 1 2 3 ---"), []);
    }

    #[test]
    fn unknown_labels_need_one_line() {
        assert_eq!(labels("--- note ---"), [Label::Unknown]);
        assert_eq!(labels("--- one\ntwo ---"), []);
    }

    #[test]
    fn a_run_serves_as_right_and_as_left() {
        assert_eq!(labels("--- x --- message ---"), [Label::Unknown, Label::Start]);
    }
}

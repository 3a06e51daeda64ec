//! Calendar dates, as digits or with the month's name.

use super::{EntityKind, Found};
use crate::split::{Piece, split};

/// Months as written in the supported languages, folded and sorted.
const MONTHS: &[&str] = &[
    "abril",
    "agosto",
    "agustos",
    "aout",
    "apr",
    "april",
    "aprile",
    "aralik",
    "aug",
    "august",
    "augusti",
    "augustus",
    "avril",
    "cze",
    "czerwca",
    "czerwiec",
    "dec",
    "december",
    "decembre",
    "dez",
    "dezember",
    "dezembro",
    "dic",
    "dicembre",
    "diciembre",
    "ekim",
    "ene",
    "enero",
    "eylul",
    "feb",
    "febbraio",
    "febrero",
    "februar",
    "februari",
    "february",
    "fev",
    "fevereiro",
    "fevr",
    "fevrier",
    "gennaio",
    "giu",
    "giugno",
    "gru",
    "grudnia",
    "grudzien",
    "haziran",
    "jan",
    "janeiro",
    "januar",
    "januari",
    "january",
    "janv",
    "janvier",
    "juil",
    "juillet",
    "juin",
    "jul",
    "julho",
    "juli",
    "julio",
    "july",
    "jun",
    "june",
    "junho",
    "juni",
    "junio",
    "kasim",
    "kwi",
    "kwiecien",
    "kwietnia",
    "lipca",
    "lipiec",
    "listopad",
    "listopada",
    "lug",
    "luglio",
    "lut",
    "lutego",
    "luty",
    "maart",
    "maggio",
    "mai",
    "maio",
    "maj",
    "maja",
    "mar",
    "marca",
    "march",
    "marco",
    "mars",
    "mart",
    "marz",
    "marzec",
    "marzo",
    "may",
    "mayis",
    "mayo",
    "mei",
    "mrt",
    "nisan",
    "nov",
    "november",
    "novembre",
    "novembro",
    "noviembre",
    "ocak",
    "oct",
    "october",
    "octobre",
    "octubre",
    "okt",
    "oktober",
    "ott",
    "ottobre",
    "outubro",
    "paz",
    "pazdziernik",
    "pazdziernika",
    "sep",
    "sept",
    "september",
    "septembre",
    "septiembre",
    "setembro",
    "settembre",
    "sierpien",
    "sierpnia",
    "sty",
    "styczen",
    "stycznia",
    "subat",
    "temmuz",
    "wrz",
    "wrzesien",
    "wrzesnia",
];
/// Words that may stand between day and month.
const LINKS: &[&str] = &["of", "de", "di", "the", "den"];
/// German words before a day without a year.
const DATE_WORDS: &[&str] = &["am", "vom", "bis", "zum", "seit", "dem", "den", "der", "ab"];
/// Words looked at in one text.
const WORDS_MAX: usize = 4_096;

/// Finds dates.
pub fn find(text: &str, found: &mut Vec<Found>) {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return;
    }
    find_digit_dates(text, found);
    find_named_months(text, found);
    find_ideographic(text, found);
}

/// `2025-12-24`, `24.12.2025`, `24/12/25`, `24.12.`
fn find_digit_dates(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        let is_start = bytes.get(index).is_some_and(u8::is_ascii_digit)
            && !index
                .checked_sub(1)
                .and_then(|before| bytes.get(before))
                .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'/' | b','));
        if !is_start {
            index += 1;
            continue;
        }
        let (numbers, count, end) = number_run(bytes, index);
        let numbers = numbers.get(..count).unwrap_or(&[]);
        if is_date(numbers) {
            found.push(Found { kind: EntityKind::Date, start: index, end, issuer: None });
        } else if is_short_date(numbers) && bytes.get(end) == Some(&b'.') && follows_date_word(text, index) {
            found.push(Found { kind: EntityKind::Date, start: index, end: end + 1, issuer: None });
        }
        index = end.max(index + 1);
    }
}

/// A run of numbers with a separator between them: the first four as (value, digits, separator
/// after), how many of those there are, and the end.
fn number_run(bytes: &[u8], start: usize) -> ([(u32, usize, u8); 4], usize, usize) {
    let mut numbers = [(0, 0, 0); 4];
    let mut count = 0;
    let mut index = start;
    loop {
        let digits = bytes.iter().skip(index).take_while(|byte| byte.is_ascii_digit()).count();
        let value = bytes.iter().skip(index).take(digits.min(8));
        let value = value.fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0'));
        index += digits;
        let next = bytes.get(index).copied().unwrap_or(0);
        let joins = matches!(next, b'.' | b'-' | b'/') && bytes.get(index + 1).is_some_and(u8::is_ascii_digit);
        if let Some(slot) = numbers.get_mut(count) {
            *slot = (value, digits, if joins { next } else { 0 });
            count += 1;
        }
        if !joins {
            return (numbers, count, index);
        }
        index += 1;
    }
}

fn is_date(numbers: &[(u32, usize, u8)]) -> bool {
    let is_day = |(value, digits, _): (u32, usize, u8)| digits <= 2 && (1..=31).contains(&value);
    let is_year = |(value, digits, _): (u32, usize, u8)| digits == 2 || digits == 4 && (1990..2100).contains(&value);
    match numbers {
        [a, b, c] if a.2 == b.2 => {
            let has_month = b.0 <= 12 || a.0 <= 12 && a.1 <= 2 || c.0 <= 12 && c.1 <= 2;
            let year_first = a.1 == 4 && is_year(*a) && is_day(*b) && is_day(*c);
            let year_last = is_day(*a) && is_day(*b) && is_year(*c);
            has_month && (year_first || year_last)
        }
        // "24/12" with a slash only: "24.12" may be a price.
        [a, b] => a.2 == b'/' && is_day(*a) && is_day(*b) && (a.0 <= 12 || b.0 <= 12) && a.0.max(b.0) > 12,
        _ => false,
    }
}

/// `24.12.` without a year: also the end of a sentence about a price, so a word must say it is a day.
fn is_short_date(numbers: &[(u32, usize, u8)]) -> bool {
    matches!(numbers, [a, b] if a.2 == b'.' && a.1 <= 2 && b.1 <= 2 && (1..=31).contains(&a.0) && (1..=12).contains(&b.0))
}

fn follows_date_word(text: &str, place: usize) -> bool {
    let word = text.get(..place).and_then(|before| before.trim_end_matches(' ').rsplit([' ', '\n']).next());
    word.is_some_and(|word| DATE_WORDS.iter().any(|date| word.eq_ignore_ascii_case(date)))
}

/// `24 December`, `Dec 24th, 2025`, `24. Dezember 2025`, `24 de diciembre de 2025`.
fn find_named_months(text: &str, found: &mut Vec<Found>) {
    let mut words: Vec<(Kind, usize, usize)> = Vec::new();
    split(text, |piece| {
        if let Piece::Word { folded, start, end } = piece
            && words.len() < WORDS_MAX
        {
            let kind = kind(folded);
            // In small letters it is mostly the verb: "those 2 may be broken".
            let is_verb = folded == "may" && text.get(start..end) == Some("may");
            words.push((if is_verb { Kind::Other } else { kind }, start, end));
        }
    });
    for (place, (kind, start, end)) in words.iter().enumerate() {
        if *kind != Kind::Month {
            continue;
        }
        let link = |place: usize, step: isize| {
            let next = place.checked_add_signed(step)?;
            let is_link = words.get(next)?.0 == Kind::Link;
            if is_link { words.get(next.checked_add_signed(step)?) } else { words.get(next) }
        };
        let is_near = |other: &&(Kind, usize, usize)| other.1.abs_diff(*start) < 24 && other.0 != Kind::Other;
        let before = link(place, -1).filter(is_near).filter(|word| word.0 == Kind::Day);
        let after = link(place, 1).filter(is_near).filter(|word| word.0 == Kind::Day);
        let (Some(day), is_after) = (before.or(after), before.is_none()) else { continue };
        let mut last = if is_after { day.2 } else { *end };
        let year_place = if is_after { place + 2 } else { place + 1 };
        let year = words.get(year_place).into_iter().chain(words.get(year_place + 1));
        if let Some(year) = year.take(2).find(|word| word.0 == Kind::Year && word.1 - last <= 5) {
            last = year.2;
        }
        found.push(Found { kind: EntityKind::Date, start: day.1.min(*start), end: last, issuer: None });
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Day,
    Month,
    Year,
    Link,
    Other,
}

fn kind(folded: &str) -> Kind {
    let digits = folded.bytes().take_while(u8::is_ascii_digit).count();
    let (number, ending) = folded.split_at_checked(digits).unwrap_or(("", folded));
    let value: u32 = number.parse().unwrap_or(0);
    match ending {
        "" | "st" | "nd" | "rd" | "th" | "er" | "o" | "e" if (1..=31).contains(&value) => Kind::Day,
        "" if (1990..2100).contains(&value) => Kind::Year,
        _ if MONTHS.binary_search(&folded).is_ok() => Kind::Month,
        _ if LINKS.contains(&folded) => Kind::Link,
        _ => Kind::Other,
    }
}

/// `2025年12月24日`, `12月24号`, `12월 24일`.
fn find_ideographic(text: &str, found: &mut Vec<Found>) {
    for (index, month) in text.match_indices(['月', '월']) {
        let before = text.get(..index).unwrap_or("");
        let month_start = before.len() - trailing_digits(before);
        let after = text.get(index + month.len()..).unwrap_or("");
        let blank = after.len() - after.trim_start_matches(' ').len();
        let rest = after.get(blank.min(1)..).unwrap_or("");
        let day = rest.bytes().take_while(u8::is_ascii_digit).count();
        let mark = rest
            .get(day..)
            .and_then(|tail| tail.chars().next())
            .filter(|mark| matches!(mark, '日' | '号' | '號' | '일'));
        let (true, 1..=2, Some(mark)) = (month_start < index, day, mark) else { continue };
        let end = index + month.len() + blank.min(1) + day + mark.len_utf8();
        let year = before.get(..month_start).unwrap_or("").trim_end_matches(' ');
        let start = match year.strip_suffix(['年', '년']) {
            Some(year) if trailing_digits(year) == 4 => year.len() - 4,
            _ => month_start,
        };
        found.push(Found { kind: EntityKind::Date, start, end, issuer: None });
    }
}

fn trailing_digits(text: &str) -> usize {
    text.bytes().rev().take(4).take_while(u8::is_ascii_digit).count()
}

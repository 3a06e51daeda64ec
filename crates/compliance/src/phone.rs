//! Phone numbers, told from order numbers, tracking numbers, dates and prices by shape and by what stands near.

use crate::fold::{Glyph, IDEOGRAPH};
use crate::link::OTHER;

/// The fewest digits of a phone number.
const DIGITS_MIN: usize = 7;
/// The most digits of a phone number with its country code.
const DIGITS_MAX: usize = 15;
/// At most so many marks stand between two digits.
const SEPARATORS_MAX: usize = 3;

/// A run of digits that may be a phone number.
pub struct Candidate {
    /// Byte offset into the original text.
    pub start: u32,
    /// Byte offset after it.
    pub end: u32,
    /// How sure the shape is.
    pub shape: Shape,
}

/// What the shape of a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing but a phone number looks so: a country code, disguised digits.
    Certain,
    /// Looks like one, unless something near says that it is another kind of number.
    Likely,
    /// A phone number if something near says so.
    Possible,
}

/// Finds the runs of digits that may be phone numbers, in glyphs and their `link::ascii`.
pub fn candidates(glyphs: &[Glyph], ascii: &[u8]) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let mut place = 0;
    let may_begin = |byte: &u8| matches!(byte, b'+' | b'(' | b'0'..=b'9' | &OTHER);
    while let Some(skipped) = ascii.get(place..).and_then(|rest| rest.iter().position(may_begin)) {
        place += skipped;
        let Some(run) = glyphs.get(place).filter(|glyph| begins(glyph)).and_then(|_| Run::read(glyphs, place)) else {
            place += 1;
            continue;
        };
        place = run.to;
        if let (Some(shape), Some(first), Some(last)) = (run.shape(), glyphs.get(run.from), glyphs.get(run.to - 1)) {
            candidates.push(Candidate { start: first.start, end: last.end, shape });
        }
    }
    candidates
}

/// Digits with marks between them.
struct Run {
    from: usize,
    to: usize,
    digits: Vec<u8>,
    /// Lengths of the groups of digits.
    groups: Vec<usize>,
    /// First mark of each gap.
    marks: Vec<char>,
    has_plus: bool,
    is_odd: bool,
    touches_letter: bool,
}

impl Run {
    fn read(glyphs: &[Glyph], from: usize) -> Option<Self> {
        let has_plus = glyphs.get(from)?.letter == '+';
        let mut run = Self {
            from,
            to: from,
            digits: Vec::new(),
            groups: Vec::new(),
            marks: Vec::new(),
            has_plus,
            is_odd: false,
            touches_letter: false,
        };
        let mut place = from + usize::from(has_plus);
        if !has_plus && glyphs.get(from).is_some_and(|glyph| glyph.letter == '(') {
            place += 1;
            if glyphs.get(place).is_some_and(|glyph| glyph.letter == '+') {
                run.has_plus = true;
                place += 1;
            }
        }
        while let Some(digit) = glyphs.get(place).and_then(digit) {
            let glyph = glyphs.get(place)?;
            run.is_odd |= glyph.is_odd || !glyph.letter.is_ascii();
            let marks = glyphs.get(run.to..place)?;
            if run.digits.is_empty() || !marks.is_empty() {
                run.groups.push(0);
                run.marks.extend(marks.first().filter(|_| !run.digits.is_empty()).map(|mark| mark.letter));
            }
            *run.groups.last_mut()? += 1;
            run.digits.push(digit);
            run.to = place + 1;
            place += 1;
            while place - run.to < SEPARATORS_MAX && glyphs.get(place).is_some_and(|glyph| is_separator(glyph.letter)) {
                place += 1;
            }
        }
        let is_letter = |place: Option<usize>| {
            let glyph = place.and_then(|place| glyphs.get(place));
            glyph.is_some_and(|glyph| glyph.letter.is_ascii_alphabetic() || matches!(glyph.letter, '#' | '_' | '='))
        };
        run.touches_letter = is_letter(from.checked_sub(1)) || is_letter(Some(run.to));
        (!run.digits.is_empty()).then_some(run)
    }

    fn shape(&self) -> Option<Shape> {
        let count = self.digits.len();
        if !(DIGITS_MIN..=DIGITS_MAX).contains(&count) || self.touches_letter || self.is_date() || self.is_amount() {
            return None;
        }
        let has_newline = self.marks.contains(&'\n');
        if self.is_odd || self.has_plus && count >= 8 && !has_newline {
            return Some(Shape::Certain);
        }
        let is_likely = self.is_north_american() || self.is_chinese_mobile() || self.is_national();
        Some(if is_likely && !has_newline { Shape::Likely } else { Shape::Possible })
    }

    fn digit(&self, place: usize) -> u8 {
        self.digits.get(place).copied().unwrap_or(0)
    }

    /// 2026-03-14, 14.03.2026, 14/03/26 and two of those.
    fn is_date(&self) -> bool {
        matches!(self.groups.as_slice(), [4, 2, 2] | [2, 2, 4] | [4, 1 | 2, 1 | 2] | [1 | 2, 1 | 2, 4])
            && self.marks.iter().all(|mark| matches!(mark, '-' | '.' | '/'))
            || matches!(self.groups.as_slice(), [8]) && matches!(self.digits.as_slice(), [2, 0, 1 | 2, ..])
    }

    /// 1,234,567.89 and 1.234.567.
    fn is_amount(&self) -> bool {
        let Some((first, rest)) = self.groups.split_first() else { return false };
        *first <= 3
            && !rest.is_empty()
            && self.marks.iter().all(|mark| matches!(mark, ',' | '.'))
            && rest.iter().enumerate().all(|(place, length)| *length == 3 || place + 1 == rest.len() && *length <= 2)
            && self.digit(0) != 0
    }

    /// 800-325-8224, (800) 325 8224, 1-800-325-8224.
    fn is_north_american(&self) -> bool {
        let from = match self.groups.as_slice() {
            [3, 3, 4] => 0,
            [1, 3, 3, 4] if self.digit(0) == 1 => 1,
            _ => return false,
        };
        self.digit(from) >= 2 && self.digit(from + 3) >= 2 && !self.marks.contains(&',')
    }

    /// 138 0013 8000.
    fn is_chinese_mobile(&self) -> bool {
        self.digits.len() == 11
            && self.digit(0) == 1
            && self.digit(1) >= 3
            && matches!(self.groups.as_slice(), [11] | [3, 4, 4] | [3, 3, 5])
    }

    /// 01 23 45 67 89, 0344 556 5650, 090-1234-5678.
    fn is_national(&self) -> bool {
        let is_long_zero = self.digit(0) == 0 && self.digit(1) == 0;
        let zero = self.digit(0) == 0 && (9..=11).contains(&self.digits.len());
        let grouped = self.groups.len() >= 2 && self.groups.iter().all(|length| *length <= 8);
        (zero || is_long_zero && self.digits.len() >= 10) && grouped && !self.marks.contains(&',')
    }
}

fn begins(glyph: &Glyph) -> bool {
    glyph.letter.is_ascii() || glyph.is(IDEOGRAPH) && digit(glyph).is_some()
}

fn digit(glyph: &Glyph) -> Option<u8> {
    let value = match glyph.letter {
        ascii @ '0'..='9' => ascii as u8 - b'0',
        '〇' | '零' => 0,
        '一' | '壹' | '幺' => 1,
        '二' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    };
    Some(value)
}

fn is_separator(letter: char) -> bool {
    matches!(letter, ' ' | '-' | '.' | '(' | ')' | '/' | '*' | '·' | ',' | '~' | '\n')
}

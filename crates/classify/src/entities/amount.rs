//! Amounts of money: a number with a currency sign or code on either side.

use super::{EntityKind, Found};

/// Currency marks as printed, and what they say for sure. Capitals must be capitals: "try 2" is no lira.
const CURRENCIES: &[(&str, Option<&str>)] = &[
    ("us$", Some("USD")),
    ("r$", Some("BRL")),
    ("a$", Some("AUD")),
    ("c$", Some("CAD")),
    ("hk$", Some("HKD")),
    ("nt$", Some("TWD")),
    ("mx$", Some("MXN")),
    ("s$", Some("SGD")),
    ("$", None),
    ("€", Some("EUR")),
    ("£", Some("GBP")),
    ("¥", None),
    ("￥", None),
    ("₹", Some("INR")),
    ("₺", Some("TRY")),
    ("₩", Some("KRW")),
    ("₽", Some("RUB")),
    ("₫", Some("VND")),
    ("฿", Some("THB")),
    ("zł", Some("PLN")),
    ("zl", Some("PLN")),
    ("usd", Some("USD")),
    ("eur", Some("EUR")),
    ("euros", Some("EUR")),
    ("euro", Some("EUR")),
    ("gbp", Some("GBP")),
    ("cny", Some("CNY")),
    ("rmb", Some("CNY")),
    ("jpy", Some("JPY")),
    ("pln", Some("PLN")),
    ("sek", Some("SEK")),
    ("kr", None),
    ("TRY", Some("TRY")),
    ("tl", Some("TRY")),
    ("brl", Some("BRL")),
    ("mxn", Some("MXN")),
    ("cad", Some("CAD")),
    ("aud", Some("AUD")),
    ("krw", Some("KRW")),
    ("chf", Some("CHF")),
    ("inr", Some("INR")),
    ("rs", Some("INR")),
    ("pounds", Some("GBP")),
    ("quid", Some("GBP")),
    ("kč", Some("CZK")),
    ("czk", Some("CZK")),
    ("dkk", Some("DKK")),
    ("nok", Some("NOK")),
    ("huf", Some("HUF")),
    ("HKD", Some("HKD")),
    ("SGD", Some("SGD")),
    ("TWD", Some("TWD")),
    ("THB", Some("THB")),
    ("VND", Some("VND")),
    ("IDR", Some("IDR")),
    ("MYR", Some("MYR")),
    ("PHP", Some("PHP")),
    ("RUB", Some("RUB")),
    ("RON", Some("RON")),
    ("AED", Some("AED")),
    ("ZAR", Some("ZAR")),
    ("NZD", Some("NZD")),
    ("rp", Some("IDR")),
    ("RM", Some("MYR")),
    ("₱", Some("PHP")),
    ("rs.", Some("INR")),
    ("kronor", Some("SEK")),
    ("lira", Some("TRY")),
    ("lirası", Some("TRY")),
    ("złotych", Some("PLN")),
    ("złote", Some("PLN")),
    ("dólares", None),
    ("dolares", None),
    ("欧元", Some("EUR")),
    ("歐元", Some("EUR")),
    ("美元", Some("USD")),
    ("美金", Some("USD")),
    ("人民币", Some("CNY")),
    ("日元", Some("JPY")),
    ("ドル", None),
    ("ユーロ", Some("EUR")),
    ("달러", None),
    ("유로", Some("EUR")),
    ("dollars", None),
    ("dollar", None),
    ("bucks", None),
    ("reais", Some("BRL")),
    ("yen", Some("JPY")),
    ("pesos", None),
    ("元", Some("CNY")),
    ("块", Some("CNY")),
    ("塊", None),
    ("円", Some("JPY")),
    ("원", Some("KRW")),
];
/// Longest mark, in bytes.
const MARK_BYTES_MAX: usize = 9;
/// Longest number, in bytes.
const NUMBER_BYTES_MAX: usize = 20;
/// Numbers looked at in one text.
const NUMBERS_MAX: usize = 1_024;

/// Words between a number and its currency that multiply it.
const MULTIPLIERS: &[char] = &['万', '萬', '千', '億', '亿', '만', '천'];
/// What stands for cents that are not there: "25,- €".
const NO_CENTS: &[&str] = &[",--", ",-", ",–", ".-", ".–"];

/// Whether the number at these places has a currency mark on either side.
pub fn has_mark(text: &str, start: usize, end: usize) -> bool {
    mark_before(text, start).is_some() || mark_after(text, end).is_some()
}

/// Finds amounts.
pub fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut index = 0;
    let mut count = 0;
    while let Some(byte) = bytes.get(index) {
        if !byte.is_ascii_digit() {
            index += 1;
            continue;
        }
        let start = index;
        let end = number_end(bytes, start);
        index = end.max(start + 1);
        count += 1;
        if count > NUMBERS_MAX {
            break;
        }
        if end - start > NUMBER_BYTES_MAX {
            continue;
        }
        let grouped = grouped_end(text, start, end);
        let end = if grouped > end && has_mark(text, start, grouped) { grouped } else { end };
        index = index.max(end);
        let before = mark_before(text, start);
        let after = mark_after(text, end);
        let (start, end, issuer) = match (before, after) {
            (Some((mark, issuer)), _) => (mark, end, issuer),
            (None, Some((mark, issuer))) => (start, mark, issuer),
            (None, None) => continue,
        };
        found.push(Found { kind: EntityKind::Amount, start, end, issuer });
    }
}

/// The end of a number: digits, with single separators between them.
#[inline(never)]
fn number_end(bytes: &[u8], start: usize) -> usize {
    let is_digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    let mut end = start;
    loop {
        if is_digit(end) {
            end += 1;
        } else if matches!(bytes.get(end), Some(b'.' | b',' | b'\'')) && is_digit(end + 1) {
            end += 2;
        } else {
            return end;
        }
    }
}

/// The end of a number whose thousands are set off by blanks: "1 299,90".
fn grouped_end(text: &str, start: usize, end: usize) -> usize {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    if end - start > 3 {
        return end;
    }
    let mut last = end;
    while let Some(rest) = text.get(last..) {
        let Some(group) = rest.strip_prefix([' ', '\u{a0}', '\u{202f}']) else { break };
        if group.bytes().take_while(is_digit).count() != 3 {
            break;
        }
        let group_start = last + rest.len() - group.len();
        last = number_end(text.as_bytes(), group_start);
        if last > group_start + 3 {
            break;
        }
    }
    last
}

/// The start of the currency mark that ends right before `place`, one blank allowed.
#[inline(never)]
fn mark_before(text: &str, place: usize) -> Option<(usize, Option<&'static str>)> {
    let before = text.get(..place)?;
    let before = before.strip_suffix([' ', '\u{a0}', '\u{202f}']).unwrap_or(before);
    let mark = CURRENCIES.iter().find(|(mark, _)| {
        let tail = before.len().checked_sub(mark.len()).and_then(|start| before.get(start..));
        tail.is_some_and(|tail| is_mark(tail, mark))
            && stands_alone(before.get(..before.len() - mark.len()), mark, true)
    });
    mark.map(|(mark, issuer)| (before.len() - mark.len(), *issuer))
}

/// The end of the currency mark that begins right after `place`, one blank allowed.
#[inline(never)]
fn mark_after(text: &str, place: usize) -> Option<(usize, Option<&'static str>)> {
    let after = text.get(place..)?;
    let whole = NO_CENTS.iter().find_map(|mark| after.strip_prefix(mark)).unwrap_or(after);
    let whole = whole.strip_prefix(MULTIPLIERS).unwrap_or(whole);
    let rest = whole.strip_prefix([' ', '\u{a0}', '\u{202f}']).unwrap_or(whole);
    let skipped = after.len() - rest.len();
    let mark = CURRENCIES.iter().find(|(mark, _)| {
        debug_assert!(mark.len() <= MARK_BYTES_MAX);
        rest.get(..mark.len()).is_some_and(|head| is_mark(head, mark))
            && stands_alone(rest.get(mark.len()..), mark, false)
    });
    mark.map(|(mark, issuer)| (place + skipped + mark.len(), *issuer))
}

fn is_mark(written: &str, mark: &str) -> bool {
    if mark.starts_with(|first: char| first.is_ascii_uppercase()) {
        written == mark
    } else {
        written.eq_ignore_ascii_case(mark)
    }
}

/// A mark of letters must not be part of a longer word ("24 hours" is not 24 of anything).
fn stands_alone(rest: Option<&str>, mark: &str, is_before: bool) -> bool {
    if !mark.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return true;
    }
    let neighbour = rest.and_then(|rest| if is_before { rest.chars().next_back() } else { rest.chars().next() });
    !neighbour.is_some_and(char::is_alphanumeric)
}

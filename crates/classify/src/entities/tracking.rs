//! Tracking numbers by carrier, check digits verified where the carrier has them.
//!
//! Sources: UPU S10 (13 characters, modulus 11), USPS Publication 199 (IMpb, modulus 10), UPS 1Z
//! (modulus 10 with letters folded), GS1 SSCC (20 digits with the application identifier 00), and
//! the forms the Chinese carriers print.

use super::chunk::{Chunk, IDENTIFIER_BYTES_MAX, digits, looks_like};
use super::{ENTITIES_MAX, EntityKind, Found};

/// No tracking number is shorter.
const NUMBER_CHARACTERS_MIN: usize = 9;
/// Groups of digits that one number may be printed in.
const GROUPS_MAX: usize = 8;
/// How far before a number its carrier may be named, in chunks.
const CARRIER_DISTANCE_MAX: usize = 6;

/// Forms that say their carrier by themselves.
const FORMS: &[(&str, &str)] = &[
    ("YT9999999999999999", "yunexpress"),
    ("LP99999999999999", "cainiao"),
    ("LP00999999999999999", "cainiao"),
    ("4PX9999999999999CN", "4px"),
    ("SF9999999999999", "sf-express"),
    ("SF999999999999999", "sf-express"),
    ("JJD99999999999999", "dhl"),
    ("JJD999999999999999999", "dhl"),
    ("JVGL9999999999999999", "dhl"),
    ("JT9999999999999", "jt-express"),
    ("JDVA99999999999", "jd-logistics"),
    ("TBA999999999999", "amazon-logistics"),
    ("YW999999999CN", "yanwen"),
    ("C00HHA99999999", "evri"),
];

/// Carriers whose numbers are only digits: believed when the carrier is named nearby.
/// (Word in the text, lower case; issuer; lengths.)
const NAMED_CARRIERS: &[(&str, &str, &[usize])] = &[
    ("fedex", "fedex", &[12, 15, 20, 22]),
    ("dhl", "dhl", &[10, 11, 12, 20]),
    ("dpd", "dpd", &[14, 15]),
    ("gls", "gls", &[11, 12, 14]),
    ("hermes", "evri", &[14, 16]),
    ("evri", "evri", &[14, 16]),
    ("ups", "ups", &[9, 12]),
    ("usps", "usps", &[20, 22]),
    ("colissimo", "colissimo", &[13, 15]),
    ("chronopost", "chronopost", &[13, 15]),
    ("inpost", "inpost", &[24]),
    ("yanwen", "yanwen", &[11, 12]),
    ("tracking", "unknown", &[10, 11, 12, 13, 14, 15, 16, 18, 20, 22]),
];

/// Finds tracking numbers.
pub fn find(text: &str, chunks: &[Chunk<'_>]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut taken_until = 0;
    for (place, chunk) in chunks.iter().enumerate() {
        // Of the known forms, only S10 printed in groups begins with a chunk that has no digit.
        let can_begin = chunk.digit_count() > 0 || chunk.text.len() == 2;
        if chunk.start < taken_until || !can_begin || found.len() >= ENTITIES_MAX {
            continue;
        }
        let hit = spans(text, chunks, place).into_iter().rev().flatten().find_map(|end| {
            let compact = compact(text.get(chunk.start..end)?);
            Some((end, issuer(&compact).or_else(|| named_issuer(&compact, chunks, place))?))
        });
        if let Some((end, issuer)) = hit {
            taken_until = end;
            let issuer = (issuer != "unknown").then_some(issuer);
            found.push(Found { kind: EntityKind::TrackingNumber, start: chunk.start, end, issuer });
        }
    }
    found
}

/// Ends of the runs of chunks that may be one number printed in groups, shortest first.
fn spans(text: &str, chunks: &[Chunk<'_>], place: usize) -> [Option<usize>; GROUPS_MAX] {
    let mut ends = [None; GROUPS_MAX];
    let mut last_end = None;
    let mut length = 0;
    for (chunk, slot) in chunks.iter().skip(place).zip(&mut ends) {
        let joins = last_end.is_none_or(|end| text.get(end..chunk.start) == Some(" "));
        // A group is digits, or the letters at either end of an S10 number or within a 1Z number.
        let is_group = (chunk.digit_count() > 0 || chunk.text.len() <= 2) && !chunk.text.contains('-');
        length += chunk.text.len();
        if !joins || !is_group || length > IDENTIFIER_BYTES_MAX {
            break;
        }
        last_end = Some(chunk.end);
        if length >= NUMBER_CHARACTERS_MIN {
            *slot = Some(chunk.end);
        }
    }
    ends
}

fn compact(text: &str) -> String {
    text.bytes().filter(|byte| *byte != b' ').map(|byte| char::from(byte.to_ascii_uppercase())).collect()
}

/// The carrier, where the form and the check digit tell.
fn issuer(number: &str) -> Option<&'static str> {
    if looks_like(number, "1ZXXXXXXXXXXXXXXX9") && is_ups(number) {
        return Some("ups");
    }
    if let Some((_, issuer)) = FORMS.iter().find(|(form, _)| looks_like(number, form)) {
        return Some(issuer);
    }
    if looks_like(number, "AA999999999AA") && is_s10(number) {
        return Some(s10_issuer(number));
    }
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let starts = |starts: &[&str]| starts.iter().any(|start| number.starts_with(start));
    match number.len() {
        20 if starts(&["00"]) && is_mod10(number) => Some("dhl"),
        22 if starts(&["91", "92", "93", "94", "95"]) && is_mod10(number) => Some("usps"),
        26 if starts(&["91", "92", "93", "94", "95"]) && is_mod10(number) => Some("usps"),
        30 if starts(&["420"]) && number.get(8..).is_some_and(is_mod10) => Some("usps"),
        _ => None,
    }
}

/// The carrier of a number of plain digits, where one is named shortly before it.
fn named_issuer(number: &str, chunks: &[Chunk<'_>], place: usize) -> Option<&'static str> {
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let before = chunks.iter().take(place).rev().take(CARRIER_DISTANCE_MAX);
    before.into_iter().find_map(|chunk| {
        let named = NAMED_CARRIERS.iter().find(|(word, _, _)| chunk.text.eq_ignore_ascii_case(word));
        named.filter(|(_, _, lengths)| lengths.contains(&number.len())).map(|(_, issuer, _)| *issuer)
    })
}

/// UPU S10: weights 8 6 4 2 3 5 9 7 on the first eight digits, modulus 11.
fn is_s10(number: &str) -> bool {
    let weights = [8, 6, 4, 2, 3, 5, 9, 7];
    let sum: u32 = digits(number).zip(weights).map(|(digit, weight)| digit * weight).sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        other => other,
    };
    digits(number).next_back() == Some(check)
}

/// The post of the country an S10 number was issued in.
fn s10_issuer(number: &str) -> &'static str {
    match number.get(11..).unwrap_or("") {
        "CN" => "china-post",
        "GB" => "royal-mail",
        "US" => "usps",
        "DE" => "deutsche-post",
        "FR" => "la-poste",
        "NL" => "postnl",
        "JP" => "japan-post",
        "KR" => "korea-post",
        "HK" => "hongkong-post",
        "SG" => "singapore-post",
        "BR" => "correios",
        "ES" => "correos",
        "IT" => "poste-italiane",
        "SE" => "postnord",
        "PL" => "poczta-polska",
        "TR" => "ptt",
        "CA" => "canada-post",
        "AU" => "australia-post",
        _ => "postal",
    }
}

/// UPS 1Z: letters count as (code - 63) mod 10; odd places once, even places twice; modulus 10.
fn is_ups(number: &str) -> bool {
    let value = |byte: u8| {
        if byte.is_ascii_digit() { u32::from(byte - b'0') } else { (u32::from(byte) - 63) % 10 }
    };
    let body = number.bytes().skip(2).take(15).map(value);
    let sum: u32 = body.enumerate().map(|(place, value)| if place % 2 == 1 { value * 2 } else { value }).sum();
    digits(number).next_back() == Some((10 - sum % 10) % 10)
}

/// GS1 and USPS: from the right, weights 3 1 3 1 ..., modulus 10.
fn is_mod10(number: &str) -> bool {
    let mut reversed = digits(number).rev();
    let check = reversed.next();
    let sum: u32 = reversed.enumerate().map(|(place, digit)| if place % 2 == 0 { digit * 3 } else { digit }).sum();
    check == Some((10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_verified() {
        assert_eq!(issuer("1Z999AA10123456784"), Some("ups"));
        assert_eq!(issuer("1Z999AA10123456785"), None);
        assert_eq!(issuer("RB123456785GB"), Some("royal-mail"));
        assert_eq!(issuer("RB123456784GB"), None);
        assert_eq!(issuer("9400111899223197428497"), Some("usps"));
        assert_eq!(issuer("9400111899223197428498"), None);
    }
}

//! Tracking numbers by carrier, check digits verified where the carrier has them.
//!
//! Sources: UPU S10 (13 characters, modulus 11), USPS Publication 199 (IMpb, modulus 10), UPS 1Z
//! (modulus 10 with letters folded), GS1 SSCC (20 digits with the application identifier 00), FedEx
//! Express and Ground, DHL Express and Japanese parcels (modulus 7), and the forms the others print.

use super::chunk::{Chunk, IDENTIFIER_BYTES_MAX, digits, looks_like};
use super::cue::{Context, is_any, is_cue};
use super::{ENTITIES_MAX, EntityKind, Found};

/// No tracking number is shorter.
const NUMBER_CHARACTERS_MIN: usize = 9;
/// Groups of digits that one number may be printed in.
const GROUPS_MAX: usize = 8;
/// How far before a number its carrier may be named, in words.
const CARRIER_DISTANCE_MAX: usize = 6;
/// Numbers whose context is read in one text.
const CONTEXTS_MAX: usize = 256;
/// The carrier of a number that is one, but not whose.
const UNKNOWN: &str = "unknown";

/// Forms that say their carrier by themselves: beginning (`A` a capital letter, `X` a letter or digit), how many
/// digits follow, ending, carrier.
const FORMS: &[(&str, &[usize], &str, &str)] = &[
    ("YT", &[16], "", "yunexpress"),
    ("YT", &[13], "", "yto"),
    ("LP", &[14, 17], "", "cainiao"),
    ("CNGA", &[15], "", "cainiao"),
    ("4PX", &[13], "CN", "4px"),
    ("SF", &[12, 13, 14, 15], "", "sf-express"),
    ("JJD", &[14, 18], "", "dhl"),
    ("JVGL", &[16], "", "dhl"),
    ("JD", &[16, 18], "", "dhl"),
    ("GM", &[16, 18], "", "dhl"),
    ("JT", &[13], "", "jt-express"),
    ("JDVA", &[11], "", "jd-logistics"),
    ("TBA", &[12], "", "amazon-logistics"),
    ("TBM", &[12], "", "amazon-logistics"),
    ("TBC", &[12], "", "amazon-logistics"),
    ("YW", &[9], "CN", "yanwen"),
    ("UA", &[9], "YP", "yanwen"),
    ("C00HHA", &[8], "", "evri"),
    ("3SAAAA", &[7, 8, 9, 10], "", "postnl"),
    ("3SAAAAA", &[7, 8, 9], "", "postnl"),
    ("3SAAAAAA", &[7, 8], "", "postnl"),
    ("PAXXXX", &[16], "A", "correos"),
    ("5A", &[11], "", "colissimo"),
    ("6A", &[11], "", "colissimo"),
    ("7A", &[11], "", "colissimo"),
    ("8A", &[11], "", "colissimo"),
];

/// Carriers whose numbers are only digits, believed when the carrier is named nearby: word in the text, folded;
/// carrier; lengths. Those with a check digit are in [`has_check_digit`].
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
    ("correos", "correos", &[13]),
    ("inpost*", "inpost", &[24]),
    ("paczkoma*", "inpost", &[24]),
    ("yanwen", "yanwen", &[11, 12]),
    ("4px", "4px", &[12, 15]),
    ("postnord", "postnord", &[18, 20]),
    ("italiane", "poste-italiane", &[12, 13]),
    ("raccomandata", "poste-italiane", &[12]),
    ("sda", "poste-italiane", &[12, 13]),
    ("yurtici", "yurtici", &[12]),
    ("aras", "aras", &[13]),
    ("yamato", "yamato", &[12]),
    ("sagawa", "sagawa", &[12]),
    ("ヤマト", "yamato", &[12]),
    ("クロネコ", "yamato", &[12]),
    ("佐川", "sagawa", &[12]),
    ("ゆうパック", "japan-post", &[12]),
    ("日本邮", "japan-post", &[12]),
    ("日本郵", "japan-post", &[12]),
    ("顺丰", "sf-express", &[12, 15]),
    ("中通", "zto", &[12, 14]),
];
/// Words for a tracking number of no named carrier, folded, and the lengths believed after them.
const TRACKING_WORDS: &[&str] = &[
    "tracking",
    "trackingnumber",
    "trackingnummer",
    "trackingcode",
    "waybill",
    "awb",
    "sendungsnummer",
    "sendungsverfolgung*",
    "sendung",
    "paketnummer",
    "suivi",
    "seguimiento",
    "rastreo",
    "guia",
    "rastreio",
    "rastreamento",
    "rastreador",
    "tracciamento",
    "spedizione",
    "zendingsnummer",
    "przesylk*",
    "sledzenia",
    "kollinummer",
    "sparningsnummer",
    "forsandelse*",
    "takip",
    "kargo",
    "追跡番号",
    "追迹番号",
    "伝票番号",
    "送り状番号",
    "问い合わせ番号",
    "問い合わせ番号",
    "快递单号",
    "运单号",
    "物流单号",
    "送货单号",
    "운송장",
    "송장번호",
];
const TRACKING_LENGTHS: &[usize] = &[10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24];

/// Whether a word announces a tracking number.
pub fn is_word(word: &str) -> bool {
    is_any(word, TRACKING_WORDS)
}

/// Finds tracking numbers.
pub fn find(text: &str, chunks: &[Chunk<'_>]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut taken_until = 0;
    let mut contexts = 0;
    for (place, chunk) in chunks.iter().enumerate() {
        // Of the known forms, only S10 printed in groups begins with a chunk that has no digit.
        let can_begin = chunk.digit_count() > 0 || chunk.text.len() == 2;
        if chunk.start < taken_until || !can_begin || found.len() >= ENTITIES_MAX {
            continue;
        }
        let mut ends = spans(text, chunks, place).into_iter().flatten();
        // The first group alone if it is a number, else as many groups as make one.
        let alone = ends.next();
        let mut context = None;
        let hit = alone.into_iter().chain(ends.rev()).find_map(|end| {
            let compact = compact(text.get(chunk.start..end)?);
            if let Some(issuer) = issuer(&compact) {
                return Some((end, issuer));
            }
            let is_digits = compact.bytes().all(|byte| byte.is_ascii_digit());
            if !is_digits || context.is_none() && contexts >= CONTEXTS_MAX {
                return None;
            }
            let context = context.get_or_insert_with(|| {
                contexts += 1;
                Context::before(text, chunk.start)
            });
            Some((end, named_issuer(&compact, context)?))
        });
        if let Some((end, issuer)) = hit {
            taken_until = end;
            let issuer = (issuer != UNKNOWN).then_some(issuer);
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

#[inline(never)]
fn compact(text: &str) -> String {
    text.bytes().filter(|byte| *byte != b' ').map(|byte| char::from(byte.to_ascii_uppercase())).collect()
}

/// The carrier, where the form and the check digit tell.
fn issuer(number: &str) -> Option<&'static str> {
    if looks_like(number, "1ZXXXXXXXXXXXXXXX9") && is_ups(number) {
        return Some("ups");
    }
    if let Some((.., issuer)) = FORMS.iter().find(|form| has_form(number, form)) {
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
        20 if starts(&["00"]) && is_mod10(number) => Some(sscc_issuer(number)),
        22 if starts(&["91", "92", "93", "94", "95"]) && is_mod10(number) => Some("usps"),
        26 if starts(&["91", "92", "93", "94", "95"]) && is_mod10(number) => Some("usps"),
        30 if starts(&["420"]) && number.get(8..).is_some_and(is_mod10) => Some("usps"),
        _ => None,
    }
}

#[inline(never)]
fn has_form(number: &str, (start, lengths, end, _): &(&str, &[usize], &str, &str)) -> bool {
    let Some(body) = number.len().checked_sub(start.len() + end.len()) else { return false };
    lengths.contains(&body)
        && number.get(..start.len()).is_some_and(|head| looks_like(head, start))
        && number
            .get(start.len()..start.len() + body)
            .is_some_and(|body| body.bytes().all(|byte| byte.is_ascii_digit()))
        && number.get(start.len() + body..).is_some_and(|tail| looks_like(tail, end))
}

/// Whose serial shipping container code it is, by the company's number in it.
fn sscc_issuer(number: &str) -> &'static str {
    let issuers = [("0034", "dhl"), ("00359007", "poczta-polska"), ("00373", "postnord"), ("00370", "bring")];
    issuers.iter().find(|(start, _)| number.starts_with(start)).map_or(UNKNOWN, |(_, issuer)| issuer)
}

/// The carrier of a number of plain digits, where one is named shortly before it.
#[inline(never)]
fn named_issuer(number: &str, context: &Context) -> Option<&'static str> {
    if context.is_foreign() {
        return None;
    }
    let length = number.len();
    let mut is_tracking = false;
    for word in context.words().take(CARRIER_DISTANCE_MAX) {
        let named = NAMED_CARRIERS.iter().find(|(cue, _, lengths)| lengths.contains(&length) && is_cue(word, cue));
        if let Some((_, issuer, _)) = named.filter(|(_, issuer, _)| has_check_digit(issuer, number)) {
            return Some(issuer);
        }
        is_tracking |= is_word(word);
        if is_tracking && NAMED_CARRIERS.iter().any(|(cue, ..)| is_cue(word, cue)) {
            return None; // The carrier's, but not a number of this carrier.
        }
    }
    (is_tracking && TRACKING_LENGTHS.contains(&length)).then_some(UNKNOWN)
}

/// Whether the check digit is right, for carriers that have one in a number of this length.
fn has_check_digit(issuer: &str, number: &str) -> bool {
    match (issuer, number.len()) {
        ("fedex", 12) => is_fedex_express(number),
        ("fedex", 22) => number.get(7..).is_some_and(is_mod10),
        ("fedex" | "usps", _) | ("dhl", 20) => is_mod10(number),
        ("dhl", 10) | ("japan-post" | "yamato" | "sagawa", 12) => is_mod7(number),
        _ => true,
    }
}

/// FedEx Express: weights 3 1 7 repeated, modulus 11, then 10.
fn is_fedex_express(number: &str) -> bool {
    let sum: u32 =
        digits(number).take(11).zip([3, 1, 7].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    digits(number).next_back() == Some(sum % 11 % 10)
}

/// DHL Express, Japan Post, Yamato and Sagawa: the number without its last digit, modulus 7.
fn is_mod7(number: &str) -> bool {
    let body = digits(number).take(number.len() - 1).fold(0, |rest, digit| (rest * 10 + digit) % 7);
    digits(number).next_back() == Some(body)
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
#[inline(never)]
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
        assert!(has_check_digit("fedex", "986578788855") && !has_check_digit("fedex", "986578788856"));
        assert!(has_check_digit("fedex", "041441760228964") && !has_check_digit("fedex", "041441760228965"));
    }
}

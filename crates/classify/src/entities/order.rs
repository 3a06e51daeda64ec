//! Order numbers by marketplace, and Amazon article numbers.

use super::chunk::{Chunk, IDENTIFIER_BYTES_MAX, looks_like};
use super::{EntityKind, Found};
use crate::fold::fold;

/// Forms that say their marketplace by themselves.
const FORMS: &[(&str, &str)] = &[
    ("999-9999999-9999999", "amazon"),
    ("A99-9999999-9999999", "amazon"),
    ("99-99999-99999", "ebay"),
    ("2000999-99999999", "walmart"),
    ("20009999-99999999", "walmart"),
];

/// Words for an order, folded; a number right after one is an order number.
const ORDER_WORDS: &[&str] = &[
    "order",
    "orders",
    "purchase",
    "bestellung",
    "bestellnummer",
    "bestellnr",
    "auftrag",
    "auftragsnummer",
    "commande",
    "pedido",
    "orden",
    "compra",
    "ordine",
    "encomenda",
    "bestelling",
    "ordernummer",
    "zamowienie",
    "zamowienia",
    "zamowieniu",
    "siparis",
    "siparisim",
    "siparisimin",
    "订单",
    "订单号",
    "单号",
    "注文",
    "注文番号",
    "注文号码",
    "주문",
    "주문번호",
];
/// Words that may stand between the word and the number, folded.
const BETWEEN_WORDS: &[&str] = &[
    "number", "no", "nr", "num", "numero", "nummer", "id", "is", "my", "the", "n", "o", "lautet", "ist", "est", "es",
    "e", "het", "de", "number's", "numer", "numara", "numarasi", "no.", "番号", "是", "号", "は", "번호",
];
/// Bytes before a number that are searched for a word for an order.
const CONTEXT_BYTES_MAX: usize = 48;
/// Digits of a number that only its context makes an order number.
const DIGITS_MIN: usize = 4;
const DIGITS_MAX: usize = 20;

/// Finds order and article numbers.
pub fn find(text: &str, chunks: &[Chunk<'_>], found: &mut Vec<Found>) {
    for chunk in chunks.iter().filter(|chunk| chunk.text.len() <= IDENTIFIER_BYTES_MAX) {
        let form = FORMS.iter().find(|(form, _)| looks_like(chunk.text, form));
        let (kind, issuer, start) = if let Some((_, issuer)) = form {
            (EntityKind::OrderId, Some(*issuer), chunk.start)
        } else if is_asin(chunk.text) {
            (EntityKind::Asin, Some("amazon"), chunk.start)
        } else if chunk.has_hash && is_shop_number(chunk.text) {
            (EntityKind::OrderId, None, chunk.start - 1)
        } else if is_plain_number(chunk.text) && follows_order_word(text, chunk.start) {
            (EntityKind::OrderId, None, chunk.start)
        } else {
            continue;
        };
        found.push(Found { kind, start, end: chunk.end, issuer });
    }
}

/// `B0` and eight capitals or digits. Older article numbers are book numbers and look like any number.
fn is_asin(text: &str) -> bool {
    looks_like(text, "B0XXXXXXXX")
}

/// What shops print after `#`: digits, maybe with a short prefix ("#1001", "#EU-20415").
fn is_shop_number(text: &str) -> bool {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    (DIGITS_MIN..=DIGITS_MAX).contains(&digits) && text.len() - digits <= 4
}

fn is_plain_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (DIGITS_MIN..=DIGITS_MAX).contains(&digits) && text.len() - digits <= 4
}

/// Whether the words right before `place` are a word for an order, maybe with "number is" between.
fn follows_order_word(text: &str, place: usize) -> bool {
    let from = (place.saturating_sub(CONTEXT_BYTES_MAX)..=place).find(|start| text.is_char_boundary(*start));
    let context = from.and_then(|from| text.get(from..place)).unwrap_or("");
    let mut folded = String::new();
    context.chars().for_each(|character| fold(character, |lower| folded.push(lower)));
    let words = folded.rsplit(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in words {
        if ORDER_WORDS.iter().any(|order| word == *order || !order.is_ascii() && word.ends_with(order)) {
            return true;
        }
        if !BETWEEN_WORDS.contains(&word) {
            return false;
        }
    }
    false
}

//! Order numbers by marketplace, Amazon article numbers, and what shops call SKU.

use super::chunk::{Chunk, IDENTIFIER_BYTES_MAX, looks_like};
use super::cue::{Context, is_any};
use super::{EntityKind, Found, amount, tracking};

/// Forms that say their marketplace by themselves.
const FORMS: &[(&str, &str)] = &[
    ("999-9999999-9999999", "amazon"),
    ("A99-9999999-9999999", "amazon"),
    ("99-99999-99999", "ebay"),
    ("2000999-99999999", "walmart"),
    ("20009999-99999999", "walmart"),
    ("99999999-9999-9", "ozon"),
    ("99999999-9999-99", "ozon"),
    ("999999999-9999-9", "ozon"),
    ("9999999999-9999-9", "ozon"),
    ("PO-999-99999999999999999", "temu"),
    ("PO-999-999999999999999999", "temu"),
];
/// What Shopee prints: the date (YYMMDD), then capitals and digits.
const SHOPEE_FORM: &str = "999999XXXXXXXX";

/// Numbers of plain digits: channel, lengths, first digits. Believed on that channel, or after a word for an order
/// where the first digits tell.
const DIGIT_FORMS: &[(&str, &[usize], &[&str])] = &[
    ("mercadolibre", &[16], &["2000"]),
    ("tiktok-shop", &[18], &["57", "58"]),
    ("lazada", &[15, 16], &[]),
    ("aliexpress", &[16, 17, 18, 19], &[]),
    ("etsy", &[10], &["1", "2", "3", "4"]),
    ("walmart", &[13, 15], &[]),
];
/// Channels whose order numbers are counted up from a small number.
const COUNTING_CHANNELS: &[&str] = &["shopify", "woocommerce", "bigcommerce"];

/// Words for an order, folded; a number right after one is an order number.
const ORDER_WORDS: &[&str] = &[
    "order",
    "orders",
    "ordernumber",
    "orderid",
    "purchase",
    "bestellung",
    "bestellnummer",
    "bestellnr",
    "auftrag",
    "auftragsnummer",
    "auftragsnr",
    "commande",
    "pedido",
    "orden",
    "compra",
    "ordine",
    "ordini",
    "acquisto",
    "encomenda",
    "bestelling",
    "bestelnummer",
    "bestelnr",
    "bestallning*",
    "ordernummer",
    "ordernr",
    "zamowieni*",
    "siparis*",
    "订单",
    "订单号",
    "单号",
    "订单编号",
    "注文",
    "注文番号",
    "注文号码",
    "オーダー",
    "オーダー番号",
    "주문",
    "주문번호",
];
/// Words that may stand between the word and the number, folded.
const BETWEEN_WORDS: &[&str] = &[
    "number", "no", "nr", "num", "numero", "nummer", "id", "is", "my", "the", "n", "o", "lautet", "ist", "est", "es",
    "e", "het", "de", "number's", "numer", "numara", "numarasi", "numaram", "番号", "是", "号", "は", "번호", "nº",
    "nro", "com", "con", "mit", "met", "med", "sur", "ar", "er", "to", "code",
];
/// Endings of a word for an order in languages that put no blank there.
const ENDINGS: &[&str] =
    &["是", "为", "号", "码", "编", "號", "碼", "編", "番", "は", "が", "の", "는", "은", "가", "번호"];
/// Of those between, the ones that announce a number: a year doesn't follow them.
const NUMBER_WORDS: &[&str] =
    &["number", "no", "nr", "num", "numero", "nummer", "id", "n", "numer", "numara", "numarasi", "nº", "nro"];
/// Words after a number that make it a quantity.
const QUANTITY_WORDS: &[&str] =
    &["pcs", "pieces", "units", "items", "stuck", "unidades", "pezzi", "stuks", "sztuk", "adet", "kg"];

/// Words for an article number, folded.
const SKU_WORDS: &[&str] = &[
    "sku",
    "skus",
    "artikelnummer",
    "artikelnr",
    "artnr",
    "itemnumber",
    "mpn",
    "referencia",
    "varenummer",
    "货号",
    "商品编号",
    "商品番号",
    "品番",
    "型番",
    "상품번호",
    "품번",
];
/// The same as two words, the second one nearest.
const SKU_WORD_PAIRS: &[(&str, &str)] = &[
    ("art", "nr"),
    ("art", "no"),
    ("article", "number"),
    ("item", "number"),
    ("item", "no"),
    ("part", "number"),
    ("part", "no"),
    ("model", "number"),
    ("codice", "articolo"),
    ("codice", "prodotto"),
    ("numer", "artykulu"),
    ("kod", "produktu"),
    ("stok", "kodu"),
    ("urun", "kodu"),
    ("referencia", "del"),
];
/// Bytes of an article number.
const SKU_BYTES_MIN: usize = 3;
/// Digits of a number that only its context makes an order number.
const DIGITS_MIN: usize = 4;
const DIGITS_MAX: usize = 20;
/// The same where a `#` or the channel speaks for it.
const COUNTED_DIGITS_MIN: usize = 2;

/// Numbers looked at in one text.
const NUMBERS_MAX: usize = 1_024;

/// Finds order and article numbers; `channel` is the name of the channel, or empty.
pub fn find(text: &str, channel: &str, chunks: &[Chunk<'_>], found: &mut Vec<Found>) {
    let may_be = |chunk: &&Chunk<'_>| {
        let length = chunk.text.len();
        let is_long = (SKU_BYTES_MIN..=IDENTIFIER_BYTES_MAX).contains(&length);
        (is_long || chunk.has_hash || !channel.is_empty() && length >= COUNTED_DIGITS_MIN) && chunk.digit_count() > 0
    };
    for chunk in chunks.iter().filter(may_be).take(NUMBERS_MAX) {
        if let Some(hit) = judge(text, channel, chunk, found) {
            found.push(hit);
        }
    }
}

/// What a chunk is, if an order or article number.
#[inline(never)]
fn judge(text: &str, channel: &str, chunk: &Chunk<'_>, found: &[Found]) -> Option<Found> {
    let hit = |kind, start, end, issuer| Some(Found { kind, start, end, issuer });
    let is_date = looks_like(chunk.text, "9999-99-99");
    if let Some((_, issuer)) = FORMS.iter().find(|(form, _)| looks_like(chunk.text, form)) {
        return hit(EntityKind::OrderId, chunk.start, chunk.end, Some(*issuer));
    }
    if is_shopee(chunk.text) {
        return hit(EntityKind::OrderId, chunk.start, chunk.end, Some("shopee"));
    }
    if looks_like(chunk.text, "B0XXXXXXXX") {
        return hit(EntityKind::Asin, chunk.start, chunk.end, Some("amazon"));
    }
    let counting = COUNTING_CHANNELS.iter().find(|name| **name == channel).copied();
    let digits_min = if counting.is_some() { COUNTED_DIGITS_MIN } else { DIGITS_MIN };
    if chunk.has_hash && is_shop_number(chunk.text, digits_min) {
        return hit(EntityKind::OrderId, chunk.start - 1, chunk.end, counting);
    }
    let context = Context::before(text, chunk.start);
    if labelled(&context, &["asin"], &[]) && is_labelled_asin(chunk.text) {
        return hit(EntityKind::Asin, chunk.start, chunk.end, Some("amazon"));
    }
    if chunk.text.len() >= SKU_BYTES_MIN && !is_date && labelled(&context, SKU_WORDS, SKU_WORD_PAIRS) {
        return hit(EntityKind::Sku, chunk.start, sku_end(text, chunk.end), None);
    }
    if is_date || is_quantity(text, chunk) {
        return None;
    }
    if chunk.has_hash && is_shop_number(chunk.text, COUNTED_DIGITS_MIN) && follows_order_word(&context).is_some() {
        return hit(EntityKind::OrderId, chunk.start - 1, chunk.end, counting);
    }
    if is_plain_number(chunk.text, digits_min)
        && let Some(is_numbered) = follows_order_word(&context)
        && (is_numbered || !is_year(chunk.text) && chunk.digit_count() >= DIGITS_MIN)
    {
        let issuer = digit_issuer(chunk.text, channel).or(counting);
        return hit(EntityKind::OrderId, chunk.start, chunk.end, issuer);
    }
    // Digits alone: only what the channel prints, and nothing that is already something else.
    let issuer = digit_issuer(chunk.text, channel).filter(|issuer| *issuer == channel)?;
    let is_free = !found.iter().any(|other| other.start < chunk.end && chunk.start < other.end);
    if is_free && !context.is_foreign() { hit(EntityKind::OrderId, chunk.start, chunk.end, Some(issuer)) } else { None }
}

/// A date and eight characters of which a letter shows that this is no number.
fn is_shopee(text: &str) -> bool {
    let part = |from: usize| text.get(from..from + 2).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    looks_like(text, SHOPEE_FORM)
        && (15..=40).contains(&part(0))
        && (1..=12).contains(&part(2))
        && (1..=31).contains(&part(4))
        && text.bytes().skip(6).filter(u8::is_ascii_uppercase).count() >= 2
}

/// The marketplace whose order numbers have these digits: the channel's own, or the one the first digits name.
fn digit_issuer(text: &str, channel: &str) -> Option<&'static str> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fits = |(_, lengths, starts): &&(&str, &[usize], &[&str])| {
        lengths.contains(&text.len()) && (starts.is_empty() || starts.iter().any(|start| text.starts_with(start)))
    };
    let own = DIGIT_FORMS.iter().filter(fits).find(|(name, _, _)| *name == channel);
    let told = |form: &&(&'static str, &[usize], &[&str])| form.2.first().is_some_and(|start| start.len() > 1);
    own.or_else(|| DIGIT_FORMS.iter().filter(fits).find(told).filter(|_| channel.is_empty())).map(|(name, _, _)| *name)
}

/// What shops print after `#`: digits, maybe with a short prefix ("#1001", "#EU-20415").
fn is_shop_number(text: &str, digits_min: usize) -> bool {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    (digits_min..=DIGITS_MAX).contains(&digits) && text.len() - digits <= 4
}

fn is_plain_number(text: &str, digits_min: usize) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (digits_min..=DIGITS_MAX).contains(&digits) && text.len() - digits <= 4
}

/// Any year from 1900 to 2099.
fn is_year(text: &str) -> bool {
    looks_like(text, "1999") && text.starts_with("19") || looks_like(text, "2999") && text.starts_with("20")
}

/// Book numbers are article numbers too, but only where they are called so.
fn is_labelled_asin(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a price or a count, not a number of an order: "order 1500 EUR", "order 1299.90", "order 1000 pieces".
fn is_quantity(text: &str, chunk: &Chunk<'_>) -> bool {
    let after = text.get(chunk.end..).unwrap_or("");
    let is_decimal = after.starts_with(['.', ',']) && after.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    let word = after.trim_start_matches(' ').split(|character: char| !character.is_alphanumeric()).next();
    let counts = word.is_some_and(|word| QUANTITY_WORDS.iter().any(|quantity| word.eq_ignore_ascii_case(quantity)));
    is_decimal || counts || amount::has_mark(text, chunk.start, chunk.end)
}

/// Whether the words right before are a word for an order, and whether "number" stood there: "order number is".
#[inline(never)]
fn follows_order_word(context: &Context) -> Option<bool> {
    let mut is_numbered = false;
    for word in context.words() {
        if tracking::is_word(word) {
            return None;
        }
        if is_named(word, ORDER_WORDS) {
            return Some(is_numbered || word.contains("nummer") || word.ends_with("nr") || !word.is_ascii());
        }
        if !BETWEEN_WORDS.contains(&word) {
            return None;
        }
        is_numbered |= NUMBER_WORDS.contains(&word);
    }
    None
}

/// Whether the words right before are one of these labels, maybe with "number is" between.
#[inline(never)]
fn labelled(context: &Context, labels: &[&str], pairs: &[(&str, &str)]) -> bool {
    let mut nearer = "";
    for word in context.words() {
        if is_named(word, labels) || pairs.contains(&(word, nearer)) {
            return true;
        }
        let is_second = pairs.iter().any(|(_, second)| *second == word);
        if !is_second && !BETWEEN_WORDS.contains(&word) {
            return false;
        }
        nearer = word;
    }
    false
}

/// Like [`is_any`], but text without blanks must end in the cue, maybe with an ending of [`ENDINGS`] or more.
#[inline(never)]
fn is_named(word: &str, cues: &[&str]) -> bool {
    if word.is_ascii() {
        return is_any(word, cues);
    }
    let mut bare = word;
    loop {
        if cues.iter().any(|cue| !cue.is_ascii() && bare.ends_with(cue)) {
            return true;
        }
        let Some(shorter) = ENDINGS.iter().find_map(|ending| bare.strip_suffix(ending)) else { return false };
        bare = shorter;
    }
}

/// The end of an article number, which may go on after a dot, slash or underscore.
fn sku_end(text: &str, end: usize) -> usize {
    let rest = text.as_bytes().get(end..).unwrap_or(&[]);
    let mut length = 0;
    while let Some(byte) = rest.get(length).filter(|_| length < IDENTIFIER_BYTES_MAX) {
        let joins =
            matches!(byte, b'.' | b'/' | b'_' | b'-') && rest.get(length + 1).is_some_and(u8::is_ascii_alphanumeric);
        if !joins && !byte.is_ascii_alphanumeric() {
            break;
        }
        length += 1;
    }
    end + length
}

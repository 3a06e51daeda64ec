//! AliExpress: `Order 8123456789012345`, `Ann B. sent you a message`, `Message: ...`. Unverified.

use super::{Found, Layout, Parts};
use crate::label::digits;
use sellerdesk_adapter::text::cut;

/// Digits of an order's number: 16 today, 14 and 15 before.
const ORDER_DIGITS: std::ops::RangeInclusive<usize> = 14..=19;

/// Words for order, in lower case (ASCII).
const ORDER_WORDS: [&str; 5] = ["order", "pedido", "commande", "bestellung", "заказ"];
/// How far after such a word its number may end, in bytes.
const NEAR_BYTES: usize = 40;

const LAYOUT: Layout = Layout {
    words: &[
        "message:",
        "message content:",
        "buyer message:",
        "buyer's message:",
        "сообщение:",
        "mensaje:",
        "mensagem:",
    ],
    ends: &[
        "reply now",
        "reply to this message",
        "view message",
        "view details",
        "go to message center",
        "please reply",
        "best regards",
        "aliexpress.com team",
        "aliexpress team",
        "this email was sent",
        "this is an automated",
    ],
    buyer: &["buyer name:", "buyer:", "customer:", "sender:"],
    phrases: &[
        ("", " sent you a message"),
        ("", " has sent you a message"),
        ("message from ", " about order"),
        ("message from ", " regarding"),
        ("", " left you a message"),
    ],
    product: &["product id:", "item id:", "product no.:"],
    order_in,
};

/// What a mail of AliExpress's tells.
pub fn read(parts: &Parts<'_>) -> Found {
    LAYOUT.read(parts)
}

/// The first run of 14 to 19 digits after a word for order, or else the first one: a tracking number may be as long.
pub fn order_in(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let after = |word: &&'static str| {
        let rest = text.get(lower.find(*word)? + word.len()..)?;
        digits(cut(rest, NEAR_BYTES), ORDER_DIGITS)
    };
    ORDER_WORDS.iter().find_map(after).or_else(|| digits(text, ORDER_DIGITS)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::order_in;

    #[test]
    fn orders_are_told_from_tracking_numbers() {
        let text = "Parcel 9400111899223344 of order no. 8123456789012345 is on its way";
        assert_eq!(order_in(text).as_deref(), Some("8123456789012345"));
        assert_eq!(order_in("8123456789012345: a question").as_deref(), Some("8123456789012345"));
        assert_eq!(order_in("order 123"), None);
    }
}

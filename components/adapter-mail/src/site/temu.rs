//! Temu: `PO-211-01234567890123456`, `Message from customer: ...`. Unverified.

use super::{Found, Layout, Parts};

/// Digits of an order's first part.
const REGION_DIGITS: std::ops::RangeInclusive<usize> = 2..=4;
/// Digits of its second part.
const NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 8..=24;

const LAYOUT: Layout = Layout {
    words: &[
        "message:",
        "message from customer:",
        "customer message:",
        "customer's message:",
        "buyer message:",
        "message content:",
    ],
    ends: &[
        "reply now",
        "reply in seller center",
        "view message",
        "view details",
        "go to seller center",
        "please reply",
        "best regards",
        "temu seller center",
        "temu team",
        "this email was sent",
        "this is an automated",
    ],
    buyer: &["customer name:", "buyer name:", "customer:", "buyer:"],
    phrases: &[("", " sent you a message"), ("", " has sent you a message"), ("message from ", " about order")],
    product: &["sku id:", "goods id:", "sku:"],
    order_in,
};

/// What a mail of Temu's tells.
pub fn read(parts: &Parts<'_>) -> Found {
    LAYOUT.read(parts)
}

/// `PO-<2 to 4 digits>-<8 to 24 digits>`, in upper case.
pub fn order_in(text: &str) -> Option<String> {
    text.split(|char: char| !char.is_ascii_alphanumeric() && char != '-').find_map(|word| {
        let mut parts = word.trim_matches('-').split('-');
        let (prefix, region, number) = (parts.next()?, parts.next()?, parts.next()?);
        let is = |part: &str, length: &std::ops::RangeInclusive<usize>| {
            length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let is_order = prefix.eq_ignore_ascii_case("po") && is(region, &REGION_DIGITS) && is(number, &NUMBER_DIGITS);
        is_order.then(|| format!("PO-{region}-{number}"))
    })
}

#[cfg(test)]
mod tests {
    use super::order_in;

    #[test]
    fn orders_have_one_form() {
        assert_eq!(order_in("Order PO-211-01234567890123456: a question").as_deref(), Some("PO-211-01234567890123456"));
        assert_eq!(order_in("(po-076-12345678-D01)").as_deref(), Some("PO-076-12345678"));
        for other in ["PO-211", "PO-1-12345678", "XPO-211-01234567890123456", "PO 211 0123456789", ""] {
            assert_eq!(order_in(other), None, "{other}");
        }
    }
}

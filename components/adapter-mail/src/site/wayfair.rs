//! Wayfair: `PO Number: CS123456789`, `Customer Question: ...`. Unverified. Wayfair itself is the merchant; its mails
//! ask on a customer's behalf.

use super::{Found, Layout, Parts};

/// Digits after the two letters of a purchase order.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=12;

const LAYOUT: Layout = Layout {
    words: &[
        "customer question:",
        "customer message:",
        "customer comments:",
        "customer's message:",
        "question:",
        "message:",
        "comments:",
    ],
    ends: &[
        "please respond",
        "please reply",
        "respond in partner home",
        "view in partner home",
        "view ticket",
        "thank you,",
        "thanks,",
        "best regards",
        "wayfair team",
        "this email was sent",
        "this is an automated",
    ],
    buyer: &["customer name:", "customer:"],
    phrases: &[("from customer ", " about"), ("", " has asked a question"), ("", " asked a question")],
    product: &["supplier part number:", "part number:", "sku:"],
    order_in,
};

/// What a mail of Wayfair's tells.
pub fn read(parts: &Parts<'_>) -> Found {
    LAYOUT.read(parts)
}

/// Two letters (`CS`, `CA`, `UK`, ...) and 7 to 12 digits.
pub fn order_in(text: &str) -> Option<String> {
    let word = text.split(|char: char| !char.is_ascii_alphanumeric()).find(|word| {
        let (letters, digits) = word.split_at(word.len().min(2));
        letters.len() == 2
            && letters.bytes().all(|byte| byte.is_ascii_uppercase())
            && DIGITS.contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })?;
    Some(word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::order_in;

    #[test]
    fn purchase_orders_have_one_form() {
        assert_eq!(order_in("PO Number: CS123456789.").as_deref(), Some("CS123456789"));
        for other in ["cs123456789", "CS123", "CSX1234567", "123456789", ""] {
            assert_eq!(order_in(other), None, "{other}");
        }
    }
}

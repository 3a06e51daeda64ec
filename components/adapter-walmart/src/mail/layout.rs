//! A buyer's own words out of Walmart's mail.
//!
//! ```text
//! Hi <shop>,
//! <buyer> wants to connect with you regarding the following order:
//! Sales Order ID: 5921679250664
//! Item ID: 162457985
//! Item: ...
//! Message:
//! <the buyer's words>
//! **Note: You have received this message from the customer, who has made a purchase from your company on
//! Walmart.com. Please respond within 1 business day.**
//! ...
//! RefID: CFB3AF9BD4F64299A86742C482665D44
//! ```
//!
//! Known from mails of 2016 to 2018, and not documented: labels are looked for without case and wherever they stand,
//! and a mail without them is the buyer's words as a whole. Above the words only Walmart writes, so the first label
//! counts; below them the last one does, for buyers can write labels too.

use sellerdesk_adapter::mail::without_quotes;
use sellerdesk_adapter::text;

const NAME_END: &str = " wants to connect with you";
const ORDER: &str = "sales order id:";
const ITEM: &str = "item id:";
const WORDS: &str = "message:";
/// What may end the words, the most telling first.
const ENDS: [&str; 4] = [
    "note: you have received this message from the customer",
    "walmart customer service team",
    "we will send a copy of your message to the customer",
    "refid:",
];
/// Digits of a sales order's number: 13 or 15 in practice.
const ORDER_DIGITS: std::ops::RangeInclusive<usize> = 10..=20;
/// Digits of an item's number.
const ITEM_DIGITS: std::ops::RangeInclusive<usize> = 4..=20;
/// Longest name read, in bytes.
const NAME_BYTES_MAX: usize = 100;

/// A mail's text taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    /// The sales order, where Walmart names it.
    pub order: Option<String>,
    /// The item, where Walmart names it.
    pub item: Option<String>,
    /// The buyer's name, where Walmart gives it.
    pub name: Option<String>,
    /// The buyer's own words.
    pub words: String,
}

/// Takes the plain text or, if only that one has the labels, the HTML's text apart.
pub fn extract(plain: &str, html_as_text: &str) -> Extracted {
    let split = labelled(plain).or_else(|| labelled(html_as_text));
    split.unwrap_or_else(|| {
        let text = if plain.trim().is_empty() { html_as_text } else { plain };
        Extracted { words: text::tidy(&without_quotes(text)), ..Extracted::default() }
    })
}

/// The number after `Order` in a line of ours or Walmart's: `Re: A question (Order 5921679250664)`.
pub fn named_order(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let is_edge = |char: char| char.is_whitespace() || "#:".contains(char);
    lower.match_indices("order").find_map(|(at, word)| {
        let rest = text.get(at + word.len()..)?.trim_start_matches(is_edge);
        let has_id = rest.get(..2).is_some_and(|id| id.eq_ignore_ascii_case("id"));
        let rest = if has_id { rest.get(2..)?.trim_start_matches(is_edge) } else { rest };
        number(rest, ORDER_DIGITS)
    })
}

/// The text if it has the labels of an order and of the words.
fn labelled(text: &str) -> Option<Extracted> {
    // ASCII only, so that positions are those of the text.
    let lower = text.to_ascii_lowercase();
    let order_at = lower.find(ORDER)?;
    let words_at = order_at + lower.get(order_at..)?.find(WORDS)?;
    let preamble = text.get(..words_at)?;
    let rest = text.get(words_at + WORDS.len()..)?;
    let lower_rest = lower.get(words_at + WORDS.len()..)?;
    let end = ENDS.iter().find_map(|end| lower_rest.rfind(end)).unwrap_or(rest.len());
    let words = rest.get(..end)?.trim_end_matches(|char: char| char.is_whitespace() || "*_".contains(char));
    let after = |label: &str| lower.find(label).and_then(|at| preamble.get(at + label.len()..));
    Some(Extracted {
        order: after(ORDER).and_then(|rest| number(rest, ORDER_DIGITS)).map(str::to_owned),
        item: after(ITEM).and_then(|rest| number(rest, ITEM_DIGITS)).map(str::to_owned),
        name: lower.find(NAME_END).and_then(|at| preamble.get(..at)).and_then(name),
        words: text::tidy(&without_quotes(words)),
    })
}

/// The name at the end of what stands before `wants to connect`: its line without a greeting.
fn name(before: &str) -> Option<String> {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let line = if line.trim_start().starts_with("Hi ") { line.rsplit(", ").next().unwrap_or_default() } else { line };
    let name = text::line(line);
    (!name.is_empty() && name.len() <= NAME_BYTES_MAX).then_some(name)
}

/// The digits that a text begins with after white space.
fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<&str> {
    let text = text.trim_start();
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    digits.contains(&end).then(|| text.get(..end)).flatten()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const FLAT: &str = "Hi Some Shop, Lauren Brady wants to connect with you regarding the following order: Sales Order \
        ID: 5921679250664 Item ID: 162457985 Item: Pajama Set, Sizes 4-10 Message: Can I cancel? Lauren **Note: You \
        have received this message from the customer, who has made a purchase from your company on Walmart.com. Please \
        respond within 1 business day.** Thank you, Walmart Customer Service Team RefID: CFB3AF9BD4F64299A86742C482665D44";

    #[test]
    fn labels_are_found_on_one_line() {
        let extracted = extract(FLAT, "");
        assert_eq!(extracted.order.as_deref(), Some("5921679250664"));
        assert_eq!(extracted.item.as_deref(), Some("162457985"));
        assert_eq!(extracted.name.as_deref(), Some("Lauren Brady"));
        assert_eq!(extracted.words, "Can I cancel? Lauren");
        assert_eq!(extract("", FLAT), extracted);
    }

    #[test]
    fn buyers_labels_change_nothing() {
        let text = FLAT.replace(
            "Can I cancel?",
            "Sales Order ID: 1111111111111 Message: RefID: 1 Note: You have received \
            this message from the customer, Item ID: 77777",
        );
        let extracted = extract(&text, "");
        assert_eq!(extracted.order.as_deref(), Some("5921679250664"));
        assert_eq!(extracted.item.as_deref(), Some("162457985"));
        assert!(extracted.words.contains("1111111111111") && extracted.words.ends_with("Lauren"), "{extracted:?}");
        let only_words = "hello\nMessage: Sales Order ID: 1111111111111";
        assert_eq!(extract(only_words, "").order, None);
    }

    #[test]
    fn orders_are_named_in_several_ways() {
        for text in [
            "Re: x (Order 5921679250664)",
            "Walmart order #5921679250664",
            "Order ID: 5921679250664.",
            "order order 5921679250664",
        ] {
            assert_eq!(named_order(text), Some("5921679250664"), "{text}");
        }
        for text in ["", "Order", "Order 123", "5921679250664", "Border 12 4567890123"] {
            assert_eq!(named_order(text), None, "{text}");
        }
    }
}

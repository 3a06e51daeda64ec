//! Order numbers and ASINs in text.

/// Bytes of an order number: three, seven and seven digits.
const ORDER_ID_BYTES: usize = 19;
/// Characters of an ASIN.
const ASIN_BYTES: usize = 10;
/// Characters that may stand between the word ASIN and the ASIN.
const ASIN_GAP_BYTES_MAX: usize = 5;

/// The first order number, `\b\d{3}-\d{7}-\d{7}\b`, in a text.
pub fn order_id(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(dash) = memchr_from(bytes, b'-', from) {
        if let Some(found) = dash.checked_sub(3).and_then(|start| order_id_at(text, start)) {
            return Some(found);
        }
        from = dash + 1;
    }
    None
}

fn memchr_from(bytes: &[u8], wanted: u8, from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.iter().position(|byte| *byte == wanted).map(|at| from + at)
}

fn order_id_at(text: &str, start: usize) -> Option<&str> {
    let found = text.get(start..start + ORDER_ID_BYTES)?;
    let is_shape = found.bytes().enumerate().all(|(at, byte)| match at {
        3 | 11 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (is_shape && is_boundary(text, start, start + ORDER_ID_BYTES)).then_some(found)
}

/// The ASIN that follows the word `ASIN`, or else the first word of the form `B0XXXXXXXX`.
pub fn asin(text: &str) -> Option<&str> {
    labelled_asin(text).or_else(|| {
        text.split(|character: char| !character.is_ascii_alphanumeric())
            .find(|word| word.starts_with("B0") && is_asin(word))
    })
}

fn labelled_asin(text: &str) -> Option<&str> {
    text.match_indices("ASIN").find_map(|(at, label)| {
        let rest = text.get(at + label.len()..)?;
        let gap = rest.bytes().take_while(|byte| matches!(byte, b':' | b' ' | b'\t')).count();
        if gap > ASIN_GAP_BYTES_MAX {
            return None;
        }
        let start = at + label.len() + gap;
        let found = text.get(start..start + ASIN_BYTES)?;
        (is_asin(found) && is_boundary(text, start, start + ASIN_BYTES)).then_some(found)
    })
}

fn is_asin(word: &str) -> bool {
    word.len() == ASIN_BYTES && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Whether no word character touches the range from outside.
fn is_boundary(text: &str, start: usize, end: usize) -> bool {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let before = text.get(..start).and_then(|text| text.chars().next_back());
    let after = text.get(end..).and_then(|text| text.chars().next());
    !before.is_some_and(is_word) && !after.is_some_and(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_numbers_stand_alone() {
        assert_eq!(order_id("Exchange (Order: 102-5239268-9612243)"), Some("102-5239268-9612243"));
        assert_eq!(order_id("é-1-2 701-1234567-1234567"), Some("701-1234567-1234567"));
        for other in [
            "",
            "102-5239268-961224",
            "1102-5239268-9612243",
            "102-5239268-96122431",
            "x102-5239268-9612243",
            "102-5239268-9612243é",
            "102–5239268–9612243",
        ] {
            assert_eq!(order_id(other), None, "{other}");
        }
    }

    #[test]
    fn asins_are_found_by_label_or_by_shape() {
        assert_eq!(asin("1 of Mug [ASIN: B01FCAWEYM]"), Some("B01FCAWEYM"));
        assert_eq!(asin("ASIN:0306406152"), Some("0306406152"));
        assert_eq!(asin("#\tASIN\tTitle\n1\tB07KZMTTD2\tMilk frother"), Some("B07KZMTTD2"));
        for other in ["", "ASIN", "ASIN: none", "B01FCAWEY", "XB01FCAWEYM", "0306406152"] {
            assert_eq!(asin(other), None, "{other}");
        }
    }
}

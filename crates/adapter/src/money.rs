//! Amounts as marketplaces print them: decimal text, checked and added without floats.

use sellerdesk_canonical::Money;

/// Digits before the point of an amount.
pub const WHOLE_DIGITS_MAX: usize = 15;
/// Digits after the point of an amount.
pub const FRACTION_DIGITS_MAX: usize = 6;

/// Whether a text is an amount: an optional minus, 1 to 15 digits, and optionally a point and 1 to 6 digits.
pub fn is_amount(text: &str) -> bool {
    let digits =
        |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').map_or((unsigned, None), |(w, f)| (w, Some(f)));
    digits(whole, WHOLE_DIGITS_MAX) && fraction.is_none_or(|part| digits(part, FRACTION_DIGITS_MAX))
}

/// Whether a text has the form of an ISO 4217 code.
pub fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The sum of amounts, with as many digits after the point as the finest of them has.
///
/// `None` for no amounts, for amounts that [`is_amount`] refuses, for several currencies, and beyond all range.
pub fn sum(amounts: &[Money]) -> Option<Money> {
    let currency = &amounts.first()?.currency;
    let mut fraction_digits = 0;
    let mut total: i64 = 0;
    for money in amounts {
        if money.currency != *currency || !is_amount(&money.amount) {
            return None;
        }
        fraction_digits = fraction_digits.max(fraction(&money.amount).len());
        total = total.checked_add(to_millionths(&money.amount)?)?;
    }
    Some(Money { amount: print(total, fraction_digits), currency: currency.clone() })
}

/// Currencies without a minor unit, and those with three digits of it (ISO 4217); all others have two.
const WITHOUT_MINOR_UNIT: [&str; 8] = ["CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XOF"];
const THREE_DIGITS: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];

/// An amount in its currency's minor unit (cents), finer digits cut off; `None` for what [`is_amount`] refuses.
pub fn minor_units(money: &Money) -> Option<i64> {
    let currency = money.currency.as_str();
    let per_million = if WITHOUT_MINOR_UNIT.contains(&currency) {
        1_000_000
    } else if THREE_DIGITS.contains(&currency) {
        1_000
    } else {
        10_000
    };
    is_amount(&money.amount).then(|| to_millionths(&money.amount)).flatten().map(|millionths| millionths / per_million)
}

fn fraction(amount: &str) -> &str {
    amount.split_once('.').map_or("", |(_, fraction)| fraction)
}

/// Millionths fit an `i64` only up to 9 * 10^12 whole units; larger amounts are `None`.
fn to_millionths(amount: &str) -> Option<i64> {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    format!("{whole}{fraction:0<FRACTION_DIGITS_MAX$}").parse().ok()
}

fn print(millionths: i64, fraction_digits: usize) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", millionths.unsigned_abs(), width = FRACTION_DIGITS_MAX + 1);
    let (whole, fraction) = digits.split_at(digits.len() - FRACTION_DIGITS_MAX);
    match fraction.get(..fraction_digits) {
        None | Some("") => format!("{sign}{whole}"),
        Some(fraction) => format!("{sign}{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn total(amounts: &[&str]) -> Option<String> {
        let money = |amount: &&str| Money { amount: (*amount).to_owned(), currency: "CAD".to_owned() };
        sum(&amounts.iter().map(money).collect::<Vec<_>>()).map(|money| money.amount)
    }

    #[test]
    fn amounts_are_plain_decimals() {
        for good in ["0", "11.50", "-3.5", "999999999999999.123456", "007"] {
            assert!(is_amount(good), "{good}");
        }
        for bad in
            ["", "-", ".5", "5.", "1,5", "1e3", "+1", "1.1234567", "1000000000000000", "--1", "1.2.3", "٣", "1.-5"]
        {
            assert!(!is_amount(bad), "{bad}");
        }
        assert!(is_currency("CAD") && !is_currency("cad") && !is_currency("CADX") && !is_currency("CÄ"));
    }

    #[test]
    fn sums_are_exact() {
        assert_eq!(total(&["0.1", "0.20"]).unwrap(), "0.30");
        assert_eq!(total(&["1500"]).unwrap(), "1500");
        assert_eq!(total(&["10.00", "-10.05"]).unwrap(), "-0.05");
        assert_eq!(total(&["-0.5", "0.5"]).unwrap(), "0.0");
        assert_eq!(total(&[]), None);
        assert_eq!(total(&["1", "x"]), None);
        assert_eq!(total(&["999999999999999", "1"]), None);
        let mixed = [("1", "CAD"), ("1", "USD")]
            .map(|(amount, currency)| Money { amount: amount.to_owned(), currency: currency.to_owned() });
        assert_eq!(sum(&mixed), None);
    }
}

//! Amounts of money: decimal digits in, decimal digits out, never through a float.

use super::Locale;
use crate::limits::AMOUNT_DIGITS_MAX;

/// Symbols that name one currency in every language; any other currency is written with its code.
const SYMBOLS: [(&str, &str); 10] = [
    ("AUD", "A$"),
    ("BRL", "R$"),
    ("CAD", "CA$"),
    ("CNY", "CN¥"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("INR", "₹"),
    ("JPY", "¥"),
    ("MXN", "MX$"),
    ("USD", "US$"),
];
/// ISO 4217 currencies without a minor unit.
const NO_MINOR_UNIT: [&str; 16] =
    ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"];
/// ISO 4217 currencies with a minor unit of a thousandth.
const THOUSANDTHS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
/// The usual number of digits after the decimal point.
const MINOR_DIGITS_DEFAULT: usize = 2;

/// An amount that can be written in its currency exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    /// Digits before the decimal point, without leading zeros.
    whole: String,
    /// Digits after it, as many as the currency has.
    fraction: String,
    /// ISO 4217 code, upper case.
    currency: String,
}

/// Reads `19.99 EUR`, or `19.99` with the code in `currency`. `None` when it isn't a non-negative
/// decimal, has no code, or has more digits than the currency's minor unit (rounding somebody's
/// money is not this crate's to do; trailing zeros are dropped).
pub(crate) fn parse_money(text: &str, currency: Option<&str>) -> Option<Amount> {
    let mut parts = text.split_whitespace();
    let digits = parts.next()?;
    let currency = parts.next().or(currency)?.trim().to_ascii_uppercase();
    if parts.next().is_some() || currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !fraction.is_none_or(all_digits) || whole.len() > AMOUNT_DIGITS_MAX {
        return None;
    }
    let minor_digits = minor_digits(&currency);
    let significant = fraction.unwrap_or_default().trim_end_matches('0');
    if significant.len() > minor_digits {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    Some(Amount {
        whole: if whole.is_empty() { "0".to_owned() } else { whole.to_owned() },
        fraction: format!("{significant:0<minor_digits$}"),
        currency,
    })
}

fn minor_digits(currency: &str) -> usize {
    if NO_MINOR_UNIT.contains(&currency) {
        0
    } else if THOUSANDTHS.contains(&currency) {
        3
    } else {
        MINOR_DIGITS_DEFAULT
    }
}

impl Locale {
    /// `€1,234.50`, `1.234,50 €`, `R$ 1.234,50`, `1,234円`; by code where there is no plain symbol.
    pub(crate) fn money(&self, amount: &Amount) -> String {
        let code = amount.currency.as_str();
        if let Some((_, pattern)) = self.money_own.iter().find(|(currency, _)| *currency == code) {
            return pattern.replace("{amount}", &self.digits(amount));
        }
        match SYMBOLS.iter().find(|(currency, _)| *currency == code) {
            Some((_, symbol)) => self.fill(self.money_symbol, symbol, amount),
            None => self.money_code(amount),
        }
    }

    /// `EUR 1,234.50`, `1.234,50 EUR`: never a symbol.
    pub(crate) fn money_code(&self, amount: &Amount) -> String {
        self.fill(self.money_code, &amount.currency, amount)
    }

    fn fill(&self, pattern: &str, symbol: &str, amount: &Amount) -> String {
        pattern.replace("{symbol}", symbol).replace("{amount}", &self.digits(amount))
    }

    fn digits(&self, amount: &Amount) -> String {
        let count = amount.whole.len();
        let grouped = count >= self.group_digits_min;
        let mut text = String::with_capacity(count * 2 + amount.fraction.len());
        for (index, digit) in amount.whole.chars().enumerate() {
            if grouped && index > 0 && (count - index).is_multiple_of(3) {
                text.push_str(self.group);
            }
            text.push(digit);
        }
        if !amount.fraction.is_empty() {
            text.push_str(self.decimal);
            text.push_str(&amount.fraction);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use super::parse_money;
    use crate::locale::resolve;

    fn written(tag: &str, text: &str) -> String {
        resolve(tag).unwrap().money(&parse_money(text, None).unwrap())
    }

    #[test]
    fn by_locale() {
        for (tag, text, expected) in [
            ("en", "1234.5 EUR", "€1,234.50"),
            ("en", "1234.5 USD", "$1,234.50"),
            ("en-GB", "12 USD", "US$12.00"),
            ("en", "9.90 CHF", "CHF\u{a0}9.90"),
            ("de", "1234567.5 EUR", "1.234.567,50\u{a0}€"),
            ("de-CH", "1234.5 CHF", "CHF\u{a0}1’234.50"),
            ("fr", "1234.5 EUR", "1\u{202f}234,50\u{a0}€"),
            ("es", "1234.5 EUR", "1234,50\u{a0}€"),
            ("es", "12345 EUR", "12.345,00\u{a0}€"),
            ("es-MX", "1234.5 MXN", "MX$1,234.50"),
            ("es-AR", "1234.5 ARS", "ARS\u{a0}1.234,50"),
            ("it", "0.5 EUR", "0,50\u{a0}€"),
            ("pt", "1234.5 BRL", "R$\u{a0}1.234,50"),
            ("pt-PT", "1234.5 EUR", "1234,50\u{a0}€"),
            ("ja", "1980 JPY", "1,980円"),
            ("zh", "1980 CNY", "¥1,980.00"),
            ("en", "1.5 KWD", "KWD\u{a0}1.500"),
        ] {
            assert_eq!(written(tag, text), expected, "{tag} {text}");
        }
    }

    #[test]
    fn keeps_what_a_float_would_lose() {
        assert_eq!(written("en", "100000000000000.03 USD"), "$100,000,000,000,000.03");
        assert_eq!(written("en", "007.1000 usd"), "$7.10");
    }

    #[test]
    fn refuses_what_it_cannot_write_exactly() {
        for text in ["", "19.99", "EUR", "EUR 19.99", "19,99 EUR", "-1 EUR", "1e3 EUR", "1. EUR", ".5 EUR", "1.999 EUR"]
        {
            assert_eq!(parse_money(text, None), None, "{text}");
        }
        for text in ["1.5 JPY", "1 EURO", "1 EUR EUR", "1 €", "1234567890123456 EUR", "١ EUR"] {
            assert_eq!(parse_money(text, None), None, "{text}");
        }
        assert_eq!(parse_money("19.99", Some("EUR")), parse_money("19.99 EUR", Some("GBP")));
    }
}

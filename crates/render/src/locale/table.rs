//! The locales. `\u{a0}` (no-break space) and `\u{202f}` (its narrow form, French digit groups) are
//! what CLDR uses, so that an amount never breaks over two lines.

use super::{Locale, Plural};

const ENGLISH_MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const GERMAN_MONTHS: &[&str] = &[
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
const FRENCH_MONTHS: &[&str] = &[
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const SPANISH_MONTHS: &[&str] = &[
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
const ITALIAN_MONTHS: &[&str] = &[
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];
const PORTUGUESE_MONTHS: &[&str] = &[
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
];

const ENGLISH: Locale = Locale {
    language: "en",
    tags: &["en"],
    date_long: "%B %d, %y",
    date_short: "%m/%d/%y",
    first_day: None,
    months: ENGLISH_MONTHS,
    decimal: ".",
    group: ",",
    group_digits_min: 4,
    money_symbol: "{symbol}{amount}",
    money_code: "{symbol}\u{a0}{amount}",
    money_own: &[("USD", "${amount}")],
    plural: Plural::OneIsOne,
};

/// Day first, as everywhere in English but the United States.
const ENGLISH_BRITISH: Locale = Locale {
    tags: &["en-gb", "en-ie", "en-au", "en-nz", "en-in", "en-za", "en-sg", "en-150"],
    date_long: "%d %B %y",
    date_short: "%D/%M/%y",
    money_own: &[("USD", "US${amount}")],
    ..ENGLISH
};

const GERMAN: Locale = Locale {
    language: "de",
    tags: &["de"],
    date_long: "%d. %B %y",
    date_short: "%D.%M.%y",
    first_day: None,
    months: GERMAN_MONTHS,
    decimal: ",",
    group: ".",
    group_digits_min: 4,
    money_symbol: "{amount}\u{a0}{symbol}",
    money_code: "{amount}\u{a0}{symbol}",
    money_own: &[("USD", "{amount}\u{a0}$")],
    plural: Plural::OneIsOne,
};

const GERMAN_SWISS: Locale = Locale {
    tags: &["de-ch", "de-li"],
    decimal: ".",
    group: "’",
    money_symbol: "{symbol}\u{a0}{amount}",
    money_code: "{symbol}\u{a0}{amount}",
    money_own: &[],
    ..GERMAN
};

const FRENCH: Locale = Locale {
    language: "fr",
    tags: &["fr"],
    date_long: "%d %B %y",
    date_short: "%D/%M/%y",
    // CLDR writes "1 mars"; French readers and typographers write "1er mars".
    first_day: Some("1er"),
    months: FRENCH_MONTHS,
    decimal: ",",
    group: "\u{202f}",
    group_digits_min: 4,
    money_symbol: "{amount}\u{a0}{symbol}",
    money_code: "{amount}\u{a0}{symbol}",
    money_own: &[("USD", "{amount}\u{a0}$US")],
    plural: Plural::OneIsZeroOrOne,
};

const SPANISH: Locale = Locale {
    language: "es",
    tags: &["es"],
    date_long: "%d de %B de %y",
    date_short: "%d/%m/%y",
    first_day: None,
    months: SPANISH_MONTHS,
    decimal: ",",
    group: ".",
    group_digits_min: 5,
    money_symbol: "{amount}\u{a0}{symbol}",
    money_code: "{amount}\u{a0}{symbol}",
    money_own: &[],
    plural: Plural::OneIsOne,
};

/// Mexico, Central America, Peru and the Spanish of the United States: decimal point.
const SPANISH_MEXICAN: Locale = Locale {
    tags: &["es-419", "es-mx", "es-us", "es-pe", "es-gt", "es-hn", "es-ni", "es-pa", "es-pr", "es-sv", "es-do"],
    decimal: ".",
    group: ",",
    group_digits_min: 4,
    money_symbol: "{symbol}{amount}",
    money_code: "{symbol}\u{a0}{amount}",
    // The peso's sign alone would read as a dollar outside Mexico, hence MX$ from the common table.
    ..SPANISH
};

/// South America: decimal comma, the symbol first.
const SPANISH_SOUTH_AMERICAN: Locale = Locale {
    tags: &["es-ar", "es-bo", "es-cl", "es-co", "es-ec", "es-py", "es-uy", "es-ve"],
    group_digits_min: 4,
    money_symbol: "{symbol}\u{a0}{amount}",
    money_code: "{symbol}\u{a0}{amount}",
    ..SPANISH
};

const ITALIAN: Locale = Locale {
    language: "it",
    tags: &["it"],
    date_long: "%d %B %y",
    date_short: "%D/%M/%y",
    // CLDR writes "1 marzo"; "1º marzo" is the usual Italian form.
    first_day: Some("1º"),
    months: ITALIAN_MONTHS,
    decimal: ",",
    group: ".",
    group_digits_min: 4,
    money_symbol: "{amount}\u{a0}{symbol}",
    money_code: "{amount}\u{a0}{symbol}",
    money_own: &[],
    plural: Plural::OneIsOne,
};

/// Brazilian, as the shipped texts are.
const PORTUGUESE: Locale = Locale {
    language: "pt",
    tags: &["pt"],
    date_long: "%d de %B de %y",
    date_short: "%D/%M/%y",
    first_day: Some("1º"),
    months: PORTUGUESE_MONTHS,
    decimal: ",",
    group: ".",
    group_digits_min: 4,
    money_symbol: "{symbol}\u{a0}{amount}",
    money_code: "{symbol}\u{a0}{amount}",
    money_own: &[],
    plural: Plural::OneIsZeroOrOne,
};

const PORTUGUESE_EUROPEAN: Locale = Locale {
    tags: &["pt-pt", "pt-ao", "pt-mz"],
    first_day: None,
    group: "\u{a0}",
    group_digits_min: 5,
    money_symbol: "{amount}\u{a0}{symbol}",
    money_code: "{amount}\u{a0}{symbol}",
    plural: Plural::OneIsOne,
    ..PORTUGUESE
};

const JAPANESE: Locale = Locale {
    language: "ja",
    tags: &["ja"],
    date_long: "%y年%m月%d日",
    date_short: "%y/%M/%D",
    first_day: None,
    months: &[],
    decimal: ".",
    group: ",",
    group_digits_min: 4,
    money_symbol: "{symbol}{amount}",
    money_code: "{symbol}\u{a0}{amount}",
    // In running text shops write 円 and 元 after the amount rather than CLDR's signs.
    money_own: &[("JPY", "{amount}円"), ("CNY", "{amount}元"), ("USD", "{amount}米ドル")],
    plural: Plural::None,
};

const CHINESE: Locale = Locale {
    language: "zh",
    tags: &["zh"],
    date_long: "%y年%m月%d日",
    date_short: "%y/%m/%d",
    first_day: None,
    months: &[],
    decimal: ".",
    group: ",",
    group_digits_min: 4,
    money_symbol: "{symbol}{amount}",
    money_code: "{symbol}\u{a0}{amount}",
    money_own: &[("CNY", "¥{amount}"), ("JPY", "JP¥{amount}")],
    plural: Plural::None,
};

pub(super) static LOCALES: [Locale; 13] = [
    ENGLISH,
    ENGLISH_BRITISH,
    GERMAN,
    GERMAN_SWISS,
    FRENCH,
    SPANISH,
    SPANISH_MEXICAN,
    SPANISH_SOUTH_AMERICAN,
    ITALIAN,
    PORTUGUESE,
    PORTUGUESE_EUROPEAN,
    JAPANESE,
    CHINESE,
];

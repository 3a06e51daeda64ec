//! Who looks, and how: language, theme, keys, the token of the forms.

use crate::words::{
    EN, FIGURES_EN, FIGURES_ZH, FORMS_EN, FORMS_ZH, Figures, Forms, RULES_EN, RULES_ZH, Rules, Words, ZH,
};
use crate::{Request, cookie, guard};

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    /// English.
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// BCP 47.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// As the API knows it.
    pub const fn short(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// Its words.
    pub const fn words(self) -> &'static Words {
        match self {
            Self::En => &EN,
            Self::Zh => &ZH,
        }
    }

    /// Its words for figures.
    pub const fn figures(self) -> &'static Figures {
        match self {
            Self::En => &FIGURES_EN,
            Self::Zh => &FIGURES_ZH,
        }
    }

    /// Its words for the forms of working hours and templates.
    pub const fn forms(self) -> &'static Forms {
        match self {
            Self::En => &FORMS_EN,
            Self::Zh => &FORMS_ZH,
        }
    }

    /// Its words for rules that act.
    pub const fn rules(self) -> &'static Rules {
        match self {
            Self::En => &RULES_EN,
            Self::Zh => &RULES_ZH,
        }
    }
}

/// What every page needs.
#[derive(Clone, Debug)]
pub(crate) struct Ui {
    /// The language.
    pub lang: Lang,
    /// Its words.
    pub words: &'static Words,
    /// `light`, `dark`, or `auto`: as the machine is.
    pub theme: &'static str,
    /// Whether single keys do something.
    pub keys: bool,
    /// Milliseconds since the epoch.
    pub now_ms: i64,
    /// The forms' token; empty before signing in.
    pub form_token: String,
    /// Whoever is signed in.
    pub me: String,
    /// Path and query of this page.
    pub here: String,
}

impl Ui {
    /// Of a request with this session's token.
    pub fn new(request: &Request, token: Option<&str>) -> Self {
        let chosen = cookie::choice(request);
        let has = |word: &str| chosen.split('.').any(|part| part == word);
        let lang = match (has("zh"), has("en")) {
            (true, _) => Lang::Zh,
            (_, true) => Lang::En,
            _ => negotiated(request.header("accept-language").unwrap_or_default()),
        };
        Self {
            lang,
            words: lang.words(),
            theme: ["light", "dark"].into_iter().find(|theme| has(theme)).unwrap_or("auto"),
            keys: !has("nokeys"),
            now_ms: request.now_ms,
            form_token: token.map(guard::form_token).unwrap_or_default(),
            me: cookie::name(request).unwrap_or_default(),
            here: request.target(),
        }
    }
}

/// The language that the browser likes best of those there are.
fn negotiated(accepted: &str) -> Lang {
    let mut best = (0, Lang::En);
    for part in accepted.split(',') {
        let mut fields = part.split(';');
        let tag = fields.next().unwrap_or_default().trim().to_ascii_lowercase();
        let quality = fields.find_map(|field| field.trim().strip_prefix("q=")).map_or(1_000, thousandths);
        let lang = match tag.split('-').next() {
            Some("zh") => Lang::Zh,
            Some("en") => Lang::En,
            _ => continue,
        };
        if quality > best.0 {
            best = (quality, lang);
        }
    }
    best.1
}

/// `0.8` as 800; parsing a float costs more than it is worth here.
fn thousandths(quality: &str) -> u32 {
    let (whole, part) = quality.trim().split_once('.').unwrap_or((quality.trim(), ""));
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    whole.parse::<u32>().unwrap_or(0).min(1) * 1_000 + part.parse::<u32>().unwrap_or(0)
}

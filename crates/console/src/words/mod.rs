//! The words of the pages: catalogues with one line to a text, and the API's codes in words.

/// Texts in both languages; a line without one of them doesn't compile.
macro_rules! words {
    ($words:ident, $english:ident, $chinese:ident; $($name:ident: $en:literal, $zh:literal;)*) => {
        /// The texts of one language.
        #[derive(Debug)]
        #[allow(missing_docs, reason = "the texts say it")]
        pub(crate) struct $words {
            $(pub $name: &'static str,)*
        }
        /// English.
        pub(crate) static $english: $words = $words { $($name: $en,)* };
        /// Simplified Chinese.
        pub(crate) static $chinese: $words = $words { $($name: $zh,)* };
    };
}

mod catalogue;
mod figures;
mod forms;
mod labels;
mod metrics;
mod rules;

pub(crate) use catalogue::{EN, Words, ZH};
pub(crate) use figures::{FIGURES_EN, FIGURES_ZH, Figures};
pub(crate) use forms::{FORMS_EN, FORMS_ZH, Forms};
pub(crate) use labels::{CATEGORIES, CHANNELS, LANGUAGES, PRIORITIES, RISKS, codes, label};
pub(crate) use rules::{RULES_EN, RULES_ZH, Rules, TRIGGERS};

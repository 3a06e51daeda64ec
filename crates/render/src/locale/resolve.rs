//! Finds the forms for a language tag.

use super::Locale;
use super::table::LOCALES;
use crate::error::{RenderError, excerpt};
use crate::limits::LANGUAGE_BYTES_MAX;

/// The locale of a BCP 47 tag, by the lookup of RFC 4647 section 3.4: the whole tag, then the tag
/// without its last part, and so on (`zh-Hans-CN`, `zh-Hans`, `zh`). Case doesn't matter and `_` is
/// taken for `-`.
///
/// # Errors
/// [`RenderError::UnknownLanguage`] when nothing is left. There is no default: a buyer who writes in
/// a language without a text must not get an English answer unnoticed.
pub(crate) fn resolve(tag: &str) -> Result<&'static Locale, RenderError> {
    let unknown = || RenderError::UnknownLanguage { language: excerpt(tag) };
    if tag.len() > LANGUAGE_BYTES_MAX {
        return Err(unknown());
    }
    let normal = tag.to_ascii_lowercase().replace('_', "-");
    let mut candidate = normal.as_str();
    loop {
        if let Some(locale) = LOCALES.iter().find(|locale| locale.tags.contains(&candidate)) {
            return Ok(locale);
        }
        let (shorter, _) = candidate.rsplit_once('-').ok_or_else(unknown)?;
        candidate = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::{LOCALES, resolve};
    use crate::error::RenderError;

    #[test]
    fn narrows_to_the_base_language_and_no_further() {
        for (tag, language, first_tag) in [
            ("de", "de", "de"),
            ("pt_BR", "pt", "pt"),
            ("EN-GB", "en", "en-gb"),
            ("zh-Hans-CN", "zh", "zh"),
            ("es-MX", "es", "es-419"),
        ] {
            let found = resolve(tag).map(|locale| (locale.language, locale.tags.first().copied()));
            assert_eq!(found, Ok((language, Some(first_tag))), "{tag}");
        }
        for tag in ["", "-", "nl", "nl-BE", "english", "x-en", &"en-".repeat(20)] {
            assert!(matches!(resolve(tag), Err(RenderError::UnknownLanguage { .. })), "{tag}");
        }
    }

    #[test]
    fn every_row_is_reachable_and_whole() {
        for locale in &LOCALES {
            assert!(crate::LANGUAGES.contains(&locale.language));
            assert_eq!(locale.months.len(), if locale.date_long.contains("%B") { 12 } else { 0 });
            for tag in locale.tags {
                assert!(resolve(tag).is_ok_and(|found| std::ptr::eq(found, locale)), "{tag}");
            }
        }
    }
}

//! Plural forms of whole numbers, after CLDR's plural rules.

/// Which whole numbers take the singular form. CLDR's `many` (exact millions in French, Italian,
/// Spanish and Portuguese) is left out: counts stop at [`crate::limits::COUNT_MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plural {
    /// 1 (English, German, Spanish, Italian, European Portuguese).
    OneIsOne,
    /// 0 and 1 (French, Brazilian Portuguese).
    OneIsZeroOrOne,
    /// The language has one form.
    None,
}

impl Plural {
    /// Whether `count` takes the singular.
    pub(crate) const fn is_singular(self, count: u32) -> bool {
        match self {
            Self::OneIsOne => count == 1,
            Self::OneIsZeroOrOne => count <= 1,
            Self::None => false,
        }
    }
}

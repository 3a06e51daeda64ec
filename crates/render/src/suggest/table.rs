//! The rules and topics, made by `build/` from `suggestions/`.

/// Which templates answer what.
pub(super) struct Rule {
    /// The category it holds for; `None` is all.
    pub(super) category: Option<&'static str>,
    /// What must hold, all of it.
    pub(super) conditions: &'static [Condition],
    /// Whether its templates stand before those of rules that merely fit.
    pub(super) decides: bool,
    /// Template ids, best first.
    pub(super) templates: &'static [&'static str],
}

/// What a rule asks.
#[derive(Clone, Copy)]
pub(super) enum Condition {
    Risk(&'static str),
    Topic(&'static str),
    Signal(&'static str),
    /// The value of this variable is known.
    Has(&'static str),
    HasNot(&'static str),
}

impl Condition {
    /// As written in the rules: `topic:address`.
    pub(super) fn name(self) -> String {
        let (kind, name) = match self {
            Self::Risk(name) => ("risk", name),
            Self::Topic(name) => ("topic", name),
            Self::Signal(name) => ("signal", name),
            Self::Has(name) => ("has", name),
            Self::HasNot(name) => ("no", name),
        };
        format!("{kind}:{name}")
    }
}

include!(concat!(env!("OUT_DIR"), "/suggestions.rs"));

/// All rules, in order of precedence.
pub(super) fn rules() -> &'static [Rule] {
    RULES
}

/// Each topic with its words, lower case and without accents.
pub(super) fn topics() -> &'static [(&'static str, &'static [&'static str])] {
    TOPICS
}

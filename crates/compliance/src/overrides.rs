//! What a seller adds to the rules or switches off, without a rebuild.

use crate::book::Book;
use crate::channel::same_name;
use crate::finding::{Finding, Severity, Violation};
use crate::matcher::Tables;
use crate::tables::{ATOM_COMPACT, ATOM_EXACT, ATOM_PREFIX, CHANNELS, Lexicon, RULES};
use crate::words::DIALECT;
use sellerdesk_pattern::Classes;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// At most so many bytes of JSON.
pub const DOCUMENT_BYTES_MAX: usize = 131_072;
/// At most so many added rules.
pub const RULES_MAX: usize = 200;
/// At most so many patterns of one rule.
pub const PATTERNS_MAX: usize = 100;
/// At most so many spellings of all patterns together.
pub const PHRASES_MAX: usize = 4_000;
/// At most so many entries of each other list.
pub const ENTRIES_MAX: usize = 500;
/// The longest string, in bytes.
pub const STRING_BYTES_MAX: usize = 1_000;
/// Words of added rules are recognised when cut up from this length on.
const COMPACT_BYTES_MIN: usize = 7;

/// The document, as stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ComplianceRules"))]
#[serde(deny_unknown_fields, default)]
pub struct Document {
    /// Added rules.
    pub rules: Vec<AddedRule>,
    /// Rules switched off.
    pub disabled: Vec<Disabled>,
    /// Hosts that links may lead to.
    pub allowed_domains: Vec<AllowedDomain>,
}

/// A rule that the seller adds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ComplianceRule"))]
#[serde(deny_unknown_fields)]
pub struct AddedRule {
    /// Letters, digits and hyphens; none of the project's own.
    pub id: String,
    /// What kind of rule it is.
    pub violation: Violation,
    /// `block` or `warn`.
    pub severity: Severity,
    /// Channels it holds for; empty means all.
    #[serde(default)]
    pub channels: Vec<String>,
    /// Patterns, see `sellerdesk_pattern`; any of them is enough.
    pub patterns: Vec<String>,
    /// The document it comes from.
    #[serde(default)]
    pub source: String,
    /// When that was last read, ISO 8601.
    #[serde(default)]
    pub checked: String,
    /// Why it matters.
    #[serde(default)]
    pub explanation: String,
    /// What to write instead.
    #[serde(default)]
    pub remedy: String,
}

/// A rule switched off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "DisabledRule"))]
#[serde(deny_unknown_fields)]
pub struct Disabled {
    /// Its id.
    pub rule: String,
    /// Channels it is switched off for; empty means all.
    #[serde(default)]
    pub channels: Vec<String>,
}

/// A host that links may lead to, with everything below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AllowedDomain {
    /// Lower case, such as `manuals.example.com`.
    pub domain: String,
    /// Channels it is allowed on; empty means all.
    #[serde(default)]
    pub channels: Vec<String>,
}

/// Something is wrong with the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverridesError {
    /// Where, such as `rules[2].patterns[0]`; empty for the whole document.
    pub field: String,
    /// What, for people.
    pub detail: String,
}

impl fmt::Display for OverridesError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.field, self.detail)
    }
}

impl std::error::Error for OverridesError {}

/// A checked document with its patterns laid out for the matcher.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    document: Document,
    book: Book,
}

impl Overrides {
    /// Reads a JSON document.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn from_json(json: &str) -> Result<Self, OverridesError> {
        if json.len() > DOCUMENT_BYTES_MAX {
            return wrong(String::new(), format!("more than {DOCUMENT_BYTES_MAX} bytes"));
        }
        let document = serde_json::from_str(json);
        Self::new(document.map_err(|error| OverridesError { field: String::new(), detail: error.to_string() })?)
    }

    /// Checks a document and lays out its patterns.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn new(document: Document) -> Result<Self, OverridesError> {
        let mut phrases = Vec::new();
        check_count("rules", document.rules.len(), RULES_MAX)?;
        check_count("disabled", document.disabled.len(), ENTRIES_MAX)?;
        check_count("allowed_domains", document.allowed_domains.len(), ENTRIES_MAX)?;
        for (number, rule) in document.rules.iter().enumerate() {
            check_rule(&document, number, rule)?;
            for (place, pattern) in rule.patterns.iter().enumerate() {
                let field = || format!("rules[{number}].patterns[{place}]");
                check_string(&field(), pattern)?;
                let spellings = DIALECT.parse(pattern, &Classes::new());
                let spellings = spellings.map_err(|detail| OverridesError { field: field(), detail })?;
                phrases.extend(spellings.into_iter().map(|phrase| (number as u16, phrase)));
                check_count(&field(), phrases.len(), PHRASES_MAX)?;
            }
        }
        for (number, disabled) in document.disabled.iter().enumerate() {
            let is_known = RULES.iter().any(|rule| rule.id == disabled.rule)
                || document.rules.iter().any(|rule| rule.id == disabled.rule);
            if !is_known {
                return wrong(format!("disabled[{number}].rule"), "no such rule");
            }
            check_channels(&format!("disabled[{number}]"), &disabled.channels)?;
        }
        for (number, allowed) in document.allowed_domains.iter().enumerate() {
            let field = format!("allowed_domains[{number}]");
            if !is_domain(&allowed.domain) {
                return wrong(field + ".domain", "a host in lower case with at least one dot, nothing else");
            }
            check_channels(&field, &allowed.channels)?;
        }
        let book = Book::lay_out(&phrases).map_err(|detail| OverridesError { field: "rules".into(), detail })?;
        Ok(Self { document, book })
    }

    /// The document, as checked.
    pub fn document(&self) -> &Document {
        &self.document
    }

    pub(crate) fn has_no_rules(&self) -> bool {
        self.document.rules.is_empty()
    }

    pub(crate) fn disables(&self, rule: &str, channel: &str) -> bool {
        let disabled = &self.document.disabled;
        disabled.iter().any(|disabled| disabled.rule == rule && covers(&disabled.channels, channel))
    }

    pub(crate) fn domains_for(&self, channel: &str) -> Vec<String> {
        let allowed = self.document.allowed_domains.iter().filter(|allowed| covers(&allowed.channels, channel));
        allowed.map(|allowed| allowed.domain.clone()).collect()
    }

    pub(crate) fn tables(&self) -> Tables<'_> {
        Tables {
            phrases: &self.book.phrases,
            elements: &self.book.elements,
            alternatives: &self.book.alternatives,
            bucket_starts: &self.book.bucket_starts,
            bucket_phrases: &self.book.bucket_phrases,
        }
    }

    /// The finding of an added rule, where it holds.
    pub(crate) fn finding(&self, number: usize, channel: &str, start: usize, end: usize) -> Option<Finding> {
        let rule = self.document.rules.get(number)?;
        if !covers(&rule.channels, channel) || self.disables(&rule.id, channel) {
            return None;
        }
        Some(Finding {
            rule: Cow::Owned(rule.id.clone()),
            violation: rule.violation,
            severity: rule.severity,
            start,
            end,
            source: Cow::Owned(rule.source.clone()),
            checked: Cow::Owned(rule.checked.clone()),
            explanation: Cow::Owned(rule.explanation.clone()),
            remedy: Cow::Owned(rule.remedy.clone()),
        })
    }
}

/// A range of the sorted atoms that begin with the bytes read so far.
#[derive(Clone, Copy)]
pub struct Range {
    from: usize,
    to: usize,
    depth: usize,
}

impl Lexicon for Overrides {
    type Node = Range;

    fn root(&self) -> Range {
        Range { from: 0, to: self.book.atoms.len(), depth: 0 }
    }

    fn child(&self, node: Range, byte: u8) -> Option<Range> {
        let atoms = self.book.atoms.get(node.from..node.to)?;
        let at = |atom: &(String, bool, bool)| atom.0.as_bytes().get(node.depth).copied();
        let from = atoms.partition_point(|atom| at(atom) < Some(byte));
        let to = atoms.partition_point(|atom| at(atom) <= Some(byte));
        (from < to).then_some(Range { from: node.from + from, to: node.from + to, depth: node.depth + 1 })
    }

    fn atom(&self, node: Range) -> Option<(u16, u8)> {
        let (text, is_exact, is_prefix) = self.book.atoms.get(node.from)?;
        if text.len() != node.depth {
            return None;
        }
        let flag = |holds: bool, flag: u8| if holds { flag } else { 0 };
        let is_compact = text.len() >= COMPACT_BYTES_MIN && text.is_ascii();
        let flags = flag(*is_exact, ATOM_EXACT) | flag(*is_prefix, ATOM_PREFIX) | flag(is_compact, ATOM_COMPACT);
        Some((node.from as u16, flags))
    }
}

fn check_rule(document: &Document, number: usize, rule: &AddedRule) -> Result<(), OverridesError> {
    let field = |name: &str| format!("rules[{number}].{name}");
    let is_id = |id: &str| {
        (1..=64).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    if !is_id(&rule.id) {
        return wrong(field("id"), "1 to 64 lower-case letters, digits and hyphens");
    }
    let is_taken = RULES.iter().any(|own| own.id == rule.id)
        || document.rules.iter().take(number).any(|other| other.id == rule.id);
    if is_taken {
        return wrong(field("id"), "there is a rule of that name");
    }
    for (name, text) in [
        ("source", &rule.source),
        ("checked", &rule.checked),
        ("explanation", &rule.explanation),
        ("remedy", &rule.remedy),
    ] {
        check_string(&field(name), text)?;
    }
    if rule.patterns.is_empty() {
        return wrong(field("patterns"), "at least one");
    }
    check_count(&field("patterns"), rule.patterns.len(), PATTERNS_MAX)?;
    check_channels(&format!("rules[{number}]"), &rule.channels)
}

fn check_channels(field: &str, channels: &[String]) -> Result<(), OverridesError> {
    for (place, name) in channels.iter().enumerate() {
        if !CHANNELS.iter().any(|channel| same_name(channel.name, name)) {
            return wrong(format!("{field}.channels[{place}]"), "no such channel");
        }
    }
    Ok(())
}

fn check_count(field: &str, count: usize, max: usize) -> Result<(), OverridesError> {
    if count > max { wrong(field.to_owned(), format!("more than {max}")) } else { Ok(()) }
}

fn check_string(field: &str, text: &str) -> Result<(), OverridesError> {
    if text.len() > STRING_BYTES_MAX {
        return wrong(field.to_owned(), format!("more than {STRING_BYTES_MAX} bytes"));
    }
    Ok(())
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    domain.contains('.') && domain.len() <= 253 && domain.split('.').all(is_label)
}

/// Whether a list of channel names covers a channel; an empty list covers all.
fn covers(channels: &[String], channel: &str) -> bool {
    channels.is_empty() || channels.iter().any(|name| same_name(channel, name))
}

fn wrong<T>(field: String, detail: impl Into<String>) -> Result<T, OverridesError> {
    Err(OverridesError { field, detail: detail.into() })
}

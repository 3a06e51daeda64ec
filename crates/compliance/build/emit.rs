//! Writing the tables as Rust source.

use crate::book::Book;
use crate::rules::{Rule, Rules, VIOLATIONS};
use crate::trie;
use sellerdesk_channels::{Channel, Kind};
use std::fmt::Write;

/// The source of `tables.rs`.
pub fn tables(rules: &Rules) -> Result<String, String> {
    let book = Book::lay_out(&rules.phrases)?;
    // Words that are only told when cut up, and `#`, belong to the trie as well.
    let mut out = String::new();
    emit_atoms(&mut out, &book, rules)?;
    emit_phrases(&mut out, &book);
    emit_channels(&mut out, rules);
    emit_rules(&mut out, rules)?;
    Ok(out)
}

fn emit_atoms(out: &mut String, book: &Book, rules: &Rules) -> Result<(), String> {
    let texts: Vec<&str> = book.atoms.iter().map(|atom| atom.0.as_str()).collect();
    let trie = trie::build(&texts)?;
    let flags = book.atoms.iter().map(|(text, exact, prefix)| {
        u8::from(*exact) | u8::from(*prefix) << 1 | u8::from(rules.compact.contains(text)) << 2
    });
    for word in &rules.compact {
        if !texts.contains(&word.as_str()) {
            return Err(format!("compact.txt: no pattern uses {word:?}"));
        }
    }
    emit_array(out, "ATOM_FLAGS", "u8", flags);
    emit_array(out, "TRIE_BASES", "u16", trie.bases.iter());
    emit_array(out, "TRIE_CHECKS", "u8", trie.checks.iter());
    emit_array(out, "TRIE_ATOMS", "u16", trie.atoms.iter());
    Ok(())
}

fn emit_phrases(out: &mut String, book: &Book) {
    let phrases = book.phrases.iter().map(|phrase| {
        format!(
            "PhraseEntry {{ label: {}, element_start: {}, element_count: {}, anchor: {}, wants_odd: {} }}",
            phrase.label, phrase.element_start, phrase.element_count, phrase.anchor, phrase.wants_odd
        )
    });
    emit_array(out, "PHRASE_ENTRIES", "PhraseEntry", phrases);
    let elements = book.elements.iter().map(|element| {
        format!(
            "ElementEntry {{ alternative_start: {}, alternative_count: {}, gap: {} }}",
            element.alternative_start, element.alternative_count, element.gap
        )
    });
    emit_array(out, "ELEMENT_ENTRIES", "ElementEntry", elements);
    emit_array(out, "ALTERNATIVES", "u16", book.alternatives.iter());
    emit_array(out, "BUCKET_STARTS", "u16", book.bucket_starts.iter());
    emit_array(out, "BUCKET_PHRASES", "u16", book.bucket_phrases.iter());
}

fn emit_channels(out: &mut String, rules: &Rules) {
    let _ = writeln!(out, "pub const CHANNEL_COUNT: usize = {};", rules.channels.len());
    let channels = rules.channels.iter().map(|channel| {
        let Channel { name, length_max, is_plain_text, policy, checked, domains, .. } = channel;
        let unit = if channel.counts_bytes { "Bytes" } else { "Characters" };
        format!(
            "Channel {{ name: {name:?}, length_max: {length_max}, unit: Unit::{unit}, is_plain_text: {is_plain_text}, policy: {policy:?}, checked: {checked:?}, domains: &{domains:?} }}"
        )
    });
    emit_array(out, "CHANNELS", "Channel", channels);
    emit_array(out, "CARRIERS", "&str", rules.carriers.iter().map(|name| format!("{name:?}")));
    let top_level = rules.top_level.iter().map(|pair| format!("{pair:?}"));
    emit_array(out, "TOP_LEVEL_DOMAINS", "(&str, bool)", top_level);
}

fn emit_rules(out: &mut String, rules: &Rules) -> Result<(), String> {
    let mut rows = Vec::new();
    for (number, rule) in rules.rules.iter().enumerate() {
        let violation = VIOLATIONS.iter().position(|name| *name == rule.violation);
        let violation = violation.ok_or_else(|| format!("{}: no such violation", rule.id))?;
        for name in rule.channels.keys() {
            if !rules.channels.iter().any(|channel| channel.name == *name) {
                return Err(format!("{}: no channel {name:?}", rule.id));
            }
        }
        let severities: Result<Vec<u8>, String> =
            rules.channels.iter().map(|channel| severity(rule, channel)).collect();
        let Rule { id, source, checked, explanation, remedy, .. } = rule;
        rows.push(format!(
            "Rule {{ id: {id:?}, violation: {violation}, source: {source:?}, checked: {checked:?}, explanation: {explanation:?}, remedy: {remedy:?}, severities: {:?} }}",
            severities?
        ));
        let constant = id.to_uppercase().replace('-', "_");
        let _ = writeln!(out, "#[allow(dead_code)]\npub const {constant}: u8 = {number};");
    }
    emit_array(out, "RULES", "Rule", rows.iter());
    let remedies = rules.remedies.iter().map(|row| format!("{row:?}"));
    emit_array(out, "REMEDIES", "(u8, &str, &str)", remedies);
    Ok(())
}

fn severity(rule: &Rule, channel: &Channel) -> Result<u8, String> {
    let by_kind = match channel.kind {
        Kind::Marketplace => &rule.marketplace,
        Kind::Social => &rule.social,
        Kind::OwnShop => &rule.own_shop,
    };
    match rule.channels.get(&channel.name).unwrap_or(by_kind).as_str() {
        "off" => Ok(0),
        "warn" => Ok(1),
        "block" => Ok(2),
        other => Err(format!("{}: no severity {other:?}", rule.id)),
    }
}

fn emit_array(out: &mut String, name: &str, kind: &str, items: impl ExactSizeIterator<Item = impl ToString>) {
    let _ = writeln!(out, "pub static {name}: [{kind}; {}] = [", items.len());
    for item in items {
        let _ = writeln!(out, "    {},", item.to_string());
    }
    let _ = writeln!(out, "];");
}

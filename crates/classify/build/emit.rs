//! Writing the tables as Rust source.

use crate::lexicon::{Lexicon, Rule};
use sellerdesk_pattern::Atom;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Bytes of a word that its key holds; see `atom_key` in `src/tables.rs`.
const KEY_BYTES: usize = 4;
/// How many different labels, languages and weights together a rule can have; see `RuleEntry`.
const KINDS_MAX: usize = 1 << 14;
/// What a stop word costs as an anchor: phrases should hang on their rarer words.
const STOP_WORD_COST: usize = 40;

type AtomTexts = BTreeMap<String, (bool, bool)>;
/// Label, language and weight, which many phrases share, and their number.
type RuleKinds = BTreeMap<(u8, u8, i16), usize>;

/// The source of `tables.rs`.
pub fn tables(lexicon: &Lexicon) -> Result<String, String> {
    let mut texts = AtomTexts::new();
    for word in lexicon.stop_words.keys() {
        texts.entry(word.clone()).or_default().0 = true;
    }
    for atom in atoms(lexicon) {
        let entry = texts.entry(atom.text.clone()).or_default();
        if atom.is_prefix { entry.1 = true } else { entry.0 = true }
    }
    let numbers: BTreeMap<&str, usize> =
        texts.keys().enumerate().map(|(number, text)| (text.as_str(), number)).collect();
    let identity =
        |atom: &Atom| numbers.get(atom.text.as_str()).map_or(0, |number| number * 2 + usize::from(atom.is_prefix));

    let mut out = String::new();
    emit_atoms(&mut out, &texts, &numbers, lexicon)?;
    emit_rules(&mut out, lexicon, &texts, &identity)?;
    let codes: Vec<String> = lexicon.languages.iter().map(|code| format!("{code:?}")).collect();
    emit_array(&mut out, "LANGUAGE_CODES", "&str", &codes);
    let _ = writeln!(out, "pub const SUPPORTED_LANGUAGE_COUNT: usize = {};", lexicon.supported_count);
    Ok(out)
}

fn atoms(lexicon: &Lexicon) -> impl Iterator<Item = &Atom> {
    lexicon.rules.iter().flat_map(|rule| &rule.phrase.elements).flat_map(|element| &element.atoms)
}

fn emit_atoms(
    out: &mut String,
    texts: &AtomTexts,
    numbers: &BTreeMap<&str, usize>,
    lexicon: &Lexicon,
) -> Result<(), String> {
    let mut keys = Vec::new();
    let mut details = Vec::new();
    let mut parents = Vec::new();
    let mut first_bytes = [0_usize; 257];
    let mut language_sets = vec![0_u32];
    let (tails, starts_of_tails) = shared_tails(texts);
    for (text, (exact, prefix)) in texts {
        let shorter = (1..text.len()).rev().filter_map(|end| text.get(..end));
        let parent = shorter
            .filter(|start| texts.get(*start).is_some_and(|kinds| kinds.1))
            .find_map(|start| numbers.get(start))
            .map_or("NONE".to_owned(), usize::to_string);
        parents.push(parent);
        let languages = lexicon.stop_words.get(text).copied().unwrap_or(0);
        // Few sets of languages share a stop word: an entry holds the number of its set.
        let set = language_sets.iter().position(|known| *known == languages).unwrap_or_else(|| {
            language_sets.push(languages);
            language_sets.len() - 1
        });
        let tail = tail(text);
        let start = starts_of_tails.get(tail).copied().unwrap_or(0);
        if start > usize::from(u16::MAX) || tail.len() >= 64 || set > usize::from(u8::MAX) {
            return Err(format!("{text:?}: its details don't fit 32 bits"));
        }
        let kinds = usize::from(*exact) | usize::from(*prefix) << 1;
        details.push(start | tail.len() << 16 | kinds << 22 | set << 24);
        let key = text.bytes().chain(std::iter::repeat(0)).take(KEY_BYTES);
        keys.push(key.fold(0_u32, |key, byte| key << 8 | u32::from(byte)));
        let first = usize::from(text.bytes().next().unwrap_or(0));
        first_bytes.iter_mut().skip(first + 1).for_each(|count| *count += 1);
    }
    emit_array(out, "ATOM_KEYS", "u32", &keys);
    emit_array(out, "ATOM_DETAILS", "u32", &details);
    emit_array(out, "ATOM_PARENTS", "u16", &parents);
    emit_array(out, "ATOM_TAILS", "u8", &tails);
    emit_array(out, "LANGUAGE_SETS", "u32", &language_sets);
    emit_array(out, "ATOM_FIRST_BYTES", "u16", &first_bytes);
    Ok(())
}

/// What of a word isn't in its key.
fn tail(text: &str) -> &[u8] {
    text.as_bytes().get(KEY_BYTES..).unwrap_or(&[])
}

/// The tails of all words in one string, and where each starts: endings repeat, and short ones are part of longer ones.
fn shared_tails(texts: &AtomTexts) -> (Vec<u8>, BTreeMap<&[u8], usize>) {
    let mut distinct: Vec<&[u8]> = texts.keys().map(|text| tail(text)).collect();
    distinct.sort_by_key(|tail| (std::cmp::Reverse(tail.len()), *tail));
    distinct.dedup();
    let mut shared = Vec::new();
    let mut starts: BTreeMap<&[u8], usize> = BTreeMap::new();
    for tail in distinct {
        if starts.contains_key(tail) {
            continue;
        }
        for first in 0..=tail.len() {
            for part in (first..=tail.len()).filter_map(|end| tail.get(first..end)) {
                starts.entry(part).or_insert(shared.len() + first);
            }
        }
        shared.extend_from_slice(tail);
    }
    (shared, starts)
}

fn emit_rules(
    out: &mut String,
    lexicon: &Lexicon,
    texts: &AtomTexts,
    identity: &impl Fn(&Atom) -> usize,
) -> Result<(), String> {
    let uses = count_uses(lexicon, texts, identity);
    let cost = |atom: &Atom| {
        let stop_word = !atom.is_prefix && lexicon.stop_words.contains_key(&atom.text);
        uses.get(identity(atom)).copied().unwrap_or(0) + if stop_word { STOP_WORD_COST } else { 0 }
    };
    let mut rules = Vec::new();
    let mut kinds = RuleKinds::new();
    // Places repeat even more than choices: each distinct one is stored once, phrases are lists of their numbers.
    let mut numbers_of_elements: BTreeMap<String, usize> = BTreeMap::new();
    let mut elements: Vec<String> = Vec::new();
    let mut sequence: Vec<usize> = Vec::new();
    let mut alternatives: Vec<usize> = Vec::new();
    // Many phrases share a choice (a class, a row's spellings): each distinct one is stored once.
    let mut starts_of_choices: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let mut buckets: Vec<Vec<usize>> = vec![Vec::new(); texts.len() * 2];
    for (number, rule) in lexicon.rules.iter().enumerate() {
        let anchor = anchor(rule, &cost)?;
        for atom in rule.phrase.elements.iter().skip(anchor).take(1).flat_map(|element| &element.atoms) {
            if let Some(bucket) = buckets.get_mut(identity(atom)) {
                bucket.push(number);
            }
        }
        let kind = (rule.label, rule.language, rule.weight_hundredths);
        let next_kind = kinds.len();
        let kind = *kinds.entry(kind).or_insert(next_kind);
        if kind >= KINDS_MAX {
            return Err(format!("{}: more than {KINDS_MAX} kinds of rules", rule.source));
        }
        rules.push(format!(
            "RuleEntry {{ element_start: {}, kind_and_conditions: {}, count_and_anchor: {} }}",
            sequence.len(),
            kind | usize::from(rule.phrase.has_first_sign) << 14 | usize::from(rule.phrase.has_last_sign) << 15,
            rule.phrase.elements.len() | anchor << 4,
        ));
        for element in &rule.phrase.elements {
            let mut identities: Vec<usize> = element.atoms.iter().map(identity).collect();
            identities.sort_unstable();
            let count = identities.len();
            // A word without alternatives stands in its place itself.
            let start = match identities.as_slice() {
                [only] => *only,
                _ => *starts_of_choices.entry(identities).or_insert_with_key(|identities| {
                    alternatives.extend(identities);
                    alternatives.len() - count
                }),
            };
            let entry = format!(
                "ElementEntry {{ alternative_start: {start}, alternative_count: {count}, gap_max: {} }}",
                element.gap_max
            );
            sequence.push(*numbers_of_elements.entry(entry).or_insert_with_key(|entry| {
                elements.push(entry.clone());
                elements.len() - 1
            }));
        }
    }
    emit_array(out, "RULES", "RuleEntry", &rules);
    emit_kinds(out, kinds);
    emit_array(out, "ELEMENTS", "ElementEntry", &elements);
    emit_array(out, "SEQUENCE", "u16", &sequence);
    emit_array(out, "ALTERNATIVES", "u16", &alternatives);
    emit_buckets(out, &buckets);
    Ok(())
}

fn emit_kinds(out: &mut String, kinds: RuleKinds) {
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, number)| *number);
    let row = |((label, language, weight_hundredths), _): &((u8, u8, i16), usize)| {
        format!("RuleKind {{ label: {label}, language: {language}, weight_hundredths: {weight_hundredths} }}")
    };
    emit_array(out, "RULE_KINDS", "RuleKind", &kinds.iter().map(row).collect::<Vec<_>>());
}

/// The rules that start at each identity. Most start none: a bit says which do, and how many bits are set before each
/// 64 says where their start stands.
fn emit_buckets(out: &mut String, buckets: &[Vec<usize>]) {
    let mut present = Vec::new();
    let mut ranks = Vec::new();
    let mut starts = vec![0_usize];
    for block in buckets.chunks(64) {
        ranks.push(starts.len() - 1);
        let bits = block.iter().enumerate().filter(|(_, bucket)| !bucket.is_empty());
        present.push(bits.fold(0_u64, |bits, (place, _)| bits | 1 << place));
        for bucket in block.iter().filter(|bucket| !bucket.is_empty()) {
            starts.push(starts.last().copied().unwrap_or(0) + bucket.len());
        }
    }
    emit_array(out, "BUCKET_PRESENT", "u64", &present);
    emit_array(out, "BUCKET_RANKS", "u16", &ranks);
    emit_array(out, "BUCKET_STARTS", "u16", &starts);
    emit_array(out, "BUCKET_RULES", "u16", &buckets.concat());
}

/// How often each identity stands in a phrase.
fn count_uses(lexicon: &Lexicon, texts: &AtomTexts, identity: &impl Fn(&Atom) -> usize) -> Vec<usize> {
    let mut uses = vec![0_usize; texts.len() * 2];
    for atom in atoms(lexicon) {
        if let Some(count) = uses.get_mut(identity(atom)) {
            *count += 1;
        }
    }
    uses
}

/// The place of a phrase whose words are the rarest in the lexicon: where the matcher starts.
fn anchor(rule: &Rule, cost: &impl Fn(&Atom) -> usize) -> Result<usize, String> {
    let costs = rule.phrase.elements.iter().map(|element| element.atoms.iter().map(cost).max());
    let cheapest = costs.enumerate().min_by_key(|(_, cost)| *cost);
    let place = cheapest.map(|(place, _)| place).ok_or_else(|| format!("{}: no words", rule.source))?;
    // Four bits hold it, see `RuleEntry`.
    if rule.phrase.elements.len() < 16 { Ok(place) } else { Err(format!("{}: too many places", rule.source)) }
}

fn emit_array(out: &mut String, name: &str, kind: &str, values: &[impl std::fmt::Display]) {
    let _ = writeln!(out, "pub static {name}: [{kind}; {}] = [", values.len());
    for value in values {
        let _ = writeln!(out, "    {value},");
    }
    let _ = writeln!(out, "];");
}

//! Reading the rules' files.

use crate::words::DIALECT;
use sellerdesk_channels::Channel;
use sellerdesk_pattern::{Classes, Phrase};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The violations, in the order of the library's `Violation::ALL`.
pub const VIOLATIONS: [&str; 12] = [
    "review_incentive",
    "review_solicitation_positive",
    "review_gating",
    "review_change_request",
    "external_link",
    "off_platform_contact",
    "off_platform_payment",
    "marketing_promo",
    "prohibited_promise",
    "personal_data_request",
    "length",
    "format",
];

/// Guard labels have this bit.
const GUARD: u16 = 0x100;
const PHONE_CUE: u16 = 0x200;
const NUMBER_CUE: u16 = 0x201;

/// One rule of `rules.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: String,
    pub violation: String,
    pub marketplace: String,
    pub social: String,
    pub own_shop: String,
    #[serde(default)]
    pub channels: BTreeMap<String, String>,
    pub source: String,
    pub checked: String,
    pub explanation: String,
    pub remedy: String,
}

#[derive(Deserialize)]
struct RulesFile {
    rule: Vec<Rule>,
}

/// Everything the tables are made of.
pub struct Rules {
    pub rules: Vec<Rule>,
    pub channels: Vec<Channel>,
    pub carriers: Vec<String>,
    /// (top-level domain, whether it is told from words only by what stands around it).
    pub top_level: Vec<(String, bool)>,
    pub compact: Vec<String>,
    /// (violation, language, text).
    pub remedies: Vec<(usize, String, String)>,
    pub phrases: Vec<(u16, Phrase)>,
}

/// Reads the rules below `root`.
pub fn read(root: &Path) -> Result<Rules, String> {
    let rules: RulesFile = toml::from_str(&text(&root.join("rules.toml"))?).map_err(|error| error.to_string())?;
    let words = |name: &str| -> Result<Vec<String>, String> {
        let rows = rows(&root.join(name))?;
        Ok(rows.iter().flat_map(|row| row.split_whitespace()).map(str::to_owned).collect())
    };
    let mut carriers = words("carriers.txt")?;
    carriers.sort();
    let top_level = words("top_level_domains.txt")?;
    let mut top_level: Vec<(String, bool)> = top_level
        .iter()
        .map(|name| name.strip_suffix('?').map_or((name.clone(), false), |name| (name.to_owned(), true)))
        .collect();
    top_level.sort();
    let mut read = Rules {
        rules: rules.rule,
        channels: sellerdesk_channels::read()?,
        carriers,
        top_level,
        compact: words("compact.txt")?,
        remedies: remedies(&root.join("remedies.tsv"))?,
        phrases: Vec::new(),
    };
    read_phrases(&mut read, root)?;
    Ok(read)
}

fn read_phrases(rules: &mut Rules, root: &Path) -> Result<(), String> {
    let mut classes = Classes::new();
    for row in rows(&root.join("classes.tsv"))? {
        let [name, words] = fields(&row)?;
        classes.insert(name.to_owned(), words.replace(' ', "|"));
    }
    let folder = root.join("phrases");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
    paths.sort();
    let mut wrong = Vec::new();
    for path in paths {
        for row in rows(&path)? {
            match read_row(&rules.rules, &row, &classes) {
                Ok(phrases) => rules.phrases.extend(phrases),
                Err(error) => wrong.push(format!("{}: {row}: {error}", path.display())),
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

fn read_row(rules: &[Rule], row: &str, classes: &Classes) -> Result<Vec<(u16, Phrase)>, String> {
    let [name, pattern] = fields(row)?;
    let (guard, name) = name.strip_prefix('!').map_or((0, name), |name| (GUARD, name));
    let labels: Vec<u16> = match name {
        "cue:phone" => vec![PHONE_CUE],
        "cue:number" => vec![NUMBER_CUE],
        _ => (0_u16..)
            .zip(rules)
            .filter(|(_, rule)| rule.id == name || guard != 0 && rule.violation == name)
            .map(|(number, _)| number | guard)
            .collect(),
    };
    if labels.is_empty() {
        return Err("no such rule".into());
    }
    let phrases = DIALECT.parse(pattern, classes)?;
    Ok(labels.iter().flat_map(|label| phrases.iter().map(|phrase| (*label, phrase.clone()))).collect())
}

fn remedies(path: &Path) -> Result<Vec<(usize, String, String)>, String> {
    let rows = rows(path)?;
    let read = rows.iter().map(|row| {
        let [violation, language, text] = fields(row)?;
        let violation = VIOLATIONS.iter().position(|name| *name == violation).ok_or("no such violation")?;
        Ok((violation, language.to_owned(), text.to_owned()))
    });
    read.collect()
}

fn text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The rows of a file: no blank lines, no comments.
fn rows(path: &Path) -> Result<Vec<String>, String> {
    let text = text(path)?;
    let rows = text.lines().map(str::trim_end);
    Ok(rows.filter(|row| !row.is_empty() && !row.starts_with("# ")).map(str::to_owned).collect())
}

fn fields<const COUNT: usize>(row: &str) -> Result<[&str; COUNT], String> {
    let fields: Vec<&str> = row.split('\t').collect();
    fields.try_into().map_err(|_| format!("{row:?}: expected {COUNT} tab-separated fields"))
}

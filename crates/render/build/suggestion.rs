//! Reading `suggestions/`: the topics and the rules.

use std::fmt::Write;

/// The category of lines that hold for all.
const ANY: &str = "any";
const KINDS: [(&str, &str); 5] =
    [("risk", "Risk"), ("topic", "Topic"), ("signal", "Signal"), ("has", "Has"), ("no", "HasNot")];

/// Lines that say something, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines()).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// Writes `TOPICS` and returns the topics' names.
///
/// # Errors
/// A line without words.
pub fn topics(out: &mut String, text: &str) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    out.push_str("static TOPICS: &[(&str, &[&str])] = &[\n");
    for (number, line) in lines(text) {
        let (name, words) = line.split_once('|').ok_or_else(|| format!("topics.txt, line {number}: {line}"))?;
        let words: Vec<&str> = words.split(',').map(str::trim).collect();
        let _ = writeln!(out, "({:?}, &{words:?}),", name.trim());
        names.push(name.trim().to_owned());
    }
    out.push_str("];\n");
    Ok(names)
}

/// Writes `RULES`.
///
/// # Errors
/// A line that is neither a category nor a rule, or names a topic or template that doesn't exist.
pub fn rules(out: &mut String, text: &str, topics: &[String], templates: &[&str]) -> Result<(), String> {
    let mut category = ANY;
    out.push_str("static RULES: &[Rule] = &[\n");
    for (number, line) in lines(text) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            category = name;
            continue;
        }
        let rule =
            rule(line, category, topics, templates).map_err(|error| format!("rules.txt, line {number}: {error}"))?;
        out.push_str(&rule);
    }
    out.push_str("];\n");
    Ok(())
}

fn rule(line: &str, category: &str, topics: &[String], templates: &[&str]) -> Result<String, String> {
    let (decides, split) =
        line.split_once("=>").map_or_else(|| (false, line.split_once("->")), |both| (true, Some(both)));
    let (when, then) = split.ok_or("there is no arrow")?;
    let mut conditions = String::new();
    for condition in when.split_whitespace() {
        let (kind, name) = condition.split_once(':').ok_or_else(|| format!("{condition} has no colon"))?;
        let (_, variant) =
            KINDS.iter().find(|(known, _)| *known == kind).ok_or_else(|| format!("{kind} is no condition"))?;
        if kind == "topic" && !topics.iter().any(|topic| topic == name) {
            return Err(format!("no topic is called {name}"));
        }
        let _ = write!(conditions, "Condition::{variant}({name:?}), ");
    }
    let ids: Vec<&str> = then.split_whitespace().collect();
    if let Some(unknown) = ids.iter().find(|id| !templates.contains(id)) {
        return Err(format!("no template is called {unknown}"));
    }
    let category = if category == ANY { "None".to_owned() } else { format!("Some({category:?})") };
    Ok(format!(
        "Rule {{ category: {category}, conditions: &[{conditions}], decides: {decides}, templates: &{ids:?} }},\n"
    ))
}

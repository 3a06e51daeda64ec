//! Turns `templates/` and `suggestions/` into static tables. Texts are cut into paragraphs, each kept once, since
//! greetings and closings are the same in all texts of a language. The channels' limits come from `sellerdesk-channels`.

mod scenario;
mod suggestion;

use scenario::Scenario;
use sellerdesk_channels::{Channel, Kind};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs, io};

/// The order of a scenario's texts; `LANGUAGES` of the library, which a test compares.
const LANGUAGES: [&str; 8] = ["en", "de", "fr", "es", "it", "pt", "ja", "zh"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-changed=suggestions");
    println!("cargo:rerun-if-changed=templates");
    let templates = Path::new("templates");
    let scenarios = scenario::read(&fs::read_to_string(templates.join("catalogue.txt"))?)?;
    let mut paragraphs = Paragraphs::default();
    let mut out = format!("static CATALOGUE: [TemplateInfo; {}] = [\n", scenarios.len());
    for scenario in &scenarios {
        emit(&mut out, scenario, templates, &mut paragraphs)?;
    }
    let _ = writeln!(out, "];\nstatic PARAGRAPHS: [&str; {}] = {:?};", paragraphs.texts.len(), paragraphs.texts);
    let target = env::var("OUT_DIR")?;
    fs::write(Path::new(&target).join("catalogue.rs"), out)?;

    fs::write(Path::new(&target).join("channels.rs"), channels(&sellerdesk_channels::read()?))?;

    let suggestions = Path::new("suggestions");
    let ids: Vec<&str> = scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
    let mut out = String::new();
    let topics = suggestion::topics(&mut out, &fs::read_to_string(suggestions.join("topics.txt"))?)?;
    suggestion::rules(&mut out, &fs::read_to_string(suggestions.join("rules.txt"))?, &topics, &ids)?;
    fs::write(Path::new(&target).join("suggestions.rs"), out)?;
    Ok(())
}

/// The channels that limit a text's length or let a seller link to pages of their own.
fn channels(channels: &[Channel]) -> String {
    let mut rows = String::new();
    let mut count = 0;
    for Channel { name, kind, length_max, counts_bytes, .. } in channels {
        let own_links = *kind != Kind::Marketplace;
        if *length_max > 0 || own_links {
            let unit = if *counts_bytes { "Bytes" } else { "Characters" };
            let text_max = if *length_max > 0 { format!("Some(({length_max}, Unit::{unit}))") } else { "None".into() };
            let _ = writeln!(rows, "Channel {{ name: {name:?}, text_max: {text_max}, own_links: {own_links} }},");
            count += 1;
        }
    }
    format!("static CHANNELS: [Channel; {count}] = [\n{rows}];\n")
}

/// Writes one scenario. A language without a text is left out: a test, not the build, asks for all of them.
fn emit(out: &mut String, scenario: &Scenario, templates: &Path, paragraphs: &mut Paragraphs) -> io::Result<()> {
    let (mut languages, mut sources) = (Vec::new(), Vec::new());
    for language in LANGUAGES {
        let path = templates.join(&scenario.id).join(format!("{language}.txt"));
        if path.exists() {
            languages.push(language);
            sources.push(paragraphs.numbers(&fs::read_to_string(path)?));
        }
    }
    let Scenario { id, title, category, internal, variables, optional } = scenario;
    let _ = writeln!(
        out,
        "TemplateInfo {{ id: {id:?}, title: {title:?}, category: {category:?}, internal: {internal}, \
         languages: &{languages:?}, variables: &{variables:?}, optional: &{optional:?}, sources: &["
    );
    for source in sources {
        let _ = writeln!(out, "&{source:?},");
    }
    out.push_str("] },\n");
    Ok(())
}

/// Every paragraph once.
#[derive(Default)]
struct Paragraphs {
    texts: Vec<String>,
    numbers: BTreeMap<String, u16>,
}

impl Paragraphs {
    /// The numbers of a text's paragraphs.
    fn numbers(&mut self, text: &str) -> Vec<u16> {
        text.trim_end().split("\n\n").map(|paragraph| self.number(paragraph)).collect()
    }

    fn number(&mut self, paragraph: &str) -> u16 {
        if let Some(number) = self.numbers.get(paragraph) {
            return *number;
        }
        // 8 paragraphs a text in 8 languages are far from 65,536 for any catalogue that fits a component.
        let number = u16::try_from(self.texts.len()).unwrap_or(u16::MAX);
        self.texts.push(paragraph.to_owned());
        self.numbers.insert(paragraph.to_owned(), number);
        number
    }
}

//! Reading the corpus and varying its sentences.
//!
//! `corpus/<language>.tsv`: category, tab, a sentence in which `(a|b|)` stands for any of its choices.
//! `corpus/fillers.tsv`: language, `before` or `after`, text: what buyers say around what they want. A filler
//! is put to some of the variants of every category it could stand with, so that the model learns to ignore it.

use super::random::Random;
use crate::Category;
use crate::features::features;
use crate::tokens::Tokens;
use std::fs;
use std::path::Path;

/// Changes every variant and the order of training.
const SEED: u64 = 20_240_511;
/// Part of the fingerprint: raise it when the trainer changes what it makes of the same corpus.
const TRAINER_VERSION: u64 = 1;
/// Variants made of one sentence.
const VARIANTS_MAX: usize = 10;
const VARIANTS_MIN: usize = 3;
/// Share of the variants with something before and after, in percent.
const BEFORE_PERCENT: usize = 30;
const AFTER_PERCENT: usize = 40;

/// A text as the model sees it.
pub struct Example {
    /// Category number.
    pub label: usize,
    /// How much it counts.
    pub weight: f32,
    /// Features, repeats included.
    pub features: Vec<u32>,
}

struct Line {
    language: String,
    category: Category,
    pattern: String,
}

struct Filler {
    language: String,
    is_before: bool,
    text: String,
}

/// The corpus as read.
pub struct Corpus {
    /// FNV-1a over all files, their names and the settings.
    pub fingerprint: u64,
    lines: Vec<Line>,
    fillers: Vec<Filler>,
}

/// Reads the corpus; errors name file and line.
pub fn read(folder: &Path) -> Result<Corpus, String> {
    let mut corpus = Corpus { fingerprint: 0xcbf2_9ce4_8422_2325, lines: Vec::new(), fillers: Vec::new() };
    for number in [SEED, TRAINER_VERSION] {
        corpus.mix(&number.to_le_bytes());
    }
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
    paths.sort();
    for path in paths {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        corpus.mix(name.as_bytes());
        corpus.mix(text.as_bytes());
        for (index, row) in text.lines().enumerate().filter(|(_, row)| !row.is_empty() && !row.starts_with("# ")) {
            let read = if name == "fillers" { corpus.read_filler(row) } else { corpus.read_line(&name, row) };
            read.map_err(|error| format!("{}:{}: {error}", path.display(), index + 1))?;
        }
    }
    Ok(corpus)
}

impl Corpus {
    fn mix(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.fingerprint = (self.fingerprint ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }

    fn read_line(&mut self, file: &str, row: &str) -> Result<(), String> {
        let (category, pattern) = row.split_once('\t').ok_or("expected category, tab, sentence")?;
        let category = Category::from_name(category).ok_or_else(|| format!("unknown category {category:?}"))?;
        let language = file.split('_').next().unwrap_or(file).to_owned();
        self.lines.push(Line { language, category, pattern: pattern.to_owned() });
        Ok(())
    }

    fn read_filler(&mut self, row: &str) -> Result<(), String> {
        let mut fields = row.splitn(3, '\t');
        let (Some(language), Some(place), Some(text)) = (fields.next(), fields.next(), fields.next()) else {
            return Err("expected language, place, text".into());
        };
        let is_before = match place {
            "before" => true,
            "after" => false,
            _ => return Err(format!("place is {place:?}, not before or after")),
        };
        self.fillers.push(Filler { language: language.to_owned(), is_before, text: text.to_owned() });
        Ok(())
    }

    /// Every variant of every sentence, in the order of the files.
    pub fn examples(&self) -> Vec<Example> {
        let mut random = Random::new(SEED);
        let mut examples = Vec::new();
        for line in &self.lines {
            let count = (choice_count(&line.pattern) * 2).clamp(VARIANTS_MIN, VARIANTS_MAX);
            for _ in 0..count {
                let mut text = vary(&line.pattern, &mut random);
                if takes_filler(line.category) {
                    text = self.surround(&text, &line.language, &mut random);
                }
                examples.push(example(&text, line.category as usize, 1.0 / count as f32));
            }
        }
        balance(&mut examples);
        examples
    }

    fn surround(&self, text: &str, language: &str, random: &mut Random) -> String {
        let mut pick = |is_before: bool, percent: usize| {
            let fits = |filler: &&Filler| filler.language == language && filler.is_before == is_before;
            let fitting: Vec<&Filler> = self.fillers.iter().filter(fits).collect();
            if !random.percent(percent) {
                return String::new();
            }
            random.pick(&fitting).map(|filler| vary(&filler.text, random)).unwrap_or_default()
        };
        let before = pick(true, BEFORE_PERCENT);
        let after = pick(false, AFTER_PERCENT);
        format!("{before} {text} {after}")
    }
}

/// Praise, advertising and chat are made of fillers themselves.
fn takes_filler(category: Category) -> bool {
    !matches!(category, Category::PraiseThanks | Category::SpamMarketing | Category::General)
}

/// The product of the numbers of choices, as far as it matters.
fn choice_count(pattern: &str) -> usize {
    let groups = pattern.split('(').skip(1).map(|group| group.split(')').next().unwrap_or("").split('|').count());
    groups.fold(1, |product, count| (product * count).min(VARIANTS_MAX))
}

/// One way to read a pattern.
fn vary(pattern: &str, random: &mut Random) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((before, group_and_rest)) = rest.split_once('(') {
        text.push_str(before);
        let (group, after) = group_and_rest.split_once(')').unwrap_or((group_and_rest, ""));
        let choices: Vec<&str> = group.split('|').collect();
        text.push_str(random.pick(&choices).copied().unwrap_or(""));
        rest = after;
    }
    text.push_str(rest);
    text
}

fn example(text: &str, label: usize, weight: f32) -> Example {
    let mut tokens = Tokens::default();
    tokens.append(text, 0);
    let mut list = Vec::new();
    features(&tokens, |bucket, _, _| list.push(bucket as u32));
    Example { label, weight, features: list }
}

/// Categories count alike however many sentences they have, half-way: the square root of their share.
fn balance(examples: &mut [Example]) {
    let mut sums = vec![0.0_f32; Category::ALL.len()];
    for example in examples.iter() {
        if let Some(sum) = sums.get_mut(example.label) {
            *sum += example.weight;
        }
    }
    let mean = sums.iter().sum::<f32>() / sums.len() as f32;
    for example in examples.iter_mut() {
        let sum = sums.get(example.label).copied().unwrap_or(1.0).max(1.0);
        example.weight *= (mean / sum).sqrt();
    }
}

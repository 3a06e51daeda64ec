//! Scanning a reply.

use crate::channel::{Context, allows_host};
use crate::finding::{Finding, Severity, Violation};
use crate::fold::{Glyph, fold};
use crate::format;
use crate::link;
use crate::matcher::{Find, find_phrases};
use crate::overrides::Overrides;
use crate::phone::{self, Candidate, Shape};
use crate::tables::{self, BuiltIn, CHANNELS, Channel, Label, PHRASES, REMEDIES, RULES, Rule};
use crate::tokens::Tokens;
use crate::words::Words;
use std::borrow::Cow;

/// At most so many findings are answered.
pub const FINDINGS_MAX: usize = 100;
/// A coupon this near to the request for a review is its reward.
const REWARD_BYTES_NEAR: usize = 60;
/// In a longer find, a guard has to touch the first or the last word.
const GUARDED_WORDS_MAX: usize = 22;
/// A cue counts up to so many words before a number.
const CUE_WORDS_BEFORE: usize = 6;
/// A cue counts up to so many words after a number.
const CUE_WORDS_AFTER: usize = 3;

/// Every place of `text` that breaks a rule of the channel, in order of the text.
///
/// Offsets are bytes into `text` as given. Pure: no I/O, no clock, the same input gives the same answer. A text longer
/// than [`format::TEXT_BYTES_MAX`] is scanned up to there, and gets a `length` finding that blocks.
pub fn scan(text: &str, context: &Context<'_>, overrides: &Overrides) -> Vec<Finding> {
    let number = context.channel_number();
    let Some(channel) = CHANNELS.get(number) else { return Vec::new() };
    let mut report = Report { number, channel, context, overrides, spots: Vec::new() };
    if let Some(spot) = format::too_long(text, channel) {
        report.add(spot.rule, spot.start, spot.end);
    }
    let read = text.get(..text.floor_char_boundary(format::TEXT_BYTES_MAX)).unwrap_or(text);
    for spot in format::misfits(read, channel) {
        report.add(spot.rule, spot.start, spot.end);
    }
    let glyphs = fold(read);
    let words = Words::cut(&glyphs);
    let tokens = Tokens::read(&words, &BuiltIn);
    let ascii = link::ascii(&glyphs);
    let links = report.links(&glyphs, &ascii);
    match find_phrases(PHRASES, &tokens) {
        Some(finds) => {
            let cues = report.phrases(&tokens, &finds, &links);
            report.phones(&tokens, phone::candidates(&glyphs, &ascii), &cues, &links);
        }
        None => report.add(tables::FORMAT_UNREADABLE, 0, text.len()),
    }
    report.added_rules(&words);
    report.findings(text)
}

/// What was found so far: built-in rules by number, added ones by number above `ADDED`.
struct Report<'a> {
    number: usize,
    channel: &'static Channel,
    context: &'a Context<'a>,
    overrides: &'a Overrides,
    spots: Vec<(usize, usize, usize)>,
}

/// Added rules are numbered from here.
const ADDED: usize = 1_000;

impl Report<'_> {
    fn add(&mut self, rule: u8, start: usize, end: usize) {
        self.spots.push((usize::from(rule), start, end));
    }

    /// Adds what the phrases found; answers with the words that say what a number is.
    fn phrases(&mut self, tokens: &Tokens, finds: &[Find], links: &[link::Spot]) -> Cues {
        let mut guards = Vec::new();
        let mut cues = Cues::default();
        for find in finds {
            match Label::read(find.label) {
                Label::Guard(rule) => guards.push((rule, find.first, find.last)),
                Label::PhoneCue => cues.phone.push((find.first, find.last)),
                Label::NumberCue => cues.number.push((find.first, find.last)),
                Label::Rule(_) => {}
            }
        }
        let touches = |guard: &(u8, usize, usize), find: &Find| {
            let holds = |word: usize| (guard.1..=guard.2).contains(&word);
            let is_short = find.last - find.first < GUARDED_WORDS_MAX && guard.1 <= find.last && find.first <= guard.2;
            is_short || holds(find.first) || holds(find.last)
        };
        for find in finds {
            let Label::Rule(rule) = Label::read(find.label) else { continue };
            let is_guarded = guards.iter().any(|guard| guard.0 == rule && touches(guard, find));
            let (Some(first), Some(last)) = (tokens.list.get(find.first), tokens.list.get(find.last)) else { continue };
            // What stands inside a link is part of it.
            let is_in_link =
                links.iter().any(|link| first.start < link.end && link.start < first.end && last.end <= link.end);
            if !is_guarded && !is_in_link {
                self.add(rule, first.start as usize, last.end as usize);
            }
        }
        cues
    }

    fn phones(&mut self, tokens: &Tokens, candidates: Vec<Candidate>, cues: &Cues, links: &[link::Spot]) {
        for candidate in candidates {
            let is_in_link = links.iter().any(|link| candidate.start < link.end && link.start < candidate.end);
            if !is_in_link && cues.say_phone(&candidate, tokens) {
                self.add(tables::PHONE_NUMBER, candidate.start as usize, candidate.end as usize);
            }
        }
    }

    fn links(&mut self, glyphs: &[Glyph], ascii: &[u8]) -> Vec<link::Spot> {
        let added = self.overrides.domains_for(self.channel.name);
        let links = link::find(glyphs, ascii, |host| allows_host(self.channel, &added, host));
        for link in links.iter().filter(|link| !link.is_allowed) {
            self.add(link.rule, link.start as usize, link.end as usize);
        }
        links
    }

    fn added_rules(&mut self, words: &Words) {
        if self.overrides.has_no_rules() {
            return;
        }
        let tokens = Tokens::read(words, self.overrides);
        let finds = find_phrases(self.overrides.tables(), &tokens).unwrap_or_default();
        for find in finds {
            let (Some(first), Some(last)) = (tokens.list.get(find.first), tokens.list.get(find.last)) else { continue };
            self.spots.push((ADDED + usize::from(find.label), first.start as usize, last.end as usize));
        }
    }

    /// The spots that count on this channel, those of one rule that overlap made one.
    fn findings(mut self, text: &str) -> Vec<Finding> {
        self.spots.sort_unstable();
        self.spots.dedup();
        let mut merged: Vec<(usize, usize, usize)> = Vec::new();
        for (rule, start, end) in &self.spots {
            match merged.last_mut() {
                Some(last) if last.0 == *rule && *start < last.2 => last.2 = last.2.max(*end),
                _ => merged.push((*rule, *start, *end)),
            }
        }
        let mut findings: Vec<Finding> = merged
            .iter()
            .filter(|(_, start, end)| text.get(*start..*end).is_some())
            .filter_map(|(rule, start, end)| self.finding(*rule, *start, *end))
            .collect();
        drop_rewards_twice(&mut findings);
        findings.sort_by_key(|finding| (finding.start, finding.end));
        findings.truncate(FINDINGS_MAX);
        findings
    }

    fn finding(&self, rule: usize, start: usize, end: usize) -> Option<Finding> {
        if let Some(number) = rule.checked_sub(ADDED) {
            return self.overrides.finding(number, self.channel.name, start, end);
        }
        let rule = RULES.get(rule)?;
        let severity = match rule.severities.get(self.number)? {
            2 => Severity::Block,
            1 => Severity::Warn,
            _ => return None,
        };
        if self.overrides.disables(rule.id, self.channel.name) {
            return None;
        }
        let has_policy = !self.channel.policy.is_empty() && severity == Severity::Block;
        Some(Finding {
            rule: Cow::Borrowed(rule.id),
            violation: *Violation::ALL.get(usize::from(rule.violation))?,
            severity,
            start,
            end,
            source: Cow::Borrowed(if has_policy { self.channel.policy } else { rule.source }),
            checked: Cow::Borrowed(if has_policy { self.channel.checked } else { rule.checked }),
            explanation: Cow::Borrowed(rule.explanation),
            remedy: Cow::Borrowed(remedy(rule, self.context.language)),
        })
    }
}

/// The reward for a review is no promotion of its own.
fn drop_rewards_twice(findings: &mut Vec<Finding>) {
    let rewarded = |finding: &Finding| finding.violation == Violation::ReviewIncentive;
    let rewards: Vec<(usize, usize)> =
        findings.iter().filter(|finding| rewarded(finding)).map(|finding| (finding.start, finding.end)).collect();
    let is_near = |finding: &Finding| {
        let near = |reward: &(usize, usize)| {
            finding.start < reward.1 + REWARD_BYTES_NEAR && reward.0 < finding.end + REWARD_BYTES_NEAR
        };
        rewards.iter().any(near)
    };
    findings.retain(|finding| !(finding.violation == Violation::MarketingPromo && is_near(finding)));
    // "If you are satisfied now, would you change your review?" asks for the change.
    let changes: Vec<(usize, usize)> = findings
        .iter()
        .filter(|finding| finding.violation == Violation::ReviewChangeRequest)
        .map(|finding| (finding.start, finding.end))
        .collect();
    let overlaps = |finding: &Finding| changes.iter().any(|change| finding.start < change.1 && change.0 < finding.end);
    findings.retain(|finding| !(finding.violation == Violation::ReviewGating && overlaps(finding)));
}

/// The remedy in the text's language, or the rule's own in English.
fn remedy(rule: &'static Rule, language: Option<&str>) -> &'static str {
    let language = language.and_then(|tag| tag.split(['-', '_']).next()).unwrap_or("en");
    let fits = |row: &&(u8, &str, &str)| row.0 == rule.violation && row.1.eq_ignore_ascii_case(language);
    REMEDIES.iter().find(fits).map_or(rule.remedy, |row| row.2)
}

/// Words that say what a number near them is.
#[derive(Default)]
struct Cues {
    phone: Vec<(usize, usize)>,
    number: Vec<(usize, usize)>,
}

impl Cues {
    fn say_phone(&self, candidate: &Candidate, tokens: &Tokens) -> bool {
        let (first, after) = (tokens.at(candidate.start), tokens.at(candidate.end.saturating_sub(1)) + 1);
        let distance = |cues: &[(usize, usize)]| {
            let before = cues.iter().filter_map(|cue| first.checked_sub(cue.1)).min().unwrap_or(usize::MAX);
            let behind = cues.iter().filter_map(|cue| cue.0.checked_sub(after)).min().unwrap_or(usize::MAX);
            if before <= CUE_WORDS_BEFORE {
                before
            } else if behind < CUE_WORDS_AFTER {
                CUE_WORDS_BEFORE + behind
            } else {
                usize::MAX
            }
        };
        let (phone, number) = (distance(&self.phone), distance(&self.number));
        match candidate.shape {
            Shape::Certain => true,
            Shape::Likely => phone <= number || number > CUE_WORDS_BEFORE,
            Shape::Possible => phone < number,
        }
    }
}

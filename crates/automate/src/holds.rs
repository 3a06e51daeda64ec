//! Whether a condition holds, by which of its parts, and how many rules it follows from.

use crate::facts::{Facts, MESSAGE};
use crate::limits::SEARCHED_BYTES_MAX;
use crate::rule::{Condition, Hours, Period, Rule};
use sellerdesk_classify::{Priority, folded};
use sellerdesk_deadline::parse_instant;
use std::collections::BTreeMap;

/// An event and what rules have made of its conversation so far.
pub struct Scene<'a> {
    /// The event, and the conversation before any rule.
    pub facts: &'a Facts,
    /// The text and subject as keywords are compared.
    searched: String,
    /// Tags, each with how many rules led to it: 0 for one that was there.
    pub tags: BTreeMap<String, u32>,
    /// Who has it, likewise.
    pub assignee: Option<(String, u32)>,
    /// How urgent it is, likewise.
    pub priority: Option<(Priority, u32)>,
}

/// Parts of a condition that hold.
#[derive(Default)]
pub struct Held {
    /// Each part.
    pub because: Vec<String>,
    /// How many rules led to them.
    pub depth: u32,
}

impl<'a> Scene<'a> {
    pub fn of(facts: &'a Facts) -> Self {
        let bounded = |text: &'a str| text.get(..text.floor_char_boundary(SEARCHED_BYTES_MAX)).unwrap_or_default();
        Self {
            facts,
            searched: folded(&format!("{}\n{}", bounded(&facts.subject), bounded(&facts.text))),
            tags: facts.tags.iter().map(|tag| (tag.clone(), 0)).collect(),
            assignee: facts.assignee.clone().map(|agent| (agent, 0)),
            priority: facts.priority.map(|priority| (priority, 0)),
        }
    }

    /// What of a rule holds, if all of it does.
    pub fn holds(&self, rule: &Rule) -> Option<Held> {
        let is_event = !rule.when.events.is_empty() || self.facts.event == MESSAGE;
        if !is_event || rule.unless.iter().any(|exception| self.condition(exception).is_some()) {
            return None;
        }
        let mut held = self.condition(&rule.when)?;
        if held.because.is_empty() {
            held.because.push(format!("event:{}", self.facts.event));
        }
        Some(held)
    }

    fn condition(&self, condition: &Condition) -> Option<Held> {
        let facts = self.facts;
        let mut held = Held::default();
        held.name("event", &condition.events, |event| *event == facts.event)?;
        held.name("channel", &condition.channels, |channel| *channel == facts.channel)?;
        held.name("account", &condition.accounts, |account| *account == facts.account)?;
        held.name("language", &condition.languages, |language| is_language(facts.language.as_deref(), language))?;
        held.name("keyword", &condition.keywords, |word| self.searched.contains(&folded(word.trim())))?;
        held.any("category", &condition.categories, |it| facts.categories.contains(it), |it| it.name().to_owned())?;
        held.any("risk", &condition.risks, |it| facts.risks.contains(it), |it| it.name().to_owned())?;
        let is_during = |period: &Period| {
            parse_instant(&period.from).is_some_and(|from| from <= facts.at)
                && parse_instant(&period.until).is_some_and(|until| facts.at < until)
        };
        held.any("during", &condition.during, is_during, |it| format!("{}/{}", it.from, it.until))?;
        held.word(condition.hours, "hours:open", "hours:closed", |hours| {
            (hours == Hours::Closed) == (facts.is_open == Some(false))
        })?;
        held.flag(condition.first_message, "first_message", facts.is_first)?;
        held.flag(condition.vip, "vip", facts.is_vip)?;
        held.flag(condition.machine, "machine", facts.machine.is_some())?;
        self.made_by_rules(condition, &mut held)?;
        Some(held)
    }

    /// The parts that rules can change.
    fn made_by_rules(&self, condition: &Condition, held: &mut Held) -> Option<()> {
        held.name("tag", &condition.tags, |tag| self.tags.contains_key(tag))?;
        let tags = condition.tags.iter().filter_map(|tag| self.tags.get(tag));
        // Any of them is enough: what took the fewest rules counts.
        held.depth = held.depth.max(tags.min().copied().unwrap_or_default());
        let priority = self.priority.map(|(priority, _)| priority);
        held.any("priority", &condition.priorities, |it| Some(*it) == priority, |it| it.name().to_owned())?;
        if let (Some((_, depth)), false) = (self.priority, condition.priorities.is_empty()) {
            held.depth = held.depth.max(depth);
        }
        held.flag(condition.assigned, "assigned", self.assignee.is_some())?;
        if let (Some((_, depth)), Some(_)) = (&self.assignee, condition.assigned) {
            held.depth = held.depth.max(*depth);
        }
        Some(())
    }
}

impl Held {
    /// A list of names: the first that holds is the reason.
    fn name(&mut self, part: &str, values: &[String], holds: impl Fn(&String) -> bool) -> Option<()> {
        self.any(part, values, holds, Clone::clone)
    }

    fn any<T>(
        &mut self,
        part: &str,
        values: &[T],
        holds: impl Fn(&T) -> bool,
        name: impl Fn(&T) -> String,
    ) -> Option<()> {
        if values.is_empty() {
            return Some(());
        }
        let value = values.iter().find(|value| holds(value))?;
        self.because.push(format!("{part}:{}", name(value)));
        Some(())
    }

    fn flag(&mut self, wanted: Option<bool>, name: &str, is: bool) -> Option<()> {
        match wanted {
            Some(wanted) if wanted != is => return None,
            Some(true) => self.because.push(name.to_owned()),
            Some(false) => self.because.push(format!("not:{name}")),
            None => {}
        }
        Some(())
    }

    fn word(&mut self, wanted: Option<Hours>, open: &str, closed: &str, holds: impl Fn(Hours) -> bool) -> Option<()> {
        let Some(hours) = wanted else { return Some(()) };
        if !holds(hours) {
            return None;
        }
        self.because.push(if hours == Hours::Open { open } else { closed }.to_owned());
        Some(())
    }
}

/// `zh` stands for `zh-TW`, not the other way round.
fn is_language(language: Option<&str>, wanted: &str) -> bool {
    let Some(language) = language else { return false };
    let (language, wanted) = (language.to_ascii_lowercase(), wanted.to_ascii_lowercase());
    language.strip_prefix(&wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

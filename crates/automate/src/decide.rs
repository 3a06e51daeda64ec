//! Trying the rules on one event.

use crate::decision::{Decision, Reason, Refusal};
use crate::facts::{Facts, MESSAGE};
use crate::holds::{Held, Scene};
use crate::limits::DEPTH_MAX;
use crate::rule::{Action, Rule};
use sellerdesk_classify::Priority;

/// What the rules make of one event: those that hold, in order, then those that hold because of what these do, each
/// rule at most once. What is so already (a tag that is set) is neither done nor refused.
pub fn decide(rules: &[Rule], facts: &Facts) -> Vec<Decision> {
    let mut scene = Scene::of(facts);
    let mut decisions = Vec::new();
    let mut done: Vec<&str> = Vec::new();
    let mut end = rules.len();
    // Each round at least one further rule holds, or it is the last.
    for _ in 0..=rules.len() {
        let before = done.len();
        for (place, rule) in rules.iter().enumerate().take(end) {
            if place >= end || !rule.enabled || done.contains(&rule.id.as_str()) {
                continue;
            }
            let held = scene.holds(rule).or_else(|| begun(rule, facts));
            let Some(held) = held else { continue };
            done.push(&rule.id);
            run(rule, &held, &mut scene, &mut decisions);
            if rule.stop {
                end = end.min(place.saturating_add(1));
            }
        }
        if done.len() == before {
            break;
        }
    }
    decisions
}

/// A rule that had begun goes on even if its own deeds now keep it from holding.
fn begun(rule: &Rule, facts: &Facts) -> Option<Held> {
    let because = vec![format!("event:{}", facts.event)];
    facts.begun.contains(&rule.id).then_some(Held { because, depth: 0 })
}

fn run(rule: &Rule, held: &Held, scene: &mut Scene<'_>, decisions: &mut Vec<Decision>) {
    let depth = held.depth.saturating_add(1);
    for (place, action) in rule.actions.iter().enumerate() {
        let judged = if depth > DEPTH_MAX { Some(Err(Reason::TooDeep.into())) } else { judge(action, scene, depth) };
        let outcome = match judged {
            // It may have been this very rule that did it, and nobody lived to say so.
            None if scene.facts.begun.contains(&rule.id) => Some(Ok(())),
            outcome => outcome,
        };
        let (rule, action, because) = (rule.id.clone(), action.clone(), held.because.clone());
        decisions.extend(outcome.map(|outcome| match outcome {
            Ok(()) => Decision::Act { rule, place, action, because },
            Err(refusal) => Decision::Refuse { rule, place, action, because, refusal },
        }));
    }
}

/// Whether an action is done; `None` where it is so already. The scene is then as if it were done.
fn judge(action: &Action, scene: &mut Scene<'_>, depth: u32) -> Option<Result<(), Refusal>> {
    match action {
        Action::Reply(_) => Some(may_answer(scene.facts)),
        Action::Tag(tag) if scene.tags.contains_key(tag) => None,
        Action::Tag(tag) => {
            scene.tags.insert(tag.clone(), depth);
            Some(Ok(()))
        }
        Action::Assign(to) => match &scene.assignee {
            Some((has, _)) if has == to => None,
            Some(_) => Some(Err(Reason::HasAssignee.into())),
            None => {
                scene.assignee = Some((to.clone(), depth));
                Some(Ok(()))
            }
        },
        Action::Prioritize(to) => match scene.priority {
            Some((is, _)) if is == *to => None,
            Some((Priority::Urgent, _)) if !scene.facts.risks.is_empty() => Some(Err(Reason::AtRisk.into())),
            _ => {
                scene.priority = Some((*to, depth));
                Some(Ok(()))
            }
        },
        Action::Note(_) | Action::Notify(_) => Some(Ok(())),
    }
}

/// Whether an event may be answered automatically, whatever the caps say.
fn may_answer(facts: &Facts) -> Result<(), Refusal> {
    if let Some(sign) = &facts.machine {
        return Err(Refusal::with(Reason::MachineMail, sign));
    }
    match &facts.barrier {
        Some(barrier) => Err(barrier.clone()),
        // What did not arrive would come back again.
        None if matches!(facts.event.as_str(), "failed" | "order") => Err(Reason::NotAnswerable.into()),
        None if facts.event == MESSAGE && facts.needs_no_reply => Err(Reason::NothingAsked.into()),
        None => Ok(()),
    }
}

//! The inbox's rules, answered by the composed `classifier` and `clocks`.

use crate::render;
use crate::wit::{classifier, clocks, compliance, conduct, intent, timeline};
use sellerdesk_inbox::Rules;
use sellerdesk_inbox::rules as plain;

/// The pure components that this component is composed with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Composed;

impl Rules for Composed {
    fn judge(&self, input: plain::MessageInput<'_>) -> plain::Judgement {
        classifier::classify(&input.into()).into()
    }

    fn select(&self, facts: &plain::Facts, settings: Option<&str>) -> String {
        clocks::select(&facts.into(), settings)
    }

    fn with_present_hours(&self, policy: &str, facts: &plain::Facts, settings: &str) -> Option<String> {
        clocks::with_present_hours(policy, &facts.into(), settings)
    }

    fn evaluate(&self, moments: &[plain::Moment], policy: &str) -> plain::Standing {
        let moments: Vec<_> = moments.iter().map(Into::into).collect();
        // A document that can't be read gives no deadlines; the conversation itself stays usable.
        clocks::evaluate(&moments, policy).map_or_else(|_| plain::Standing::default(), Into::into)
    }
}

impl plain::Scan for Composed {
    fn scan(&self, text: &str, to: plain::Destination<'_>, changes: Option<&str>) -> Vec<plain::Finding> {
        let destination = conduct::Destination {
            channel: to.channel.to_owned(),
            site: to.site.map(str::to_owned),
            language: to.language.map(str::to_owned),
        };
        compliance::scan(text, &destination, changes).into_iter().map(Into::into).collect()
    }
}

impl plain::Hours for Composed {
    fn is_open(&self, channel: &str, account: &str, settings: &str, at: i64) -> Option<bool> {
        clocks::is_open(channel, account, settings, at)
    }
}

impl plain::Write for Composed {
    fn write(
        &self,
        own: &str,
        template: &str,
        language: &str,
        channel: &str,
        values: &[(String, String)],
    ) -> Result<String, String> {
        render::write(own, template, language, channel, values).map_err(|problem| problem.detail)
    }
}

impl From<conduct::Finding> for plain::Finding {
    fn from(value: conduct::Finding) -> Self {
        Self {
            rule: value.rule,
            violation: value.violation,
            severity: match value.severity {
                conduct::Severity::Block => plain::BLOCK,
                conduct::Severity::Warn => "warn",
            },
            start: value.start,
            end: value.end,
            explanation: value.explanation,
            remedy: value.remedy,
            source: value.source,
            checked: value.checked,
        }
    }
}

impl From<plain::MessageInput<'_>> for intent::Input {
    fn from(value: plain::MessageInput<'_>) -> Self {
        Self {
            text: value.text.to_owned(),
            subject: value.subject.map(str::to_owned),
            channel: value.channel.to_owned(),
            has_order: value.has_order,
        }
    }
}

impl From<intent::Verdict> for plain::Judgement {
    fn from(value: intent::Verdict) -> Self {
        Self {
            category: value.category.into(),
            also: value.also.into_iter().map(Into::into).collect(),
            confidence: value.confidence,
            risk: value.risk.into_iter().map(Into::into).collect(),
            language: value.language,
            priority: value.priority.into(),
            sentiment: value.sentiment,
            urgency: value.urgency,
            entities: value.entities.into_iter().map(Into::into).collect(),
            evidence: value.evidence.into_iter().map(Into::into).collect(),
            needs_no_reply: value.needs_no_reply,
            vip: false,
            rules: Vec::new(),
        }
    }
}

impl From<intent::Entity> for plain::Entity {
    fn from(value: intent::Entity) -> Self {
        Self { kind: value.kind, text: value.text, start: value.start, end: value.end, issuer: value.issuer }
    }
}

impl From<intent::Evidence> for plain::Evidence {
    fn from(value: intent::Evidence) -> Self {
        Self { start: value.start, end: value.end, label: value.label, weight: value.weight }
    }
}

impl From<&plain::Facts> for timeline::Facts {
    fn from(value: &plain::Facts) -> Self {
        Self {
            channel: value.channel.clone(),
            account: value.account.clone(),
            category: value.category.name().to_owned(),
            priority: value.priority.name().to_owned(),
            language: value.language.clone(),
            risk_event: value.risk_event.map(|kind| plain::risk_name(kind).to_owned()),
            customer_tier: value.customer_tier.clone(),
            order_value: value
                .order_value
                .clone()
                .map(|(currency, minor_units)| timeline::Money { currency, minor_units }),
        }
    }
}

impl From<&plain::Moment> for timeline::Moment {
    fn from(value: &plain::Moment) -> Self {
        Self {
            id: value.id.clone(),
            at: value.at,
            kind: value.kind.into(),
            refers_to: value.refers_to.clone(),
            due_at: value.due_at,
            policy: value.policy.clone(),
            waiting_since: value.waiting_since,
        }
    }
}

impl From<plain::MomentKind> for timeline::MomentKind {
    fn from(value: plain::MomentKind) -> Self {
        match value {
            plain::MomentKind::BuyerMessage => Self::BuyerMessage,
            plain::MomentKind::AgentReply => Self::AgentReply,
            plain::MomentKind::AutomaticReply => Self::AutomaticReply,
            plain::MomentKind::ReplyFailed => Self::ReplyFailed,
            plain::MomentKind::RiskOpened => Self::RiskOpened,
            plain::MomentKind::RiskClosed => Self::RiskClosed,
            plain::MomentKind::Paused => Self::Paused,
            plain::MomentKind::Resolved => Self::Resolved,
            plain::MomentKind::PolicyApplied => Self::PolicyApplied,
            plain::MomentKind::NoReplyNeeded => Self::NoReplyNeeded,
            plain::MomentKind::Resumed => Self::Resumed,
            plain::MomentKind::Reopened => Self::Reopened,
            plain::MomentKind::Cancelled => Self::Cancelled,
            plain::MomentKind::MergedIn => Self::MergedIn,
        }
    }
}

impl From<timeline::Evaluation> for plain::Standing {
    fn from(value: timeline::Evaluation) -> Self {
        Self {
            states: value.states.into_iter().map(Into::into).collect(),
            marketplace_deadline: value.marketplace_deadline,
            company_deadline: value.company_deadline,
            points: value.points.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<timeline::TargetState> for plain::TargetState {
    fn from(value: timeline::TargetState) -> Self {
        Self {
            id: value.id,
            clock: clock_name(value.clock).to_owned(),
            target: target_name(value.target).to_owned(),
            started_at: value.started_at,
            deadline: value.deadline,
            outcome: outcome_name(value.outcome).to_owned(),
            settled_at: value.settled_at,
        }
    }
}

impl From<timeline::Point> for plain::Point {
    fn from(value: timeline::Point) -> Self {
        Self {
            id: value.id,
            at: value.at,
            due_at: value.due_at,
            clock: clock_name(value.clock).to_owned(),
            target: target_name(value.target).to_owned(),
            permille: value.permille,
        }
    }
}

fn clock_name(clock: timeline::Clock) -> &'static str {
    match clock {
        timeline::Clock::Marketplace => "marketplace",
        timeline::Clock::Company => "company",
    }
}

fn target_name(target: timeline::Target) -> &'static str {
    match target {
        timeline::Target::FirstResponse => "first_response",
        timeline::Target::NextResponse => "next_response",
        timeline::Target::Resolution => "resolution",
        timeline::Target::PlatformDue => "platform_due",
    }
}

fn outcome_name(outcome: timeline::Outcome) -> &'static str {
    match outcome {
        timeline::Outcome::Running => "running",
        timeline::Outcome::Paused => "paused",
        timeline::Outcome::Met => "met",
        timeline::Outcome::Breached => "breached",
        timeline::Outcome::Cancelled => "cancelled",
        timeline::Outcome::Undetermined => "undetermined",
    }
}

//! What the desk finds, as notices.

use sellerdesk_canonical::Instant;
use sellerdesk_deadline::Clock;
use sellerdesk_inbox::outbox::{OutboxItem, ReplyState};
use sellerdesk_inbox::row::Row;
use sellerdesk_inbox::rules::Point;
use sellerdesk_inbox::{DESK_CLOCK, Mention, Told};
use sellerdesk_notify::{Kind, Notice, Routing, account_key, conversation_key, next_step};
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};

/// Notices of the points of one conversation that a sweep is about to record, the steps of the escalation chain after a
/// missed deadline among them.
pub fn notices_of(row: &Row, points: &[Point], routing: &Routing) -> Vec<Notice> {
    let mut notices = Vec::new();
    for point in points {
        let notice = of_point(row, point);
        notices.extend(if point.is_breach() { escalations(&notice, routing) } else { Vec::new() });
        notices.push(notice);
    }
    notices
}

fn of_point(row: &Row, point: &Point) -> Notice {
    let kind = match (point.is_breach(), point.clock.as_str(), point.target.as_str()) {
        (true, ..) => Kind::Breach,
        (false, DESK_CLOCK, "unassigned") => Kind::Unassigned,
        (false, DESK_CLOCK, _) => Kind::SilentCustomer,
        (false, ..) => Kind::Warning,
    };
    let clock = named::<Clock>(&point.clock);
    let is_risk = row.is_at_risk() || clock == Some(Clock::Marketplace);
    let mut notice = of_row(row, kind, &point.id, point.at, is_risk);
    notice.clock = clock;
    notice.deadline = match clock {
        _ if point.is_breach() => Some(point.at),
        Some(Clock::Marketplace) => row.marketplace_deadline,
        Some(Clock::Company) => row.company_deadline,
        None => None,
    };
    notice
}

fn of_row(row: &Row, kind: Kind, point: &str, at: Instant, is_risk: bool) -> Notice {
    let key = conversation_key(row.conversation, kind, point);
    let mut notice = Notice::new(kind, key, at, &row.channel, &row.account).with_excerpt(&row.excerpt);
    if let Some(agent) = &row.assignee {
        notice = notice.with_agent(agent);
    }
    notice.severity = kind.severity(is_risk);
    notice.conversation = Some(row.conversation);
    notice.category = named(row.category.name());
    notice.priority = named(row.priority.name());
    notice
}

/// The later steps of the chain, each at its own time.
pub fn escalations(notice: &Notice, routing: &Routing) -> Vec<Notice> {
    let mut steps = Vec::new();
    let (mut step, since) = (0, notice.at);
    while let Some((next, at)) = next_step(routing, since, step) {
        let mut escalation = notice.clone();
        escalation.kind = Kind::Escalation;
        escalation.key = format!("{}:{next}", notice.key);
        escalation.step = next;
        escalation.at = at;
        escalation.severity = Kind::Escalation.severity(notice.severity == sellerdesk_notify::Severity::Urgent);
        steps.push(escalation);
        step = next;
    }
    steps
}

/// A reply that will not reach its buyer; `None` while it may.
pub fn of_reply(row: &Row, item: &OutboxItem, at: Instant) -> Option<Notice> {
    let is_lost = matches!(item.state, ReplyState::Failed | ReplyState::Uncertain);
    is_lost.then(|| {
        let notice = of_row(row, Kind::ReplyFailed, &item.id.to_string(), at, row.is_at_risk());
        notice.with_detail(item.reason.as_deref().unwrap_or_default())
    })
}

/// What a rule of the shop's says, or that an account's automatic replies have stopped.
pub fn of_rule(row: &Row, told: &Told, at: Instant) -> Notice {
    match told {
        Told::Rule { rule, point, text } => {
            let notice = of_row(row, Kind::Rule, point, at, row.is_at_risk());
            notice.with_detail(&format!("{rule}: {text}"))
        }
        Told::Breaker { point } => {
            let key = account_key(&row.channel, &row.account, Kind::BreakerOpen, point);
            let notice = Notice::new(Kind::BreakerOpen, key, at, &row.channel, &row.account);
            notice.with_detail("automatic replies")
        }
    }
}

/// That a colleague mentioned `agent` in a note.
pub fn of_mention(row: &Row, mention: &Mention, agent: &str) -> Notice {
    let point = format!("{}:{agent}", mention.note);
    of_row(row, Kind::Mention, &point, mention.at, false).with_detail(&mention.by)
}

/// An account whose webhooks have stopped; `point` is the same for the same silence.
pub fn of_account(channel: &str, account: &str, point: &str, at: Instant) -> Notice {
    let key = account_key(channel, account, Kind::ChannelSilent, point);
    Notice::new(Kind::ChannelSilent, key, at, channel, account)
}

/// A figure of an account near or past its limit; `alert` is the same for the same change, `detail` says the figure.
pub fn of_health(channel: &str, account: &str, alert: &str, is_near: bool, detail: &str, at: Instant) -> Notice {
    let key = account_key(channel, account, Kind::AccountHealth, alert);
    let mut notice = Notice::new(Kind::AccountHealth, key, at, channel, account).with_detail(detail);
    notice.severity = Kind::AccountHealth.severity(is_near);
    notice
}

/// A week of an account, or of a team, against the shop's aims; `monday` is the week's, in days since 1970-01-01.
pub fn of_week((channel, account): (&str, &str), team: &str, monday: i32, detail: &str, at: Instant) -> Notice {
    let point = format!("week:{monday}:{team}");
    let key = account_key(channel, account, Kind::Report, &point);
    let account = if team.is_empty() { account } else { team };
    Notice::new(Kind::Report, key, at, channel, account).with_detail(detail)
}

/// The value that serde knows by this name.
fn named<'de, T: Deserialize<'de>>(name: &'de str) -> Option<T> {
    T::deserialize(StrDeserializer::<Error>::new(name)).ok()
}

//! Which rows of the inbox somebody wants: by the parameters of the list, of views and of exports.

use crate::limits::DUE_SOON_MS;
use crate::row::{Row, Status};
use crate::rules::{Category, Priority};
use sellerdesk_canonical::Instant;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Longest search text, in bytes.
const SEARCH_BYTES_MAX: usize = 200;

/// How a conversation's clocks stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sla {
    /// A deadline is near.
    DueSoon,
    /// A deadline has passed, and somebody waits.
    Breached,
    /// The company clock stands still.
    Paused,
    /// None of these.
    Ok,
}

/// Which rows are wanted; an empty filter wants all that are not closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this channel.
    pub channel: Option<String>,
    /// Only this account.
    pub account: Option<String>,
    /// Only this category.
    pub category: Option<Category>,
    /// Only this priority.
    pub priority: Option<Priority>,
    /// Only this status.
    pub status: Option<Status>,
    /// Only this assignee's; `Some(None)`: nobody's.
    pub assignee: Option<Option<String>>,
    /// Only with this tag.
    pub tag: Option<String>,
    /// Only of the best customers.
    pub vip: bool,
    /// Only unread deliveries.
    pub quarantined: bool,
    /// Only with a deadline missed.
    pub breached: bool,
    /// Only where the clocks stand so.
    pub sla: Option<Sla>,
    /// Only with something since then.
    pub since: Option<Instant>,
    /// Only with nothing from then on.
    pub until: Option<Instant>,
    /// Only with this order id, or with these words in name, subject or excerpt (any case).
    pub search: Option<String>,
}

impl Filter {
    /// Sets what a parameter says; `me` is what `assignee=me` means. `Ok(false)`: there is no such parameter.
    ///
    /// # Errors
    /// What its value should have been.
    pub fn set(&mut self, name: &str, value: &str, me: &str) -> Result<bool, String> {
        match name {
            "view" => match value {
                "inbox" => {}
                "quarantine" => self.quarantined = true,
                "breached" => self.breached = true,
                _ => return Err("one of inbox, quarantine, breached".to_owned()),
            },
            "channel" => self.channel = Some(value.to_owned()),
            "account" => self.account = Some(value.to_owned()),
            "category" => self.category = Some(word(value, "a category, such as refund_return")?),
            "priority" => self.priority = Some(word(value, "one of urgent, high, normal, low")?),
            "status" => self.status = Some(word(value, "one of open, pending, snoozed")?),
            "assignee" => {
                self.assignee = Some(match value {
                    "none" => None,
                    "me" => Some(me.to_owned()),
                    name => Some(name.to_owned()),
                });
            }
            "tag" => self.tag = Some(value.to_owned()),
            "vip" => self.vip = value.parse().map_err(|_| "true or false".to_owned())?,
            "sla" => {
                self.sla = Some(match value {
                    "due_soon" => Sla::DueSoon,
                    "breached" => Sla::Breached,
                    "paused" => Sla::Paused,
                    "ok" => Sla::Ok,
                    _ => return Err("one of due_soon, breached, paused, ok".to_owned()),
                });
            }
            "since" => self.since = Some(instant(value)?),
            "until" => self.until = Some(instant(value)?),
            "q" if value.len() > SEARCH_BYTES_MAX => return Err(format!("at most {SEARCH_BYTES_MAX} bytes")),
            "q" => self.search = Some(value.to_owned()),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Whether it wants a row as seen at `now`.
    pub fn wants(&self, row: &Row, now: Instant) -> bool {
        let is = |wanted: &Option<String>, value: &str| wanted.as_ref().is_none_or(|wanted| wanted == value);
        is(&self.channel, &row.channel)
            && is(&self.account, &row.account)
            && self.category.is_none_or(|category| category == row.category || row.also.contains(&category))
            && self.priority.is_none_or(|priority| priority == row.priority)
            && self.status.is_none_or(|status| status == row.status)
            && self.assignee.as_ref().is_none_or(|assignee| *assignee == row.assignee)
            && self.tag.as_ref().is_none_or(|tag| row.tags.contains(tag))
            && (!self.vip || row.vip)
            && (!self.quarantined || row.quarantined)
            && (!self.breached || row.breached_at.is_some())
            && self.sla.is_none_or(|wanted| wanted == sla(row, now))
            && self.since.is_none_or(|since| row.updated_at >= since)
            && self.until.is_none_or(|until| row.updated_at < until)
            && self.search.as_ref().is_none_or(|words| found(row, words))
    }
}

/// How a row's clocks stand at `now`.
pub fn sla(row: &Row, now: Instant) -> Sla {
    match row.nearest_deadline() {
        Some(deadline) if deadline < now => Sla::Breached,
        Some(deadline) if deadline.saturating_sub(now) <= DUE_SOON_MS => Sla::DueSoon,
        _ if row.paused => Sla::Paused,
        _ => Sla::Ok,
    }
}

fn found(row: &Row, words: &str) -> bool {
    let texts = [&row.order_id, &row.buyer_name, &row.subject, &Some(row.excerpt.clone())];
    let haystack: String = texts.into_iter().flatten().map(|text| text.to_lowercase() + "\n").collect();
    words.to_lowercase().split_whitespace().all(|word| haystack.contains(word))
}

fn word<T: DeserializeOwned>(value: &str, wanted: &str) -> Result<T, String> {
    serde_json::from_value(Value::String(value.to_owned())).map_err(|_| wanted.to_owned())
}

/// An RFC 3339 instant, or a day in UTC.
fn instant(value: &str) -> Result<Instant, String> {
    let whole = if value.len() == 10 { format!("{value}T00:00:00Z") } else { value.to_owned() };
    let parsed = chrono::DateTime::parse_from_rfc3339(&whole);
    parsed.map(|at| at.timestamp_millis()).map_err(|_| "a day such as 2026-01-14, or an RFC 3339 instant".to_owned())
}

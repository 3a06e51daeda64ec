//! `SELLER_PERFORMANCE_NOTIFICATIONS`: alarms about orders at risk, and the weekly report against the standards.
//!
//! Alarms put the account at risk. A report does where a metric misses its standard; one where every metric meets it
//! says that nothing is owed. Both are on the account's own conversation. A metric misses its standard where its
//! score is on the wrong side of `performanceStandard` (`90% or above`), or where `performanceRiskLevel` says so.

use crate::envelope::{Notification, Order, given, joined, short_id, words};
use sellerdesk_adapter::{Error, json, text};
use sellerdesk_canonical::{Event, Happening, OrderChange, Risk, RiskKind, RiskState};
use serde_json::Value;

/// Metrics of a report that are read; there are about ten.
const METRICS_MAX: usize = 30;
/// Words of `performanceRiskLevel` that mean trouble, in lower case; unverified.
const RISK_WORDS: [&str; 6] = ["high", "medium", "critical", "at risk", "at_risk", "urgent"];

/// Reads alarms or a report.
pub fn read(notification: &Notification<'_>) -> Result<Vec<Event>, Error> {
    let partner = given(short_id(&notification.payload, "partnerId")).unwrap_or_else(|| "seller".to_owned());
    let order = Order::none(format!("account:{partner}"));
    let kind = given(notification.payload.line("notificationType")).unwrap_or_default();
    let summary = text_at(notification.raw, "/enNotification/summary");
    let is_report = kind.eq_ignore_ascii_case("REPORT") || notification.kind == "SELLER_PERFORMANCE_REPORT";
    let (state, reason, what) = if is_report {
        let Some(missed) = missed_standards(notification.raw) else {
            let change = OrderChange { status: words("PERFORMANCE_REPORT"), detail: summary, total: None };
            return Ok(vec![notification.event(None, &order, Happening::Order(change))?]);
        };
        let state = if missed.is_empty() { RiskState::Closed } else { RiskState::Opened };
        (state, joined(missed.into_iter().map(Some).chain([summary])), "report")
    } else {
        let message = text_at(notification.raw, "/enNotification/message");
        (RiskState::Opened, joined([summary, message]), "alarms")
    };
    let risk = Risk {
        kind: RiskKind::AccountAtRisk,
        state,
        reference: format!("{partner}:{what}"),
        amount: None,
        reason,
        due_at: None,
    };
    Ok(vec![notification.event(None, &order, Happening::Risk(risk))?])
}

/// The metrics that miss their standard, worded; `None` where no metric can be read.
fn missed_standards(payload: &Value) -> Option<Vec<String>> {
    let metrics = payload.pointer("/enNotification/metrics").and_then(Value::as_array)?;
    let read: Vec<_> = metrics.iter().take(METRICS_MAX).filter(|metric| text_at(metric, "/kpi").is_some()).collect();
    (!read.is_empty()).then(|| read.into_iter().filter(|metric| misses(metric)).filter_map(worded).collect())
}

fn misses(metric: &Value) -> bool {
    let level = text_at(metric, "/performanceRiskLevel").unwrap_or_default().to_ascii_lowercase();
    if RISK_WORDS.iter().any(|word| level.contains(word)) {
        return true;
    }
    let standard = text_at(metric, "/performanceStandard").unwrap_or_default().to_ascii_lowercase();
    let number: String =
        standard.trim_start().chars().take_while(|char| char.is_ascii_digit() || *char == '.').collect();
    // Read as JSON is: another parser of fractions would be as large as a tenth of this component.
    let limit = json::value(number.trim_end_matches('.').as_bytes()).ok().and_then(|limit| limit.as_f64());
    let Some((score, limit)) = metric.get("score").and_then(Value::as_f64).zip(limit) else { return false };
    (standard.contains("above") && score < limit) || (standard.contains("below") && score > limit)
}

/// `On-time delivery: 75.8 (90% or above)`.
fn worded(metric: &Value) -> Option<String> {
    let kpi = text_at(metric, "/kpi")?;
    let score = metric.get("score").filter(|score| score.is_number()).map(|score| format!(": {score}"));
    let standard = text_at(metric, "/performanceStandard").map(|standard| format!(" ({standard})"));
    Some(text::line(&format!("{kpi}{}{}", score.unwrap_or_default(), standard.unwrap_or_default())))
}

fn text_at(value: &Value, pointer: &str) -> Option<String> {
    let line = text::line(value.pointer(pointer)?.as_str()?);
    (!line.is_empty()).then_some(line)
}

//! From the inbox's moments to the inbox's standing, through the records of `clocks.wit` both ways.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use sellerdesk_contract::wit::timeline as wit;
use sellerdesk_deadline::parse_instant;
use sellerdesk_inbox::rules::{Category, Facts, Moment, MomentKind, Priority, Standing, TargetState};

const HOUR_MS: i64 = 3_600_000;

fn at(text: &str) -> i64 {
    parse_instant(text).unwrap()
}

fn policy(channel: &str, category: Category, priority: Priority, risk_event: Option<&str>) -> String {
    let facts = Facts {
        channel: channel.to_owned(),
        account: "main".to_owned(),
        category,
        priority,
        language: None,
        risk_event: None,
        customer_tier: None,
        order_value: None,
    };
    clocks::select(wit::Facts { risk_event: risk_event.map(str::to_owned), ..(&facts).into() }, None)
}

fn moment(id: &str, instant: &str, kind: MomentKind) -> Moment {
    Moment {
        id: id.to_owned(),
        at: at(instant),
        kind,
        refers_to: None,
        due_at: None,
        policy: None,
        waiting_since: None,
    }
}

fn evaluate(moments: &[Moment], policy: &str) -> Standing {
    clocks::evaluate(moments.iter().map(Into::into).collect(), policy).unwrap().into()
}

fn state<'a>(standing: &'a Standing, clock: &str, target: &str) -> &'a TargetState {
    standing.states.iter().find(|state| state.clock == clock && state.target == target).unwrap()
}

#[test]
fn amazon_message_has_both_deadlines_and_a_point_at_each() {
    let asked = at("2026-01-14T10:00:00Z");
    let policy = policy("amazon", Category::General, Priority::Normal, None);
    let standing = evaluate(&[moment("m1", "2026-01-14T10:00:00Z", MomentKind::BuyerMessage)], &policy);
    assert_eq!(standing.marketplace_deadline, Some(asked + 24 * HOUR_MS));
    assert_eq!(standing.company_deadline, Some(asked + 12 * HOUR_MS));
    assert_eq!(state(&standing, "company", "first_response").outcome, "running");

    let of_answer = standing.points.iter().filter(|point| point.target == "first_response");
    let breaches: Vec<_> = of_answer.clone().filter(|point| point.is_breach()).collect();
    let seen: Vec<_> = breaches.iter().map(|point| (point.clock.as_str(), point.at, point.due_at)).collect();
    let [company, marketplace] = [asked + 12 * HOUR_MS, asked + 24 * HOUR_MS];
    assert_eq!(seen, [("company", company, company + 1), ("marketplace", marketplace, marketplace + 1)]);
    let warned: Vec<_> = of_answer.filter(|point| point.clock == "company").map(|point| point.permille).collect();
    assert_eq!(warned, [500, 750, 900, 1_000]);
    assert!(standing.points.is_sorted_by_key(|point| point.due_at));
}

#[test]
fn late_parcel_on_amazon_is_answered_within_the_hour() {
    let policy = policy("amazon", Category::LogisticsIssue, Priority::Urgent, None);
    let standing = evaluate(&[moment("m1", "2026-01-14T10:00:00Z", MomentKind::BuyerMessage)], &policy);
    assert_eq!(standing.company_deadline, Some(at("2026-01-14T11:00:00Z")));
    assert_eq!(standing.marketplace_deadline, Some(at("2026-01-15T10:00:00Z")));
}

#[test]
fn chargeback_is_due_at_the_marketplaces_own_date_and_answered_in_minutes() {
    let due = at("2026-01-28T12:00:00Z");
    let policy = policy("shopify", Category::DisputeThreat, Priority::Urgent, Some("chargeback"));
    let opened = Moment {
        refers_to: Some("dispute-7".to_owned()),
        due_at: Some(due),
        ..moment("e1", "2026-01-14T10:00:00Z", MomentKind::RiskOpened)
    };
    let standing = evaluate(std::slice::from_ref(&opened), &policy);
    assert_eq!(standing.marketplace_deadline, Some(due));
    assert_eq!(standing.company_deadline, Some(at("2026-01-14T10:30:00Z")));
    assert_eq!(state(&standing, "marketplace", "platform_due").deadline, Some(due));

    let closed = Moment {
        refers_to: Some("dispute-7".to_owned()),
        ..moment("e2", "2026-01-15T10:00:00Z", MomentKind::RiskClosed)
    };
    let standing = evaluate(&[closed, opened], &policy);
    assert_eq!(standing.marketplace_deadline, None);
    assert_eq!(state(&standing, "company", "first_response").outcome, "breached");
    let settled = state(&standing, "marketplace", "platform_due");
    assert_eq!((settled.outcome.as_str(), settled.settled_at), ("met", Some(at("2026-01-15T10:00:00Z"))));
}

#[test]
fn risk_without_a_date_still_has_a_company_deadline() {
    let policy = policy("shopify", Category::RefundReturn, Priority::Urgent, Some("return_opened"));
    let opened = moment("e1", "2026-01-14T10:00:00Z", MomentKind::RiskOpened);
    let standing = evaluate(std::slice::from_ref(&opened), &policy);
    assert_eq!(standing.company_deadline, Some(at("2026-01-14T11:00:00Z")));
    assert_eq!(standing.marketplace_deadline, None);

    let closed =
        Moment { refers_to: Some("e1".to_owned()), ..moment("e2", "2026-01-14T10:20:00Z", MomentKind::RiskClosed) };
    let standing = evaluate(&[opened, closed], &policy);
    assert_eq!(state(&standing, "company", "first_response").outcome, "cancelled");
    assert!(standing.points.iter().all(|point| point.target == "resolution"));
}

#[test]
fn channels_of_unknown_marketplaces_have_both_deadlines() {
    for channel in ["standard", "mail"] {
        let policy = policy(channel, Category::General, Priority::Normal, None);
        let standing = evaluate(&[moment("m1", "2026-01-14T10:00:00Z", MomentKind::BuyerMessage)], &policy);
        assert_eq!(standing.marketplace_deadline, Some(at("2026-01-15T10:00:00Z")), "{channel}");
        assert_eq!(standing.company_deadline, Some(at("2026-01-14T14:00:00Z")), "{channel}");
    }
}

#[test]
fn automatic_reply_stops_nothing_and_a_persons_reply_does() {
    let policy = policy("amazon", Category::General, Priority::Normal, None);
    let asked = moment("m1", "2026-01-14T10:00:00Z", MomentKind::BuyerMessage);
    let automatic = moment("m2", "2026-01-14T10:00:05Z", MomentKind::AutomaticReply);
    let standing = evaluate(&[asked.clone(), automatic], &policy);
    assert_eq!(standing.marketplace_deadline, Some(at("2026-01-15T10:00:00Z")));

    let answered = evaluate(&[asked, moment("m3", "2026-01-14T11:00:00Z", MomentKind::AgentReply)], &policy);
    assert_eq!(answered.marketplace_deadline, None);
    let met = state(&answered, "company", "first_response");
    assert_eq!((met.outcome.as_str(), met.settled_at), ("met", Some(at("2026-01-14T11:00:00Z"))));
    assert!(answered.points.iter().all(|point| point.target == "resolution"));
}

#[test]
fn late_reply_leaves_the_breach_to_be_recorded() {
    let policy = policy("amazon", Category::General, Priority::Normal, None);
    let asked = moment("m1", "2026-01-14T10:00:00Z", MomentKind::BuyerMessage);
    let late = moment("m2", "2026-01-15T10:00:00.001Z", MomentKind::AgentReply);
    let standing = evaluate(&[asked, late], &policy);
    assert_eq!(standing.marketplace_deadline, None);
    let missed = state(&standing, "marketplace", "first_response");
    assert_eq!((missed.outcome.as_str(), missed.settled_at), ("breached", Some(at("2026-01-15T10:00:00Z"))));
    assert!(standing.points.iter().any(|point| point.is_breach() && point.clock == "marketplace"));
}

#[test]
fn failed_reply_answered_nothing_even_under_the_replys_own_id() {
    let policy = policy("amazon", Category::General, Priority::Normal, None);
    let moments = [
        moment("m1", "2026-01-14T10:00:00Z", MomentKind::BuyerMessage),
        moment("m2", "2026-01-14T11:00:00Z", MomentKind::AgentReply),
        Moment { refers_to: Some("m2".to_owned()), ..moment("m2", "2026-01-14T11:05:00Z", MomentKind::ReplyFailed) },
    ];
    assert_eq!(evaluate(&moments, &policy).marketplace_deadline, Some(at("2026-01-15T10:00:00Z")));
}

//! Whether a fact can be taken in: its fields fit, and it has what its kind needs.

use sellerdesk_deadline::{FieldProblem, INSTANT_MS_MAX, INSTANT_MS_MIN};

use crate::{
    Fact, What,
    limits::{AHEAD_MS_MAX, ID_BYTES_MAX, NAME_BYTES_MAX, SITE_BYTES_MAX},
};

/// What is wrong with a fact received at `received_at`; the first problem found.
pub fn check_fact(fact: &Fact, received_at: i64) -> Option<FieldProblem> {
    let no = |field: &str, message: &str| Some(FieldProblem::new(field, message));
    let fits = |text: &str, bytes_max: usize| !text.is_empty() && text.len() <= bytes_max;
    if !fits(&fact.id, ID_BYTES_MAX) {
        return no("id", "must have 1 to 200 bytes");
    }
    if fact.at < INSTANT_MS_MIN || fact.at >= INSTANT_MS_MAX {
        return no("at", "is outside the years 1900 to 2499");
    }
    if fact.at > received_at.saturating_add(AHEAD_MS_MAX) {
        return no("at", "lies more than a day ahead");
    }
    if fact.order.as_deref().is_some_and(|order| !fits(order, ID_BYTES_MAX)) {
        return no("order", "must have 1 to 200 bytes");
    }
    if fact.site.as_deref().is_some_and(|site| !fits(site, SITE_BYTES_MAX) || !is_site(site)) {
        return no("site", "must be 1 to 16 lower-case letters, digits or hyphens, such as `de`");
    }
    if fact.sku.as_deref().is_some_and(|sku| !fits(sku, NAME_BYTES_MAX)) {
        return no("sku", "must have 1 to 80 bytes");
    }
    let (reference, thread) = match &fact.what {
        What::Message(message) => ("", Some(&message.thread)),
        What::NoResponseNeeded(thread) => ("", Some(&thread.thread)),
        What::Exclusion(exclusion) => ("", Some(&exclusion.thread)),
        What::Violation(_) => return None,
        What::Defect(defect) => (defect.reference.as_str(), None),
        What::Return(asked) => (asked.reference.as_str(), None),
        What::Order(_) | What::Package(_) | What::Vote(_) | What::Complaint(_) => ("", None),
    };
    match thread {
        Some(thread) if !fits(thread, ID_BYTES_MAX) => no("thread", "must have 1 to 200 bytes"),
        None if fact.order.is_none() => no("order", "is needed for this kind of fact"),
        _ if reference.len() > ID_BYTES_MAX => no("reference", "must have at most 200 bytes"),
        _ => check_what(&fact.what),
    }
}

fn is_site(site: &str) -> bool {
    site.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn check_what(what: &What) -> Option<FieldProblem> {
    match what {
        What::Defect(defect) if defect.rating.is_some_and(|rating| !(1..=5).contains(&rating)) => {
            Some(FieldProblem::new("rating", "must be 1 to 5"))
        }
        What::Package(package) if package.category.as_ref().is_some_and(|name| name.len() > NAME_BYTES_MAX) => {
            Some(FieldProblem::new("category", "must have at most 80 bytes"))
        }
        What::Order(order) if order.cancelled_at.is_some() != order.cancelled_by.is_some() => {
            Some(FieldProblem::new("cancelled_by", "must be given together with cancelled_at"))
        }
        _ => None,
    }
}

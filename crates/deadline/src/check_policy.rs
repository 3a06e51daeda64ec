//! Checks policies before they are stored.

use std::collections::BTreeSet;

use crate::{
    FieldProblem, OpenHours, Policy, Row, When,
    policy::{ROWS_MAX, TARGET_MS_MAX, WARNINGS_MAX},
};

const ID_BYTES_MAX: usize = 64;
const NAME_BYTES_MAX: usize = 200;
/// Values that one condition may list.
const CONDITION_VALUES_MAX: usize = 200;
const CONDITION_BYTES_MAX: usize = 128;

/// What is wrong with a policy; `path` is where it stands, such as `policy`. Empty if nothing.
///
/// Zero and negative targets are refused, as are ids outside `[a-z0-9._-]`, warning points that
/// aren't ascending within 1 to 999, and calendars that [`OpenHours::compile`] refuses.
pub fn check_policy(policy: &Policy, path: &str) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut refuse = |field: &str, message: String| {
        problems.push(FieldProblem::new(format!("{path}.{field}"), message));
    };
    if !is_id(&policy.id) {
        refuse("id", format!("must be 1 to {ID_BYTES_MAX} of a-z, 0-9, '.', '_' and '-'"));
    }
    if policy.name.is_empty() || policy.name.len() > NAME_BYTES_MAX {
        refuse("name", format!("must be 1 to {NAME_BYTES_MAX} bytes"));
    }
    let targets = [
        ("targets.first_response_ms", policy.targets.first_response_ms),
        ("targets.next_response_ms", policy.targets.next_response_ms),
        ("targets.resolution_ms", policy.targets.resolution_ms),
    ];
    for (field, target) in targets {
        if target.is_some_and(|target| !(1..=TARGET_MS_MAX).contains(&target)) {
            refuse(field, format!("must be 1 to {TARGET_MS_MAX} milliseconds"));
        }
    }
    if policy.warn_at_permille.len() > WARNINGS_MAX {
        refuse("warn_at_permille", format!("has more than {WARNINGS_MAX} points"));
    } else {
        let mut previous = 0;
        for (index, permille) in policy.warn_at_permille.iter().enumerate() {
            if *permille <= previous || *permille >= 1_000 {
                let message = "must be 1 to 999 and greater than the one before";
                refuse(&format!("warn_at_permille[{index}]"), message.into());
            }
            previous = *permille;
        }
    }
    if let Some(calendar) = &policy.calendar
        && let Err(found) = OpenHours::compile(calendar, &format!("{path}.calendar"))
    {
        problems.extend(found);
    }
    problems
}

/// What is wrong with a table of rows; `path` is where it stands, such as `rows`.
pub fn check_rows(rows: &[Row], path: &str) -> Vec<FieldProblem> {
    if rows.len() > ROWS_MAX {
        return vec![FieldProblem::new(path, format!("has more than {ROWS_MAX} rows"))];
    }
    let mut problems = Vec::new();
    let mut ids = BTreeSet::new();
    for (index, row) in rows.iter().enumerate() {
        let row_path = format!("{path}[{index}]");
        problems.extend(check_when(&row.when, &format!("{row_path}.when")));
        problems.extend(check_policy(&row.policy, &format!("{row_path}.policy")));
        if !ids.insert(&row.policy.id) {
            let field = format!("{row_path}.policy.id");
            problems.push(FieldProblem::new(field, "is used by an earlier row"));
        }
    }
    problems
}

fn check_when(when: &When, path: &str) -> Vec<FieldProblem> {
    let texts = [
        ("channels", &when.channels),
        ("accounts", &when.accounts),
        ("customer_tiers", &when.customer_tiers),
        ("languages", &when.languages),
        ("risk_events", &when.risk_events),
    ];
    let mut problems = Vec::new();
    for (field, values) in texts {
        let is_long = |value: &String| value.is_empty() || value.len() > CONDITION_BYTES_MAX;
        if values.len() > CONDITION_VALUES_MAX || values.iter().any(is_long) {
            let message = format!("must be at most {CONDITION_VALUES_MAX} texts of 1 to {CONDITION_BYTES_MAX} bytes");
            problems.push(FieldProblem::new(format!("{path}.{field}"), message));
        }
    }
    if when.categories.len() > CONDITION_VALUES_MAX || when.priorities.len() > CONDITION_VALUES_MAX {
        let message = format!("lists more than {CONDITION_VALUES_MAX} values");
        problems.push(FieldProblem::new(path, message));
    }
    if let Some(money) = &when.order_value_min
        && (money.minor_units < 0 || money.currency.len() != 3)
    {
        let message = "must be a three-letter currency and an amount that isn't negative";
        problems.push(FieldProblem::new(format!("{path}.order_value_min"), message));
    }
    problems
}

fn is_id(id: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    (1..=ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(is_allowed)
}

//! Who has an account here, the time of an answer doesn't tell, nor does its text.

use crate::harness::{TestApp, fresh_number, tests};
use crate::people::PASSWORD;
use std::time::{Duration, Instant};

tests! {
    own an_unknown_address_takes_as_long_as_a_known_one,
}

/// Attempts of each kind: fewer than make one address wait.
const ATTEMPTS: usize = 7;
/// How far the medians may lie apart. Hashing a password takes tens of milliseconds, everything else a few: who skips
/// it is more than ten times as fast.
const RATIO_MAX: f64 = 3.0;

fn an_unknown_address_takes_as_long_as_a_known_one(app: &TestApp) {
    let known: Vec<String> =
        (0..ATTEMPTS).map(|_| app.person_with_password("agent").0["email"].as_str().unwrap().to_owned()).collect();
    let disabled = app.person_with_password("agent").0;
    let path = format!("/api/v1/agents/{}", disabled["id"].as_str().unwrap());
    assert!(app.put(&path, &[], &serde_json::json!({ "enabled": false })).is_success());
    let (mut there, mut nobody) = (Vec::new(), Vec::new());
    let mut answers = std::collections::BTreeSet::new();
    let mut try_one = |email: &str, password: &str| {
        let began = Instant::now();
        let answer = app.sign_in(email, password);
        let took = began.elapsed();
        let headers: Vec<_> = answer.headers.iter().filter(|(name, _)| name != "date").cloned().collect();
        answers.insert((answer.status, headers, answer.body));
        took
    };
    // In turns, so that whatever else the machine does slows both.
    for email in &known {
        there.push(try_one(email, "a wrong password"));
        nobody.push(try_one(&format!("nobody{}@shop.example", fresh_number()), "a wrong password"));
    }
    try_one(disabled["email"].as_str().unwrap(), PASSWORD);
    assert_eq!(answers.len(), 1, "the answers differ: {answers:?}");
    let (there, nobody) = (median(there), median(nobody));
    let ratio = there.as_secs_f64() / nobody.as_secs_f64();
    assert!(
        (1.0 / RATIO_MAX..RATIO_MAX).contains(&ratio),
        "{there:?} for a known address, {nobody:?} for an unknown one"
    );
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

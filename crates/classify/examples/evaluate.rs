//! Measures the classifier on labelled text; see `sellerdesk_classify::evaluate`.
//!
//! ```text
//! cargo run --release -p sellerdesk-classify --features evaluate --example evaluate -- \
//!     [--half dev|held-out] [--errors N] FILE.jsonl ...
//! ```

use sellerdesk_classify::evaluate::{Half, classify_rows, keep_half, read, report};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut half = None;
    let mut errors_max = 0;
    let mut rows = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--half" => {
                half = Some(if arguments.next().as_deref() == Some("dev") { Half::Dev } else { Half::HeldOut });
            }
            "--errors" => errors_max = arguments.next().ok_or("--errors needs a number")?.parse()?,
            path => rows.extend(read(path.rsplit('/').next().unwrap_or(path), &std::fs::read_to_string(path)?)?),
        }
    }
    if let Some(half) = half {
        keep_half(&mut rows, half);
    }
    let start = Instant::now();
    classify_rows(&mut rows);
    let elapsed_us = start.elapsed().as_secs_f64() * 1e6;
    for row in rows.iter().filter(|row| row.got != row.expected).take(errors_max) {
        let (expected, got) = (row.expected.name(), row.got.name());
        println!("{expected} -> {got} ({:.2}) [{}] {}", row.confidence, row.source, row.text.replace('\n', " / "));
    }
    println!("{}", report(&rows));
    println!("Mean time: {:.1} microseconds a message.", elapsed_us / rows.len().max(1) as f64);
    Ok(())
}

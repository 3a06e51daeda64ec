//! Times the classifier on a typical message, on the first message of a process, and on 64 KB of
//! hostile text. Prints Markdown.
//!
//! ```text
//! cargo run --release -p sellerdesk-classify --example speed
//! ```

use sellerdesk_classify::{Input, TEXT_BYTES_MAX, classify};
use std::time::Instant;

const TYPICAL: &str = "Hello, I ordered the blue lamp on 3 March (order 102-5239268-9612243) and it still has not \
arrived. Tracking 1Z999AA10123456784 has said \"in transit\" for six days now. Could you please check with the carrier \
and let me know when I can expect it? If it is lost I would rather have my money back.\n\nKind regards\nAnna";

/// What is repeated to 64 KB, and why it might hurt.
const HOSTILE: &[(&str, &str)] = &[
    ("not received refund order ", "words that many phrases hang on"),
    ("a ", "as many words as fit"),
    ("退款", "as many one-character words as fit"),
    ("\u{200b}", "zero-width characters"),
    ("e\u{301}\u{301}\u{301}", "combining marks"),
    ("> \n", "quoted lines"),
    ("From: a\nSent: b\n", "headers of quoted mail"),
    ("1-2 ", "beginnings of order numbers"),
    ("9 ", "groups of digits"),
    ("order 12345 ", "numbers of orders"),
    ("dhl 1234567890 ", "numbers of parcels"),
    ("$1 ", "amounts"),
    ("1月", "beginnings of dates"),
    ("((((((((", "nesting"),
    ("?!", "ends of sentences"),
];
const ROUNDS: u32 = 200;
const BATCHES: u32 = 10;

fn main() {
    // The fastest of several batches: the others were disturbed by something else on the machine.
    let batch_us = |text: &str, rounds: u32| {
        let start = Instant::now();
        for _ in 0..rounds {
            std::hint::black_box(classify(&Input { text: std::hint::black_box(text), ..Input::default() }));
        }
        start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds)
    };
    let first_us = batch_us(TYPICAL, 1);
    let time_us = |text: &str, rounds: u32| (0..BATCHES).map(|_| batch_us(text, rounds)).fold(f64::INFINITY, f64::min);
    println!("| text | microseconds |\n|---|---|");
    println!("| typical message ({} bytes), first in the process | {:.0} |", TYPICAL.len(), first_us);
    println!("| typical message ({} bytes), warm | {:.1} |", TYPICAL.len(), time_us(TYPICAL, ROUNDS));
    println!("| three words, warm | {:.1} |", time_us("where is it", ROUNDS));
    for (unit, name) in HOSTILE {
        let text = unit.repeat(TEXT_BYTES_MAX / unit.len());
        println!("| 64 KB of {name} | {:.0} |", time_us(&text, 1));
    }
}

//! The fuzzer finds faults that stand behind a signature: a panic, and memory that a sender decides on.
#![allow(clippy::unwrap_used, reason = "a test")]

use sellerdesk_adapter::fixtures::fuzz;
use sellerdesk_adapter::{Adapter, Answer, Description, Evidence, Reason, Received, Request};
use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::{env, fs, process};

#[global_allocator]
static COUNTING: fuzz::Counting = fuzz::Counting;

const SOUND: u8 = 0;
const PANICS: u8 = 1;
const HOLDS: u8 = 2;
/// Most that is held at the sender's word, in bytes.
const HELD_BYTES_MAX: u64 = 1 << 30;

/// An adapter with one of these faults.
struct Faulty<const FAULT: u8>;

impl<const FAULT: u8> Adapter for Faulty<FAULT> {
    const DESCRIPTION: Description = Description { channel: "faulty", body_bytes_max: 1_000_000 };

    fn receive(request: &Request, _evidence: &[Evidence]) -> Received {
        if request.header("length") != Some(&request.body.len().to_string()) {
            return Received::rejected(Reason::SignatureWrong, "the length does not match");
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let items = body.get("items").and_then(Value::as_array).map_or(0, Vec::len);
        assert!(FAULT != PANICS || items <= 100, "too many items");
        let size = body.pointer("/items/0/size").and_then(Value::as_u64).unwrap_or_default().min(HELD_BYTES_MAX);
        if FAULT == HOLDS {
            drop(Vec::<u8>::with_capacity(usize::try_from(size).unwrap_or_default()));
        }
        Received::accepted(Vec::new(), Answer::empty(200))
    }
}

/// Whether fuzzing from one fixture finds a fault, with the input kept.
fn is_found<const FAULT: u8>() -> bool {
    let folder = env::temp_dir().join(format!("sellerdesk-fuzz-{FAULT}-{}", process::id()));
    let case = folder.join("fixtures/plain");
    fs::create_dir_all(&case).unwrap();
    let request = "# received-at: 2026-01-05T10:00:00Z\n# sign: length\nPOST /\n\n{\"items\":[{\"size\":5}]}";
    fs::write(case.join("request.http"), request).unwrap();
    fs::write(case.join("settings.json"), "{}").unwrap();
    let sign = |request: &mut Request, scheme: &str| {
        request.headers.push(("length".to_owned(), request.body.len().to_string()));
        scheme == "length"
    };
    let path = folder.to_str().unwrap();
    let has_failed = catch_unwind(AssertUnwindSafe(|| fuzz::requests::<Faulty<FAULT>>(path, sign))).is_err();
    let kept = fs::read_dir(folder.join("corpus/requests")).map_or(0, Iterator::count);
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(kept, usize::from(has_failed), "an input that fails is kept");
    has_failed
}

#[test]
fn a_panic_is_found() {
    assert!(is_found::<PANICS>());
}

#[test]
fn memory_that_a_sender_decides_on_is_found() {
    assert!(is_found::<HOLDS>());
}

#[test]
fn a_sound_adapter_passes() {
    assert!(!is_found::<SOUND>());
}

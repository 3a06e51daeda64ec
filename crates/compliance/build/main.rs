//! Turns the rules, which people edit, into the static tables that the scan reads in place.
//!
//! Reads `rules/rules.toml`, the channels of `sellerdesk-channels`, the lists `rules/*.txt` and `rules/phrases/*.tsv`; writes
//! `$OUT_DIR/tables.rs`. The output is a function of those files alone: same files, same bytes.

mod emit;
mod rules;
mod trie;

#[path = "../src/book.rs"]
#[expect(dead_code, reason = "shared with the library, which uses the rest")]
mod book;
#[path = "../src/fold.rs"]
mod fold;
#[path = "../src/words.rs"]
#[expect(dead_code, reason = "shared with the library, which uses the rest")]
mod words;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src");
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let rules = rules::read(&Path::new(&root).join("rules"))?;
    let tables = emit::tables(&rules)?;
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("tables.rs"), tables)?;
    Ok(())
}

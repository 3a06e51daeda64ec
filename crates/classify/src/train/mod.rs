//! Making the model's table from the corpus: the same corpus gives the same bytes on every machine.
//!
//! Only for `examples/train.rs` and the tests; the component doesn't contain it. Arithmetic is `f32` addition,
//! multiplication, division and square root in a fixed order, which IEEE 754 defines to the last bit; the
//! exponential function is written out for that reason.

mod corpus;
mod fit;
mod random;
mod table;

use crate::features::BUCKET_COUNT;
use std::path::Path;

/// The table for the corpus in `folder`, ready to be stored as `model.bin`.
///
/// # Errors
///
/// What is wrong with which line of which file.
pub fn build(folder: &Path) -> Result<Vec<u8>, String> {
    let corpus = corpus::read(folder)?;
    let examples = corpus.examples();
    let mut counts = vec![0_u32; BUCKET_COUNT];
    for bucket in examples.iter().flat_map(|example| &example.features) {
        if let Some(count) = counts.get_mut(*bucket as usize) {
            *count += 1;
        }
    }
    Ok(table::pack(corpus.fingerprint, &fit::fit(&examples), &counts))
}

/// The fingerprint of the corpus in `folder` and the training settings: a table's first eight bytes.
///
/// # Errors
///
/// As [`build`].
pub fn fingerprint(folder: &Path) -> Result<u64, String> {
    Ok(corpus::read(folder)?.fingerprint)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests stop at the first surprise")]
mod tests {
    use super::*;
    use crate::{Input, classify};

    fn corpus() -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
    }

    /// The stored table is what the corpus gives, to the byte.
    #[test]
    fn the_table_is_rebuilt_bit_for_bit() {
        let stored = include_bytes!("../model.bin");
        assert_eq!(
            stored.get(..8),
            Some(fingerprint(&corpus()).unwrap().to_le_bytes().as_slice()),
            "run examples/train"
        );
        assert!(build(&corpus()).unwrap() == stored, "same corpus, other bytes: run examples/train");
    }

    #[test]
    fn errors_name_the_line() {
        let folder = std::env::temp_dir().join(format!("classify-corpus-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("en.tsv"), "account\tok\nnonsense\thello\n").unwrap();
        let error = build(&folder).unwrap_err();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(error.ends_with("en.tsv:2: unknown category \"nonsense\""), "{error}");
    }

    /// A text that the lexicon has no word for is still understood.
    #[test]
    fn the_model_adds_to_the_lexicon() {
        let verdict =
            classify(&Input { text: "the bag of crisps was wide open when I unpacked it", ..Input::default() });
        assert_eq!(verdict.category, crate::Category::QualityIssue);
    }
}

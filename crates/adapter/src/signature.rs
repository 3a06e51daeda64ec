//! HMAC-SHA256 over raw bytes (RFC 2104), and the two encodings signatures travel in.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// Bytes of an HMAC-SHA256 signature.
pub const SIGNATURE_BYTES: usize = 32;
/// Longest encoded signature or secret that is decoded at all, in bytes.
pub const ENCODED_BYTES_MAX: usize = 1_000;

/// Bytes of a SHA-256 block: longer keys are hashed first, shorter ones padded with zeros.
const BLOCK_BYTES: usize = 64;

type HmacSha256 = Hmac<Sha256>;

/// The keyed state. `Hmac::new_from_slice` does the same but returns an error it can't have.
fn keyed(key: &[u8], parts: &[&[u8]]) -> HmacSha256 {
    let mut block = hmac::digest::Key::<HmacSha256>::default();
    let digest;
    let key = if key.len() > BLOCK_BYTES {
        digest = Sha256::digest(key);
        digest.as_slice()
    } else {
        key
    };
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let mut mac = <HmacSha256 as KeyInit>::new(&block);
    for part in parts {
        mac.update(part);
    }
    mac
}

/// The signature of the concatenated parts under a key of any length.
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; SIGNATURE_BYTES] {
    keyed(key, parts).finalize().into_bytes().into()
}

/// Whether `claimed` signs the concatenated parts; takes the same time wherever they differ.
pub fn verify_hmac_sha256(key: &[u8], parts: &[&[u8]], claimed: &[u8]) -> bool {
    keyed(key, parts).verify_slice(claimed).is_ok()
}

/// Bytes as standard base64 with padding (RFC 4648 section 4).
pub fn encode_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Standard base64 with padding; `None` for white space, other alphabets, missing padding, stray bits and
/// anything over [`ENCODED_BYTES_MAX`].
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    (text.len() <= ENCODED_BYTES_MAX).then(|| STANDARD.decode(text).ok()).flatten()
}

/// Bytes as lower-case hexadecimal digits.
pub fn encode_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 });
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}

/// An even number of hexadecimal digits in either case; `None` for anything else.
pub fn decode_hex(text: &str) -> Option<Vec<u8>> {
    if text.len() > ENCODED_BYTES_MAX || !text.len().is_multiple_of(2) {
        return None;
    }
    let nibble = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| pair.iter().try_fold(0u8, |value, digit| Some(value << 4 | nibble(*digit)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// RFC 4231 test cases 2 (short key) and 6 (key longer than a block).
    #[test]
    fn published_vectors_match() {
        let short = hmac_sha256(b"Jefe", &[b"what do ya want ", b"for nothing?"]);
        assert_eq!(encode_hex(&short), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        let long = hmac_sha256(&[0xaa; 131], &[b"Test Using Larger Than Block-Size Key - Hash Key First"]);
        assert_eq!(encode_hex(&long), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    #[test]
    fn only_the_whole_signature_verifies() {
        let good = hmac_sha256(b"key", &[b"body"]);
        assert!(verify_hmac_sha256(b"key", &[b"bo", b"dy"], &good));
        assert!(!verify_hmac_sha256(b"kez", &[b"body"], &good));
        assert!(!verify_hmac_sha256(b"key", &[b"body"], good.get(..31).unwrap()));
        assert!(!verify_hmac_sha256(b"key", &[b"body"], &[]));
        for byte in 0..SIGNATURE_BYTES {
            let mut flipped = good;
            *flipped.get_mut(byte).unwrap() ^= 1;
            assert!(!verify_hmac_sha256(b"key", &[b"body"], &flipped), "byte {byte}");
        }
    }

    #[test]
    fn garbage_is_not_decoded() {
        assert_eq!(decode_base64("AP8="), Some(vec![0, 255]));
        for text in ["AP8", "AP8=\n", " AP8=", "AP9=", "A_8=", "AP8==", "é"] {
            assert_eq!(decode_base64(text), None, "{text:?}");
        }
        assert_eq!(decode_base64(&"A".repeat(ENCODED_BYTES_MAX + 4)), None);
        assert_eq!(decode_hex("00fFa9"), Some(vec![0, 255, 169]));
        for text in ["0", "0g", "+1", " 1", "0x", "é", "00\n"] {
            assert_eq!(decode_hex(text), None, "{text:?}");
        }
        assert_eq!(decode_hex(&"0".repeat(ENCODED_BYTES_MAX + 2)), None);
    }
}

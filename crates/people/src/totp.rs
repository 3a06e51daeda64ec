//! Time-based one-time passwords (RFC 6238) as authenticator apps make them: SHA-1, six digits, 30 seconds.

use crate::limits::{TOTP_DRIFT_STEPS, TOTP_STEP_S};
use hmac::{Hmac, Mac};
use sellerdesk_canonical::Instant;
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// Digits of a code.
const DIGITS: usize = 6;
const MODULUS: u32 = 1_000_000;
/// What apps show above the code.
const ISSUER: &str = "SellerDesk";
/// RFC 4648, section 6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step that a code is right for around `now` (milliseconds since the epoch), if any. Every step in question is
/// looked at, whichever fits.
pub fn step_of(secret: &[u8], code: &str, now: Instant) -> Option<u64> {
    if code.len() != DIGITS {
        return None;
    }
    let current = u64::try_from(now / 1_000).unwrap_or_default() / TOTP_STEP_S;
    let steps = current.saturating_sub(TOTP_DRIFT_STEPS)..=current.saturating_add(TOTP_DRIFT_STEPS);
    let mut found = None;
    for step in steps {
        if bool::from(code_of(secret, step).as_bytes().ct_eq(code.as_bytes())) {
            found = Some(step);
        }
    }
    found
}

/// The code of a step.
pub fn code_of(secret: &[u8], step: u64) -> String {
    format!("{:06}", truncated(secret, step) % MODULUS)
}

/// RFC 4226, section 5.3.
fn truncated(secret: &[u8], step: u64) -> u32 {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return 0 };
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last().copied().unwrap_or_default() & 0xf);
    let bytes = digest.iter().skip(offset).take(4);
    bytes.fold(0, |value, byte| value << 8 | u32::from(*byte)) & 0x7fff_ffff
}

/// What an authenticator app scans. The e-mail is escaped; the secret is in base32.
pub fn uri(email: &str, secret: &[u8]) -> String {
    let label: String = email
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    let secret = base32(secret);
    format!("otpauth://totp/{ISSUER}:{label}?secret={secret}&issuer={ISSUER}&algorithm=SHA1&digits=6&period=30")
}

/// Base32 without padding.
pub fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let bits = chunk.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte)) << (8 * (5 - chunk.len()));
        for place in 0..(chunk.len() * 8).div_ceil(5) {
            let index = usize::try_from(bits >> (35 - 5 * place) & 31).unwrap_or_default();
            text.push(char::from(BASE32.get(index).copied().unwrap_or_default()));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    /// RFC 4226, appendix D: truncated values of the counters 0 to 9.
    #[test]
    fn truncation_is_as_published() {
        let published: [u32; 10] = [
            1_284_755_224,
            1_094_287_082,
            137_359_152,
            1_726_969_429,
            1_640_338_314,
            868_254_676,
            1_918_287_922,
            82_162_583,
            673_399_871,
            645_520_489,
        ];
        for (counter, wanted) in (0..).zip(published) {
            assert_eq!(truncated(SECRET, counter), wanted, "{counter}");
        }
    }

    /// RFC 6238, appendix B, SHA-1: of the eight digits the last six.
    #[test]
    fn codes_are_as_published() {
        for (second, wanted) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000_i64, "353130"),
        ] {
            let step = second.unsigned_abs() / TOTP_STEP_S;
            assert_eq!(code_of(SECRET, step), wanted, "{second}");
            assert_eq!(step_of(SECRET, wanted, second * 1_000), Some(step));
        }
    }

    #[test]
    fn a_code_holds_one_step_before_and_after_its_own() {
        let code = code_of(SECRET, 100);
        let at = |step: i64| step * 30_000;
        for (now, holds) in
            [(at(99) - 1, false), (at(99), true), (at(101), true), (at(102) - 1, true), (at(102), false)]
        {
            assert_eq!(step_of(SECRET, &code, now).is_some(), holds, "{now}");
        }
        for wrong in ["", "00000", "0000000", " 28708", "２８７０"] {
            assert_eq!(step_of(SECRET, wrong, at(100)), None, "{wrong:?}");
        }
    }

    /// RFC 4648, section 10, without the padding.
    #[test]
    fn base32_is_as_published() {
        for (plain, wanted) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(plain.as_bytes()), wanted);
        }
    }

    #[test]
    fn the_uri_escapes_what_it_is_given() {
        let uri = uri("a+b&secret=x@shop.example", b"foobar");
        assert_eq!(
            uri,
            "otpauth://totp/SellerDesk:a%2Bb%26secret%3Dx%40shop.example?secret=MZXW6YTBOI&issuer=SellerDesk&algorithm=SHA1&digits=6&period=30"
        );
    }
}

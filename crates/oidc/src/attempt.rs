//! One attempt of one browser. The browser holds a random secret, as a cookie that only the console reads; what the
//! provider sees of it is made from it and can't be turned back.

use crate::OidcError;
use crate::encode::{base64url, from_base64url};
use crate::limits::{ATTEMPT_MS_MAX, SECRET_BYTES};
use hmac::{Hmac, Mac};
use sellerdesk_canonical::Instant;
use sha2::{Digest, Sha256};
use std::fmt;

/// Before an attempt, so that it is taken for nothing else.
const PREFIX: &str = "so_";
/// Digits of a time in milliseconds, at most.
const DIGITS_MAX: usize = 15;

/// An attempt to sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct Attempt {
    secret: [u8; SECRET_BYTES],
    began_at: Instant,
}

impl Attempt {
    /// A new one. `secret` is random.
    pub fn new(secret: [u8; SECRET_BYTES], now: Instant) -> Self {
        Self { secret, began_at: now }
    }

    /// Reads what a browser kept. A time other than the one it began at makes it another attempt: nothing of it fits any
    /// more.
    ///
    /// # Errors
    /// [`OidcError::Attempt`].
    pub fn read(text: &str, now: Instant) -> Result<Self, OidcError> {
        let attempt = Self::parse(text).ok_or(OidcError::Attempt("was not begun by this browser"))?;
        // One that begins later than now is of another machine's clock, within reason.
        let age_ms = now.saturating_sub(attempt.began_at);
        if !(-ATTEMPT_MS_MAX..=ATTEMPT_MS_MAX).contains(&age_ms) {
            return Err(OidcError::Attempt("took too long"));
        }
        Ok(attempt)
    }

    fn parse(text: &str) -> Option<Self> {
        let (secret, began_at) = text.strip_prefix(PREFIX)?.split_once('.')?;
        let secret = from_base64url(secret)?.try_into().ok()?;
        let is_number =
            (1..=DIGITS_MAX).contains(&began_at.len()) && began_at.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self { secret, began_at: began_at.parse().ok().filter(|_| is_number)? })
    }

    /// What the browser keeps: letters, digits, `_`, `-` and one dot.
    pub fn write(&self) -> String {
        format!("{PREFIX}{}.{}", base64url(&self.secret), self.began_at)
    }

    /// When it ends.
    pub fn expires_at(&self) -> Instant {
        self.began_at.saturating_add(ATTEMPT_MS_MAX)
    }

    /// What the browser has to bring back: whoever lacks the secret can't know it (RFC 6749, section 10.12).
    pub fn state(&self) -> String {
        self.derive("state")
    }

    /// What the ID token has to name (OpenID Connect Core 1.0, section 15.5.2).
    pub fn nonce(&self) -> String {
        self.derive("nonce")
    }

    /// The code verifier (RFC 7636, section 4.1): 43 characters of 256 bits.
    pub fn verifier(&self) -> String {
        self.derive("verifier")
    }

    /// Under what it is written down that it was used; tells nothing about the rest.
    pub fn mark(&self) -> String {
        self.derive("mark")
    }

    fn derive(&self, what: &str) -> String {
        // HMAC takes keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.secret) else { return String::new() };
        mac.update(format!("sellerdesk oidc {what} {}", self.began_at).as_bytes());
        base64url(&mac.finalize().into_bytes())
    }
}

/// No secret in anybody's log.
impl fmt::Debug for Attempt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Attempt").field("began_at", &self.began_at).finish_non_exhaustive()
    }
}

/// The code challenge of a verifier by the method `S256` (RFC 7636, section 4.2).
pub fn challenge(verifier: &str) -> String {
    base64url(&Sha256::digest(verifier))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    const NOW_MS: Instant = 1_795_338_000_000;

    /// RFC 7636, appendix B, byte for byte.
    #[test]
    fn the_challenge_is_the_standards() {
        let octets = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
            240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        let verifier = base64url(&octets);
        assert_eq!(verifier, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        let hash = [
            19, 211, 30, 150, 26, 26, 216, 236, 47, 22, 177, 12, 76, 152, 46, 8, 118, 168, 120, 173, 109, 241, 68, 86,
            110, 225, 137, 74, 203, 112, 249, 195,
        ];
        assert_eq!(challenge(&verifier), base64url(&hash));
    }

    #[test]
    fn what_is_made_of_an_attempt_is_all_different_and_of_the_right_form() {
        let attempt = Attempt::new([7; SECRET_BYTES], NOW_MS);
        let made =
            [attempt.state(), attempt.nonce(), attempt.verifier(), attempt.mark(), base64url(&[7; SECRET_BYTES])];
        for (number, one) in made.iter().enumerate() {
            assert!(one.len() == 43 && one.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
            assert!(made.iter().skip(number + 1).all(|other| other != one), "{one}");
        }
        assert!(!format!("{attempt:?}").contains("7, 7"));
    }

    #[test]
    fn an_attempt_has_its_time_and_no_other() {
        let attempt = Attempt::new([7; SECRET_BYTES], NOW_MS);
        let text = attempt.write();
        assert_eq!(Attempt::read(&text, NOW_MS + ATTEMPT_MS_MAX), Ok(attempt.clone()));
        let late = Attempt::read(&text, NOW_MS + ATTEMPT_MS_MAX + 1);
        assert_eq!(late, Err(OidcError::Attempt("took too long")));
        // Whoever turns its clock on has another attempt.
        let later = text.replace(&NOW_MS.to_string(), &(NOW_MS + 60_000).to_string());
        let turned = Attempt::read(&later, NOW_MS + ATTEMPT_MS_MAX + 1).unwrap();
        assert!(turned.state() != attempt.state() && turned.nonce() != attempt.nonce());
        assert_ne!(turned.verifier(), attempt.verifier());
        let (secret, _) = text.split_once('.').unwrap();
        for wrong in [
            "",
            "so_",
            "so_.1",
            secret,
            &format!("{secret}."),
            &format!("{secret}.-1"),
            &format!("{secret}.+1795338000000"),
            &format!("{text}.1"),
            &text.replace("so_", "ss_"),
            &format!("x{text}"),
        ] {
            let read = Attempt::read(wrong, NOW_MS);
            assert_eq!(read, Err(OidcError::Attempt("was not begun by this browser")), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(secret: [u8; SECRET_BYTES], now in 0..4_000_000_000_000_i64) {
            let attempt = Attempt::new(secret, now);
            prop_assert_eq!(Attempt::read(&attempt.write(), now), Ok(attempt));
        }

        #[test]
        fn no_text_is_too_odd(text in "(so_)?[A-Za-z0-9_.-]{0,80}|\\PC{0,60}") {
            if let Ok(attempt) = Attempt::read(&text, NOW_MS) {
                prop_assert_eq!(attempt.write(), text.to_owned());
            }
        }
    }
}

//! Passwords: argon2id in a PHC string.

use crate::limits::{
    ARGON2_LANES, ARGON2_MEMORY_KIB, ARGON2_PASSES, PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN, SALT_BYTES,
};
use crate::{PeopleError, secret};
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

/// A hash that no password has, of the same cost: what an unknown e-mail is compared with.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2VsbGVyZGVzay1ub25l$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whoever hashes passwords; tests count the calls.
pub trait Passwords {
    /// A PHC string with a salt of its own.
    ///
    /// # Errors
    /// [`PeopleError::NoRandomness`].
    fn hash(&self, password: &str) -> Result<String, PeopleError>;
    /// Whether the password has this hash; `None` costs the same and is no.
    fn verify(&self, password: &str, hash: Option<&str>) -> bool;
}

/// The real one: 19 MiB and some tens of milliseconds a call.
#[derive(Clone, Copy, Debug, Default)]
pub struct Argon2id;

impl Argon2id {
    fn with_cost() -> Option<Argon2<'static>> {
        let params = Params::new(ARGON2_MEMORY_KIB, ARGON2_PASSES, ARGON2_LANES, None).ok()?;
        Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

impl Passwords for Argon2id {
    fn hash(&self, password: &str) -> Result<String, PeopleError> {
        let wrong = |_| PeopleError::NoRandomness;
        let salt = SaltString::encode_b64(&secret::random::<SALT_BYTES>()?).map_err(wrong)?;
        let argon2 = Self::with_cost().ok_or(PeopleError::NoRandomness)?;
        Ok(argon2.hash_password(password.as_bytes(), &salt).map_err(wrong)?.to_string())
    }

    fn verify(&self, password: &str, hash: Option<&str>) -> bool {
        let Some(argon2) = Self::with_cost() else { return false };
        let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODYS)) else { return false };
        // The string's own cost counts, so that a later change of the constants shuts nobody out.
        argon2.verify_password(password.as_bytes(), &parsed).is_ok() && hash.is_some()
    }
}

/// Whether a password is worth keeping: long, and not the name on the door.
///
/// # Errors
/// [`PeopleError::Invalid`].
pub fn check(password: &str, email: &str) -> Result<(), PeopleError> {
    let wrong = |detail: String| Err(PeopleError::Invalid { field: "password", detail });
    if password.chars().count() < PASSWORD_CHARS_MIN || password.len() > PASSWORD_BYTES_MAX {
        return wrong(format!("at least {PASSWORD_CHARS_MIN} characters and at most {PASSWORD_BYTES_MAX} bytes"));
    }
    let first = password.chars().next();
    if password.chars().all(|char| Some(char) == first) {
        return wrong("more than one character repeated".to_owned());
    }
    let lower = password.to_lowercase();
    let person = email.split('@').next().unwrap_or_default();
    if lower == email || (lower.trim_end_matches(|char: char| char.is_ascii_digit()) == person && !person.is_empty()) {
        return wrong("not the e-mail address".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_password_verifies_against_its_own_hash_only() {
        let hash = Argon2id.hash("correct horse battery").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(Argon2id.verify("correct horse battery", Some(&hash)));
        assert!(!Argon2id.verify("correct horse batterz", Some(&hash)));
        assert_ne!(hash, Argon2id.hash("correct horse battery").unwrap(), "a salt of its own");
    }

    /// The hash of the command line tool `argon2` (phc-winner-argon2, README): `password`, `somesalt`, 64 MiB, 2 passes.
    #[test]
    fn a_published_hash_of_another_cost_verifies() {
        let hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert!(Argon2id.verify("password", Some(hash)));
        assert!(!Argon2id.verify("passwore", Some(hash)));
    }

    #[test]
    fn nobodys_hash_parses_at_the_same_cost_and_matches_nothing() {
        let params = |hash: &str| Params::try_from(&PasswordHash::new(hash).unwrap()).unwrap();
        let nobodys = params(NOBODYS);
        let real = params(&Argon2id.hash("correct horse battery").unwrap());
        assert_eq!(
            (nobodys.m_cost(), nobodys.t_cost(), nobodys.p_cost(), nobodys.output_len()),
            (real.m_cost(), real.t_cost(), real.p_cost(), real.output_len())
        );
        assert!(!Argon2id.verify("", None));
        assert!(!Argon2id.verify("x", Some("no hash")));
    }

    #[test]
    fn weak_passwords_are_refused() {
        for password in ["", "short", "aaaaaaaaaaaa", "ann.smith@shop.example", "ann.smith2026", &"x1".repeat(129)] {
            assert!(check(password, "ann.smith@shop.example").is_err(), "{password}");
        }
        for password in ["correct horse", "пароль для входа", "1234567890"] {
            assert_eq!(check(password, "ann@shop.example"), Ok(()), "{password}");
        }
    }
}

//! Keys and their base64.

use crate::limits::KEY_BYTES;
use crate::{Error, random};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crypto_box::SalsaBox;
use crypto_box::aead::{Aead, Nonce};
use std::fmt;

/// Base64 of a key, in bytes; longer text is refused before it is decoded.
const KEY_TEXT_BYTES_MAX: usize = KEY_BYTES.div_ceil(3) * 4;
/// Any secret will do to tell a point of small order.
const PROBE: [u8; KEY_BYTES] = [1; KEY_BYTES];

/// Whom a text is sealed for. Not a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(pub(crate) crypto_box::PublicKey);

/// What opens sealed texts. Printed as `SecretKey(..)`.
#[derive(Clone)]
pub struct SecretKey(pub(crate) crypto_box::SecretKey);

/// A new pair.
#[derive(Clone, Debug)]
pub struct KeyPair {
    /// For those who seal.
    pub public: PublicKey,
    /// For the one who opens.
    pub secret: SecretKey,
}

impl KeyPair {
    /// A pair out of the machine's randomness.
    ///
    /// # Errors
    /// [`Error::NoRandomness`].
    pub fn generate() -> Result<Self, Error> {
        let secret = random::draw(|random| SecretKey(crypto_box::SecretKey::generate(random)))?;
        Ok(Self { public: secret.public_key(), secret })
    }
}

impl PublicKey {
    /// Parses base64, white space around it ignored.
    ///
    /// # Errors
    /// [`Error::PublicKey`]; also for a key of zeros and the few others that anybody could open a text of.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let key = crypto_box::PublicKey::from_bytes(decode(text).ok_or(Error::PublicKey)?);
        // A point of small order shares the same secret with everybody: that of the zero key.
        let zero = crypto_box::PublicKey::from_bytes([0; KEY_BYTES]);
        if probe(&key)? == probe(&zero)? {
            return Err(Error::PublicKey);
        }
        Ok(Self(key))
    }

    /// The base64 that [`parse`](Self::parse) takes.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0.as_bytes())
    }
}

impl SecretKey {
    /// Parses base64, white space around it ignored.
    ///
    /// # Errors
    /// [`Error::SecretKey`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let bytes = decode(text).ok_or(Error::SecretKey)?;
        Ok(Self(crypto_box::SecretKey::from_bytes(bytes)))
    }

    /// The key that texts are sealed for.
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.0.public_key())
    }

    /// The secret itself, as [`parse`](Self::parse) takes it: for the operator's variables and nothing else.
    pub fn expose_base64(&self) -> String {
        STANDARD.encode(self.0.to_bytes())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_base64())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PublicKey({self})")
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretKey(..)")
    }
}

fn decode(text: &str) -> Option<[u8; KEY_BYTES]> {
    let text = text.trim();
    if text.len() > KEY_TEXT_BYTES_MAX {
        return None;
    }
    STANDARD.decode(text).ok()?.try_into().ok()
}

/// The authenticator of nothing under the secret shared with `key`.
fn probe(key: &crypto_box::PublicKey) -> Result<Vec<u8>, Error> {
    let shared = SalsaBox::new(key, &crypto_box::SecretKey::from_bytes(PROBE));
    shared.encrypt(&Nonce::<SalsaBox>::default(), &[][..]).map_err(|_| Error::PublicKey)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn keys_come_back_from_their_base64() {
        let pair = KeyPair::generate().unwrap();
        assert_eq!(PublicKey::parse(&pair.public.to_string()).unwrap(), pair.public);
        let secret = SecretKey::parse(&format!(" {}\n", pair.secret.expose_base64())).unwrap();
        assert_eq!(secret.public_key(), pair.public);
        assert_ne!(KeyPair::generate().unwrap().public, pair.public);
    }

    #[test]
    fn other_texts_are_no_keys() {
        let short = STANDARD.encode([7; 31]);
        let long = STANDARD.encode([7; 33]);
        let endless = "A".repeat(1_000_000);
        for text in ["", "=", "hunter2", &short, &long, &endless] {
            assert_eq!(PublicKey::parse(text), Err(Error::PublicKey));
            assert_eq!(SecretKey::parse(text).map(drop), Err(Error::SecretKey));
        }
    }

    #[test]
    fn keys_that_share_one_secret_with_everybody_are_refused() {
        let mut one = [0; 32];
        *one.first_mut().unwrap() = 1;
        let mut minus_one = [0xff; 32];
        (*minus_one.first_mut().unwrap(), *minus_one.last_mut().unwrap()) = (0xec, 0x7f);
        let order_8 = [
            0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09,
            0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
        ];
        for key in [[0; 32], one, minus_one, order_8] {
            assert_eq!(PublicKey::parse(&STANDARD.encode(key)), Err(Error::PublicKey));
        }
    }

    #[test]
    fn a_secret_is_never_printed() {
        let pair = KeyPair::generate().unwrap();
        let printed = format!("{pair:?} {:#?} {:?}", pair.secret, SecretKey::parse("hunter2-hunter2"));
        assert!(!printed.contains(&pair.secret.expose_base64()) && !printed.contains("hunter2"), "{printed}");
        assert!(printed.contains("SecretKey(..)"));
    }
}

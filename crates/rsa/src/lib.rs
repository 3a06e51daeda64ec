//! RSA signatures with PKCS #1 v1.5 padding (RFC 8017, section 8.2.2), verified. What is padded is built and compared
//! whole, so nothing that is not compared can stand in a signature. Nothing here knows a private key.

use crypto_bigint::modular::runtime_mod::{DynResidue, DynResidueParams};
use crypto_bigint::{U2048, U4096, Uint};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Fewest bytes of a modulus: 2048 bits.
const MODULUS_BYTES_MIN: usize = 256;
/// Most bytes of a modulus: 4096 bits.
const MODULUS_BYTES_MAX: usize = 512;
/// Most bytes of an exponent; 65537 has three.
const EXPONENT_BYTES_MAX: usize = 4;
/// Least bytes of `0xff` in the padding (RFC 8017, section 9.2).
const PADDING_BYTES_MIN: usize = 8;
/// What stands before a SHA-1 digest (RFC 8017, section 9.2, note 1).
const SHA1_PREFIX: &[u8] = &[0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14];
/// What stands before a SHA-256 digest.
const SHA256_PREFIX: &[u8] =
    &[0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

/// The hash that a signature is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
}

/// A public key: numbers in bytes, the highest first, without leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RsaKey {
    modulus: Vec<u8>,
    exponent: u32,
}

impl RsaKey {
    /// A key of these numbers, the highest byte first, without leading zeros; `None` beyond the bounds and for even
    /// numbers, which no key has.
    pub fn new(modulus: &[u8], exponent: &[u8]) -> Option<Self> {
        let is_odd = |digits: &[u8]| digits.last().is_some_and(|last| last % 2 == 1);
        let is_bounded = (MODULUS_BYTES_MIN..=MODULUS_BYTES_MAX).contains(&modulus.len())
            && modulus.first().is_some_and(|first| *first > 0 && (modulus.len() > MODULUS_BYTES_MIN || *first >= 0x80))
            && (1..=EXPONENT_BYTES_MAX).contains(&exponent.len())
            && exponent.first().is_some_and(|first| *first > 0);
        let exponent = exponent.iter().fold(0, |value, digit| value << 8 | u32::from(*digit));
        (is_bounded && is_odd(modulus) && exponent % 2 == 1 && exponent > 1)
            .then(|| Self { modulus: modulus.to_vec(), exponent })
    }

    /// Whether this key signed these bytes.
    pub fn verify(&self, hash: Hash, signed: &[u8], signature: &[u8]) -> bool {
        let (prefix, digest) = match hash {
            Hash::Sha1 => (SHA1_PREFIX, Sha1::digest(signed).to_vec()),
            Hash::Sha256 => (SHA256_PREFIX, Sha256::digest(signed).to_vec()),
        };
        let bytes = self.modulus.len();
        let Some(padding) = bytes.checked_sub(3 + prefix.len() + digest.len()) else { return false };
        if signature.len() != bytes || signature >= self.modulus.as_slice() || padding < PADDING_BYTES_MIN {
            return false;
        }
        let expected = [&[0, 1], vec![0xff; padding].as_slice(), &[0], prefix, &digest].concat();
        let opened = if bytes <= U2048::BYTES {
            self.open::<{ U2048::LIMBS }>(signature)
        } else {
            self.open::<{ U4096::LIMBS }>(signature)
        };
        opened.ct_eq(&expected).into()
    }

    /// The signature to the power of the exponent, in as many bytes as the modulus has.
    fn open<const LIMBS: usize>(&self, signature: &[u8]) -> Vec<u8> {
        let modulus = DynResidueParams::new(&number::<LIMBS>(&self.modulus));
        let base = DynResidue::new(&number(signature), modulus);
        let mut power = base;
        // From below the highest bit; key and signature are public, so the time may tell them.
        for bit in (0..self.exponent.ilog2()).rev() {
            power = power.square();
            if self.exponent >> bit & 1 == 1 {
                power = power.mul(&base);
            }
        }
        let limbs = power.retrieve().to_limbs();
        let bytes: Vec<u8> = limbs.iter().rev().flat_map(|limb| limb.0.to_be_bytes()).collect();
        bytes.get(bytes.len().saturating_sub(self.modulus.len())..).unwrap_or_default().to_vec()
    }
}

/// A number of at most as many bytes as fit.
fn number<const LIMBS: usize>(digits: &[u8]) -> Uint<LIMBS> {
    let mut words = [0; LIMBS];
    for (word, bytes) in words.iter_mut().zip(digits.rchunks(size_of::<crypto_bigint::Word>())) {
        *word = bytes.iter().fold(0, |value, digit| value << 8 | crypto_bigint::Word::from(*digit));
    }
    Uint::from_words(words)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use ::rsa::pkcs8::DecodePrivateKey;
    use ::rsa::traits::PublicKeyParts;
    use ::rsa::{BigUint, Pkcs1v15Sign, RsaPrivateKey};
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;
    use proptest::sample::Index;
    use std::sync::LazyLock;

    /// The key that stands in for SNS's in the channel `amazon`'s tests: 2048 bits.
    static PRIVATE: LazyLock<RsaPrivateKey> = LazyLock::new(|| {
        let pem = include_str!("../../../components/adapter-amazon/tests/keys/sns-key.pem");
        let base64: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        RsaPrivateKey::from_pkcs8_der(&STANDARD.decode(base64).unwrap()).unwrap()
    });
    fn public() -> RsaKey {
        RsaKey::new(&PRIVATE.n().to_bytes_be(), &PRIVATE.e().to_bytes_be()).unwrap()
    }

    fn padding(hash: Hash, signed: &[u8]) -> (Pkcs1v15Sign, Vec<u8>) {
        match hash {
            Hash::Sha1 => (Pkcs1v15Sign::new::<Sha1>(), Sha1::digest(signed).to_vec()),
            Hash::Sha256 => (Pkcs1v15Sign::new::<Sha256>(), Sha256::digest(signed).to_vec()),
        }
    }

    fn hash() -> impl Strategy<Value = Hash> {
        prop_oneof![Just(Hash::Sha1), Just(Hash::Sha256)]
    }

    #[test]
    fn keys_beyond_the_bounds_are_none() {
        let number = |bytes: usize, first: u8, last: u8| {
            let mut digits = vec![0x55; bytes];
            digits[0] = first;
            digits[bytes - 1] = last;
            digits
        };
        let f4 = &[1, 0, 1][..];
        for (modulus, exponent) in [
            (number(256, 0x80, 1), f4),
            (number(512, 0xff, 1), f4),
            (number(300, 1, 1), &[3][..]),
            (number(256, 0x80, 1), &[0xff; 4]),
        ] {
            assert!(RsaKey::new(&modulus, exponent).is_some());
        }
        for (modulus, exponent) in [
            (number(256, 0x7f, 1), f4),
            (number(513, 1, 1), f4),
            (number(256, 0x80, 2), f4),
            (number(256, 0x80, 1), &[1][..]),
            (number(256, 0x80, 1), &[2]),
            (number(256, 0x80, 1), &[1, 0, 0, 0, 1]),
            (number(300, 0, 1), f4),
            (number(256, 0x80, 1), &[0, 1, 0, 1]),
            (number(256, 0x80, 1), &[]),
        ] {
            assert_eq!(RsaKey::new(&modulus, exponent), None);
        }
    }

    /// Keys of other lengths, whose powers nobody can take back: what the two implementations open is the same.
    #[test]
    fn powers_are_the_other_implementations() {
        for bytes in [256, 257, 384, 512] {
            let modulus: Vec<u8> = (0..bytes).map(|at| (at * 7 % 251) as u8 | 0x81).collect();
            let signature: Vec<u8> = (0..bytes).map(|at| (at * 13 % 127) as u8).collect();
            let key = RsaKey::new(&modulus, &[1, 0, 1]).unwrap();
            let opened = if bytes == 256 {
                key.open::<{ U2048::LIMBS }>(&signature)
            } else {
                key.open::<{ U4096::LIMBS }>(&signature)
            };
            let number =
                BigUint::from_bytes_be(&signature).modpow(&BigUint::from(65_537u32), &BigUint::from_bytes_be(&modulus));
            assert_eq!((BigUint::from_bytes_be(&opened), opened.len()), (number, bytes), "{bytes} bytes");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_was_signed_verifies_and_nothing_else(
            hash in hash(), other in hash(), signed in prop::collection::vec(any::<u8>(), 0..200),
            place: Index, change in 1..=255u8, cut in prop::option::of(0..256usize),
        ) {
            let (scheme, digest) = padding(hash, &signed);
            let mut signature = PRIVATE.sign(scheme, &digest).unwrap();
            let key = public();
            prop_assert!(key.verify(hash, &signed, &signature));
            prop_assert_eq!(key.verify(other, &signed, &signature), other == hash);
            prop_assert!(!key.verify(hash, &[&signed, &[0][..]].concat(), &signature));
            let longer = [&[0], signature.as_slice()].concat();
            prop_assert!(!key.verify(hash, &signed, &longer));
            *place.get_mut(&mut signature) ^= change;
            signature.truncate(cut.unwrap_or(signature.len()));
            prop_assert!(!key.verify(hash, &signed, &signature));
        }

        /// The private operation on any number: paddings that are nearly right are wrong, as the other implementation
        /// says.
        #[test]
        fn nearly_right_paddings_are_wrong(
            hash in hash(), signed in prop::collection::vec(any::<u8>(), 0..20), place: Index, change in 0..=255u8,
        ) {
            let (scheme, digest) = padding(hash, &signed);
            let modulus = PRIVATE.n();
            let good = PRIVATE.sign(scheme.clone(), &digest).unwrap();
            let mut padded = BigUint::from_bytes_be(&good).modpow(PRIVATE.e(), modulus).to_bytes_be();
            *place.get_mut(&mut padded) ^= change;
            let raised = BigUint::from_bytes_be(&padded).modpow(::rsa::traits::PrivateKeyParts::d(&*PRIVATE), modulus).to_bytes_be();
            let signature = [vec![0; 256 - raised.len()], raised].concat();
            let is_taken = public().verify(hash, &signed, &signature);
            prop_assert_eq!(is_taken, PRIVATE.to_public_key().verify(scheme, &digest, &signature).is_ok());
            prop_assert_eq!(is_taken, change == 0);
        }
    }
}

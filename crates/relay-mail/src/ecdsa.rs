//! ECDSA over P-256 with SHA-256: keys and signatures as DER has them.

use crate::der::{Reader, public_key};
use p256::FieldBytes;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

/// The algorithm `id-ecPublicKey` on the curve `secp256r1` (RFC 5480, section 2.1.1).
const P256: &[u8] =
    &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

/// The key in a `SubjectPublicKeyInfo`.
pub fn key_of(der: &[u8]) -> Option<VerifyingKey> {
    let mut outer = Reader::new(der);
    let point = public_key(&mut outer, P256)?;
    outer.end()?;
    VerifyingKey::from_sec1_bytes(point).ok()
}

/// An `ECDSA-Sig-Value` (RFC 3279, section 2.2.3); `None` for numbers that no signature has.
pub fn signature_of(der: &[u8]) -> Option<Signature> {
    let mut outer = Reader::new(der);
    let mut numbers = outer.sequence()?;
    let (r, s) = (scalar(numbers.positive()?)?, scalar(numbers.positive()?)?);
    numbers.end()?;
    outer.end()?;
    Signature::from_scalars(r, s).ok()
}

/// Whether the key signed these bytes.
pub fn is_signed_by(key: &VerifyingKey, signed: &[u8], signature: &Signature) -> bool {
    key.verify_prehash(&Sha256::digest(signed), signature).is_ok()
}

/// A number with the zeros before it.
fn scalar(digits: &[u8]) -> Option<FieldBytes> {
    let mut bytes = FieldBytes::default();
    let start = bytes.len().checked_sub(digits.len())?;
    bytes.get_mut(start..)?.copy_from_slice(digits);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use p256::ecdsa::SigningKey;
    use p256::ecdsa::signature::Signer;
    use p256::pkcs8::{DecodePublicKey, EncodePublicKey};
    use proptest::prelude::*;
    use proptest::sample::Index;

    fn changed(mut der: Vec<u8>, place: Index, change: u8, cut: Option<Index>) -> Vec<u8> {
        *place.get_mut(&mut der) ^= change;
        der.truncate(cut.map_or(der.len(), |cut| cut.index(der.len())));
        der
    }

    proptest! {
        #[test]
        fn keys_and_signatures_are_the_other_implementations(
            scalar in 1..u64::MAX, signed in prop::collection::vec(any::<u8>(), 0..50), place: Index, change: u8,
            cut in prop::option::of(any::<Index>()),
        ) {
            let private = SigningKey::from_slice(&[[0; 24].as_slice(), &scalar.to_be_bytes()].concat()).unwrap();
            let public = private.verifying_key().to_public_key_der().unwrap().as_bytes().to_vec();
            let signature: Signature = private.sign(&signed);
            let der = signature.to_der().as_bytes().to_vec();
            let (key, read) = (key_of(&public).unwrap(), signature_of(&der).unwrap());
            prop_assert!(is_signed_by(&key, &signed, &read));
            prop_assert!(!is_signed_by(&key, &[&signed, &[0][..]].concat(), &read));
            let public = changed(public, place, change, cut);
            prop_assert_eq!(key_of(&public), VerifyingKey::from_public_key_der(&public).ok());
            let der = changed(der, place, change, cut);
            prop_assert_eq!(signature_of(&der), Signature::from_der(&der).ok());
        }
    }

    /// `r` and `s` of few digits, zero, and beyond the order: the other implementation takes and refuses the same.
    #[test]
    fn odd_numbers_are_read_as_the_other_implementation_does() {
        let number = |digits: &[u8]| [&[0x02, u8::try_from(digits.len()).unwrap()][..], digits].concat();
        let order = [&[0][..], &[0xff; 33]].concat();
        for r in [&[1][..], &[0x7f; 5], &[0], &[], &[0, 1], &[0x80], &[0, 0x80], &[0x7f; 32], &[0x7f; 33], &order] {
            let numbers = [number(r), number(&[5])].concat();
            for tail in [&[][..], &[0]] {
                let inner = [&numbers, tail].concat();
                let der = [&[0x30, u8::try_from(inner.len()).unwrap()][..], &inner].concat();
                assert_eq!(signature_of(&der), Signature::from_der(&der).ok(), "{der:?}");
            }
        }
    }
}

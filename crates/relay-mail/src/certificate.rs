//! The RSA key of a certificate.
//!
//! Neither chain nor validity is checked, as in AWS's own validators: what vouches for the certificate is that it came
//! over TLS from SNS's own host.

use crate::der::{BIT_STRING, INTEGER, Reader, SEQUENCE, public_key};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sellerdesk_rsa::RsaKey;

/// Longest certificate read, in bytes.
const CERTIFICATE_BYTES_MAX: usize = 16 * 1024;
/// What a PEM certificate begins with (RFC 7468).
const PEM_BEGIN: &str = "-----BEGIN CERTIFICATE-----";
/// What it ends with.
const PEM_END: &str = "-----END CERTIFICATE-----";
/// Tag of a certificate's version.
const VERSION: u8 = 0xa0;
/// The algorithm `rsaEncryption` with its NULL (RFC 3279, section 2.3.1).
const RSA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// The key of the one certificate that is all of a PEM document; `None` for text around it and for keys other than RSA.
pub fn rsa_key(pem: &[u8]) -> Option<RsaKey> {
    if pem.len() > CERTIFICATE_BYTES_MAX {
        return None;
    }
    let inner = std::str::from_utf8(pem).ok()?.trim().strip_prefix(PEM_BEGIN)?.strip_suffix(PEM_END)?;
    let base64: String = inner.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
    public_numbers(subject_key(&STANDARD.decode(base64).ok()?)?)
}

/// An `RSAPublicKey` (RFC 8017, appendix A.1.1).
fn public_numbers(der: &[u8]) -> Option<RsaKey> {
    let mut outer = Reader::new(der);
    let mut numbers = outer.sequence()?;
    let (modulus, exponent) = (numbers.positive()?, numbers.positive()?);
    numbers.end()?;
    outer.end()?;
    RsaKey::new(modulus, exponent)
}

/// The key in a `Certificate` (RFC 5280, section 4.1).
fn subject_key(der: &[u8]) -> Option<&[u8]> {
    let mut outer = Reader::new(der);
    let mut certificate = outer.sequence()?;
    outer.end()?;
    let mut signed = certificate.sequence()?;
    // The algorithm and the bits of the issuer's signature.
    certificate.take(SEQUENCE)?;
    certificate.take(BIT_STRING)?;
    certificate.end()?;
    // Only the first version leaves its number out.
    let _ = signed.take(VERSION);
    signed.take(INTEGER)?;
    // Algorithm, issuer, validity, subject.
    for _ in 0..4 {
        signed.take(SEQUENCE)?;
    }
    public_key(&mut signed, RSA)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::Index;
    use rsa::RsaPublicKey;
    use rsa::pkcs1::DecodeRsaPublicKey;
    use rsa::traits::PublicKeyParts;
    use x509_cert::Certificate;
    use x509_cert::der::Decode;

    const PEM: &str = include_str!("../../../components/adapter-amazon/tests/keys/sns-certificate.pem");

    fn der() -> Vec<u8> {
        let base64: String = PEM.lines().filter(|line| !line.starts_with("-----")).collect();
        STANDARD.decode(base64).unwrap()
    }

    /// The key as another implementation finds it.
    fn other(der: &[u8]) -> Option<Vec<u8>> {
        let certificate = Certificate::from_der(der).ok()?;
        certificate.tbs_certificate.subject_public_key_info.subject_public_key.as_bytes().map(<[u8]>::to_vec)
    }

    #[test]
    fn the_certificate_must_be_all_of_the_document() {
        assert!(rsa_key(PEM.as_bytes()).is_some());
        for text in ["", PEM_BEGIN, PEM_END, &format!("x{PEM}"), &format!("{PEM}{PEM}"), &PEM.replace("MII", "mii")] {
            assert_eq!(rsa_key(text.as_bytes()), None, "{text}");
        }
        assert_eq!(rsa_key(format!("{PEM}{}", " ".repeat(CERTIFICATE_BYTES_MAX)).as_bytes()), None);
    }

    #[test]
    fn a_key_of_another_algorithm_is_none() {
        let mut der = der();
        let place = der.windows(RSA.len()).rposition(|window| window == RSA).unwrap();
        // `id-RSASSA-PSS` instead of `rsaEncryption`.
        *der.get_mut(place + 10).unwrap() = 10;
        assert_eq!(subject_key(&der), None);
    }

    proptest! {
        #[test]
        fn the_key_is_the_one_that_the_other_implementation_finds(place: Index, change: u8, cut in prop::option::of(any::<Index>())) {
            let mut der = der();
            prop_assert_eq!(subject_key(&der).map(<[u8]>::to_vec), other(&der));
            *place.get_mut(&mut der) ^= change;
            der.truncate(cut.map_or(der.len(), |cut| cut.index(der.len())));
            if let (Some(key), Some(other)) = (subject_key(&der), other(&der)) {
                prop_assert_eq!(key.to_vec(), other);
            }
        }

        #[test]
        fn the_numbers_are_those_that_the_other_implementation_reads(place: Index, change: u8, cut in prop::option::of(0..270usize)) {
            let mut der = subject_key(&der()).unwrap().to_vec();
            *place.get_mut(&mut der) ^= change;
            der.truncate(cut.unwrap_or(der.len()));
            if let Some(key) = public_numbers(&der) {
                let other = RsaPublicKey::from_pkcs1_der(&der).unwrap();
                prop_assert_eq!(Some(key), RsaKey::new(&other.n().to_bytes_be(), &other.e().to_bytes_be()));
            }
        }
    }
}

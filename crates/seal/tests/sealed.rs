//! What opens, and what doesn't.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sellerdesk_seal::limits::{CONTEXT_BYTES_MAX, PLAINTEXT_BYTES_MAX, SEALED_BYTES_MAX};
use sellerdesk_seal::{Error, KeyPair, SecretKey, open, seal};

const CONTEXT: &str = "sellerdesk:v1:hook:ebay:main";
const SETTINGS: &[u8] = br#"{"secret":"hunter2-hunter2"}"#;

#[test]
fn what_was_sealed_opens_for_its_key_and_context() {
    let pair = KeyPair::generate().unwrap();
    for text in [&b""[..], b"\n", SETTINGS, &[0xff; 1_000]] {
        let sealed = seal(&pair.public, CONTEXT, text).unwrap();
        assert_eq!(open(&pair.secret, CONTEXT, &sealed).unwrap(), text);
        assert_ne!(seal(&pair.public, CONTEXT, text).unwrap(), sealed, "every text has its own key");
    }
}

#[test]
fn another_key_opens_nothing() {
    let (pair, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let sealed = seal(&pair.public, CONTEXT, SETTINGS).unwrap();
    assert_eq!(open(&other.secret, CONTEXT, &sealed), Err(Error::Refused));
}

#[test]
fn another_place_opens_nothing() {
    let pair = KeyPair::generate().unwrap();
    let sealed = seal(&pair.public, CONTEXT, SETTINGS).unwrap();
    for context in ["sellerdesk:v1:hook:ebay:mai", "sellerdesk:v1:hook:ebay:main2", "sellerdesk:v1:api:ebay:main"] {
        assert_eq!(open(&pair.secret, context, &sealed), Err(Error::OtherContext));
    }
    // A plaintext that pretends to be the rest of a longer context.
    let sealed = seal(&pair.public, "a", b"b\nsettings").unwrap();
    assert_eq!(open(&pair.secret, "ab", &sealed), Err(Error::OtherContext));
    assert_eq!(open(&pair.secret, "a\nb", &sealed), Err(Error::Context));
}

#[test]
fn every_changed_bit_and_every_cut_is_noticed() {
    let pair = KeyPair::generate().unwrap();
    let sealed = STANDARD.decode(seal(&pair.public, CONTEXT, b"{}").unwrap()).unwrap();
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(open(&pair.secret, CONTEXT, &STANDARD.encode(changed)), Err(Error::Refused), "bit {bit}");
    }
    for length in 0..sealed.len() {
        assert_eq!(open(&pair.secret, CONTEXT, &STANDARD.encode(&sealed[..length])), Err(Error::Refused));
    }
    for text in ["*", "AAA", "{}"] {
        assert_eq!(open(&pair.secret, CONTEXT, text), Err(Error::NotSealed));
    }
}

#[test]
fn sizes_are_bounded_on_both_sides() {
    let pair = KeyPair::generate().unwrap();
    let context = "c".repeat(CONTEXT_BYTES_MAX);
    let sealed = seal(&pair.public, &context, &vec![b'x'; PLAINTEXT_BYTES_MAX]).unwrap();
    assert_eq!(sealed.len(), SEALED_BYTES_MAX);
    assert_eq!(open(&pair.secret, &context, &sealed).unwrap().len(), PLAINTEXT_BYTES_MAX);
    let too_long = seal(&pair.public, CONTEXT, &vec![b'x'; PLAINTEXT_BYTES_MAX + 1]);
    assert_eq!(too_long, Err(Error::TooLarge { bytes: PLAINTEXT_BYTES_MAX + 1, max: PLAINTEXT_BYTES_MAX }));
    let too_long = open(&pair.secret, CONTEXT, &"A".repeat(SEALED_BYTES_MAX + 4));
    assert!(matches!(too_long, Err(Error::TooLarge { .. })));
    for context in ["", "a b", "a\n", "ä", &"c".repeat(CONTEXT_BYTES_MAX + 1)] {
        assert_eq!(seal(&pair.public, context, b""), Err(Error::Context));
        assert_eq!(open(&pair.secret, context, "AAAA"), Err(Error::Context));
    }
}

#[test]
fn a_text_sealed_by_libsodium_opens() {
    // PyNaCl: SealedBox(PrivateKey(bytes(range(32))).public_key).encrypt(b"sellerdesk:v1:hook:ebay:main\n{}")
    let secret = SecretKey::parse(&STANDARD.encode((0..32).collect::<Vec<u8>>())).unwrap();
    let sealed =
        "dwc4/R/6GDNHyegPooSeqxGigzgk2H2nj4+ljpJqG19FR2tg8ajbct3SfVgyBVJPYPtm7vk3Kx7q7Df1pUic5dZalks7WHfc11B0aVyZDA==";
    assert_eq!(open(&secret, CONTEXT, sealed).unwrap(), b"{}");
}

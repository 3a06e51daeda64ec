//! AES-128-CBC with PKCS #7 padding, as the SDK has it.

use aes::Aes128;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockDecryptMut, KeyIvInit};

/// Bytes of a key and of a block.
const BLOCK_BYTES: usize = 16;
/// The vector of event data: the first block of `space-station-default-iv`.
const FIXED_IV: [u8; BLOCK_BYTES] = *b"space-station-de";

/// Where the initialisation vector is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Iv {
    /// The fixed one: event data.
    Fixed,
    /// The first block of the data: requests in which SHEIN calls an interface of the seller's.
    FirstBlock,
}

/// Decrypts under the first 16 bytes of a secret, padded with zeros; `None` for whatever is wrong with the data.
pub fn decrypt(secret: &[u8], iv: Iv, data: &[u8]) -> Option<Vec<u8>> {
    let mut key = [0; BLOCK_BYTES];
    for (to, from) in key.iter_mut().zip(secret) {
        *to = *from;
    }
    let (iv, ciphertext) = match iv {
        Iv::Fixed => (FIXED_IV, data),
        Iv::FirstBlock => {
            let (first, rest) = data.split_first_chunk::<BLOCK_BYTES>()?;
            (*first, rest)
        }
    };
    Decryptor::<Aes128>::new(&key.into(), &iv.into()).decrypt_padded_vec_mut::<Pkcs7>(ciphertext).ok()
}

/// Standard base64. A form's plus signs that nobody escaped arrive as spaces; white space around it goes.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text.trim().replace(' ', "+")).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn open(secret: &str, iv: Iv, data: &str) -> Option<String> {
        String::from_utf8(decrypt(secret.as_bytes(), iv, &decode(data).unwrap())?).ok()
    }

    /// Ciphertexts of sheinsight/open-sdk-js, `tests/decrypt-functions.test.ts`.
    #[test]
    fn published_event_data_and_keys_are_opened() {
        let event = "k7S6rPbAXNt49tlZ76+owTUu/s6miBP8Dp60/FSiOXA=";
        assert_eq!(open("283598F3DEA847688A947DB2A54F5878", Iv::Fixed, event).unwrap(), r#"{"name":"你好"}"#);
        assert_eq!(decode(event), decode(&format!(" {}\r\n", event.replace('+', " "))));
        let key = "tRaAgVm76SGoW3Uv8+BQze8v5QT2DD37Qj4BxRG8TB13BeNOl1BYbaBBGkXROxoQ";
        let opened = open("CD220D80B31E48A69FEC0FB6D7223421", Iv::Fixed, key);
        assert_eq!(opened.unwrap(), "6BEC9C4B668B4B14B17EEF106BB98AE5");
    }

    #[test]
    fn short_and_foreign_data_is_nothing() {
        for data in [&[][..], &[1; 15], &[1; 16], &[1; 17], &[1; 32]] {
            assert_eq!(decrypt(b"283598F3DEA847688A947DB2A54F5878", Iv::Fixed, data), None);
            assert_eq!(decrypt(b"283598F3DEA847688A947DB2A54F5878", Iv::FirstBlock, data), None);
        }
        assert_eq!(open("short", Iv::Fixed, "k7S6rPbAXNt49tlZ76+owTUu/s6miBP8Dp60/FSiOXA="), None);
    }
}

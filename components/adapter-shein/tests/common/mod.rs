//! SHEIN's side: what it signs and encrypts.

use aes::Aes128;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cbc::Encryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockEncryptMut, KeyIvInit};
use sellerdesk_adapter::signature::{encode_hex, hmac_sha256};

/// The value of `x-lt-signature`.
pub fn signature(secret: &str, id: &str, timestamp: &str, path: &str) -> String {
    let random = "test1";
    let message = format!("{id}&{timestamp}&{path}");
    let hex = encode_hex(&hmac_sha256(format!("{secret}{random}").as_bytes(), &[message.as_bytes()]));
    format!("{random}{}", STANDARD.encode(hex))
}

/// Event data in base64.
pub fn encrypt(secret: &str, plaintext: &[u8]) -> String {
    let mut key = [0; 16];
    key.iter_mut().zip(secret.as_bytes()).for_each(|(to, from)| *to = *from);
    let cipher = Encryptor::<Aes128>::new(&key.into(), b"space-station-de".into());
    STANDARD.encode(cipher.encrypt_padded_vec_mut::<Pkcs7>(plaintext))
}

//! Sealing and opening.

use crate::limits::{CONTEXT_BYTES_MAX, PLAINTEXT_BYTES_MAX, SEALED_BYTES_MAX};
use crate::{Error, PublicKey, SecretKey, random};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Seals `plaintext` for `key`, in base64. `context` names the place that it is for, and a version.
///
/// # Errors
/// [`Error::Context`], [`Error::TooLarge`]; [`Error::NoRandomness`].
pub fn seal(key: &PublicKey, context: &str, plaintext: &[u8]) -> Result<String, Error> {
    let header = header(context)?;
    check_length(plaintext.len(), PLAINTEXT_BYTES_MAX)?;
    let text = [header.as_bytes(), plaintext].concat();
    let sealed = random::draw(|random| key.0.seal(random, &text))?.map_err(|_| Error::Unsealable)?;
    Ok(STANDARD.encode(sealed))
}

/// What [`seal`] was given, if it was for this key and this context.
///
/// # Errors
/// [`Error::Refused`] for another key's or a changed text, [`Error::OtherContext`] for one of another place;
/// [`Error::NotSealed`], [`Error::Context`] and [`Error::TooLarge`] for what can't be one.
pub fn open(key: &SecretKey, context: &str, sealed: &str) -> Result<Vec<u8>, Error> {
    let header = header(context)?;
    check_length(sealed.len(), SEALED_BYTES_MAX)?;
    let sealed = STANDARD.decode(sealed).map_err(|_| Error::NotSealed)?;
    let text = key.0.unseal(&sealed).map_err(|_| Error::Refused)?;
    let plaintext = text.strip_prefix(header.as_bytes()).ok_or(Error::OtherContext)?;
    check_length(plaintext.len(), PLAINTEXT_BYTES_MAX)?;
    Ok(plaintext.to_vec())
}

fn header(context: &str) -> Result<String, Error> {
    if (1..=CONTEXT_BYTES_MAX).contains(&context.len()) && context.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(format!("{context}\n"));
    }
    Err(Error::Context)
}

fn check_length(bytes: usize, max: usize) -> Result<(), Error> {
    if bytes > max { Err(Error::TooLarge { bytes, max }) } else { Ok(()) }
}

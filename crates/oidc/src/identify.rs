//! Who signed in: the ID token, believed.

use crate::claims::Claims;
use crate::jwt::Jwt;
use crate::{Attempt, Client, Identity, Keys, OidcError};
use sellerdesk_canonical::Instant;

/// Checks signature and claims of an ID token, in this order: nothing that nobody signed is looked at.
///
/// # Errors
/// [`OidcError::Token`]; [`OidcError::Unverified`].
pub fn identify(
    client: &Client,
    attempt: &Attempt,
    keys: &Keys,
    id_token: &str,
    now: Instant,
) -> Result<Identity, OidcError> {
    let token = Jwt::parse(id_token)?;
    keys.verify(&token)?;
    Claims::read(&token.claims)?.check(client, attempt, now)
}

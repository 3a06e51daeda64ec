//! `message.failed`: a message of the shop's did not arrive.

use sellerdesk_adapter::Error;
use sellerdesk_adapter::json::Fields;
use sellerdesk_canonical::Failure;

/// Reads `data.failure`.
pub fn read(data: &Fields<'_>) -> Result<Failure, Error> {
    let failure = data.required("failure", Fields::object)?;
    Ok(Failure { message_id: failure.id("message_id")?, reason: failure.required("reason", Fields::line)? })
}

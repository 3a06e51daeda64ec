//! How long a message each channel takes.

use crate::error::RenderError;

/// A channel's limit on one message's text.
struct Limit {
    /// The channel's name without hyphens and underscores, lower case.
    channel: &'static str,
    max: usize,
    unit: Unit,
}

/// What the channel counts. Where its document says "characters", UTF-16 units are counted: they are
/// never fewer than characters, so a text that passes here passes there.
#[derive(Clone, Copy)]
enum Unit {
    Characters,
    Bytes,
}

const fn characters(channel: &'static str, max: usize) -> Limit {
    Limit { channel, max, unit: Unit::Characters }
}

/// Channels that cap a message. Sources: Amazon Messaging API v1 `unexpectedProblem`; eBay Message
/// API `sendMessage`; TikTok Shop customer service 202309; Meta Send API; WhatsApp Cloud API
/// `text.body`; Mercado Libre post-sale messages (350 is what public integrations observe). Others
/// have [`crate::limits::OUTPUT_BYTES_MAX`] only.
static LIMITS: [Limit; 8] = [
    characters("amazon", 2_000),
    characters("ebay", 2_000),
    characters("tiktok", 2_000),
    characters("tiktokshop", 2_000),
    characters("messenger", 2_000),
    characters("whatsapp", 4_096),
    characters("mercadolibre", 350),
    Limit { channel: "instagram", max: 1_000, unit: Unit::Bytes },
];

/// Refuses a text the channel would refuse.
///
/// # Errors
/// [`RenderError::TooLong`] with the channel's limit. A channel outside the table passes.
pub(crate) fn check_length(text: &str, channel: &str) -> Result<(), RenderError> {
    let name = channel.bytes().filter(|byte| !matches!(byte, b'-' | b'_')).map(|byte| byte.to_ascii_lowercase());
    let Some(limit) = LIMITS.iter().find(|limit| limit.channel.bytes().eq(name.clone())) else {
        return Ok(());
    };
    let (length, unit) = match limit.unit {
        Unit::Characters => (text.encode_utf16().count(), "characters"),
        Unit::Bytes => (text.len(), "bytes"),
    };
    if length > limit.max {
        return Err(RenderError::TooLong {
            what: format!("the text for {}", limit.channel),
            max: limit.max as u64,
            unit,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check_length;

    #[test]
    fn counts_what_the_channel_counts() {
        assert!(check_length(&"é".repeat(350), "mercado-libre").is_ok());
        assert!(check_length(&"é".repeat(351), "Mercado_Libre").is_err());
        assert!(check_length(&"😀".repeat(176), "mercadolibre").is_err());
        assert!(check_length(&"é".repeat(501), "instagram").is_err());
        assert!(check_length(&"é".repeat(5_000), "standard").is_ok());
    }
}

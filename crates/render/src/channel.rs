//! What each channel takes: how long a message, and whether with links.

use crate::error::RenderError;

/// What is known of a channel.
struct Channel {
    /// Its name without hyphens and underscores, lower case.
    name: &'static str,
    /// How long one message's text may be.
    text_max: Option<(usize, Unit)>,
    /// Whether a seller may send addresses of their own pages.
    own_links: bool,
}

/// What the channel counts. Where its document says "characters", UTF-16 units are counted: they are
/// never fewer than characters, so a text that passes here passes there.
#[derive(Clone, Copy)]
enum Unit {
    Characters,
    Bytes,
}

// The channels that limit a text or take links of the seller's own, of `crates/channels`. Any other is taken for a
// marketplace that publishes no limit: `OUTPUT_BYTES_MAX` only, and no links of the seller's own.
include!(concat!(env!("OUT_DIR"), "/channels.rs"));

/// The row of a channel, whatever its case, hyphens and underscores.
fn find(channel: &str) -> Option<&'static Channel> {
    let name = channel.bytes().filter(|byte| !matches!(byte, b'-' | b'_')).map(|byte| byte.to_ascii_lowercase());
    CHANNELS.iter().find(|known| known.name.bytes().eq(name.clone()))
}

/// Whether the channel lets a seller send addresses of their own pages, such as a manual's.
pub(crate) fn takes_own_links(channel: &str) -> bool {
    find(channel).is_some_and(|channel| channel.own_links)
}

/// Refuses a text the channel would refuse.
///
/// # Errors
/// [`RenderError::TooLong`] with the channel's limit. A channel outside the table passes.
pub(crate) fn check_length(text: &str, channel: &str) -> Result<(), RenderError> {
    let Some(Channel { name, text_max: Some((max, unit)), .. }) = find(channel) else {
        return Ok(());
    };
    let (length, unit) = match unit {
        Unit::Characters => (text.encode_utf16().count(), "characters"),
        Unit::Bytes => (text.len(), "bytes"),
    };
    if length > *max {
        return Err(RenderError::TooLong { what: format!("the text for {name}"), max: *max as u64, unit });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{check_length, takes_own_links};

    #[test]
    fn counts_what_the_channel_counts() {
        assert!(check_length(&"é".repeat(350), "mercado-libre").is_ok());
        assert!(check_length(&"é".repeat(351), "Mercado_Libre").is_err());
        assert!(check_length(&"😀".repeat(176), "mercadolibre").is_err());
        assert!(check_length(&"é".repeat(501), "instagram").is_err());
        assert!(check_length(&"é".repeat(5_000), "standard").is_ok());
    }

    #[test]
    fn links_are_for_the_sellers_own_channels() {
        assert!(!takes_own_links("Amazon") && !takes_own_links("tiktok-shop") && !takes_own_links("a new one"));
        assert!(takes_own_links("shopify") && takes_own_links("whatsapp"));
    }
}

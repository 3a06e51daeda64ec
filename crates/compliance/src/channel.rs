//! Which channel's rules hold.

use crate::tables::{CARRIERS, CHANNELS, Channel};

/// Where the text is going.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The channel's name; hyphens, underscores and case don't matter. An unknown one is held to the strictest
    /// marketplace's rules.
    pub channel: &'a str,
    /// The text's language, ISO 639-1: chooses the wording of remedies. English without it.
    pub language: Option<&'a str>,
    /// The channel's part that the text goes to, where it has several: `messenger`, `instagram` or `whatsapp`
    /// of `meta`. Others are ignored.
    pub site: Option<&'a str>,
}

impl Context<'_> {
    /// The channel's place in `CHANNELS`: its site's, its own, or that of an unknown marketplace, which is first.
    pub(crate) fn channel_number(&self) -> usize {
        let known = |name: &str| CHANNELS.iter().position(|channel| same_name(channel.name, name));
        let by_site = || self.site.filter(|_| same_name("meta", self.channel)).and_then(known);
        by_site().or_else(|| known(self.channel)).unwrap_or(0)
    }
}

/// Whether `name` is `known`, a name in lower case without hyphens and underscores.
pub(crate) fn same_name(known: &str, name: &str) -> bool {
    let plain = name.bytes().filter(|byte| !matches!(byte, b'-' | b'_' | b' ')).map(|byte| byte.to_ascii_lowercase());
    known.bytes().eq(plain)
}

/// Whether a link may lead to `host` (lower case): carriers, the channel itself, the seller's own additions.
pub(crate) fn allows_host(channel: &Channel, added: &[String], host: &str) -> bool {
    let is_below =
        |domain: &str| host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'));
    let mut rest = host;
    loop {
        if CARRIERS.binary_search(&rest).is_ok() {
            return true;
        }
        let Some((_, parent)) = rest.split_once('.') else { break };
        rest = parent;
    }
    channel.domains.iter().any(|domain| is_below(domain)) || added.iter().any(|domain| is_below(domain))
}

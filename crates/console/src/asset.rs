//! The files that pages refer to, each under a name that holds its hash.

use crate::Response;

/// A file.
pub(crate) struct Asset {
    stem: &'static str,
    ending: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
    hash: u64,
}

macro_rules! asset {
    ($stem:literal, $ending:literal, $media_type:literal) => {{
        const BYTES: &[u8] = include_bytes!(concat!("../assets/", $stem, ".", $ending));
        const HASH: u64 = fnv(BYTES);
        Asset { stem: $stem, ending: $ending, media_type: $media_type, bytes: BYTES, hash: HASH }
    }};
}

/// How it looks.
pub(crate) static STYLE: Asset = asset!("desk", "css", "text/css; charset=utf-8");
/// What makes it quicker.
pub(crate) static SCRIPT: Asset = asset!("desk", "js", "text/javascript; charset=utf-8");
/// How the forms of the settings look: apart, so that the first page stays small.
pub(crate) static FORMS_STYLE: Asset = asset!("forms", "css", "text/css; charset=utf-8");
/// What makes them quicker.
pub(crate) static FORMS_SCRIPT: Asset = asset!("forms", "js", "text/javascript; charset=utf-8");
/// The tab's picture.
pub(crate) static ICON: Asset = asset!("icon", "svg", "image/svg+xml");

impl Asset {
    /// Where it is.
    pub fn path(&self) -> String {
        format!("/assets/{}", self.name())
    }

    fn name(&self) -> String {
        format!("{}-{:016x}.{}", self.stem, self.hash, self.ending)
    }
}

/// The file of this name.
pub(crate) fn find(name: &str) -> Option<Response> {
    let asset = [&STYLE, &SCRIPT, &FORMS_STYLE, &FORMS_SCRIPT, &ICON].into_iter().find(|asset| asset.name() == name)?;
    Some(Response::asset(asset.media_type, asset.bytes))
}

/// FNV-1a: names a version, nothing more.
#[allow(clippy::indexing_slicing, reason = "at compile time, within the length")]
const fn fnv(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

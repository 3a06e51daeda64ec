//! Every limit of this crate, units last. What exceeds one is refused by name, never cut.

/// A template's source, in bytes of UTF-8.
pub const SOURCE_BYTES_MAX: usize = 16 * 1024;
/// One `{{ ... }}` or `{% ... %}` of a template, in bytes. It also bounds how deep an expression can
/// nest, so that parsing one can't exhaust a component's small stack.
pub const TAG_BYTES_MAX: usize = 512;
/// Tags in one template; chains of `elif` nest as deep as they are long.
pub const TAGS_MAX: usize = 200;
/// Values handed to one rendering.
pub const VALUES_MAX: usize = 64;
/// One value, in bytes of UTF-8.
pub const VALUE_BYTES_MAX: usize = 2_000;
/// The rendered text, in bytes of UTF-8: the longest any channel takes (4,096 characters) at four
/// bytes a character.
pub const OUTPUT_BYTES_MAX: usize = 16 * 1024;
/// Instructions of the template engine for one rendering: [`TAGS_MAX`] tags of 250. A backstop, since
/// without loops a source of [`SOURCE_BYTES_MAX`] costs far less.
pub const FUEL_INSTRUCTIONS_MAX: u64 = 50_000;
/// A language tag, in bytes: what RFC 5646 section 4.4.1 asks implementations to hold.
pub const LANGUAGE_BYTES_MAX: usize = 35;
/// How much of a caller's own text an error message repeats, in characters.
pub const EXCERPT_CHARS_MAX: usize = 64;
/// The largest count (days, pieces) a template states.
pub const COUNT_MAX: u32 = 1_000_000;
/// Digits of an amount of money before the decimal point.
pub const AMOUNT_DIGITS_MAX: usize = 15;
/// How much of a buyer's message is searched for topics, in characters.
pub const TOPIC_CHARS_MAX: usize = 4_000;
/// Suggested replies for one conversation.
pub const SUGGESTIONS_MAX: usize = 5;
/// Id of a seller's own template, in bytes.
pub const TEMPLATE_ID_BYTES_MAX: usize = 64;
/// Title of a seller's own template, in characters.
pub const TITLE_CHARS_MAX: usize = 100;
/// Id of an agent who owns a template, in characters.
pub const AGENT_CHARS_MAX: usize = 100;
/// Languages of one template of a seller's own.
pub const CUSTOM_LANGUAGES_MAX: usize = 20;

//! Reply templates as pure rules: a template, a language and values in, a finished plain text out.
//!
//! ```
//! use sellerdesk_render::{RenderError, render, render_source, validate};
//!
//! let values = [("客户名", "Anna"), ("refund_amount", "19.9 EUR")].map(|(n, v)| (n.to_owned(), v.to_owned()));
//! let source = "Hallo {customer_name}, wir haben Ihnen {退款金额} erstattet.";
//! let reply = render_source(source, "de-AT", &values)?;
//! assert_eq!(reply.text, "Hallo Anna, wir haben Ihnen 19,90\u{a0}€ erstattet.");
//!
//! assert_eq!(validate(source)?, ["customer_name", "refund_amount"]);
//! let missing = render("refund_issued", "fr", "ebay", &values);
//! assert!(matches!(missing, Err(RenderError::MissingValues { names }) if names == ["order_id", "refund_days", "shop_name"]));
//! # Ok::<(), RenderError>(())
//! ```
//!
//! # Template language
//!
//! `{order_id}`, `{订单号}` and `{{ order_id }}` all print a variable of [`variables`]; dates and
//! amounts come out in the form of the language. `{% if reason %}...{% else %}...{% endif %}` asks
//! whether a value is there, `{{ agent_name | default("the team") }}` stands in for one,
//! `{{ days | plural("day", "days") }}` chooses a word. Nothing else is needed, and nothing else is let
//! through.
//!
//! # Way through the code
//!
//! [`render()`], [`render_source()`] and [`validate()`] write and check. Each sends a source through `source` (single
//! braces, the allowed language) to `engine` (minijinja), with the values read by `values` and written by `locale`.
//! [`suggest()`] ranks the shipped templates for a conversation, [`is_offered()`] says where one may go, and
//! [`CustomTemplate`] is a seller's own.
//!
//! What ships is data: `templates/catalogue.txt` with one folder of texts for each scenario, `suggestions/rules.txt` and
//! `suggestions/topics.txt`. `build/` turns it into static tables. To add a case, add a table to a file in
//! `tests/cases/` or to `tests/suggestions.toml`.
//!
//! **Invariant:** values are data. They reach the engine only as values, never as source, and no
//! escape, markup or control character in one changes any other part of the text.

mod catalogue;
mod channel;
mod clean;
mod custom;
mod engine;
mod error;
pub mod limits;
mod locale;
mod offer;
mod render;
mod render_source;
mod source;
mod suggest;
mod validate;
mod values;
mod variables;
mod words;

pub use catalogue::{CATEGORIES, LANGUAGES, TemplateInfo, catalogue, find_template};
pub use clean::clean;
pub use custom::{CustomTemplate, CustomVariables, FieldError, Owner, SaveError};
pub use error::RenderError;
pub use offer::{is_offered, may_be_sent};
pub use render::{Rendered, render};
pub use render_source::render_source;
pub use suggest::{Facts, Suggestion, Suggestions, suggest};
pub use validate::validate;
pub use variables::{Kind, Variable, find_variable, variables};

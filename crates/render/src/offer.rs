//! Where a shipped template is offered.

use crate::catalogue::TemplateInfo;
use crate::channel::takes_own_links;
use crate::render::render;
use crate::variables::{Kind, Variable, find_variable};

/// Whether `template` may be offered as a reply in `language` (BCP 47) on `channel`: it is no internal note, has a text
/// in the language that fits the channel's limit with every example value, and doesn't depend on a link where the
/// channel takes none.
#[must_use]
pub fn is_offered(template: &TemplateInfo, language: &str, channel: &str) -> bool {
    if template.internal || template.required().any(|name| !may_be_sent(name, channel)) {
        return false;
    }
    let variables = template.variables.iter().filter(|name| may_be_sent(name, channel));
    let examples: Vec<(String, String)> = variables
        .filter_map(|name| find_variable(name))
        .map(|Variable { name, example, .. }| ((*name).to_owned(), (*example).to_owned()))
        .collect();
    render(template.id, language, channel, &examples).is_ok()
}

/// Whether a value of the variable (name or alias) may stand in a message on `channel`: addresses of the seller's own
/// pages may not stand in a marketplace's.
#[must_use]
pub fn may_be_sent(variable: &str, channel: &str) -> bool {
    takes_own_links(channel) || find_variable(variable).is_none_or(|variable| variable.kind != Kind::Url)
}

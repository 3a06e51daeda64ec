//! Every shipped template, in every language, on every channel it is offered on, says nothing that the channel forbids.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use sellerdesk_compliance::{Context, Overrides, scan};
use sellerdesk_render::{LANGUAGES, catalogue, find_variable, is_offered, may_be_sent, render};

const CHANNELS: [&str; 17] = [
    "amazon",
    "bigcommerce",
    "ebay",
    "etsy",
    "lazada",
    "mail",
    "mercadolibre",
    "meta",
    "ozon",
    "shein",
    "shopee",
    "shopify",
    "standard",
    "tiktok-shop",
    "walmart",
    "woocommerce",
    // A channel that nobody knows has the strictest rules.
    "somewhere",
];

#[test]
fn no_template_breaks_a_rule_where_it_is_offered() {
    let (overrides, mut offered, mut wrong) = (Overrides::default(), 0, Vec::new());
    for template in catalogue() {
        for language in LANGUAGES {
            for channel in CHANNELS.into_iter().filter(|channel| is_offered(template, language, channel)) {
                offered += 1;
                let names = template.variables.iter().filter(|name| may_be_sent(name, channel));
                let values: Vec<(String, String)> =
                    names.map(|name| ((*name).to_owned(), find_variable(name).unwrap().example.to_owned())).collect();
                let text = render(template.id, language, channel, &values).unwrap().text;
                let context = Context { channel, language: Some(language), site: None };
                for finding in scan(&text, &context, &overrides) {
                    let place = text.get(finding.start..finding.end).unwrap();
                    wrong.push(format!("{} {language} {channel}: {} {place:?}", template.id, finding.rule));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {offered}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(offered > 8 * 60 * 15, "only {offered} texts were offered");
}

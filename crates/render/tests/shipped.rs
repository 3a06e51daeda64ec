//! Holds every shipped template, in every language, to the same rules.
#![allow(missing_docs)]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use sellerdesk_render::{
    CATEGORIES, Kind, LANGUAGES, RenderError, TemplateInfo, catalogue, find_variable, is_offered, may_be_sent, render,
    render_source, validate, variables,
};
use std::collections::BTreeSet;
use std::path::Path;

/// Impersonal openings, in each language.
const OPENINGS: [&str; 14] = [
    "dear customer",
    "dear buyer",
    "sehr geehrte",
    "cher client",
    "chère cliente",
    "estimado cliente",
    "querido cliente",
    "gentile cliente",
    "caro cliente",
    "prezado cliente",
    "お客様各位",
    "尊敬的客户",
    "亲爱的顾客",
    "亲，",
];
/// Links, contacts, promises, offers and requests for reviews, beside what `ALLOWED` lets a scenario say.
const FORBIDDEN: [&str; 46] = [
    "http",
    "www.",
    "@",
    ".com",
    "e-mail",
    "email",
    "mail to",
    "phone",
    "telefon",
    "téléphone",
    "teléfono",
    "電話",
    "电话",
    "邮箱",
    "メールアドレス",
    "whatsapp",
    "wechat",
    "微信",
    "100 %",
    "100%",
    "guarant",
    "garant",
    "garanz",
    "保证",
    "保証",
    "必ず",
    "review",
    "feedback",
    "rating",
    "bewert",
    "rezension",
    "un avis",
    "votre avis",
    "évalu",
    "reseña",
    "valoración",
    "recensi",
    "avaliaç",
    "レビュー",
    "評価",
    "评价",
    "好评",
    "discount",
    "coupon",
    "gutschein",
    "クーポン",
];
/// Words of `FORBIDDEN` that a scenario is about.
const ALLOWED: [(&str, &[&str]); 2] =
    [("warranty", &["garant", "garanz", "保証", "保证"]), ("warranty_expired", &["garant", "garanz", "保証", "保证"])];
/// Channels every text fits; Mercado Libre's 350 characters are for the two languages it is run in.
const CHANNELS: [&str; 10] = [
    "amazon",
    "ebay",
    "walmart",
    "tiktok-shop",
    "ozon",
    "messenger",
    "whatsapp",
    "instagram",
    "shopify",
    "mercadolibre",
];
const SHORT: (&str, [&str; 2]) = ("mercadolibre", ["es", "pt"]);

fn examples(names: &[&str]) -> Vec<(String, String)> {
    names.iter().map(|name| ((*name).to_owned(), find_variable(name).unwrap().example.to_owned())).collect()
}

fn required(template: &TemplateInfo) -> Vec<&'static str> {
    template.required().collect()
}

/// Each text with every value, with the required ones only, and with each of the others alone.
fn for_every_text(mut check: impl FnMut(&TemplateInfo, &str, &str)) {
    for template in catalogue() {
        for language in template.languages {
            let required = required(template);
            let with = |name: &&'static str| required.iter().copied().chain([*name]).collect();
            let each = template.optional.iter().map(with);
            for names in each.chain([template.variables.to_vec(), required.clone()]) {
                let rendered = render(template.id, language, "", &examples(&names)).unwrap();
                assert_eq!(rendered.language, *language);
                check(template, language, &rendered.text);
            }
        }
    }
}

#[test]
fn the_catalogue_is_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let folders: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(Result::unwrap)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let ids: BTreeSet<String> = catalogue().iter().map(|template| template.id.to_owned()).collect();
    assert_eq!(ids, folders);
    assert_eq!(ids.len(), catalogue().len());
    for template in catalogue() {
        assert!(CATEGORIES.contains(&template.category), "{}", template.id);
        assert_eq!(template.languages, LANGUAGES);
    }
}

#[test]
fn every_source_uses_the_listed_variables() {
    for template in catalogue() {
        for language in template.languages {
            let names = validate(&template.source(language).unwrap());
            assert_eq!(names.as_deref(), Ok(template.variables), "{} {language}", template.id);
        }
    }
}

#[test]
fn exactly_the_required_values_are_required() {
    for template in catalogue() {
        for language in template.languages {
            let nothing = render(template.id, language, "", &[]);
            assert_eq!(nothing, Err(RenderError::MissingValues { names: required(template) }), "{language}");
        }
    }
}

#[test]
fn texts_are_tidy() {
    for_every_text(|template, language, text| {
        let place = format!("{} {language}:\n{text}", template.id);
        assert!(!text.contains(['{', '}', '%', '|', '\t']), "{place}");
        assert!(!text.contains("\n\n\n") && !text.contains("  "), "{place}");
        assert!(text.lines().all(|line| line.trim() == line), "{place}");
        assert!(text.contains("Northlight"), "{place}");
    });
}

#[test]
fn texts_break_no_marketplace_rule() {
    let mut broken = BTreeSet::new();
    let manual = find_variable("manual_url").unwrap().example;
    for_every_text(|template, language, text| {
        // The one link a text may hold is a variable's, and is offered only where links may go.
        let lower = text.replace(manual, "").to_lowercase();
        let allowed = ALLOWED.iter().find(|(id, _)| *id == template.id).map_or(&[][..], |(_, words)| words);
        let forbidden = FORBIDDEN.iter().filter(|word| !allowed.contains(word) && lower.contains(**word));
        let openings = OPENINGS.iter().filter(|opening| lower.starts_with(**opening));
        broken.extend(forbidden.chain(openings).map(|word| format!("{} {language}: {word}", template.id)));
    });
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Every reply is offered wherever its links may go, and what is offered fits.
#[test]
fn texts_fit_their_channels() {
    for template in catalogue() {
        let needs_link = template.required().any(|name| find_variable(name).unwrap().kind == Kind::Url);
        for language in template.languages {
            for channel in CHANNELS {
                if channel == SHORT.0 && !SHORT.1.contains(language) {
                    continue;
                }
                let is_expected = !template.internal && (!needs_link || may_be_sent("manual_url", channel));
                let is = is_offered(template, language, channel);
                assert_eq!(is, is_expected, "{} {language} {channel}", template.id);
            }
        }
    }
}

#[test]
fn a_note_is_offered_nowhere() {
    let internal: Vec<&str> = catalogue().iter().filter(|template| template.internal).map(|note| note.id).collect();
    assert_eq!(internal, ["no_response_needed"]);
}

#[test]
fn every_variable_works_under_both_names() {
    assert!(variables().len() >= 25);
    let names: BTreeSet<&str> = variables().iter().flat_map(|variable| [variable.name, variable.alias]).collect();
    assert_eq!(names.len(), variables().len() * 2);
    for variable in variables() {
        for language in LANGUAGES {
            let source = format!("{{{}}}{{{{ {} }}}}", variable.name, variable.alias);
            let value = [(variable.alias.to_owned(), variable.example.to_owned())];
            let text = render_source(&source, language, &value).unwrap().text;
            let (first, second) = text.split_at(text.len() / 2);
            assert!(!first.is_empty() && first == second, "{} {language}: {text}", variable.name);
        }
    }
}

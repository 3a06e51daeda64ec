//! Holds every shipped template, in every language, to the same rules.
#![allow(missing_docs)]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use sellerdesk_render::{
    LANGUAGES, RenderError, TemplateInfo, catalogue, find_variable, render, render_source, validate, variables,
};
use std::collections::BTreeSet;
use std::path::Path;

/// The classifier's categories.
const CATEGORIES: [&str; 13] = [
    "refund_return",
    "quality_issue",
    "logistics_issue",
    "dispute_threat",
    "order_status",
    "order_change",
    "presale_question",
    "usage_howto",
    "invoice_payment",
    "account",
    "praise_thanks",
    "spam_marketing",
    "general",
];
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
/// Links, contacts, promises, offers and requests for reviews. The word for "warranty" is among
/// them in some languages; templates that need it will need a finer list.
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
/// Channels all shipped texts must fit; Mercado Libre has its own test.
const CHANNELS: [&str; 6] = ["amazon", "ebay", "tiktok", "messenger", "whatsapp", "instagram"];

fn examples(names: &[&str]) -> Vec<(String, String)> {
    names.iter().map(|name| ((*name).to_owned(), find_variable(name).unwrap().example.to_owned())).collect()
}

fn required(template: &TemplateInfo) -> Vec<&'static str> {
    template.variables.iter().copied().filter(|name| !template.optional.contains(name)).collect()
}

/// Each text twice: with every value, and with the required ones only.
fn for_every_text(mut check: impl FnMut(&TemplateInfo, &str, &str)) {
    for template in catalogue() {
        for language in template.languages {
            for names in [template.variables, &required(template)] {
                let rendered = render(template.id, language, "", &examples(names)).unwrap();
                assert_eq!(rendered.language, *language);
                check(template, language, &rendered.text);
            }
        }
    }
}

#[test]
fn the_catalogue_is_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let folders: BTreeSet<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
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
            let names = validate(template.source(language).unwrap());
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
    for_every_text(|template, language, text| {
        let lower = text.to_lowercase();
        for opening in OPENINGS {
            assert!(!lower.starts_with(opening), "{} {language}: {opening}", template.id);
        }
        for word in FORBIDDEN {
            assert!(!lower.contains(word), "{} {language}: {word}", template.id);
        }
    });
}

#[test]
fn texts_fit_their_channels() {
    for template in catalogue() {
        let values = examples(template.variables);
        for language in template.languages {
            for channel in CHANNELS {
                assert!(
                    render(template.id, language, channel, &values).is_ok(),
                    "{} {language} {channel}",
                    template.id
                );
            }
        }
    }
}

/// Mercado Libre takes 350 characters, in the two languages it is run in.
#[test]
fn spanish_and_portuguese_fit_mercado_libre() {
    for template in catalogue() {
        for language in ["es", "pt"] {
            let rendered = render(template.id, language, "mercadolibre", &examples(template.variables));
            assert!(rendered.is_ok(), "{} {language}: {rendered:?}", template.id);
        }
    }
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

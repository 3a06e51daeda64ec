//! Custom templates: what is saved, what is refused, by field.
#![allow(missing_docs)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use sellerdesk_render::{CustomTemplate, Owner, RenderError, SaveError, limits};

fn template(texts: &[(&str, &str)]) -> CustomTemplate {
    CustomTemplate {
        id: "late_gift".to_owned(),
        title: "A present that comes late".to_owned(),
        category: "logistics_issue".to_owned(),
        owner: Owner::Shared,
        texts: texts.iter().map(|(language, source)| ((*language).to_owned(), (*source).to_owned())).collect(),
        version: 0,
    }
}

fn good() -> CustomTemplate {
    template(&[
        ("en", "Hi {客户名}, {order_id} is late.{% if reason %} {reason}{% endif %}"),
        ("de-ch", "{sku}: {agent_name}"),
    ])
}

fn wrong_fields(template: &CustomTemplate) -> Vec<String> {
    match template.check() {
        Err(SaveError::Invalid { fields }) => fields.into_iter().map(|error| error.field).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_good_template_lists_its_variables() {
    let variables = good().check().unwrap();
    assert_eq!(variables.used, ["customer_name", "order_id", "sku", "reason", "agent_name"]);
    assert_eq!(variables.required, ["customer_name", "order_id", "sku", "agent_name"]);
}

#[test]
fn every_wrong_field_is_named_at_once() {
    type Spoil = fn(&mut CustomTemplate);
    let cases: [(&str, Spoil); 16] = [
        ("id", |it| it.id.clear()),
        ("id", |it| it.id = "Späte".to_owned()),
        ("id", |it| it.id = "1st".to_owned()),
        ("id", |it| it.id = "a".repeat(limits::TEMPLATE_ID_BYTES_MAX + 1)),
        ("id", |it| it.id = "order_status".to_owned()),
        ("title", |it| it.title = " ".to_owned()),
        ("title", |it| it.title = "two\nlines".to_owned()),
        ("title", |it| it.title = "turned \u{202e}round".to_owned()),
        ("title", |it| it.title = "é".repeat(limits::TITLE_CHARS_MAX + 1)),
        ("category", |it| it.category = "gifts".to_owned()),
        ("owner", |it| it.owner = Owner::Personal(String::new())),
        ("texts", |it| it.texts.clear()),
        ("texts.nl", |it| drop(it.texts.insert("nl".to_owned(), "Hallo".to_owned()))),
        ("texts.EN-GB", |it| drop(it.texts.insert("EN-GB".to_owned(), "Hello".to_owned()))),
        ("texts.fr", |it| drop(it.texts.insert("fr".to_owned(), " \n".to_owned()))),
        ("texts.fr", |it| drop(it.texts.insert("fr".to_owned(), "{% for a in b %}".to_owned()))),
    ];
    for (field, spoil) in cases {
        let mut spoilt = good();
        spoil(&mut spoilt);
        assert_eq!(wrong_fields(&spoilt), [field], "{spoilt:?}");
    }
    let mut spoilt = template(&[("en", "{nobody}"), ("xx", "{order_id}")]);
    spoilt.title.clear();
    assert_eq!(wrong_fields(&spoilt), ["title", "texts.en", "texts.xx"]);
    let message = spoilt.check().unwrap_err().to_string();
    assert!(message.contains("texts.en: unknown variables: nobody"), "{message}");
}

#[test]
fn versions_follow_each_other() {
    let first = CustomTemplate::save(good(), None).unwrap();
    assert_eq!(first.version, 1);
    let second = CustomTemplate::save(first.clone(), Some(&first)).unwrap();
    assert_eq!(second, CustomTemplate { version: 2, ..first.clone() });
    let late = CustomTemplate::save(first.clone(), Some(&second));
    assert_eq!(late, Err(SaveError::Conflict { draft: 1, stored: 2 }));
    assert_eq!(CustomTemplate::save(good(), Some(&second)), Err(SaveError::Conflict { draft: 0, stored: 2 }));
    assert_eq!(CustomTemplate::save(second, None), Err(SaveError::Conflict { draft: 2, stored: 0 }));
}

#[test]
fn it_is_written_in_the_nearest_language_and_for_its_channel() {
    let template =
        template(&[("en", "US {dispatch_date}"), ("en-gb", "GB {dispatch_date}"), ("es", "{reason}{reason}")]);
    let date = [("dispatch_date".to_owned(), "2026-03-05".to_owned())];
    assert_eq!(template.render("en-US", "ebay", &date).unwrap().text, "US March 5, 2026");
    assert_eq!(template.render("EN_gb-x", "ebay", &date).unwrap().text, "GB 5 March 2026");
    assert_eq!(template.render("de", "", &date), Err(RenderError::UnknownLanguage { language: "de".to_owned() }));
    assert_eq!(template.render("en", "", &[]), Err(RenderError::MissingValues { names: vec!["dispatch_date"] }));
    let long = [("reason".to_owned(), "r".repeat(200))];
    assert!(template.render("es", "ebay", &long).is_ok());
    assert!(matches!(template.render("es", "mercadolibre", &long), Err(RenderError::TooLong { .. })));
}

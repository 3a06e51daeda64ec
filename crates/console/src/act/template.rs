//! `/settings/template`: one template of the shop's own: written, tried, saved, removed.

use crate::act::conversation::agents;
use crate::act::documents::{load, put};
use crate::act::templates::SECTION;
use crate::api::{Api, Service};
use crate::app::{Answer, Ctx};
use crate::failure::{Failure, Refusal};
use crate::form::{Form, query};
use crate::view::json::{at, list, text};
use crate::view::template::{Draft, Shown, Tried};
use crate::{Response, path, tags, view};
use serde_json::{Map, Value, json};

/// Prefix of fields with sample values.
const VALUE: &str = "v.";
/// Where a text is tried unless asked otherwise: a marketplace with strict rules.
const CHANNEL_DEFAULT: &str = "amazon";
/// Longest id of an own template, in bytes.
const ID_BYTES_MAX: usize = 64;

/// Shows an own one, a copy of any, or an empty form.
pub(crate) async fn show<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let (found, etag) = load(ctx, SECTION).await?;
    let draft = match (ctx.query.word("id"), ctx.query.word("copy")) {
        (Some(id), _) => stored(&found, id).ok_or(Failure::Missing)?,
        (None, Some(id)) => copy(ctx, id).await?,
        (None, None) => Draft { texts: vec![(ctx.ui.lang.short().to_owned(), String::new())], ..Draft::default() },
    };
    page(ctx, 200, &found, &etag, draft, None).await
}

/// Saves, tries or removes it, in the version that the form was made from.
pub(crate) async fn save<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let (found, now) = load(ctx, SECTION).await?;
    let draft = typed(&ctx.form);
    let etag = ctx.form.text("etag");
    if ctx.form.text("do") == "preview" {
        return page(ctx, 200, &found, etag, draft, None).await;
    }
    let is_removal = ctx.form.text("do") == "remove";
    let mut own = list(&found, SECTION).to_vec();
    let place = own.iter().position(|it| !draft.was.is_empty() && text(it, "id") == draft.was);
    match place {
        Some(place) if is_removal => drop(own.remove(place)),
        None if is_removal => {}
        Some(place) => {
            if let Some(old) = own.get_mut(place) {
                *old = document(&draft);
            }
        }
        None => own.push(document(&draft)),
    }
    let refusal = if etag == now {
        match put(ctx, SECTION, &json!({ SECTION: own }), etag).await {
            Ok(()) if is_removal => return Ok(Response::see("/settings/templates?done=removed")),
            Ok(()) => {
                return Ok(Response::see(&format!(
                    "/settings/template?{}",
                    query([("id", draft.id.trim()), ("done", "saved")])
                )));
            }
            Err(Failure::Refused(refusal)) => refusal,
            Err(failure) => return Err(failure),
        }
    } else {
        Refusal::conflict(ctx.ui.words.conflict)
    };
    let refusal = about_one(refusal, place.unwrap_or(own.len().saturating_sub(1)));
    let (found, now) = load(ctx, SECTION).await?;
    page(ctx, refusal.status, &found, &now, draft, Some(refusal)).await
}

/// What the script asks for while somebody writes.
pub(crate) async fn live<A: Api>(ctx: &Ctx<'_, A>) -> Answer {
    let found = ctx.get(Service::Settings, SECTION).await?;
    let tried = attempt(ctx, &typed(&ctx.form), list(&found, "variables")).await?;
    Ok(Response::json(200, &json!({ "html": view::template::result(&ctx.ui, &tried).into_string() })))
}

async fn page<A: Api>(
    ctx: &Ctx<'_, A>,
    status: u16,
    found: &Value,
    etag: &str,
    draft: Draft,
    refusal: Option<Refusal>,
) -> Answer {
    let tried = attempt(ctx, &draft, list(found, "variables")).await?;
    let stored = refusal.as_ref().and_then(|_| stored(found, &draft.was));
    let agents = agents(ctx).await;
    let shown = Shown { found, etag, agents: &agents, draft: &draft, tried: &tried, stored: stored.as_ref(), refusal };
    Ok(view::template::page(ctx, status, &shown))
}

/// Writes one of the draft's texts with sample values.
async fn attempt<A: Api>(ctx: &Ctx<'_, A>, draft: &Draft, variables: &[Value]) -> Result<Tried, Failure> {
    let mut written = draft.texts.iter().filter(|(lang, source)| !lang.is_empty() && !source.trim().is_empty());
    let is_asked = |lang: &str| written.clone().any(|(known, _)| known == lang);
    let asked = [ctx.form.text("preview_lang"), ctx.ui.lang.short()].into_iter().find(|lang| is_asked(lang));
    let chosen = match asked {
        Some(asked) => written.find(|(lang, _)| lang == asked),
        None => written.next(),
    };
    let channel = ctx.form.word("channel").unwrap_or(CHANNEL_DEFAULT).to_owned();
    let Some((lang, source)) = chosen else {
        return Ok(Tried { channel, ..Tried::default() });
    };
    let value = |variable: &Value| {
        let name = text(variable, "name");
        let typed = ctx.form.get(&format!("{VALUE}{name}")).unwrap_or(text(variable, "example"));
        (name.to_owned(), typed.trim().to_owned())
    };
    let values: Vec<(String, String)> = tags::used(source, variables).into_iter().map(value).collect();
    let given: Map<String, Value> = values
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    let asked = json!({ "source": source, "lang": lang, "channel": channel, "values": given });
    let mut tried = Tried { lang: lang.clone(), channel, values, ..Tried::default() };
    match ctx.post(Service::Settings, "preview/render", &asked).await {
        Ok(found) => {
            tried.text = text(&found, "text").to_owned();
            tried.findings = list(&found, "findings").to_vec();
        }
        Err(Failure::Refused(refusal)) => tried.refusal = Some(refusal),
        Err(failure) => return Err(failure),
    }
    Ok(tried)
}

/// An own template of the document.
fn stored(found: &Value, id: &str) -> Option<Draft> {
    let it = list(found, SECTION).iter().find(|it| text(it, "id") == id)?;
    Some(Draft { was: id.to_owned(), id: id.to_owned(), ..read(it) })
}

/// A draft out of a shipped template, or another own one.
async fn copy<A: Api>(ctx: &Ctx<'_, A>, id: &str) -> Result<Draft, Failure> {
    if !path::is_name(id) {
        return Err(Failure::Missing);
    }
    let found = ctx.get(Service::Settings, &format!("templates/{id}")).await?;
    let own: String = format!("own_{id}").chars().take(ID_BYTES_MAX).collect();
    Ok(Draft { id: own, copied: text(&found, "title").to_owned(), ..read(&found) })
}

fn read(template: &Value) -> Draft {
    let texts = at(template, "texts").as_object().into_iter().flatten();
    let mut texts: Vec<(String, String)> =
        texts.map(|(lang, source)| (lang.clone(), source.as_str().unwrap_or_default().to_owned())).collect();
    // In the order in which languages are offered everywhere.
    texts.sort_by_key(|(lang, _)| crate::words::LANGUAGES.iter().position(|known| known == lang).unwrap_or(usize::MAX));
    Draft {
        title: text(template, "title").to_owned(),
        category: text(template, "category").to_owned(),
        owner: text(template, "owner").to_owned(),
        texts,
        ..Draft::default()
    }
}

/// What the form says; line ends as people mean them.
fn typed(form: &Form) -> Draft {
    let texts =
        form.all("lang").zip(form.all("text")).map(|(lang, source)| (lang.to_owned(), source.replace("\r\n", "\n")));
    Draft {
        was: form.text("was").to_owned(),
        id: form.text("id").to_owned(),
        title: form.text("title").to_owned(),
        category: form.text("category").to_owned(),
        owner: form.text("owner").to_owned(),
        texts: texts.filter(|(lang, source)| !lang.is_empty() || !source.trim().is_empty()).collect(),
        copied: String::new(),
    }
}

/// The draft as the API keeps it.
fn document(draft: &Draft) -> Value {
    let texts = draft.texts.iter().filter(|(_, source)| !source.trim().is_empty());
    let texts: Map<String, Value> = texts.map(|(lang, source)| (lang.clone(), json!(source.trim_end()))).collect();
    let owner = Some(draft.owner.trim()).filter(|owner| !owner.is_empty());
    json!({ "id": draft.id.trim(), "title": draft.title.trim(), "category": draft.category, "owner": owner, "texts": texts })
}

/// The refusal with the fields of this template named as its form names them.
fn about_one(mut refusal: Refusal, place: usize) -> Refusal {
    let below = format!("templates[{place}].");
    for (field, _) in &mut refusal.errors {
        if let Some(inside) = field.strip_prefix(&below) {
            *field = inside.to_owned();
        }
    }
    refusal
}

//! JSON Schema, as far as the document uses it. A keyword beyond that is an error, so that none is passed over.
//!
//! Answers are held to more than their schema says: a field that it doesn't name is one too many.

use super::document::Document;
use super::pattern::Pattern;
use sellerdesk_tests::time::parse_rfc3339;
use serde_json::Value;

/// Keywords that demand nothing.
const REMARKS: [&str; 6] = ["$ref", "default", "description", "example", "title", "format"];

/// Checks a value.
///
/// # Errors
/// Where it isn't as described.
pub fn validate(document: &Document, shape: &Value, value: &Value) -> Result<(), String> {
    check(document, shape, value, "")
}

fn check(document: &Document, shape: &Value, value: &Value, at: &str) -> Result<(), String> {
    if shape.get("$ref").is_some() {
        check(document, document.resolved(shape), value, at)?;
    }
    let fields = shape.as_object().ok_or_else(|| format!("{at}: {shape} is no schema"))?;
    for (keyword, wanted) in fields {
        keyword_holds(document, shape, keyword, wanted, value, at)?;
    }
    match (shape.get("format").and_then(Value::as_str), value.as_str()) {
        (Some("date-time"), Some(text)) if parse_rfc3339(text).is_none() => Err(format!("{at}: {text} is no instant")),
        (Some("date"), Some(text)) if parse_rfc3339(&format!("{text}T00:00:00Z")).is_none() => {
            Err(format!("{at}: {text} is no day"))
        }
        _ => Ok(()),
    }
}

fn keyword_holds(
    document: &Document,
    shape: &Value,
    keyword: &str,
    wanted: &Value,
    value: &Value,
    at: &str,
) -> Result<(), String> {
    let number = wanted.as_f64();
    let length = || value.as_str().map(|text| text.chars().count() as f64);
    let items = || value.as_array().map(|items| items.len() as f64);
    let at_least = |given: Option<f64>| given.is_none_or(|given| given >= number.unwrap());
    let at_most = |given: Option<f64>| given.is_none_or(|given| given <= number.unwrap());
    let holds = match keyword {
        "type" => is_type(wanted, value),
        "enum" => wanted.as_array().unwrap().contains(value),
        "const" => wanted == value,
        "minimum" => at_least(value.as_f64()),
        "maximum" => at_most(value.as_f64()),
        "exclusiveMinimum" => value.as_f64().is_none_or(|given| given > number.unwrap()),
        "exclusiveMaximum" => value.as_f64().is_none_or(|given| given < number.unwrap()),
        "minLength" => at_least(length()),
        "maxLength" => at_most(length()),
        "minItems" => at_least(items()),
        "maxItems" => at_most(items()),
        "pattern" => value.as_str().is_none_or(|text| Pattern::parse(wanted.as_str().unwrap()).holds(text)),
        "required" => wanted
            .as_array()
            .unwrap()
            .iter()
            .all(|name| value.as_object().is_none_or(|fields| fields.contains_key(name.as_str().unwrap()))),
        "properties" | "additionalProperties" => return fields_hold(document, shape, value, at),
        "items" | "prefixItems" => return items_hold(document, shape, value, at),
        "anyOf" | "oneOf" => return one_holds(document, keyword, wanted, value, at),
        known if REMARKS.contains(&known) => true,
        other => return Err(format!("{at}: the keyword {other} is beyond this reader")),
    };
    if holds { Ok(()) } else { Err(format!("{at}: {keyword} {wanted} does not hold for {value}")) }
}

fn is_type(wanted: &Value, value: &Value) -> bool {
    match wanted {
        Value::Array(kinds) => kinds.iter().any(|kind| is_type(kind, value)),
        kind => match kind.as_str().unwrap() {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "string" => value.is_string(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            other => panic!("there is no type {other}"),
        },
    }
}

fn fields_hold(document: &Document, shape: &Value, value: &Value, at: &str) -> Result<(), String> {
    let Some(fields) = value.as_object() else { return Ok(()) };
    for (name, value) in fields {
        let at = format!("{at}.{name}");
        match (shape["properties"].get(name), shape.get("additionalProperties")) {
            (Some(shape), _) => check(document, shape, value, &at)?,
            (None, Some(Value::Object(_))) => check(document, &shape["additionalProperties"], value, &at)?,
            (None, _) => return Err(format!("{at} is not described")),
        }
    }
    Ok(())
}

fn items_hold(document: &Document, shape: &Value, value: &Value, at: &str) -> Result<(), String> {
    let first = shape["prefixItems"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (place, value) in value.as_array().into_iter().flatten().enumerate() {
        let of_item = first.get(place).or_else(|| shape.get("items"));
        check(
            document,
            of_item.ok_or_else(|| format!("{at}[{place}] is not described"))?,
            value,
            &format!("{at}[{place}]"),
        )?;
    }
    Ok(())
}

fn one_holds(document: &Document, keyword: &str, shapes: &Value, value: &Value, at: &str) -> Result<(), String> {
    let results: Vec<_> = shapes.as_array().unwrap().iter().map(|shape| check(document, shape, value, at)).collect();
    let holding = results.iter().filter(|result| result.is_ok()).count();
    match holding {
        0 => {
            let reasons: Vec<String> = results.into_iter().filter_map(Result::err).collect();
            Err(format!("{at}: {value} is none of these: {}", reasons.join("; ")))
        }
        1 => Ok(()),
        _ if keyword == "anyOf" => Ok(()),
        _ => Err(format!("{at}: {value} is {holding} of what it should be one of")),
    }
}

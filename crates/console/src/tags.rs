//! Which variables the text of a template names.

use crate::view::json::text;
use serde_json::Value;

/// Those of `variables` that a source names, in their order. A word between braces that is none of them is passed over:
/// who checks templates names it.
pub(crate) fn used<'a>(source: &str, variables: &'a [Value]) -> Vec<&'a Value> {
    let words: Vec<&str> = source.split('{').skip(1).flat_map(inside).collect();
    let is_used = |name: &str| !name.is_empty() && words.contains(&name);
    variables.iter().filter(|variable| is_used(text(variable, "name")) || is_used(text(variable, "alias"))).collect()
}

/// The words of what follows an opening brace, up to the closing one.
fn inside(rest: &str) -> impl Iterator<Item = &str> {
    let tag = rest.split('}').next().unwrap_or_default();
    tag.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::used;
    use crate::view::json::text;
    use serde_json::json;

    #[test]
    fn names_between_braces_are_variables_by_either_name() {
        let variables = [("customer_name", "客户名"), ("order_id", "订单号"), ("reason", "原因"), ("sku", "商品编码")]
            .map(|(name, alias)| json!({ "name": name, "alias": alias }));
        let names = |source| used(source, &variables).into_iter().map(|it| text(it, "name")).collect::<Vec<_>>();
        assert_eq!(
            names("Hello {客户名}, {% if reason %}since {{ reason }}{% endif %} sku"),
            ["customer_name", "reason"]
        );
        assert_eq!(names("{{ order_id | default(\"-\") }} { nothing"), ["order_id"]);
        assert!(names("order_id } reason").is_empty());
    }
}

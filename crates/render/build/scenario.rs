//! Reading `catalogue.txt`.

/// Variables of every scenario, before and after its own.
const FIRST: &str = "customer_name?";
const LAST: [&str; 2] = ["agent_name?", "shop_name"];
const INTERNAL: &str = "internal";

/// A line of the catalogue.
#[derive(Debug)]
pub struct Scenario {
    pub id: String,
    pub title: String,
    pub category: String,
    /// For the file, not for a buyer.
    pub internal: bool,
    /// All of its variables, in the order of the library's table.
    pub variables: Vec<String>,
    /// Those it can do without.
    pub optional: Vec<String>,
}

/// Reads the catalogue.
///
/// # Errors
/// A line that isn't a category, a scenario, a comment or blank, with its number.
pub fn read(text: &str) -> Result<Vec<Scenario>, String> {
    let mut category = String::new();
    let mut scenarios = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            name.clone_into(&mut category);
            continue;
        }
        scenarios.push(scenario(line, &category).ok_or_else(|| format!("catalogue.txt, line {number}: {line}"))?);
    }
    Ok(scenarios)
}

fn scenario(line: &str, category: &str) -> Option<Scenario> {
    let mut fields = line.split('|').map(str::trim);
    let (id, title, own) = (fields.next()?, fields.next()?, fields.next()?);
    let internal = match fields.next() {
        None => false,
        Some(INTERNAL) => true,
        Some(_) => return None,
    };
    let marked: Vec<&str> = [FIRST].into_iter().chain(own.split_whitespace()).chain(LAST).collect();
    Some(Scenario {
        id: id.to_owned(),
        title: title.to_owned(),
        category: category.to_owned(),
        internal,
        variables: marked.iter().map(|name| name.trim_end_matches('?').to_owned()).collect(),
        optional: marked.iter().filter_map(|name| name.strip_suffix('?')).map(str::to_owned).collect(),
    })
}

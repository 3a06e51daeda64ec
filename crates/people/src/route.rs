//! Route tables: which path asks for which permission. What is not in a table does not exist.

use crate::Permission;

/// What a route asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: health, signing in.
    Nothing,
    /// Any valid token.
    Anybody,
    /// The session of a person.
    Person,
    /// The operator's token.
    Operator,
    /// A permission.
    May(Permission),
}

/// A row of a component's table.
#[derive(Clone, Copy, Debug)]
pub struct Route<T> {
    /// Upper-case method.
    pub method: &'static str,
    /// The path; a part in braces takes any one part.
    pub path: &'static str,
    /// What the component does.
    pub to: T,
    /// What it asks for.
    pub needs: Needs,
}

/// What a table has for a request.
#[derive(Debug)]
pub enum Found<'r, 'p, T> {
    /// A row, and the parts that stand for its braces.
    Row(&'r Route<T>, Vec<&'p str>),
    /// The path takes other methods.
    Method(String),
    /// No row.
    Nothing,
}

impl<T> Route<T> {
    /// A row.
    pub const fn new(method: &'static str, path: &'static str, to: T, needs: Needs) -> Self {
        Self { method, path, to, needs }
    }
}

/// Looks a request up; of two rows the first.
pub fn find<'r, 'p, T>(routes: &'r [Route<T>], method: &str, path: &'p str) -> Found<'r, 'p, T> {
    let mut methods = Vec::new();
    for route in routes {
        let Some(parts) = parts(route.path, path) else { continue };
        if route.method == method {
            return Found::Row(route, parts);
        }
        methods.push(route.method);
    }
    if methods.is_empty() { Found::Nothing } else { Found::Method(methods.join(", ")) }
}

/// The parts of `path` that stand for the braces of `pattern`, if it is one of its paths.
fn parts<'p>(pattern: &str, path: &'p str) -> Option<Vec<&'p str>> {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    let mut parts = Vec::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(parts),
            (Some(wanted), Some(given)) if wanted.starts_with('{') => parts.push(given),
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTES: &[Route<u8>] = &[
        Route::new("GET", "/a/{id}", 1, Needs::Anybody),
        Route::new("PUT", "/a/{id}", 2, Needs::Anybody),
        Route::new("GET", "/a/{id}/b/{other}", 3, Needs::Nothing),
    ];

    fn look(method: &str, path: &str) -> String {
        match find(ROUTES, method, path) {
            Found::Row(route, parts) => format!("{} {}", route.to, parts.join(" ")),
            Found::Method(allow) => allow,
            Found::Nothing => "-".to_owned(),
        }
    }

    #[test]
    fn a_path_is_found_whole_or_not_at_all() {
        for (method, path, wanted) in [
            ("GET", "/a/7", "1 7"),
            ("PUT", "/a/7", "2 7"),
            ("POST", "/a/7", "GET, PUT"),
            ("GET", "/a/7/b/8", "3 7 8"),
            ("GET", "/a/", "1 "),
            ("GET", "/a", "-"),
            ("GET", "/a/7/", "-"),
            ("GET", "a/7", "-"),
            ("GET", "/A/7", "-"),
            ("GET", "/a/7/b", "-"),
            ("GET", "/a//b/", "3  "),
        ] {
            assert_eq!(look(method, path), wanted, "{method} {path}");
        }
    }
}

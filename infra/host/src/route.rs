//! From a path to a trigger, with the router Spin uses and Spin's rules around it
//! (spinframework/spin `crates/routes/src/lib.rs`).

use crate::manifest::HttpTrigger;

/// Paths under it belong to the host.
pub(crate) const WELL_KNOWN_PREFIX: &str = "/.well-known/spin/";
/// The route chained calls arrive by.
const CHAINED_ROUTE: &str = "/...";

/// A route that can't be parsed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("route {route:?}: {problem}")]
pub struct RouteError {
    route: String,
    problem: String,
}

#[derive(Debug)]
struct Route {
    trigger: usize,
    raw: String,
    based: String,
}

/// Finds the trigger for a path: an exact route beats a named wildcard beats the longest prefix.
#[derive(Debug)]
pub(crate) struct Router {
    routes: routefinder::Router<Route>,
}

/// What the host tells a component about the route that led to it.
#[derive(Debug)]
pub(crate) struct RouteMatch {
    /// The route as the manifest has it.
    pub(crate) raw: String,
    /// The route as it was matched: absolute, without a trailing slash.
    pub(crate) based: String,
    /// What the trailing wildcard caught.
    pub(crate) path_info: String,
    /// What the named wildcards caught.
    pub(crate) named: Vec<(String, String)>,
}

impl Router {
    /// Builds a router for the triggers that have a route. Of two equal routes the later wins;
    /// the second value returned lists those that lost, as Spin merely logs them.
    ///
    /// # Errors
    /// [`RouteError`] for a route that can't be parsed.
    pub(crate) fn build(triggers: &[HttpTrigger]) -> Result<(Self, Vec<String>), RouteError> {
        let mut by_route: Vec<Route> = Vec::new();
        let mut duplicates = Vec::new();
        for (trigger, route) in triggers.iter().enumerate() {
            let Some(raw) = &route.route else { continue };
            let entry = Route { trigger, raw: raw.clone(), based: based(raw) };
            match by_route.iter_mut().find(|known| known.raw == *raw) {
                Some(known) => {
                    *known = entry;
                    duplicates.push(raw.clone());
                }
                None => by_route.push(entry),
            }
        }
        let mut routes = routefinder::Router::new();
        for route in by_route {
            let pattern = match route.based.strip_suffix("/...") {
                Some(prefix) => format!("{prefix}/*"),
                None => route.based.clone(),
            };
            let raw = route.raw.clone();
            routes.add(pattern, route).map_err(|problem| RouteError { route: raw, problem: problem.to_string() })?;
        }
        Ok((Self { routes }, duplicates))
    }

    /// The index of the trigger that answers `path`, and how it matched.
    pub(crate) fn find(&self, path: &str) -> Option<(usize, RouteMatch)> {
        let found = self.routes.best_match(path)?;
        let captures = found.captures();
        let path_info = captures.wildcard().map(|rest| path_info(rest, path));
        let named =
            captures.params().iter().map(|capture| (capture.name().to_owned(), capture.value().to_owned())).collect();
        let route = found.handler();
        let matched = RouteMatch {
            raw: route.raw.clone(),
            based: route.based.clone(),
            path_info: path_info.unwrap_or_default(),
            named,
        };
        Some((route.trigger, matched))
    }
}

impl RouteMatch {
    /// The match of a chained call: as if its component had the route `/...`.
    pub(crate) fn chained(path: &str) -> Self {
        Self { raw: CHAINED_ROUTE.into(), based: CHAINED_ROUTE.into(), path_info: path.to_owned(), named: Vec::new() }
    }

    /// The manifest's route without a trailing wildcard.
    pub(crate) fn raw_prefix(&self) -> &str {
        self.raw.strip_suffix("/...").unwrap_or(&self.raw)
    }
}

fn based(raw: &str) -> String {
    let absolute = if raw.starts_with('/') { raw.to_owned() } else { format!("/{raw}") };
    absolute.strip_suffix('/').unwrap_or(&absolute).to_owned()
}

/// Spin keeps the slashes around what the wildcard caught; routefinder doesn't.
fn path_info(rest: &str, path: &str) -> String {
    match (rest.is_empty(), path.ends_with('/')) {
        (true, false) => String::new(),
        (true, true) => "/".into(),
        (false, false) => format!("/{rest}"),
        (false, true) => format!("/{rest}/"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

    use super::*;
    use crate::manifest::TriggerTarget;

    fn router(routes: &[&str]) -> (Router, Vec<String>) {
        let triggers: Vec<HttpTrigger> = routes
            .iter()
            .map(|route| HttpTrigger {
                route: (*route != "private").then(|| (*route).to_owned()),
                target: TriggerTarget::Component("c".into()),
            })
            .collect();
        Router::build(&triggers).unwrap()
    }

    fn find(routes: &[&str], path: &str) -> Option<String> {
        let (router, _) = router(routes);
        router.find(path).map(|(trigger, _)| routes[trigger].to_owned())
    }

    #[test]
    fn exact_beats_named_beats_the_longest_prefix() {
        let routes = ["/...", "/a/...", "/a/:id", "/a/b", "private"];
        for (path, expected) in
            [("/a/b", "/a/b"), ("/a/c", "/a/:id"), ("/a/c/d", "/a/..."), ("/z", "/..."), ("/", "/...")]
        {
            assert_eq!(find(&routes, path).as_deref(), Some(expected), "{path}");
        }
        assert_eq!(find(&["/a", "private"], "/b"), None);
    }

    #[test]
    fn the_match_says_what_the_wildcards_caught() {
        let (router, _) = router(&["/hooks/:channel/..."]);
        let (_, matched) = router.find("/hooks/shopify/main/x").unwrap();
        assert_eq!(matched.path_info, "/main/x");
        assert_eq!(matched.named, [("channel".into(), "shopify".into())]);
        assert_eq!(matched.raw_prefix(), "/hooks/:channel");
    }

    #[test]
    fn the_later_of_two_equal_routes_wins() {
        let (router, duplicates) = router(&["/a", "/a"]);
        assert_eq!(duplicates, ["/a"]);
        assert_eq!(router.find("/a").unwrap().0, 1);
    }
}

//! The route tables of the components behind `/api`, against the table of who may use which route. The black-box suite
//! asks the same of a running desk.

#![allow(clippy::panic, clippy::unwrap_used, reason = "tests")]

use sellerdesk_people::{Needs, Principal, Role, Route, Scope, Who};
use std::collections::{BTreeMap, BTreeSet};

#[path = "../../../components/desk/src/routes.rs"]
#[allow(dead_code, reason = "only the table is of interest")]
mod desk;
#[path = "../../../components/evidence/src/routes.rs"]
#[allow(dead_code, reason = "only the table is of interest")]
mod evidence;
#[path = "../../../components/health/src/routes.rs"]
#[allow(dead_code, reason = "only the table is of interest")]
mod health;
#[path = "../../../components/identity/src/routes.rs"]
#[allow(dead_code, reason = "only the table is of interest")]
mod identity;
#[path = "../../../components/openapi/src/routes.rs"]
#[allow(dead_code, reason = "only the table is of interest")]
mod openapi;
#[path = "../../../components/reports/src/routes.rs"]
#[allow(dead_code, reason = "only the table is of interest")]
mod reports;
#[path = "../../../components/settings/src/routes.rs"]
#[allow(dead_code, reason = "only the table is of interest")]
mod settings;
#[path = "../../../components/team/src/routes.rs"]
#[allow(dead_code, reason = "only the table is of interest")]
mod team;

const MATRIX: &str = include_str!("../../../tests/api/people/matrix.txt");

/// Method and path, and what is asked for.
fn routes() -> Vec<(String, Needs)> {
    fn rows<T>(table: &[Route<T>]) -> Vec<(String, Needs)> {
        table.iter().map(|route| (format!("{} {}", route.method, route.path), route.needs)).collect()
    }
    let tables = [
        rows(desk::ROUTES),
        rows(evidence::ROUTES),
        rows(health::ROUTES),
        rows(identity::ROUTES),
        rows(openapi::ROUTES),
        rows(reports::ROUTES),
        rows(settings::ROUTES),
        rows(team::ROUTES),
    ];
    tables.concat()
}

/// Method and path, and who is named.
fn matrix() -> BTreeMap<String, BTreeSet<&'static str>> {
    let lines = MATRIX.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let mut words = line.split_whitespace();
            let route = format!("{} {}", words.next().unwrap(), words.next().unwrap());
            (route, words.collect())
        })
        .collect()
}

fn principals() -> Vec<(&'static str, Principal)> {
    let agent = |role, accounts: Option<&[&str]>| {
        let who = Who::Agent { id: "1".to_owned(), session: "2".to_owned() };
        let accounts = accounts.map(|accounts| accounts.iter().map(|it| (*it).to_owned()).collect());
        Principal::agent(who, "somebody".to_owned(), role, accounts)
    };
    let token = |scope| Principal::token("1".to_owned(), "robot".to_owned(), &[scope], None);
    vec![
        ("everybody", Principal::nobody()),
        ("agent", agent(Role::Agent, None)),
        ("limited", agent(Role::Supervisor, Some(&["standard/main"]))),
        ("supervisor", agent(Role::Supervisor, None)),
        ("admin", agent(Role::Admin, None)),
        ("operator", Principal::operator()),
        ("read", token(Scope::Read)),
        ("reply", token(Scope::Reply)),
        ("facts", token(Scope::Facts)),
        ("manage", token(Scope::Manage)),
        ("erase", token(Scope::Erase)),
    ]
}

#[test]
fn every_route_is_in_the_matrix_and_the_other_way_round() {
    let routes: BTreeSet<String> = routes().into_iter().map(|(route, _)| route).collect();
    let lines: BTreeSet<String> = matrix().into_keys().collect();
    assert_eq!(routes, lines);
}

#[test]
fn every_route_is_open_to_those_whom_the_matrix_names() {
    let matrix = matrix();
    let principals = principals();
    for (route, needs) in routes() {
        let named = matrix.get(&route).unwrap_or_else(|| panic!("{route} is not in the matrix"));
        for (name, who) in &principals {
            let is_valid = *name != "everybody";
            let is_named =
                named.contains(name) || named.contains("everybody") || (is_valid && named.contains("anybody"));
            assert_eq!(who.meets(needs), is_named, "{route} for {name}");
        }
    }
}

#[test]
fn the_matrix_names_nobody_unknown() {
    let known: BTreeSet<&str> = principals().into_iter().map(|(name, _)| name).chain(["anybody"]).collect();
    for (route, named) in matrix() {
        assert!(!named.is_empty() && named.is_subset(&known), "{route}: {named:?}");
    }
}

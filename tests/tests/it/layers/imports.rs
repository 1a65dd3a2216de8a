//! The two rules of imports: they point down the declared layers, and nowhere in a circle.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    krate::{Krate, Module, ModulePath, Target},
    order::FACADE,
    references::Reference,
};

/// What breaks the rules, a message each. Without `layers` only circles are looked for.
pub(super) fn violations(krate: &Krate, layers: Option<&[&str]>) -> Vec<String> {
    let mut found = Vec::new();
    let mut circles = Circles::default();
    for (path, module) in &krate.modules {
        if path.is_empty() || FACADE.contains(&path[0].as_str()) {
            continue;
        }
        for reference in &module.references {
            let Some(target) = krate.resolve(path, &reference.path) else { continue };
            if let Some(layers) = layers {
                found.extend(points_up(path, &target, layers).map(|why| place(module, reference, &why)));
            }
            // The layers rule out circles at the root, and says it better.
            let shared = path.iter().zip(&target.module).take_while(|(a, b)| a == b).count();
            if shared > 0 || layers.is_none() {
                circles.add(krate, path, reference, &target, shared);
            }
        }
    }
    found.extend(circles.found());
    found
}

fn points_up(from: &ModulePath, target: &Target, layers: &[&str]) -> Option<String> {
    let own = &from[0];
    let Some(other) = target.module.first().filter(|_| !target.through_root) else {
        return Some("goes through the crate's root; name the module that holds it".to_owned());
    };
    let layer = |name: &String| layers.iter().position(|layer| layer == name);
    match (layer(own), layer(other)) {
        _ if own == other => None,
        _ if FACADE.contains(&other.as_str()) => {
            Some(format!("goes through the facade `{other}`; name the module itself"))
        }
        (None, _) => {
            Some(format!("stands in `{own}`, which has no layer; put it into LAYERS (tests/tests/it/layers/order.rs)"))
        }
        (_, None) => {
            Some(format!("leads to `{other}`, which has no layer; put it into LAYERS (tests/tests/it/layers/order.rs)"))
        }
        (Some(below), Some(above)) if above > below => Some(format!(
            "points up, from `{own}` to `{other}`; move what both need below `{own}`, or let the caller hand it in (the order: tests/tests/it/layers/order.rs)"
        )),
        _ => None,
    }
}

fn place(module: &Module, reference: &Reference, why: &str) -> String {
    format!("{}:{}: `{}` {why}", module.file, reference.line, reference.path.join("::"))
}

/// For each module the modules that it imports, with a line of the source that does.
type Edges = BTreeMap<String, BTreeMap<String, String>>;

/// Who imports whom, among the modules of each parent.
#[derive(Default)]
struct Circles {
    edges: BTreeMap<ModulePath, Edges>,
}

impl Circles {
    fn add(&mut self, krate: &Krate, from: &ModulePath, reference: &Reference, to: &Target, shared: usize) {
        let parent = from[..shared].to_vec();
        // What only gathers modules names them all, and naming it is naming one of them.
        let end = |path: &ModulePath| match path.get(shared) {
            Some(child) => Some(child.clone()),
            None if krate.modules[&parent].gathers => None,
            None => Some("self".to_owned()),
        };
        let (Some(own), Some(other)) = (end(from), end(&to.module)) else { return };
        if own != other {
            let line = place(&krate.modules[from], reference, &format!("(`{own}` → `{other}`)"));
            self.edges.entry(parent).or_default().entry(own).or_default().entry(other).or_insert(line);
        }
    }

    fn found(&self) -> Vec<String> {
        let mut found = Vec::new();
        for edges in self.edges.values() {
            let mut told: BTreeSet<&str> = BTreeSet::new();
            for start in edges.keys() {
                let circle = shortest(edges, start);
                if !circle.is_empty() && !told.contains(start.as_str()) {
                    let lines: Vec<&str> = circle.iter().map(|(from, to)| edges[*from][*to].as_str()).collect();
                    told.extend(circle.iter().map(|(from, _)| *from));
                    found.push(format!(
                        "a circle of imports; move what they share into a module below them all:\n    {}",
                        lines.join("\n    ")
                    ));
                }
            }
        }
        found
    }
}

/// The shortest way from `start` back to itself, as pairs of modules; empty when there is none.
fn shortest<'a>(edges: &'a Edges, start: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(here) = queue.pop_front() {
        for next in edges.get(here).into_iter().flat_map(BTreeMap::keys) {
            if next == start {
                let mut circle = vec![(here, start)];
                while let Some(before) = came_from.get(circle[0].0) {
                    circle.insert(0, (before, circle[0].0));
                }
                return circle;
            }
            if !came_from.contains_key(next.as_str()) {
                came_from.insert(next, here);
                queue.push_back(next);
            }
        }
    }
    Vec::new()
}

//! Groups of states, resolved to the states in them.

use std::collections::BTreeMap;

use proc_macro2::Ident;

use crate::{
    diagnostics::Diagnostics,
    reducer::args::{Group, listed},
};

/// The groups by name. A name that is none of them is a state.
#[derive(Default)]
pub(crate) struct Groups {
    groups: Vec<Ident>,
    contents: BTreeMap<String, Contents>,
}

#[derive(Clone, Default)]
struct Contents {
    states: Vec<Ident>,
    /// The groups within, at any depth.
    groups: Vec<String>,
}

impl Groups {
    pub(crate) fn resolve(groups: &[Group], diagnostics: &mut Diagnostics) -> Self {
        let mut by_name = BTreeMap::new();
        for group in groups {
            if by_name.insert(group.name.to_string(), group).is_some() {
                diagnostics.error(
                    &group.name,
                    format!("group `{}` is given twice", group.name),
                    "a group's name stands for one set of states",
                    "rename one of the two, or join their members by `|`",
                );
            }
        }
        let mut resolved = Self { groups: groups.iter().map(|group| group.name.clone()).collect(), ..Self::default() };
        let mut reported: Vec<Vec<String>> = Vec::new();
        for group in groups {
            match contents(group, &by_name, &mut vec![group.name.to_string()]) {
                Ok(contents) => {
                    resolved.contents.insert(group.name.to_string(), contents);
                }
                Err(mut circle) => {
                    let leads = listed(&circle);
                    circle.sort();
                    if !reported.contains(&circle) {
                        reported.push(circle);
                        diagnostics.error(
                            &group.name,
                            format!("group `{}` has no states of its own", group.name),
                            format!("what it holds leads in a circle, over {leads}"),
                            "name states in one of them instead of the next group",
                        );
                    }
                }
            }
        }
        resolved
    }

    /// The states of the group `name`; `None` where no group has that name.
    pub(crate) fn states(&self, name: &Ident) -> Option<&[Ident]> {
        self.contents.get(&name.to_string()).map(|contents| contents.states.as_slice())
    }

    /// The states that `names` stand for, each once.
    pub(crate) fn flatten<'a>(&'a self, names: impl IntoIterator<Item = &'a Ident>) -> Vec<&'a Ident> {
        let mut states: Vec<&Ident> = Vec::new();
        for name in names {
            for state in self.states(name).unwrap_or(std::slice::from_ref(name)) {
                if !states.contains(&state) {
                    states.push(state);
                }
            }
        }
        states
    }

    /// Whether the group `inner` lies within `outer`, so that its rows come first.
    pub(crate) fn is_within(&self, inner: &Ident, outer: &Ident) -> bool {
        let (Some(small), Some(large)) = (self.contents.get(&inner.to_string()), self.contents.get(&outer.to_string()))
        else {
            return false;
        };
        let nested = large.groups.contains(&inner.to_string());
        let subset = small.states.iter().all(|state| large.states.contains(state));
        nested || (subset && small.states.len() < large.states.len())
    }

    /// The groups in the order of writing.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Ident, &[Ident])> {
        self.groups.iter().filter_map(|name| Some((name, self.states(name)?)))
    }
}

/// What `group` holds, or the groups that lead in a circle. `path` is the way from the group that was asked about.
fn contents(
    group: &Group,
    by_name: &BTreeMap<String, &Group>,
    path: &mut Vec<String>,
) -> Result<Contents, Vec<String>> {
    let mut found = Contents::default();
    for member in &group.members {
        let name = member.to_string();
        let Some(inner) = by_name.get(&name) else {
            found.add_states([member.clone()]);
            continue;
        };
        if let Some(start) = path.iter().position(|above| *above == name) {
            return Err(path[start..].to_vec());
        }
        path.push(name.clone());
        let within = contents(inner, by_name, path)?;
        path.pop();
        found.add_states(within.states);
        found.groups.push(name);
        found.groups.extend(within.groups);
    }
    Ok(found)
}

impl Contents {
    fn add_states(&mut self, states: impl IntoIterator<Item = Ident>) {
        for state in states {
            if !self.states.contains(&state) {
                self.states.push(state);
            }
        }
    }
}

//! A committed diagram that cannot grow stale.

use std::{env, fs, path::Path};

use crate::machine::{MachineSpec, Reducer};

/// Asserts that the file at `path` (relative to the package) is the diagram of `R`: Mermaid, or Graphviz where the name
/// ends in `.dot` or `.gv`.
///
/// `CHRONOSTACK_UPDATE=diagram cargo test` writes it instead, the first time too.
///
/// ```no_run
/// # #[derive(Clone, Default, serde::Serialize, serde::Deserialize)] struct Order;
/// # fn test<Order: chronostack::machine::Reducer>() {
/// chronostack::testing::assert_diagram::<Order>("docs/order.mmd");
/// # }
/// ```
///
/// # Panics
/// When the file is another, or cannot be read or written.
#[track_caller]
pub fn assert_diagram<R: Reducer>(path: impl AsRef<Path>) {
    // Cargo says where the package is; without it the working directory is the best guess.
    let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let update = env::var("CHRONOSTACK_UPDATE").is_ok_and(|wanted| wanted.split(',').any(|word| word == "diagram"));
    if let Err(difference) = compare(R::machine(), &Path::new(&package).join(path), update) {
        panic!("{difference}");
    }
}

fn compare(machine: &MachineSpec, path: &Path, update: bool) -> Result<(), String> {
    let graphviz = path.extension().is_some_and(|extension| extension == "dot" || extension == "gv");
    let diagram = if graphviz { machine.to_dot() } else { machine.to_mermaid() };
    let shown = path.display();
    if update {
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        return folder.and_then(|()| fs::write(path, diagram)).map_err(|error| format!("write {shown}: {error}"));
    }
    let hint = format!("to write it: CHRONOSTACK_UPDATE=diagram cargo test\nit should be:\n{diagram}");
    match fs::read_to_string(path) {
        // A checkout may have changed the line endings.
        Ok(committed) if committed.replace("\r\n", "\n") == diagram => Ok(()),
        Ok(_) => Err(format!("{shown} is no longer the diagram of {}; {hint}", machine.name)),
        Err(error) => Err(format!("read {shown}, the diagram of {}: {error}; {hint}", machine.name)),
    }
}

#[cfg(test)]
mod tests {
    use super::compare;
    use crate::machine::{MachineSpec, StateSpec};

    #[test]
    fn what_is_written_is_then_equal() {
        let state = StateSpec { name: "Lamp", initial: true, terminal: false };
        let mut machine = MachineSpec::new::<crate::testing::random::tests::TillEvent>("Lamp", "lamp");
        machine.states = vec![state];
        let folder = tempfile::tempdir().unwrap();
        for name in ["docs/lamp.mmd", "docs/lamp.dot"] {
            let path = folder.path().join(name);
            assert!(compare(&machine, &path, false).is_err(), "it is not there yet");
            compare(&machine, &path, true).unwrap();
            compare(&machine, &path, false).unwrap();
        }
        machine.states.clear();
        assert!(compare(&machine, &folder.path().join("docs/lamp.mmd"), false).is_err());
    }
}

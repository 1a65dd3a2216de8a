//! What documents say about files: every file that they name must exist.

/// The endings by which a word is taken for a file of the project.
const ENDINGS: [&str; 5] = [".rs", ".md", ".toml", ".sh", ".yml"];

/// The doc comments of a Rust file, a line of text for each of its lines, so that line numbers stay.
pub(super) fn of_source(text: &str) -> String {
    let comment = |line: &str| {
        let line = line.trim_start();
        let text = line.strip_prefix("//!").or_else(|| line.strip_prefix("///")).unwrap_or_default();
        format!("{text}\n")
    };
    text.lines().map(comment).collect()
}

/// The files that `text` names (in backticks with a slash, or by a link) and that do not exist. Code blocks are not read.
pub(super) fn violations(file: &str, text: &str, exists: &dyn Fn(&str) -> bool) -> Vec<String> {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    let mut code_block = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            code_block = !code_block;
        } else if !code_block {
            for named in quoted(line).chain(linked(line)) {
                let beside = join(folder, named);
                if !exists(named) && !exists(&beside) {
                    found.push(format!("{file}:{}: names `{named}`, which does not exist; mend or drop it", index + 1));
                }
            }
        }
    }
    found
}

/// What stands in backticks and reads as a path with a file's ending.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    let is_path = |word: &&str| {
        word.contains('/')
            && ENDINGS.iter().any(|ending| word.ends_with(ending))
            && !word.contains([' ', '*', '<', '{', ':', '$', '~'])
            && !word.starts_with('/')
    };
    line.split('`').skip(1).step_by(2).filter(is_path)
}

/// The targets of links into the project. `crate::id` and `https://…` lead elsewhere.
fn linked(line: &str) -> impl Iterator<Item = &str> {
    let targets = line.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets
        .map(|(target, _)| target.split_once('#').map_or(target, |(file, _)| file))
        .filter(|target| target.contains(['/', '.']) && !target.contains(':'))
}

/// `path` seen from `folder`, `..` followed.
fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

//! Whether recorded histories end as they did when the lock was written.

use crate::testing::lock::{
    code::Code,
    consent::Consent,
    endings::Ending,
    key::key,
    locked::{LockedEnding, LockedMachine, Rewritten},
};

/// How the code's logic compares with a machine of the lock.
struct Logic<'a> {
    /// Whether snapshots of before are of no use any more: tokens, `revision` or the state's shape differ.
    rekeyed: bool,
    /// How many histories could be compared.
    compared: usize,
    /// Those of them that end otherwise.
    differing: Vec<&'a Ending>,
    /// Those that are as they were, of which the end cannot be compared as the state has another shape.
    incomparable: usize,
}

impl<'a> Logic<'a> {
    fn of(locked: &LockedMachine, code: &'a Code) -> Self {
        let rekeyed = rekeyed(locked, code);
        let mut logic = Self { rekeyed, compared: 0, differing: Vec::new(), incomparable: 0 };
        for ending in &code.endings {
            // Of another history nothing is known yet.
            let Some(before) = locked.endings.get(&ending.file).filter(|before| before.hash == ending.hash) else {
                continue;
            };
            match ending.end {
                Some(end) if !end.comparable(before.end) => logic.incomparable += 1,
                Some(end) if end == before.end => logic.compared += 1,
                _ => {
                    logic.compared += 1;
                    logic.differing.push(ending);
                }
            }
        }
        logic
    }

    /// What is said when nothing is wrong.
    fn note(&self, code: &Code) -> Option<String> {
        let Self { rekeyed, compared, incomparable, .. } = *self;
        let changed = format!("`{}`: logic changed; ", code.machine);
        match (rekeyed, compared, incomparable) {
            (false, ..) => None,
            (true, 0, 0) => Some(changed + "no recorded history tells whether any ends differently now"),
            (true, 0, _) => Some(format!(
                "`{}`: the state has another shape, so how {} end cannot be compared; their snapshots show what changed",
                code.machine,
                histories(incomparable)
            )),
            (true, ..) => Some(format!("{changed}0 of {} now end differently", histories(compared))),
        }
    }

    /// The message that histories end otherwise.
    fn refusal(&self, code: &Code) -> String {
        let Self { rekeyed, compared, ref differing, .. } = *self;
        let line = |ending: &&Ending| {
            let end = if ending.end.is_some() { "" } else { "   is not replayed any more" };
            format!("  {}{end}\n", ending.file)
        };
        let list: String = differing.iter().map(line).collect();
        let ends = if differing.len() == 1 { "ends" } else { "end" };
        let ends = format!("{} of {} now {ends} differently", differing.len(), histories(compared));
        let machine = code.machine;
        if rekeyed {
            return format!(
                "`{machine}`: logic changed; {ends} than chronostack.lock says\n\n{list}\n\
                 why: today's rules replay what was recorded under the old ones: snapshots are rebuilt, and states of old logs change as \
                 these do\n\
                 fix: the snapshot test of each shows at which event it parts. If that is\n\
                 - not meant: mend the rule\n\
                 - meant for new events only: give the event a new version, and treat what comes from the old one as before\n\
                 - meant for old ones too: see what it changes in a real log by `stack.shadow::<Old, New>()`, then\n  \
                   CHRONOSTACK_UPDATE=break CHRONOSTACK_REASON=\"why\" cargo test"
            );
        }
        format!(
            "`{machine}`: {ends} than chronostack.lock says, though neither the reducer nor its `revision` changed\n\n{list}\n\
             why: something outside of the reducer decides over its states: a function that it calls, `From` of an older \
             version, or what differs between runs. Snapshots do not see that, and would go on with the old states\n\
             fix: the snapshot test of each shows at which event it parts. If that is\n\
             - not meant: mend what was changed\n\
             - meant: raise `revision` (`#[reducer(.., revision = {})]`), so that snapshots are made anew, and run this test again",
            code.locked.revision + 1,
        )
    }
}

/// Brings a machine of the lock up to date as far as that is consented to; answers with what is to be said about it.
pub(super) fn settle(machine: &mut LockedMachine, code: &Code, consent: &Consent) -> Result<Option<String>, String> {
    let logic = Logic::of(machine, code);
    let mut rewritten = machine.rewritten.clone();
    match &consent.breaking {
        _ if logic.differing.is_empty() => {}
        Some(reason) if logic.rekeyed => {
            rewritten.push(Rewritten { ends: logic.differing.len(), of: logic.compared, reason: reason.clone() });
        }
        _ => return Err(logic.refusal(code)),
    }
    let note = logic.note(code).filter(|_| logic.differing.is_empty());
    let mut endings = machine.endings.clone();
    endings.retain(|file, _| !of_the_code(file, code));
    let under = key(&code.locked);
    endings.extend(code.endings.iter().filter_map(|Ending { file, hash, end }| {
        Some((file.clone(), LockedEnding { hash: *hash, end: (*end)?, under }))
    }));
    *machine = LockedMachine { endings, rewritten, ..code.locked.clone() };
    Ok(note)
}

/// Whether the code's key is not that by which the histories of its folder ended: those of another folder may have locked the machine anew.
fn rekeyed(locked: &LockedMachine, code: &Code) -> bool {
    let now = key(&code.locked);
    let mut known = locked.endings.iter().filter(|(file, _)| of_the_code(file, code)).peekable();
    if known.peek().is_none() { key(locked) != now } else { known.any(|(_, ending)| ending.under != now) }
}

/// Whether a file stands in the folder of the code's histories.
fn of_the_code(file: &str, code: &Code) -> bool {
    let parent = file.rsplit_once('/').map(|(parent, _)| parent);
    code.histories.as_deref().is_some_and(|folder| parent == Some(folder))
}

fn histories(count: usize) -> String {
    if count == 1 { "1 recorded history".to_owned() } else { format!("{count} recorded histories") }
}

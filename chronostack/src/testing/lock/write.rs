//! From a lock to its text: a line for each field, so that changes merge.

use crate::{
    codec::Codec,
    schema::{
        TypeSchema,
        notation::{self, quoted},
    },
    testing::lock::{
        key::key,
        locked::{Lock, LockedEnding, LockedMachine, LockedStream, Rewritten, Sealed},
    },
};

/// What the file begins with.
const HEAD: &str = "\
# How every recorded event of this crate looks on the wire. Commit this file; `cargo test` compares it with the code.
# After a change that breaks no old log: CHRONOSTACK_UPDATE=lock cargo test
chronostack lock 1
";

impl Lock {
    /// The text of the file.
    pub fn to_text(&self) -> String {
        let mut text = HEAD.to_owned();
        for (kind, stream) in &self.streams {
            text += &format!("\nstream {}\n", quoted(kind));
            write_stream(stream, &mut text);
        }
        text
    }
}

fn write_stream(stream: &LockedStream, text: &mut String) {
    for (kind, reason) in &stream.apart {
        *text += &format!("apart {} {}\n", quoted(kind), serde_json::Value::from(reason.as_str()));
    }
    for (name, machine) in &stream.machines {
        let LockedMachine { revision, reducer, state, endings, rewritten } = machine;
        *text += &format!("\nmachine {}\n  reducer {reducer:032x} revision {revision}\n", quoted(name));
        if let Some((codec, schema)) = state {
            write_schema("  state", *codec, schema, "    ", text);
        }
        let key = key(machine);
        for (file, LockedEnding { hash, end, under }) in endings {
            let file = serde_json::Value::from(file.as_str());
            let under = if *under == key { String::new() } else { format!(" under {under:016x}") };
            *text += &format!("  history {hash:016x} {file} ends {end}{under}\n");
        }
        for Rewritten { ends, of, reason } in rewritten {
            *text += &format!("  rewritten {ends} of {of} {}\n", serde_json::Value::from(reason.as_str()));
        }
    }
    for ((name, version), event) in &stream.events {
        text.push('\n');
        write_schema(&format!("event {} v{version}", quoted(name)), event.codec, &event.schema, "  ", text);
        if let Some(Sealed { file, hash }) = stream.sealed.get(&(name.clone(), *version)) {
            *text += &format!("  sealed {hash:016x} {}\n", serde_json::Value::from(file.as_str()));
        }
    }
    if !stream.broken.is_empty() {
        text.push('\n');
    }
    for broken in &stream.broken {
        let reason = serde_json::Value::from(broken.reason.as_str());
        *text += &format!("broken {} v{} {reason}\n", quoted(&broken.event), broken.version);
    }
}

fn write_schema(head: &str, codec: Codec, schema: &TypeSchema, indent: &str, text: &mut String) {
    let mut lines = notation::write(schema).into_iter();
    let root = lines.next().unwrap_or_default();
    *text += &format!("{head} {} {root}\n", codec_word(codec));
    for line in lines {
        *text += &format!("{indent}{line}\n");
    }
}

/// A codec in a word.
pub(super) fn codec_word(codec: Codec) -> &'static str {
    match codec {
        Codec::Postcard => "postcard",
        Codec::Json => "json",
    }
}

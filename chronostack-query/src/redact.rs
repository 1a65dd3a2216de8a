//! Taking out of events what is nobody's business.

use std::str::FromStr;

use chronostack::{id::StreamName, interchange::CloudEvent, meta::Meta, schema::TypeSchema};
use serde_json::{Value, value::RawValue};

use crate::{
    made_up::{MadeUp, mark},
    mask::Mask,
    names::nearest,
};

/// What is taken out, and what stands in its place: `FIELD`, `FIELD=VALUE`.
///
/// FIELD is the name of a field, wherever it stands in an event's data (`iban`); a JSON Pointer, in which `*` is any name or index (`/items/*/sku`);
/// or one of `@stream`, `@actor`, `@service`, `@lane`, `@idempotencykey`, `@traceparent`. VALUE is JSON, or else a text. Without one, each text is replaced by
/// `redacted-1`, `redacted-2` and so on, the same text by the same one wherever it stands, so that what was equal stays equal; other values than
/// texts need a VALUE.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    text: String,
    place: Place,
    by: Option<Value>,
}

#[derive(Clone, Debug, PartialEq)]
enum Place {
    Name(String),
    Pointer(Vec<String>),
    Beside(Beside),
}

/// What stands beside the data.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Beside {
    Stream,
    Actor,
    Service,
    Lane,
    Key,
    TraceParent,
}

impl FromStr for Rule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (field, by) = match text.split_once('=') {
            Some((field, value)) => (field, Some(value)),
            None => (text, None),
        };
        let place = match field {
            "" => return Err("a field is missing before `=`".to_owned()),
            "@stream" => Place::Beside(Beside::Stream),
            "@actor" => Place::Beside(Beside::Actor),
            "@service" => Place::Beside(Beside::Service),
            "@lane" => Place::Beside(Beside::Lane),
            "@idempotencykey" => Place::Beside(Beside::Key),
            "@traceparent" => Place::Beside(Beside::TraceParent),
            _ if field.starts_with('@') => {
                return Err(format!(
                    "`{field}` is none of @stream, @actor, @service, @lane, @idempotencykey, @traceparent"
                ));
            }
            _ => match field.strip_prefix('/') {
                Some(pointer) => Place::Pointer(pointer.split('/').map(unescaped).collect()),
                None => Place::Name(field.to_owned()),
            },
        };
        let by = by.map(|value| match &place {
            Place::Beside(_) => value.into(),
            _ => serde_json::from_str(value).unwrap_or_else(|_| value.into()),
        });
        Ok(Self { text: text.to_owned(), place, by })
    }
}

/// A part of a JSON Pointer as the name that it stands for.
fn unescaped(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

/// Applies rules to events, one behind the other.
#[derive(Debug, Default)]
pub struct Redactor {
    rules: Vec<(Rule, u64)>,
    /// What stands for what was taken out.
    made_up: MadeUp,
    /// What the types say is sensitive stays.
    with_sensitive: bool,
    /// The names of all fields that were seen.
    seen: Vec<String>,
}

impl Redactor {
    /// By these rules.
    pub fn new(rules: impl IntoIterator<Item = Rule>) -> Self {
        Self { rules: rules.into_iter().map(|rule| (rule, 0)).collect(), ..Self::default() }
    }

    /// Leaves what its type marks as sensitive, but for what the rules say.
    #[must_use]
    pub fn with_sensitive(self) -> Self {
        Self { with_sensitive: true, ..self }
    }

    /// Takes out of an event, whose data has that `schema`, what the rules say, and what `mask` says is sensitive.
    ///
    /// # Errors
    /// Where a value is no text, and its rule has none to put in its place.
    pub fn apply(&mut self, event: &mut CloudEvent, schema: &TypeSchema, mask: &Mask) -> Result<(), String> {
        let Self { rules, made_up, seen, with_sensitive } = self;
        let Ok(mut data) = serde_json::from_str::<Value>(event.data.get()) else {
            return Err("the data is no JSON".to_owned());
        };
        note_names(&data, seen);
        let mut changed = false;
        let original = data.clone();
        for (rule, count) in rules {
            let mut taken = Taken { by: rule.by.as_ref(), made_up, count: 0, failed: None };
            match &rule.place {
                Place::Name(name) => taken.named(&mut data, name),
                Place::Pointer(path) => taken.at(&mut data, path),
                Place::Beside(beside) => taken.beside(&mut event.meta, *beside),
            }
            if let Some(failed) = taken.failed {
                return Err(format!("`{}`: {failed}", rule.text));
            }
            changed |= taken.count > 0 && !matches!(rule.place, Place::Beside(_));
            *count += taken.count;
        }
        if !*with_sensitive {
            let mut marked = original.clone();
            mask.visit_event(&event.name, &mut marked, &mut mark);
            let replaced = made_up.replace(schema, &original, &marked, &mut data);
            replaced.map_err(|(at, why)| format!("`{at}`, which is sensitive: {why}, as in `--redact {at}=VALUE`"))?;
            changed |= marked != original;
        }
        // JSON that nothing was taken out of stays as it was written: a `Value` has no room for all numbers.
        if changed {
            event.data = RawValue::from_string(data.to_string()).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// The rules, and how often each was applied.
    pub fn applied(&self) -> impl Iterator<Item = (&str, u64)> {
        self.rules.iter().map(|(rule, count)| (rule.text.as_str(), *count))
    }

    /// How many values were taken out because their types say that they are sensitive.
    pub fn sensitive(&self) -> u64 {
        self.made_up.sensitive
    }

    /// What stands for a text that was taken out.
    pub(crate) fn text_for(&self, text: &str) -> Option<&str> {
        self.made_up.text_for(text)
    }

    /// Names of fields that come near the one of a rule that was never applied.
    pub fn nearest(&self, rule: &str) -> Vec<String> {
        let field = rule.split('=').next().unwrap_or_default();
        nearest(field.rsplit('/').next().unwrap_or_default(), &self.seen)
    }
}

fn note_names(data: &Value, seen: &mut Vec<String>) {
    match data {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            if !seen.contains(name) {
                seen.push(name.clone());
            }
            note_names(value, seen);
        }),
        Value::Array(items) => items.iter().for_each(|item| note_names(item, seen)),
        _ => {}
    }
}

/// One rule at work on one event.
struct Taken<'a> {
    by: Option<&'a Value>,
    made_up: &'a mut MadeUp,
    count: u64,
    failed: Option<String>,
}

impl Taken<'_> {
    fn named(&mut self, value: &mut Value, name: &str) {
        match value {
            Value::Object(fields) => {
                for (field, value) in fields {
                    if field == name { self.replace(value) } else { self.named(value, name) }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.named(item, name)),
            _ => {}
        }
    }

    fn at(&mut self, value: &mut Value, path: &[String]) {
        let [first, rest @ ..] = path else { return self.replace(value) };
        match value {
            Value::Object(fields) if first == "*" => fields.values_mut().for_each(|value| self.at(value, rest)),
            Value::Array(items) if first == "*" => items.iter_mut().for_each(|value| self.at(value, rest)),
            Value::Object(fields) => {
                if let Some(value) = fields.get_mut(first) {
                    self.at(value, rest);
                }
            }
            Value::Array(items) => {
                if let Some(value) = first.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                    self.at(value, rest);
                }
            }
            _ => {}
        }
    }

    fn replace(&mut self, value: &mut Value) {
        match (self.by, &mut *value) {
            (Some(by), _) => *value = by.clone(),
            (None, Value::String(text)) => *text = self.made_up.text(text),
            // What holds texts is redacted text by text, so that its shape stays.
            (None, Value::Array(items)) => return items.iter_mut().for_each(|item| self.replace(item)),
            (None, Value::Object(fields)) => return fields.values_mut().for_each(|value| self.replace(value)),
            (None, Value::Null) => return,
            (None, other) => {
                self.failed = Some(format!("{other} is no text; say what is to stand in its place, as in `FIELD=0`"));
                return;
            }
        }
        self.count += 1;
    }

    fn beside(&mut self, meta: &mut Meta, beside: Beside) {
        let slot = match beside {
            Beside::Stream => return self.stream(meta),
            Beside::Actor => &mut meta.actor,
            Beside::Service => &mut meta.service,
            Beside::Lane => &mut meta.lane,
            Beside::Key => &mut meta.idempotency_key,
            Beside::TraceParent => &mut meta.traceparent,
        };
        if let Some(text) = slot {
            *slot = Some(self.text(text).into());
            self.count += 1;
        }
    }

    fn stream(&mut self, meta: &mut Meta) {
        let id = self.text(meta.stream.id());
        match StreamName::new(meta.stream.kind(), &id) {
            Ok(stream) => meta.stream = stream,
            Err(error) => self.failed = Some(error.to_string()),
        }
        self.count += 1;
    }

    fn text(&mut self, text: &str) -> String {
        self.by.and_then(Value::as_str).map_or_else(|| self.made_up.text(text), str::to_owned)
    }
}

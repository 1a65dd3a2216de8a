//! Questions made at random of what the document lists, to a log that holds all kinds of things.

use std::collections::{BTreeMap, BTreeSet};

use chronostack::{ChronoStack, log::MemoryLog, prelude::*, task::Retry};
use chronostack_dashboard::router;
use fastrand::Rng;
use jsonschema::Validator;
use pollster::block_on;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    machine::{Noted, Notes, Order, Paid, Placed},
    served::{Answer, Served, sample},
};

/// The rules of another day for notes: `verify` finds that they make other states of them.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Loud {
    texts: Vec<String>,
}

#[reducer(event = crate::machine::NotesEvent, stream = "notes")]
impl Loud {
    fn noted(&mut self, event: &Noted) {
        self.texts.push(event.text.to_uppercase());
    }
}

/// Orders that are open, settled and large, notes that do a browser harm, tasks of every state, and causes that are elsewhere.
fn everything() -> ChronoStack {
    let elsewhere = sample();
    let builder = ChronoStack::builder().log(MemoryLog::new()).service("sh</script>op");
    let stack = builder.fingerprints(Fingerprints::every(1)).build().unwrap();
    block_on(async {
        let (orders, notes) = (stack.machine::<Order>(), stack.machine::<Notes>());
        let abroad = Placed { due_cents: 1, customer: String::new() };
        let abroad = elsewhere.machine::<Order>().dispatch("abroad", abroad).await.unwrap();
        let placed = Placed { due_cents: u64::MAX, customer: "Ann Secret".to_owned() };
        let placed = orders.dispatch("1", placed).actor("a\u{202e}nn").caused_by(&abroad).await.unwrap();
        let mut last = orders.dispatch("1", Paid { cents: 1 }).caused_by(&placed).await.unwrap();
        for number in 0..30 {
            let other = notes.dispatch("a", Noted { text: format!("{number}") }).caused_by(&placed).lane("l").await;
            last = orders.dispatch("1", Paid { cents: 1 << number }).caused_by(&other.unwrap()).await.unwrap();
        }
        for text in ["</script><img src=x>", "\0\u{1b}[31m\u{2028}", "\u{10ffff}", &"x".repeat(100_000)] {
            notes.dispatch("<b>&/?#%", Noted { text: text.to_owned() }).caused_by(&last).await.unwrap();
        }
        for (name, fails) in [("done", 0), ("retried", 1), ("failed", 9)] {
            let retry = Retry::attempts(2).backoff(|_| std::time::Duration::ZERO);
            let run = |attempt| async move { if attempt > fails { Ok(()) } else { Err("</script>") } };
            let _failed = stack.task(name).retry(retry).run(run).await;
        }
    });
    stack
}

fn served() -> Served {
    Served::new(router(&everything()).machine::<Order>().machine::<Notes>().machine::<Loud>())
}

/// The operations of the document, and what holds their answers against it.
struct Document {
    operations: BTreeMap<String, Value>,
    answers: BTreeMap<String, Validator>,
    refusal: Validator,
}

impl Document {
    fn of(document: &Value) -> Self {
        let validator = |schema: &Value| {
            let mut schema = schema.clone();
            schema["components"] = document["components"].clone();
            jsonschema::draft202012::new(&schema).unwrap()
        };
        let json = |response: &Value| {
            Some(&response["content"]["application/json"]["schema"]).filter(|schema| schema.is_object()).map(&validator)
        };
        let paths = document["paths"].as_object().unwrap().iter();
        let operations: BTreeMap<String, Value> =
            paths.filter_map(|(path, item)| Some((path.clone(), item.get("get")?.clone()))).collect();
        let answers = operations.iter();
        let answers =
            answers.filter_map(|(path, asked)| Some((path.clone(), json(&asked["responses"]["200"])?))).collect();
        let refusal = validator(&json!({ "$ref": "#/components/schemas/Error" }));
        Self { operations, answers, refusal }
    }

    #[track_caller]
    fn hold(&self, path: &str, question: &str, answer: &Answer) {
        let validator = match answer.status {
            200 => self.answers.get(path).filter(|_| answer.header("content-type") == "application/json"),
            400 | 404 | 409 => Some(&self.refusal),
            other => panic!("{question}: {other}: {}", answer.text),
        };
        if let Some(validator) = validator {
            let errors: Vec<_> = validator.iter_errors(&answer.json()).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{question}: {errors:#?}\n{}", answer.text);
        }
        assert!(!answer.text.contains("Ann Secret"), "{question}: {}", answer.text);
    }
}

/// What a person may mean, and what nobody does.
const VALUES: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "7",
    "40",
    "1000",
    "5000",
    "order/1",
    "notes/a",
    "notes/<b>&/?#%",
    "order",
    "notes",
    "task",
    "order.paid",
    "noted",
    "task.started",
    "Order",
    "Notes",
    "Loud",
    "/due_cents",
    "/Open/due_cents",
    "/texts/3",
    "/texts",
    "",
    "/",
    "service",
    "stream",
    "cone",
    "chain",
    "ancestors",
    "descendants",
    "dot",
    "mermaid",
    "slow",
    "new",
    "failed",
    "running",
    "scan",
    "bisect",
    "exists /texts",
    "state == \"Open\"",
    "/due_cents < 99999999999999999999",
    "not (",
    "secret",
    "script",
    "-1",
    "1.5",
    "1e9",
    "18446744073709551615",
    "18446744073709551616",
    "9223372036854775807",
    "-9223372036854775808",
    "2026-11-23T12:00:00Z",
    "noon",
    "\0",
    "\u{202e}",
    "/\u{10ffff}",
    "order/",
    "/order",
    "order/nobody",
    "00000000000000000000000000000000-1",
    "x-1",
    "~2",
    "/~",
    "../../etc/passwd",
];

fn escaped(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[test]
fn whatever_is_asked_is_answered_or_refused_as_the_document_says() {
    let served = served();
    let document = Document::of(&served.api("openapi.json").ok());
    let ids: Vec<String> = {
        let events = served.api("events?limit=1000").ok();
        events["events"].as_array().unwrap().iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect()
    };
    let mut answered = BTreeSet::new();
    for seed in 0..1_500 {
        let mut random = Rng::with_seed(seed);
        let (path, operation) = document.operations.iter().nth(random.usize(..document.operations.len())).unwrap();
        // It never ends.
        if path == "/live" {
            continue;
        }
        let mut question = format!("{}?", path.trim_start_matches('/'));
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            if parameter["required"] != true && random.u8(..3) != 0 {
                continue;
            }
            let choices = schema["enum"].as_array().filter(|_| random.u8(..8) != 0);
            let value = match (name, choices) {
                (_, Some(choices)) => choices[random.usize(..choices.len())].as_str().unwrap().to_owned(),
                ("id" | "correlation", _) if random.bool() => ids[random.usize(..ids.len())].clone(),
                ("stream", _) if random.bool() => "order/1".to_owned(),
                ("name" | "machine", _) if random.bool() => ["Order", "Notes", "Loud"][random.usize(..3)].to_owned(),
                _ if schema["type"] == "integer" && random.u8(..4) != 0 => random.u64(..50).to_string(),
                _ => VALUES[random.usize(..VALUES.len())].to_owned(),
            };
            question.extend([name, "=", &escaped(&value), "&"]);
        }
        let answer = served.api(&question);
        document.hold(path, &format!("seed {seed}: {question}"), &answer);
        if answer.status == 200 {
            answered.insert(path.clone());
        }
    }
    let all: BTreeSet<String> = document.operations.keys().filter(|path| *path != "/live").cloned().collect();
    assert_eq!(answered, all, "each was answered once at least");
}

#[test]
fn what_if_is_answered_or_refused_whatever_its_body_is() {
    let served = served();
    let document = served.api("openapi.json").ok();
    let (held, answers) = (Document::of(&document), {
        let schema = json!({ "$ref": "#/components/schemas/WhatIf", "components": document["components"] });
        jsonschema::draft202012::new(&schema).unwrap()
    });
    let data = [
        json!({ "cents": 5 }),
        json!({ "cents": -1 }),
        json!({ "cents": u64::MAX }),
        json!({ "cents": 1, "more": 1 }),
        json!({}),
        json!(null),
        json!({ "text": "</script>" }),
        json!({ "due_cents": 1, "customer": "Bob" }),
        json!([[[[]]]]),
    ];
    let mut answered = 0;
    for seed in 0..300 {
        let mut random = Rng::with_seed(seed);
        let edits: Vec<Value> = (0..random.usize(..4))
            .map(|_| {
                let version = random.u64(..40);
                let event = ["order.paid", "order.placed", "noted", "", "nothing"][random.usize(..5)];
                let data = data[random.usize(..data.len())].clone();
                match random.u8(..5) {
                    0 | 1 => json!({ "leave_out": version }),
                    2 => json!({ "replace": version, "type": event, "data": data }),
                    3 => json!({ "insert_after": version, "type": event, "data": data }),
                    _ => json!({ "leave_out": version, "replace": version, "type": 3 }),
                }
            })
            .collect();
        let stream = ["order/1", "notes/a", "notes/<b>&/?#%", "order/nobody", "x"][random.usize(..5)];
        let body = json!({ "stream": stream, "edits": edits }).to_string();
        for path in ["api/whatif", "api/whatif/test"] {
            let answer = served.post(path, "application/json", &body);
            held.hold(path, &format!("seed {seed}: {path} {body}"), &answer);
            if answer.status == 200 && path == "api/whatif" {
                answered += 1;
                let errors: Vec<_> = answers.iter_errors(&answer.json()).map(|error| error.to_string()).collect();
                assert!(errors.is_empty(), "seed {seed}: {body}: {errors:#?}\n{}", answer.text);
            }
        }
    }
    assert!(answered > 30, "{answered}");
}

/// Objects that may hold what the document does not tell of.
fn open(pointer: &str, schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(fields) => {
            if fields.contains_key("properties") && fields.get("additionalProperties") != Some(&Value::Bool(false)) {
                found.push(pointer.to_owned());
            }
            fields.iter().filter(|(name, _)| *name != "example").for_each(|(name, value)| {
                open(&format!("{pointer}/{name}"), value, found);
            });
        }
        Value::Array(items) => items.iter().for_each(|item| open(pointer, item, found)),
        _ => {}
    }
}

#[test]
fn the_document_lists_every_route_and_all_that_an_answer_may_hold() {
    let document = crate::served::served().api("openapi.json").ok();
    let routes = include_str!("../../src/api/routes.rs").lines().filter_map(|line| {
        let (path, rest) = line.trim().strip_prefix(".route(\"")?.split_once("\", ")?;
        Some((path.to_owned(), rest.split('(').next()?.to_owned()))
    });
    let routes: BTreeSet<(String, String)> = routes.collect();
    let paths = document["paths"].as_object().unwrap().iter();
    let methods = |item: &Value| item.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let listed: BTreeSet<(String, String)> =
        paths.flat_map(|(path, item)| methods(item).into_iter().map(move |method| (path.clone(), method))).collect();
    assert!(routes.len() > 20);
    assert_eq!(routes, listed);
    let mut found = Vec::new();
    open("", &document["components"]["schemas"], &mut found);
    assert_eq!(found, [""; 0]);
}

/// A parameter with a value that it may have.
fn plain(parameter: &Value) -> String {
    let name = parameter["name"].as_str().unwrap();
    let value = match name {
        "stream" => "order/1",
        "where" => "exists%20/x",
        "name" | "machine" => "Order",
        _ => "1",
    };
    format!("{name}={value}&")
}

#[test]
fn a_parameter_is_held_to_its_bounds_and_given_once() {
    let served = served();
    let document = Document::of(&served.api("openapi.json").ok());
    let mut tried = 0;
    for (path, operation) in &document.operations {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            let bound = |bound: &str, by: i128| schema[bound].as_i64().map(|most| (i128::from(most) + by).to_string());
            let mut wrong: Vec<String> = [bound("minimum", -1), bound("maximum", 1)].into_iter().flatten().collect();
            if schema["type"] == "integer" {
                wrong.extend(["", "1.5", "0x1", "99999999999999999999"].map(str::to_owned));
            }
            if schema["enum"].is_array() {
                wrong.extend(["", "x", "\0"].map(str::to_owned));
            }
            let twice = (schema["type"] != "array").then(|| format!("{name}=1&{name}=1"));
            let wrong = wrong.iter().map(|value| format!("{name}={}", escaped(value))).chain(twice);
            let needed = |other: &&Value| other["required"] == true && other["name"] != name;
            let mut others: String =
                operation["parameters"].as_array().into_iter().flatten().filter(needed).map(plain).collect();
            if ["/event", "/event/data", "/causality", "/causality/export"].contains(&path.as_str())
                && !["id", "position"].contains(&name)
            {
                others += "position=1&";
            }
            for wrong in wrong {
                let question = format!("{}?{others}{wrong}", path.trim_start_matches('/'));
                let error = served.api(&question).refused(400);
                assert!(error.contains(&format!("`{name}`")), "{question}: {error}");
                tried += 1;
            }
        }
    }
    assert!(tried > 150, "{tried}");
}

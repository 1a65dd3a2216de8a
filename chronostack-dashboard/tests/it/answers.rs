//! Every answer is what the OpenAPI document says.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::served::{Served, served};

/// A question of each path, and more where answers have several forms.
const QUESTIONS: &[&str] = &[
    "log",
    "timeline",
    "timeline?by=stream&buckets=3",
    "timeline?from=0&to=1",
    "streams",
    "streams?prefix=order/&limit=1",
    "events",
    "events?limit=1",
    "event?position=1",
    "event?position=3",
    "event/data?position=1",
    "story?stream=order/1",
    "story?stream=order/1&limit=1",
    "state?stream=order/1&version=0",
    "state?stream=order/1&version=2",
    "diff?stream=order/1&before=0&after=3",
    "diff/patch?stream=order/1&before=0&after=3",
    "blame?stream=order/1&pointer=/due_cents",
    "first?stream=order/1&where=state%20%3D%3D%20%22Settled%22",
    "machine?name=Order",
    "machine?name=Notes",
    "verify?machine=Order",
    "causality?position=2",
    "causality?position=3&reach=ancestors&limit=1",
    "tasks",
    "tasks?state=completed&order=slow",
    "profile",
    "hot",
    "openapi.json",
];

fn schema_of(document: &Value, path: &str, method: &str) -> Option<Value> {
    let answer = &document["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"];
    answer.is_object().then(|| json!({"$ref": answer["$ref"], "components": document["components"]}))
}

#[test]
fn every_answer_is_what_the_document_says() {
    let served = served();
    let document = served.api("openapi.json").ok();
    let hold = |path: &str, method: &str, asked: &str, answer: &Value| {
        let schema = schema_of(&document, path, method).unwrap_or_else(|| panic!("{path} is not in the document"));
        if schema["$ref"].is_null() {
            return;
        }
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let errors: Vec<_> =
            validator.iter_errors(answer).map(|error| format!("{error} at {}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{asked}: {errors:#?}\n{answer:#}");
    };
    let mut asked =
        BTreeSet::from(["/live", "/causality/export", "/export", "/whatif/test", "/whatif"].map(str::to_owned));
    for question in QUESTIONS {
        let path = format!("/{}", question.split('?').next().unwrap());
        let answer = served.api(question);
        assert_eq!(answer.status, 200, "{question}: {}", answer.text);
        if answer.header("content-type") == "application/json" {
            hold(&path, "get", question, &answer.json());
        }
        asked.insert(path);
    }
    for edits in
        [json!([]), json!([{"leave_out": 2}]), json!([{"replace": 2, "type": "order.paid", "data": {"cents": 500}}])]
    {
        let question = json!({"stream": "order/1", "edits": edits}).to_string();
        let answer = served.post("api/whatif", "application/json", &question).ok();
        hold("/whatif", "post", &question, &answer);
    }
    let paths: BTreeSet<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(asked, paths, "each path has a question here, and stands in the document");
}

/// What the document lists, and what a value that fits none of it is.
fn mistakes(document: &Value) -> Vec<(String, String)> {
    let mut mistakes = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let Some(operation) = operations.get("get") else { continue };
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let required: Vec<_> = parameters.iter().filter(|parameter| parameter["required"] == true).collect();
        // An event is named by one of two.
        let by_position = parameters.iter().any(|parameter| parameter["name"] == "position");
        let value = |parameter: &Value| match parameter["name"].as_str().unwrap() {
            "stream" => "order/1",
            "where" => "exists%20/x",
            "pointer" => "/due_cents",
            "name" | "machine" => "Order",
            _ => "1",
        };
        let filled = |but: Option<&str>| {
            let pairs = required.iter().filter(|parameter| parameter["name"].as_str() != but);
            pairs
                .map(|parameter| format!("{}={}", parameter["name"].as_str().unwrap(), value(parameter)))
                .collect::<Vec<_>>()
                .join("&")
        };
        let path = path.trim_start_matches('/');
        mistakes.push((format!("{path}?{}&nothing=1", filled(None)), "nothing".to_owned()));
        for parameter in &parameters {
            let name = parameter["name"].as_str().unwrap().to_owned();
            if parameter["required"] == true {
                mistakes.push((format!("{path}?{}", filled(Some(&name))), name.clone()));
            }
            let schema = &parameter["schema"];
            if schema["type"] == "integer" || schema.get("enum").is_some() || schema["description"].is_string() {
                let event = if by_position && name != "id" && name != "position" { "&position=1" } else { "" };
                mistakes.push((format!("{path}?{}&{name}=x{event}", filled(Some(&name))), name));
            }
        }
    }
    mistakes
}

#[test]
fn a_mistake_in_any_parameter_is_a_400_that_names_it() {
    let served: Served = served();
    let document = served.api("openapi.json").ok();
    let mistakes = mistakes(&document);
    assert!(mistakes.len() > 60, "{}", mistakes.len());
    for (question, parameter) in mistakes {
        let error = served.api(&question).refused(400);
        assert!(error.contains(&format!("`{parameter}`")), "{question}: {error}");
    }
}

//! The context of messages.

use std::{sync::mpsc, thread};

use chronostack::context::{Carried, Context, TraceContext};

use super::futures::{causes, handling};

#[test]
fn it_goes_along_through_a_channel_of_threads() {
    let (sender, receiver) = mpsc::channel();
    for position in 1..=3 {
        handling(position).run(|| sender.send(Carried::new(position))).unwrap();
    }
    drop(sender);
    let worker = thread::spawn(move || {
        receiver.into_iter().map(|message| message.run(|position| (position, causes()))).collect::<Vec<_>>()
    });
    assert_eq!(worker.join().unwrap(), [(1, vec![1]), (2, vec![2]), (3, vec![3])]);
}

#[tokio::test]
async fn it_goes_along_through_a_channel_of_tasks() {
    let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
    let worker = tokio::spawn(async move {
        let mut seen = Vec::new();
        while let Some(message) = receiver.recv().await {
            let message: Carried<&str> = message;
            seen.push(message.scope(|text| async move { (tokio::task::yield_now().await, text, causes()) }).await);
        }
        seen
    });
    sender.send(handling(1).run(|| Carried::new("one"))).await.unwrap();
    sender.send(Carried::new("none")).await.unwrap();
    drop(sender);
    assert_eq!(worker.await.unwrap(), [((), "one", vec![1]), ((), "none", vec![])]);
}

#[test]
fn serde_writes_all_of_it_but_the_lane() {
    let trace = TraceContext::from_headers(
        [b"00-12345678901234567890123456789012-1234567890123456-01".as_slice()],
        [b"foo=1, bar=2".as_slice()],
    );
    let context = handling(7).with_actor("ann").with_trace(trace.unwrap().unwrap());
    let sent = context.clone().with_lane("task/1").run(|| Carried::new(String::from("mail")));
    let text = serde_json::to_string(&sent).unwrap();
    let received: Carried<String> = serde_json::from_str(&text).unwrap();
    assert_eq!(received, sent, "{text}");
    assert_eq!(received.into_parts(), (String::from("mail"), context), "{text}");
    let empty: Context = serde_json::from_str(&serde_json::to_string(&Context::EMPTY).unwrap()).unwrap();
    assert_eq!(empty, Context::EMPTY);
}

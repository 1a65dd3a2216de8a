//! A dashboard on a port of its own, and its answers.

use std::{sync::mpsc, thread, time::Duration};

use chronostack::ChronoStack;
use chronostack_dashboard::{Dashboard, router};
use pollster::block_on;
use serde_json::Value;
use tokio::{runtime::Runtime, sync::oneshot};
use ureq::{
    Agent,
    http::{HeaderMap, Response},
};

use crate::machine::{Noted, Notes, Order, Paid, Placed};

/// A dashboard that is served until it is dropped.
pub(crate) struct Served {
    pub(crate) url: String,
    agent: Agent,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The answer, which must be one.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json()
    }

    /// Why it was refused.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()["error"].as_str().unwrap().to_owned()
    }
}

impl Served {
    pub(crate) fn new(dashboard: Dashboard) -> Self {
        Self::at(dashboard, "127.0.0.1:0")
    }

    pub(crate) fn at(dashboard: Dashboard, address: &'static str) -> Self {
        let (bound, url) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let serve = move || {
            let runtime = Runtime::new().unwrap();
            runtime.block_on(async {
                let server = dashboard.serve(address).await.unwrap();
                bound.send(server.url().to_owned()).unwrap();
                server.until(async { drop(stopped.await) }).await.unwrap();
            });
            runtime.shutdown_timeout(Duration::from_secs(5));
        };
        let thread = Some(thread::spawn(serve));
        let agent = Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None);
        Self { url: url.recv().unwrap(), agent: agent.build().into(), stop: Some(stop), thread }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    /// What is below `api/`.
    pub(crate) fn api(&self, question: &str) -> Answer {
        self.get(&format!("api/{question}"))
    }

    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let base = self.url.split('?').next().unwrap();
        let mut request = self.agent.get(format!("{base}{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.call().unwrap())
    }

    pub(crate) fn post(&self, path: &str, content_type: &str, body: &str) -> Answer {
        read(self.agent.post(format!("{}{path}", self.url)).header("content-type", content_type).send(body).unwrap())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
        drop(self.thread.take().map(thread::JoinHandle::join));
    }
}

fn read(mut response: Response<ureq::Body>) -> Answer {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, text: response.body_mut().read_to_string().unwrap() }
}

/// Orders, notes and a task, with causes, in memory.
pub(crate) fn sample() -> ChronoStack {
    let stack = ChronoStack::builder().log(chronostack::log::MemoryLog::new()).service("shop").build().unwrap();
    block_on(async {
        let (orders, notes) = (stack.machine::<Order>(), stack.machine::<Notes>());
        let placed = Placed { due_cents: 500, customer: "Ann Secret".to_owned() };
        let placed = orders.dispatch("1", placed).actor("ann").idempotency_key("k").await.unwrap();
        let paid = orders.dispatch("1", Paid { cents: 200 }).actor("bank").caused_by(&placed).await.unwrap();
        orders.dispatch("1", Paid { cents: 300 }).caused_by(&paid).lane("till").await.unwrap();
        notes.dispatch("a", Noted { text: "Grüße, Welt".to_owned() }).caused_by(&placed).await.unwrap();
        let work = stack.task("charge").run(async { Ok::<_, std::io::Error>(()) }).await;
        work.unwrap();
    });
    stack
}

pub(crate) fn served() -> Served {
    Served::new(router(&sample()).machine::<Order>().machine::<Notes>())
}

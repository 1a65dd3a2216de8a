//! What is to be served, and to whom.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{Router, middleware};
use chronostack::{
    ChronoStack,
    log::{Log, MemoryLog},
    machine::Reducer,
    profile::Profile,
};
use chronostack_query::{AnyMachine, Mask, machine};
use tokio::net::{TcpListener, ToSocketAddrs};

use crate::{
    api,
    graph::Graph,
    index::Index,
    page,
    security::{Access, guard, random_token},
    server::Server,
    shared::Shared,
    stories::Stories,
};

/// The dashboard of a runtime's log. It keeps the log open as long as it lives, as a clone of `stack` would.
pub fn router(stack: &ChronoStack) -> Dashboard {
    // Of one that is closed there is nothing to show.
    let log = stack.log().unwrap_or_else(|| Arc::new(MemoryLog::new()));
    Dashboard { stack: Some(stack.clone()), ..of_log(log) }
}

/// The dashboard of a log alone, as `chronostack serve` shows one.
pub fn of_log(log: Arc<dyn Log>) -> Dashboard {
    let name = format!("log {}", log.id());
    Dashboard {
        log,
        machines: Vec::new(),
        stack: None,
        has_writer: Box::new(|| false),
        profile: None,
        name,
        access: Access::default(),
    }
}

/// The dashboard, before it is served: an axum [`Router`] once it is [built](Self::build).
#[must_use = "call `build` or `serve`"]
pub struct Dashboard {
    log: Arc<dyn Log>,
    machines: Vec<Arc<dyn AnyMachine>>,
    stack: Option<ChronoStack>,
    has_writer: Box<dyn Fn() -> bool + Send + Sync>,
    profile: Option<Profile>,
    name: String,
    access: Access,
}

impl Dashboard {
    /// Adds a machine, whose states are shown.
    pub fn machine<R: Reducer>(self) -> Self {
        self.machines([Arc::from(machine::<R>())])
    }

    /// Adds machines without their types.
    pub fn machines(mut self, machines: impl IntoIterator<Item = Arc<dyn AnyMachine>>) -> Self {
        self.machines.extend(machines);
        self
    }

    /// How to tell whether another process has the log open to write: without that, tasks of a log alone that did not end are shown as interrupted.
    pub fn has_writer(mut self, has_writer: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        self.has_writer = Box::new(has_writer);
        self
    }

    /// Shows this profile, which the log's process wrote. A runtime's own dashboard shows the one that it keeps.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = Some(profile);
        self
    }

    /// What the page is to call the log: the name of the service, or of a folder. Its identity, where none is given.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Answers requests for this host too, a name without its port: by default only those for this machine's own (`localhost`, `127.0.0.1`) are. A page
    /// of another site may have its name stand for this machine, and would else be let in.
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.access.allow_host(&host.into());
        self
    }

    /// Asks for this token: as `Authorization: Bearer TOKEN`, or once as `?token=TOKEN` behind the page's address, after which the browser keeps it.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.access.set_token(token.into());
        self
    }

    /// The router, to be nested anywhere or served by itself.
    pub fn build(self) -> Router {
        let Self { log, machines, stack, has_writer, profile, name, access } = self;
        let index = Index::new(Arc::clone(&log));
        index.start();
        let (graph, mask) = (Graph::default(), Mask::new(machines.iter().map(AsRef::as_ref)));
        let (stories, verifying) = (Stories::default(), Arc::default());
        let shared = Arc::new(Shared {
            log,
            index,
            graph,
            mask,
            machines,
            stack,
            has_writer,
            profile,
            name,
            stories,
            verifying,
        });
        Router::new()
            .nest("/api", api::routes())
            .fallback(page::answer)
            .layer(middleware::from_fn_with_state(Arc::new(access), guard))
            .with_state(shared)
    }

    /// Binds to an address, `127.0.0.1:4780` say, port 0 for any that is free. Where others than this machine can reach it, a token is needed: without
    /// [one that is set](Self::token) it is a random one. [`Server::url`] has it.
    pub async fn serve(mut self, address: impl ToSocketAddrs) -> io::Result<Server> {
        let listener = TcpListener::bind(address).await?;
        let bound = listener.local_addr()?;
        if !bound.ip().is_loopback() && !self.access.has_token() {
            self.access.set_token(random_token()?);
        }
        Ok(Server::new(listener, self.url(bound), self.build()))
    }

    fn url(&self, bound: SocketAddr) -> String {
        let host = match bound.ip() {
            ip if ip.is_unspecified() || ip.is_loopback() && ip.is_ipv4() => "localhost".to_owned(),
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        };
        let query = self.access.token_query();
        format!("http://{host}:{}/{query}", bound.port())
    }
}

impl From<Dashboard> for Router {
    fn from(dashboard: Dashboard) -> Self {
        dashboard.build()
    }
}

impl std::fmt::Debug for Dashboard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dashboard").field("log", &self.log.id()).field("name", &self.name).finish_non_exhaustive()
    }
}

//! `chronostack serve`

use std::{
    io::{self, Write},
    net::IpAddr,
    path::PathBuf,
};

use chronostack_dashboard::Server;
use clap::Args;

use crate::{
    arguments::LogArgument, command::profile::read, failure::Failure, log_path::LogPath, machines::Machines,
    output::Output,
};

/// Show a log in the browser: its events over time, streams, what led to what; and the states of machines that this program knows
///
/// Nothing is written, and the log may be written to meanwhile: what comes is shown. Only this machine's own browsers are answered, unless --host says
/// otherwise. Ctrl-C ends it.
#[derive(Args, Debug)]
pub(crate) struct Serve {
    #[command(flatten)]
    log: LogArgument,
    /// A profile that the log's process wrote, to be shown too: `std::fs::write("profile.json", stack.profile().to_json())`
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// The port; 0 takes any that is free
    #[arg(long, value_name = "PORT", default_value_t = 4780)]
    port: u16,
    /// The address to bind to. One that other machines can reach needs a token: where none is given it is a random one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: String,
    /// Ask for this token; the address that is printed has it
    #[arg(long, value_name = "TOKEN", env = "CHRONOSTACK_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// Answer requests for this host name too, as behind a proxy; may be given more than once
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
}

impl Serve {
    pub(crate) fn run(&self, machines: &Machines) -> Result<(), Failure> {
        let path = LogPath::find(&self.log.log)?;
        let (log, name) = (path.open()?, path.name());
        let mut dashboard = chronostack_dashboard::of_log(log).name(name).machines(machines.shared());
        dashboard = dashboard.has_writer(move || path.has_writer());
        if let Some(file) = &self.profile {
            dashboard = dashboard.profile(read(file)?);
        }
        if let Some(token) = &self.token {
            dashboard = dashboard.token(token);
        }
        let named = Some(&self.host).filter(|host| host.parse::<IpAddr>().is_err());
        for host in self.allow_host.iter().chain(named) {
            dashboard = dashboard.allow_host(host);
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let served = runtime.block_on(async {
            let bound = dashboard.serve((self.host.as_str(), self.port)).await;
            let server = bound.map_err(|error| self.not_bound(&error))?;
            tell(&server)?;
            let interrupted = async {
                // Where it cannot be waited for, the process is ended by it all the same.
                if tokio::signal::ctrl_c().await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            server.until(interrupted).await.map_err(|error| Failure::new(format!("failed to serve: {error}")))
        });
        // An answer that is still being made is of no use to anybody.
        runtime.shutdown_background();
        served
    }

    fn not_bound(&self, error: &io::Error) -> Failure {
        let failure = Failure::new(format!("failed to bind to {}, port {}: {error}", self.host, self.port));
        match error.kind() {
            io::ErrorKind::AddrInUse => failure.tip("something else uses that port; `--port 0` takes any that is free"),
            _ => failure,
        }
    }
}

fn tell(server: &Server) -> Result<(), Failure> {
    let mut output = Output::new();
    writeln!(output, "{}", server.url())?;
    anstream::eprintln!("Open it in a browser. Ctrl-C ends it.");
    Ok(output.flush()?)
}

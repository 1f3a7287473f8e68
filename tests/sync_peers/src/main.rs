//! `./dev bench sync`, Regard's side: the real app as a device, and the wire where a thousand devices
//! are wanted. `run.mjs` starts these acts, measures them and their peers, and checks the results.

mod clock;
mod database;
mod device;
mod devices;
mod fill;
mod line;
mod made_up;
mod wire;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// What goes wrong here is told in words and ends the act.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// One device, told what to do line by line.
    Device,
    /// Pushes the made-up store into an empty book, as a device would.
    Fill {
        /// The server.
        #[arg(long)]
        server: String,
        /// A one-time code.
        #[arg(long)]
        code: String,
        /// The made-up store, one customer a line.
        #[arg(long)]
        data: PathBuf,
    },
    /// Many devices with their live lines open.
    Devices {
        /// The server.
        #[arg(long)]
        server: String,
        /// A one-time code for each device, one a line.
        #[arg(long)]
        codes: PathBuf,
        /// The server's process, whose memory is read.
        #[arg(long)]
        process: u32,
    },
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    match Arguments::parse().act {
        Act::Device => line::obey().await,
        Act::Fill { server, code, data } => fill::fill(&server, &code, &data).await,
        Act::Devices {
            server,
            codes,
            process,
        } => devices::measure(&server, &codes, process).await,
    }
}

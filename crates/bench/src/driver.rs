//! Load: sixteen connections that each send the next request when they have the answer to the last.
//!
//! Server and driver share the machine's cores, so the driver does as little as it can: one thread, requests that are
//! bytes already, answers of which only status and length are read, and nothing allocated for a request.
use crate::{Result, wire::Head};
use std::{
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// How many connections there are.
pub const CONNECTIONS: usize = 16;

/// What is asked, over and over.
#[derive(Debug)]
pub struct Requests {
    /// The bytes of each.
    pub bytes: Vec<Vec<u8>>,
    /// The status that each is to be answered with.
    pub expected: u16,
}

/// What some seconds of load came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measured {
    /// Answers a second.
    pub per_second: f64,
    /// Half of the answers took no longer.
    pub p50: Duration,
    /// Of a hundred answers, 99 took no longer.
    pub p99: Duration,
    /// Answers with another status than the one expected.
    pub errors: u64,
    /// How many answers there were.
    pub answers: u64,
    /// The server's processor time for an answer, where the system tells.
    pub processor: Option<Duration>,
}

/// Asks for some time.
pub fn drive(address: SocketAddr, requests: &Arc<Requests>, time: Duration) -> Result<Measured> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let began = Instant::now();
    let (mut micros, mut errors) = (Vec::<u32>::new(), 0);
    runtime.block_on(async {
        let one = |number| connection(address, requests.clone(), number, began + time);
        let all: Vec<_> = (0..CONNECTIONS).map(|number| tokio::spawn(one(number))).collect();
        for done in all {
            let seen = done.await??;
            micros.extend(seen.micros);
            errors += seen.errors;
        }
        Result::Ok(())
    })?;
    let per_second = micros.len() as f64 / began.elapsed().as_secs_f64();
    micros.sort_unstable();
    let at = |part: f64| {
        let index = ((micros.len() as f64 * part) as usize).min(micros.len().saturating_sub(1));
        Duration::from_micros(micros.get(index).copied().unwrap_or_default().into())
    };
    Ok(Measured { per_second, p50: at(0.5), p99: at(0.99), errors, answers: micros.len() as u64, processor: None })
}

struct Seen {
    micros: Vec<u32>,
    errors: u64,
}
async fn connection(address: SocketAddr, requests: Arc<Requests>, number: usize, until: Instant) -> io::Result<Seen> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; 1 << 18];
    let mut seen = Seen { micros: Vec::with_capacity(1 << 16), errors: 0 };
    let mut next = number * requests.bytes.len() / CONNECTIONS;
    let mut began = Instant::now();
    while began < until {
        stream.write_all(&requests.bytes[next]).await?;
        next = (next + 1) % requests.bytes.len();
        let status = answer(&mut stream, &mut buffer).await?;
        let ended = Instant::now();
        seen.micros.push((ended - began).as_micros() as u32);
        seen.errors += u64::from(status != requests.expected);
        began = ended;
    }
    Ok(seen)
}
/// Reads one answer to its end; gives its status.
pub async fn answer(stream: &mut TcpStream, buffer: &mut [u8]) -> io::Result<u16> {
    let gone = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let mut filled = 0;
    let head = loop {
        let read = stream.read(&mut buffer[filled..]).await?;
        filled += read;
        match Head::read(&buffer[..filled]) {
            Some(head) => break head,
            None if read == 0 => return Err(gone()),
            None => {}
        }
    };
    let mut left = head.length.saturating_sub((filled - head.end) as u64);
    while left > 0 {
        let read = stream.read(buffer).await? as u64;
        if read == 0 {
            return Err(gone());
        }
        left = left.saturating_sub(read);
    }
    Ok(head.status)
}

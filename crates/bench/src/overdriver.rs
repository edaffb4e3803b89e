//! More than the server can take: requests come at a rate of their own, whether the last are answered or not, by as many
//! connections as that needs.
use crate::{
    Result,
    driver::{Requests, answer},
};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    io,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::{
    io::AsyncWriteExt,
    net::TcpStream,
    sync::Semaphore,
    task::LocalSet,
    time::{interval, timeout},
};

/// How many connections there are: as many clients as come at once.
pub const CONNECTIONS: usize = 2_000;
/// How long a client waits for its answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often requests become due.
const TICK: Duration = Duration::from_millis(2);

/// What came of it.
#[derive(Debug, Default)]
pub struct Overdriven {
    /// How many answers had each status.
    pub statuses: BTreeMap<u16, u64>,
    /// How long each answer took that was accepted, in ascending order.
    pub accepted: Vec<Duration>,
    /// How long each refusal took, in ascending order.
    pub refused: Vec<Duration>,
    /// Requests that never were answered: the connection broke, or nothing came in time.
    pub lost: u64,
    /// Requests that found no connection free.
    pub unsent: u64,
    /// How many were due.
    pub due: u64,
}

/// Sends so many requests a second, for some time.
pub fn overdrive(address: SocketAddr, requests: &Requests, a_second: f64, time: Duration) -> Result<Overdriven> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let found = Rc::new(RefCell::new(Overdriven::default()));
    let (due, ended, next) = (Rc::new(Semaphore::new(0)), Rc::new(Cell::new(false)), Rc::new(Cell::new(0)));
    let bytes: Rc<[Vec<u8>]> = requests.bytes.clone().into();
    LocalSet::new().block_on(&runtime, async {
        let clients: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                let (due, ended, next) = (due.clone(), ended.clone(), next.clone());
                let (found, bytes) = (found.clone(), bytes.clone());
                tokio::task::spawn_local(async move {
                    let mut connection = None;
                    let mut buffer = vec![0; 1 << 16];
                    while let Ok(ticket) = due.acquire().await {
                        if ended.get() {
                            break;
                        }
                        ticket.forget();
                        let request = &bytes[next.replace((next.get() + 1) % bytes.len())];
                        let began = Instant::now();
                        let asked = timeout(PATIENCE, ask(address, &mut connection, request, &mut buffer)).await;
                        let mut found = found.borrow_mut();
                        match asked {
                            Ok(Ok(status)) => {
                                *found.statuses.entry(status).or_default() += 1;
                                let times = if status < 300 { &mut found.accepted } else { &mut found.refused };
                                times.push(began.elapsed());
                            }
                            Ok(Err(_)) | Err(_) => {
                                found.lost += 1;
                                connection = None;
                            }
                        }
                    }
                })
            })
            .collect();
        let began = Instant::now();
        let mut ticks = interval(TICK);
        while began.elapsed() < time {
            ticks.tick().await;
            let so_far = (began.elapsed().as_secs_f64() * a_second) as u64;
            let mut found = found.borrow_mut();
            found.unsent += due.forget_permits(usize::MAX) as u64;
            due.add_permits((so_far - found.due) as usize);
            found.due = so_far;
        }
        ended.set(true);
        due.close();
        for client in clients {
            let _ = client.await;
        }
    });
    let mut found = found.take();
    found.accepted.sort_unstable();
    found.refused.sort_unstable();
    Ok(found)
}
async fn ask(
    address: SocketAddr,
    connection: &mut Option<TcpStream>,
    request: &[u8],
    buffer: &mut [u8],
) -> io::Result<u16> {
    let stream = match connection {
        Some(stream) => stream,
        None => {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            connection.insert(stream)
        }
    };
    stream.write_all(request).await?;
    answer(stream, buffer).await
}

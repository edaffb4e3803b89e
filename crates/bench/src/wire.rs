//! As much of HTTP/1.1 as the bench needs: requests as bytes, and the head of an answer.
use crate::Result;
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// The bytes of a request that takes packed answers, as every browser does.
pub fn packed(request: &[u8]) -> Vec<u8> {
    let mut bytes = request.to_vec();
    bytes.splice(request.len() - 2.., *b"Accept-Encoding: gzip\r\n\r\n");
    bytes
}
/// The bytes of a request; with a token where there is one.
pub fn request(method: &str, path: &str, token: Option<&str>, body: &str) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nHost: bench\r\n");
    if let Some(token) = token {
        text.push_str(&format!("Authorization: Bearer {token}\r\n"));
    }
    if !body.is_empty() {
        text.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}

/// The head of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The status.
    pub status: u16,
    /// Where the body begins.
    pub end: usize,
    /// How long the body is.
    pub length: u64,
}
impl Head {
    /// Reads a head; none where it is not there as a whole.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let number = |digits: &[u8]| {
            let digits = digits.iter().skip_while(|byte| **byte == b' ').take_while(|byte| byte.is_ascii_digit());
            digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
        };
        const LENGTH: &[u8] = b"content-length:";
        let length = bytes[..end]
            .split(|byte| *byte == b'\n')
            .find(|line| line.len() > LENGTH.len() && line[..LENGTH.len()].eq_ignore_ascii_case(LENGTH))
            .map_or(0, |line| number(&line[LENGTH.len()..]));
        Some(Self { status: number(bytes.get(9..12)?) as u16, end, length })
    }
}

/// A connection that asks one thing after another.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    token: Option<String>,
}
impl Client {
    /// Connects.
    pub fn connect(address: SocketAddr, token: Option<&str>) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(120)))?;
        Ok(Self { stream, token: token.map(str::to_owned) })
    }
    /// The status and the body of what a path gives.
    pub fn get(&mut self, path: &str) -> Result<(u16, Vec<u8>)> {
        let mut body = vec![];
        let (status, _) = self.ask("GET", path, "", |bytes| body.extend_from_slice(bytes))?;
        Ok((status, body))
    }
    /// The status and the length of what a path gives.
    pub fn measure(&mut self, path: &str) -> Result<(u16, u64)> {
        self.ask("GET", path, "", |_| {})
    }
    /// The status and the body of the answer to a body.
    pub fn post(&mut self, path: &str, body: &str) -> Result<(u16, Vec<u8>)> {
        let mut answer = vec![];
        let (status, _) = self.ask("POST", path, body, |bytes| answer.extend_from_slice(bytes))?;
        Ok((status, answer))
    }
    fn ask(&mut self, method: &str, path: &str, body: &str, mut take: impl FnMut(&[u8])) -> Result<(u16, u64)> {
        self.stream.write_all(&request(method, path, self.token.as_deref(), body))?;
        let mut buffer = vec![0; 1 << 18];
        let mut filled = 0;
        let head = loop {
            let read = self.stream.read(&mut buffer[filled..])?;
            filled += read;
            match Head::read(&buffer[..filled]) {
                Some(head) => break head,
                None if read == 0 => return Err("the server hung up".into()),
                None => {}
            }
        };
        take(&buffer[head.end..filled]);
        let mut left = head.length.saturating_sub((filled - head.end) as u64);
        while left > 0 {
            match self.stream.read(&mut buffer)? {
                0 => return Err("the server hung up within an answer".into()),
                read => {
                    take(&buffer[..read]);
                    left = left.saturating_sub(read as u64);
                }
            }
        }
        Ok((head.status, head.length))
    }
}

#[cfg(test)]
mod tests {
    use super::Head;

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        let answer = b"HTTP/1.1 201 Created\r\nContent-Length: 12\r\netag: \"1\"\r\n\r\n{\"id\"";
        assert_eq!(Head::read(answer), Some(Head { status: 201, end: answer.len() - 5, length: 12 }));
        assert_eq!(Head::read(&answer[..30]), None);
    }
}

//! The records as they are: a line each, or one array.
use serde_json::Value;
use std::io::{self, BufWriter, Write};

pub struct Records<W: Write> {
    out: BufWriter<W>,
    array: bool,
    any: bool,
}
impl<W: Write> Records<W> {
    pub fn lines(out: W) -> Self {
        Self { out: BufWriter::new(out), array: false, any: false }
    }
    pub fn array(out: W) -> io::Result<Self> {
        let mut out = BufWriter::new(out);
        out.write_all(b"[")?;
        Ok(Self { out, array: true, any: false })
    }
    pub fn row(&mut self, record: &Value) -> io::Result<()> {
        if self.array && self.any {
            self.out.write_all(b",")?;
        }
        self.any = true;
        serde_json::to_writer(&mut self.out, record)?;
        if self.array { Ok(()) } else { self.out.write_all(b"\n") }
    }
    pub fn finish(mut self) -> io::Result<W> {
        if self.array {
            self.out.write_all(b"]")?;
        }
        self.out.flush()?;
        self.out.into_inner().map_err(|why| why.into_error())
    }
}

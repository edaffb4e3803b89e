//! The records as they are: a line each, or one array.
use crate::{
    shape::Place,
    walk::{Group, Scalar, Taker},
};
use serde::Serialize;
use std::{
    io::{self, BufWriter, Write},
    ops::Range,
};

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
    pub fn row(&mut self, record: &[u8]) -> io::Result<()> {
        if self.array && self.any {
            self.out.write_all(b",")?;
        }
        self.any = true;
        self.out.write_all(record)?;
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

/// A value as JSON, its members in the order of their names; of two with one name it has the later.
#[derive(Debug, Default)]
pub struct Text {
    json: Vec<u8>,
    groups: Vec<Begun>,
    /// The members of the objects that are begun.
    members: Vec<Member>,
    sorted: Vec<u8>,
}
#[derive(Debug)]
struct Begun {
    array: bool,
    /// Where it began.
    at: usize,
    /// How many members those that it lies in have so far.
    outer: usize,
}
/// Where in the text a member's name is, and where its value ends.
#[derive(Debug)]
struct Member {
    name: Range<usize>,
    end: usize,
}
impl Text {
    /// Whether a group is begun and not ended.
    pub fn is_begun(&self) -> bool {
        !self.groups.is_empty()
    }
    pub fn bytes(&self) -> &[u8] {
        &self.json
    }
    pub fn clear(&mut self) {
        self.json.clear();
    }
    /// What comes next is an element, if an array is begun.
    fn element(&mut self) {
        if self.groups.last().is_some_and(|group| group.array && self.json.len() > group.at + 1) {
            self.json.push(b',');
        }
    }
    fn end_member(&mut self) {
        let outer = self.groups.last().map_or(0, |group| group.outer);
        if let Some(last) = self.members[outer..].last_mut() {
            last.end = self.json.len();
        }
    }
    fn put(&mut self, value: &(impl Serialize + ?Sized)) {
        // Memory takes all that is written to it.
        let _ = serde_json::to_writer(&mut self.json, value);
    }
    /// Joins the members of the object that ends.
    fn join(&mut self, begun: &Begun) {
        let Self { json, members, sorted, .. } = self;
        let name = |member: &Member| &json[member.name.start + 1..member.name.end - 1];
        let own = &mut members[begun.outer..];
        own.sort_by(|a, b| name(a).cmp(name(b)));
        sorted.clear();
        for (nth, member) in own.iter().enumerate() {
            if own.get(nth + 1).is_some_and(|next| name(next) == name(member)) {
                continue;
            }
            sorted.push(if sorted.is_empty() { b'{' } else { b',' });
            sorted.extend_from_slice(&json[member.name.clone()]);
            sorted.push(b':');
            sorted.extend_from_slice(&json[member.name.end..member.end]);
        }
        if sorted.is_empty() {
            sorted.push(b'{');
        }
        sorted.push(b'}');
        members.truncate(begun.outer);
        json.truncate(begun.at);
        json.extend_from_slice(sorted);
    }
}
impl Taker for Text {
    fn scalar(&mut self, _: Option<&Place>, value: Scalar<'_>) {
        self.element();
        match value {
            Scalar::Null => self.put(&()),
            Scalar::Boolean(value) => self.put(&value),
            Scalar::Number(value) => self.put(value),
            Scalar::Text(value) => self.put(value),
        }
    }
    fn begin(&mut self, _: Option<&Place>, group: Group) {
        self.element();
        let array = group == Group::Array;
        self.groups.push(Begun { array, at: self.json.len(), outer: self.members.len() });
        if array {
            self.json.push(b'[');
        }
    }
    fn end(&mut self, _: Option<&Place>, _: Group) {
        self.end_member();
        match self.groups.pop() {
            Some(array) if array.array => self.json.push(b']'),
            Some(object) => self.join(&object),
            None => {}
        }
    }
    fn member(&mut self, name: &str) {
        self.end_member();
        let start = self.json.len();
        self.put(name);
        self.members.push(Member { name: start..self.json.len(), end: 0 });
    }
}

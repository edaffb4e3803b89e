//! A record shows its values one by one to whoever writes them: a serializer, so that no tree of values is made of it.
use crate::{Names, shape::Place};
use serde::{
    Serialize, Serializer,
    ser::{
        Error as _, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};
use serde_json::{Error, Number};
use std::fmt::{self, Display, Formatter, Write};

/// A value that holds no others.
#[derive(Clone, Copy)]
pub enum Scalar<'a> {
    Null,
    Boolean(bool),
    Number(&'a Number),
    Text(&'a str),
}
/// A value that holds others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Array,
    Object,
}
/// Takes what a record shows. A place is given with it where it leads somewhere; the elements of an array have its place.
pub trait Taker {
    fn scalar(&mut self, place: Option<&Place>, value: Scalar<'_>);
    fn begin(&mut self, place: Option<&Place>, group: Group);
    fn end(&mut self, place: Option<&Place>, group: Group);
    /// The next value is that of this member.
    fn member(&mut self, name: &str);
}

type Result<T = (), E = Error> = std::result::Result<T, E>;

/// Shows a record to a taker; with names beside keys where there are any.
pub fn walk(record: &impl Serialize, root: &Place, names: Option<&Names>, taker: &mut dyn Taker) -> Result {
    record.serialize(Walk { taker, place: Some(root), names, named: None })
}

struct Walk<'a> {
    taker: &'a mut dyn Taker,
    place: Option<&'a Place>,
    names: Option<&'a Names>,
    /// Names of this kind are shown in the place of keys.
    named: Option<usize>,
}
impl<'a> Walk<'a> {
    fn scalar(self, value: Scalar<'_>) -> Result {
        self.taker.scalar(self.place, value);
        Ok(())
    }
    fn begin(self, group: Group) -> Result<Within<'a>> {
        self.taker.begin(self.place, group);
        Ok(Within { walk: self, next: 0, key: String::new(), tagged: None })
    }
    /// An object with one member, whose value is a group.
    fn tagged(self, name: &str, group: Group) -> Result<Within<'a>> {
        self.taker.begin(self.place, Group::Object);
        self.taker.member(name);
        let place = self.place.and_then(|place| place.member(&mut 0, name));
        self.taker.begin(place, group);
        let tagged = Some(self.place);
        Ok(Within { walk: Walk { place, ..self }, next: 0, key: String::new(), tagged })
    }
}

macro_rules! numbers {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, value: $type) -> Result {
            self.scalar(Scalar::Number(&value.into()))
        })*
    };
}
impl<'a> Serializer for Walk<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Within<'a>;
    type SerializeTuple = Within<'a>;
    type SerializeTupleStruct = Within<'a>;
    type SerializeTupleVariant = Within<'a>;
    type SerializeMap = Within<'a>;
    type SerializeStruct = Within<'a>;
    type SerializeStructVariant = Within<'a>;

    numbers! { serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
    serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64 }
    fn serialize_f32(self, value: f32) -> Result {
        self.serialize_f64(value.into())
    }
    fn serialize_f64(self, value: f64) -> Result {
        match Number::from_f64(value) {
            Some(number) => self.scalar(Scalar::Number(&number)),
            None => self.scalar(Scalar::Null),
        }
    }
    fn serialize_bool(self, value: bool) -> Result {
        self.scalar(Scalar::Boolean(value))
    }
    fn serialize_char(self, value: char) -> Result {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, value: &str) -> Result {
        let value = match (self.named, self.names) {
            (Some(kind), Some(names)) => names.get(kind, value).map_or(Scalar::Null, Scalar::Text),
            _ => Scalar::Text(value),
        };
        self.scalar(value)
    }
    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result {
        let mut text = String::with_capacity(40);
        write!(text, "{value}").map_err(Error::custom)?;
        self.serialize_str(&text)
    }
    fn serialize_bytes(self, value: &[u8]) -> Result {
        self.collect_seq(value)
    }
    fn serialize_none(self) -> Result {
        self.serialize_unit()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result {
        self.scalar(Scalar::Null)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result {
        self.serialize_unit()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result {
        self.serialize_str(variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result {
        let mut within = self.begin(Group::Object)?;
        within.show(variant, value)?;
        within.end(Group::Object)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Within<'a>> {
        self.begin(Group::Array)
    }
    fn serialize_tuple(self, _: usize) -> Result<Within<'a>> {
        self.begin(Group::Array)
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Within<'a>> {
        self.begin(Group::Array)
    }
    fn serialize_tuple_variant(self, _: &'static str, _: u32, name: &'static str, _: usize) -> Result<Within<'a>> {
        self.tagged(name, Group::Array)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Within<'a>> {
        self.begin(Group::Object)
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Within<'a>> {
        self.begin(Group::Object)
    }
    fn serialize_struct_variant(self, _: &'static str, _: u32, name: &'static str, _: usize) -> Result<Within<'a>> {
        self.tagged(name, Group::Object)
    }
}

/// The inside of a group.
struct Within<'a> {
    walk: Walk<'a>,
    /// Where the next member is expected.
    next: usize,
    /// The name of the member whose value comes next.
    key: String,
    /// The place of the object that holds the group as its one member.
    tagged: Option<Option<&'a Place>>,
}
impl<'a> Within<'a> {
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
        let Walk { place, names, named, .. } = self.walk;
        value.serialize(Walk { taker: &mut *self.walk.taker, place, names, named })
    }
    fn show<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result {
        let place = match self.walk.place {
            None => None,
            Some(place) => match place.member(&mut self.next, name) {
                None if !place.open => return Ok(()),
                found => found,
            },
        };
        let names = self.walk.names;
        self.walk.taker.member(name);
        value.serialize(Walk { taker: &mut *self.walk.taker, place, names, named: None })?;
        match place.and_then(|place| place.names.as_ref()).filter(|_| names.is_some()) {
            None => Ok(()),
            // The same once more, with the names in the place of the keys.
            Some(beside) => {
                self.walk.taker.member(&beside.member);
                let (place, named) = (Some(&beside.place), Some(beside.kind));
                value.serialize(Walk { taker: &mut *self.walk.taker, place, names, named })
            }
        }
    }
    fn end(self, group: Group) -> Result {
        self.walk.taker.end(self.walk.place, group);
        if let Some(outer) = self.tagged {
            self.walk.taker.end(outer, Group::Object);
        }
        Ok(())
    }
}
macro_rules! elements {
    ($($of:ident: $method:ident),*) => {
        $(impl $of for Within<'_> {
            type Ok = ();
            type Error = Error;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
                self.element(value)
            }
            fn end(self) -> Result {
                self.end(Group::Array)
            }
        })*
    };
}
elements! { SerializeSeq: serialize_element, SerializeTuple: serialize_element, SerializeTupleStruct: serialize_field,
SerializeTupleVariant: serialize_field }
macro_rules! members {
    ($($of:ident),*) => {
        $(impl $of for Within<'_> {
            type Ok = ();
            type Error = Error;
            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result {
                self.show(name, value)
            }
            fn end(self) -> Result {
                self.end(Group::Object)
            }
        })*
    };
}
members! { SerializeStruct, SerializeStructVariant }
impl SerializeMap for Within<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result {
        self.key.clear();
        write!(self.key, "{}", Key(key)).map_err(Error::custom)
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result {
        let key = std::mem::take(&mut self.key);
        self.show(&key, value)?;
        self.key = key; // for its room
        Ok(())
    }
    fn end(self) -> Result {
        self.end(Group::Object)
    }
}

/// The name of a member, whatever type of key it is: Serde writes texts, numbers and variants to a formatter.
struct Key<'a, T: ?Sized>(&'a T);
impl<T: Serialize + ?Sized> Display for Key<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.serialize(f)
    }
}

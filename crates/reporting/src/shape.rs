//! Where in a record its columns and the keys that have names stand: a tree of the members that lead there, made once.
use crate::{Column, Layout, Naming};
use std::{cell::RefCell, collections::HashMap};

/// How many names of members a place remembers, lest a map with any keys fill it.
const MOST: usize = 200;

/// A member, and what it holds.
#[derive(Debug, Default)]
pub struct Place {
    members: Vec<(String, Place)>,
    /// The column of its values.
    pub column: Option<usize>,
    /// Where the names of the keys go that it holds.
    pub names: Option<Box<Beside>>,
    /// Whether members that lead nowhere are looked at as well.
    pub open: bool,
    /// The members in the order in which they came, which is the same in every record.
    order: RefCell<Vec<(Box<str>, Option<usize>)>>,
}
/// What stands beside a member with keys.
#[derive(Debug)]
pub struct Beside {
    /// The member with the names.
    pub member: String,
    /// What kind of records the keys are of.
    pub kind: usize,
    /// The place of the names.
    pub place: Place,
}
impl Place {
    /// The root of a table's records: nothing counts but what leads to a column.
    pub fn of_table(layout: &Layout) -> Self {
        let mut root = Self::default();
        let mut numbers: HashMap<&[String], usize> = HashMap::new();
        for (number, Column { path, .. }) in layout.columns.iter().enumerate() {
            numbers.insert(path, number);
        }
        for naming in &layout.namings {
            let place = Self { column: numbers.remove(naming.path_of_names().as_slice()), ..Self::default() };
            root.at(&naming.path).names = Some(naming.beside(place));
        }
        for (path, number) in numbers {
            let place = root.at(path);
            // What a cell cannot hold is told whole, as JSON.
            (place.column, place.open) = (Some(number), true);
        }
        root
    }
    /// The root of records that are written as they are.
    pub fn of_records(layout: &Layout) -> Self {
        let mut root = Self::of_keys(&layout.namings);
        root.open_all();
        if let Some(only) = &layout.only {
            only.iter().for_each(|member| root.at(std::slice::from_ref(member)).open_all());
            root.open = false;
        }
        root
    }
    /// The root of records of which the keys alone count.
    pub fn of_keys(namings: &[Naming]) -> Self {
        let mut root = Self::default();
        for naming in namings {
            root.at(&naming.path).names = Some(naming.beside(Self::default()));
        }
        root
    }
    fn at(&mut self, path: &[String]) -> &mut Self {
        let Some((first, rest)) = path.split_first() else { return self };
        let found = self.members.iter().position(|(name, _)| name == first).unwrap_or_else(|| {
            self.members.push((first.clone(), Self::default()));
            self.members.len() - 1
        });
        self.members[found].1.at(rest)
    }
    fn open_all(&mut self) {
        self.open = true;
        self.members.iter_mut().for_each(|(_, place)| place.open_all());
    }
    /// The place of a member; `next` is where in the order it is expected.
    pub fn member(&self, next: &mut usize, name: &str) -> Option<&Self> {
        if self.members.is_empty() {
            return None;
        }
        let mut order = self.order.borrow_mut();
        let is = |(known, _): &(Box<str>, Option<usize>)| **known == *name;
        let nth = if order.get(*next).is_some_and(is) { Some(*next) } else { order.iter().position(is) };
        let place = match nth {
            Some(nth) => {
                *next = nth + 1;
                order[nth].1
            }
            None => {
                let place = self.members.iter().position(|(known, _)| known == name);
                if order.len() < MOST {
                    order.push((name.into(), place));
                    *next = order.len();
                }
                place
            }
        };
        place.map(|place| &self.members[place].1)
    }
}
impl Naming {
    fn beside(&self, place: Place) -> Box<Beside> {
        Box::new(Beside { member: self.beside.clone(), kind: self.kind, place })
    }
    /// The path of the member with the names.
    pub fn path_of_names(&self) -> Vec<String> {
        let before = self.path.split_last().map_or(&[][..], |(_, before)| before);
        [before, std::slice::from_ref(&self.beside)].concat()
    }
}

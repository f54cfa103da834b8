//! [`Alignment`]: matches the objects of a state with the objects of its [`origin`], the state after the imports.
//!
//! A state shares most of its objects with its origin. Some objects are modified copies, each with a counterpart in the
//! origin: the environment and the imported environment, their arrays of extension states, and so on downwards. The alignment
//! walks over both objects of such a pair at the same time. So it finds the places of all shared objects in the origin, and
//! does not visit what they refer to. That matters: with a large library, the origin has tens of millions of objects.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::graph::{Children, Form, Graph};
use super::regions::Regions;
use crate::object::{ObjRef, ObjectKind};
use crate::server::interrupt::Interrupt;
use crate::sys::lean_object;

/// The origin of a state, as one object.
pub(in crate::server) mod origin {
    use crate::object::LeanObj;

    /// The field with the state after the imports.
    pub(in crate::server) const STATE: u8 = 0;
    /// The field with the array of the registered environment extensions. A state refers to this array after Lean has
    /// realised a constant (`Lean.Environment.realizeConst`).
    pub(in crate::server) const EXTENSIONS: u8 = 1;

    pub(in crate::server) fn new(state: LeanObj, extensions: LeanObj) -> LeanObj {
        LeanObj::constructor(0, [state, extensions])
    }
}

/// The index of an [`OriginObject`].
pub(super) type PlaceId = u32;

/// An object of the origin, and its place: its parent, and the index among the parent's children. The origin itself is its
/// own parent.
pub(super) struct OriginObject<'a> {
    pub(super) object: ObjRef<'a>,
    pub(super) parent: PlaceId,
    /// The index among the parent's children.
    pub(super) child: usize,
}

/// A walk over the objects of a state and their counterparts in the origin.
pub(in crate::server) struct Alignment<'a> {
    graph: &'a Graph<'a>,
    regions: &'a Regions,
    /// Each parent is before its children.
    places: Vec<OriginObject<'a>>,
    by_address: FxHashMap<*mut lean_object, PlaceId>,
    /// The visited objects of the state, with the places of their counterparts.
    counterparts: FxHashMap<*mut lean_object, Option<PlaceId>>,
    /// Visited first in, first out: objects near the root show which objects further away are shared.
    pairs: VecDeque<(ObjRef<'a>, PlaceId)>,
    unpaired: Vec<ObjRef<'a>>,
}

impl<'a> Alignment<'a> {
    pub(in crate::server) fn new(graph: &'a Graph<'a>, regions: &'a Regions, origin: ObjRef<'a>) -> Self {
        let root = OriginObject { object: origin, parent: 0, child: 0 };
        Alignment {
            graph,
            regions,
            places: vec![root],
            by_address: FxHashMap::from_iter([(origin.as_ptr(), 0)]),
            counterparts: FxHashMap::default(),
            pairs: VecDeque::new(),
            unpaired: Vec::new(),
        }
    }

    /// Adds a pair: `object`, and the object of the origin at the end of `path`, a list of indices of children.
    pub(in crate::server) fn pair(&mut self, object: ObjRef<'a>, path: &[u8]) -> Result<(), Interrupt> {
        let place = self.at(path)?;
        self.pairs.extend(place.map(|place| (object, place)));
        Ok(())
    }

    /// Adds the children of the origin's object at `path` as places: the state may share them, although no pair leads there.
    pub(in crate::server) fn look_at(&mut self, path: &[u8]) -> Result<(), Interrupt> {
        if let Some(place) = self.at(path)? {
            self.add_around(place)?;
        }
        Ok(())
    }

    fn at(&mut self, path: &[u8]) -> Result<Option<PlaceId>, Interrupt> {
        let mut place = 0;
        for child in path {
            let children = self.graph.children(self.places[place as usize].object)?;
            let Some(next) = children.as_slice().get(usize::from(*child)) else { return Ok(None) };
            let Some(next) = self.add_place(*next, place, usize::from(*child)) else { return Ok(None) };
            place = next;
        }
        Ok(Some(place))
    }

    /// Visits all objects of the state that are not the origin's.
    pub(in crate::server) fn walk(&mut self, state: ObjRef<'a>) -> Result<(), Interrupt> {
        self.unpaired.push(state);
        loop {
            // Pairs first: objects that they show to be shared need no visit.
            if let Some((object, place)) = self.pairs.pop_front() {
                self.visit(object, Some(place))?;
            } else if let Some(object) = self.unpaired.pop() {
                self.visit(object, None)?;
            } else {
                return Ok(());
            }
        }
    }

    fn visit(&mut self, object: ObjRef<'a>, place: Option<PlaceId>) -> Result<(), Interrupt> {
        if object.as_scalar().is_some() || self.regions.contain(object) || self.place_of(object).is_some() {
            return Ok(());
        }
        let before = self.counterparts.get(&object.as_ptr()).copied();
        if before.is_some_and(|before| before.is_some() || place.is_none()) {
            return Ok(());
        }
        let children = self.graph.children(object)?;
        // After a tree rotation, an object is paired with another object than its counterpart.
        let place = match place.filter(|place| self.fits(object, *place)) {
            Some(place) if self.shares(children, place)? => Some(place),
            Some(place) => {
                self.add_around(place)?;
                self.surrounding(object, children).or(Some(place))
            }
            None => self.surrounding(object, children),
        };
        self.counterparts.insert(object.as_ptr(), place);
        match place {
            Some(place) => return self.visit_pair(children, place),
            None if before.is_none() => self.unpaired.extend(children.as_slice()),
            None => {}
        }
        Ok(())
    }

    fn visit_pair(&mut self, children: Children<'a>, place: PlaceId) -> Result<(), Interrupt> {
        let origin = self.graph.children(self.places[place as usize].object)?;
        let places = self.add_around(place)?;
        for (i, child) in children.as_slice().iter().enumerate() {
            if origin.as_slice().get(i).is_some_and(|other| other.as_ptr() == child.as_ptr()) {
                continue;
            }
            let opposite = places.get(i).copied().flatten().filter(|opposite| self.fits(*child, *opposite));
            // A list that grew contains the old list as a tail.
            match opposite.or_else(|| Some(place).filter(|place| self.fits(*child, *place))) {
                Some(counterpart) => self.pairs.push_back((*child, counterpart)),
                None => self.unpaired.push(*child),
            }
        }
        Ok(())
    }

    /// The places of the children of the object at `place`. It also adds the places of the children's fields, so that objects
    /// are found that have moved one level in the state.
    fn add_around(&mut self, place: PlaceId) -> Result<Vec<Option<PlaceId>>, Interrupt> {
        let children = self.graph.children(self.places[place as usize].object)?;
        let add = |(i, child): (usize, &ObjRef<'a>)| {
            let added = self.add_place(*child, place, i);
            if let (Some(added), Some(fields)) = (added, child.fields()) {
                fields.iter().enumerate().for_each(|(i, field)| _ = self.add_place(*field, added, i));
            }
            added
        };
        Ok(children.as_slice().iter().enumerate().map(add).collect())
    }

    /// Whether one of these children is also the origin's child at the same index of `place`.
    fn shares(&self, children: Children<'a>, place: PlaceId) -> Result<bool, Interrupt> {
        let origin = self.graph.children(self.places[place as usize].object)?;
        let mut pairs = children.as_slice().iter().zip(origin.as_slice());
        Ok(pairs.any(|(child, other)| child.as_scalar().is_none() && child.as_ptr() == other.as_ptr()))
    }

    /// The counterpart by majority: the object of the origin that has most of these children at the same indices. It finds
    /// the counterparts of objects to which no pair leads: older versions, and objects in a closure, a task or another
    /// environment.
    fn surrounding(&self, object: ObjRef<'a>, children: Children<'a>) -> Option<PlaceId> {
        let mut votes: FxHashMap<PlaceId, usize> = FxHashMap::default();
        for (i, child) in children.as_slice().iter().enumerate() {
            let place = self.place_of(*child).map(|place| &self.places[place as usize]);
            if let Some(place) = place.filter(|place| place.child == i) {
                *votes.entry(place.parent).or_default() += 1;
            }
        }
        let candidates = votes.into_iter().filter(|(place, _)| self.fits(object, *place));
        candidates.max_by_key(|(place, votes)| (*votes, std::cmp::Reverse(*place))).map(|(place, _)| place)
    }

    /// Whether the object at `place` may be the counterpart of `object`. A reference has none, because its value changes.
    fn fits(&self, object: ObjRef<'a>, place: PlaceId) -> bool {
        object.kind() != ObjectKind::Ref
            && Form::from_object(object).like(Form::from_object(self.places[place as usize].object))
    }

    /// The place of a child, or the first place where the same object was found. Scalars have none.
    fn add_place(&mut self, object: ObjRef<'a>, parent: PlaceId, child: usize) -> Option<PlaceId> {
        if object.as_scalar().is_some() {
            return None;
        }
        let next = self.places.len() as PlaceId;
        let id = *self.by_address.entry(object.as_ptr()).or_insert(next);
        if id == next {
            self.places.push(OriginObject { object, parent, child });
        }
        Some(id)
    }

    /// The place of this very object in the origin, if the walk has found it.
    pub(super) fn place_of(&self, object: ObjRef<'_>) -> Option<PlaceId> {
        self.by_address.get(&object.as_ptr()).copied()
    }

    /// The place of the object's counterpart.
    pub(super) fn counterpart(&self, object: ObjRef<'_>) -> Option<PlaceId> {
        self.counterparts.get(&object.as_ptr()).copied().flatten()
    }

    pub(super) fn place(&self, id: PlaceId) -> &OriginObject<'a> {
        &self.places[id as usize]
    }

    pub(super) fn graph(&self) -> &'a Graph<'a> {
        self.graph
    }

    pub(super) fn regions(&self) -> &'a Regions {
        self.regions
    }
}

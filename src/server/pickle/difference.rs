//! [`Difference`]: a state, described by how it differs from its origin, the state after the imports.
//!
//! An object that refers to nothing of the origin goes into the *payload*, a file that Lean writes, with all that it refers
//! to. Any other object cannot be written, because the origin has other addresses in every process. It is rebuilt where the
//! difference is read: from a *template* in the payload, which is the object without these references, and from the list of
//! these references. A long array that is mostly the origin's has the origin's array as its template.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::alignment::{Alignment, PlaceId};
use super::graph::{Children, Form, checksum};
use crate::kernel::KernelError;
use crate::kernel::list::array;
use crate::object::{LeanObj, ObjRef, ObjectKind};
use crate::server::interrupt::Interrupt;
use crate::sys::lean_object;

/// How a state differs from its origin. All indices count from 0.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::server) struct Difference {
    /// The places in the origin that are used, each parent before its children; the first one is the origin.
    pub(super) places: Vec<OriginPlace>,
    /// The objects to rebuild, each after its parts.
    pub(super) objects: Vec<Recipe>,
    /// The state.
    pub(super) state: Part,
}

/// A place in the origin: the index of the parent's place, the index among the parent's children, and the object's form and
/// [`checksum`].
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OriginPlace(pub(super) u32, pub(super) usize, pub(super) Form, pub(super) u32);

/// How an object is rebuilt: its template, and the children that replace those of the template, by index.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Recipe(pub(super) Template, pub(super) Vec<(usize, Part)>);

/// The object that a rebuilt object is a copy of.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Template {
    /// An element of the payload.
    #[serde(rename = "p")]
    Payload(u32),
    /// An array at a place in the origin, and the length of the new one.
    #[serde(rename = "o")]
    Origin(u32, usize),
}

/// An object of the rebuilt state.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) enum Part {
    #[serde(rename = "s")]
    Scalar(usize),
    /// An element of the payload.
    #[serde(rename = "p")]
    Payload(u32),
    /// The object at a place in the origin.
    #[serde(rename = "o")]
    Origin(u32),
    /// One of the rebuilt objects.
    #[serde(rename = "m")]
    Built(u32),
}

/// An object of the origin that contains at most this many objects is copied: a place would take as much room.
const SMALL: usize = 16;
/// A shorter array does not use the origin's array as its template.
const LONG: usize = 16;

/// What the walk knows about an object of the state.
#[derive(Clone, Copy)]
enum Visit {
    /// The walk is visiting its children.
    InProgress,
    /// It refers to nothing of the origin.
    Own,
    /// It is an object of the origin, or must be rebuilt.
    Part(Part),
}

struct Writer<'a> {
    alignment: &'a Alignment<'a>,
    known: FxHashMap<*mut lean_object, Visit>,
    /// Which objects of the origin are small.
    small: FxHashMap<*mut lean_object, bool>,
    objects: Vec<Recipe>,
    payload: Vec<LeanObj>,
    payload_by_address: FxHashMap<*mut lean_object, u32>,
}

impl Difference {
    /// The difference between a state and its origin, and the payload, an `Array`. `alignment` has walked over both.
    ///
    /// # Errors
    /// If the state refers to itself, or the token is set.
    pub(in crate::server) fn new<'a>(
        alignment: &'a Alignment<'a>,
        state: ObjRef<'a>,
    ) -> Result<(Self, LeanObj), Interrupt> {
        let mut writer = Writer {
            alignment,
            known: FxHashMap::default(),
            small: FxHashMap::default(),
            objects: Vec::new(),
            payload: Vec::new(),
            payload_by_address: FxHashMap::default(),
        };
        writer.add(state)?;
        let state = writer.part(state)?;
        let mut difference = Difference { places: Vec::new(), objects: writer.objects, state };
        difference.name_places(alignment);
        Ok((difference, array(writer.payload)))
    }

    /// Lists the places that are used and their ancestors, and renumbers them.
    fn name_places(&mut self, alignment: &Alignment<'_>) {
        let mut seen = FxHashSet::from_iter([0]);
        self.for_each_place(|place| {
            let mut next = *place;
            while seen.insert(next) {
                next = alignment.place(next).parent;
            }
        });
        let mut named: Vec<PlaceId> = seen.into_iter().collect();
        named.sort_unstable();
        let numbers: FxHashMap<PlaceId, u32> = named.iter().copied().zip(0..).collect();
        self.for_each_place(|place| *place = numbers[place]);
        let place = |id: &PlaceId| {
            let place = alignment.place(*id);
            let form = Form::from_object(place.object);
            OriginPlace(numbers[&place.parent], place.child, form, checksum(place.object, form.size()))
        };
        self.places = named.iter().map(place).collect();
    }

    fn for_each_place(&mut self, mut act: impl FnMut(&mut u32)) {
        let mut part = |part: &mut Part| {
            if let Part::Origin(place) = part {
                act(place);
            }
        };
        part(&mut self.state);
        self.objects.iter_mut().flat_map(|made| &mut made.1).for_each(|(_, it)| part(it));
        for Recipe(model, _) in &mut self.objects {
            if let Template::Origin(place, _) = model {
                act(place);
            }
        }
    }
}

impl<'a> Writer<'a> {
    /// Visits an object and all that it refers to. It does not recurse, because states are nested deep.
    fn add(&mut self, object: ObjRef<'a>) -> Result<(), Interrupt> {
        let graph = self.alignment.graph();
        let mut path: Vec<(ObjRef<'a>, Children<'a>, usize)> = Vec::new();
        let mut next = Some(object);
        loop {
            if let Some(object) = next.take() {
                match self.known(object)? {
                    Some(Visit::InProgress) => {
                        let reason = "it refers to itself".to_owned();
                        return Err(KernelError::Action { action: "cannot write the state", reason }.into());
                    }
                    Some(_) => {}
                    None => {
                        self.known.insert(object.as_ptr(), Visit::InProgress);
                        path.push((object, graph.children(object)?, 0));
                    }
                }
            }
            let Some((object, children, at)) = path.last_mut() else { return Ok(()) };
            if let Some(child) = children.as_slice().get(*at) {
                *at += 1;
                next = Some(*child);
                continue;
            }
            let (object, children) = (*object, *children);
            path.pop();
            let known = self.finish(object, children)?;
            self.known.insert(object.as_ptr(), known);
        }
    }

    /// What is known about an object before its children are visited.
    fn known(&mut self, object: ObjRef<'a>) -> Result<Option<Visit>, Interrupt> {
        if object.as_scalar().is_some() || self.alignment.regions().contain(object) {
            return Ok(Some(Visit::Own));
        }
        if let Some(place) = self.alignment.place_of(object) {
            if !self.is_small(object)? {
                return Ok(Some(Visit::Part(Part::Origin(place))));
            }
        }
        Ok(self.known.get(&object.as_ptr()).copied())
    }

    /// What is known about an object after its children were visited.
    fn finish(&mut self, object: ObjRef<'a>, children: Children<'a>) -> Result<Visit, Interrupt> {
        if let Some(made) = self.made_of_origin(object, children)? {
            return Ok(self.push(made));
        }
        let graph = self.alignment.graph();
        let mut foreign = Vec::new();
        for (i, child) in children.as_slice().iter().enumerate() {
            match self.known(*child)? {
                Some(Visit::Part(part)) => foreign.push((i, part)),
                // Lean would write the value that the reference has at that time.
                _ if object.kind() == ObjectKind::Ref => foreign.push((i, self.part(*child)?)),
                _ => {}
            }
        }
        if foreign.is_empty() {
            return Ok(Visit::Own);
        }
        let without = foreign.iter().map(|(i, _)| (*i, LeanObj::scalar(0)));
        let Some(model) = graph.copy_with(object, None, without)? else { return Ok(Visit::Own) };
        self.payload.push(model);
        let model = Template::Payload(self.payload.len() as u32 - 1);
        Ok(self.push(Recipe(model, foreign)))
    }

    fn push(&mut self, made: Recipe) -> Visit {
        self.objects.push(made);
        Visit::Part(Part::Built(self.objects.len() as u32 - 1))
    }

    /// The recipe for a long array with its counterpart as the template, if at least half of the elements are the same.
    fn made_of_origin(&mut self, object: ObjRef<'a>, children: Children<'a>) -> Result<Option<Recipe>, Interrupt> {
        let place = self.alignment.counterpart(object).filter(|_| object.kind() == ObjectKind::Array);
        let (Some(place), elements) = (place, children.as_slice()) else { return Ok(None) };
        let origin = self.alignment.place(place).object.elements().unwrap_or_default();
        let same = |i: usize| origin.get(i).is_some_and(|other| other.as_ptr() == elements[i].as_ptr());
        let others: Vec<usize> = (0..elements.len()).filter(|i| !same(*i)).collect();
        if elements.len() < LONG || 2 * others.len() > elements.len() {
            return Ok(None);
        }
        let mut changes = Vec::new();
        for i in others {
            changes.push((i, self.part(elements[i])?));
        }
        Ok(Some(Recipe(Template::Origin(place, elements.len()), changes)))
    }

    /// A visited object as a [`Part`].
    fn part(&mut self, object: ObjRef<'a>) -> Result<Part, Interrupt> {
        if let Some(scalar) = object.as_scalar() {
            return Ok(Part::Scalar(scalar));
        }
        if let Some(Visit::Part(part)) = self.known(object)? {
            return Ok(part);
        }
        let next = self.payload.len() as u32;
        let index = *self.payload_by_address.entry(object.as_ptr()).or_insert(next);
        if index == next {
            self.payload.push(object.to_obj());
        }
        Ok(Part::Payload(index))
    }

    /// Whether an object of the origin contains only a few objects, and none whose copy would not be equivalent.
    fn is_small(&mut self, object: ObjRef<'a>) -> Result<bool, Interrupt> {
        if let Some(small) = self.small.get(&object.as_ptr()) {
            return Ok(*small);
        }
        let (mut waiting, mut count, mut small) = (vec![object], 0, true);
        while let (Some(next), true) = (waiting.pop(), small) {
            if next.as_scalar().is_some() || self.alignment.regions().contain(next) {
                continue;
            }
            count += 1;
            let (graph, is_own) = (self.alignment.graph(), Form::from_object(next).has_identity());
            small = count <= SMALL && !is_own;
            if small {
                let children = graph.children(next)?;
                small = children.as_slice().len() <= SMALL;
                waiting.extend(children.as_slice().iter().take(SMALL + 1));
            }
        }
        self.small.insert(object.as_ptr(), small);
        Ok(small)
    }
}

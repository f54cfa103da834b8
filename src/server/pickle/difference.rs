//! [`Difference`]: a state as what it has beside its origin, the state that its imports led to.
//!
//! An object that is the state's own goes into a *payload*, a file of Lean's, with all that it refers to. One that refers to
//! the origin as well cannot: its place in memory is another one in every process. It is made again where the difference is
//! read, of a *model* in the payload, which is the object without these references, and of a list of what they are. An
//! array that is mostly the origin's is made of the origin's.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::alignment::{Alignment, PlaceId};
use super::graph::{Children, Form, checksum};
use crate::kernel::KernelError;
use crate::kernel::list::array;
use crate::object::{LeanObj, ObjRef, ObjectKind};
use crate::server::interrupt::Interrupt;
use crate::sys::lean_object;

/// What a state has beside its origin. Numbers count from 0.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::server) struct Difference {
    /// The places in the origin that are named, parents before their children; the first is the origin.
    pub(super) places: Vec<OriginPlace>,
    /// The objects that are to be made, parts before what they are parts of.
    pub(super) objects: Vec<Recipe>,
    /// The state.
    pub(super) state: Part,
}

/// A place in the origin: the number of its parent's place, which of the parent's children it is, what is there, and the
/// [`checksum`] of that.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OriginPlace(pub(super) u32, pub(super) usize, pub(super) Form, pub(super) u32);

/// An object that is to be made: of what, and what stands where in it instead.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Recipe(pub(super) Template, pub(super) Vec<(usize, Part)>);

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Template {
    /// An element of the payload.
    #[serde(rename = "p")]
    Payload(u32),
    /// An array at a place in the origin, and the length of the new one.
    #[serde(rename = "o")]
    Origin(u32, usize),
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) enum Part {
    #[serde(rename = "s")]
    Scalar(usize),
    /// An element of the payload.
    #[serde(rename = "p")]
    Payload(u32),
    /// What is at a place in the origin.
    #[serde(rename = "o")]
    Origin(u32),
    /// One of the objects that were made before.
    #[serde(rename = "m")]
    Built(u32),
}

/// An object of the origin that has no more objects than this in it is copied: a reference to it is no shorter.
const SMALL: usize = 16;
/// A shorter array is not made of the origin's.
const LONG: usize = 16;

/// What is known of an object of the state.
#[derive(Clone, Copy)]
enum Visit {
    /// What it refers to is being looked at.
    InProgress,
    /// It refers to nothing of the origin.
    Own,
    /// It is the origin's, or is to be made.
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
    /// The difference between a state and its origin, both of which the alignment has walked over, and the payload, an
    /// `Array`.
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

    /// Lists the places that are named, and those on the way to them, and numbers them anew.
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
    /// Looks at an object and all that it refers to, without recursion: states are nested deep.
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

    /// What is known of an object without a look at what it refers to.
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

    /// What is known of an object once all that it refers to is known.
    fn finish(&mut self, object: ObjRef<'a>, children: Children<'a>) -> Result<Visit, Interrupt> {
        if let Some(made) = self.made_of_origin(object, children)? {
            return Ok(self.push(made));
        }
        let graph = self.alignment.graph();
        let mut foreign = Vec::new();
        for (i, child) in children.as_slice().iter().enumerate() {
            match self.known(*child)? {
                Some(Visit::Part(part)) => foreign.push((i, part)),
                // Lean would read what the reference holds by then.
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

    /// How a long array is made of its counterpart, if at least half of it is the same.
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

    /// An object that is known, as a part of another.
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

    /// Whether an object of the origin has but a few in it, and none that has to stay this very object.
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

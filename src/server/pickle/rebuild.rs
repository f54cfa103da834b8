//! Rebuilding a state from a [`Difference`] and a new origin.

use super::alignment::origin;
use super::difference::{Difference, OriginPlace, Part, Recipe, Template};
use super::graph::{Form, Graph, checksum};
use crate::kernel::region::{KERNEL_ENVIRONMENT, kernel_environment};
use crate::object::{LeanObj, ObjRef};
use crate::server::interrupt::Interrupt;

/// Why a state was not rebuilt.
pub(in crate::server) enum RebuildError {
    /// The new origin differs from the old one.
    Origin,
    /// The difference names an object that does not exist.
    Difference,
    Interrupt(Interrupt),
}

impl<E: Into<Interrupt>> From<E> for RebuildError {
    fn from(interrupt: E) -> Self {
        RebuildError::Interrupt(interrupt.into())
    }
}

impl Difference {
    /// Rebuilds the state. Each object of the origin that the difference names is checked for the expected form and the
    /// expected checksum, so that no other object can take its place.
    ///
    /// # Errors
    /// If the origin or the payload does not fit the difference.
    pub(in crate::server) fn rebuild<'a>(
        &self,
        graph: &'a Graph<'a>,
        origin: ObjRef<'a>,
        payload: ObjRef<'a>,
    ) -> Result<LeanObj, RebuildError> {
        let places = self.places(graph, origin)?;
        let payload = payload.elements().ok_or(RebuildError::Difference)?;
        let mut made: Vec<LeanObj> = Vec::with_capacity(self.objects.len());
        let part = |part: &Part, made: &[LeanObj]| match *part {
            Part::Scalar(n) => Some(LeanObj::scalar(n)),
            Part::Payload(i) => payload.get(i as usize).map(|object| (*object).to_obj()),
            Part::Origin(place) => places.get(place as usize).map(|object| (*object).to_obj()),
            Part::Built(i) => made.get(i as usize).cloned(),
        };
        for Recipe(model, changes) in &self.objects {
            let changes: Option<Vec<(usize, LeanObj)>> =
                changes.iter().map(|(i, it)| Some((*i, part(it, &made)?))).collect();
            let (model, length) = match model {
                Template::Payload(i) => (payload.get(*i as usize), None),
                Template::Origin(place, length) => {
                    let array = places.get(*place as usize);
                    let size = array.map_or(0, |array| Form::from_object(*array).size());
                    // The difference states every element that the origin does not have.
                    if *length > size.saturating_add(changes.as_ref().map_or(0, Vec::len)) {
                        return Err(RebuildError::Difference);
                    }
                    let written = self.places.get(*place as usize).map_or(0, |OriginPlace(_, _, form, _)| form.size());
                    // States of extensions that are registered only here stay at the end of the array.
                    (array, Some(if *length < written { *length } else { size.max(*length) }))
                }
            };
            let (model, changes) = model.zip(changes).ok_or(RebuildError::Difference)?;
            made.push(graph.copy_with(*model, length, changes)?.ok_or(RebuildError::Difference)?);
        }
        part(&self.state, &made).ok_or(RebuildError::Difference)
    }

    /// The objects at the origin places of the difference.
    fn places<'a>(&self, graph: &'a Graph<'a>, root: ObjRef<'a>) -> Result<Vec<ObjRef<'a>>, RebuildError> {
        let mut places: Vec<ObjRef<'a>> = Vec::with_capacity(self.places.len());
        for OriginPlace(number, child, expected, expected_sum) in &self.places {
            let mut is_extensions = false;
            let object = if places.is_empty() {
                root
            } else {
                let parent = places.get(*number as usize).ok_or(RebuildError::Difference)?;
                let is_child = |field: u8| *child == usize::from(field);
                is_extensions = (*number == 0 && is_child(origin::EXTENSIONS))
                    || (is_child(kernel_environment::EXTENSIONS) && KERNEL_ENVIRONMENT.fields(*parent).is_ok());
                let children = graph.children(*parent)?;
                *children.as_slice().get(*child).ok_or(RebuildError::Origin)?
            };
            let found = Form::from_object(object);
            // If more extensions are registered here, their states are at the end of the array.
            let has_form = found == *expected || (is_extensions && found.at_least(*expected));
            if !has_form || checksum(object, expected.size()) != *expected_sum {
                return Err(RebuildError::Origin);
            }
            places.push(object);
        }
        Ok(places)
    }
}

//! Suggestions of similar names, for error messages.

/// The largest number of suggestions.
const LIMIT: usize = 3;

/// A name of more bytes gets no suggestions, and none is suggested: comparing two names takes time that grows with the
/// product of their lengths.
const MAX_NAME: usize = 200;

/// How many candidates are compared with a name.
const MAX_CANDIDATES: usize = 50_000;

/// The candidates most similar to `name`, best first: at most three, each once.
///
/// A candidate is similar if at most one letter in three of it, or of its last component, has to change; case does not
/// count. If no candidate is similar to `name`, those similar to its last component are suggested.
pub(crate) fn suggest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    if name.len() > MAX_NAME {
        return Vec::new();
    }
    let short = candidates.into_iter().filter(|candidate| candidate.len() <= MAX_NAME);
    let candidates: Vec<&str> = short.take(MAX_CANDIDATES).collect();
    match (nearest(name, &candidates), name.rsplit_once('.')) {
        (near, Some((_, last))) if near.is_empty() => nearest(last, &candidates),
        (near, _) => near,
    }
}

fn nearest(name: &str, candidates: &[&str]) -> Vec<String> {
    let name = name.to_lowercase();
    let mut near: Vec<(usize, &str)> = candidates
        .iter()
        .filter_map(|&candidate| {
            let whole = candidate.to_lowercase();
            let last = whole.rsplit('.').next().unwrap_or(&whole);
            let best = [whole.as_str(), last].into_iter().filter_map(|target| distance(&name, target)).min()?;
            Some((best, candidate))
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    // If a candidate differs by one letter, much less similar ones are noise.
    let best = near.first().map_or(0, |(distance, _)| *distance);
    near.retain(|(distance, _)| *distance <= best + 1);
    near.into_iter().take(LIMIT).map(|(_, candidate)| candidate.to_owned()).collect()
}

/// The edit distance, if it is small for names of this length.
fn distance(a: &str, b: &str) -> Option<usize> {
    let (m, n) = (a.chars().count(), b.chars().count());
    let allowed = (m.max(n) / 3).max(1);
    // The lengths alone exclude most candidates.
    if a.is_empty() || m.abs_diff(n) > allowed {
        return None;
    }
    let distance = strsim::osa_distance(a, b);
    (distance <= allowed).then_some(distance)
}

/// The end of an error message that suggests `names`. Empty if there are none.
pub(crate) fn did_you_mean(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => format!("; did you mean {only}?"),
        Some((last, others)) => format!("; did you mean {} or {last}?", others.join(", ")),
    }
}

/// Whether two names are one. Lean puts a component with dots or spaces into `«»`, which may be left out.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    let quoted = |name: &str| name.contains(['«', '»']);
    let bare = |name: &str| name.replace(['«', '»'], "");
    a == b || ((quoted(a) || quoted(b)) && bare(a) == bare(b))
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn suggests_near_names() {
        let names = ["py_increment", "py_add_int", "Geometry.area", "Nat"];
        assert_eq!(suggest("increment", names), ["py_increment"]);
        assert_eq!(suggest("PY_ADDINT", names), ["py_add_int"]);
        assert_eq!(suggest("aera", names), ["Geometry.area"]);
        assert_eq!(suggest("Geo.area", names), ["Geometry.area"]);
        assert_eq!(suggest("Lean.Nat", names), ["Nat"]);
        assert_eq!(suggest("completely else", names), Vec::<String>::new());
        assert_eq!(suggest("", names), Vec::<String>::new());
        assert_eq!(suggest("ab1", ["ab2", "ab3", "ab4", "ab5"]).len(), 3);
    }
}

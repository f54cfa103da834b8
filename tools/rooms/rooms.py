#!/usr/bin/env python3
"""Prints which room of the crate imports which, and fails when an import runs up or files import each other in a circle.

    tools/rooms/rooms.py              the rooms by floor, the arrows between them, and what is wrong
    tools/rooms/rooms.py --circles    each circle of files, with the imports that make it one
    tools/rooms/rooms.py FILE ..      what each file of src imports, and who imports it

The rooms, their floors and the circles that are allowed stand in house.toml.
"""

import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

import crate

HERE = Path(__file__).parent
SRC = HERE.parent.parent / "src"
LONGEST = 600
INCLUDED = re.compile(r'include!\("([^"]+)"\)')


class House:
    """The imports between the files of `src`, as paths from there, held against the plan."""

    def __init__(self, src, plan):
        self.src, self.plan = src, plan
        self.rooms = [(name, room) for room in plan["room"] for name in room["names"]]
        self.order = {name: at for at, (name, _) in enumerate(self.rooms)}
        self.arrows = defaultdict(list)  # (file, file) -> [(line, path)]
        for file, line, target, path in crate.imports(crate.read(src / "lib.rs")):
            if file != target:
                self.arrows[self.name(file), self.name(target)].append((line, path))

    def name(self, file):
        return file.relative_to(self.src).as_posix()

    def room(self, file):
        return file.split("/")[0].removesuffix(".rs")

    def files(self):
        return [f for f in (self.name(f) for f in sorted(self.src.rglob("*.rs"))) if not f.startswith("bin/")]

    def between(self):
        """The arrows between rooms: (room, room) -> [(file, file)]."""
        between = defaultdict(list)
        for file, target in self.arrows:
            if self.room(file) != self.room(target):
                between[self.room(file), self.room(target)].append((file, target))
        return between

    def circles(self):
        """The sets of files that import each other, the largest first."""
        return sorted(circles(self.arrows), key=lambda c: (-len(c), min(c)))

    def faults(self):
        for file in self.files():
            if self.room(file) not in self.order:
                yield f"{file}: house.toml has no room {self.room(file)}"
        yield from self.faults_of_arrows()
        yield from self.faults_of_circles()
        yield from self.faults_of_files()

    def faults_of_arrows(self):
        for (room, target), pairs in sorted(self.between().items()):
            if room not in self.order or target not in self.order:
                continue
            may = self.rooms[self.order[room]][1]["may_import"]
            if self.order[target] >= self.order[room]:
                fault = "runs up"
            elif target not in may and may != ["*"]:
                fault = "is not allowed"
            else:
                continue
            for pair in sorted(pairs):
                line, names = self.names(pair)
                yield f"{pair[0]}:{line}: {room} -> {target} {fault}: {names}"

    def faults_of_circles(self):
        found = self.circles()
        allowed = [set(circle["files"]) for circle in self.plan.get("circle", [])]
        for circle in found:
            if not any(circle <= a for a in allowed):
                yield f"{len(circle)} files import each other: {', '.join(sorted(circle))}"
        for files in allowed:
            for file in sorted(files - set().union(*found)):
                yield f"{file}: house.toml allows it a circle, and it stands in none"

    def faults_of_files(self):
        """Files that no module declares would not be read. The program may import the crate alone."""
        with_tests = crate.read(self.src / "lib.rs", tests=True)
        read = {module.file for module in with_tests.all()}
        included = {file.parent / name for file in read for name in INCLUDED.findall(file.read_text())}
        read |= included
        for main in sorted((self.src / "bin").glob("*/main.rs")):
            for module in crate.read(main, tests=True).all():
                read.add(module.file)
                if not module.file.is_relative_to(main.parent):
                    yield f"{self.name(main)}: takes the file {module.file} into the program"
        for file in sorted(self.src.rglob("*.rs")):
            lines = file.read_text().count("\n")
            if file not in read:
                yield f"{self.name(file)}: no module declares this file"
            if lines > LONGEST and file not in included:
                yield f"{self.name(file)}: {lines} lines, at most {LONGEST} are read with ease"
            if file.with_suffix("").is_dir() and file.name != "lib.rs":
                yield f"{self.name(file)}: a module with modules below it is in {file.stem}/mod.rs"

    def names(self, pair):
        places = self.arrows[pair]
        names = sorted({main_name(path.split("::")) for _, path in places})
        return min(line for line, _ in places), f"{pair[1]} ({', '.join(names)})"


def main_name(path):
    """The type of a path, without its variant or method; else its last name."""
    return next((name for name in path if name[0].isupper()), path[-1])


def circles(arrows):
    """The strongly connected sets of more than one node (Tarjan)."""
    below = defaultdict(list)
    for source, target in arrows:
        below[source].append(target)
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in below[node]:
            if target not in index:
                visit(target)
            if target in stack:
                low[node] = min(low[node], low[target])
        if low[node] == index[node]:
            circle = set()
            while node not in circle:
                circle.add(stack.pop())
            if len(circle) > 1:
                found.append(circle)

    for node in sorted({source for source, _ in arrows}):
        if node not in index:
            visit(node)
    return found


def show(house):
    lines = defaultdict(lambda: [0, 0])
    for file in house.files():
        counts = lines[house.room(file)]
        counts[0] += 1
        counts[1] += (house.src / file).read_text().count("\n")
    print("Rooms, from the top:")
    for name, room in reversed(house.rooms):
        if name in lines:
            count, total = lines[name]
            print(f"  {room['floor']:<12} {name:<10} {count:>3} files {total:>6} lines")

    between = house.between()
    print("\nA room and what it imports (in brackets: how many files import how many):")
    for name, _ in reversed(house.rooms):
        targets = {target: pairs for (room, target), pairs in between.items() if room == name}
        shown = [
            f"{target} ({len({a for a, _ in pairs})}->{len({b for _, b in pairs})})"
            for target, pairs in sorted(targets.items(), key=lambda t: -house.order.get(t[0], 0))
        ]
        if shown:
            print(f"  {name:<10} {', '.join(shown)}")


def show_circles(house):
    for circle in house.circles():
        print(f"A circle of {len(circle)} files:")
        for pair in sorted(house.arrows):
            if set(pair) <= circle:
                line, names = house.names(pair)
                print(f"  {pair[0]}:{line} -> {names}")


def show_file(house, file):
    file = file.removeprefix("src/")
    for pair in sorted(house.arrows):
        if file in pair:
            line, names = house.names(pair)
            print(f"{pair[0]}:{line} -> {names}")


def main(files):
    house = House(SRC, tomllib.loads((HERE / "house.toml").read_text()))
    if files:
        for file in files:
            show_circles(house) if file == "--circles" else show_file(house, file)
        return 0
    show(house)
    faults = list(house.faults())
    print(f"\n{len(faults)} faults:" if faults else "\nNo import runs up.")
    for fault in faults:
        print(f"  {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

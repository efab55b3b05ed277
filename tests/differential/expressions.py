"""Random expressions of a wanted type, from the rows of functions.py."""

import dataclasses

from functions import AGGREGATES, ROWS
from values import SQL_NAMES, TYPES, draw_type, literal

# Places that take these only, lest most calls fail.
CONSTANTS = {
    "int2days": ["0", "1", "30", "365"],
    "int2small": ["0", "1", "-2", "13"],
    "float8small": ["0::float8", "1.5::float8", "-2.25::float8", "100.125::float8"],
    "numericsmall": ["0.5", "-12.345", "999.994", "0"],
    "nonnegative": ["0", "7", "23", "100"],
    "ascii": ["'plain'::text", "''::text", "'a''b'::text"],
    "object": ["'{}'::jsonb", "'{\"a\": {\"c\": 1, \"d\": 2}, \"b\": null}'::jsonb"],
}
UNORDERED = ("jsonb", "int4[]", "text[]", "bytea")  # drawn for comparison only where a row names them
ORDERED = [kind for kind in TYPES if kind not in UNORDERED]


@dataclasses.dataclass
class Expr:
    """A template with expressions in its places; a leaf has none."""
    kind: str
    template: str
    places: list

    def __str__(self):
        return self.template.format(*self.places) if self.places else self.template

    def reduced(self):
        """Simpler expressions of the same type."""
        if self.places:
            yield Expr(self.kind, f"cast(null as {SQL_NAMES.get(self.kind, self.kind)})", [])
        for place in self.places:
            if place.kind == self.kind:
                yield place
        for n, place in enumerate(self.places):
            for simpler in place.reduced():
                yield Expr(self.kind, self.template, self.places[:n] + [simpler] + self.places[n + 1:])


def table_of(rows):
    out = []
    for row in rows.strip().splitlines():
        result, template, places = (part.strip() for part in row.rsplit(" | ", 2)) if row.count(" | ") >= 2 \
            else (*(part.strip() for part in row.rstrip("|").split(" | ", 1)), "")
        out.append((result.lstrip("?"), result.startswith("?"), template, places.split()))
    return out


FUNCTIONS = table_of(ROWS)
AGGREGATE_FUNCTIONS = table_of(AGGREGATES)


class Writer:
    """Writes expressions over the columns in scope: [(text, type)]."""

    def __init__(self, random, subquery=None):
        self.random = random
        self.subquery = subquery  # (kind, scope) -> Expr or None

    def leaf(self, kind, scope):
        columns = [text for text, of in scope if of == kind]
        if columns and self.random.random() < 0.75:
            return Expr(kind, self.random.choice(columns), [])
        return Expr(kind, literal(self.random, kind), [])

    def expression(self, kind, scope, depth):
        if depth <= 0 or self.random.random() < 0.2:
            return self.leaf(kind, scope)
        if self.subquery and self.random.random() < 0.08:
            found = self.subquery(kind, scope)
            if found is not None:
                return found
        rows = [row for row in FUNCTIONS if row[0] in (kind, "any") and not row[1]]
        return self.apply(self.random.choice(rows), kind, scope, depth)

    def risky(self, scope):
        """One call that may fail at run time, over plain columns."""
        row = self.random.choice([row for row in FUNCTIONS if row[1]])
        return self.apply(row, row[0], scope, 0)

    def aggregate(self, scope, depth=1):
        row = self.random.choice(AGGREGATE_FUNCTIONS)
        expr = self.apply(row, None, scope, depth)
        if self.random.random() < 0.15:
            return Expr(expr.kind, "{} filter (where {})", [expr, self.expression("bool", scope, 1)])
        return expr

    def apply(self, row, kind, scope, depth):
        result, _, template, places = row
        same = kind if result == "any" else None
        args = []
        for place in places:
            shallow = place.startswith("leaf:")
            place = place.removeprefix("leaf:")
            if place == "same" and same is None:
                same = draw_type(self.random, ORDERED)
            if place == "ordered" and same is None:
                same = draw_type(self.random, ORDERED)
            if place in CONSTANTS:
                args.append(Expr(place, self.random.choice(CONSTANTS[place]), []))
                continue
            wanted = {"same": same, "ordered": same, "any": None, "number": "number"}.get(place, place)
            if wanted is None:
                wanted = draw_type(self.random)
            if wanted == "number":
                wanted = self.random.choice(["int2", "int4", "int8", "numeric", "float8"])
            args.append(self.leaf(wanted, scope) if shallow else self.expression(wanted, scope, depth - 1))
        return Expr(same if result in ("any", "same") else result, template, args)

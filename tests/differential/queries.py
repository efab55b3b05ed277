"""Random queries whose answer SQL determines: rows are ordered by all their columns, or not at all."""

import dataclasses

from expressions import ORDERED, Expr, Writer
from values import draw_type, literal


@dataclasses.dataclass
class Query:
    """The clauses of a query block as text or expressions; what is empty is left out."""
    items: list
    source: str = ""
    where: object = None
    groups: list = dataclasses.field(default_factory=list)
    having: object = None
    grouping: str = ""
    distinct: bool = False
    ordered: str = ""
    limit: str = ""
    with_: str = ""
    then: list = dataclasses.field(default_factory=list)  # [(UNION …, Query)]

    def __str__(self):
        text = self.with_ + "select " + ("distinct " if self.distinct else "")
        text += ", ".join(f"{item} as c{n}" for n, item in enumerate(self.items))
        text += f" from {self.source}" if self.source else ""
        text += f" where {self.where}" if self.where else ""
        keys = ", ".join(map(str, self.groups))
        text += f" group by {self.grouping} ({keys})" if self.grouping else f" group by {keys}" if keys else ""
        text += f" having {self.having}" if self.having else ""
        for word, other in self.then:
            text += f" {word} ({other})"
        text += f" order by {self.ordered}" if self.ordered else ""
        return text + self.limit

    def reduced(self):
        change = lambda **what: dataclasses.replace(self, **what)
        if self.then:
            yield change(then=self.then[:-1])
        for clause, empty in (("limit", ""), ("grouping", ""), ("where", None), ("having", None), ("distinct", False)):
            if getattr(self, clause):
                yield change(**{clause: empty})
        if self.ordered and not self.limit:
            yield change(ordered="")
        if not self.then and not self.ordered and len(self.items) > 1:
            for n in range(len(self.items)):
                yield change(items=self.items[:n] + self.items[n + 1:])
        if not self.groups:
            for n, item in enumerate(self.items):
                for simpler in item.reduced():
                    yield change(items=self.items[:n] + [simpler] + self.items[n + 1:])
        for clause in ("where", "having"):
            if getattr(self, clause):
                for simpler in getattr(self, clause).reduced():
                    yield change(**{clause: simpler})


class Generator:
    def __init__(self, random, tables):
        self.random = random
        self.tables = tables
        self.numbers = 0
        self.writer = Writer(random, self.scalar)
        self.plain = Writer(random)
        self.common = []  # [(name, [(column, kind)])] in scope
        self.deep = 0

    def chance(self, probability):
        return self.random.random() < probability

    def alias(self):
        self.numbers += 1
        return f"a{self.numbers}"

    # FROM

    def relation(self, depth):
        """(text, scope) of one item of FROM."""
        alias = self.alias()
        if self.common and self.chance(0.3):
            name, columns = self.random.choice(self.common)
            return f"{name} as {alias}", [(f"{alias}.{column}", kind) for column, kind in columns]
        if depth > 0 and self.chance(0.2):
            query = self.query(depth - 1)
            return f"({query}) as {alias}", [(f"{alias}.c{n}", item.kind) for n, item in enumerate(query.items)]
        if self.chance(0.06):
            kinds = [draw_type(self.random) for _ in range(2)]
            rows = ", ".join("(" + ", ".join(literal(self.random, kind) for kind in kinds) + ")" for _ in range(3))
            return f"(values {rows}) as {alias} (x, y)", [(f"{alias}.x", kinds[0]), (f"{alias}.y", kinds[1])]
        if self.chance(0.05):
            return f"generate_series(1, {self.random.randint(0, 5)}) as {alias} (g)", [(f"{alias}.g", "int4")]
        if self.chance(0.04):
            return f"unnest(array['b', null, 'a']) with ordinality as {alias} (u, n)", [(f"{alias}.u", "text"), (f"{alias}.n", "int8")]
        if self.chance(0.04):
            return f"""jsonb_array_elements('[1, "a", null]') as {alias} (j)""", [(f"{alias}.j", "jsonb")]
        table = self.random.choice(self.tables)
        return f"{table.name} as {alias}", table.scope(alias)

    def lateral(self, scope):
        """A derived table that reads what stands before it: (text, scope)."""
        alias = self.alias()
        if self.chance(0.4):
            arrays = [text for text, kind in scope if kind == "int4[]"]
            if arrays:
                return f"unnest({self.random.choice(arrays)}) as {alias} (u)", [(f"{alias}.u", "int4")]
        table = self.random.choice(self.tables)
        inner = self.alias()
        own = table.scope(inner)
        items = [self.plain.expression(draw_type(self.random, ORDERED), own + list(scope), 1) for _ in range(2)]
        query = Query(items, f"{table.name} as {inner}", self.plain.expression("bool", own + list(scope), 1))
        if self.chance(0.4):
            query.ordered, query.limit = "1, 2", " limit 2"
        return f"lateral ({query}) as {alias}", [(f"{alias}.c{n}", item.kind) for n, item in enumerate(items)]

    def source(self, depth, outer):
        text, scope = self.relation(depth)
        for _ in range(self.random.choice([0, 0, 0, 1, 1, 2])):
            if self.chance(0.1):
                other, more = self.lateral(scope)
                text, scope = f"{text} {self.random.choice(['cross join {}', 'left join {} on true']).format(other)}", scope + more
                continue
            other, more = self.relation(depth)
            kind = self.random.choice(["join", "join", "left join", "left join", "right join", "full join", "cross join"])
            if kind == "cross join":
                text, scope = f"{text} cross join {other}", scope + more
                continue
            pairs = [(one, two) for one, of in scope for two, as_ in more if of == as_ and of not in ("jsonb", "float8")]
            if kind != "full join" and (not pairs or self.chance(0.2)):
                condition = self.plain.expression("bool", scope + more, 2)
            elif pairs:
                condition = "{} = {}".format(*self.random.choice(pairs))
            else:
                kind, condition = "left join", "true"
            text, scope = f"{text} {kind} {other} on {condition}", scope + more
        return text, scope

    # Query blocks

    def query(self, depth, kinds=None, outer=()):
        """A query; kinds: the wanted types of its columns."""
        self.deep += 1
        source, scope = self.source(depth, outer)
        inner = scope + list(outer)
        where = self.writer.expression("bool", inner, 2) if self.chance(0.6) else None
        kinds = kinds or [draw_type(self.random, ORDERED if self.chance(0.8) else None) for _ in range(self.random.randint(1, 4))]
        if self.chance(0.25):
            query = self.grouped(source, scope, where, kinds)
        else:
            items = [self.writer.expression(kind, inner, self.random.choice([0, 1, 2, 3])) for kind in kinds]
            query = Query(items, source, where, distinct=self.chance(0.15))
            if not query.distinct and self.chance(0.15):
                query.items[0] = self.window(scope, query.items[0])
        self.deep -= 1
        return query

    def grouped(self, source, scope, where, kinds):
        groups, items = [], []
        for kind in kinds:
            if self.chance(0.5):
                key = self.plain.expression(kind, scope, self.random.choice([0, 0, 1]))
                if any(text in str(key) for text, _ in scope):
                    groups.append(key)
                    items.append(key)
                    continue
            items.append(self.plain.aggregate(scope))
        having = None
        if self.chance(0.3):
            having = Expr("bool", "(count(*) > {})", [Expr("int4", str(self.random.randint(0, 2)), [])])
        return Query(items, source, where, groups, having)

    def window(self, scope, item):
        """A window function over a total order of its input."""
        keys = [text for text, kind in scope if kind not in ("jsonb",)]
        order = ", ".join(f"{key} {self.random.choice(['', 'desc', 'nulls first', 'desc nulls last'])}" for key in keys) or "1"
        part = f"partition by {self.random.choice(keys)} " if keys and self.chance(0.5) else ""
        over = f" over ({part}order by {order}{self.random.choice(['', ' rows between 1 preceding and current row', ' range unbounded preceding'])})"
        over = over.replace("{", "{{").replace("}", "}}")
        function, kind = self.random.choice([("row_number()", "int8"), ("rank()", "int8"), ("dense_rank()", "int8"), ("ntile(3)", "int4"),
                                             ("count(*)", "int8"), ("lag({0}) ", item.kind), ("lead({0}, 2)", item.kind),
                                             ("first_value({0})", item.kind), ("last_value({0})", item.kind), ("nth_value({0}, 2)", item.kind)])
        if "{0}" not in function:
            return Expr(kind, (function + over).format(), [])
        return Expr(kind, function + over, [item])

    def statement(self):
        """A whole query with the order of its result, if it has one."""
        self.common, with_ = [], ""
        if self.chance(0.2):
            query = self.query(1)
            name = self.alias()
            with_ = f"with {name} as {self.random.choice(['', '', 'materialized '])}({query}) "
            self.common = [(name, [(f"c{n}", item.kind) for n, item in enumerate(query.items)])]
        query = self.query(2)
        query.with_ = with_
        if query.groups and self.chance(0.2):
            query.grouping = self.random.choice(["rollup", "cube"])
        kinds = [item.kind for item in query.items]
        if self.chance(0.15):
            words = ["union", "union all", "intersect", "except", "intersect all", "except all"]
            query.then = [(self.random.choice(words), self.query(1, kinds))]
        if self.chance(0.6):
            query.ordered = ", ".join(f"{n + 1}{self.random.choice(['', ' desc', ' nulls first', ' desc nulls last'])}" for n in range(len(kinds)))
            if self.chance(0.4):
                query.limit = f" limit {self.random.randint(0, 5)}" + (f" offset {self.random.randint(0, 3)}" if self.chance(0.4) else "")
        return query

    def risky(self):
        """A call that may fail at run time on some row, where nothing else is evaluated; PostgreSQL folds constants."""
        table = self.random.choice(self.tables)
        while True:
            expr = self.plain.risky(table.scope(table.name))
            if any(place.template.startswith(table.name) for place in expr.places):
                return Query([expr], table.name)

    def scalar(self, kind, scope):
        """A subquery as an expression, correlated or not."""
        if self.deep > 2:
            return None
        if kind == "bool" and self.chance(0.7):
            if self.chance(0.5):
                return Expr("bool", f"exists ({self.query(0, outer=scope)})", [])
            of = draw_type(self.random, ORDERED)
            inner = self.query(0, [of], outer=scope)
            word = self.random.choice(["in", "not in", "= any", "< all", ">= any", "<> all"])
            return Expr("bool", "({} " + braces(f"{word} ({inner}))"), [self.plain.leaf(of, scope)])
        table = self.random.choice(self.tables)
        alias = self.alias()
        own = table.scope(alias)
        of = [text for text, as_ in own if as_ == kind]
        if not of or kind not in ORDERED or kind in ("bool", "uuid", "bpchar"):
            return None
        function = self.random.choice(["min", "max"])
        where = self.plain.expression("bool", own + list(scope), 1)
        return Expr(kind, f"(select {function}({self.random.choice(of)}) from {table.name} as {alias} where {where})", [])


def braces(text):
    """Text to stand in a template as it is."""
    return text.replace("{", "{{").replace("}", "}}")

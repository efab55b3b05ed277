"""Random tables with their rows."""

from values import TYPES, draw_type


class Table:
    """A table with a key `id` and columns that any test of the language may meet."""

    def __init__(self, random, name, others):
        self.name = name
        self.columns = [("id", "int4")]
        declared = ["id integer primary key"]
        for n in range(random.randint(2, 6)):
            kind = draw_type(random)
            column = f"c{n}" if random.random() < 0.9 else f"Mixed {n}"
            self.columns.append((column, kind))
            text = f"{quoted(column)} {random.choice(TYPES[kind][0])}"
            if random.random() < 0.1 and kind in ("int4", "text", "bool", "numeric"):
                text += f" default {TYPES[kind][1][1]}"
            declared.append(text)
        self.parent = random.choice(others) if others and random.random() < 0.6 else None
        if self.parent:
            self.columns.append(("parent", "int4"))
            declared.append(f"parent integer references {self.parent.name} (id)")
        self.create = f"create table {name} ({', '.join(declared)});"
        self.ids = list(range(1, random.choice([0, 1, 3, 8, 15, 30]) + 1))
        self.rows = [self._row(random, n) for n in self.ids]
        self.index = ""
        if random.random() < 0.5:
            column, kind = random.choice(self.columns)
            if kind not in ("jsonb",):
                self.index = f"create index on {name} ({quoted(column)} {random.choice(['', 'desc', 'nulls first'])});"

    def _row(self, random, number):
        out = [str(number)]
        for column, kind in self.columns[1:]:
            if column == "parent":
                out.append(str(random.choice(self.parent.ids)) if self.parent.ids and random.random() < 0.8 else "null")
            else:
                out.append("null" if random.random() < 0.15 else random.choice(TYPES[kind][1]))
        return "(" + ", ".join(out) + ")"

    def scope(self, alias):
        return [(f"{alias}.{quoted(column)}", kind) for column, kind in self.columns]

    def statements(self):
        yield self.create
        if self.rows:
            yield f"insert into {self.name} values {', '.join(self.rows)};"
        if self.index:
            yield self.index


def quoted(name):
    return f'"{name}"' if " " in name else name


def tables(random):
    made = []
    for n in range(random.randint(1, 3)):
        made.append(Table(random, f"t{n}", made))
    return made

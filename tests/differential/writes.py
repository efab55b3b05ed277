"""Random INSERT, UPDATE and DELETE. What a row becomes is determined: a joined table meets it at most once."""

from expressions import Writer
from schema import quoted
from values import TYPES


class WriteGenerator:
    def __init__(self, random, tables):
        self.random = random
        self.tables = tables
        self.writer = Writer(random)

    def statement(self):
        table = self.random.choice(self.tables)
        text = self.random.choice([self.insert, self.insert, self.upsert, self.update, self.update, self.delete])(table)
        if self.random.random() < 0.6:
            scope = table.scope(table.name)
            kinds = [self.random.choice(scope)[1] for _ in range(2)]
            text += " returning id, " + ", ".join(str(self.writer.expression(kind, scope, 1)) + f" as r{n}" for n, kind in enumerate(kinds))
        return table, text

    def value(self, column, kind, scope=()):
        if column == "parent":
            return "null"
        if self.random.random() < 0.15:
            return "default"
        if scope and self.random.random() < 0.5:
            return str(self.writer.expression(kind, scope, 1))
        return "null" if self.random.random() < 0.1 else self.random.choice(TYPES[kind][1])

    def insert(self, table):
        columns = [column for column in table.columns if column[0] == "id" or self.random.random() < 0.8]
        names = ", ".join(quoted(name) for name, _ in columns)
        if self.random.random() < 0.3:
            values = ", ".join(f"{table.name}.id + 100" if name == "id" else f"{table.name}.{quoted(name)}" for name, _ in columns)
            return f"insert into {table.name} ({names}) select {values} from {table.name} where id < 90"
        rows = []
        for _ in range(self.random.randint(1, 3)):
            rows.append("(" + ", ".join(str(self.random.randint(1, 60)) if name == "id" else self.value(name, kind)
                                        for name, kind in columns) + ")")
        return f"insert into {table.name} ({names}) values {', '.join(rows)}"

    def upsert(self, table):
        text = self.insert(table)
        if self.random.random() < 0.4:
            return text + " on conflict do nothing"
        excluded = [(f"excluded.{quoted(name)}", kind) for name, kind in table.columns]
        return text + f" on conflict (id) do update set {self.assignments(table, table.scope(table.name) + excluded)}"

    def assignments(self, table, scope):
        columns = [column for column in table.columns if column[0] not in ("id", "parent")]
        chosen = self.random.sample(columns, self.random.randint(1, min(3, len(columns))))
        return ", ".join(f"{quoted(name)} = {self.value(name, kind, scope)}" for name, kind in chosen)

    def update(self, table):
        scope = table.scope(table.name)
        if table.parent and self.random.random() < 0.4:
            scope = scope + table.parent.scope("p")
            return (f"update {table.name} set {self.assignments(table, scope)} from {table.parent.name} as p "
                    f"where p.id = {table.name}.parent and {self.writer.expression('bool', scope, 1)}")
        return f"update {table.name} set {self.assignments(table, scope)} where {self.writer.expression('bool', scope, 2)}"

    def delete(self, table):
        scope = table.scope(table.name)
        if table.parent and self.random.random() < 0.4:
            return f"delete from {table.name} using {table.parent.name} as p where p.id = {table.name}.parent and {self.writer.expression('bool', scope + table.parent.scope('p'), 1)}"
        return f"delete from {table.name} where {self.writer.expression('bool', scope, 2)}"

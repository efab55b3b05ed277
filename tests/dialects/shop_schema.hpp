#pragma once

#include "core/schema.hpp"

namespace ormgate {

// A small shop: what the translator's tests translate against.
inline SchemaPtr shop_schema() {
    auto schema = std::make_shared<Schema>();
    schema->version = 1;
    schema->namespaces = {{2200, "public", ""}, {16001, "app", ""}};
    EnumDef mood;
    mood.oid = 16100;
    mood.array_oid = 16101;
    mood.name = "mood";
    mood.labels = {"sad", "ok", "happy"};
    schema->enums = {mood};
    Type mood_type(TypeId::enumeration);
    mood_type.user_oid = mood.oid;
    const auto varchar = [](int n) { return Type(TypeId::varchar, false, n + 4); };
    const auto numeric = [](int precision, int scale) {
        return Type(TypeId::numeric, false, (precision << 16 | scale) + 4);
    };
    const auto table = [&](std::uint32_t oid,
                           std::string name,
                           std::vector<std::pair<std::string, Type>> columns) -> TableDef {
        TableDef t;
        t.oid = oid;
        t.name = name;
        for (auto& [column_name, type] : columns) {
            ColumnDef column;
            column.name = column_name;
            column.type = type;
            column.number = static_cast<std::int16_t>(t.columns.size() + 1);
            t.columns.push_back(std::move(column));
        }
        ColumnDef& id = t.columns.front();
        id.not_null = true;
        id.identity = Identity::by_default;
        id.sequence = name + "_id_seq";
        ConstraintDef key;
        key.kind = ConstraintKind::primary_key;
        key.name = key.index = name + "_pkey";
        key.columns = {"id"};
        t.constraints.push_back(key);
        IndexDef index;
        index.name = key.name;
        index.unique = index.primary = true;
        index.keys.push_back({"id", "", "", "", false, false});
        t.indexes.push_back(index);
        SequenceDef sequence;
        sequence.oid = oid + 500;
        sequence.name = id.sequence;
        sequence.owner_table = name;
        sequence.owner_column = "id";
        schema->sequences.push_back(sequence);
        return t;
    };
    TableDef author = table(
        16384,
        "author",
        {{"id", TypeId::int64}, {"name", varchar(30)}, {"email", TypeId::text}, {"born", TypeId::date}});
    author.columns[1].not_null = true;
    ConstraintDef unique;
    unique.kind = ConstraintKind::unique;
    unique.name = unique.index = "author_email_key";
    unique.columns = {"email"};
    author.constraints.push_back(unique);
    IndexDef unique_index;
    unique_index.name = unique.name;
    unique_index.unique = true;
    unique_index.keys.push_back({"email", "", "", "", false, false});
    author.indexes.push_back(unique_index);
    TableDef book = table(16385,
                          "book",
                          {{"id", TypeId::int32},
                           {"author_id", TypeId::int64},
                           {"title", TypeId::text},
                           {"price", numeric(10, 2)},
                           {"pages", TypeId::int32},
                           {"rating", TypeId::float64},
                           {"published", TypeId::timestamptz},
                           {"in_print", TypeId::boolean},
                           {"tags", Type(TypeId::text, true)},
                           {"data", TypeId::jsonb},
                           {"feeling", mood_type},
                           {"length", TypeId::interval},
                           {"day", TypeId::date},
                           {"key", TypeId::uuid}});
    book.columns[2].not_null = true;
    book.columns[7].has_default = true;
    book.columns[7].default_expression = "true";
    ConstraintDef reference;
    reference.kind = ConstraintKind::foreign_key;
    reference.name = "book_author_id_fkey";
    reference.columns = {"author_id"};
    reference.referenced_schema = "public";
    reference.referenced_table = "author";
    reference.referenced_columns = {"id"};
    reference.deferrable = reference.initially_deferred = true;
    book.constraints.push_back(reference);
    schema->tables = {author, book};
    schema->index();
    return schema;
}

}  // namespace ormgate

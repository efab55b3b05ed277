#include <algorithm>
#include <charconv>

#include "core/json_text.hpp"
#include "dialects/sqlite_storage.hpp"

namespace ormgate::dialects {
namespace {

struct Rows {
    std::vector<MetadataRow>& out;
    std::string kind, name, sub;

    void add(std::string_view key, std::string value) {
        out.push_back({kind, name, sub, std::string(key), std::move(value)});
    }
    void text(std::string_view key, const std::string& value) {
        if (!value.empty()) add(key, value);
    }
    void flag(std::string_view key, bool value) {
        if (value) add(key, "1");
    }
};

std::string qualified(std::string_view schema, std::string_view name) {
    return std::string(schema) + "." + std::string(name);
}

std::string type_text(Type type, const Schema& schema) {
    if (type.id != TypeId::enumeration) return type.sql_name();
    const EnumDef* found = schema.enum_by_oid(type.user_oid);
    if (found == nullptr) return "text";
    return "enum:" + qualified(found->schema, found->name) + (type.array ? "[]" : "");
}

std::optional<Type> read_type(std::string_view text, const Schema& schema) {
    if (!text.starts_with("enum:")) return type_of_sql_name(text);
    text.remove_prefix(5);
    const bool array = text.ends_with("[]");
    if (array) text.remove_suffix(2);
    for (const EnumDef& candidate : schema.enums) {
        if (qualified(candidate.schema, candidate.name) != text) continue;
        Type type(TypeId::enumeration, array);
        type.user_oid = array ? candidate.array_oid : candidate.oid;
        return type;
    }
    return std::nullopt;
}

constexpr std::pair<ConstraintKind, std::string_view> constraint_letters[] = {
    {ConstraintKind::primary_key, "p"},
    {ConstraintKind::unique, "u"},
    {ConstraintKind::foreign_key, "f"},
    {ConstraintKind::check, "c"},
    {ConstraintKind::exclusion, "x"},
};
constexpr std::pair<ForeignKeyAction, std::string_view> action_letters[] = {
    {ForeignKeyAction::no_action, "a"},
    {ForeignKeyAction::restrict, "r"},
    {ForeignKeyAction::cascade, "c"},
    {ForeignKeyAction::set_null, "n"},
    {ForeignKeyAction::set_default, "d"},
};
constexpr std::pair<Identity, std::string_view> identity_words[] = {
    {Identity::none, ""}, {Identity::always, "always"}, {Identity::by_default, "by_default"}};
constexpr std::pair<Generated, std::string_view> generated_words[] = {
    {Generated::none, ""}, {Generated::stored, "stored"}, {Generated::virtual_, "virtual"}};
constexpr std::pair<TableKind, std::string_view> table_words[] = {
    {TableKind::table, "table"},
    {TableKind::view, "view"},
    {TableKind::materialized_view, "materialized_view"}};

template <class Table, class T>
std::string word_of(const Table& table, T value) {
    for (const auto& [item, word] : table)
        if (item == value) return std::string(word);
    return {};
}
template <class Table, class T>
void read_word(const Table& table, std::string_view text, T& value) {
    for (const auto& [item, word] : table)
        if (word == text) value = item;
}

std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

void add_column(
    Rows rows, const TableDef& table, const ColumnDef& column, std::size_t position, const Schema& schema) {
    const bool view = table.kind != TableKind::table;
    const ConstraintDef* key = table.primary_key();
    const bool alias = key != nullptr && key->columns.size() == 1 && key->columns[0] == column.name;
    rows.add("position", std::to_string(position));
    if (view || alias || column.type.id == TypeId::enumeration)
        rows.add("type", type_text(column.type, schema));
    rows.flag("not_null", column.not_null);
    rows.text("default", column.default_expression);
    rows.flag("has_default", column.has_default);
    rows.text("identity", word_of(identity_words, column.identity));
    rows.text("sequence", column.sequence);
    rows.text("generated", word_of(generated_words, column.generated));
    rows.text("generated_expression", column.generated_expression);
    rows.text("collation", column.collation);
    rows.text("comment", column.comment);
}

void add_constraint(Rows rows, const ConstraintDef& constraint, std::size_t position) {
    rows.add("position", std::to_string(position));
    rows.add("kind", word_of(constraint_letters, constraint.kind));
    rows.add("columns", string_list(constraint.columns));
    rows.text("expression", constraint.expression);
    if (constraint.kind == ConstraintKind::foreign_key) {
        std::vector<std::string> references{constraint.referenced_schema, constraint.referenced_table};
        references.insert(
            references.end(), constraint.referenced_columns.begin(), constraint.referenced_columns.end());
        rows.add("references", string_list(references));
        rows.add("actions",
                 string_list({word_of(action_letters, constraint.on_update),
                              word_of(action_letters, constraint.on_delete)}));
    }
    if (constraint.deferrable) rows.add("timing", constraint.initially_deferred ? "deferred" : "deferrable");
    rows.text("index", constraint.index);
    rows.flag("not_valid", !constraint.validated);
    rows.flag("no_inherit", constraint.no_inherit);
    rows.text("comment", constraint.comment);
}

void add_index(Rows rows, const IndexDef& index, std::size_t position) {
    rows.add("position", std::to_string(position));
    rows.add("method", index.method);
    rows.flag("unique", index.unique);
    rows.flag("primary", index.primary);
    rows.flag("nulls_not_distinct", index.nulls_not_distinct);
    for (std::size_t i = 0; i < index.keys.size(); ++i) {
        const IndexKey& key = index.keys[i];
        rows.add("key" + std::to_string(i + 1),
                 string_list({key.column,
                              key.expression,
                              key.opclass,
                              key.collation,
                              key.descending ? "desc" : "",
                              key.nulls_first ? "first" : ""}));
    }
    if (!index.include.empty()) rows.add("include", string_list(index.include));
    rows.text("predicate", index.predicate);
    rows.text("backend_name", index.backend_name);
    rows.text("comment", index.comment);
}

// The member of a list with this name, made if it is not there.
template <class T>
T& member(std::vector<T>& all, const std::string& name) {
    const auto found = std::ranges::find(all, name, &T::name);
    if (found != all.end()) return *found;
    all.emplace_back().name = name;
    return all.back();
}

void apply_column(ColumnDef& column, const MetadataRow& row, const Schema& schema) {
    if (row.key == "type") {
        if (const auto type = read_type(row.value, schema)) column.type = *type;
    } else if (row.key == "position") {
        column.number = static_cast<std::int16_t>(number(row.value));
    } else if (row.key == "not_null") {
        column.not_null = true;
    } else if (row.key == "default") {
        column.default_expression = row.value;
    } else if (row.key == "has_default") {
        column.has_default = true;
    } else if (row.key == "identity") {
        read_word(identity_words, row.value, column.identity);
    } else if (row.key == "sequence") {
        column.sequence = row.value;
    } else if (row.key == "generated") {
        read_word(generated_words, row.value, column.generated);
    } else if (row.key == "generated_expression") {
        column.generated_expression = row.value;
    } else if (row.key == "collation") {
        column.collation = row.value;
    } else if (row.key == "comment") {
        column.comment = row.value;
    }
}

void apply_constraint(ConstraintDef& constraint, const MetadataRow& row) {
    if (row.key == "kind") {
        read_word(constraint_letters, row.value, constraint.kind);
    } else if (row.key == "columns") {
        constraint.columns = read_string_list(row.value);
    } else if (row.key == "expression") {
        constraint.expression = row.value;
    } else if (row.key == "references") {
        std::vector<std::string> parts = read_string_list(row.value);
        if (parts.size() < 2) return;
        constraint.referenced_schema = parts[0];
        constraint.referenced_table = parts[1];
        constraint.referenced_columns.assign(parts.begin() + 2, parts.end());
    } else if (row.key == "actions") {
        const std::vector<std::string> parts = read_string_list(row.value);
        if (parts.size() != 2) return;
        read_word(action_letters, parts[0], constraint.on_update);
        read_word(action_letters, parts[1], constraint.on_delete);
    } else if (row.key == "timing") {
        constraint.deferrable = true;
        constraint.initially_deferred = row.value == "deferred";
    } else if (row.key == "index") {
        constraint.index = row.value;
    } else if (row.key == "not_valid") {
        constraint.validated = false;
    } else if (row.key == "no_inherit") {
        constraint.no_inherit = true;
    } else if (row.key == "comment") {
        constraint.comment = row.value;
    }
}

void apply_key(IndexDef& index, std::string_view key, std::string_view value) {
    const std::vector<std::string> parts = read_string_list(value);
    const std::int64_t place = number(key.substr(3));
    if (parts.size() != 6 || place < 1 || place > 64) return;
    if (index.keys.size() < static_cast<std::size_t>(place))
        index.keys.resize(static_cast<std::size_t>(place));
    IndexKey& out = index.keys[static_cast<std::size_t>(place - 1)];
    out = {parts[0], parts[1], parts[2], parts[3], parts[4] == "desc", parts[5] == "first"};
}

void apply_index(IndexDef& index, const MetadataRow& row) {
    if (row.key == "method") {
        index.method = row.value;
    } else if (row.key == "unique") {
        index.unique = true;
    } else if (row.key == "primary") {
        index.primary = true;
    } else if (row.key == "nulls_not_distinct") {
        index.nulls_not_distinct = true;
    } else if (row.key.starts_with("key")) {
        apply_key(index, row.key, row.value);
    } else if (row.key == "include") {
        index.include = read_string_list(row.value);
    } else if (row.key == "predicate") {
        index.predicate = row.value;
    } else if (row.key == "backend_name") {
        index.backend_name = row.value;
    } else if (row.key == "comment") {
        index.comment = row.value;
    }
}

template <class T>
void sort_by_position(std::vector<T>& all, const std::vector<MetadataRow>& rows, std::string_view kind) {
    const auto position = [&](const T& item) {
        for (const MetadataRow& row : rows)
            if (row.kind == kind && row.sub == item.name && row.key == "position") return number(row.value);
        return INT64_MAX;
    };
    std::ranges::sort(all, {}, position);
}

}  // namespace

std::vector<MetadataRow> metadata_of(const TableDef& table, const Schema& schema) {
    std::vector<MetadataRow> out;
    const std::string name = qualified(table.schema, table.name);
    Rows rows{out, "table", name, {}};
    rows.add("kind", word_of(table_words, table.kind));
    rows.text("comment", table.comment);
    rows.text("definition", table.definition);
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        add_column({out, "column", name, table.columns[i].name}, table, table.columns[i], i + 1, schema);
    for (std::size_t i = 0; i < table.constraints.size(); ++i)
        add_constraint({out, "constraint", name, table.constraints[i].name}, table.constraints[i], i + 1);
    for (std::size_t i = 0; i < table.indexes.size(); ++i)
        add_index({out, "index", name, table.indexes[i].name}, table.indexes[i], i + 1);
    return out;
}

std::vector<MetadataRow> metadata_of(const SequenceDef& sequence) {
    std::vector<MetadataRow> out;
    Rows rows{out, "sequence", qualified(sequence.schema, sequence.name), {}};
    rows.add("type", sequence.type.sql_name());
    rows.add("start", std::to_string(sequence.start));
    rows.add("increment", std::to_string(sequence.increment));
    rows.add("minimum", std::to_string(sequence.minimum));
    rows.add("maximum", std::to_string(sequence.maximum));
    rows.add("cache", std::to_string(sequence.cache));
    rows.flag("cycle", sequence.cycle);
    if (!sequence.owner_table.empty())
        rows.add("owner", string_list({sequence.owner_table, sequence.owner_column}));
    rows.text("comment", sequence.comment);
    return out;
}

std::vector<MetadataRow> metadata_of(const EnumDef& enumeration) {
    std::vector<MetadataRow> out;
    Rows rows{out, "enum", qualified(enumeration.schema, enumeration.name), {}};
    rows.add("labels", string_list(enumeration.labels));
    rows.text("comment", enumeration.comment);
    return out;
}

void apply_metadata(TableDef& table, const std::vector<MetadataRow>& rows, const Schema& schema) {
    for (const MetadataRow& row : rows) {
        if (row.kind == "table") {
            if (row.key == "kind") read_word(table_words, row.value, table.kind);
            if (row.key == "comment") table.comment = row.value;
            if (row.key == "definition") table.definition = row.value;
        } else if (row.kind == "column") {
            const auto found = std::ranges::find(table.columns, row.sub, &ColumnDef::name);
            if (found != table.columns.end()) apply_column(*found, row, schema);
        } else if (row.kind == "constraint") {
            apply_constraint(member(table.constraints, row.sub), row);
        } else if (row.kind == "index") {
            apply_index(member(table.indexes, row.sub), row);
        }
    }
    sort_by_position(table.constraints, rows, "constraint");
    sort_by_position(table.indexes, rows, "index");
}

void apply_metadata(SequenceDef& sequence, const std::vector<MetadataRow>& rows) {
    for (const MetadataRow& row : rows) {
        if (row.key == "type") sequence.type = type_of_sql_name(row.value).value_or(TypeId::int64);
        if (row.key == "start") sequence.start = number(row.value);
        if (row.key == "increment") sequence.increment = number(row.value);
        if (row.key == "minimum") sequence.minimum = number(row.value);
        if (row.key == "maximum") sequence.maximum = number(row.value);
        if (row.key == "cache") sequence.cache = number(row.value);
        if (row.key == "cycle") sequence.cycle = true;
        if (row.key == "comment") sequence.comment = row.value;
        if (row.key != "owner") continue;
        const std::vector<std::string> parts = read_string_list(row.value);
        if (parts.size() != 2) continue;
        sequence.owner_table = parts[0];
        sequence.owner_column = parts[1];
    }
}

void apply_metadata(EnumDef& enumeration, const std::vector<MetadataRow>& rows) {
    for (const MetadataRow& row : rows) {
        if (row.key == "labels") enumeration.labels = read_string_list(row.value);
        if (row.key == "comment") enumeration.comment = row.value;
    }
}

std::string string_list(const std::vector<std::string>& items) {
    std::string out = "[";
    for (const std::string& item : items) {
        if (out.size() > 1) out += ',';
        append_json_string(out, item);
    }
    return out + ']';
}

std::vector<std::string> read_string_list(std::string_view json) {
    std::vector<std::string> out;
    if (!json.empty()) json.remove_prefix(1);
    while (!json.empty() && json.front() != ']') {
        if (json.front() != '"') {
            json.remove_prefix(1);
            continue;
        }
        auto item = take_json_string(json);
        if (!item) return out;
        out.push_back(std::move(*item));
    }
    return out;
}

}  // namespace ormgate::dialects

#include "dialects/translator.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "dialects/bind/binder.hpp"
#include "dialects/parser.hpp"
#include "dialects/sqlite/ddl.hpp"
#include "dialects/sqlite/write_planner.hpp"

namespace ormgate::dialects {
namespace {

// What a plan depends on, written over what the buffer held.
void write_key(std::string& key, const Template& statement, const TranslateContext& context) {
    const auto add_number = [&](std::uint64_t number) {
        char digits[20];
        key.append(digits, std::to_chars(digits, std::end(digits), number).ptr);
    };
    key.assign(statement.key);
    key += '\0';
    add_number(context.schema->version);
    key += '\0';
    for (const std::string& space : context.search_path) key.append(space) += '\0';
    for (const Type type : context.parameter_types) {
        key += '\1';
        add_number(type.oid());
        if (type.array) key += 'a';
    }
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

Error refused(const Binder& binder) {
    const auto& first = binder.refusals.front();
    Error error(Errc::unsupported, "not supported on SQLite: " + first.construct);
    error.position = binder.character(first.position);
    for (std::size_t i = 1; i < binder.refusals.size(); ++i)
        error.detail += (i > 1 ? ", " : "Also not supported: ") + binder.refusals[i].construct;
    return error;
}

std::vector<Column> result_columns(const std::vector<OutputColumn>& columns) {
    std::vector<Column> out;
    for (const OutputColumn& column : columns)
        out.push_back({column.name, column.type, column.table_oid, column.number});
    return out;
}

// What statements of rows need of the binder and the planner.
struct Translated {
    TranslationPtr translation;
    std::map<int, std::string> pinned;
};

std::string_view tag_of(const ast::Statement& statement) {
    if (statement.as<ast::Insert>() != nullptr) return "INSERT";
    if (statement.as<ast::Update>() != nullptr) return "UPDATE";
    if (statement.as<ast::Delete>() != nullptr) return "DELETE";
    return statement.as<ast::Merge>() != nullptr ? "MERGE" : "SELECT";
}

bool returns_rows(const ast::Statement& statement, const std::vector<OutputColumn>& columns) {
    return statement.as<ast::QueryPtr>() != nullptr || !columns.empty();
}

Result<Translated> translate_rows(ast::Statement& statement,
                                  std::string_view source,
                                  const TranslateContext& context,
                                  const TextSettings& text) {
    Binder binder(source, context);
    auto out = std::make_shared<Translation>();
    out->tag = tag_of(statement);
    try {
        WritePlanner planner(binder, *out, text);
        const std::vector<OutputColumn> columns = planner.plan(statement);
        binder.finish();
        out->returns_rows = returns_rows(statement, columns);
        for (const OutputColumn& column : columns)
            if (column.type.id == TypeId::record && column.type.array)
                binder.refuse("an array of rows as a value of the result", 0);
        if (!binder.refusals.empty()) return fail(refused(binder));
        out->columns = result_columns(columns);
    } catch (const BindFailure& failure) {
        return fail(failure.error);
    }
    out->access = binder.writes ? Access::write : Access::read;
    out->reads_catalog = binder.reads_catalog;
    out->parameters = binder.parameters;
    return Translated{std::move(out), std::move(binder.pinned)};
}

bool has_rows(const ast::Statement& statement) {
    return statement.as<ast::QueryPtr>() != nullptr || statement.as<ast::Insert>() != nullptr ||
           statement.as<ast::Update>() != nullptr || statement.as<ast::Delete>() != nullptr ||
           statement.as<ast::Merge>() != nullptr;
}

// SELECT … INTO t is CREATE TABLE t AS SELECT …
void make_table_of_into(ast::Statement& statement) {
    auto* query = statement.as<ast::QueryPtr>();
    if (query == nullptr) return;
    ast::Query* first = query->get();
    while (auto* operation = std::get_if<ast::SetOperation>(&first->body)) first = operation->left.get();
    auto* select = std::get_if<ast::Select>(&first->body);
    if (select == nullptr || select->into.empty()) return;
    ast::CreateTable create;
    create.name = std::exchange(select->into, {});
    create.temporary = select->into_temporary;
    create.as_query = std::move(*query);
    statement.node = std::move(create);
}

}  // namespace

// Plans of one key differ in the literals they have pinned.
struct Translator::Cache {
    struct Entry {
        std::string key;
        std::vector<PlanPtr> plans;
    };
    explicit Cache(std::size_t most) : entries(most) {}

    std::size_t entries;
    std::string key;          // of the statement being planned; its memory serves the next one
    std::list<Entry> recent;  // the most recently used first
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key;

    static constexpr std::size_t most_variants = 16;
    // A longer text is not kept: a plan is many times its text's size, and entries are counted, not weighed.
    static constexpr std::size_t longest_key = 64 * 1024;

    PlanPtr find(const std::string& of, const std::vector<LiftedLiteral>& literals) {
        const auto found = by_key.find(of);
        if (found == by_key.end()) return nullptr;
        recent.splice(recent.begin(), recent, found->second);
        for (const PlanPtr& plan : found->second->plans) {
            const bool fits = std::ranges::all_of(plan->pinned, [&](const auto& pin) {
                return pin.first < literals.size() && literals[pin.first].text == pin.second;
            });
            if (fits) return plan;
        }
        return nullptr;
    }

    void add(const std::string& of, PlanPtr plan) {
        if (entries == 0 || of.size() > longest_key) return;
        const auto found = by_key.find(of);
        if (found != by_key.end()) {
            auto& plans = found->second->plans;
            plans.insert(plans.begin(), std::move(plan));
            if (plans.size() > most_variants) plans.pop_back();
            return;
        }
        recent.push_front({of, {std::move(plan)}});
        by_key[recent.front().key] = recent.begin();
        if (recent.size() <= entries) return;
        by_key.erase(recent.back().key);
        recent.pop_back();
    }
};

Translator::Translator(const Dialect& from, const Dialect& to, std::size_t cache_entries)
    : from_(from), to_(to), cache_(std::make_unique<Cache>(cache_entries)) {}

Translator::~Translator() = default;

Result<PlanPtr> Translator::plan(const Template& statement,
                                 const TranslateContext& context,
                                 const TextSettings& text) {
    write_key(cache_->key, statement, context);
    if (PlanPtr known = cache_->find(cache_->key, statement.literals)) return known;
    // positions are those of the client's whole text
    const std::string_view before(statement.text.data() - statement.begin, statement.begin);
    const auto shifted = [&](Error error) {
        if (error.position != 0) error.position += characters(before);
        return ormgate::fail(std::move(error));
    };
    auto parsed = parse_statement(statement.text, from_);
    if (!parsed) return shifted(std::move(parsed.error()));
    make_table_of_into(**parsed);
    auto plan = std::make_shared<Plan>();
    std::map<int, std::string> pinned;
    for (const std::uint16_t slot : (*parsed)->pinned_slots)
        if (slot < statement.literals.size()) pinned[slot] = statement.literals[slot].text;
    if (has_rows(**parsed)) {
        if (from_.id != DialectId::postgres || to_.id != DialectId::sqlite)
            return ormgate::fail(
                Errc::unsupported,
                "no translation from " + std::string(from_.name) + " to " + std::string(to_.name));
        auto translated = translate_rows(**parsed, statement.text, context, TextSettings{});
        if (!translated) return shifted(std::move(translated.error()));
        plan->translation = std::move(translated->translation);
        pinned.merge(translated->pinned);
    } else {
        auto translation = translate(**parsed, statement.text, context, text);
        if (!translation) return shifted(std::move(translation.error()));
        plan->translation = std::move(*translation);
    }
    for (auto& [slot, value] : pinned)
        plan->pinned.emplace_back(static_cast<std::uint16_t>(slot), std::move(value));
    const bool is_definition = plan->translation != nullptr && !has_rows(**parsed);
    plan->statement = std::move(*parsed);
    // a definition's literals are read by the session's settings, and it will not be planned again: it
    // changes the schema
    if (!is_definition) cache_->add(cache_->key, plan);
    return PlanPtr(std::move(plan));
}

Result<TranslationPtr> Translator::translate(ast::Statement& statement,
                                             std::string_view source,
                                             const TranslateContext& context,
                                             const TextSettings& text) {
    if (from_.id != DialectId::postgres || to_.id != DialectId::sqlite)
        return ormgate::fail(
            Errc::unsupported,
            "no translation from " + std::string(from_.name) + " to " + std::string(to_.name));
    if (has_rows(statement)) {
        auto translated = translate_rows(statement, source, context, text);
        if (!translated) return ormgate::fail(std::move(translated.error()));
        return std::move(translated->translation);
    }
    return plan_ddl(statement, source, context, text);
}

}  // namespace ormgate::dialects

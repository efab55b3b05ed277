// What ON COMMIT DROP and ON COMMIT DELETE ROWS ask for when a transaction commits.
#include "dialects/parser.hpp"
#include "server/session/session.hpp"

namespace ormgate {
namespace {

class NoRows : public RowSink {
public:
    bool row(std::span<const ValueView>) override { return true; }
    asio::awaitable<void> drain() override { co_return; }
};

std::string as_identifier(std::string_view name) {
    std::string out = "\"";
    for (const char c : name) {
        if (c == '"') out += c;
        out += c;
    }
    return out + '"';
}

}  // namespace

void Session::note_temporary_table(const Portal& portal) {
    const auto* create = portal.statement->statement().as<ast::CreateTable>();
    if (create == nullptr || !create->temporary || portal.translation->steps.empty()) return;
    const std::string& name = create->name.back();
    std::erase_if(on_commit_, [&](const OnCommit& entry) { return entry.table == name; });
    if (create->on_commit == "drop" || create->on_commit == "delete rows")
        on_commit_.push_back({name, create->on_commit == "drop"});
}

asio::awaitable<Result<void>> Session::end_temporary_tables() {
    const std::vector<OnCommit> entries = std::exchange(on_commit_, {});
    for (const OnCommit& entry : entries) {
        const Result<dialects::TranslateContext> now = co_await context({});
        if (!now) co_return ormgate::fail(now.error());
        // one that was rolled back, or dropped, is not there
        if (schema_->table("pg_temp", entry.table) == nullptr) continue;
        if (!entry.drop) on_commit_.push_back(entry);
        const std::string sql =
            (entry.drop ? "DROP TABLE pg_temp." : "DELETE FROM pg_temp.") + as_identifier(entry.table);
        auto parsed = dialects::parse_statement(sql, dialects::dialect(dialects::DialectId::postgres));
        if (!parsed) co_return ormgate::fail(parsed.error());
        Result<dialects::TranslationPtr> translation = co_await translate(**parsed, sql);
        if (!translation) co_return ormgate::fail(translation.error());
        auto execution = co_await execute(std::move(*translation), {}, {});
        if (!execution) co_return ormgate::fail(execution.error());
        NoRows sink;
        const Result<bool> ended = co_await (*execution)->fetch(0, sink);
        if (!ended) co_return ormgate::fail(ended.error());
    }
    co_return Result<void>();
}

}  // namespace ormgate

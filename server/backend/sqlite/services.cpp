#include "server/backend/sqlite/services.hpp"

#include <algorithm>
#include <vector>

#include "server/backend/sqlite/executor.hpp"

namespace ormgate::sqlite {
namespace {

constexpr std::size_t most_recorded = 10'000;

std::unexpected<Error> unavailable(std::string_view what) {
    return fail(Errc::unsupported, std::string(what) + " is not available in this session");
}

std::string sql_name(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) {
        if (c == '"') text.push_back('"');
        text.push_back(c);
    }
    return text + "\"";
}

AdvisoryLocks::Request request_of(const SessionServices::AdvisoryLock& lock) {
    return {{lock.key, lock.two_keys}, lock.shared, lock.transaction};
}

}  // namespace

Result<std::optional<std::string>> Services::current_setting(std::string_view name, bool missing_ok) {
    const auto& ask = executor_.environment_.current_setting;
    if (!ask) return unavailable("current_setting()");
    return ask(name, missing_ok);
}

Result<std::string> Services::set_config(std::string_view name,
                                         std::optional<std::string_view> value,
                                         bool is_local) {
    const auto& set = executor_.environment_.set_config;
    if (!set) return unavailable("set_config()");
    return set(name, value, is_local);
}

// Both parts may hold dots, so each is tried as the one between them.
Result<Services::Found> Services::find(std::string_view name) const {
    const SchemaPtr schema = connection_->context().schema;
    if (schema == nullptr) return fail(Errc::internal, "no schema has been read");
    for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1))
        if (const SequenceDef* definition = schema->sequence(name.substr(0, dot), name.substr(dot + 1)))
            return Found{definition, std::string(name)};
    return fail(Errc::undefined_table, "relation \"" + std::string(name) + "\" does not exist");
}

Sequences& Services::sequences_with(std::string_view name) const {
    return name.starts_with("pg_temp.") ? executor_.temporary_sequences() : executor_.database_->sequences();
}

// Of the tables other programs have made, whose rows count by themselves.
Result<std::int64_t> Services::highest_in_use(const SequenceDef& definition) {
    std::int64_t highest = 0;
    const TableDef* table = connection_->context().schema->table(definition.schema, definition.owner_table);
    if (table == nullptr || definition.owner_column.empty()) return highest;
    const std::string& stored = table->backend_name.empty() ? table->name : table->backend_name;
    auto read = [&](const std::string& sql) -> Result<void> {
        const Result<Value> value = connection_->value_of(sql);
        if (!value) return fail(value.error());
        if (const auto* number = std::get_if<std::int64_t>(&*value)) highest = std::max(highest, *number);
        return {};
    };
    if (auto done = read("SELECT max(" + sql_name(definition.owner_column) + ") FROM " + sql_name(stored));
        !done)
        return fail(done.error());
    const Result<Value> counts =
        connection_->value_of("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'");
    if (!counts) return fail(counts.error());
    if (is_null(*counts)) return highest;
    Result<Statement> last = connection_->prepare("SELECT seq FROM sqlite_sequence WHERE name = ?1");
    if (!last) return fail(last.error());
    const Value key = stored;
    if (auto bound = last->bind(1, key); !bound) return fail(bound.error());
    const Result<bool> row = last->step();
    if (!row) return fail(row.error());
    return *row ? std::max(highest, last->integer(0)) : highest;
}

Result<std::int64_t> Services::nextval(std::string_view sequence) {
    if (executor_.read_only())
        return fail(Errc::read_only_transaction, "cannot execute nextval() in a read-only transaction");
    auto found = find(sequence);
    if (!found) return fail(found.error());
    if (replayed_ && *replayed_ < numbers_.size() && numbers_[*replayed_].first == found->name)
        return numbers_[(*replayed_)++].second;
    // SQLite computes a single row twice where a trigger looks at it: that takes no number either.
    if (replayed_)
        if (const auto current = current_.find(found->name); current != current_.end())
            return current->second;
    const SequenceDef& definition = *found->definition;
    const auto floor = [&] { return highest_in_use(definition); };
    const auto value = sequences_with(found->name).next(definition, found->name, floor);
    if (!value) return value;
    current_[found->name] = *value;
    last_ = found->name;
    if (!replayed_ && numbers_.size() < most_recorded) numbers_.emplace_back(found->name, *value);
    return value;
}

Result<std::int64_t> Services::currval(std::string_view sequence) {
    auto found = find(sequence);
    if (!found) return fail(found.error());
    const auto current = current_.find(found->name);
    if (current != current_.end()) return current->second;
    return fail(
        Errc::object_not_in_prerequisite_state,
        "currval of sequence " + sql_name(found->definition->name) + " is not yet defined in this session");
}

Result<std::optional<std::int64_t>> Services::last_value(std::string_view sequence) {
    auto found = find(sequence);
    if (!found) return fail(found.error());
    return sequences_with(found->name).last_value(found->name);
}

Result<std::int64_t> Services::lastval() {
    if (last_) return current_[*last_];
    return fail(Errc::object_not_in_prerequisite_state, "lastval is not yet defined in this session");
}

Result<std::int64_t> Services::setval(std::string_view sequence, std::int64_t value, bool is_called) {
    if (executor_.read_only())
        return fail(Errc::read_only_transaction, "cannot execute setval() in a read-only transaction");
    auto found = find(sequence);
    if (!found) return fail(found.error());
    auto set = sequences_with(found->name).set(*found->definition, found->name, value, is_called);
    if (!set) return fail(set.error());
    has_set_sequences_ = true;
    if (is_called) current_[found->name] = value;
    return value;
}

void Services::forget_sequences() {
    current_.clear();
    last_.reset();
}

AdvisoryLocks& Services::locks() const {
    return executor_.database_->advisory_locks();
}

Result<bool> Services::advisory_lock(const AdvisoryLock& lock) {
    const AdvisoryLocks::Request request = request_of(lock);
    uses_advisory_locks_ = true;
    if (granted_ == request) {
        granted_.reset();
        return true;
    }
    if (locks().try_lock(&executor_, request)) return true;
    if (!lock.wait) return false;
    wanted_ = request;
    return fail(Errc::lock_not_available, "waiting for an advisory lock");
}

Result<bool> Services::advisory_unlock(const AdvisoryLock& lock) {
    return locks().unlock(&executor_, request_of(lock));
}

Result<void> Services::advisory_unlock_all() {
    locks().unlock_session(&executor_);
    return {};
}

void Services::grant_wanted() {
    granted_ = std::exchange(wanted_, std::nullopt);
}
void Services::forget_wanted() {
    wanted_.reset();
}

Result<void> Services::notify(std::string_view channel, std::string_view payload) {
    const auto& send = executor_.environment_.notify;
    if (!send) return unavailable("pg_notify()");
    return send(channel, payload);
}

Result<std::vector<std::string>> Services::listening_channels() {
    const auto& ask = executor_.environment_.listening_channels;
    if (!ask) return std::vector<std::string>{};
    return ask();
}

Result<bool> Services::signal_backend(std::int32_t pid, bool terminate) {
    const auto& send = executor_.environment_.signal_backend;
    if (!send) return unavailable("signalling other sessions");
    return send(pid, terminate);
}

Result<std::int64_t> Services::transaction_id(bool assign) {
    auto& transaction = executor_.transaction_;
    std::int64_t& id = transaction ? transaction->id : own_id_;
    if (id == 0 && assign) id = executor_.database_->next_transaction_id();
    return id;
}

}  // namespace ormgate::sqlite

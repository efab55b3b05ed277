#include "server/backend/sqlite/sequences.hpp"

namespace ormgate::sqlite {
namespace {

std::string quoted(const SequenceDef& definition) {
    return "\"" + definition.name + "\"";
}

std::unexpected<Error> exhausted(const SequenceDef& definition, std::string_view end, std::int64_t bound) {
    return fail(Errc::sequence_limit_exceeded,
                "nextval: reached " + std::string(end) + " value of sequence " + quoted(definition) + " (" +
                    std::to_string(bound) + ")");
}

Result<std::int64_t> after(const SequenceDef& definition, const Sequences::State& state) {
    if (!state.is_called) return state.last_value;
    std::int64_t next = 0;
    const bool overflows = __builtin_add_overflow(state.last_value, definition.increment, &next);
    if (definition.increment > 0) {
        if (!overflows && next <= definition.maximum) return next;
        if (!definition.cycle) return exhausted(definition, "maximum", definition.maximum);
        return definition.minimum;
    }
    if (!overflows && next >= definition.minimum) return next;
    if (!definition.cycle) return exhausted(definition, "minimum", definition.minimum);
    return definition.maximum;
}

}  // namespace

void Sequences::mark(Counter& counter) {
    if (!counter.in_file.has_value() || counter.unsaved) return;
    counter.unsaved = true;
    ++unsaved_;
}

Result<std::map<std::string, Sequences::State>> Sequences::rows_of(Connection& connection) const {
    std::map<std::string, State> rows;
    Result<Value> exists = connection.value_of(
        "SELECT 1 FROM " + space_ + ".sqlite_schema WHERE type = 'table' AND name = 'ormgate_sequences'");
    if (!exists) return fail(exists.error());
    if (is_null(*exists)) return rows;
    Result<Statement> all = connection.prepare("SELECT name, last_value, is_called FROM " + table_);
    if (!all) return fail(all.error());
    for (;;) {
        const Result<bool> row = all->step();
        if (!row) return fail(row.error());
        if (!*row) return rows;
        rows[all->text(0)] = {all->integer(1), all->integer(2) != 0};
    }
}

Result<void> Sequences::load(Connection& connection) {
    auto undo = adopt(connection);
    if (!undo) return fail(undo.error());
    return {};
}

// Known counters are ahead of what a reader sees, so they are left alone.
Result<void> Sequences::discover(Connection& connection) {
    const auto rows = rows_of(connection);
    if (!rows) return fail(rows.error());
    const std::lock_guard lock(mutex_);
    for (const auto& [name, state] : *rows) {
        Counter& counter = counters_[name];
        if (counter.in_file) continue;
        if (!counter.state.is_called || state.last_value > counter.state.last_value) counter.state = state;
        counter.in_file = state;
    }
    return {};
}

Result<std::int64_t> Sequences::next(const SequenceDef& definition,
                                     const std::string& name,
                                     const std::function<Result<std::int64_t>()>& floor) {
    std::unique_lock lock(mutex_);
    auto found = counters_.find(name);
    if (found == counters_.end() || !found->second.in_file) {
        lock.unlock();
        const Result<std::int64_t> highest = floor();
        if (!highest) return fail(highest.error());
        lock.lock();
        const bool is_new = counters_.find(name) == counters_.end();
        Counter& counter = counters_[name];
        const bool behind = *highest >= counter.state.last_value;
        if (is_new) counter.state = {definition.start, false};
        if (*highest >= definition.start && (is_new || behind)) counter.state = {*highest, true};
        found = counters_.find(name);
    }
    Counter& counter = found->second;
    const Result<std::int64_t> value = after(definition, counter.state);
    if (!value) return value;
    counter.state = {*value, true};
    mark(counter);
    return value;
}

Result<void> Sequences::set(const SequenceDef& definition,
                            const std::string& name,
                            std::int64_t value,
                            bool is_called) {
    if (value < definition.minimum || value > definition.maximum)
        return fail(Errc::numeric_value_out_of_range,
                    "setval: value " + std::to_string(value) + " is out of bounds for sequence " +
                        quoted(definition) + " (" + std::to_string(definition.minimum) + ".." +
                        std::to_string(definition.maximum) + ")");
    const std::lock_guard lock(mutex_);
    Counter& counter = counters_[name];
    counter.state = {value, is_called};
    mark(counter);
    return {};
}

std::optional<std::int64_t> Sequences::last_value(std::string_view name) {
    const std::lock_guard lock(mutex_);
    const auto found = counters_.find(name);
    if (found == counters_.end() || !found->second.state.is_called) return std::nullopt;
    return found->second.state.last_value;
}

Result<void> Sequences::save(Connection& connection) {
    if (!has_unsaved()) return {};
    const std::lock_guard lock(mutex_);
    Result<Statement> update =
        connection.prepare("UPDATE " + table_ + " SET last_value = ?1, is_called = ?2 WHERE name = ?3");
    if (!update) return fail(update.error());
    for (auto& [name, counter] : counters_) {
        if (!counter.unsaved) continue;
        const Value last = counter.state.last_value, called = std::int64_t{counter.state.is_called},
                    key = name;
        for (const auto& [n, value] : {std::pair(1, &last), std::pair(2, &called), std::pair(3, &key)})
            if (auto bound = update->bind(n, *value); !bound) return bound;
        if (const Result<bool> done = update->step(); !done) return fail(done.error());
        if (auto reset = update->reset(); !reset) return reset;
        counter.saving = counter.state;
    }
    return {};
}

void Sequences::saved() {
    if (!has_unsaved()) return;
    const std::lock_guard lock(mutex_);
    for (auto& [name, counter] : counters_) {
        if (!counter.saving) continue;
        counter.in_file = counter.saving;
        counter.saving.reset();
        if (!counter.unsaved || *counter.in_file != counter.state) continue;
        counter.unsaved = false;
        --unsaved_;
    }
}

Result<void> Sequences::save_all(Connection& connection) {
    if (auto begun = connection.run("BEGIN IMMEDIATE"); !begun) return begun;
    auto done = save(connection);
    if (done) done = connection.run("COMMIT");
    if (done) saved();
    if (connection.in_transaction()) static_cast<void>(connection.run("ROLLBACK"));
    return done;
}

Result<std::vector<Sequences::Undo>> Sequences::adopt(Connection& connection) {
    const auto rows = rows_of(connection);
    if (!rows) return fail(rows.error());
    std::vector<Undo> undo;
    const std::lock_guard lock(mutex_);
    for (const auto& [name, state] : *rows) {
        const bool is_new = counters_.find(name) == counters_.end();
        Counter& counter = counters_[name];
        if (counter.in_file == state) continue;
        undo.emplace_back(name, is_new ? std::nullopt : std::optional(counter.state));
        counter.in_file = counter.state = state;
        counter.saving.reset();
        if (std::exchange(counter.unsaved, false)) --unsaved_;
    }
    for (auto at = counters_.begin(); at != counters_.end();) {
        if (!at->second.in_file || rows->contains(at->first)) {
            ++at;
            continue;
        }
        undo.emplace_back(at->first, at->second.state);
        if (at->second.unsaved) --unsaved_;
        at = counters_.erase(at);
    }
    return undo;
}

void Sequences::restore(std::vector<Undo> undo) {
    const std::lock_guard lock(mutex_);
    for (auto change = undo.rbegin(); change != undo.rend(); ++change) {
        const auto& [name, state] = *change;
        const auto found = counters_.find(name);
        if (found != counters_.end() && std::exchange(found->second.unsaved, false)) --unsaved_;
        if (!state) {
            counters_.erase(name);
            continue;
        }
        // The file is back at some committed value, which may be behind what has been handed out since.
        Counter& counter = counters_[name];
        counter.state = *state;
        counter.in_file = State{state->last_value, !state->is_called};
        counter.saving.reset();
        mark(counter);
    }
}

}  // namespace ormgate::sqlite

#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/schema.hpp"
#include "server/backend/sqlite/connection.hpp"

namespace ormgate::sqlite {

// Sequences counts for all sessions of a database. Counters live in memory, so that no rollback takes a
// number back; each transaction that commits writes the changed ones beside its own changes, so that the file
// is never behind what it holds. Names are qualified: public.t_id_seq. A session's temporary sequences count
// for themselves, beside its temporary tables.
class Sequences {
public:
    explicit Sequences(std::string_view space)
        : table_(std::string(space) + ".ormgate_sequences"), space_(space) {}

    struct State {
        std::int64_t last_value = 1;
        bool is_called = false;
        friend bool operator==(const State&, const State&) = default;
    };
    // A counter as it was before a transaction's SQL changed it; nullopt: there was none.
    using Undo = std::pair<std::string, std::optional<State>>;

    Result<void> load(Connection& connection);

    // Takes up sequences another process has made; may be asked with any snapshot.
    Result<void> discover(Connection& connection);

    // `floor` is asked, outside any lock, for the highest number in use of a sequence that the file has no
    // row for: the implicit one of another program's table. Afterwards it counts beyond that.
    Result<std::int64_t> next(const SequenceDef& definition,
                              const std::string& name,
                              const std::function<Result<std::int64_t>()>& floor);
    Result<void> set(const SequenceDef& definition,
                     const std::string& name,
                     std::int64_t value,
                     bool is_called);

    std::optional<std::int64_t> last_value(std::string_view name);  // nullopt: never called

    // Writes what has changed, inside the caller's write transaction. Until saved() confirms its commit, it
    // stays unsaved.
    Result<void> save(Connection& connection);
    void saved();
    // In a transaction of its own.
    Result<void> save_all(Connection& connection);
    bool has_unsaved() const { return unsaved_.load(std::memory_order_relaxed) != 0; }

    // SQL has changed the rows (CREATE, ALTER, DROP SEQUENCE, TRUNCATE … RESTART IDENTITY): takes over what
    // differs. Answers what to restore() should that be rolled back.
    Result<std::vector<Undo>> adopt(Connection& connection);
    void restore(std::vector<Undo> undo);

private:
    struct Counter {
        State state;
        std::optional<State> in_file;  // as we know it; nullopt: the file has no row
        std::optional<State> saving;   // written by a transaction that has not committed yet
        bool unsaved = false;
    };
    void mark(Counter& counter);
    Result<std::map<std::string, State>> rows_of(Connection& connection) const;

    std::string table_, space_;
    std::mutex mutex_;
    std::map<std::string, Counter, std::less<>> counters_;
    std::atomic<std::size_t> unsaved_ = 0;
};

}  // namespace ormgate::sqlite

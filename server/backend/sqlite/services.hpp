#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/backend/sqlite/advisory_locks.hpp"
#include "server/backend/sqlite/functions/context.hpp"
#include "server/backend/sqlite/sequences.hpp"

namespace ormgate {
class SqliteExecutor;
}

namespace ormgate::sqlite {

class Connection;

// Services does for SQL functions what belongs to their session: settings, sequences, locks, notifications.
class Services final : public SessionServices {
public:
    explicit Services(SqliteExecutor& executor) : executor_(executor) {}

    Result<std::optional<std::string>> current_setting(std::string_view name, bool missing_ok) override;
    Result<std::string> set_config(std::string_view name,
                                   std::optional<std::string_view> value,
                                   bool is_local) override;
    Result<std::int64_t> nextval(std::string_view sequence) override;
    Result<std::int64_t> currval(std::string_view sequence) override;
    Result<std::int64_t> lastval() override;
    Result<std::optional<std::int64_t>> last_value(std::string_view sequence) override;
    Result<std::int64_t> setval(std::string_view sequence, std::int64_t value, bool is_called) override;
    Result<bool> advisory_lock(const AdvisoryLock& lock) override;
    Result<bool> advisory_unlock(const AdvisoryLock& lock) override;
    Result<void> advisory_unlock_all() override;
    Result<void> notify(std::string_view channel, std::string_view payload) override;
    Result<std::vector<std::string>> listening_channels() override;
    Result<bool> signal_backend(std::int32_t pid, bool terminate) override;
    Result<std::int64_t> transaction_id(bool assign) override;

    // Of a statement that begins, or goes on.
    void set_connection(Connection* connection) { connection_ = connection; }
    void forget_transaction_id() { own_id_ = 0; }
    void forget_sequences();
    // A statement run once more to explain its failure gets the numbers it has got before, and takes no
    // others.
    void record_numbers() {
        numbers_.clear();
        replayed_.reset();
    }
    void replay_numbers() { replayed_ = 0; }
    // setval() is durable once its transaction is, also if that writes nothing else.
    bool has_set_sequences() const { return has_set_sequences_; }
    void sequences_are_saved() { has_set_sequences_ = false; }

    // A lock the statement cannot go on without: it is waited for outside SQLite, then the statement runs
    // again.
    const std::optional<AdvisoryLocks::Request>& wanted() const { return wanted_; }
    void grant_wanted();
    void forget_wanted();
    bool uses_advisory_locks() const { return uses_advisory_locks_; }
    void forget_locks() { uses_advisory_locks_ = false; }

private:
    struct Found {
        const SequenceDef* definition;
        std::string name;  // qualified
    };
    Result<Found> find(std::string_view name) const;
    Sequences& sequences_with(std::string_view name) const;
    Result<std::int64_t> highest_in_use(const SequenceDef& definition);
    AdvisoryLocks& locks() const;

    SqliteExecutor& executor_;
    Connection* connection_ = nullptr;
    std::map<std::string, std::int64_t, std::less<>> current_;
    std::optional<std::string> last_;
    std::vector<std::pair<std::string, std::int64_t>> numbers_;  // handed out since record_numbers()
    std::optional<std::size_t> replayed_;                        // how many of them, again
    std::optional<AdvisoryLocks::Request> wanted_, granted_;
    std::int64_t own_id_ = 0;  // of a statement that is a transaction of its own
    bool uses_advisory_locks_ = false, has_set_sequences_ = false;
};

}  // namespace ormgate::sqlite

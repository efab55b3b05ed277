#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/text_io.hpp"
#include "dialects/ast/utility.hpp"
#include "server/session/postgres_variables.hpp"

namespace ormgate {

// SessionVariables holds the settings (SET, SHOW) of one PostgreSQL client whose backend is not PostgreSQL.
// Changes follow the transaction: rolled back with it or with its savepoint, SET LOCAL undone at its end.
class SessionVariables {
public:
    SessionVariables();

    // 42704 `unrecognized configuration parameter "x"` unless it is known or a custom one (with a dot).
    Result<std::string> get(std::string_view name) const;
    // Checks and canonicalises the value; 22023, 55P02 as PostgreSQL says them. Answers the new value.
    Result<std::string> set(
        std::string_view name, std::string_view value, bool local, std::size_t depth, bool in_block);
    // As of the startup packet, or what the server says of itself: becomes the value RESET goes back to.
    Result<void> set_initial(std::string_view name, std::string_view value);
    void set_internal(std::string_view name, std::string value);
    Result<void> reset(std::string_view name, std::size_t depth, bool in_block);
    void reset_all(std::size_t depth, bool in_block);

    // Transaction ends. Savepoints are numbered from 1; depth 0 is the transaction itself.
    void commit();
    void rollback();
    void release(std::size_t depth);
    void rollback_to(std::size_t depth);

    // Reported variables whose value differs from what was last taken, with their values.
    std::vector<std::pair<std::string_view, std::string>> take_reports();
    // All rows for SHOW ALL, sorted.
    std::vector<std::pair<std::string, std::string>> all() const;

    const TextSettings& text_settings() const { return text_; }
    TextSettings& text_settings() { return text_; }
    // With "$user" replaced; without the implicit pg_catalog.
    const std::vector<std::string>& search_path() const { return search_path_; }
    // What is looked at around every statement, in its parsed form. Zero: no limit.
    struct Timeouts {
        std::chrono::milliseconds statement{0}, lock{0}, idle_in_transaction{0}, idle_session{0};
    };
    const Timeouts& timeouts() const { return timeouts_; }
    const ast::TransactionModes& transaction_modes() const { return modes_; }
    const TimeZoneRef& time_zone() const { return zone_; }
    // Called after a value has changed, whatever changed it.
    void on_change(std::function<void()> call) { changed_ = std::move(call); }

private:
    struct Change {
        std::string name, old_value;
        bool existed = true, local = false;
        std::size_t depth = 0;
    };
    Result<std::string> canonical(const VariableInfo& row, std::string_view value) const;
    void assign(const std::string& key, std::string value);
    void forget(const std::string& key);
    void start_from_defaults();
    void undo(const Change& change);
    void note(const std::string& key, bool local, std::size_t depth, bool in_block);
    void apply(const std::string& key, const std::string& value);
    void apply_mode(std::string_view key, std::string_view value);

    std::map<std::string, std::string, std::less<>> values_, initial_;  // by lower-case name
    std::vector<Change> changes_;  // of the open transaction, oldest first
    std::map<std::string, std::string, std::less<>> reported_;
    bool unreported_ = true;
    TextSettings text_;
    TimeZoneRef zone_;
    std::vector<std::string> search_path_;
    Timeouts timeouts_;
    ast::TransactionModes modes_;   // of the open transaction, or of the next
    bool modes_may_differ_ = true;  // from their defaults
    std::function<void()> changed_;
};

}  // namespace ormgate

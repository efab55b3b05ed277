#include <algorithm>

#include "server/log.hpp"
#include "server/relay/mysql/link.hpp"

namespace ormgate {

static bool is_number(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    std::size_t digits = 0, dots = 0;
    for (char c : text) {
        if (c == '.')
            ++dots;
        else if (c >= '0' && c <= '9')
            ++digits;
        else
            return false;
    }
    return digits > 0 && dots <= 1;
}

// Whatever the connection's sql_mode and character set. Servers take numbers for numbers only.
static std::string value_in_sql(std::string_view name, std::string_view value) {
    if (value.empty() && name == "character_set_results") return "NULL";
    if (is_number(value)) return std::string(value);
    const bool plain = std::ranges::all_of(value, [](char c) {
        return c >= ' ' && c != '\'' && c != '\\' && static_cast<unsigned char>(c) < 0x7f;
    });
    if (plain) return "'" + std::string(value) + "'";
    static constexpr char digits[] = "0123456789abcdef";
    std::string hex = "CONVERT(0x";
    for (char c : value) {
        hex += digits[static_cast<unsigned char>(c) >> 4];
        hex += digits[static_cast<unsigned char>(c) & 15];
    }
    return hex + " USING utf8mb4)";
}

// In the order of names, which sets a character set before its collation.
std::string mysql_settings_difference(const SettingsVector& from,
                                      const SettingsVector& to,
                                      const SettingsVector& base) {
    if (from == to) return {};
    std::string sets;
    const auto set = [&](std::string_view name, std::string_view value) {
        sets += sets.empty() ? "SET SESSION " : ", SESSION ";
        sets += name;
        sets += '=';
        sets += value;
    };
    // A collation goes with its character set, so whoever sets one is given both.
    const auto wanted = [&](const std::string& name) -> std::string {
        if (const std::string* value = to.find(name)) return value_in_sql(name, *value);
        if (const std::string* value = base.find(name)) return value_in_sql(name, *value);
        return "DEFAULT";
    };
    SettingsVector names;
    for (const auto& [name, value] : from) names.set(name, "");
    for (const auto& [name, value] : to) names.set(name, "");
    bool characters = false;
    for (const auto& [name, nothing] : names) {
        const std::string* before = from.find(name);
        const std::string* after = to.find(name);
        const bool equal = before != nullptr && after != nullptr && *before == *after;
        if (equal && !(characters && name == "collation_connection")) continue;
        characters = characters || name == "character_set_connection";
        set(name, wanted(name));
    }
    if (characters && names.find("collation_connection") == nullptr)
        set("collation_connection", wanted("collation_connection"));
    return sets;
}

std::string mysql_variables_difference(const SettingsVector& from, const SettingsVector& to) {
    if (from == to) return {};
    std::string sets;
    const auto set = [&](std::string_view name, std::string_view value) {
        sets += sets.empty() ? "SET " : ", ";
        sets += name;
        sets += '=';
        sets += value;
    };
    for (const auto& [name, value] : from)
        if (to.find(name) == nullptr) set(name, "NULL");
    for (const auto& [name, value] : to) {
        const std::string* before = from.find(name);
        if (before == nullptr || *before != value) set(name, value);
    }
    return sets;
}

const dialects::Dialect& MysqlLink::dialect() const {
    const std::string* mode = session_.settings.find("sql_mode");
    const std::string& version = target_.server_version;
    const bool mariadb = version.find("MariaDB") != std::string::npos;
    return mysql_dialect_of(mariadb, mode == nullptr ? std::string_view(target_.sql_mode) : *mode);
}

// Makes the leased connection look as a session wants it.
asio::awaitable<Result<void>> MysqlLink::align(const MysqlSession& session) {
    MysqlConnection& mine = *connection();
    Bytes answer;
    if (mine.multi_statements != session.multi_statements) {
        const std::uint16_t option = session.multi_statements ? mysql::SetOption::multi_statements_on
                                                              : mysql::SetOption::multi_statements_off;
        const char bytes[] = {static_cast<char>(option), 0};
        const MysqlOutcome done = co_await ask({bytes, sizeof bytes}, mysql::SetOption::code, &answer);
        if (done.failed) co_return fail(Errc::protocol_violation, "the server refuses COM_SET_OPTION");
        mine.multi_statements = session.multi_statements;
    }
    if (mine.database != session.database) {
        const MysqlOutcome done = co_await ask(session.database, mysql::InitDb::code, &answer);
        if (done.failed) co_return fail(error_of_answer(answer));
        mine.database = session.database;
    }
    const std::string settings = mysql_settings_difference(mine.settings, session.settings, mine.base);
    if (!settings.empty()) {
        const MysqlOutcome done = co_await ask(settings, mysql::Query::code, &answer);
        if (done.failed) {
            mine.broken = true;  // some may be set
            co_return fail(error_of_answer(answer));
        }
        mine.settings = session.settings;
    }
    const std::string variables = mysql_variables_difference(mine.user_variables, session.user_variables);
    if (variables.empty()) co_return Result<void>();
    const MysqlOutcome done = co_await ask(variables, mysql::Query::code, &answer);
    if (done.failed) {
        mine.broken = true;
        co_return fail(error_of_answer(answer));
    }
    mine.user_variables = session.user_variables;
    co_return Result<void>();
}

static bool is_own_tracking(std::string_view name) {
    return name.starts_with("session_track_");
}

void MysqlLink::learn_variables(const MysqlOutcome& outcome, const MysqlTraits& traits) {
    MysqlConnection& mine = *connection();
    if (!traits.borrows_settings) {
        for (const auto& [name, value] : outcome.variables) {
            if (is_own_tracking(name) || is_replication_variable(name)) continue;
            mine.settings.set(name, value);
            session_.settings.set(name, value);
        }
    }
    if (outcome.database) mine.database = session_.database = *outcome.database;
    if (outcome.failed) return;
    if (!mine.tracks && traits.database) mine.database = session_.database = *traits.database;
    for (const auto& [name, value] : traits.user_variables) {
        mine.user_variables.set(name, value);
        session_.user_variables.set(name, value);
    }
}

void MysqlLink::learn_pins(const MysqlOutcome& outcome, const MysqlTraits& traits) {
    const MysqlPins before = pins_;
    MysqlPins begun = traits.pins;
    // Of a text of one statement that failed only this much may have been done.
    if (outcome.failed && traits.statements <= 1) {
        begun.clear();
        if (traits.pins.has(MysqlPin::user_lock)) begun.add(MysqlPin::user_lock);
        if (traits.pins.has(MysqlPin::user_variable)) begun.add(MysqlPin::user_variable);
    }
    const bool transaction = in_transaction();
    if (begun.has(MysqlPin::savepoint) && (transaction || (status_ & mysql::status::autocommit) != 0))
        begun.remove(MysqlPin::savepoint);
    if (before.has(MysqlPin::savepoint) && transaction) pins_.remove(MysqlPin::savepoint);
    if (before.has(MysqlPin::next_transaction) && !transaction && !traits.sets)
        pins_.remove(MysqlPin::next_transaction);
    if (!outcome.failed) pins_.remove(traits.unpins);
    pins_.add(begun);
    // What the server says has changed and nothing of the text or of the answer accounts for.
    const bool variables = std::ranges::any_of(
        outcome.variables, [](const auto& one) { return !is_replication_variable(one.first); });
    const bool explained = variables || outcome.database || !traits.user_variables.empty() || traits.sets ||
                           !traits.pins.empty();
    if (outcome.state_changed && (traits.runs_code || !explained)) pins_.add(MysqlPin::unknown_state);
    if (!connection()->tracks && traits.sets) pins_.add(MysqlPin::unknown_state);
    if (!traits.reads_warnings) {
        pins_.remove(MysqlPin::warnings);
        if (outcome.failed || outcome.warnings > 0) pins_.add(MysqlPin::warnings);
        warnings_lost_ = false;
    }
    // It has dropped its database, and no command takes another connection out of one.
    if (outcome.database && outcome.database->empty()) pins_.add(MysqlPin::unknown_state);
    if (traits.reads_previous) pins_.add(MysqlPin::previous_result);
    if (pins_ != before && !pins_.empty())
        log_debug("client pinned", {{"pool", target_.pool.group().name()}, {"reason", pins_.reasons()}});
}

// Whether a number that an INSERT is said to have made may have been given by the client: then it is not what
// LAST_INSERT_ID() says.
static bool may_be_given(std::string_view statement, std::uint64_t id) {
    if (statement.find(std::to_string(id)) != std::string_view::npos) return true;
    for (std::size_t size = 1; size <= sizeof id; size *= 2) {
        std::string bytes;
        for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(id >> (8 * i) & 0xff);
        if (size < sizeof id && id >> (8 * size) != 0) continue;
        if (statement.find(bytes) != std::string_view::npos) return true;
    }
    return false;
}

void MysqlLink::learn_insert_id(const MysqlTraits& traits, ByteView payload) {
    MysqlConnection& mine = *connection();
    if (traits.reads_insert_id || traits.runs_code) {
        mine.insert_id_owner = id_;  // it was brought
        insert_id_is_ = InsertId::unknown;
        return;
    }
    const std::uint64_t made = answer_->outcome().insert_id;
    if (made == 0) return;
    if (!traits.selects && !may_be_given(as_text(payload), made)) {
        insert_id_ = made;
        mine.insert_id_owner = id_;
        insert_id_is_ = InsertId::certain;
        return;
    }
    claimed_insert_id_ = made;
    insert_id_is_ = mine.insert_id_owner == id_ ? InsertId::unknown : InsertId::claimed;
}

// Asks the server, if need be, while the connection still knows.
asio::awaitable<void> MysqlLink::settle_insert_id() {
    const InsertId doubt = std::exchange(insert_id_is_, InsertId::certain);
    if (doubt == InsertId::certain) co_return;
    const auto row = co_await ask_row("SELECT LAST_INSERT_ID()");
    if (!row || row->size() != 1 || !row->front()) co_return;
    const std::uint64_t known = std::stoull(*row->front());
    // Another number is another client's: this one has given the claimed one itself.
    if (doubt == InsertId::claimed && known != claimed_insert_id_) co_return;
    insert_id_ = known;
    connection()->insert_id_owner = id_;
}

// After a client's command: what its session is now.
asio::awaitable<void> MysqlLink::learn(const MysqlTraits& traits, ByteView payload) {
    const MysqlOutcome& outcome = answer_->outcome();
    MysqlConnection& mine = *connection();
    if (outcome.told_status) mine.status = status_ = outcome.status;
    uncertain_ = outcome.failed &&
                 ((status_ & mysql::status::autocommit) == 0 || traits.runs_code || traits.statements > 1);
    last_statement_ = ++mine.statements;
    learn_variables(outcome, traits);
    learn_pins(outcome, traits);
    learn_insert_id(traits, payload);
    const bool tracking_lost =
        std::ranges::any_of(outcome.variables, [](const auto& one) { return is_own_tracking(one.first); });
    if (tracking_lost) co_await ask(mysql_track_sql, mysql::Query::code);
    const bool characters =
        traits.sets_characters || std::ranges::any_of(outcome.variables, [](const auto& one) {
            return one.first == "character_set_connection";
        });
    if (!characters || outcome.failed) co_return;
    const auto collation = co_await ask_row("SELECT @@collation_connection");
    if (!collation || collation->size() != 1 || !collation->front()) co_return;
    mine.settings.set("collation_connection", *collation->front());
    session_.settings.set("collation_connection", *collation->front());
}

// LAST_INSERT_ID() is this client's on whatever connection.
asio::awaitable<Result<void>> MysqlLink::bring_insert_id() {
    MysqlConnection& mine = *connection();
    co_await settle_insert_id();
    if (mine.insert_id_owner == id_) co_return Result<void>();
    Bytes answer;
    const MysqlOutcome done =
        co_await ask("SET last_insert_id=" + std::to_string(insert_id_), mysql::Query::code, &answer);
    if (done.failed) co_return fail(error_of_answer(answer));
    mine.insert_id_owner = id_;
    co_return Result<void>();
}

// As if nobody had ever used the connection. False: it must be closed.
asio::awaitable<bool> MysqlLink::reset_connection() {
    MysqlConnection& mine = *connection();
    const MysqlOutcome done = co_await ask({}, mysql::ResetConnection::code);
    if (done.failed) co_return false;
    mine.prepared.clear();
    mine.settings.clear();
    mine.user_variables.clear();
    mine.insert_id_owner = 0;
    std::string sql(mysql_track_sql);
    if (!mine.tracks) sql = "SET SESSION character_set_client=DEFAULT";
    for (const auto& [name, value] : mine.base)
        if (name != "sql_mode") sql += ", SESSION " + name + "=" + value_in_sql(name, value);
    const MysqlOutcome again = co_await ask(sql, mysql::Query::code);
    co_return !again.failed && !mine.in_transaction();
}

// The handshake's collation becomes what SET NAMES would have set.
asio::awaitable<Result<void>> MysqlLink::learn_collation() {
    auto found = target_.collations.find(start_.collation);
    if (found == target_.collations.end()) {
        const auto row = co_await ask_row(
            "SELECT CHARACTER_SET_NAME, COLLATION_NAME FROM information_schema.COLLATIONS WHERE ID=" +
            std::to_string(start_.collation));
        if (!row) co_return fail(row.error());
        MysqlTarget::Collation collation;
        if (row->size() == 2 && (*row)[0] && (*row)[1]) collation = {*(*row)[0], *(*row)[1]};
        found = target_.collations.emplace(start_.collation, std::move(collation)).first;
    }
    const auto& [character_set, name] = found->second;
    if (name.empty()) co_return Result<void>();  // unknown: the server's default, as servers do
    const SettingsVector& base = target_.base;
    const auto set = [&](std::string_view variable, const std::string& value) {
        const std::string* usual = base.find(variable);
        if (usual == nullptr || *usual != value) session_.settings.set(variable, value);
    };
    set("character_set_client", character_set);
    set("character_set_connection", character_set);
    set("character_set_results", character_set);
    set("collation_connection", name);
    co_return Result<void>();
}

std::string MysqlLink::statement_key(std::string_view sql) const {
    std::string key = session_.database;
    for (const std::string_view name :
         {"sql_mode", "character_set_client", "collation_connection", "character_set_connection"}) {
        key += '\0';
        if (const std::string* value = session_.settings.find(name)) key += *value;
    }
    key += '\0';
    return key.append(sql);
}

}  // namespace ormgate

#include <algorithm>

#include "protocol/postgres/framer.hpp"
#include "server/relay/link.hpp"

namespace ormgate {

static constexpr std::size_t most_own_answer = 16 << 20;

// Asks the server something of the relay's own, between units, and returns the first row of the last result.
asio::awaitable<Result<Link::Row>> Link::ask(std::string sql) {
    const bool listening = keep_pumping_;
    co_await stop_pump();
    keep_pumping_ = listening;
    PostgresConnection& mine = *connection();
    Bytes out;
    postgres::encode(postgres::Query{sql}, out);
    postgres::Framer framer(most_own_answer);
    // A pump that was stopped may have read the beginning of a message.
    if (body_left_ > 0)
        throw ServerLost{Error(Errc::connection_failure, "the server was interrupted in a message")};
    while (down_begin_ != down_end_) {
        const ByteView rest = ByteView(down_.span()).subspan(down_begin_, down_end_ - down_begin_);
        const std::span<std::byte> space = framer.space();
        const std::size_t n = std::min(space.size(), rest.size());
        std::copy_n(rest.begin(), n, space.begin());
        framer.commit(n);
        down_begin_ += n;
    }
    std::optional<Error> lost, refused;
    Row row;
    bool ready = false;
    try {
        co_await mine.write(out);
        while (!ready) {
            const std::size_t n = co_await mine.read_some(framer.space());
            framer.commit(n);
            while (!ready) {
                const auto frame = framer.next();
                if (!frame) throw ServerLost{frame.error()};
                if (!*frame) break;
                const auto message = postgres::decode_backend((*frame)->tag, (*frame)->body);
                if (!message) throw ServerLost{message.error()};
                if (const auto* report = std::get_if<postgres::ParameterStatus>(&*message)) {
                    mine.parameter_changed(report->name, report->value);
                } else if (const auto* data = std::get_if<postgres::DataRow>(&*message)) {
                    row.clear();
                    for (const auto& value : data->values)
                        row.push_back(value ? std::optional<std::string>(as_text(*value)) : std::nullopt);
                } else if (const auto* problem = std::get_if<postgres::ErrorResponse>(&*message)) {
                    refused = postgres::error_of(problem->parts);
                } else if (const auto* end = std::get_if<postgres::ReadyForQuery>(&*message)) {
                    mine.status = end->status;
                    ready = true;
                } else if ((*frame)->tag == 'A' && session_.pins.has(Pin::listen) && !client_gone_) {
                    co_await client_.write((*frame)->whole);
                }
            }
        }
    } catch (const boost::system::system_error& problem) {
        lost = Error(Errc::connection_failure,
                     "the connection to the server broke: " + problem.code().message());
    }
    if (lost) {
        mine.broken = true;
        throw ServerLost{std::move(*lost)};
    }
    if (refused) co_return fail(std::move(*refused));
    co_return row;
}

// Makes the connection's settings this client's.
asio::awaitable<Result<void>> Link::align_settings() {
    const std::string difference = settings_difference(connection()->settings, settings_);
    if (difference.empty()) co_return Result<void>();
    const auto done = co_await ask(difference);
    if (!done) co_return fail(done.error());
    connection()->settings = settings_;
    co_return Result<void>();
}

// After a turn: learns what settings have become. Within a transaction only what was reset needs care; the
// rest is looked at when it has ended, as it may be rolled back.
asio::awaitable<void> Link::settle_settings() {
    PostgresConnection& mine = *connection();
    if (std::exchange(forget_names_, false) && !failed_) names_.clear();
    if (mine.status == 'E') co_return;
    if (mine.status == 'T') {
        co_await restore_startup_settings();
        co_return;
    }
    co_await settle_pins();
    const bool certain = !failed_ && status_before_ == 'I';
    if (certain && (reset_all_ || discard_all_)) {
        const SettingsVector before = settings_;
        mine.settings.clear();
        settings_ = startup_;
        if (discard_all_) unnamed_.id = 0;
        reset_all_ = discard_all_ = false;
        reset_.clear();
    }
    if (reset_all_ || discard_all_)
        for (const auto& [name, value] : settings_)
            if (!is_reported_setting(name)) touched_.push_back(name);
    reset_all_ = discard_all_ = false;
    for (const std::string& name : reset_) {
        if (!certain) {
            if (!is_reported_setting(name)) touched_.push_back(name);
            continue;
        }
        const std::string* at_start = startup_.find(name);
        if (!is_reported_setting(name)) mine.settings.erase(name);
        if (at_start != nullptr)
            settings_.set(name, *at_start);
        else if (!is_reported_setting(name))
            settings_.erase(name);
    }
    reset_.clear();
    co_await read_back();
    // Who keeps the connection gets what it asked for at its start without another lease.
    if (!session_.pinned() || mine.settings == settings_) co_return;
    const Result<void> aligned = co_await align_settings();
    if (!aligned) throw ServerLost{aligned.error()};
}

// In a transaction RESET went to the connection's own value; this client's is what it asked for at its start.
asio::awaitable<void> Link::restore_startup_settings() {
    SettingsVector wanted;
    for (const auto& [name, value] : startup_)
        if (reset_all_ || std::ranges::find(reset_, name) != reset_.end()) wanted.set(name, value);
    for (const std::string& name : reset_)
        if (!is_reported_setting(name)) touched_.push_back(name);
    if (reset_all_)
        for (const auto& [name, value] : settings_)
            if (!is_reported_setting(name)) touched_.push_back(name);
    reset_.clear();
    reset_all_ = false;
    if (wanted.empty()) co_return;
    const auto done = co_await ask(settings_difference(SettingsVector(), wanted));
    if (!done) throw ServerLost{done.error()};
}

// Settings that the server does not report are asked for.
asio::awaitable<void> Link::read_back() {
    if (touched_.empty()) co_return;
    std::ranges::sort(touched_);
    const auto doubles = std::ranges::unique(touched_);
    touched_.erase(doubles.begin(), doubles.end());
    std::string sql = "SELECT ";
    for (const std::string& name : touched_) {
        if (sql.size() > 7) sql += ',';
        sql += "pg_catalog.current_setting(" + quoted_literal(name) + ",true)";
    }
    const auto row = co_await ask(std::move(sql));
    if (!row || row->size() != touched_.size())
        throw ServerLost{row ? Error(Errc::protocol_violation, "the server did not tell its settings")
                             : row.error()};
    for (std::size_t i = 0; i < touched_.size(); ++i) {
        const std::optional<std::string>& value = (*row)[i];
        const std::string* at_start = startup_.find(touched_[i]);
        if (touched_[i].starts_with("ormgate.") && (!value || value->empty()) && at_start != nullptr) {
            // Given to the connection within a transaction that was rolled back.
            connection()->settings.erase(touched_[i]);
            settings_.set(touched_[i], *at_start);
            continue;
        }
        if (!value) continue;
        connection()->settings.set(touched_[i], *value);
        settings_.set(touched_[i], *value);
    }
    touched_.clear();
}

// Tells the client what has changed for it without a server having said so.
void Link::report_difference(const SettingsVector& before) {
    if (connection() == nullptr) return;
    const auto value_in = [&](const SettingsVector& vector, std::string_view name) {
        const std::string* own = vector.find(name);
        return own != nullptr ? own : connection()->base.find(name);
    };
    for (std::string_view name : reported_setting_names()) {
        const std::string* old = value_in(before, name);
        const std::string* now = value_in(settings_, name);
        if (now == nullptr || (old != nullptr && *old == *now)) continue;
        postgres::encode(postgres::ParameterStatus{name, *now}, local_);
    }
}

}  // namespace ormgate

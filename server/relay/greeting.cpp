#include "server/relay/link.hpp"

namespace ormgate {

static constexpr std::size_t most_accepted = 4096;

// Finishes the login: applies what the client asked for at its start and tells it what is in force. False if
// it was turned away.
asio::awaitable<bool> Link::greet() {
    std::optional<Error> refusal;
    // Without a connection anywhere nothing says that the server would still let this user in.
    if (!target_.base || target_.pool.group().open() == 0) {
        const Result<void> learned = co_await learn_base();
        if (!learned) refusal = learned.error();
    }
    if (!refusal) {
        const Result<void> accepted = co_await accept_settings(std::move(start_.settings));
        if (!accepted) refusal = accepted.error();
    }
    if (refusal) throw ClientLost{std::move(*refusal)};

    settings_ = startup_;
    Bytes words = std::exchange(start_.unsent, Bytes());
    for (std::string_view name : reported_setting_names()) {
        const std::string* own = startup_.find(name);
        const std::string* value = own != nullptr ? own : target_.base->find(name);
        if (value != nullptr) postgres::encode(postgres::ParameterStatus{name, *value}, words);
    }
    postgres::encode(postgres::BackendKeyData{seat_.process(), seat_.key()}, words);
    postgres::encode(postgres::ReadyForQuery{'I'}, words);
    if (session_.lease && !settle_now()) co_await settle();
    co_await say(words);
    co_return true;
}

// What the server tells at a login, from whichever connection there is.
asio::awaitable<Result<void>> Link::learn_base() {
    Result<Lease> lease = co_await wait_for_connection();
    if (!lease) co_return fail(lease.error());
    session_.lease = std::move(*lease);
    target_.base = connection()->base;
    session_.lease.give_back();
    co_return Result<void>();
}

asio::awaitable<Result<void>> Link::accept_settings(std::vector<SettingsVector::Entry> settings) {
    if (target_.accepted.size() > most_accepted) target_.accepted.clear();
    for (const SettingsVector::Entry& setting : settings) {
        if (const std::string name = Classifier::folded(setting.first); Classifier::is_own(name)) {
            if (auto no = own_value_refusal(name, setting.second)) co_return fail(std::move(*no));
            session_name();
            startup_.set(name, setting.second);
            continue;
        }
        const std::string key = setting.first + '=' + setting.second;
        auto known = target_.accepted.find(key);
        if (known == target_.accepted.end()) {
            Result<std::optional<std::string>> value = co_await try_setting(setting);
            if (!value) co_return fail(value.error());
            known = target_.accepted.emplace(key, std::move(*value)).first;
        }
        if (!known->second) continue;  // no such setting: accepted, of no effect
        const std::string* base = target_.base->find(setting.first);
        if (base != nullptr && *base == *known->second)
            startup_.erase(setting.first);
        else
            startup_.set(setting.first, *known->second);
    }
    co_return Result<void>();
}

// What the server makes of a setting; nullopt if it has none of this name.
asio::awaitable<Result<std::optional<std::string>>> Link::try_setting(const SettingsVector::Entry& setting) {
    if (!session_.lease) {
        Result<Lease> lease = co_await wait_for_connection();
        if (!lease) co_return fail(lease.error());
        session_.lease = std::move(*lease);
    }
    const std::string before = setting.first;
    const auto row = co_await ask("SELECT pg_catalog.set_config(" + quoted_literal(before) + "," +
                                  quoted_literal(setting.second) + ",false)");
    if (!row) {
        if (row.error().sqlstate() == "42704" && setting.first != "role" &&
            setting.first != "session_authorization")
            co_return std::optional<std::string>();
        co_return fail(row.error());
    }
    if (row->empty() || !row->front()) co_return std::optional<std::string>();
    connection()->settings.set(before, *row->front());
    co_return row->front();
}

}  // namespace ormgate

#include "server/frontend/mysql/credentials.hpp"

#include <utility>

#include "protocol/postgres/scram.hpp"

namespace ormgate {

Result<MysqlCredentials::Known> MysqlCredentials::known(const UserSettings& user, const Known* before) {
    std::string source = user.password;
    for (const std::string& verifier : user.mysql) source += '\n' + verifier;
    if (before != nullptr && before->source == source) return *before;
    if (user.mysql.empty())
        return Known{std::move(source), mysql::PasswordVerifier::of_password(user.password)};
    Known made{std::move(source), {}};
    for (const std::string& verifier : user.mysql) {
        const Result<void> added = made.verifier.add(verifier);
        if (!added) return fail(Errc::config_error, "user \"" + user.name + "\": " + added.error().message);
    }
    return made;
}

Result<MysqlCredentialsPtr> MysqlCredentials::make(const Settings& settings,
                                                   const MysqlCredentials* previous) {
    auto credentials = std::make_shared<MysqlCredentials>();
    credentials->secret_ = previous != nullptr ? previous->secret_ : postgres::random_bytes(32);
    for (const UserSettings& user : settings.users) {
        // A user with nothing but SCRAM's verifier cannot be told from one who does not exist.
        if (user.mysql.empty() && user.password.empty()) continue;
        const Known* before = nullptr;
        if (previous != nullptr) {
            const auto at = previous->users_.find(user.name);
            if (at != previous->users_.end()) before = &at->second;
        }
        Result<Known> made = known(user, before);
        if (!made) return fail(std::move(made.error()));
        credentials->users_.insert_or_assign(user.name, std::move(*made));
    }
    if (previous != nullptr) credentials->key_ = previous->key_;
    if (credentials->key_ == nullptr && settings.listen.mysql.enabled && !credentials->users_.empty())
        credentials->key_ = std::make_shared<const mysql::RsaKey>(mysql::RsaKey::generate());
    return credentials;
}

MysqlCredentials::Lookup MysqlCredentials::find(std::string_view user) const {
    const auto at = users_.find(user);
    if (at == users_.end()) {
        mysql::PasswordVerifier like;
        if (!users_.empty()) like = users_.begin()->second.verifier;
        return {mysql::mock_verifier(secret_, user, like), false};
    }
    Lookup found{at->second.verifier, true};
    if (!found.verifier.double_sha256.empty()) return found;
    const std::lock_guard lock(mutex_);
    const auto cached = cache_.find(user);
    if (cached != cache_.end()) found.verifier.double_sha256 = cached->second;
    return found;
}

void MysqlCredentials::remember(std::string_view user, std::string double_sha256) const {
    const std::lock_guard lock(mutex_);
    cache_.insert_or_assign(std::string(user), std::move(double_sha256));
}

}  // namespace ormgate

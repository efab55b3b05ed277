#include "server/frontend/postgres/credentials.hpp"

#include <utility>

namespace ormgate {

using postgres::ScramVerifier;

Result<Credentials::Known> Credentials::known(const UserSettings& user,
                                              ByteView secret,
                                              const Known* before) {
    const bool hashed = !user.scram.empty();
    const std::string& source = hashed ? user.scram : user.password;
    if (before && before->source == source) return *before;
    if (!hashed)
        return Known{source,
                     ScramVerifier::of_password(user.password, postgres::mock_salt(secret, user.name))};
    Result<ScramVerifier> verifier = ScramVerifier::parse(user.scram);
    if (!verifier) return fail(Errc::config_error, "user \"" + user.name + "\": " + verifier.error().message);
    return Known{source, std::move(*verifier)};
}

Result<CredentialsPtr> Credentials::make(const Settings& settings, const Credentials* previous) {
    auto credentials = std::make_shared<Credentials>();
    credentials->secret_ = previous ? previous->secret_ : postgres::random_bytes(32);
    for (const UserSettings& user : settings.users) {
        // A user with nothing but MySQL's hashes cannot be told from one who does not exist.
        if (user.scram.empty() && user.password.empty()) continue;
        const Known* before = nullptr;
        if (previous) {
            const auto at = previous->users_.find(user.name);
            if (at != previous->users_.end()) before = &at->second;
        }
        Result<Known> made = known(user, credentials->secret_, before);
        if (!made) return fail(std::move(made.error()));
        credentials->users_.insert_or_assign(user.name, std::move(*made));
    }
    return credentials;
}

Credentials::Lookup Credentials::find(std::string_view user) const {
    const auto at = users_.find(user);
    if (at != users_.end()) return {at->second.verifier, true};
    return {postgres::mock_verifier(secret_, user), false};
}

bool Credentials::verify(std::string_view user, std::string_view password) const {
    const Lookup lookup = find(user);
    const bool matches = lookup.verifier.matches(password);
    return matches && lookup.genuine;
}

}  // namespace ormgate

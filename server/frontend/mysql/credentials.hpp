#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "protocol/mysql/authentication.hpp"

namespace ormgate {

// MysqlCredentials knows what each user must prove on MySQL's wire. It is made once for all workers with
// every Settings snapshot.
class MysqlCredentials {
public:
    // What `previous` knows of unchanged passwords is taken over. A malformed verifier is a config_error.
    static Result<std::shared_ptr<const MysqlCredentials>> make(const Settings& settings,
                                                                const MysqlCredentials* previous = nullptr);

    struct Lookup {
        mysql::PasswordVerifier verifier;
        bool genuine = false;  // false: nobody can prove it
    };
    Lookup find(std::string_view user) const;
    // What a full exchange of caching_sha2_password has found out, for the short ones after it. From any
    // thread.
    void remember(std::string_view user, std::string double_sha256) const;
    // What passwords are sealed with where there is no TLS; null: nobody logs in with one.
    const mysql::RsaKey* key() const { return key_.get(); }

private:
    struct Known {
        std::string source;  // what the verifier was made of
        mysql::PasswordVerifier verifier;
    };
    static Result<Known> known(const UserSettings& user, const Known* before);

    Bytes secret_;
    std::shared_ptr<const mysql::RsaKey> key_;
    std::map<std::string, Known, std::less<>> users_;
    mutable std::mutex mutex_;
    mutable std::map<std::string, std::string, std::less<>> cache_;
};
using MysqlCredentialsPtr = std::shared_ptr<const MysqlCredentials>;

}  // namespace ormgate

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "protocol/postgres/scram.hpp"

namespace ormgate {

// Credentials knows what each user must prove. It is made once for all workers with every Settings snapshot,
// so that no login pays for hashing a password of the configuration, which would also tell who exists.
class Credentials {
public:
    // What `previous` knows of unchanged passwords is taken over. A malformed verifier is a config_error.
    static Result<std::shared_ptr<const Credentials>> make(const Settings& settings,
                                                           const Credentials* previous = nullptr);

    struct Lookup {
        postgres::ScramVerifier verifier;
        bool genuine = false;  // false: nobody can prove it
    };
    Lookup find(std::string_view user) const;
    bool verify(std::string_view user, std::string_view password) const;

private:
    struct Known {
        std::string source;  // what the verifier was made of
        postgres::ScramVerifier verifier;
    };
    static Result<Known> known(const UserSettings& user, ByteView secret, const Known* before);

    Bytes secret_;
    std::map<std::string, Known, std::less<>> users_;
};
using CredentialsPtr = std::shared_ptr<const Credentials>;

}  // namespace ormgate

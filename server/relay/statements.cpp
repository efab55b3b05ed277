#include "server/relay/statements.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace ormgate {

// Clients choose the content, and two contents with one name would mix up their rows: a hash that can be
// collided on purpose will not do.
StatementDigest digest_of(std::string_view content) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> hash;
    SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(), hash.data());
    StatementDigest digest;
    std::memcpy(digest.data(), hash.data(), sizeof digest);
    return digest;
}

StatementPtr StatementStore::intern(std::string_view content, bool backslash_escapes) {
    const StatementDigest digest = digest_of(content);
    std::weak_ptr<const Statement>& place = statements_[digest];
    if (StatementPtr known = place.lock()) return known;

    auto statement = std::make_shared<Statement>();
    statement->digest = digest;
    statement->name = server_statement_name(digest);
    statement->content = content;
    statement->traits = classify(content.substr(0, content.find('\0')), backslash_escapes);
    place = statement;
    if (statements_.size() >= sweep_at_) {
        std::erase_if(statements_, [](const auto& entry) { return entry.second.expired(); });
        sweep_at_ = std::max<std::size_t>(256, statements_.size() * 2);
    }
    return statement;
}

}  // namespace ormgate

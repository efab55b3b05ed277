#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/bytes.hpp"
#include "server/backend/postgres/prepared.hpp"
#include "server/relay/classify.hpp"

namespace ormgate {

// Statement is a prepared statement by its content, whoever prepared it under whatever name.
struct Statement {
    StatementDigest digest{};
    std::string name;     // on servers
    std::string content;  // of Parse after the name: SQL, parameter types
    Traits traits;
};
using StatementPtr = std::shared_ptr<const Statement>;

// StatementStore keeps one copy of each statement that some client of this worker has prepared.
class StatementStore {
public:
    // `content` is a Parse message's body after the statement's name.
    StatementPtr intern(std::string_view content, bool backslash_escapes);
    std::size_t size() const { return statements_.size(); }

private:
    std::unordered_map<StatementDigest, std::weak_ptr<const Statement>, StatementDigestHash> statements_;
    std::size_t sweep_at_ = 256;
};

StatementDigest digest_of(std::string_view content);

}  // namespace ormgate

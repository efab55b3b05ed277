#include <string>

#include "server/backend/sqlite/functions/families.hpp"
#include "server/backend/sqlite/functions/reg_names.hpp"

namespace ormgate::sqlite {
namespace {

Result<SessionServices*> services(Call& call, const char* function) {
    if (call.context().services != nullptr) return call.context().services;
    return fail(Errc::unsupported, std::string(function) + "() is not supported here");
}

// The sequence of a regclass argument, as public.users_id_seq.
Result<std::string> sequence_argument(Call& call) {
    auto oid = static_cast<std::uint32_t>(call.integer(0));
    Relation relation = relation_of(oid, call.context());
    if (relation.name.empty())
        return fail(Errc::undefined_table, "relation with OID " + std::to_string(oid) + " does not exist");
    if (relation.sequence == nullptr)
        return fail(Errc::wrong_object_type, "\"" + std::string(relation.name) + "\" is not a sequence");
    return std::string(relation.schema) + "." + std::string(relation.name);
}

Answer nextval(Call& call) {
    Result<SessionServices*> session = services(call, "nextval");
    if (!session) return fail(session.error());
    Result<std::string> sequence = sequence_argument(call);
    if (!sequence) return fail(sequence.error());
    return answer_result(call, (*session)->nextval(*sequence));
}

// pg_nextval_of(name): what columns' defaults call.
Answer nextval_of(Call& call) {
    Result<SessionServices*> session = services(call, "nextval");
    if (!session) return fail(session.error());
    return answer_result(call, (*session)->nextval(call.text(0)));
}

Answer currval(Call& call) {
    Result<SessionServices*> session = services(call, "currval");
    if (!session) return fail(session.error());
    Result<std::string> sequence = sequence_argument(call);
    if (!sequence) return fail(sequence.error());
    return answer_result(call, (*session)->currval(*sequence));
}

Answer lastval(Call& call) {
    Result<SessionServices*> session = services(call, "lastval");
    if (!session) return fail(session.error());
    return answer_result(call, (*session)->lastval());
}

Answer setval(Call& call) {
    Result<SessionServices*> session = services(call, "setval");
    if (!session) return fail(session.error());
    Result<std::string> sequence = sequence_argument(call);
    if (!sequence) return fail(sequence.error());
    bool is_called = call.count() < 3 || call.boolean(2);
    return answer_result(call, (*session)->setval(*sequence, call.integer(1), is_called));
}

Answer last_value(Call& call) {
    Result<SessionServices*> session = services(call, "pg_sequence_last_value");
    if (!session) return fail(session.error());
    Result<std::string> sequence = sequence_argument(call);
    if (!sequence) return fail(sequence.error());
    Result<std::optional<std::int64_t>> value = (*session)->last_value(*sequence);
    if (!value) return fail(value.error());
    if (*value) call.answer(**value);
    return {};
}

// ---- advisory locks: one key of 64 bits or two of 32

SessionServices::AdvisoryLock lock_argument(Call& call) {
    SessionServices::AdvisoryLock lock;
    lock.two_keys = call.count() == 2;
    lock.key = call.integer(0);
    if (lock.two_keys) {
        auto high = static_cast<std::uint64_t>(static_cast<std::uint32_t>(call.integer(0)));
        lock.key = static_cast<std::int64_t>(high << 32 | static_cast<std::uint32_t>(call.integer(1)));
    }
    return lock;
}

template <bool shared, bool transaction, bool wait>
Answer lock(Call& call) {
    Result<SessionServices*> session = services(call, "pg_advisory_lock");
    if (!session) return fail(session.error());
    SessionServices::AdvisoryLock wanted = lock_argument(call);
    wanted.shared = shared;
    wanted.transaction = transaction;
    wanted.wait = wait;
    Result<bool> locked = (*session)->advisory_lock(wanted);
    if (!locked) return fail(locked.error());
    if (wait)
        call.answer("");  // void
    else
        call.answer(*locked);
    return {};
}

template <bool shared>
Answer unlock(Call& call) {
    Result<SessionServices*> session = services(call, "pg_advisory_unlock");
    if (!session) return fail(session.error());
    SessionServices::AdvisoryLock held = lock_argument(call);
    held.shared = shared;
    return answer_result(call, (*session)->advisory_unlock(held));
}

Answer unlock_all(Call& call) {
    Result<SessionServices*> session = services(call, "pg_advisory_unlock_all");
    if (!session) return fail(session.error());
    if (Result<void> done = (*session)->advisory_unlock_all(); !done) return done;
    call.answer("");
    return {};
}

// clang-format off: one row a line
constexpr ScalarFunction functions[] = {
    {"pg_advisory_lock", 1, 2, strict, lock<false, false, true>},
    {"pg_advisory_lock_shared", 1, 2, strict, lock<true, false, true>},
    {"pg_advisory_unlock", 1, 2, strict, unlock<false>},
    {"pg_advisory_unlock_all", 0, 0, plain, unlock_all},
    {"pg_advisory_unlock_shared", 1, 2, strict, unlock<true>},
    {"pg_advisory_xact_lock", 1, 2, strict, lock<false, true, true>},
    {"pg_advisory_xact_lock_shared", 1, 2, strict, lock<true, true, true>},
    {"pg_currval", 1, 1, strict, currval},
    {"pg_lastval", 0, 0, plain, lastval},
    {"pg_nextval", 1, 1, strict, nextval},
    {"pg_nextval_of", 1, 1, strict, nextval_of},
    {"pg_sequence_last_value", 1, 1, strict, last_value},
    {"pg_setval", 2, 3, strict, setval},
    {"pg_try_advisory_lock", 1, 2, strict, lock<false, false, false>},
    {"pg_try_advisory_lock_shared", 1, 2, strict, lock<true, false, false>},
    {"pg_try_advisory_xact_lock", 1, 2, strict, lock<false, true, false>},
    {"pg_try_advisory_xact_lock_shared", 1, 2, strict, lock<true, true, false>},
};
// clang-format on

}  // namespace

std::span<const ScalarFunction> sequence_functions() {
    return functions;
}

}  // namespace ormgate::sqlite

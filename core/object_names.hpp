#pragma once

#include <cstdint>
#include <string>

#include "core/type.hpp"

namespace ormgate {

// regclass and its kin hold an OID, which text shows as the name of what it numbers. They stand together in
// TypeId.
constexpr bool is_oid_alias(TypeId type) {
    return type >= TypeId::regclass && type <= TypeId::regconfig;
}

// ObjectNames knows what OIDs of a database number.
class ObjectNames {
public:
    virtual std::string name_of(std::uint32_t oid, TypeId type) const = 0;  // the number of what there is not
    virtual Type element_of(Type array) const = 0;  // of a type that a user has made: with its own OID

protected:
    ~ObjectNames() = default;
};

}  // namespace ormgate

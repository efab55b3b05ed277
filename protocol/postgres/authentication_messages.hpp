#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"

namespace ormgate::postgres {

// The messages of tag 'R'; `request` says which it is.

template <std::uint32_t Request>
struct BareAuthentication {
    static constexpr char tag = 'R';
    static constexpr std::uint32_t request = Request;
    static void fields(auto&, auto& io) { io.constant(Request); }
};
struct AuthenticationOk : BareAuthentication<0> {};
struct AuthenticationKerberosV5 : BareAuthentication<2> {};
struct AuthenticationCleartextPassword : BareAuthentication<3> {};
struct AuthenticationGss : BareAuthentication<7> {};
struct AuthenticationSspi : BareAuthentication<9> {};

struct AuthenticationMd5Password {
    static constexpr char tag = 'R';
    static constexpr std::uint32_t request = 5;
    std::array<std::byte, 4> salt{};
    static void fields(auto& m, auto& io) {
        io.constant(request);
        io.fixed(m.salt);
    }
};

struct AuthenticationSasl {
    static constexpr char tag = 'R';
    static constexpr std::uint32_t request = 10;
    std::vector<std::string_view> mechanisms;
    static void fields(auto& m, auto& io) {
        io.constant(request);
        io.sequence(m.mechanisms, [&](auto& mechanism) { io.cstring(mechanism); });
    }
};

template <std::uint32_t Request>
struct AuthenticationData {
    static constexpr char tag = 'R';
    static constexpr std::uint32_t request = Request;
    ByteView data;
    static void fields(auto& m, auto& io) {
        io.constant(Request);
        io.rest(m.data);
    }
};
struct AuthenticationGssContinue : AuthenticationData<8> {};
struct AuthenticationSaslContinue : AuthenticationData<11> {};
struct AuthenticationSaslFinal : AuthenticationData<12> {};

}  // namespace ormgate::postgres

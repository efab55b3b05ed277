// The texts a client is asked for before it has proven anything: options, SCRAM messages; and verifiers of
// the configuration.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "protocol/postgres/saslprep.hpp"
#include "protocol/postgres/scram.hpp"
#include "protocol/postgres/startup_options.hpp"

using namespace ormgate;
using namespace ormgate::postgres;

static ScramServer server(bool plus) {
    return {mock_verifier(as_bytes("secret"), "app"), true, plus, plus ? Bytes(32) : Bytes(), "nonce"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)parse_options(text);
    (void)saslprep(text);
    if (const auto verifier = ScramVerifier::parse(text); verifier && verifier->text().empty()) std::abort();
    for (const bool plus : {false, true}) {
        ScramServer first = server(plus);
        (void)first.first(text);
        ScramServer last = server(plus);
        if (!last.first(plus ? "p=tls-server-end-point,,n=,r=abc" : "n,,n=,r=abc")) std::abort();
        // The keys are nobody's: nothing proves them.
        if (last.last(text)) std::abort();
    }
    return 0;
}

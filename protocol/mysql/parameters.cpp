#include "protocol/mysql/parameters.hpp"

#include "protocol/mysql/codec.hpp"
#include "protocol/mysql/command_messages.hpp"

namespace ormgate::mysql {

// Whether the tail says how many parameters there are, which it does not have to if there are none.
static bool is_counted(std::uint8_t flags, Capabilities agreed) {
    return (agreed & capability::query_attributes) != 0 &&
           (flags & StatementExecute::parameter_count_available) != 0;
}

static void type_fields(auto& parameters, auto& io) {
    for (auto& parameter : parameters) {
        ParameterType::fields(parameter.type, io);
        if (io.has(capability::query_attributes)) io.lenenc_string(parameter.name);
    }
}

static void take_bound_types(std::vector<Parameter>& parameters, std::span<const ParameterType> bound) {
    for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i].type = bound[i];
}

Result<ExecuteParameters> decode_parameters(ByteView tail,
                                            std::uint8_t flags,
                                            const PreparedParameters& prepared,
                                            Capabilities agreed) {
    ExecuteParameters result;
    Reader in(tail, agreed);
    std::uint64_t count = prepared.count;
    if ((count > 0 || is_counted(flags, agreed)) && in.has(capability::query_attributes)) in.lenenc(count);
    // The bitmap bounds what a hostile count can make us allocate.
    if (!in.ok() || count < prepared.count || count > max_parameters || count / 8 > in.left())
        return fail(malformed());
    if (count > 0) {
        result.parameters.resize(count);
        for (std::size_t i = 0; i < prepared.long_data.size() && i < prepared.count; ++i)
            result.parameters[i].long_data = prepared.long_data[i];
        parameter_bitmap(result.parameters, in);
        std::uint8_t rebinds = 0;
        in.integer(rebinds);
        result.rebinds = rebinds != 0;
        if (result.rebinds) {
            type_fields(result.parameters, in);
        } else if (prepared.bound.size() == count) {
            take_bound_types(result.parameters, prepared.bound);
        } else {
            in.refuse();
        }
        parameter_values(result.parameters, in);
    }
    if (!in.finished()) return fail(malformed());
    return result;
}

void encode_parameters(const ExecuteParameters& parameters,
                       std::uint8_t flags,
                       Capabilities agreed,
                       Bytes& out) {
    Writer io(out, agreed);
    const auto& all = parameters.parameters;
    if ((!all.empty() || is_counted(flags, agreed)) && io.has(capability::query_attributes))
        io.lenenc(all.size());
    if (all.empty()) return;
    parameter_bitmap(all, io);
    io.integer(static_cast<std::uint8_t>(parameters.rebinds));
    if (parameters.rebinds) type_fields(all, io);
    parameter_values(all, io);
}

}  // namespace ormgate::mysql

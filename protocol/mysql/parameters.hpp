#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "protocol/mysql/column_type.hpp"
#include "protocol/mysql/wire.hpp"

namespace ormgate::mysql {

// What a client binds to a parameter, or says of a query (an attribute).
struct ParameterType {
    ColumnType type = ColumnType::null;
    bool is_unsigned = false;
    friend bool operator==(const ParameterType&, const ParameterType&) = default;
    static void fields(auto& m, auto& io) {
        std::uint16_t word =
            static_cast<std::uint16_t>(static_cast<unsigned>(m.type) | (m.is_unsigned ? unsigned_bit : 0u));
        io.integer(word);
        if constexpr (std::remove_reference_t<decltype(io)>::reads) {
            m.type = static_cast<ColumnType>(word & 0xff);
            m.is_unsigned = (word & unsigned_bit) != 0;
        }
    }
    static constexpr unsigned unsigned_bit = 0x8000;
};

struct Parameter {
    ParameterType type;
    std::string_view name;  // of query attributes
    std::optional<ByteView> value;
    bool long_data = false;  // the value was sent by COM_STMT_SEND_LONG_DATA
};

// As many as a statement of MySQL can have.
inline constexpr std::uint64_t max_parameters = 65535;

// One bit a cell, set for null; the first `offset` bits are not used.
template <class Io>
void null_bitmap(std::size_t count, std::size_t offset, Io& io, auto&& is_null, auto&& set_null) {
    Bytes bits;
    ByteView view;
    const std::size_t size = (count + offset + 7) / 8;
    const auto bit = [&](std::size_t i) { return std::byte(1u << ((i + offset) % 8)); };
    if constexpr (Io::reads) {
        io.bytes(size, view);
        for (std::size_t i = 0; io.ok() && i < count; ++i)
            if ((view[(i + offset) / 8] & bit(i)) != std::byte{0}) set_null(i);
    } else {
        bits.resize(size);
        for (std::size_t i = 0; i < count; ++i)
            if (is_null(i)) bits[(i + offset) / 8] |= bit(i);
        io.bytes(size, ByteView(bits));
    }
}

// Reads or writes the bitmap of `parameters`; those that are not null have a value afterwards.
void parameter_bitmap(auto& parameters, auto& io) {
    const auto is_null = [&](std::size_t i) { return !parameters[i].value.has_value(); };
    if constexpr (std::remove_reference_t<decltype(io)>::reads) {
        for (auto& parameter : parameters) parameter.value.emplace();
        null_bitmap(parameters.size(), 0, io, is_null, [&](std::size_t i) { parameters[i].value.reset(); });
    } else {
        null_bitmap(parameters.size(), 0, io, is_null, [](std::size_t) {});
    }
}

void parameter_values(auto& parameters, auto& io) {
    for (auto& parameter : parameters)
        if (parameter.value && !parameter.long_data) binary_cell(parameter.type.type, *parameter.value, io);
}

// The attributes before the text of COM_QUERY.
void query_attribute_fields(auto& attributes, auto& io) {
    std::uint64_t count = attributes.size(), sets = 1;
    io.lenenc(count);
    io.lenenc(sets);
    io.require(count <= max_parameters && sets == 1);
    if constexpr (std::remove_reference_t<decltype(io)>::reads) {
        io.require(count * 3 <= io.left());  // each has a type and a name
        if (!io.ok()) return;
        attributes.resize(count);
    }
    if (count == 0) return;
    parameter_bitmap(attributes, io);
    io.constant(1);
    for (auto& attribute : attributes) {
        ParameterType::fields(attribute.type, io);
        io.lenenc_string(attribute.name);
    }
    parameter_values(attributes, io);
}

// What is known of a prepared statement when it is executed.
struct PreparedParameters {
    std::size_t count = 0;
    std::span<const ParameterType> bound;  // by an earlier execution; empty: none yet
    std::vector<bool> long_data;           // which have been sent already; may be shorter than count
};

struct ExecuteParameters {
    bool rebinds = false;               // the types are new; the session keeps them for later executions
    std::vector<Parameter> parameters;  // those of the statement first, then the query's attributes
};

// The tail of COM_STMT_EXECUTE, with the flags of its head.
Result<ExecuteParameters> decode_parameters(ByteView tail,
                                            std::uint8_t flags,
                                            const PreparedParameters& prepared,
                                            Capabilities agreed);
void encode_parameters(const ExecuteParameters& parameters,
                       std::uint8_t flags,
                       Capabilities agreed,
                       Bytes& out);

}  // namespace ormgate::mysql

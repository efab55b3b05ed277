#include "protocol/mysql/codec.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/support/hex.hpp"
#include "tests/support/mysql_messages.hpp"

namespace ormgate::mysql {
namespace {

using test::from_hex;
using test::to_hex;

// A line of the corpus with what its first column says.
struct Line {
    const test::MysqlKind* kind;
    Capabilities agreed;
    std::string name;
    Bytes bytes;
};

std::vector<Line> corpus() {
    std::vector<Line> lines;
    for (auto& line : test::read_corpus(ORMGATE_SOURCE_DIR "/tests/protocol/corpus/mysql.csv")) {
        const std::size_t at = line.side.find('@');
        const std::string kind = line.side.substr(0, at), set = line.side.substr(at + 1);
        const auto* found = std::ranges::find(test::mysql_kinds, kind, &test::MysqlKind::name);
        const auto* agreed = std::ranges::find(test::capability_sets, set, &test::CapabilitySet::name);
        if (found == test::mysql_kinds.end() || agreed == test::capability_sets.end())
            throw std::runtime_error("no such kind or capabilities: " + line.side);
        lines.push_back({found, agreed->capabilities, line.name, std::move(line.bytes)});
    }
    return lines;
}

Bytes bytes_of(std::string_view name) {
    for (Line& line : corpus())
        if (line.name == name) return std::move(line.bytes);
    throw std::runtime_error("no such line: " + std::string(name));
}

// What we write differently: without an empty information, and without a SQLSTATE nobody agreed on.
bool is_written_shorter(const Line& line) {
    return line.name == "end of rows of MySQL 9.7" || line.name == "error before the handshake with SQLSTATE";
}

TEST(MysqlCodec, WritesWhatItRead) {
    for (const Line& line : corpus()) {
        const auto again = line.kind->again(line.bytes, line.agreed);
        ASSERT_TRUE(again) << line.name;
        if (!is_written_shorter(line)) EXPECT_EQ(to_hex(*again), to_hex(line.bytes)) << line.name;
        const auto third = line.kind->again(*again, line.agreed);
        ASSERT_TRUE(third) << line.name;
        EXPECT_EQ(to_hex(*third), to_hex(*again)) << line.name;
    }
}

// A message cut short is refused, or, if its last field may have any length, is exactly what is left of it.
TEST(MysqlCodec, RefusesEveryTruncation) {
    for (const Line& line : corpus()) {
        if (is_written_shorter(line)) continue;
        for (std::size_t size = 0; size < line.bytes.size(); ++size) {
            const ByteView cut = ByteView(line.bytes).first(size);
            const auto again = line.kind->again(cut, line.agreed);
            if (!again) continue;
            const bool is_error_message = is_error(line.bytes);
            EXPECT_TRUE(line.kind->open || is_error_message) << line.name << " cut to " << size;
            if (is_error_message && size < 9) continue;  // within the SQLSTATE, which may be missing
            EXPECT_EQ(to_hex(*again), to_hex(cut)) << line.name << " cut to " << size;
        }
    }
}

TEST(MysqlCodec, RefusesATrailingByte) {
    for (const Line& line : corpus()) {
        if (is_written_shorter(line)) continue;
        Bytes longer = line.bytes;
        longer.push_back(std::byte{'x'});
        const auto again = line.kind->again(longer, line.agreed);
        if (!again) continue;
        EXPECT_TRUE(line.kind->open || is_error(line.bytes)) << line.name;
        EXPECT_EQ(to_hex(*again), to_hex(longer)) << line.name;
    }
}

TEST(MysqlCodec, ReadsTheHandshakeOfMariadb) {
    const Bytes bytes = bytes_of("handshake of MariaDB 10.11");
    const auto greeting = decode_greeting(bytes);
    ASSERT_TRUE(greeting);
    const auto& handshake = std::get<Handshake>(*greeting);
    EXPECT_EQ(handshake.server_version, "5.5.5-10.11.19-MariaDB-0+deb12u1");
    EXPECT_EQ(handshake.connection_id, 6u);
    EXPECT_EQ(std::string_view(handshake.challenge.data(), 20), "~74=uW4<qFI{OXN\\efP=");
    EXPECT_EQ(handshake.status, status::autocommit);
    EXPECT_EQ(handshake.plugin, "mysql_native_password");
    EXPECT_FALSE(handshake.capabilities & capability::long_password);
    EXPECT_TRUE(handshake.capabilities & capability::mariadb_bulk_operations);
    EXPECT_TRUE(handshake.capabilities & capability::mariadb_cache_metadata);
}

TEST(MysqlCodec, ReadsTheResponseOfLibmariadb) {
    const Bytes bytes = bytes_of("response of libmariadb");
    const auto login = decode_login(bytes);
    ASSERT_TRUE(login);
    const auto& response = std::get<HandshakeResponse>(*login);
    EXPECT_EQ(response.user, "app");
    EXPECT_EQ(response.proof.size(), 20u);
    EXPECT_EQ(response.database, "app");
    EXPECT_EQ(response.plugin, "mysql_native_password");
    EXPECT_EQ(response.head.capabilities, 0x0000001d00bfa28cu);
    EXPECT_EQ(response.head.collation, 33);
    ASSERT_FALSE(response.attributes.empty());
    EXPECT_EQ(response.attributes[0].name, "_os");
    EXPECT_EQ(response.attributes[0].value, "Linux");
}

TEST(MysqlCodec, TellsATlsRequestFromAResponse) {
    const Bytes bytes = bytes_of("TLS request");
    const auto login = decode_login(bytes);
    ASSERT_TRUE(login);
    EXPECT_EQ(std::get<SslRequest>(*login).head.max_packet, 1u << 24);
}

TEST(MysqlCodec, RefusesWhatIsOlderThan41) {
    const auto login = decode_login(from_hex("05200000006170700031313131313131310000"));
    ASSERT_FALSE(login);
    EXPECT_EQ(login.error().message, "Bad handshake: the protocol before MySQL 4.1 is not supported");
    const auto greeting = decode_greeting(from_hex("09342e302e3000"));
    ASSERT_FALSE(greeting);
    EXPECT_EQ(greeting.error().message, "protocol version 9 of the server is not supported");
    const auto answer = decode_login_answer(from_hex("fe"), 0x0bfa28d);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().message, "authentication by mysql_old_password is not supported");
}

TEST(MysqlCodec, ReadsWhatChangedInTheSession) {
    const Bytes bytes = bytes_of("OK with variables of MySQL 9.7");
    const auto answer = decode_query_answer(bytes, 0x19bfa28d);
    ASSERT_TRUE(answer);
    const auto& ok = std::get<Ok>(*answer);
    EXPECT_EQ(ok.status, status::autocommit | status::session_state_changed);
    const auto state = decode<SessionState>(ok.session_state, 0);
    ASSERT_TRUE(state);
    ASSERT_EQ(state->changes.size(), 3u);
    EXPECT_EQ(state->changes[0].kind, SessionChange::system_variable);
    EXPECT_EQ(state->changes[0].name, "character_set_client");
    EXPECT_EQ(state->changes[0].value, "latin1");
}

TEST(MysqlCodec, ReadsAffectedRowsAndInformation) {
    const Bytes bytes = bytes_of("OK with information of MariaDB 10.11");
    const auto answer = decode_query_answer(bytes, 0x1d00bfa28c);
    ASSERT_TRUE(answer);
    const auto& ok = std::get<Ok>(*answer);
    EXPECT_EQ(ok.affected_rows, 2u);
    EXPECT_EQ(ok.last_insert_id, 1u);
    EXPECT_EQ(ok.info, "Records: 2  Duplicates: 0  Warnings: 0");
}

TEST(MysqlCodec, ReadsColumnDefinitions) {
    const Bytes bytes = bytes_of("definition 8 of MariaDB 10.11");
    const auto column = decode<ColumnDefinition>(bytes, 0x1d00bfa28c);
    ASSERT_TRUE(column);
    EXPECT_EQ(column->name, "j");
    EXPECT_EQ(column->original_table, "t");
    EXPECT_EQ(as_text(column->extended), "\x01\x04json");
    EXPECT_EQ(column->format.type, ColumnType::blob);
    EXPECT_EQ(column->format.collation, 33);
}

TEST(MysqlCodec, ReadsColumnCountsWithAndWithoutDefinitions) {
    const Capabilities agreed = capability::protocol_41 | capability::optional_resultset_metadata;
    const auto without = decode_query_answer(from_hex("0100"), agreed);
    ASSERT_TRUE(without);
    EXPECT_EQ(std::get<ColumnCount>(*without).columns, 1u);
    EXPECT_FALSE(std::get<ColumnCount>(*without).with_metadata);
    const auto with = decode_query_answer(from_hex("0101"), agreed);
    ASSERT_TRUE(with);
    EXPECT_TRUE(std::get<ColumnCount>(*with).with_metadata);
}

TEST(MysqlCodec, ReadsQueryAttributes) {
    const Bytes bytes = bytes_of("COM_QUERY with attributes");
    const auto command = decode_command(bytes, 0x19bfa28d);
    ASSERT_TRUE(command);
    const auto& query = std::get<Query>(*command);
    EXPECT_EQ(query.sql, "SELECT 1");
    ASSERT_EQ(query.attributes.size(), 3u);
    EXPECT_EQ(query.attributes[0].name, "a");
    EXPECT_EQ(query.attributes[0].type, (ParameterType{ColumnType::long_long, false}));
    EXPECT_EQ(query.attributes[0].value->size(), 8u);
    EXPECT_EQ(as_text(*query.attributes[1].value), "zwei");
    EXPECT_FALSE(query.attributes[2].value);
    EXPECT_TRUE(query.attributes[2].type.is_unsigned);
}

TEST(MysqlCodec, DoesNotBelieveCounts) {
    const Capabilities agreed = capability::query_attributes;
    EXPECT_FALSE(decode_command(from_hex("03feffffffffffffff7f0100"), agreed));
    EXPECT_FALSE(decode_command(from_hex("03fdffff000100"), agreed));
    EXPECT_FALSE(decode_parameters(from_hex("feffffffffffffff7f"), 0x08, {}, agreed));
}

TEST(MysqlCodec, RefusesCommandsByName) {
    const auto refused = decode_command(from_hex("12040000000000010000006269"), 0);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unsupported);
    EXPECT_EQ(refused.error().message, "COM_BINLOG_DUMP is not supported");
    const auto unknown = decode_command(from_hex("77"), 0);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().message, "Unknown command");
    EXPECT_FALSE(decode_command({}, 0));
}

TEST(MysqlCodec, TellsTheEndOfRowsFromRows) {
    const Capabilities with_eof = capability::protocol_41;
    const Capabilities without = with_eof | capability::deprecate_eof;
    EXPECT_TRUE(ends_rows(from_hex("fe00000200"), with_eof));
    EXPECT_TRUE(ends_rows(from_hex("fe000002000000"), without));
    // A row whose first cell has 2^24 bytes begins with fe as well.
    Bytes row = from_hex("fe0000000100000000");
    EXPECT_FALSE(ends_rows(row, with_eof));
    row.resize(row.size() + (1 << 24));
    EXPECT_FALSE(ends_rows(row, without));
}

TEST(MysqlCodec, SaysErrorsInMysqlsNumbersAndReadsThemBack) {
    for (const ErrorInfo& row : error_table) {
        const Error error(row.code, "words");
        const ErrorPacket packet = error_packet(error);
        EXPECT_EQ(packet.number, row.mysql_errno);
        const Error back = error_of(packet);
        EXPECT_EQ(back.message, "words");
    }
    ErrorPacket packet;
    packet.number = 1586;
    EXPECT_EQ(error_of(packet).code, Errc::unique_violation);
    packet.number = 65000;
    packet.sqlstate = {'2', '3', '0', '0', '0'};
    EXPECT_EQ(error_of(packet).code, Errc::integrity_constraint_violation);
}

constexpr std::uint8_t counted = StatementExecute::parameter_count_available;

TEST(MysqlParameters, BindsTypesOnceAndKeepsThem) {
    const Bytes first = from_hex("00010300fe00070000000178");
    const auto bound = decode_parameters(first, 0, {2, {}, {}}, 0);
    ASSERT_TRUE(bound);
    EXPECT_TRUE(bound->rebinds);
    ASSERT_EQ(bound->parameters.size(), 2u);
    EXPECT_EQ(as_text(*bound->parameters[1].value), "x");
    Bytes again;
    encode_parameters(*bound, 0, 0, again);
    EXPECT_EQ(to_hex(again), to_hex(first));
    const ParameterType types[] = {bound->parameters[0].type, bound->parameters[1].type};
    const Bytes without_types = from_hex("01000179");
    const auto kept = decode_parameters(without_types, 0, {2, types, {}}, 0);
    ASSERT_TRUE(kept);
    EXPECT_FALSE(kept->parameters[0].value);
    EXPECT_EQ(as_text(*kept->parameters[1].value), "y");
    EXPECT_FALSE(decode_parameters(without_types, 0, {2, {}, {}}, 0)) << "never bound";
    for (std::size_t size = 0; size < first.size(); ++size)
        EXPECT_FALSE(decode_parameters(ByteView(first).first(size), 0, {2, {}, {}}, 0)) << size;
    Bytes longer = first;
    longer.push_back({});
    EXPECT_FALSE(decode_parameters(longer, 0, {2, {}, {}}, 0));
}

TEST(MysqlParameters, LeavesOutWhatWasSentBefore) {
    const auto parameters = decode_parameters(from_hex("0001fc00030007000000"), 0, {2, {}, {true}}, 0);
    ASSERT_TRUE(parameters);
    EXPECT_TRUE(parameters->parameters[0].long_data);
    EXPECT_EQ(parameters->parameters[1].value->size(), 4u);
}

TEST(MysqlParameters, ReadsNamedAttributesBehindTheStatements) {
    const Bytes bytes = from_hex(
        "02"
        "00"
        "01"
        "0300"
        "00"
        "fe00"
        "0161"
        "07000000"
        "0178");
    const auto parameters = decode_parameters(bytes, counted, {1, {}, {}}, capability::query_attributes);
    ASSERT_TRUE(parameters);
    ASSERT_EQ(parameters->parameters.size(), 2u);
    EXPECT_EQ(parameters->parameters[1].name, "a");
    Bytes again;
    encode_parameters(*parameters, counted, capability::query_attributes, again);
    EXPECT_EQ(to_hex(again), to_hex(bytes));
    const auto none = decode_parameters({}, 0, {}, capability::query_attributes);
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->parameters.empty());
}

}  // namespace
}  // namespace ormgate::mysql

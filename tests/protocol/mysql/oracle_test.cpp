// Asks a real server, of which the environment says where it is: ORMGATE_TEST_MYSQL=WHERE:USER:PASSWORD, a
// port or the path of a socket, with a database "app". What it sends as text and in binary must mean the
// same, and be what we would have sent.

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <memory>

#include "tests/support/hex.hpp"
#include "tests/support/mysql_client.hpp"

namespace ormgate::mysql {
namespace {

using test::MysqlClient;
using test::to_hex;

constexpr Capabilities base = capability::long_flag | capability::connect_with_db | capability::protocol_41 |
                              capability::transactions | capability::secure_connection |
                              capability::plugin_auth | capability::plugin_auth_lenenc |
                              capability::multi_results | capability::ps_multi_results;
constexpr Capabilities modern = base | capability::deprecate_eof | capability::session_track;
constexpr Capabilities all = modern | capability::query_attributes | capability::optional_resultset_metadata |
                             capability::mariadb_extended_metadata | capability::mariadb_cache_metadata;

class MysqlOracle : public testing::TestWithParam<Capabilities> {
protected:
    void SetUp() override {
        const char* where = std::getenv("ORMGATE_TEST_MYSQL");
        if (!where) GTEST_SKIP() << "no server: ORMGATE_TEST_MYSQL is not set";
        const std::string text = where;
        const std::size_t first = text.find(':'), last = text.rfind(':');
        where_ = text.substr(0, first);
        user_ = text.substr(first + 1, last - first - 1);
        password_ = text.substr(last + 1);
        client_ = std::make_unique<MysqlClient>(where_, user_, password_, GetParam());
        run("SET time_zone = '+00:00', sql_mode = ''");
    }
    MysqlClient::ResultSet run(std::string_view sql) {
        auto result = client_->query(sql);
        EXPECT_EQ(result.message, "") << sql;
        return result;
    }
    void check(const std::string& select);
    void check_cell(const MysqlClient::Column& column,
                    const std::optional<ByteView>& as_text,
                    const std::optional<ByteView>& as_binary);

    std::string where_, user_, password_;
    std::unique_ptr<MysqlClient> client_;
};

Bytes encoded(const Value& value, const ColumnFormat& format, Format as) {
    Bytes out;
    const auto done = encode_value(view(value), type_of(format), format, as, {}, out);
    EXPECT_TRUE(done) << (done ? "" : done.error().message);
    return out;
}

Bytes with_length(ByteView cell, const ColumnFormat& format, Format as) {
    Bytes out;
    Writer writer(out);
    if (as == Format::text) {
        writer.lenenc_string(cell);
    } else {
        binary_cell(format.type, cell, writer);
    }
    return out;
}

void MysqlOracle::check_cell(const MysqlClient::Column& column,
                             const std::optional<ByteView>& as_text,
                             const std::optional<ByteView>& as_binary) {
    ASSERT_EQ(as_text.has_value(), as_binary.has_value()) << column.name;
    if (!as_text) return;
    const auto text = decode_value(*as_text, column.format, Format::text, {});
    const auto binary = decode_value(*as_binary, column.format, Format::binary, {});
    ASSERT_TRUE(text && binary) << column.name << ": " << ormgate::as_text(*as_text);
    // Text has six digits of a FLOAT, and the decimals the column is declared with.
    const bool is_rounded =
        column.format.type == ColumnType::float_ ||
        (column.format.type == ColumnType::double_ && column.format.decimals < ColumnFormat::any_decimals);
    if (!is_rounded) EXPECT_EQ(*text, *binary) << column.name << ": " << ormgate::as_text(*as_text);
    const bool is_zerofill = (column.format.flags & column_flag::zerofill) != 0;  // needs the width
    if (!is_zerofill) {
        EXPECT_EQ(to_hex(encoded(*binary, column.format, Format::text)),
                  to_hex(with_length(*as_text, column.format, Format::text)))
            << column.name << ": " << ormgate::as_text(*as_text);
    }
    const bool is_padded = is_zerofill && column.format.type == ColumnType::new_decimal;
    if (!is_padded) {
        EXPECT_EQ(to_hex(encoded(*binary, column.format, Format::binary)),
                  to_hex(with_length(*as_binary, column.format, Format::binary)))
            << column.name;
    }
}

void MysqlOracle::check(const std::string& select) {
    const auto text = run(select);
    const auto prepared = client_->prepare(select);
    const auto binary = client_->execute(prepared, {});
    ASSERT_EQ(binary.message, "") << select;
    ASSERT_EQ(text.rows.size(), binary.rows.size()) << select;
    ASSERT_FALSE(text.rows.empty()) << select;
    std::vector<ColumnType> types;
    for (const auto& column : binary.columns) types.push_back(column.format.type);
    for (std::size_t i = 0; i < text.rows.size(); ++i) {
        Cells text_cells, binary_cells;
        ASSERT_TRUE(read_text_row(text.rows[i], types.size(), text_cells));
        ASSERT_TRUE(read_binary_row(binary.rows[i], types, binary_cells));
        for (std::size_t c = 0; c < types.size(); ++c) {
            // Both have the same type, but for text of unknown length and the like.
            ASSERT_EQ(text.columns[c].format.type, binary.columns[c].format.type) << text.columns[c].name;
            check_cell(binary.columns[c], text_cells[c], binary_cells[c]);
        }
        Bytes again;
        RowWriter writer(again, Format::binary, types.size());
        for (std::size_t c = 0; c < types.size(); ++c) writer.cell(binary_cells[c], types[c]);
        EXPECT_EQ(to_hex(again), to_hex(binary.rows[i]));
    }
}

struct ColumnCase {
    const char* type;
    const char* values;
};
// clang-format off: one row a line
const ColumnCase column_cases[] = {
    {"TINYINT", "(-128), (0), (127), (NULL)"},
    {"TINYINT UNSIGNED", "(0), (255)"},
    {"TINYINT(1)", "(0), (1)"},
    {"SMALLINT", "(-32768), (32767)"},
    {"SMALLINT UNSIGNED", "(65535)"},
    {"MEDIUMINT", "(-8388608), (8388607)"},
    {"MEDIUMINT UNSIGNED", "(16777215)"},
    {"INT", "(-2147483648), (2147483647)"},
    {"INT UNSIGNED", "(4294967295)"},
    {"INT(8) ZEROFILL", "(42)"},
    {"BIGINT", "(-9223372036854775808), (9223372036854775807)"},
    {"BIGINT UNSIGNED", "(0), (9223372036854775808), (18446744073709551615)"},
    {"FLOAT", "(0), (1.5), (-3.4e38), (1e-38), (16777216), (0.1), (123456.7), (1e15), (1e16), (1e-15), (1e-14)"},
    {"DOUBLE", "(0), (0.1), (1e14), (1e15), (1e16), (1e20), (1.5e300), (-2.5e-300), (1e-4), (1e-14), (1e-15), (1e-16), (123456789012345678), (1.7976931348623157e308), (0.1e0 + 0.2e0)"},
    {"FLOAT(7,2)", "(1.005), (12345.67)"},
    {"DOUBLE(10,3)", "(1.0005), (-1234567.891)"},
    {"DECIMAL(10,2)", "(0), (-0.5), (12345678.90), (0.01)"},
    {"DECIMAL(65,30)", "(99999999999999999999999999999999999.999999999999999999999999999999)"},
    {"DECIMAL(5,0) UNSIGNED", "(99999)"},
    {"DECIMAL(8,2) ZEROFILL", "(1.5)"},
    {"DATE", "('2024-02-29'), ('0001-01-01'), ('9999-12-31'), ('0000-00-00'), ('2024-00-00')"},
    {"TIME", "('00:00:00'), ('12:34:56'), ('-12:34:56'), ('838:59:59'), ('-838:59:59')"},
    {"TIME(6)", "('00:00:00'), ('23:59:59.999999'), ('-00:00:00.000001'), ('25:00:00.5')"},
    {"TIME(3)", "('01:02:03.456')"},
    {"DATETIME", "('2024-02-29 12:34:56'), ('2024-02-29 00:00:00'), ('0000-00-00 00:00:00'), ('9999-12-31 23:59:59')"},
    {"DATETIME(6)", "('2024-02-29 12:34:56.000001'), ('2024-02-29 12:34:56'), ('2024-02-29'), ('0000-00-00')"},
    {"DATETIME(1)", "('2024-02-29 12:34:56.7')"},
    {"TIMESTAMP NULL", "('2024-02-29 12:34:56'), ('1970-01-01 00:00:01'), (NULL), ('0000-00-00')"},
    {"TIMESTAMP(6) NULL", "('2024-02-29 12:34:56.789')"},
    {"YEAR", "(1901), (2155), (0)"},
    {"BIT(1)", "(b'0'), (b'1')"},
    {"BIT(9)", "(b'101010101')"},
    {"BIT(64)", "(b'1'), (0xffffffffffffffff)"},
    {"CHAR(10)", "(''), ('abc'), ('grün')"},
    {"VARCHAR(300)", "(''), (REPEAT('x', 250)), (REPEAT('y', 251)), (REPEAT('z', 300))"},
    {"BINARY(4)", "(x'00ff'), ('abcd')"},
    {"VARBINARY(10)", "(x''), (x'00ff00')"},
    {"TINYTEXT", "('a')"},
    {"TEXT", "(REPEAT('x', 65535)), ('')"},
    {"MEDIUMTEXT", "(REPEAT('x', 70000))"},
    {"LONGTEXT", "('a')"},
    {"TINYBLOB", "(x'00')"},
    {"BLOB", "(x'00ff'), (''), (NULL)"},
    {"LONGBLOB", "(REPEAT(x'00', 100000))"},
    {"ENUM('a','b','grün')", "('a'), ('grün'), (NULL)"},
    {"SET('a','b','c')", "('a'), ('a,c'), ('')"},
    {"JSON", "('{\"a\": [1, null, \"x\"]}'), ('null'), (NULL)"},
    {"GEOMETRY", "(ST_GeomFromText('POINT(1 2)')), (NULL)"},
};
// clang-format on

TEST_P(MysqlOracle, SaysTheSameOfEveryTypeInTextAndBinary) {
    for (const ColumnCase& one : column_cases) {
        SCOPED_TRACE(one.type);
        run("DROP TEMPORARY TABLE IF EXISTS of_type");
        run("CREATE TEMPORARY TABLE of_type (v " + std::string(one.type) + ") CHARACTER SET utf8mb4");
        run("INSERT INTO of_type VALUES " + std::string(one.values));
        check("SELECT v FROM of_type");
    }
}

TEST_P(MysqlOracle, SaysTheSameOfExpressions) {
    check("SELECT 1, -1, 1.5, 1e0, 'a', NULL, x'00ff', TRUE, NOW() > 0, 18446744073709551615, 1/3, PI()");
    check(
        "SELECT DATE'2024-01-02', TIME'-10:11:12.5', TIMESTAMP'2024-01-02 03:04:05.678', "
        "CAST('2024-01-02' AS DATETIME), SEC_TO_TIME(1.25), CAST(5 AS UNSIGNED), CAST(2.5 AS DECIMAL(4,1))");
    check(
        "SELECT COUNT(*), SUM(x), AVG(x), MAX(x), GROUP_CONCAT(x) FROM (SELECT 1 AS x UNION ALL SELECT 2) AS "
        "t");
    check("SELECT 1, NULL, 2, NULL, 3, NULL, 4, NULL, 5, NULL, 6");
}

TEST_P(MysqlOracle, ReadsErrors) {
    const auto result = client_->query("SELECT nonsense");
    EXPECT_EQ(result.error.number, 1054);
    EXPECT_EQ(std::string_view(result.error.sqlstate.data(), 5), "42S22");
    const auto second = client_->query("SELECT 1");
    EXPECT_EQ(second.rows.size(), 1u);
}

TEST_P(MysqlOracle, CountsRowsAndIds) {
    run("CREATE TEMPORARY TABLE counted (id INT AUTO_INCREMENT PRIMARY KEY, v INT)");
    const auto inserted = run("INSERT INTO counted (v) VALUES (1), (2), (2)");
    EXPECT_EQ(inserted.end.affected_rows, 3u);
    EXPECT_EQ(inserted.end.last_insert_id, 1u);
    EXPECT_EQ(run("UPDATE counted SET v = 2").end.affected_rows, 1u);
    run("START TRANSACTION");
    EXPECT_TRUE(run("SELECT 1").end.status & status::in_transaction);
    EXPECT_FALSE(run("ROLLBACK").end.status & status::in_transaction);
}

TEST_P(MysqlOracle, PassesLargeMessagesBothWays) {
    run("SET GLOBAL max_allowed_packet = 67108864");
    MysqlClient client(where_, user_, password_, GetParam());  // which takes the new value
    for (const std::size_t size : {max_packet_payload - 10, max_packet_payload, max_packet_payload + 10}) {
        const auto result = client.query("SELECT '" + std::string(size, 'x') + "'");
        ASSERT_EQ(result.message, "");
        ASSERT_EQ(result.rows.size(), 1u);
        EXPECT_EQ(result.rows[0].size(), size + (size > 0xffffff ? 9 : 4));
    }
}

TEST_P(MysqlOracle, LogsInWithTheServersPlugin) {
    run("CREATE USER IF NOT EXISTS oracle IDENTIFIED BY 'gr\u00fcn'");
    run("GRANT SELECT ON app.* TO oracle");
    run("FLUSH PRIVILEGES");  // MySQL forgets whom it knows: the first login is a full one
    for (int i = 0; i < 2; ++i) {
        MysqlClient client(where_, "oracle", "gr\u00fcn", GetParam());
        EXPECT_EQ(client.query("SELECT 1").rows.size(), 1u);
    }
    EXPECT_THROW(MysqlClient(where_, "oracle", "wrong", GetParam()), std::runtime_error);
    EXPECT_THROW(MysqlClient(where_, "oracle", "", GetParam()), std::runtime_error);
    run("DROP USER oracle");
}

// What parameters are sent as, and what the server makes of them.
struct ParameterCase {
    ColumnType type;
    bool is_unsigned;
    const char* sent;  // in hexadecimal
    const char* expected;
};
// clang-format off: one row a line
const ParameterCase parameter_cases[] = {
    {ColumnType::tiny, false, "ff", "-1"},
    {ColumnType::tiny, true, "ff", "255"},
    {ColumnType::short_, false, "0080", "-32768"},
    {ColumnType::long_, true, "ffffffff", "4294967295"},
    {ColumnType::long_long, true, "ffffffffffffffff", "18446744073709551615"},
    {ColumnType::double_, false, "000000000000f83f", "1.5"},
    {ColumnType::new_decimal, false, "2d312e3530", "-1.50"},
    {ColumnType::var_string, false, "616263", "abc"},
    {ColumnType::date, false, "e807021d", "2024-02-29"},
    {ColumnType::datetime, false, "e807021d0c2238", "2024-02-29 12:34:56.000000"},
    {ColumnType::time, false, "01010000000b0c0d20a10700", "-35:12:13.500000"},
};
// clang-format on

TEST_P(MysqlOracle, SendsParametersAsItReadsThem) {
    const auto prepared = client_->prepare("SELECT CAST(? AS CHAR), ? IS NULL");
    for (const ParameterCase& one : parameter_cases) {
        const Bytes sent = test::from_hex(one.sent);
        ExecuteParameters parameters;
        parameters.rebinds = true;
        parameters.parameters.resize(2);
        parameters.parameters[0].type = {one.type, one.is_unsigned};
        parameters.parameters[0].value = sent;
        const auto result = client_->execute(prepared, parameters);
        ASSERT_EQ(result.message, "") << one.expected;
        Cells cells;
        const ColumnType types[] = {result.columns[0].format.type, result.columns[1].format.type};
        ASSERT_TRUE(read_binary_row(result.rows.at(0), types, cells));
        // How many decimals a temporal parameter has is the server's to choose.
        const std::string_view text = as_text(*cells[0]).substr(0, std::strlen(one.expected));
        EXPECT_TRUE(std::string_view(one.expected).starts_with(text)) << text << " for " << one.expected;
        const auto read = decode_parameter(parameters.parameters[0], 45);
        ASSERT_TRUE(read) << one.expected;
        std::string printed;
        print_text(view(read->value), read->type, {}, printed);
        if (const auto* own = std::get_if<std::string>(&read->value)) printed = *own;
        EXPECT_EQ(printed, one.expected);
    }
}

INSTANTIATE_TEST_SUITE_P(
    ,
    MysqlOracle,
    testing::Values(base, modern, all, base | capability::compress, modern | capability::zstd));

}  // namespace
}  // namespace ormgate::mysql

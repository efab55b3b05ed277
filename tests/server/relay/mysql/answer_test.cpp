#include "server/relay/mysql/answer.hpp"

#include <gtest/gtest.h>

#include "protocol/mysql/codec.hpp"
#include "protocol/mysql/generic_messages.hpp"
#include "protocol/mysql/packet_writer.hpp"
#include "protocol/mysql/result_messages.hpp"

namespace ormgate {
namespace {

namespace capability = mysql::capability;
namespace status = mysql::status;
using Kind = MysqlAnswer::Kind;

constexpr mysql::Capabilities plain = capability::protocol_41;

// What a server says, and what a client is to get.
class Script {
public:
    explicit Script(mysql::Capabilities agreed, std::uint8_t sequence = 1)
        : agreed_(agreed), writer_(bytes_, sequence) {}
    template <class M>
    Script& say(const M& message) {
        writer_.write(message, agreed_);
        return *this;
    }
    Script& row(std::string_view text) {
        writer_.begin();
        mysql::Writer(bytes_).lenenc_string(text);
        writer_.end();
        return *this;
    }
    Script& column(std::string_view name) {
        mysql::ColumnDefinition column;
        column.name = name;
        return say(column);
    }
    const Bytes& bytes() const { return bytes_; }

private:
    mysql::Capabilities agreed_;
    Bytes bytes_;
    mysql::PacketWriter writer_;
};

Script& result(Script& script, bool eof_after_columns) {
    script.say(mysql::ColumnCount{2}).column("a").column("b");
    if (eof_after_columns) script.say(mysql::Eof{0, status::autocommit});
    return script.row("one").row("two");
}

// All of it at once, and byte by byte: the same.
MysqlOutcome follow(MysqlAnswer answer, const Bytes& server, const Bytes& expected) {
    MysqlAnswer again = answer;
    Bytes out;
    const auto taken = answer.feed(server, out);
    EXPECT_TRUE(taken) << (taken ? "" : taken.error().message);
    EXPECT_EQ(*taken, server.size());
    EXPECT_TRUE(answer.ended());
    EXPECT_EQ(out, expected);

    Bytes slowly, pending;
    for (const std::byte byte : server) {
        pending.push_back(byte);
        const auto some = again.feed(pending, slowly);
        EXPECT_TRUE(some);
        pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(*some));
    }
    EXPECT_TRUE(again.ended());
    EXPECT_EQ(slowly, expected);
    return answer.outcome();
}

TEST(MysqlAnswer, PassesAResultOnAsItIs) {
    Script script(plain);
    result(script, true).say(mysql::Eof{3, status::autocommit | status::in_transaction});
    const MysqlOutcome outcome =
        follow(MysqlAnswer(Kind::results, plain, plain), script.bytes(), script.bytes());
    EXPECT_EQ(outcome.warnings, 3);
    EXPECT_EQ(outcome.status, status::autocommit | status::in_transaction);
}

TEST(MysqlAnswer, LeavesOutEofPacketsForWhoDoesNotWantThem) {
    Script server(plain), client(plain | capability::deprecate_eof);
    result(server, true).say(mysql::Eof{1, status::autocommit});
    mysql::Ok end;
    end.header = mysql::Ok::header_of_end;
    end.status = status::autocommit;
    end.warnings = 1;
    result(client, false).say(end);
    follow(
        MysqlAnswer(Kind::results, plain | capability::deprecate_eof, plain), server.bytes(), client.bytes());
}

TEST(MysqlAnswer, PutsEofPacketsBackForWhoWantsThem) {
    Script server(plain | capability::deprecate_eof), client(plain);
    mysql::Ok end;
    end.header = mysql::Ok::header_of_end;
    end.status = status::autocommit;
    result(server, false).say(end);
    client.say(mysql::ColumnCount{2}).column("a").column("b").say(mysql::Eof{0, 0}).row("one").row("two");
    client.say(mysql::Eof{0, status::autocommit});
    follow(
        MysqlAnswer(Kind::results, plain, plain | capability::deprecate_eof), server.bytes(), client.bytes());
}

TEST(MysqlAnswer, FollowsSeveralResults) {
    Script script(plain);
    mysql::Ok ok;
    ok.status = status::autocommit | status::more_results;
    ok.last_insert_id = 7;
    script.say(ok);
    result(script, true).say(mysql::Eof{0, status::autocommit | status::more_results});
    ok.status = status::autocommit;
    ok.last_insert_id = 0;
    script.say(ok);
    const MysqlOutcome outcome =
        follow(MysqlAnswer(Kind::results, plain, plain), script.bytes(), script.bytes());
    EXPECT_EQ(outcome.results, 3u);
    EXPECT_EQ(outcome.insert_id, 7u);
}

TEST(MysqlAnswer, LearnsWhatTheSessionChanges) {
    constexpr mysql::Capabilities tracking = plain | capability::session_track;
    mysql::SessionState state;
    state.changes = {{mysql::SessionChange::system_variable, "time_zone", "+01:00"},
                     {mysql::SessionChange::schema, "", "shop"},
                     {mysql::SessionChange::state, "", "1"}};
    Bytes changes;
    mysql::encode(state, tracking, changes);
    mysql::Ok ok;
    ok.status = status::autocommit | status::session_state_changed;
    ok.info = "said";
    ok.session_state = changes;
    Script server(tracking), client(plain);
    server.say(ok);
    ok.status = status::autocommit;
    ok.session_state = {};
    client.say(ok);
    const MysqlOutcome outcome =
        follow(MysqlAnswer(Kind::results, plain, tracking), server.bytes(), client.bytes());
    ASSERT_EQ(outcome.variables.size(), 1u);
    EXPECT_EQ(outcome.variables[0], std::make_pair(std::string("time_zone"), std::string("+01:00")));
    EXPECT_EQ(outcome.database, "shop");
    EXPECT_TRUE(outcome.state_changed);
    follow(MysqlAnswer(Kind::results, tracking, tracking), server.bytes(), server.bytes());
}

TEST(MysqlAnswer, RenamesAPreparedStatementAndRemembersItsColumns) {
    constexpr mysql::Capabilities mariadb =
        plain | capability::mariadb_cache_metadata | capability::mariadb_extended_metadata;
    mysql::PrepareOk prepared;
    prepared.statement = 5;
    prepared.columns = 2;
    prepared.parameters = 1;
    const mysql::Eof eof{0, status::autocommit};
    Script server(mariadb), client(plain);
    server.say(prepared).column("?").say(eof).column("a").column("b").say(eof);
    prepared.statement = 77;
    client.say(prepared).column("?").say(eof).column("a").column("b").say(eof);
    MysqlPrepared::Entry entry;
    MysqlAnswer preparing(Kind::prepared, plain, mariadb);
    preparing.rename_to(77);
    preparing.remember_columns(&entry);
    EXPECT_EQ(follow(preparing, server.bytes(), client.bytes()).statement, 5u);

    // MariaDB leaves out what it has sent before.
    Script execution(mariadb), whole(plain);
    execution.say(mysql::ColumnCount{2, false}).say(eof).row("one").row("two").say(eof);
    result(whole, true).say(eof);
    MysqlAnswer executing(Kind::results, plain, mariadb);
    executing.remember_columns(&entry);
    follow(executing, execution.bytes(), whole.bytes());
}

TEST(MysqlAnswer, EndsWithAnErrorAndHidesReportsOfProgress) {
    mysql::ErrorPacket progress, error;
    progress.number = 0xffff;
    error.number = 1062;
    error.message = "Duplicate entry";
    Script server(plain), client(plain);
    server.say(progress).say(error);
    client.say(error);
    const MysqlOutcome outcome =
        follow(MysqlAnswer(Kind::results, plain, plain), server.bytes(), client.bytes());
    EXPECT_TRUE(outcome.failed);
    EXPECT_EQ(outcome.error, 1062);
    EXPECT_FALSE(outcome.told_status);
}

TEST(MysqlAnswer, RefusesFilesOfWhoMaySendNone) {
    Script server(plain), client(plain);
    server.say(mysql::LocalInfile{"/etc/passwd"});
    MysqlAnswer answer(Kind::results, plain, plain);
    Bytes out;
    ASSERT_TRUE(answer.feed(server.bytes(), out));
    ASSERT_TRUE(answer.wants_file());
    EXPECT_TRUE(out.empty());
    answer.file_refused();
    Script then(plain, 3);
    then.say(mysql::Ok{});
    ASSERT_TRUE(answer.feed(then.bytes(), out));
    EXPECT_TRUE(answer.ended());
    ASSERT_GT(out.size(), 7u);
    EXPECT_EQ(out[3], std::byte{1});
    EXPECT_EQ(out[4], std::byte{0xff});
}

TEST(MysqlAnswer, RefusesWhatNoServerSays) {
    for (const char* said : {"\1\0\0\1\xfe", "\1\0\0\1\0", "\0\0\0\1", "\2\0\0\1\1\1"}) {
        const std::size_t size = said[0] == 0 ? 4 : 4 + static_cast<std::size_t>(said[0]);
        Bytes bytes;
        append(bytes, std::string_view(said, size));
        MysqlAnswer answer(Kind::results, plain, plain);
        Bytes out;
        const auto taken = answer.feed(bytes, out);
        EXPECT_TRUE(!taken || !answer.ended());
    }
}

}  // namespace
}  // namespace ormgate

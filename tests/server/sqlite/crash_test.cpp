#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/server/sqlite/fixture.hpp"

namespace ormgate::test {
namespace {

// Commits rows one by one, telling of each, and then leaves a transaction open with more.
[[noreturn]] void write_until_killed(const std::string& path, int told) {
    asio::thread_pool pool{1};
    DatabaseSettings settings;
    settings.path = path;
    auto database = SqliteDatabase::open("test", settings, pool);
    if (!database) _exit(2);
    Worker worker;
    Client client(worker, *database);
    if (!client.run(ddl("CREATE TABLE t (id INTEGER PRIMARY KEY)"))) _exit(3);
    for (int i = 1; i <= 50; ++i) {
        if (!client.run(write("INSERT INTO t DEFAULT VALUES"))) _exit(4);
        if (::write(told, "c", 1) != 1) _exit(5);
    }
    if (!client.begin() || !client.run(write("INSERT INTO t DEFAULT VALUES")) ||
        !client.run(ddl("CREATE TABLE u (x)")))
        _exit(6);
    if (::write(told, "o", 1) != 1) _exit(7);
    for (;;) ::pause();
}

TEST(SqliteCrash, LosesNothingCommittedAndKeepsNothingElse) {
    std::string directory = (std::filesystem::temp_directory_path() / "ormgate-crash-XXXXXX").string();
    ASSERT_NE(::mkdtemp(directory.data()), nullptr);
    const std::string path = directory + "/test.db";
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        ::close(pipe[0]);
        write_until_killed(path, pipe[1]);
    }
    ::close(pipe[1]);
    int committed = 0;
    for (char told = 0; ::read(pipe[0], &told, 1) == 1 && told == 'c';) ++committed;
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(pipe[0]);
    EXPECT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(committed, 50);

    asio::thread_pool pool{1};
    DatabaseSettings settings;
    settings.path = path;
    {
        auto database = SqliteDatabase::open("test", settings, pool);
        ASSERT_TRUE(database) << database.error().message;
        Worker worker;
        Client client(worker, *database);
        EXPECT_EQ(client.number("SELECT count(*) FROM t"), committed);
        EXPECT_EQ(client.schema()->table("public", "u"), nullptr);
        ASSERT_DONE(client.run(write("INSERT INTO t DEFAULT VALUES")));
        EXPECT_EQ(client.number("SELECT max(id) FROM t"), committed + 1);
    }
    std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace ormgate::test

#include "config/load.hpp"

#include <gtest/gtest.h>

#include "tests/config/load_settings.hpp"

namespace ormgate {
namespace {

using testing::loaded;
using testing::problems_of;
using testing::surroundings;
using Texts = std::vector<std::string>;

constexpr std::string_view whole = R"(
listen:
  postgres: {address: 0.0.0.0, port: 5433, unix: /run/ormgate/}
  http: {port: 0}
tls: {certificate: server.crt, key: server.key, mode: require}
users:
  - name: app
    password: ${APP_PASSWORD}
    databases: [app, shop]
  - {name: boss, password_file: /run/secrets/boss, admin: true}
databases:
  app: {backend: sqlite, path: data/app.db, sqlite: {synchronous: normal, cache_size: 64MiB}}
  shop:
    backend: postgres
    host: 10.0.0.1,10.0.0.2
    target_session_attrs: read-write
    user: app
    password: "12345"
    tls: {mode: verify-full, ca: ca.pem}
    pool: {mode: session, size: 7, lifetime: 2h, lifetime_jitter: 25%, wait_timeout: 500ms}
  legacy: {backend: mysql, unix: /run/mysqld/mysqld.sock, user: app, idle_in_transaction_timeout: 1m}
  "*": {backend: sqlite, path: "data/{database}.db"}
workers: 3
max_message_size: 16MiB
log: {level: debug, format: json}
)";

TEST(LoadSettings, ReadsEverySection) {
    const auto around = surroundings({{"APP_PASSWORD", "a: b # ${X}"}}, {{"/run/secrets/boss", "s3cret\n"}});
    const Settings settings = loaded(whole, Syntax::yaml, around);
    EXPECT_EQ(settings.listen.postgres.address, "0.0.0.0");
    EXPECT_EQ(settings.listen.postgres.port, 5433);
    EXPECT_EQ(settings.listen.postgres.unix_path, "/run/ormgate/");
    EXPECT_FALSE(settings.listen.mysql.enabled);
    EXPECT_TRUE(settings.listen.http.enabled);
    EXPECT_EQ(settings.listen.http.port, 0);
    EXPECT_EQ(settings.tls.mode, ClientTls::require);
    ASSERT_EQ(settings.users.size(), 2u);
    EXPECT_EQ(settings.users[0].password, "a: b # ${X}");
    EXPECT_EQ(settings.users[0].databases, (Texts{"app", "shop"}));
    EXPECT_EQ(settings.users[1].password, "s3cret");
    EXPECT_TRUE(settings.users[1].admin);
    const DatabaseSettings& shop = settings.databases.at("shop");
    EXPECT_EQ(shop.backend, BackendKind::postgres);
    EXPECT_EQ(shop.host, "10.0.0.1,10.0.0.2");
    EXPECT_EQ(shop.password, "12345");
    EXPECT_EQ(shop.tls.mode, BackendTls::verify_full);
    EXPECT_EQ(shop.target_session_attrs, TargetSession::read_write);
    EXPECT_EQ(shop.pool.mode, PoolMode::session);
    EXPECT_EQ(shop.pool.size, 7u);
    EXPECT_EQ(shop.pool.lifetime, std::chrono::hours(2));
    EXPECT_EQ(shop.pool.lifetime_jitter, Percent{25});
    EXPECT_EQ(shop.pool.wait_timeout, std::chrono::milliseconds(500));
    EXPECT_EQ(shop.pool.idle_timeout, std::chrono::minutes(10));
    EXPECT_EQ(settings.databases.at("app").sqlite.cache_size, 64u << 20);
    EXPECT_EQ(settings.databases.at("legacy").idle_in_transaction_timeout, std::chrono::minutes(1));
    EXPECT_EQ(settings.workers, 3u);
    EXPECT_EQ(settings.max_message_size, 16u << 20);
    EXPECT_EQ(settings.log.format, LogFormat::json);
}

TEST(LoadSettings, ReadsTheSameFromJson) {
    const Settings settings = loaded(R"({
        "listen": {"postgres": {"port": 5433}},
        "databases": {"app": {"backend": "sqlite", "path": "\u00e4\ud83d\ude00.db"}},
        "login_timeout": "5s", "max_message_size": 2097152, "workers": "${WORKERS}"
    })",
                                     Syntax::json,
                                     surroundings({{"WORKERS", "4"}}));
    EXPECT_EQ(settings.listen.postgres.port, 5433);
    EXPECT_EQ(settings.databases.at("app").path, "ä😀.db");
    EXPECT_EQ(settings.login_timeout, std::chrono::seconds(5));
    EXPECT_EQ(settings.max_message_size, 2u << 20);
    EXPECT_EQ(settings.workers, 4u);
}

TEST(LoadSettings, ListensOnAllProtocolsOnLoopbackUnlessToldOtherwise) {
    const Settings settings = loaded("databases: {a: {path: a.db}}");
    EXPECT_TRUE(settings.listen.postgres.enabled && settings.listen.mysql.enabled &&
                settings.listen.http.enabled);
    EXPECT_EQ(settings.listen.postgres.port, 6432);
    EXPECT_EQ(settings.listen.mysql.port, 6033);
    EXPECT_EQ(settings.listen.http.port, 6480);
}

TEST(LoadSettings, ReportsEveryProblemWithItsLineAndKey) {
    const std::string_view text = R"(listen:
  postgres: {adress: 127.0.0.1, port: 70000}
workers: many
log: {level: verbose}
databases:
  app:
    backend: sqlite
    path: app.db
    pool: {size: 5}
  shop: {backend: postgre, host: a}
  lazy: {backend: postgres, host: a, query_timeout: 30, pool: {size: 0, sise: 3, lifetime_jitter: 200%}}
shutdown_timeout: 2h
tcp: 1
users: {}
wrokers: 1
)";
    EXPECT_EQ(problems_of(text),
              (Texts{
                  "f:2: listen.postgres.adress: is not a setting (did you mean 'address'?)",
                  "f:2: listen.postgres.port: must be between 0 and 65535",
                  "f:3: workers: 'many' is not a whole number",
                  "f:4: log.level: 'verbose' is not one of debug, info, warning, error",
                  "f:9: databases.app.pool.size: is not a setting of backend sqlite",
                  "f:10: databases.shop.backend: 'postgre' is not one of sqlite, postgres, mysql (did you "
                  "mean 'postgres'?)",
                  "f:11: databases.lazy.pool.lifetime_jitter: '200%' is not a percentage such as 10%",
                  "f:11: databases.lazy.pool.sise: is not a setting (did you mean 'size'?)",
                  "f:11: databases.lazy.pool.size: must be between 1 and 100000",
                  "f:11: databases.lazy.query_timeout: '30' is not a duration such as 15s",
                  "f:12: shutdown_timeout: must be between 0 and 1h",
                  "f:13: tcp: must be a map",
                  "f:14: users: must be a list",
                  "f:15: wrokers: is not a setting (did you mean 'workers'?)",
              }));
}

struct Refusal {
    const char* text;
    const char* problem;
};
void PrintTo(const Refusal& refusal, std::ostream* out) {
    *out << refusal.text;
}

class RefusedYaml : public ::testing::TestWithParam<Refusal> {};
TEST_P(RefusedYaml, SaysWhy) {
    // A valid database stands below, so that each text has exactly one thing wrong with it.
    const std::string text =
        std::string(GetParam().text) + "\ndatabases: {a: {path: a.db}, p: {backend: postgres, host: h}}\n";
    const auto around = surroundings({{"EMPTY", ""}}, {{"empty", "\n"}, {"secret", "x"}});
    EXPECT_EQ(problems_of(text, Syntax::yaml, around), Texts{GetParam().problem});
}
INSTANTIATE_TEST_SUITE_P(
    LoadSettings,
    RefusedYaml,
    ::testing::Values(
        Refusal{"workers: \"3\"", "f:1: workers: \"3\" is text, not a whole number"},
        Refusal{"workers: -1", "f:1: workers: '-1' is not a whole number"},
        Refusal{"workers: 1.5", "f:1: workers: '1.5' is not a whole number"},
        Refusal{"workers: 99999999999999999999",
                "f:1: workers: '99999999999999999999' is not a whole number"},
        Refusal{"workers: 4294967296", "f:1: workers: must be between 0 and 1024"},
        Refusal{"workers:", "f:1: workers: has no value; expected a whole number"},
        Refusal{"workers: [1]", "f:1: workers: is a list; expected a whole number"},
        Refusal{"workers: {a: 1}", "f:1: workers: is a map; expected a whole number"},
        Refusal{"workers: ${NONE}", "f:1: workers: the environment variable NONE is not set"},
        Refusal{"workers: ${EMPTY}", "f:1: workers: '' is not a whole number"},
        Refusal{"workers: ${A B}", "f:1: workers: ${A B} does not name an environment variable"},
        Refusal{"tls: {key: a, certificate: '${A'}",
                "f:1: tls.certificate: has a ${ without its } (write $${ for the characters ${)"},
        Refusal{"workers: 1\nworkers: 2", "f:2: workers: is given twice"},
        Refusal{"tcp.keepalive: true", "f:1: tcp.keepalive: is not a setting (did you mean 'tcp'?)"},
        Refusal{"tcp: {keepalive: yes}", "f:1: tcp.keepalive: 'yes' is not true or false"},
        Refusal{"tcp: {keepalive_idle: 10ms}", "f:1: tcp.keepalive_idle: must be between 1s and 1d"},
        Refusal{"max_message_size: 10MB", "f:1: max_message_size: '10MB' is not a size such as 64KiB"},
        Refusal{"max_message_size: 2GiB", "f:1: max_message_size: must be between 1MiB and 1GiB"},
        Refusal{"databases.*.path: x", "f:1: databases.*.path: is not a setting (did you mean 'databases'?)"},
        Refusal{"users[]: x", "f:1: users[]: is not a setting (did you mean 'users'?)"},
        Refusal{"users: [{password: x}]", "f:1: users[0].name: is missing"},
        Refusal{"users: [x]", "f:1: users[0]: must be a map"},
        Refusal{"users:", "f:1: users: must be a list"},
        Refusal{"users: [{name: a}]", "f:1: users[0]: needs a password, password_file, scram or mysql"},
        Refusal{"users: [{name: a, password: ''}]", "f:1: users[0].password: is empty"},
        Refusal{"users: [{name: a, password: '${EMPTY}'}]", "f:1: users[0].password: is empty"},
        Refusal{"users: [{name: a, password: \"a\\0b\"}]",
                "f:1: users[0].password: must not contain a zero byte"},
        Refusal{"users: [{name: a, password: x, password_file: secret}]",
                "f:1: users[0].password_file: goes instead of password, not with it"},
        Refusal{"users: [{name: a, password_file: none}]",
                "f:1: users[0].password_file: none: No such file or directory"},
        Refusal{"users: [{name: a, password_file: empty}]", "f:1: users[0].password_file: empty is empty"},
        Refusal{"users:\n  - {name: a, password: x}\n  - {name: a, password: y}",
                "f:3: users[1].name: is another user's name as well"},
        Refusal{"users: [{name: a, password: x, databases: [b]}]",
                "f:1: users[0].databases: 'b' is not one of `databases`"},
        Refusal{"users: [{name: a, password: x, databases: [[b]]}]",
                "f:1: users[0].databases: must be a list of texts, and nothing else"},
        Refusal{
            "users: [{name: a, scram: md5}]",
            "f:1: users[0].scram: is not a verifier of the form SCRAM-SHA-256$ITERATIONS:SALT$STORED:SERVER"},
        Refusal{"listen: {postgres: {address: 0.0.0.0}}",
                "f:1: listen.postgres.address: listens beyond loopback, which is refused without `users`: "
                "anyone could "
                "connect"},
        Refusal{"listen: {postgres: {address: '::'}}",
                "f:1: listen.postgres.address: listens beyond loopback, which is refused without `users`: "
                "anyone could "
                "connect"},
        Refusal{"listen: {postgres: {address: 127.example.com}}",
                "f:1: listen.postgres.address: is neither an IP address nor localhost"},
        Refusal{"listen: {postgres: {address: ''}}",
                "f:1: listen.postgres: has neither an address nor a unix path"},
        Refusal{"listen: {}", "f:1: listen: no protocol is on"},
        Refusal{"listen: {postgres: {enabled: false}}", "f:1: listen: no protocol is on"},
        Refusal{"tls: {certificate: a}", "f:1: tls: certificate and key go together"},
        Refusal{"tls: {mode: require}", "f:1: tls.mode: 'require' needs a certificate and its key"},
        Refusal{"tls: {mode: verify, certificate: a, key: b}", "f:1: tls.mode: 'verify' needs tls.client_ca"},
        Refusal{"? [a, b]\n: 1", "f:1: a key must be text"},
        Refusal{"workers: !int 3", "f:1: tags have no meaning here"},
        Refusal{"workers: 3\n---", "f: holds more than one document"}));

class RefusedDatabase : public ::testing::TestWithParam<Refusal> {};
TEST_P(RefusedDatabase, SaysWhy) {
    EXPECT_EQ(problems_of("databases:\n  " + std::string(GetParam().text)), Texts{GetParam().problem});
}
INSTANTIATE_TEST_SUITE_P(
    LoadSettings,
    RefusedDatabase,
    ::testing::Values(
        Refusal{"a: {backend: sqlite}", "f:2: databases.a.path: is missing; backend sqlite needs it"},
        Refusal{"a:", "f:2: databases.a: must be a map"},
        Refusal{"'': {path: a}", "f:2: databases.: a name has 1 to 63 bytes"},
        Refusal{"'*': {path: a.db}",
                "f:2: databases.*.path: needs {database} in it: \"*\" stands for many names"},
        Refusal{"ormgate: {path: a.db}", "f:2: databases.ormgate: is the admin console's name"},
        Refusal{"a: {backend: postgres}", "f:2: databases.a: needs either host or unix"},
        Refusal{"a: {backend: postgres, host: h, unix: /run}", "f:2: databases.a: needs either host or unix"},
        Refusal{"a: {backend: mysql, host: h, target_session_attrs: any}",
                "f:2: databases.a.target_session_attrs: is not a setting of backend mysql"},
        Refusal{"a: {backend: postgres, host: h, path: x}",
                "f:2: databases.a.path: is not a setting of backend postgres"},
        Refusal{"a: {backend: postgres, host: h, pool: {size: 2, minimum: 3}}",
                "f:2: databases.a.pool.minimum: is more than pool.size"},
        Refusal{"a: {backend: postgres, host: h, tls: {key: k}}",
                "f:2: databases.a.tls: certificate and key go together"},
        Refusal{"a: {backend: mysql, host: h, tls: {mode: verify-ca}}",
                "f:2: databases.a.tls.mode: 'verify-ca' needs tls.ca"}));

TEST(LoadSettings, RefusesAFileWithoutDatabases) {
    EXPECT_EQ(problems_of(""), Texts{"f: databases: at least one is needed"});
    EXPECT_EQ(problems_of("workers: 1"), Texts{"f: databases: at least one is needed"});
    EXPECT_EQ(problems_of("hello"),
              (Texts{"f: databases: at least one is needed", "f:1: a config is a map of settings"}));
}

TEST(LoadSettings, TakesADatabasesNameAsItIs) {
    const Settings settings =
        loaded("databases: {a.b: {path: a.db}, 'x[0]': {path: b.db}, path: {path: c.db}}");
    EXPECT_EQ(settings.databases.at("a.b").path, "a.db");
    EXPECT_EQ(settings.databases.at("x[0]").path, "b.db");
    EXPECT_EQ(settings.databases.at("path").path, "c.db");
}

TEST(LoadSettings, LetsUsersListenBeyondLoopback) {
    const Settings settings = loaded(R"(
listen: {postgres: {address: "::"}}
users: [{name: a, password: x}]
databases: {a: {path: a.db}}
)");
    EXPECT_EQ(settings.listen.postgres.address, "::");
}

TEST(LoadSettings, AcceptsOneVerifierOrSeveral) {
    const std::string native = "'*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19'";
    const std::string sha2 = "'$A$005$" + std::string(20, 's') + std::string(43, 'd') + "'";
    const std::string rest = "}]\ndatabases: {a: {path: a.db}}";
    EXPECT_EQ(loaded("users: [{name: a, mysql: " + native + rest).users[0].mysql.size(), 1u);
    EXPECT_EQ(loaded("users: [{name: a, mysql: [" + native + "," + sha2 + "]" + rest).users[0].mysql.size(),
              2u);
    const std::string scram =
        "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2E=$" + std::string(43, 'A') + "=:" + std::string(43, 'B') + "=";
    EXPECT_EQ(loaded("users: [{name: a, scram: " + scram + rest).users[0].scram, scram);
}

TEST(EmbeddedSettings, PutOtherDatabasesBesideTheFirst) {
    EXPECT_EQ(embedded_settings().database("app")->path, "ormgate.db");
    EXPECT_EQ(embedded_settings().database("test_app")->path, "test_app.db");
    EXPECT_EQ(embedded_settings("/var/lib/x.db").database("app")->path, "/var/lib/x.db");
    EXPECT_EQ(embedded_settings("/var/lib/x.db").database("test_app")->path, "/var/lib/test_app.db");
}

TEST(SyntaxOf, GoesByTheEnding) {
    EXPECT_EQ(syntax_of("a.json"), Syntax::json);
    EXPECT_EQ(syntax_of("a.yaml"), Syntax::yaml);
    EXPECT_EQ(syntax_of("json"), Syntax::yaml);
}

}  // namespace
}  // namespace ormgate

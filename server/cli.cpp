#include "server/cli.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>
#include <memory>

#include "config/describe.hpp"
#include "server/config_file.hpp"
#include "server/hash_password.hpp"
#include "server/serve.hpp"
#include "server/translate.hpp"
#include "server/version.hpp"

namespace ormgate {
namespace {

int run_check(const ConfigSource& source) {
    const std::expected<Settings, Problems> settings = source.load();
    if (settings) {
        std::cout << source.file << ": valid\n";
        return exit_ok;
    }
    print_problems(settings.error(), source);
    return exit_failure;
}

int run_settings() {
    std::cout << describe_settings();
    return exit_ok;
}

int run_hash_password() {
    const std::expected<std::string, std::string> password = read_password();
    if (!password) {
        std::cerr << "ormgate hash-password: " << password.error() << '\n';
        return exit_failure;
    }
    std::cout << verifier_lines(*password);
    return exit_ok;
}

// `serve` may be left out, so that its options belong to the program as well.
void add_serve_options(CLI::App& command, ConfigSource& source) {
    auto* config =
        command.add_option("--config", source.file, "YAML file, or JSON if its name ends in .json");
    config->type_name("FILE");
    command.add_option("--database", source.database, "SQLite file of the embedded default [ormgate.db]")
        ->type_name("PATH")
        ->excludes(config);
    command
        .add_option(
            "--postgres-port", source.overrides.postgres_port, "Port of PostgreSQL's wire; 0: a free one")
        ->type_name("PORT");
    command.add_option("--mysql-port", source.overrides.mysql_port, "Port of MySQL's wire; 0: a free one")
        ->type_name("PORT");
    command.add_option("--http-port", source.overrides.http_port, "Port of HTTP; 0: a free one")
        ->type_name("PORT");
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
    CLI::App app("A database proxy for programs that use ORMs.", "ormgate");
    app.set_version_flag("--version", std::string("ormgate ") + version);
    app.require_subcommand(0, 1);

    ConfigSource source;
    add_serve_options(app, source);
    CLI::App* serve =
        app.add_subcommand("serve", "Serve clients; the default. Without a config: one SQLite file");
    add_serve_options(*serve, source);
    CLI::App* check = app.add_subcommand("check", "Report every problem of a config file");
    check->add_option("--config", source.file, "The file")->type_name("FILE")->required();
    CLI::App* settings = app.add_subcommand("settings", "Print the reference of all settings");
    CLI::App* hash =
        app.add_subcommand("hash-password", "Read a password, print what stands for it in a config");

    TranslateRequest translation;
    CLI::App* translate = app.add_subcommand("translate", "Print SQL as another dialect has it");
    const CLI::IsMember dialects({"postgres", "mysql", "mariadb", "sqlite"});
    translate->add_option("--from", translation.from, "The dialect of the text")->check(dialects)->required();
    translate->add_option("--to", translation.to, "The dialect wanted")->check(dialects)->required();
    translate->add_option("--schema", translation.schema_file, "CREATE TABLEs that give names their types")
        ->type_name("FILE");
    translate->add_flag("--json", translation.json, "One object a line");
    translate->add_option("sql", translation.sql, "The text; standard input if it is absent")
        ->type_name("SQL");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_ok : exit_usage;
    }
    if (check->parsed()) return run_check(source);
    if (settings->parsed()) return run_settings();
    if (hash->parsed()) return run_hash_password();
    if (translate->parsed()) return run_translate(translation);
    return run_serve(source);
}

}  // namespace ormgate

#include "protocol/postgres/startup_options.hpp"

#include <gtest/gtest.h>

namespace ormgate::postgres {
namespace {

std::string shown(const Result<SettingList>& settings) {
    if (!settings) return std::string(settings.error().sqlstate()) + " " + settings.error().message;
    std::string text;
    for (const auto& [name, value] : *settings) text += name + "=" + value + ";";
    return text;
}

TEST(StartupOptions, AreReadAsPostgresDoes) {
    struct {
        const char *options, *expected;
    } const cases[] = {
        {"", ""},
        {"   ", ""},
        {"-c a=1", "a=1;"},
        {"-ca=1", "a=1;"},
        {"--a=1", "a=1;"},
        {"--search-path=x,y", "search_path=x,y;"},
        {"-c a=1 -c b=2\t--c=3", "a=1;b=2;c=3;"},
        {"-c a=1 -c a=2", "a=1;a=2;"},
        {"-c search_path=a\\ b", "search_path=a b;"},
        {"-c x=a\\\\b", "x=a\\b;"},
        {"-c x=a\\", "x=a;"},
        {"-c x=", "x=;"},
        {"-c x=a=b", "x=a=b;"},
        {"-c ormgate.session=web", "ormgate.session=web;"},
        {"-S 64", "work_mem=64;"},
        {"-S64", "work_mem=64;"},
        {"-c", "42601 invalid command-line argument for server process: -c"},
        {"-c a", "42601 -c a requires a value"},
        {"--a", "42601 --a requires a value"},
        {"--", "42601 invalid command-line argument for server process: --"},
        {"-x", "42601 invalid command-line argument for server process: -x"},
        {"a=1", "42601 invalid command-line argument for server process: a=1"},
    };
    for (const auto& c : cases) EXPECT_EQ(shown(parse_options(c.options)), c.expected) << c.options;
}

}  // namespace
}  // namespace ormgate::postgres

#include "server/serve.hpp"

#include <cstdio>
#include <iostream>

#include "config/reload.hpp"
#include "server/cli.hpp"
#include "server/connection_strings.hpp"
#include "server/log.hpp"
#include "server/server.hpp"

namespace ormgate {
namespace {

std::string_view name_of(const ConfigSource& source) {
    return source.file.empty() ? std::string_view("embedded default") : std::string_view(source.file);
}

SettingsPtr refuse_reload(const Problems& problems, const ConfigSource& source) {
    for (const Problem& problem : problems)
        log_error("config problem", {{"problem", to_text(problem, name_of(source))}});
    log_error("config refused", {{"file", name_of(source)}, {"in_force", "the one before"}});
    return nullptr;
}

// A file with anything wrong in it changes nothing at all.
SettingsPtr reload(const ConfigSource& source, const Settings& in_force) {
    const std::expected<Settings, Problems> fresh = source.load();
    if (!fresh) return refuse_reload(fresh.error(), source);
    const std::expected<ReloadPlan, Problems> plan = plan_reload(in_force, *fresh);
    if (!plan) return refuse_reload(plan.error(), source);
    for (const std::string& key : plan->needs_restart) log_warning("needs a restart", {{"key", key}});
    for (const std::string& key : plan->changed) log_info("changed", {{"key", key}});
    configure_log(plan->settings.log);
    log_info("config reloaded", {{"file", name_of(source)}, {"changes", plan->changed.size()}});
    return std::make_shared<const Settings>(plan->settings);
}

}  // namespace

void print_problems(const Problems& problems, const ConfigSource& source) {
    for (const Problem& problem : problems) std::cerr << to_text(problem, name_of(source)) << '\n';
}

int run_serve(const ConfigSource& source) {
    const std::expected<Settings, Problems> settings = source.load();
    if (!settings) {
        print_problems(settings.error(), source);
        return exit_failure;
    }
    configure_log(settings->log);
    const auto announce = [&source](const ListenSettings& listening) {
        if (source.file.empty()) std::cout << connection_strings(listening, source.database) << std::flush;
    };
    const auto load_again = [&source](const Settings& in_force) { return reload(source, in_force); };
    return run_server(std::make_shared<const Settings>(*settings), {load_again, announce});
}

}  // namespace ormgate

#include "server/server.hpp"

#include "server/daemon.hpp"
#include "server/log.hpp"

namespace ormgate {

int run_server(SettingsPtr settings, const ServerHooks& hooks) {
    asio::io_context io(1);
    const auto drain = [&io] {
        log_info("stopping");
        notify_stopping();
        io.stop();
    };
    const auto load_again = [&] {
        notify_reloading();
        if (SettingsPtr fresh = hooks.reload(*settings)) settings = std::move(fresh);
        notify_ready("serving");
    };
    Signals signals(io, {drain, [&io] { io.stop(); }, load_again});
    log_info("serving");
    notify_ready("serving");
    io.run();
    return 0;
}

}  // namespace ormgate

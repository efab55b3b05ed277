#include "server/config_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace ormgate {
namespace {

std::unexpected<std::string> last_error() {
    return std::unexpected(std::generic_category().message(errno));
}

class Descriptor {
public:
    explicit Descriptor(const std::string& path) : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

std::expected<std::string, std::string> read_file(const std::string& path) {
    constexpr std::size_t largest = 16 << 20;
    const Descriptor file(path);
    if (file.number() < 0) return last_error();
    std::string content;
    std::array<char, 16384> piece;
    for (;;) {
        const ssize_t size = ::read(file.number(), piece.data(), piece.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return last_error();
        if (size == 0) return content;
        content.append(piece.data(), static_cast<std::size_t>(size));
        if (content.size() > largest) return std::unexpected("is larger than 16 MiB");
    }
}

std::optional<std::string> variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

void apply(const Overrides& overrides, ListenSettings& listen) {
    if (overrides.postgres_port) listen.postgres.port = *overrides.postgres_port;
    if (overrides.mysql_port) listen.mysql.port = *overrides.mysql_port;
    if (overrides.http_port) listen.http.port = *overrides.http_port;
}

}  // namespace

Surroundings process_surroundings() {
    return {variable, read_file};
}

std::expected<Settings, Problems> ConfigSource::load() const {
    const Surroundings surroundings = process_surroundings();
    std::expected<Settings, Problems> settings;
    if (file.empty()) {
        settings = embedded_settings(database);
    } else {
        const std::expected<std::string, std::string> text = surroundings.file(file);
        if (!text) return std::unexpected(Problems{{0, {}, text.error()}});
        settings = load_settings(*text, syntax_of(file), surroundings);
    }
    if (settings) apply(overrides, settings->listen);
    return settings;
}

}  // namespace ormgate

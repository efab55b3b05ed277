#include "server/hash_password.hpp"

#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "protocol/mysql/password_hash.hpp"
#include "protocol/postgres/scram.hpp"

namespace ormgate {
namespace {

// SilentTerminal shows nothing of what is typed, for as long as it lives.
class SilentTerminal {
public:
    SilentTerminal() {
        tcgetattr(STDIN_FILENO, &before_);
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~SilentTerminal() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;

private:
    termios before_ = {};
};

// To standard error, as standard output is for the result.
std::string ask(const char* prompt) {
    std::fputs(prompt, stderr);
    std::string line;
    std::getline(std::cin, line);
    std::fputc('\n', stderr);
    return line;
}

// Twenty characters that need no quoting in YAML, and that neither MySQL's nor our own syntax gives a
// meaning.
std::string sha2_salt() {
    constexpr std::string_view alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    constexpr std::size_t size = 20;
    std::string salt;
    for (const std::byte byte : postgres::random_bytes(size))
        salt += alphabet[std::to_integer<std::size_t>(byte) % alphabet.size()];
    return salt;
}

}  // namespace

std::string verifier_lines(std::string_view password) {
    constexpr std::size_t salt_size = 16;  // as PostgreSQL's
    const auto scram = postgres::ScramVerifier::of_password(password, postgres::random_bytes(salt_size));
    return "scram: \"" + scram.text() + "\"\nmysql: [\"" + mysql::native_password_hash(password) + "\", \"" +
           mysql::caching_sha2_hash(password, sha2_salt()) + "\"]\n";
}

std::expected<std::string, std::string> read_password() {
    if (isatty(STDIN_FILENO) == 0) {
        std::string line;
        if (!std::getline(std::cin, line) || line.empty())
            return std::unexpected("there is no password on standard input");
        return line;
    }
    const SilentTerminal silent;
    std::string password = ask("Password: ");
    if (password.empty()) return std::unexpected("a password is needed");
    if (ask("Again: ") != password) return std::unexpected("the two passwords differ");
    return password;
}

}  // namespace ormgate

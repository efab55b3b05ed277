#include <cstdio>
#include <exception>

#include "server/cli.hpp"

int main(int argc, char** argv) try {
    return ormgate::run_command_line(argc, argv);
} catch (const std::exception& error) {
    std::fprintf(stderr, "ormgate: %s\n", error.what());
    return ormgate::exit_failure;
}

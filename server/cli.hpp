#pragma once

namespace ormgate {

// Exit statuses of every command.
inline constexpr int exit_ok = 0, exit_failure = 1, exit_usage = 2;

// Runs the command that the arguments name; the answer is the exit status.
int run_command_line(int argc, const char* const* argv);

}  // namespace ormgate

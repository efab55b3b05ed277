#pragma once

#include <cstdint>

namespace ormgate::mysql {

// What both sides of a connection can do, agreed on in the handshake; it decides the layout of messages. The
// lower half is MySQL's ("Capabilities Flags" of its client/server protocol), the upper half MariaDB's
// extended capabilities, which a server announces by leaving out long_password (there called CLIENT_MYSQL).
using Capabilities = std::uint64_t;

namespace capability {
constexpr Capabilities bit(unsigned number) {
    return Capabilities{1} << number;
}
inline constexpr Capabilities long_password = bit(0);
inline constexpr Capabilities found_rows = bit(1);  // affected rows count those found, not those changed
inline constexpr Capabilities long_flag = bit(2);
inline constexpr Capabilities connect_with_db = bit(3);
inline constexpr Capabilities no_schema = bit(4);
inline constexpr Capabilities compress = bit(5);  // zlib
inline constexpr Capabilities odbc = bit(6);
inline constexpr Capabilities local_files = bit(7);
inline constexpr Capabilities ignore_space = bit(8);
inline constexpr Capabilities protocol_41 = bit(9);
inline constexpr Capabilities interactive = bit(10);
inline constexpr Capabilities ssl = bit(11);
inline constexpr Capabilities ignore_sigpipe = bit(12);
inline constexpr Capabilities transactions = bit(13);
inline constexpr Capabilities reserved = bit(14);
inline constexpr Capabilities secure_connection = bit(15);  // authentication data has a length of one byte
inline constexpr Capabilities multi_statements = bit(16);
inline constexpr Capabilities multi_results = bit(17);
inline constexpr Capabilities ps_multi_results = bit(18);
inline constexpr Capabilities plugin_auth = bit(19);
inline constexpr Capabilities connect_attrs = bit(20);
inline constexpr Capabilities plugin_auth_lenenc = bit(21);
inline constexpr Capabilities can_handle_expired_passwords = bit(22);
inline constexpr Capabilities session_track = bit(23);
inline constexpr Capabilities deprecate_eof = bit(24);
inline constexpr Capabilities optional_resultset_metadata = bit(25);
inline constexpr Capabilities zstd = bit(26);
inline constexpr Capabilities query_attributes = bit(27);
inline constexpr Capabilities multi_factor_authentication = bit(28);
inline constexpr Capabilities capability_extension = bit(29);
inline constexpr Capabilities ssl_verify_server_cert = bit(30);
inline constexpr Capabilities remember_options = bit(31);
// MariaDB's
inline constexpr Capabilities mariadb_progress = bit(32);
inline constexpr Capabilities mariadb_multi_commands = bit(33);
inline constexpr Capabilities mariadb_bulk_operations = bit(34);
inline constexpr Capabilities mariadb_extended_metadata = bit(35);
inline constexpr Capabilities mariadb_cache_metadata = bit(36);
inline constexpr Capabilities mariadb_bulk_unit_results = bit(37);
}  // namespace capability

// The state of the session, in OK and EOF packets ("SERVER_STATUS_flags_enum").
namespace status {
inline constexpr std::uint16_t in_transaction = 0x0001;
inline constexpr std::uint16_t autocommit = 0x0002;
inline constexpr std::uint16_t more_results = 0x0008;
inline constexpr std::uint16_t no_good_index_used = 0x0010;
inline constexpr std::uint16_t no_index_used = 0x0020;
inline constexpr std::uint16_t cursor_exists = 0x0040;
inline constexpr std::uint16_t last_row_sent = 0x0080;
inline constexpr std::uint16_t database_dropped = 0x0100;
inline constexpr std::uint16_t no_backslash_escapes = 0x0200;
inline constexpr std::uint16_t metadata_changed = 0x0400;
inline constexpr std::uint16_t query_was_slow = 0x0800;
inline constexpr std::uint16_t out_parameters = 0x1000;
inline constexpr std::uint16_t in_read_only_transaction = 0x2000;
inline constexpr std::uint16_t session_state_changed = 0x4000;
}  // namespace status

}  // namespace ormgate::mysql

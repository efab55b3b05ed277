#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "protocol/mysql/capabilities.hpp"
#include "server/backend/mysql/prepared.hpp"

namespace ormgate {

// What a command's answer has told of the session, all its results together.
struct MysqlOutcome {
    std::uint16_t status = 0;     // of the last result that tells
    bool told_status = false;     // at least one did
    bool failed = false;          // the last result is an error, which tells no status
    std::uint16_t error = 0;      // its number
    std::uint16_t warnings = 0;   // of the last result
    std::uint64_t insert_id = 0;  // the last one that is not 0
    std::uint32_t results = 0;
    bool state_changed = false;  // of a kind that is not among the following
    std::vector<std::pair<std::string, std::string>> variables;
    std::optional<std::string> database;  // empty: none any more
    std::uint32_t statement = 0;          // of a COM_STMT_PREPARE: the server's number
    std::uint16_t parameters = 0, columns = 0;
};

// MysqlAnswer follows a server's answer to one command packet by packet, without decoding rows, and writes it
// as the client's capabilities want it: with or without EOF packets, what a session has changed, and what
// only MariaDB's own clients know. It knows no sockets.
class MysqlAnswer {
public:
    enum class Kind : std::uint8_t {
        results,   // of a query or an execution
        prepared,  // of COM_STMT_PREPARE
        fields,    // of COM_FIELD_LIST: columns up to an EOF
        rows,      // of COM_STMT_FETCH
        text,      // of COM_STATISTICS
    };

    // `client` is what was agreed with the client, `server` with the server.
    MysqlAnswer(Kind kind, mysql::Capabilities client, mysql::Capabilities server, std::uint8_t sequence = 1)
        : kind_(kind), client_(client), server_(server), sequence_(sequence), state_(first_state(kind)) {}

    // The number of its first packet: a command may have come in several.
    void begin_at(std::uint8_t sequence) { sequence_ = sequence; }
    // The client's number for a statement that is being prepared, in the place of the server's.
    void rename_to(std::uint32_t statement) { renamed_ = statement; }
    // Where the columns of a prepared statement are kept: MariaDB leaves them out when it has sent them
    // before.
    void remember_columns(MysqlPrepared::Entry* entry) { entry_ = entry; }

    // Takes what it can of `in` and appends what the client gets; returns how much was taken. If that is
    // nothing, `wanted()` bytes must be there to go on. An error: the server breaks the protocol.
    Result<std::size_t> feed(ByteView in, Bytes& out);
    std::size_t wanted() const { return wanted_; }
    // Nothing more comes.
    bool ended() const { return state_ == State::ended; }
    // The server waits for a file from the client; after it the answer goes on.
    bool wants_file() const { return state_ == State::file; }
    void file_sent(std::uint8_t next_sequence) {
        sequence_ = next_sequence;
        state_ = State::head;
    }
    // The client may not send files: it gets an error, and what the server says next is for nobody.
    void file_refused() {
        muted_ = true;
        state_ = State::head;
    }
    std::uint8_t server_sequence() const { return server_sequence_; }  // of its last packet
    // Where an answer can be left and another packet put in its place: nothing of a packet is under way.
    std::uint8_t next_sequence() const { return sequence_; }
    bool began() const { return began_; }  // something of it has been given to the client
    bool between_packets() const { return body_left_ == 0; }

    const MysqlOutcome& outcome() const { return outcome_; }

private:
    enum class State : std::uint8_t {
        head,
        file,
        prepared_head,
        parameters,
        columns,
        columns_end,
        rows,
        text,
        ended
    };
    static State first_state(Kind kind) {
        switch (kind) {
            case Kind::prepared:
                return State::prepared_head;
            case Kind::fields:
                return State::columns;
            case Kind::rows:
                return State::rows;
            case Kind::text:
                return State::text;
            default:
                return State::head;
        }
    }
    bool has(mysql::Capabilities all, mysql::Capabilities one) const { return (all & one) != 0; }

    Result<std::size_t> follow(ByteView in, Bytes& out);
    Result<void> packet(ByteView whole, Bytes& out);
    Result<void> head(ByteView payload, Bytes& out);
    Result<void> result_set(ByteView payload, Bytes& out);
    Result<void> prepared(ByteView payload, Bytes& out);
    Result<void> definition(ByteView payload, Bytes& out);
    Result<void> ok(ByteView payload, Bytes& out, bool ends_rows);
    Result<void> error(ByteView payload, Bytes& out);
    Result<void> eof(ByteView payload, Bytes& out);
    void definitions_end(Bytes& out);
    void end_of_result(std::uint16_t status);
    void insert_remembered(Bytes& out);
    void put_end(std::uint16_t status, std::uint16_t warnings, Bytes& out);
    void put_header(std::size_t size, Bytes& out);
    void put(ByteView payload, Bytes& out);

    Kind kind_;
    mysql::Capabilities client_, server_;
    std::uint8_t sequence_, server_sequence_ = 0;
    bool muted_ = false;
    State state_;
    std::optional<std::uint32_t> renamed_;
    MysqlPrepared::Entry* entry_ = nullptr;
    std::uint64_t definitions_left_ = 0;
    std::size_t body_left_ = 0;  // of a row that is passed on as it comes
    bool continues_ = false;     // the next packet goes on with a row
    bool remembered_ = false;    // columns of this result came from `entry_`
    bool began_ = false;
    std::size_t wanted_ = 4;
    MysqlOutcome outcome_;
};

}  // namespace ormgate

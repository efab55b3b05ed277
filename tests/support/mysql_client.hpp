#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/mysql/authentication.hpp"
#include "protocol/mysql/codec.hpp"
#include "protocol/mysql/compression.hpp"
#include "protocol/mysql/framer.hpp"
#include "protocol/mysql/packet_writer.hpp"
#include "protocol/mysql/rows.hpp"

namespace ormgate::test {

// MysqlClient speaks to a real server with the codec, over a blocking socket.
class MysqlClient {
public:
    struct Column {
        std::string name;
        mysql::ColumnFormat format;
    };
    struct ResultSet {
        std::vector<Column> columns;
        std::vector<Bytes> rows;  // payloads
        mysql::ErrorPacket error;
        std::string message;  // of an error
        mysql::Ok end;
    };

    // `where`: a port of this host, or the path of a socket.
    MysqlClient(const std::string& where,
                const std::string& user,
                const std::string& password,
                mysql::Capabilities wanted)
        : framer_(64 << 20) {
        if (where.starts_with('/')) {
            connect_unix(where);
        } else {
            connect_tcp(static_cast<std::uint16_t>(std::stoi(where)));
        }
        log_in(user, password, wanted);
    }
    MysqlClient(const MysqlClient&) = delete;

    ResultSet query(std::string_view sql) {
        mysql::Query command;
        command.sql = sql;
        send(mysql::CommandMessage(command));
        return read_result();
    }
    struct Prepared {
        mysql::PrepareOk ok;
        std::vector<Column> columns;
    };
    Prepared prepare(std::string_view sql) {
        send(mysql::CommandMessage(mysql::StatementPrepare{sql}));
        const auto answer = mysql::decode_prepare_answer(read(), agreed_);
        if (!answer || !std::holds_alternative<mysql::PrepareOk>(*answer))
            throw std::runtime_error("cannot prepare " + std::string(sql));
        Prepared prepared{std::get<mysql::PrepareOk>(*answer), {}};
        read_columns(prepared.ok.parameters);
        prepared.columns = read_columns(prepared.ok.columns);
        return prepared;
    }
    ResultSet execute(const Prepared& prepared, const mysql::ExecuteParameters& parameters) {
        Bytes tail;
        mysql::encode_parameters(parameters, 0, agreed_, tail);
        mysql::StatementExecute command;
        command.statement = prepared.ok.statement;
        command.parameters = tail;
        send(mysql::CommandMessage(command));
        return read_result(prepared.columns);
    }
    void send(const mysql::CommandMessage& command) {
        Bytes out;
        mysql::PacketWriter writer(out);
        writer.begin();
        mysql::encode(command, agreed_, out);
        writer.end();
        if (!unpacker_) {
            write(out);
            return framer_.expect_sequence(writer.next_sequence());
        }
        Bytes packed;
        packer_->continue_at(0);
        packer_->pack(out, packed);
        unpacker_->expect_sequence(packer_->next_sequence());
        write(packed);
    }
    ByteView read() {
        for (;;) {
            auto message = framer_.next();
            if (!message) throw std::runtime_error(message.error().message);
            if (*message) return (*message)->payload;
            if (!unpacker_) {
                receive(framer_);
                continue;
            }
            receive(*unpacker_);
            if (auto done = unpacker_->unpack_into(framer_); !done)
                throw std::runtime_error(done.error().message);
        }
    }
    mysql::Capabilities agreed() const { return agreed_; }
    const std::string& server_version() const { return server_version_; }

private:
    // The socket closes itself also where the constructor throws.
    struct Socket {
        int number = -1;
        ~Socket() { ::close(number); }
    };
    void connect_to(const sockaddr* address, socklen_t size) {
        socket_.number = ::socket(address->sa_family, SOCK_STREAM, 0);
        if (::connect(socket_.number, address, size) != 0) throw std::runtime_error("cannot connect");
    }
    void connect_tcp(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connect_to(reinterpret_cast<sockaddr*>(&address), sizeof address);
    }
    void connect_unix(const std::string& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        connect_to(reinterpret_cast<sockaddr*>(&address), sizeof address);
    }
    void write(ByteView bytes) {
        while (!bytes.empty()) {
            const ssize_t n = ::send(socket_.number, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) throw std::runtime_error("cannot write");
            bytes = bytes.subspan(static_cast<std::size_t>(n));
        }
    }
    void receive(ReceiveBuffer& buffer) {
        const auto space = buffer.space();
        const ssize_t n = ::recv(socket_.number, space.data(), space.size(), 0);
        if (n <= 0) throw std::runtime_error("the server has closed the connection");
        buffer.commit(static_cast<std::size_t>(n));
    }
    void start_compression() {
        const mysql::Compression method = mysql::compression_of(agreed_);
        if (method == mysql::Compression::none) return;
        packer_.emplace(method);
        unpacker_.emplace(method);
        framer_.ignore_sequence();
    }
    void reply(ByteView payload) {
        Bytes out;
        mysql::PacketWriter writer(out, framer_.next_sequence());
        writer.begin();
        append(out, payload);
        writer.end();
        write(out);
        framer_.expect_sequence(writer.next_sequence());
    }
    void log_in(const std::string& user, const std::string& password, mysql::Capabilities wanted) {
        const auto greeting = mysql::decode_greeting(read());
        if (!greeting) throw std::runtime_error(greeting.error().message);
        const auto& handshake = std::get<mysql::Handshake>(*greeting);
        server_version_ = handshake.server_version;
        // MariaDB is told by leaving out long_password, as it does itself.
        agreed_ = wanted & handshake.capabilities;
        mysql::ClientAuthentication authentication(password, false);
        const std::string plugin(handshake.plugin);
        const Bytes proof = authentication.begin(plugin, handshake.challenge);
        mysql::HandshakeResponse response;
        response.head = {agreed_, 1 << 24, 45};
        response.user = user;
        response.proof = proof;
        response.plugin = plugin;
        response.database = "app";
        response.zstd_level = 3;
        Bytes payload;
        mysql::encode(response, 0, payload);
        reply(payload);
        finish_log_in(authentication);
        start_compression();
    }
    void finish_log_in(mysql::ClientAuthentication& authentication) {
        for (;;) {
            const auto answer = mysql::decode_login_answer(read(), agreed_);
            if (!answer) throw std::runtime_error(answer.error().message);
            if (std::holds_alternative<mysql::Ok>(*answer)) return;
            if (const auto* error = std::get_if<mysql::ErrorPacket>(&*answer))
                throw std::runtime_error(std::string(error->message));
            if (const auto* request = std::get_if<mysql::AuthSwitchRequest>(&*answer)) {
                reply(authentication.answer(*request).value());
                continue;
            }
            const auto said = authentication.answer(std::get<mysql::AuthMoreData>(*answer)).value();
            if (said) reply(*said);
        }
    }
    std::vector<Column> read_columns(std::size_t count) {
        std::vector<Column> columns;
        for (std::size_t i = 0; i < count; ++i) {
            const auto definition = mysql::decode<mysql::ColumnDefinition>(read(), agreed_);
            if (!definition) throw std::runtime_error("malformed definition");
            columns.push_back({std::string(definition->name), definition->format});
        }
        if (count > 0 && (agreed_ & mysql::capability::deprecate_eof) == 0 &&
            !mysql::decode_end_of_rows(read(), agreed_))
            throw std::runtime_error("no EOF behind definitions");
        return columns;
    }
    // `known`: the columns, which MariaDB does not send again if they are what they were.
    ResultSet read_result(const std::vector<Column>& known = {}) {
        ResultSet result;
        const auto answer = mysql::decode_query_answer(read(), agreed_);
        if (!answer) throw std::runtime_error(answer.error().message);
        if (const auto* error = std::get_if<mysql::ErrorPacket>(&*answer)) {
            result.error = *error;
            result.message = error->message;
        }
        if (const auto* ok = std::get_if<mysql::Ok>(&*answer)) result.end = *ok;
        const auto* count = std::get_if<mysql::ColumnCount>(&*answer);
        if (!count) return result;
        result.columns = count->with_metadata ? read_columns(count->columns) : known;
        for (;;) {
            const ByteView payload = read();
            if (mysql::ends_rows(payload, agreed_)) {
                result.end = mysql::decode_end_of_rows(payload, agreed_).value();
                return result;
            }
            if (mysql::is_error(payload)) throw std::runtime_error("error among rows");
            result.rows.emplace_back(payload.begin(), payload.end());
        }
    }

    Socket socket_;
    mysql::Framer framer_;
    std::optional<mysql::Packer> packer_;
    std::optional<mysql::Unpacker> unpacker_;
    mysql::Capabilities agreed_ = 0;
    std::string server_version_;
};

}  // namespace ormgate::test

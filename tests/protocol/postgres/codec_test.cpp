#include "protocol/postgres/codec.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/hex.hpp"

namespace ormgate::postgres {
namespace {

using test::from_hex;
using test::to_hex;

// What a line of the corpus means.
template <class Message>
struct Case {
    const char* name;
    Message message;
};

// The layouts of the tag 'p', which only the state of the authentication tells apart.
using ResponseMessage = std::variant<PasswordMessage, SaslInitialResponse, SaslResponse>;

// Writes a message and notes where its last field begins if that takes whatever is left. The layout says so,
// not the case: no case can wave a truncation through.
class Measure : public Writer {
public:
    explicit Measure(Bytes& out) : Writer(out), out_(out) {}
    void rest(ByteView) { open_from = out_.size(); }
    std::optional<std::size_t> open_from;

private:
    Bytes& out_;
};

// The bytes of the body that must be there if any number may follow; none if the layout has an end.
template <class Message>
std::optional<std::size_t> fixed_part(const Message& message) {
    Bytes out;
    Measure io(out);
    std::visit([&](const auto& m) { m.fields(m, io); }, message);
    return io.open_from;
}

ByteView bytes(std::string_view text) {
    return as_bytes(text);
}
std::optional<ByteView> value(std::string_view text) {
    return as_bytes(text);
}
const Bytes short_key = from_hex("deadbeef");
const Bytes long_key = from_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

// clang-format off: one row a line
const Case<StartupPacket> startup_cases[] = {
    {"SslRequest", SslRequest{}},
    {"GssEncRequest", GssEncRequest{}},
    {"CancelRequest", CancelRequest{4711, short_key}},
    {"CancelRequest with a long key", CancelRequest{4711, long_key}},
    {"StartupMessage", StartupMessage{protocol_version(3, 0), {{"user", "app"}, {"database", "shop"}}}},
    {"StartupMessage 3.2", StartupMessage{protocol_version(3, 2), {{"user", "app"}, {"_pq_.x", ""}}}},
    {"StartupMessage without parameters", StartupMessage{protocol_version(3, 0), {}}},
};
// clang-format on

// clang-format off: one row a line
const Case<FrontendMessage> frontend_cases[] = {
    {"AuthenticationResponse", AuthenticationResponse{bytes("n,,n=,r=abc")}},
    {"Bind without values", Bind{}},
    {"Bind", Bind{"p1", "s1", {0, 1}, {value("42"), std::nullopt, value("")}, {1}}},
    {"Close of a statement", Close{'S', "s1"}},
    {"Close of a portal", Close{'P', ""}},
    {"CopyData", CopyData{bytes("1\tone\n")}},
    {"CopyData without data", CopyData{}},
    {"CopyDone", CopyDone{}},
    {"CopyFail", CopyFail{"no more"}},
    {"Describe of a statement", Describe{'S', "s1"}},
    {"Describe of a portal", Describe{'P', "p1"}},
    {"Execute", Execute{"p1", 100}},
    {"Execute of all rows", Execute{}},
    {"Flush", Flush{}},
    {"FunctionCall", FunctionCall{1598, {1}, {value("\x07"), std::nullopt}, 0}},
    {"Parse", Parse{"s1", "SELECT $1", {23}}},
    {"Parse of nothing", Parse{}},
    {"Parse with a large OID", Parse{"", "SELECT $1", {0, 4294967295}}},
    {"Query", Query{"SELECT 1"}},
    {"Query in UTF-8", Query{"SELECT 'grün'"}},
    {"Sync", Sync{}},
    {"Terminate", Terminate{}},
};
// clang-format on

// clang-format off: one row a line
const Case<ResponseMessage> response_cases[] = {
    {"PasswordMessage", PasswordMessage{"secret"}},
    {"PasswordMessage without a password", PasswordMessage{}},
    {"SaslInitialResponse", SaslInitialResponse{"SCRAM-SHA-256", value("n,,n=,r=abc")}},
    {"SaslInitialResponse without data", SaslInitialResponse{"SCRAM-SHA-256", std::nullopt}},
    {"SaslResponse", SaslResponse{bytes("c=biws,r=abc,p=cA==")}},
};
// clang-format on

// clang-format off: one row a line
const Case<BackendMessage> backend_cases[] = {
    {"AuthenticationOk", AuthenticationOk{}},
    {"AuthenticationKerberosV5", AuthenticationKerberosV5{}},
    {"AuthenticationCleartextPassword", AuthenticationCleartextPassword{}},
    {"AuthenticationMd5Password", AuthenticationMd5Password{{std::byte{'s'}, std::byte{'a'}, std::byte{'l'}, std::byte{'t'}}}},
    {"AuthenticationGss", AuthenticationGss{}},
    {"AuthenticationGssContinue", AuthenticationGssContinue{{bytes("\x01\x02")}}},
    {"AuthenticationSspi", AuthenticationSspi{}},
    {"AuthenticationSasl", AuthenticationSasl{{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"}}},
    {"AuthenticationSaslContinue", AuthenticationSaslContinue{{bytes("r=abcdef,s=c2FsdA==,i=4096")}}},
    {"AuthenticationSaslFinal", AuthenticationSaslFinal{{bytes("v=xyz")}}},
    {"BackendKeyData", BackendKeyData{4711, short_key}},
    {"BackendKeyData with a long key", BackendKeyData{4711, long_key}},
    {"BindComplete", BindComplete{}},
    {"CloseComplete", CloseComplete{}},
    {"CommandComplete", CommandComplete{"INSERT 0 1"}},
    {"CopyBothResponse", CopyBothResponse{{0, {}}}},
    {"CopyData", CopyData{bytes("1\tone\n")}},
    {"CopyDone", CopyDone{}},
    {"CopyInResponse", CopyInResponse{{0, {0, 0}}}},
    {"CopyOutResponse", CopyOutResponse{{1, {1, 1}}}},
    {"DataRow", DataRow{{value("1"), std::nullopt, value("")}}},
    {"DataRow without columns", DataRow{}},
    {"EmptyQueryResponse", EmptyQueryResponse{}},
    {"ErrorResponse",
     error_response(Error(Errc::undefined_column, "column \"x\" does not exist").at(8))},
    {"FunctionCallResponse", FunctionCallResponse{value("42")}},
    {"FunctionCallResponse of null", FunctionCallResponse{}},
    {"NegotiateProtocolVersion", NegotiateProtocolVersion{protocol_version(3, 2), {"_pq_.a", "_pq_.b"}}},
    {"NoData", NoData{}},
    {"NoticeResponse", NoticeResponse{{{{'S', "NOTICE"}, {'V', "NOTICE"}, {'C', "00000"}, {'M', "hm"}}}}},
    {"NotificationResponse", NotificationResponse{4711, "jobs", "17"}},
    {"ParameterDescription", ParameterDescription{{23, 25}}},
    {"ParameterStatus", ParameterStatus{"TimeZone", "Etc/UTC"}},
    {"ParseComplete", ParseComplete{}},
    {"PortalSuspended", PortalSuspended{}},
    {"ReadyForQuery", ReadyForQuery{'T'}},
    {"RowDescription", RowDescription{{{"id", 16384, 1, 23, 4, -1, 0}, {"name", 0, 0, 1043, -1, 24, 1}}}},
    {"RowDescription without columns", RowDescription{}},
};
// clang-format on

struct Startup {
    using Message = StartupPacket;
    static constexpr std::string_view side = "startup";
    static constexpr std::size_t head = 4;
    static std::span<const Case<Message>> cases() { return startup_cases; }
    static Result<Message> decode(ByteView frame, const Message&) {
        return decode_startup(frame.subspan(head));
    }
    static void encode(const Message& message, Bytes& out) { encode_startup(message, out); }
};

struct Frontend {
    using Message = FrontendMessage;
    static constexpr std::string_view side = "frontend";
    static constexpr std::size_t head = 5;
    static std::span<const Case<Message>> cases() { return frontend_cases; }
    static Result<Message> decode(ByteView frame, const Message&) {
        return decode_frontend(std::to_integer<char>(frame[0]), frame.subspan(head));
    }
    static void encode(const Message& message, Bytes& out) { postgres::encode(message, out); }
};

struct Response {
    using Message = ResponseMessage;
    static constexpr std::string_view side = "response";
    static constexpr std::size_t head = 5;
    static std::span<const Case<Message>> cases() { return response_cases; }
    static Result<Message> decode(ByteView frame, const Message& expected) {
        return std::visit(
            [&]<class M>(const M&) -> Result<Message> {
                auto message = postgres::decode<M>(frame.subspan(head));
                if (!message) return fail(std::move(message.error()));
                return *message;
            },
            expected);
    }
    static void encode(const Message& message, Bytes& out) {
        std::visit([&](const auto& m) { postgres::encode(m, out); }, message);
    }
};

struct Backend {
    using Message = BackendMessage;
    static constexpr std::string_view side = "backend";
    static constexpr std::size_t head = 5;
    static std::span<const Case<Message>> cases() { return backend_cases; }
    static Result<Message> decode(ByteView frame, const Message&) {
        return decode_backend(std::to_integer<char>(frame[0]), frame.subspan(head));
    }
    static void encode(const Message& message, Bytes& out) { postgres::encode(message, out); }
};

template <class Side>
class PostgresCodec : public testing::Test {
protected:
    struct Line {
        const Case<typename Side::Message>* expected;
        Bytes frame;
    };
    // Every line of the corpus has a case and every case a line.
    static std::vector<Line> lines() {
        std::vector<Line> found;
        for (auto& line : test::read_corpus(ORMGATE_SOURCE_DIR "/tests/protocol/corpus/postgres.csv")) {
            if (line.side != Side::side) continue;
            const auto at =
                std::ranges::find_if(Side::cases(), [&](const auto& c) { return c.name == line.name; });
            EXPECT_NE(at, Side::cases().end()) << "no case for " << line.name;
            if (at != Side::cases().end()) found.push_back({&*at, std::move(line.bytes)});
        }
        EXPECT_EQ(found.size(), Side::cases().size()) << "a case has no line in the corpus";
        return found;
    }
};

using Sides = testing::Types<Startup, Frontend, Response, Backend>;
TYPED_TEST_SUITE(PostgresCodec, Sides);

TYPED_TEST(PostgresCodec, CoversEveryMessage) {
    std::set<std::size_t> covered;
    for (const auto& c : TypeParam::cases()) covered.insert(c.message.index());
    EXPECT_EQ(covered.size(), std::variant_size_v<typename TypeParam::Message>);
}

TYPED_TEST(PostgresCodec, WritesWhatTheManualSays) {
    for (const auto& line : this->lines()) {
        Bytes out;
        TypeParam::encode(line.expected->message, out);
        EXPECT_EQ(to_hex(out), to_hex(line.frame)) << line.expected->name;
    }
}

TYPED_TEST(PostgresCodec, ReadsBackWhatItWrote) {
    for (const auto& line : this->lines()) {
        const auto message = TypeParam::decode(line.frame, line.expected->message);
        ASSERT_TRUE(message) << line.expected->name << ": " << message.error().message;
        EXPECT_EQ(message->index(), line.expected->message.index()) << line.expected->name;
        Bytes again;
        TypeParam::encode(*message, again);
        EXPECT_EQ(to_hex(again), to_hex(line.frame)) << line.expected->name;
    }
}

TYPED_TEST(PostgresCodec, RefusesEveryTruncation) {
    for (const auto& line : this->lines()) {
        const auto fixed = fixed_part(line.expected->message);
        for (std::size_t size = TypeParam::head; size < line.frame.size(); ++size) {
            const ByteView cut = ByteView(line.frame).first(size);
            const auto message = TypeParam::decode(cut, line.expected->message);
            const bool complete = fixed && size - TypeParam::head >= *fixed;
            EXPECT_EQ(message.has_value(), complete) << line.expected->name << " cut to " << size;
            if (!message) EXPECT_EQ(message.error().sqlstate(), "08P01") << line.expected->name;
        }
    }
}

TYPED_TEST(PostgresCodec, RefusesATrailingByte) {
    for (auto& line : this->lines()) {
        for (const std::byte trailing : {std::byte{0}, std::byte{0xff}}) {
            Bytes frame = line.frame;
            frame.push_back(trailing);
            const auto message = TypeParam::decode(frame, line.expected->message);
            EXPECT_EQ(message.has_value(), fixed_part(line.expected->message).has_value())
                << line.expected->name;
            if (!message) EXPECT_EQ(message.error().sqlstate(), "08P01") << line.expected->name;
        }
    }
}

// A message that no variant holds would be a message that no case is asked of.
template <class Decode>
std::string known_tags(Decode decode) {
    std::string known;
    for (unsigned tag = 0; tag < 256; ++tag) {
        const auto message = decode(static_cast<char>(tag), from_hex("00000000"));
        if (message || !message.error().message.contains("message type")) known += static_cast<char>(tag);
    }
    return known;
}

TEST(PostgresCodec, KnowsTheMessagesOfTheManualAndNoOthers) {
    EXPECT_EQ(known_tags(decode_frontend), "BCDEFHPQSXcdfp");
    EXPECT_EQ(known_tags(decode_backend), "123ACDEGHIKNRSTVWZcdnstv");
    std::string requests;
    for (std::uint32_t request = 0; request < 256; ++request) {
        Bytes body;
        Writer(body).integer(request);
        append(body, ByteView(long_key));
        const auto message = decode_backend('R', body);
        if (message || !message.error().message.contains("message type"))
            requests += std::to_string(request) + " ";
    }
    EXPECT_EQ(requests, "0 2 3 5 7 8 9 10 11 12 ");
}

TEST(PostgresCodec, RefusesUnknownMessages) {
    const auto frontend = decode_frontend('?', {});
    ASSERT_FALSE(frontend);
    EXPECT_EQ(frontend.error().message, "invalid frontend message type 63");
    EXPECT_FALSE(decode_backend('?', {}));
    EXPECT_FALSE(decode_backend('R', from_hex("00000063"))) << "an authentication request nobody knows";
}

TEST(PostgresCodec, RefusesHostileCountsAndLengths) {
    EXPECT_FALSE(
        decode<Bind>(from_hex("0000"
                              "ffff")))
        << "65535 formats, none there";
    EXPECT_FALSE(
        decode<Bind>(from_hex("0000"
                              "0000"
                              "0001"
                              "7fffffff"
                              "0000")))
        << "a value of 2 GB";
    EXPECT_FALSE(
        decode<Bind>(from_hex("0000"
                              "0000"
                              "0001"
                              "fffffffe"
                              "0000")))
        << "a negative length";
    EXPECT_FALSE(
        decode<NegotiateProtocolVersion>(from_hex("00030002"
                                                  "ffffffff")))
        << "4 billion options";
}

TEST(PostgresCodec, NeverWritesAStringThatEndsEarly) {
    using namespace std::string_view_literals;
    Bytes out;
    encode(ParameterStatus{"a\0b"sv, "c"sv}, out);
    EXPECT_EQ(to_hex(out), "530000000861006300");
}

TEST(PostgresCodec, TellsAnErrorWithAllItsParts) {
    Error error(Errc::unique_violation, "duplicate key value violates unique constraint \"t_pkey\"");
    error.detail = "Key (id)=(1) already exists.";
    error.hint = "Take another.";
    error.position = 17;
    error.context = "somewhere";
    error.schema = "public";
    error.table = "t";
    error.column = "id";
    error.datatype = "int4";
    error.constraint = "t_pkey";
    std::string told;
    for (const ErrorField& field : error_response(error, Severity::fatal).parts)
        told += field.code + field.value + "\n";
    EXPECT_EQ(
        told,
        "SFATAL\nVFATAL\nC23505\nMduplicate key value violates unique constraint \"t_pkey\"\n"
        "DKey (id)=(1) already exists.\nHTake another.\nP17\nWsomewhere\nspublic\ntt\ncid\ndint4\nnt_pkey\n");
}

TEST(PostgresCodec, TakesAReportBackIntoAnError) {
    Error error(Errc::check_violation, "no");
    error.detail = "because";
    error.constraint = "c";
    error.position = 3;
    const Error back = error_of(error_response(error).parts);
    EXPECT_EQ(back.code, Errc::check_violation);
    EXPECT_EQ(back.native_sqlstate, "23514");
    EXPECT_EQ(back.message, "no");
    EXPECT_EQ(back.detail, "because");
    EXPECT_EQ(back.constraint, "c");
    EXPECT_EQ(back.position, 3u);
    EXPECT_EQ(error_of({{'C', "ZZ123"}, {'M', "x"}}).sqlstate(), "ZZ123") << "a code of no row is kept";
}

TEST(PostgresCodec, TakesAStartupMessageOfAnotherMajorVersionWithoutReadingIt) {
    const auto packet =
        decode_startup(from_hex("00020000"
                                "ffff"));
    ASSERT_TRUE(packet);
    EXPECT_EQ(std::get<StartupMessage>(*packet).version, protocol_version(2, 0));
}

}  // namespace
}  // namespace ormgate::postgres

#pragma once

#include "server/session/session.hpp"

namespace ormgate {

// Commands runs the statements a session does not hand to its backend: one overload each. An overload answers
// the tag; rows it makes go into the portal's `kept`.
struct Session::Commands {
    using Tag = Result<std::string>;
    Session& session;
    Portal& portal;

    // transactions (transaction_commands.cpp)
    asio::awaitable<Tag> operator()(const ast::Begin& begin);
    asio::awaitable<Tag> operator()(const ast::Commit& commit);
    asio::awaitable<Tag> operator()(const ast::Rollback& rollback);
    asio::awaitable<Tag> operator()(const ast::Savepoint& savepoint);
    asio::awaitable<Tag> operator()(const ast::ReleaseSavepoint& release);
    asio::awaitable<Tag> operator()(const ast::RollbackTo& rollback);
    asio::awaitable<Tag> operator()(const ast::SetTransaction& set);
    asio::awaitable<Tag> operator()(const ast::SetConstraints& set);

    // settings (variable_commands.cpp)
    asio::awaitable<Tag> operator()(const ast::SetVariable& set);
    asio::awaitable<Tag> operator()(const ast::Reset& reset);
    asio::awaitable<Tag> operator()(const ast::Show& show);
    asio::awaitable<Tag> operator()(const ast::Discard& discard);

    // cursors (cursor_commands.cpp); FETCH streams, so it is not here but in Session::run_fetch
    asio::awaitable<Tag> operator()(const ast::DeclareCursor& declare);
    asio::awaitable<Tag> operator()(const ast::CloseCursor& close);

    // prepared statements and the rest (other_commands.cpp)
    asio::awaitable<Tag> operator()(const ast::Prepare& prepare);
    asio::awaitable<Tag> operator()(const ast::Deallocate& deallocate);
    asio::awaitable<Tag> operator()(const ast::Explain& explain);
    asio::awaitable<Tag> operator()(const ast::CreateDatabase& create);
    asio::awaitable<Tag> operator()(const ast::Drop& drop);
    asio::awaitable<Tag> operator()(const ast::Listen& listen);
    asio::awaitable<Tag> operator()(const ast::Unlisten& unlisten);
    asio::awaitable<Tag> operator()(const ast::Notify& notify);
    asio::awaitable<Tag> operator()(const ast::Empty& empty);
    asio::awaitable<Tag> operator()(const ast::Maintenance& maintenance);

    // Whatever else the translator left to the session is not supported, and is named.
    template <class Other>
    asio::awaitable<Tag> operator()(const Other&) {
        return refuse();
    }
    asio::awaitable<Tag> refuse();

    std::string_view source() const { return portal.statement->cut.text; }
    bool refuse_in_block(std::string_view verb, Tag& refusal) const;
};

// The first words of a statement, to name it.
std::string first_words(std::string_view sql);

}  // namespace ormgate

#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/text_io.hpp"
#include "dialects/ast/statement.hpp"
#include "dialects/translation.hpp"

namespace ormgate::dialects {

std::string sqlite_identifier(std::string_view name);
std::string quote_text(std::string_view text);

// Generator prints a bound tree as SQLite's SQL. It decides nothing: what cannot be printed has been refused
// before.
class Generator {
public:
    // inline: literals stand in the text (DDL, which takes no bound values) instead of becoming bindings.
    enum class Literals : std::uint8_t { bound, inlined };
    // What stands in the text is read by these settings.
    explicit Generator(Literals literals, const TextSettings& settings)
        : literals_(literals), settings_(settings) {}

    // A literal of the text that another session would read otherwise, and what it says in every session.
    struct Settled {
        std::uint32_t position;  // of its token
        std::string text;
    };
    const std::vector<Settled>& settled() const { return settled_; }

    void query(const ast::Query& query);
    void insert(const ast::Insert& insert);
    void update(const ast::Update& update);
    void delete_(const ast::Delete& statement);
    void expression(const ast::Expr& e);
    // Columns print without their table: in RETURNING, checks, indexes and generated columns.
    void bare_expression(const ast::Expr& e);

    void text(std::string_view words) { sql_ += words; }
    void name(std::string_view identifier) { sql_ += sqlite_identifier(identifier); }
    Step step() && { return {std::move(sql_), std::move(bindings_), true}; }
    std::string sql() && { return std::move(sql_); }

private:
    void operand(const ast::Expr& e);
    void list(const std::vector<ast::ExprPtr>& items);
    void literal(const ast::Literal& node, const ast::Expr& e);
    void settle(const Value& value, const ast::Literal& node, Type type, std::uint32_t position);
    void placeholder(Binding::Source source, std::uint16_t index, Type type);
    void spelled(const ast::Spelled& node);
    void call(const ast::Call& node);
    void case_(const ast::Case& node);
    void in(const ast::In& node);
    void window(const ast::Window& window);
    void sort_keys(const std::vector<ast::SortKey>& keys);
    void frame_bound(const ast::FrameBound& bound);
    void with(const ast::With& with);
    void body(const ast::Query& query);
    void select(const ast::Select& select);
    void values(const ast::Values& values);
    void set_operand(const ast::Query& query, bool left);
    void from(const std::vector<ast::FromItemPtr>& items);
    void from_item(const ast::FromItem& item);
    void join(const ast::Join& join);
    void alias(const ast::FromItem& item);
    void table(const ast::Name& name);
    void limit(const ast::Query& query);
    void returning(const std::vector<ast::SelectItem>& items);
    void assignments(const std::vector<ast::Assignment>& set);
    void on_conflict(const ast::OnConflict& conflict);

    Literals literals_;
    TextSettings settings_;
    std::vector<Settled> settled_;
    bool bare_ = false;
    std::string sql_;
    std::vector<Binding> bindings_;
};

}  // namespace ormgate::dialects

#include <algorithm>

#include "server/relay/classify.hpp"
#include "server/session/settings_vector.hpp"

namespace ormgate {

std::string Classifier::folded(std::string_view name) {
    std::string out(name);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    });
    return out;
}

void Classifier::end_statement() {
    const std::string_view verb = first(0);
    switch (verb.empty() ? '\0' : verb[0]) {
        case 'b':
            if (verb == "begin") traits_.begins = true;
            break;
        case 's':
            if (verb == "set")
                set_statement();
            else if (verb == "start" && first(1) == "transaction")
                traits_.begins = true;
            else if (verb == "show" && is_own(folded(first(1)))) {
                traits_.own = true;
                if (count_ == 2 && texts_ == 0)
                    traits_.own_command = "SHOW " + quoted_identifier(folded(first(1)));
            }
            break;
        case 'r':
            if (verb == "reset") reset_statement();
            break;
        case 'd':
            if (verb == "discard") discard_statement();
            if (verb == "drop" && first(1) == "database") database_statement();
            if (verb == "drop") traits_.unpins.add(Pin::temporary_object);
            if (verb == "deallocate") deallocate_statement();
            break;
        case 'l':
            if (verb == "listen") traits_.pins.add(Pin::listen);
            if (verb == "load") traits_.pins.add(Pin::loaded_library);
            break;
        case 'p':
            if (verb == "prepare" && first(1) != "transaction") traits_.pins.add(Pin::sql_prepare);
            break;
        case 'a':
            if (verb == "alter" && first(1) == "database") database_statement();
            break;
        case 'c':
            if (verb == "close") traits_.unpins.add(Pin::hold_cursor);
            if (verb == "create" && first(1) == "database") database_statement();
            break;
        case 'u':
            if (verb == "unlisten") traits_.unpins.add(Pin::listen);
            break;
        case 'e':
            if (verb == "explain" && first(1) == "translate") traits_.translates = true;
            break;
        default:
            break;
    }
    if (temporary_ && !drops_on_commit_) traits_.pins.add(Pin::temporary_object);
    temporary_ = drops_on_commit_ = after_word_ = joins_ = setting_name_next_ = shown_name_next_ = false;
    starts_ = true;
    count_ = texts_ = 0;
    previous_.clear();
    template_.clear();
}

void Classifier::touch(std::string_view name) {
    std::string setting = folded(name);
    if (is_own(setting)) traits_.own = true;
    if (std::ranges::find(traits_.touched, setting) == traits_.touched.end())
        traits_.touched.push_back(std::move(setting));
}

void Classifier::reset(std::string_view name) {
    std::string setting = folded(name);
    if (is_own(setting)) traits_.own = true;
    traits_.reset.push_back(std::move(setting));
}

void Classifier::set_statement() {
    const bool local = first(1) == "local";  // never outlives the transaction
    std::size_t at = local ? 2 : 1;
    if (first(1) == "session" && first(2) == "characteristics") {
        for (std::string_view name : {"default_transaction_isolation",
                                      "default_transaction_read_only",
                                      "default_transaction_deferrable"})
            touch(name);
        return;
    }
    if (first(1) == "session" && first(2) == "authorization") {
        touch("session_authorization");
        return touch("role");
    }
    if (first(1) == "session") at = 2;
    const std::string_view name = first(at);
    const std::size_t value = first(at + 1) == "to" ? at + 2 : at + 1;
    if (const std::string own = folded(name); is_own(own)) {
        traits_.own = true;
        std::optional<std::string> given;
        if (count_ == value && texts_ == 1) given = literal_.text();
        if (count_ == value + 1 && texts_ == 0) given = first(value);
        const bool by_default = given == "default" && texts_ == 0;
        if (given)
            traits_.own_command = (local ? "SET LOCAL " : "SET ") + quoted_identifier(own) + " TO " +
                                  (by_default ? std::string("DEFAULT") : quoted_literal(*given));
        if (!by_default) traits_.own_values.emplace_back(own, std::move(given));
    }
    if (local || name == "transaction" || name == "constraints" || name.empty()) return;
    if (name == "seed") return traits_.pins.add(Pin::random_seed);
    if (name == "names") return touch("client_encoding");
    if (name == "schema") return touch("search_path");
    if (name == "time" && first(at + 1) == "zone") return touch("timezone");
    if (name == "xml" && first(at + 1) == "option") return touch("xmloption");
    if (first(value) == "default" && count_ == value + 1) return reset(name);
    touch(name);
}

void Classifier::reset_statement() {
    const std::string_view name = first(1);
    if (name == "all") {
        traits_.resets_all = true;
        return;
    }
    if (name == "session" && first(2) == "authorization") {
        traits_.reset.emplace_back("session_authorization");
        traits_.reset.emplace_back("role");
        return;
    }
    if (is_own(folded(name)) && count_ == 2 && texts_ == 0)
        traits_.own_command = "RESET " + quoted_identifier(folded(name));
    if (!name.empty()) reset(name == "time" && first(2) == "zone" ? std::string_view("timezone") : name);
}

void Classifier::deallocate_statement() {
    const std::string_view name = first(1) == "prepare" && count_ > 2 ? first(2) : first(1);
    traits_.unpins.add(Pin::sql_prepare);
    if (name == "all")
        traits_.deallocates_all = true;
    else
        traits_.deallocated.emplace_back(name);
}

void Classifier::discard_statement() {
    const std::string_view what = first(1);
    if (what == "all") {
        traits_.discards_all = true;
        traits_.unpins = PinSet::all();
        traits_.unpins.remove(Pin::loaded_library);
        traits_.unpins.remove(Pin::session_mode);
    }
    if (what == "temp" || what == "temporary") traits_.unpins.add(Pin::temporary_object);
    if (what == "sequences") traits_.unpins.add(Pin::sequence_value);
}

void Classifier::database_statement() {
    static constexpr std::size_t longest_name = 63;  // what PostgreSQL cuts names to
    const auto add = [&](std::string_view name) {
        if (!name.empty()) traits_.databases.emplace_back(name.substr(0, longest_name));
    };
    const std::string_view verb = first(0);
    if (verb == "drop") return add(first(2) == "if" && first(3) == "exists" ? first(4) : first(2));
    if (verb == "alter") {
        const bool renames = first(3) == "rename";
        if (!renames && !(first(3) == "set" && first(4) == "tablespace")) return;
        add(first(2));
        if (renames) add(previous_.text());
        return;
    }
    add(first(2));
    const std::string_view copied = template_.text();
    add(copied.empty() || copied == "default" ? "template1" : copied);
}

}  // namespace ormgate

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "dialects/ast/expression.hpp"

namespace ormgate::dialects {

// What is thrown to leave a deep tree; Translator catches it and answers the error.
struct BindFailure {
    Error error;
};

// Notes are what the stages of a translation find out on their way, beside the tree.
struct Notes {
    struct Refusal {
        std::string construct;
        std::uint32_t position;
    };
    std::vector<Refusal> refusals;  // one error names them all
    // The fields of rows as values: the modifier of a record's type is its place here, if they are known.
    struct RowField {
        std::string name;
        Type type;
    };
    using RowFields = std::vector<RowField>;
    std::vector<RowFields> row_types;
    std::map<int, std::string> pinned;  // literal slots whose value the translation depends on

    // Notes what cannot be translated; the stage goes on.
    void refuse(std::string construct, std::uint32_t position) {
        refusals.push_back({std::move(construct), position});
    }
    Type row_type(RowFields fields) {
        row_types.push_back(std::move(fields));
        return {TypeId::record, false, static_cast<std::int32_t>(row_types.size() - 1)};
    }
    const RowFields& fields_of(Type record) const {  // none: they are not known
        static const RowFields unknown;
        return record.modifier < 0 ? unknown : row_types.at(static_cast<std::size_t>(record.modifier));
    }
    void pin(const ast::Literal& literal) {
        if (literal.slot >= 0) pinned[literal.slot] = literal.text;
    }
};

}  // namespace ormgate::dialects

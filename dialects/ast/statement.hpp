#pragma once

#include "dialects/ast/ddl.hpp"
#include "dialects/ast/dml.hpp"
#include "dialects/ast/utility.hpp"

namespace ormgate::ast {

struct Statement {
    using Node = std::variant<
        // queries and DML
        QueryPtr,
        Insert,
        Update,
        Delete,
        Merge,
        Copy,
        LoadData,
        // DDL
        CreateTable,
        AlterTable,
        CreateIndex,
        CreateView,
        CreateSequence,
        AlterSequence,
        CreateEnum,
        AlterEnum,
        CreateDomain,
        CreateSchema,
        CreateDatabase,
        AlterDatabase,
        RenameTables,
        CreateExtension,
        Drop,
        Comment,
        Truncate,
        // transactions
        Begin,
        Commit,
        Rollback,
        Savepoint,
        ReleaseSavepoint,
        RollbackTo,
        PrepareTransaction,
        CommitPrepared,
        RollbackPrepared,
        Xa,
        SetTransaction,
        SetConstraints,
        // session
        SetVariable,
        SetVariables,
        Reset,
        Show,
        ShowObjects,
        Discard,
        Prepare,
        Execute,
        Deallocate,
        DeclareCursor,
        Fetch,
        CloseCursor,
        Listen,
        Unlisten,
        Notify,
        LockTables,
        UnlockTables,
        Explain,
        Use,
        Kill,
        // the rest
        Maintenance,
        CallProcedure,
        Do,
        Privileges,
        Role,
        Pragma,
        Empty,
        Opaque>;
    Node node;
    std::uint32_t begin = 0, end = 0;  // bytes of the source text, without the semicolon
    std::vector<std::uint16_t>
        pinned_slots;  // lifted literals that the grammar used as part of the structure

    template <class T>
    T* as() {
        return std::get_if<T>(&node);
    }
    template <class T>
    const T* as() const {
        return std::get_if<T>(&node);
    }
};

}  // namespace ormgate::ast

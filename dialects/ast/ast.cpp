#include "dialects/ast/statement.hpp"

namespace ormgate::ast {

void NodeDelete::operator()(Expr* node) const {
    delete node;
}
void NodeDelete::operator()(Query* node) const {
    delete node;
}
void NodeDelete::operator()(FromItem* node) const {
    delete node;
}
void NodeDelete::operator()(Statement* node) const {
    delete node;
}

}  // namespace ormgate::ast

#include <cstdio>

#include "server/version.hpp"

int main() { std::printf("ormgate %s\n", ormgate::version); }

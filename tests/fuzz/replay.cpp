// Runs a fuzz target over a corpus without libFuzzer, or (--seeds DIRECTORY) writes the corpus as libFuzzer's
// seeds.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/hex.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;

std::vector<Input> read(const std::string& path) {
    std::vector<Input> inputs;
    if (path.ends_with(".csv")) {
        for (const auto& line : ormgate::test::read_corpus(path)) {
            Input& input = inputs.emplace_back();
            for (std::byte b : line.bytes) input.push_back(std::to_integer<std::uint8_t>(b));
        }
        return inputs;
    }
    std::ifstream file(path);
    std::string line;
    while (std::getline(file, line)) inputs.emplace_back(line.begin(), line.end());
    return inputs;
}

void run(const Input& input) {
    LLVMFuzzerTestOneInput(input.data(), input.size());
}

void run_with_variations(const Input& input) {
    run(input);
    for (std::size_t size = 0; size < input.size(); ++size)
        run(Input(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(size)));
    for (std::size_t i = 0; i < input.size(); ++i) {
        for (const unsigned change : {0x01u, 0x80u, 0xffu}) {
            Input changed = input;
            changed[i] = static_cast<std::uint8_t>(changed[i] ^ change);
            run(changed);
        }
    }
}

}  // namespace

int main(int count, char** arguments) {
    std::vector<std::string> files(arguments + 1, arguments + count);
    std::string seeds;
    if (files.size() > 2 && files[0] == "--seeds") {
        seeds = files[1];
        files.erase(files.begin(), files.begin() + 2);
        std::filesystem::create_directories(seeds);
    }
    std::size_t total = 0;
    for (const std::string& file : files) {
        for (const Input& input : read(file)) {
            ++total;
            if (seeds.empty()) {
                run_with_variations(input);
                continue;
            }
            std::ofstream out(seeds + "/" + std::to_string(total), std::ios::binary);
            out.write(reinterpret_cast<const char*>(input.data()),
                      static_cast<std::streamsize>(input.size()));
        }
    }
    std::printf("%zu entries\n", total);
    return total > 0 ? 0 : 1;  // an empty corpus tests nothing
}

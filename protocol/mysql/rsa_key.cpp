#include "protocol/mysql/rsa_key.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <new>

namespace ormgate::mysql {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free_all)>;
using Context = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;

std::string public_part(EVP_PKEY* key) {
    const Bio bio(BIO_new(BIO_s_mem()), BIO_free_all);
    if (!bio || PEM_write_bio_PUBKEY(bio.get(), key) != 1) throw std::bad_alloc();
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

// Never asks a terminal for a passphrase.
int no_passphrase(char*, int, int, void*) {
    return -1;
}

Bio memory_of(std::string_view text) {
    return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free_all};
}

const unsigned char* raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

// OpenSSL keeps errors of a thread until somebody reads them, which would be TLS.
template <class Step, class Start>
std::optional<std::string> transform(EVP_PKEY* key, std::string_view in, Start start, Step step) {
    const Context context(EVP_PKEY_CTX_new(key, nullptr), EVP_PKEY_CTX_free);
    std::size_t size = 0;
    std::string out;
    bool done = context && start(context.get()) == 1 &&
                EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) == 1 &&
                step(context.get(), nullptr, &size, raw(in), in.size()) == 1;
    if (done) {
        out.resize(size);
        done =
            step(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, raw(in), in.size()) == 1;
    }
    ERR_clear_error();
    if (!done) return std::nullopt;
    out.resize(size);
    return out;
}

}  // namespace

RsaKey::RsaKey(EVP_PKEY* key) : key_(key, EVP_PKEY_free), public_pem_(public_part(key)) {}

RsaKey RsaKey::generate() {
    EVP_PKEY* key = EVP_RSA_gen(2048);
    if (!key) throw std::bad_alloc();
    return RsaKey(key);
}

std::optional<RsaKey> RsaKey::read_private(std::string_view pem) {
    const Bio bio = memory_of(pem);
    EVP_PKEY* key = bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr) : nullptr;
    ERR_clear_error();
    if (!key) return std::nullopt;
    return RsaKey(key);
}

std::optional<RsaKey> RsaKey::read_public(std::string_view pem) {
    const Bio bio = memory_of(pem);
    EVP_PKEY* key = bio ? PEM_read_bio_PUBKEY(bio.get(), nullptr, no_passphrase, nullptr) : nullptr;
    ERR_clear_error();
    if (!key) return std::nullopt;
    return RsaKey(key);
}

std::optional<std::string> RsaKey::decrypt(std::string_view sealed) const {
    return transform(key_.get(), sealed, EVP_PKEY_decrypt_init, EVP_PKEY_decrypt);
}

std::optional<std::string> RsaKey::encrypt(std::string_view text) const {
    return transform(key_.get(), text, EVP_PKEY_encrypt_init, EVP_PKEY_encrypt);
}

}  // namespace ormgate::mysql

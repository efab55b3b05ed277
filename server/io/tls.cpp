#include "server/io/tls.hpp"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <boost/asio/ssl/context.hpp>

namespace ormgate {

namespace ssl = asio::ssl;

// ALPN's list of names, each behind its length (RFC 7301).
static constexpr unsigned char alpn_names[] = "\x0apostgresql";

static int choose_protocol(SSL*,
                           const unsigned char** chosen,
                           unsigned char* chosen_size,
                           const unsigned char* offered,
                           unsigned int offered_size,
                           void*) {
    unsigned char* name = nullptr;
    const int found =
        SSL_select_next_proto(&name, chosen_size, alpn_names, sizeof alpn_names - 1, offered, offered_size);
    if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = name;
    return SSL_TLSEXT_ERR_OK;
}

static std::unexpected<Error> refused(const char* what,
                                      const std::string& file,
                                      const boost::system::error_code& why) {
    return fail(Errc::config_error,
                std::string("could not load ") + what + " \"" + file + "\": " + why.message());
}

Result<TlsContextPtr> make_tls_context(const TlsSettings& settings) {
    if (settings.certificate.empty() || settings.mode == ClientTls::disable) return nullptr;
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX* native = context->native_handle();
    boost::system::error_code bad;
    context->use_certificate_chain_file(settings.certificate, bad);
    if (bad) return refused("server certificate file", settings.certificate, bad);
    context->use_private_key_file(settings.key, ssl::context::pem, bad);
    if (bad) return refused("private key file", settings.key, bad);
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
    // An idle client should not cost two record buffers.
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    if (settings.client_ca.empty()) return context;
    context->load_verify_file(settings.client_ca, bad);
    if (bad) return refused("root certificate file", settings.client_ca, bad);
    SSL_CTX_set_client_CA_list(native, SSL_load_client_CA_file(settings.client_ca.c_str()));
    const int required = settings.mode == ClientTls::verify ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
    SSL_CTX_set_verify(native, SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE | required, nullptr);
    return context;
}

Bytes tls_server_end_point(ssl_st* tls) {
    const X509* certificate = SSL_get_certificate(tls);
    int digest = NID_undef;
    if (!certificate ||
        X509_get_signature_info(const_cast<X509*>(certificate), &digest, nullptr, nullptr, nullptr) != 1)
        return {};
    // RFC 5929: MD5 and SHA-1 are replaced by SHA-256.
    if (digest == NID_md5 || digest == NID_sha1) digest = NID_sha256;
    const EVP_MD* algorithm = EVP_get_digestbynid(digest);
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (!algorithm || X509_digest(certificate, algorithm, hash, &size) != 1) return {};
    const auto view = std::as_bytes(std::span(hash, size));
    return {view.begin(), view.end()};
}

}  // namespace ormgate

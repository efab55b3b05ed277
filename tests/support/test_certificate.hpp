#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace ormgate::test {

// TestCertificate is a fresh self-signed certificate of localhost in a directory of its own.
class TestCertificate {
public:
    explicit TestCertificate(const EVP_MD* digest = EVP_sha256()) {
        EVP_PKEY* key = EVP_EC_gen("P-256");
        X509* certificate = X509_new();
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        X509_NAME* name = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(
            name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
        X509_set_issuer_name(certificate, name);
        X509_sign(certificate, key, digest);
        write("certificate.pem", [&](BIO* out) { PEM_write_bio_X509(out, certificate); });
        write("key.pem",
              [&](BIO* out) { PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); });
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
    ~TestCertificate() { std::filesystem::remove_all(directory_); }
    TestCertificate(const TestCertificate&) = delete;
    TestCertificate& operator=(const TestCertificate&) = delete;

    std::string certificate() const { return directory_ / "certificate.pem"; }
    std::string key() const { return directory_ / "key.pem"; }

private:
    static std::filesystem::path fresh_directory() {
        std::string pattern = std::filesystem::temp_directory_path() / "ormgate-test-XXXXXX";
        return ::mkdtemp(pattern.data());
    }
    void write(const char* file, auto&& print) {
        BIO* out = BIO_new_file((directory_ / file).c_str(), "w");
        print(out);
        BIO_free(out);
    }

    std::filesystem::path directory_ = fresh_directory();
};

}  // namespace ormgate::test

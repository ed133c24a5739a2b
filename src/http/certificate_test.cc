#include "http/certificate.h"

#include <gmock/gmock.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"

namespace almoner::http {
namespace {

using ::testing::ElementsAre;

class CertificateTest : public ::testing::Test {
 protected:
  Status Ensure(const std::vector<std::string>& names = {"a.example", "127.0.0.1", "::1"}) {
    return EnsureCertificate(files_, names, clock_, random_);
  }
  [[nodiscard]] std::unique_ptr<X509, decltype(&X509_free)> Read() const {
    BIO* const bio = BIO_new_file(files_.certificate.path().c_str(), "r");
    std::unique_ptr<X509, decltype(&X509_free)> read(
        PEM_read_bio_X509(bio, nullptr, nullptr, nullptr), &X509_free);
    BIO_free(bio);
    return read;
  }
  static mode_t Mode(const OperatorPath& path) {
    struct stat found{};
    EXPECT_EQ(::stat(path.path().c_str(), &found), 0);
    return found.st_mode & 07777;
  }

  TempDir folder_;
  TlsFiles files_{folder_ / "tls.crt", folder_ / "tls.key"};
  FakeClock clock_{"2026-11-21T09:30:00Z"};
  FixedRandom random_;
};

TEST_F(CertificateTest, IsMadeForTheNamesGivenAndSignedByItself) {
  ASSERT_THAT(Ensure(), IsOk());
  const auto certificate = Read();
  ASSERT_TRUE(certificate);
  EXPECT_EQ(X509_check_host(certificate.get(), "a.example", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_host(certificate.get(), "b.example", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "::1", 0), 1);
  EVP_PKEY* const key = X509_get0_pubkey(certificate.get());
  EXPECT_EQ(X509_verify(certificate.get(), key), 1);
  char curve[32] = {};
  EVP_PKEY_get_group_name(key, curve, sizeof curve, nullptr);
  EXPECT_STREQ(curve, "prime256v1");
}

TEST_F(CertificateTest, IsGoodFor825DaysByTheClockGiven) {
  ASSERT_THAT(Ensure(), IsOk());
  const auto certificate = Read();
  const auto good = [&](std::string_view time) {
    std::time_t at = Time::Parse(time)->micros() / 1'000'000;
    return X509_cmp_time(X509_get0_notBefore(certificate.get()), &at) < 0 &&
           X509_cmp_time(X509_get0_notAfter(certificate.get()), &at) > 0;
  };
  EXPECT_TRUE(good("2026-11-21T09:30:00Z"));
  EXPECT_TRUE(good("2029-02-22T09:29:00Z"));
  EXPECT_FALSE(good("2029-02-22T09:31:00Z"));
  EXPECT_FALSE(good("2026-11-20T09:29:00Z"));
}

TEST_F(CertificateTest, KeepsItsKeyToTheOwner) {
  ASSERT_THAT(Ensure(), IsOk());
  EXPECT_EQ(Mode(files_.key), 0600U);
  EXPECT_THAT(CheckKeyIsPrivate(files_.key), IsOk());
}

TEST_F(CertificateTest, IsLeftAsItIsOnceThere) {
  ASSERT_THAT(Ensure(), IsOk());
  const std::string certificate = ReadText(files_.certificate.path());
  const std::string key = ReadText(files_.key.path());
  ASSERT_THAT(Ensure({"b.example"}), IsOk());
  EXPECT_EQ(ReadText(files_.certificate.path()), certificate);
  EXPECT_EQ(ReadText(files_.key.path()), key);
}

TEST_F(CertificateTest, WithAKeyThatOthersCanReadIsRefused) {
  ASSERT_THAT(Ensure(), IsOk());
  for (const mode_t open : {0644U, 0604U, 0602U, 0601U, 0620U, 0666U}) {
    ASSERT_EQ(::chmod(files_.key.path().c_str(), open), 0);
    EXPECT_THAT(Ensure(), FailsWith(Code::kRefused)) << std::oct << open;
  }
  ASSERT_EQ(::chmod(files_.key.path().c_str(), 0640), 0);
  EXPECT_THAT(Ensure(), IsOk()) << "a group may read it, as Debian's ssl-cert does";
}

TEST_F(CertificateTest, IsNotMadeWhereOnlyOneOfTheTwoFilesIs) {
  std::ofstream(files_.key.path()) << "a key";
  EXPECT_THAT(Ensure(), FailsWith(Code::kConflict));
  EXPECT_EQ(ReadText(files_.key.path()), "a key");
  std::filesystem::rename(files_.key.path(), files_.certificate.path());
  EXPECT_THAT(Ensure(), FailsWith(Code::kConflict));
  EXPECT_FALSE(std::filesystem::exists(files_.key.path()));
}

TEST_F(CertificateTest, IsNotMadeForWhatNoHostIsCalled) {
  EXPECT_THAT(Ensure({}), FailsWith(Code::kInvalid));
  for (const char* name :
       {"", "a b", "a.example:443", "a,DNS:b", "[::1]", "a/b", "caf\xc3\xa9.example"})
    EXPECT_THAT(Ensure({"a.example", name}), FailsWith(Code::kInvalid)) << name;
  EXPECT_FALSE(std::filesystem::exists(files_.key.path()));
}

TEST_F(CertificateTest, LeavesNothingBehindWhenItCannotBeWritten) {
  files_.certificate = folder_ / "absent/tls.crt";
  EXPECT_THAT(Ensure(), FailsWith(Code::kUnavailable));
  EXPECT_FALSE(std::filesystem::exists(files_.key.path()));
}

}  // namespace
}  // namespace almoner::http

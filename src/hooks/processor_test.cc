#include "hooks/processor.h"

#include <gmock/gmock.h>

#include <fstream>

#include "hooks/test_certificate.h"
#include "support/files.h"
#include "support/matchers.h"

namespace almoner::hooks {
namespace {

constexpr std::string_view kDomain = "opendsr.processor.example";
constexpr std::string_view kBody = R"({"request_status":"completed"})";
constexpr long kFrom = 1'790'000'000, kUntil = kFrom + 86'400;
constexpr Time kNow = Time::FromMicros((kFrom + 3600) * 1'000'000);

TestCertificate::Wanted Wanted() { return {.from = kFrom, .until = kUntil}; }

Result<ProcessorKey> KeyOf(const TestCertificate& certificate) {
  return ProcessorKey::Parse(certificate.Pem(), std::string(kDomain));
}

Headers Signed(const TestCertificate& certificate, std::string_view body = kBody) {
  return {{"X-OpenDSR-Processor-Domain", "OpenDSR.processor.example"},
          {"X-OpenDSR-Signature", certificate.Sign(body)}};
}

TEST(ProcessorKeyTest, KnowsWhatItsProcessorHasSigned) {
  for (const bool rsa : {false, true}) {
    TestCertificate::Wanted wanted = Wanted();
    wanted.rsa = rsa;
    const TestCertificate certificate(wanted);
    ASSERT_OK_AND(const ProcessorKey key, KeyOf(certificate));
    EXPECT_THAT(key.Verify(Signed(certificate), kBody, kNow), IsOk());
    EXPECT_THAT(key.Verify(Signed(certificate), "{}", kNow), FailsWith(Code::kRefused));
    EXPECT_THAT(key.Verify(Signed(certificate, "{}"), kBody, kNow), FailsWith(Code::kRefused));
    EXPECT_THAT(key.Verify(Signed(TestCertificate(wanted)), kBody, kNow),
                FailsWith(Code::kRefused));
  }
}

TEST(ProcessorKeyTest, RefusesWhatIsOfAnotherDomainOrHasNoHeaders) {
  const TestCertificate certificate(Wanted());
  ASSERT_OK_AND(const ProcessorKey key, KeyOf(certificate));
  Headers other = Signed(certificate);
  other[0].value = "other.example";
  EXPECT_THAT(key.Verify(other, kBody, kNow), FailsWith(Code::kRefused));
  Headers garbled = Signed(certificate);
  garbled[1].value = "?";
  EXPECT_THAT(key.Verify(garbled, kBody, kNow), FailsWith(Code::kInvalid));
  Headers empty = Signed(certificate);
  empty[1].value = "";
  EXPECT_THAT(key.Verify(empty, kBody, kNow), FailsWith(Code::kRefused));
  EXPECT_THAT(key.Verify({}, kBody, kNow), FailsWith(Code::kInvalid));
  Headers twice = Signed(certificate);
  twice.push_back(twice[1]);
  EXPECT_THAT(key.Verify(twice, kBody, kNow), FailsWith(Code::kInvalid));
}

TEST(ProcessorKeyTest, HoldsFromItsFirstDayToItsLast) {
  const TestCertificate certificate(Wanted());
  ASSERT_OK_AND(const ProcessorKey key, KeyOf(certificate));
  const auto at = [](long seconds) { return Time::FromMicros(seconds * 1'000'000); };
  EXPECT_THAT(key.Verify(Signed(certificate), kBody, at(kFrom - 1)), FailsWith(Code::kRefused));
  EXPECT_THAT(key.Verify(Signed(certificate), kBody, at(kUntil - 1)), IsOk());
  EXPECT_THAT(key.Verify(Signed(certificate), kBody, at(kUntil + 1)), FailsWith(Code::kRefused));
}

TEST(ProcessorKeyTest, IsOfACertificateForItsDomainThatMaySign) {
  const auto with = [](auto change) {
    TestCertificate::Wanted wanted = Wanted();
    change(wanted);
    return KeyOf(TestCertificate(wanted));
  };
  EXPECT_THAT(with([](auto& wanted) { wanted.usage = ""; }), IsOk());
  EXPECT_THAT(with([](auto& wanted) { wanted.names = "DNS:other.example"; }),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(with([](auto& wanted) { wanted.usage = "keyEncipherment"; }),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(with([](auto& wanted) {
                wanted.rsa = true;
                wanted.bits = 1024;
              }),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(ProcessorKey::Parse("", std::string(kDomain)), FailsWith(Code::kInvalid));
  EXPECT_THAT(ProcessorKey::Parse("-----BEGIN CERTIFICATE-----\nAAAA\n", std::string(kDomain)),
              FailsWith(Code::kInvalid));
}

TEST(ProcessorKeyTest, IsReadFromAFile) {
  const TempDir folder;
  const OperatorPath file = folder / "processor.pem";
  std::ofstream(file.path()) << TestCertificate(Wanted()).Pem();
  EXPECT_THAT(ProcessorKey::Read(file, std::string(kDomain)), IsOk());
  EXPECT_THAT(ProcessorKey::Read(file, "other.example"), FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::hooks

#include "identity/passkey.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "base/json.h"
#include "identity/passkey_test_vectors.h"
#include "identity/test_authenticator.h"
#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner::identity {
namespace {

using testing::HasSubstr;

MATCHER_P(IsRefused, words, "is refused with these words") {
  if (arg) return false;
  *result_listener << arg.error().Text();
  return arg.error().code == Code::kRefused &&
         testing::ExplainMatchResult(HasSubstr(words), arg.error().Text(), result_listener);
}

const RelyingParty& Fen() {
  static const RelyingParty party = {
      .id = "fen.example",
      .name = "Fen & Marsh Care",
      .origins = {"https://care.fen.example", "https://fen.example:8443"}};
  return party;
}

PasskeyChallenge Challenge() {
  FixedRandom random(7);
  return NewPasskeyChallenge(random);
}

PasskeyCeremony Asked() { return {.party = Fen(), .challenge = Challenge()}; }

Answering Right() {
  const PasskeyChallenge challenge = Challenge();
  return {.challenge = Bytes(challenge.begin(), challenge.end())};
}

// A passkey that was made rightly, and its authenticator.
struct Made {
  explicit Made(Algorithm algorithm = Algorithm::kEs256, Answering with = Right())
      : authenticator(algorithm),
        passkey(VerifyRegistration(Asked(), authenticator.Create(with)).value()) {}
  [[nodiscard]] Result<PasskeyUse> Use(const Answering& with) const {
    return VerifyPasskey(Asked(), passkey, authenticator.Get(with));
  }
  TestAuthenticator authenticator;
  Passkey passkey;
};

const Made& Es256() {
  static const Made made;
  return made;
}

PasskeyCeremony Vector(std::string_view challenge,
                       UserVerification verification = UserVerification::kPreferred) {
  static const RelyingParty party = {
      .id = "example.org", .name = "Example", .origins = {"https://example.org"}};
  PasskeyCeremony ceremony{.party = party, .challenge = {}, .verification = verification};
  std::ranges::copy(*FromHex(challenge), ceremony.challenge.begin());
  return ceremony;
}

std::string Url(std::string_view hex) { return ToBase64Url(*FromHex(hex)); }

std::string Assertion(std::string_view id, std::string_view data, std::string_view client_data,
                      std::string_view signature) {
  TestAuthenticator form;
  form.id = *FromHex(id);
  return form.Credential(R"("authenticatorData":")" + Url(data) + R"(","clientDataJSON":")" +
                         Url(client_data) + R"(","signature":")" + Url(signature) + "\"");
}

TEST(PasskeyVectorTest, NoAttestationWithEs256) {
  TestAuthenticator form;
  form.id = *FromHex(vectors::kId);
  ASSERT_OK_AND(
      const Passkey passkey,
      VerifyRegistration(
          Vector(vectors::kNewChallenge),
          form.Credential(R"("attestationObject":")" + Url(vectors::kAttestationObject) +
                          R"(","clientDataJSON":")" + Url(vectors::kNewClientData) + "\"")));
  EXPECT_EQ(ToHex(passkey.id), vectors::kId);
  EXPECT_EQ(ToHex(passkey.public_key), vectors::kKey);
  EXPECT_EQ(passkey.sign_count, 0U);
  EXPECT_TRUE(passkey.backup_eligible && passkey.backed_up);
  const std::string answer = Assertion(vectors::kId, vectors::kAuthenticatorData,
                                       vectors::kClientData, vectors::kSignature);
  EXPECT_THAT(PasskeyIdOf(answer), IsOkAndHolds(testing::Eq(passkey.id)));
  ASSERT_OK_AND(const PasskeyUse use, VerifyPasskey(Vector(vectors::kChallenge), passkey, answer));
  EXPECT_TRUE(use.backed_up && !use.user_verified);
  EXPECT_THAT(
      VerifyPasskey(Vector(vectors::kChallenge, UserVerification::kRequired), passkey, answer),
      IsRefused("PIN"));
}

TEST(PasskeyVectorTest, EdDsa) {
  const Passkey passkey = {.id = *FromHex(vectors::kEdId), .public_key = *FromHex(vectors::kEdKey)};
  EXPECT_THAT(VerifyPasskey(Vector(vectors::kEdChallenge), passkey,
                            Assertion(vectors::kEdId, vectors::kEdAuthenticatorData,
                                      vectors::kEdClientData, vectors::kEdSignature)),
              IsOk());
}

TEST(PasskeyVectorTest, AskedForInsideAnotherPage) {
  const Passkey passkey = {.id = *FromHex(vectors::kCrossId),
                           .public_key = *FromHex(vectors::kCrossKey)};
  EXPECT_THAT(VerifyPasskey(Vector(vectors::kCrossChallenge), passkey,
                            Assertion(vectors::kCrossId, vectors::kCrossAuthenticatorData,
                                      vectors::kCrossClientData, vectors::kCrossSignature)),
              IsRefused("inside somebody else's page"));
}

TEST(PasskeyTest, WorksWithEachAlgorithm) {
  for (const Algorithm algorithm : {Algorithm::kEs256, Algorithm::kEdDsa, Algorithm::kRs256}) {
    const Made made(algorithm);
    Answering with = Right();
    with.count = 1;
    ASSERT_OK_AND(const PasskeyUse use, made.Use(with));
    EXPECT_EQ(use.sign_count, 1U);
    EXPECT_TRUE(use.user_verified);
    EXPECT_FALSE(use.user_handle.has_value());
  }
}

TEST(PasskeyTest, BringsWhatTheBrowserSaysOfItself) {
  Answering with = Right();
  with.more_response = R"(,"transports":["internal","hybrid",7,"<b>",""],"publicKeyAlgorithm":-7)";
  EXPECT_THAT(Made(Algorithm::kEs256, with).passkey.transports,
              testing::ElementsAre("internal", "hybrid"));
  with = Right();
  with.more_response = R"(,"userHandle":"AQID")";
  ASSERT_OK_AND(const PasskeyUse use, Es256().Use(with));
  EXPECT_THAT(use.user_handle, testing::Optional(Bytes{1, 2, 3}));
  with.more_response = R"(,"userHandle":null)";
  EXPECT_FALSE(Es256().Use(with).value().user_handle.has_value());
  with.more_response = R"(,"userHandle":7)";
  EXPECT_THAT(Es256().Use(with), FailsWith(Code::kInvalid));
}

struct Wrong {
  std::string_view what;
  void (*make)(Answering&);
  std::string_view words;
};

constexpr Wrong kWrongs[] = {
    {"type", [](Answering& a) { a.type = "payment.get"; }, "other ceremony"},
    {"challenge", [](Answering& a) { a.challenge.back() ^= 1; }, "another challenge"},
    {"short challenge", [](Answering& a) { a.challenge.pop_back(); }, "another challenge"},
    {"origin", [](Answering& a) { a.origin = "https://fen.example"; }, "not ours"},
    {"http", [](Answering& a) { a.origin = "http://care.fen.example"; }, "not ours"},
    {"cross", [](Answering& a) { a.more_client_data = R"(,"crossOrigin":true)"; }, "inside"},
    {"cross as text", [](Answering& a) { a.more_client_data = R"(,"crossOrigin":"false")"; },
     "inside"},
    {"top", [](Answering& a) { a.more_client_data = R"(,"topOrigin":"https://x.example")"; },
     "inside"},
    {"host", [](Answering& a) { a.party = "marsh.example"; }, "another host"},
    {"presence", [](Answering& a) { a.flags = 0x04; }, "touched"},
    {"verification", [](Answering& a) { a.flags = 0x01; }, "PIN"},
};

TEST(PasskeyTest, ANewOneIsRefusedForEachThingThatIsWrong) {
  for (const Wrong& wrong : kWrongs) {
    Answering with = Right();
    wrong.make(with);
    EXPECT_THAT(VerifyRegistration(Asked(), Es256().authenticator.Create(with)),
                IsRefused(wrong.words))
        << wrong.what;
  }
  Answering with = Right();
  with.type = "webauthn.get";
  EXPECT_THAT(VerifyRegistration(Asked(), Es256().authenticator.Create(with)),
              IsRefused("other ceremony"));
  with = Right();
  with.format = "packed";
  EXPECT_THAT(VerifyRegistration(Asked(), Es256().authenticator.Create(with)),
              IsRefused("attestation"));
  with = Right();
  with.statement_hex = "a163616c6726";
  EXPECT_THAT(VerifyRegistration(Asked(), Es256().authenticator.Create(with)),
              IsRefused("attestation"));
}

TEST(PasskeyTest, SigningInIsRefusedForEachThingThatIsWrong) {
  for (const Wrong& wrong : kWrongs) {
    Answering with = Right();
    wrong.make(with);
    EXPECT_THAT(Es256().Use(with), IsRefused(wrong.words)) << wrong.what;
  }
  Answering with = Right();
  with.type = "webauthn.create";
  EXPECT_THAT(Es256().Use(with), IsRefused("other ceremony"));
  with = Right();
  with.flags = 0x0D;
  EXPECT_THAT(Es256().Use(with), IsRefused("backed up"));
}

TEST(PasskeyTest, TheRightAnswerIsRefusedOfAnotherKeyOrPasskey) {
  const TestAuthenticator other;
  EXPECT_THAT(VerifyPasskey(Asked(), Es256().passkey, other.Get(Right())), IsRefused("not signed"));
  TestAuthenticator renamed;
  renamed.id = ToBytes("another");
  EXPECT_THAT(VerifyPasskey(Asked(), Es256().passkey, renamed.Get(Right())),
              IsRefused("another passkey's"));
  Passkey broken = Es256().passkey;
  broken.public_key.pop_back();
  EXPECT_THAT(VerifyPasskey(Asked(), broken, Es256().authenticator.Get(Right())),
              FailsWith(Code::kCorrupt));
}

TEST(PasskeyTest, AnythingThatWasSignedCannotBeChanged) {
  const std::string answer = Es256().authenticator.Get(Right());
  std::size_t refused = 0;
  for (std::size_t at = 0; at < answer.size(); ++at) {
    std::string changed = answer;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    if (!VerifyPasskey(Asked(), Es256().passkey, changed)) ++refused;
  }
  // Only the name of a member that nobody reads may differ.
  EXPECT_EQ(answer.size() - refused, std::string_view("clientExtensionResults").size());
}

TEST(PasskeyTest, ACountThatHasNotGrownIsRefused) {
  Made made;
  Answering with = Right();
  const auto use = [&](std::uint32_t stored, std::uint32_t sent) {
    made.passkey.sign_count = stored;
    with.count = sent;
    return made.Use(with);
  };
  EXPECT_THAT(use(0, 0), IsOk());  // it does not count
  EXPECT_THAT(use(0, 9), IsOk());
  EXPECT_THAT(use(9, 10), IsOk());
  EXPECT_THAT(use(9, 9), IsRefused("copy"));
  EXPECT_THAT(use(9, 8), IsRefused("copy"));
  EXPECT_THAT(use(9, 0), IsRefused("copy"));
  EXPECT_THAT(use(UINT32_MAX - 1, UINT32_MAX), IsOk());
}

TEST(PasskeyTest, BesideAPasswordItNeedNotVerifyThePerson) {
  PasskeyCeremony beside = Asked();
  beside.verification = UserVerification::kPreferred;
  Answering with = Right();
  with.flags = 0x01;
  ASSERT_OK_AND(const PasskeyUse use,
                VerifyPasskey(beside, Es256().passkey, Es256().authenticator.Get(with)));
  EXPECT_FALSE(use.user_verified);
}

TEST(PasskeyTest, AuthenticatorsMayAddExtensionsAndNothingElse) {
  Answering with = Right();
  with.flags = 0x85;
  with.tail_hex = "a16b6372656450726f7465637402";  // {"credProtect": 2}
  EXPECT_THAT(Es256().Use(with), IsOk());
  for (const std::string_view bad : {"", "00", "a1", "a16b6372656450726f746563740200"}) {
    with.tail_hex = bad;
    EXPECT_THAT(Es256().Use(with), FailsWith(Code::kInvalid)) << bad;
  }
  with.flags = 0x05;
  with.tail_hex = "a0";
  EXPECT_THAT(Es256().Use(with), FailsWith(Code::kInvalid));
  with.tail_hex = "";
  with.flags = 0x15;  // backed up, and cannot be
  EXPECT_THAT(Es256().Use(with), FailsWith(Code::kInvalid));
}

TEST(PasskeyTest, KeysOfOtherKindsAreRefused) {
  TestAuthenticator authenticator;
  const std::string x = "215820" + ToHex(authenticator.signer().x());
  const std::string y = "225820" + ToHex(authenticator.signer().y());
  const std::string wrong_y = "225820" + ToHex(Bytes(32, 7));
  const std::string ed = std::string(64, '4');
  for (const std::string& bad :
       {"a5010203262001" + x + wrong_y,  // not on the curve
        "a5010203262002" + x + y,
        "a5010203382220"
        "01" +
            x + y,                                                // P-384, ES384
        "a4010203262001" + x, "a5010203262001" + x + "22f5",      // half a point
        "a5010303262001" + x + y, "a5010103262001" + x + y,       // another key type
        "a401012003" + std::string("2006215820") + ed,            // without its algorithm
        std::string("a4010103272004215820") + ed,                 // X25519
        std::string("a401010327200621581f") + ed.substr(2),       // a byte short
        std::string("a401030339010020") + "4101" + "2143010001",  // RSA of one byte
        std::string("a3010403") + "05" + "2041" + "00",           // a symmetric key
        std::string("a0"), std::string("80"), std::string("f6")}) {
    authenticator.key_hex = bad;
    EXPECT_THAT(VerifyRegistration(Asked(), authenticator.Create(Right())),
                FailsWith(Code::kInvalid))
        << bad;
  }
}

TEST(PasskeyTest, WhatIsNoAnswerIsInvalid) {
  const std::string good = Es256().authenticator.Get(Right());
  const auto without = [&](std::string_view what, std::string_view with) {
    std::string changed = good;
    return changed.replace(changed.find(what), what.size(), with);
  };
  for (const std::string& bad :
       {std::string(), std::string("null"), std::string("[]"), std::string("{}"),
        good.substr(0, good.size() - 1), without("public-key", "password"),
        without("\"rawId\"", "\"raw\""), without("\"id\":\"", "\"id\":\"AAAA"),
        without("\"response\"", "\"answer\""), without("\"signature\"", "\"sign\""),
        without("\"clientDataJSON\":\"", "\"clientDataJSON\":\"*"),
        without("\"authenticatorData\":\"", "\"authenticatorData\":\"AAAA"),
        std::string(300'000, ' ') + good})
    EXPECT_THAT(VerifyPasskey(Asked(), Es256().passkey, bad), FailsWith(Code::kInvalid)) << bad;
  EXPECT_THAT(PasskeyIdOf("{}"), FailsWith(Code::kInvalid));
  TestAuthenticator nameless;
  nameless.id = {};
  EXPECT_THAT(VerifyRegistration(Asked(), nameless.Create(Right())), FailsWith(Code::kInvalid));
  nameless.id = Bytes(1024, 1);
  EXPECT_THAT(VerifyRegistration(Asked(), nameless.Create(Right())), FailsWith(Code::kInvalid));
}

TEST(PasskeyOptionsTest, AskTheBrowserAsTheStandardSays) {
  const PasskeyUser user = {.handle = Bytes(32, 1),
                            .name = Personal<std::string>("ada@fen.example"),
                            .display_name = Personal<std::string>("Ada \"A\" Fen")};
  Passkey known = Es256().passkey;
  known.transports = {"usb"};
  ASSERT_OK_AND(const boost::json::value created,
                ParseJson(CreationOptions(Asked(), user, {&known, 1}).Expose()));
  EXPECT_EQ(
      ToText(created),
      R"({"rp":{"id":"fen.example","name":"Fen & Marsh Care"},"user":{"id":")" +
          ToBase64Url(Bytes(32, 1)) +
          R"(","name":"ada@fen.example","displayName":"Ada \"A\" Fen"},"challenge":")" +
          ToBase64Url(Challenge()) +
          R"(","pubKeyCredParams":[{"type":"public-key","alg":-7},{"type":"public-key","alg":-8},)"
          R"({"type":"public-key","alg":-257}],"timeout":300000,"excludeCredentials":[{"type":)"
          R"("public-key","id":")" +
          ToBase64Url(known.id) +
          R"(","transports":["usb"]}],"authenticatorSelection":{"residentKey":"preferred",)"
          R"("userVerification":"required"},"attestation":"none"})");
  EXPECT_EQ(RequestOptions(Asked(), {}), R"({"challenge":")" + ToBase64Url(Challenge()) +
                                             R"(","timeout":300000,"rpId":"fen.example",)"
                                             R"("allowCredentials":[],)"
                                             R"("userVerification":"required"})");
}

TEST(PasskeyOptionsTest, AChallengeIs32BytesThatDiffer) {
  FixedRandom random;
  EXPECT_NE(NewPasskeyChallenge(random), NewPasskeyChallenge(random));
  EXPECT_EQ(PasskeyChallenge().size(), 32U);
}

TEST(RelyingPartyTest, HasAHostAndPagesOfIt) {
  EXPECT_THAT(CheckRelyingParty(Fen()), IsOk());
  EXPECT_THAT(
      CheckRelyingParty({.id = "localhost", .name = "Demo", .origins = {"http://localhost:8080"}}),
      IsOk());
  for (const std::string_view bad :
       {"", "https://", "fen.example", "http://fen.example", "https://notfen.example",
        "https://fen.example.evil.example", "https://fen.example/",
        "https://fen.example:", "https://fen.example:99999999", "https://Fen.example",
        "https://a@fen.example", "https://fen.example#a", "https://.fen.example"})
    EXPECT_THAT(
        CheckRelyingParty({.id = "fen.example", .name = "Fen", .origins = {std::string(bad)}}),
        FailsWith(Code::kInvalid))
        << bad;
  for (const std::string_view bad :
       {"", "Fen.example", "fen.example:443", "https://fen.example", ".example", "fen.example."})
    EXPECT_THAT(
        CheckRelyingParty({.id = std::string(bad), .name = "Fen", .origins = Fen().origins}),
        FailsWith(Code::kInvalid));
  EXPECT_THAT(CheckRelyingParty({.id = "fen.example", .name = "", .origins = Fen().origins}),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(CheckRelyingParty({.id = "fen.example", .name = "Fen", .origins = {}}),
              FailsWith(Code::kInvalid));
}

}  // namespace
}  // namespace almoner::identity

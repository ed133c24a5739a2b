// The worked example of docs/formats/record-envelope.md, made by the program itself.
#include <algorithm>
#include <deque>

#include "support/fakes.h"
#include "support/matchers.h"
#include "support/stores.h"
#include "vault/vault.h"

namespace almoner::vault {
namespace {

// Every draw is filled with the next byte of the script.
class ScriptedRandom : public Random {
 public:
  explicit ScriptedRandom(std::deque<std::uint8_t> script) : script_(std::move(script)) {}
  void Fill(std::span<std::uint8_t> out) override {
    ASSERT_FALSE(script_.empty());
    std::ranges::fill(out, script_.front());
    script_.pop_front();
  }

 private:
  std::deque<std::uint8_t> script_;
};

std::string PageWithoutSpaces() {
  std::string page = ReadText("docs/formats/record-envelope.md");
  std::erase_if(page, [](char c) { return c == ' ' || c == '\n'; });
  return page;
}

template <class AnyId>
AnyId IdOf(std::uint8_t byte) {
  return *AnyId::From(Bytes(16, byte));
}

TEST(Example, TheBytesOnThePageAreTheProgramsOwn) {
  const std::string page = PageWithoutSpaces();
  const auto expect = [&](BytesView bytes, const char* what) {
    EXPECT_TRUE(page.contains(ToHex(bytes))) << what << ": " << ToHex(bytes);
  };
  // Root key, log seed, epoch key, index key; the ledger's seal; the person's key and its seal; the
  // record's key, the body's nonce, the key's nonce.
  ScriptedRandom random({0x00, 0x05, 0x0e, 0x0f, 0xb0, 0x0d, 0xa3, 0x0c, 0xa1, 0xa2});
  const FakeClock clock("2026-11-21T09:30:00Z");
  const TempDir folder;
  ASSERT_THAT(keys::Ledger::Create(folder / "keys", random, clock), IsOk());
  const auto ledger = keys::Ledger::Open(folder / "keys", random);
  ASSERT_THAT(ledger, IsOk());
  const keys::Keys keys(IdOf<HomeId>(1), **ledger, random);
  const auto person = IdOf<SubjectId>(3);
  ASSERT_OK_AND(auto data_key, keys.Make(person.bytes(), keys::Kind::kData));
  expect(data_key.wrapped.wrapped, "the person's data key");

  Content content;
  content.source = "self";
  content.author = IdOf<StaffId>(4);
  content.event_at = *Time::Parse("2026-11-21T09:30:00Z");
  content.fields.push_back({"text", Personal(std::string("Slept well."))});
  expect(Encode(content).view(), "content");
  const Label label{.id = IdOf<RecordId>(2),
                    .version = 1,
                    .category = "support-notes",
                    .purpose = "support",
                    .recorded_at = *Time::Parse("2026-11-21T09:31:00Z")};
  expect(Encode(label), "label");
  expect(keys.Place(keys::SealedField::kRecordBody, label.id.bytes(), Encode(label)),
         "the body's associated data");
  std::vector<PersonKey> person_keys;
  person_keys.push_back({.subject = person, .generation = 1, .key = std::move(data_key.key)});
  ASSERT_OK_AND(const ReadyRecord ready,
                Seal(keys, label, content, {{.subject = person}}, person_keys, {}));
  expect(ready.body, "the sealed body");
  expect(ready.digest, "digest");
  expect(ready.wraps.front().wrapped, "the record's key for this person");

  const auto role = keys::Columns(IdOf<StaffId>(4), std::string_view("support-worker"),
                                  *Time::Parse("2026-11-21T09:30:00Z"), std::optional<Time>());
  expect(role, "the columns of a role");
  expect((*ledger)->StampKey().view(), "the stamp key");
  expect(keys::Stamp(keys, keys::Stamped::kRole, role), "the stamp of a role");
  const Bytes token = keys.Token("word", "ana", 3);
  EXPECT_TRUE(page.contains("`" + ToHex(token) + "`")) << ToHex(token);
}

}  // namespace
}  // namespace almoner::vault

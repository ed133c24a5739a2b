#include "audit/entry.h"

#include <gtest/gtest.h>

#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner::audit {
namespace {

crypto::Digest DigestOf(std::uint8_t fill) {
  crypto::Digest digest;
  digest.fill(fill);
  return digest;
}

EntryId SomeId() { return *EntryId::Parse("000102030405060708090a0b0c0d0e0f"); }
Time SomeTime() { return *Time::Parse("2026-11-21T09:30:00.25Z"); }
Entry Smallest() { return {SomeId(), SomeTime(), "record.read", "allowed"}; }

Entry Fullest() {
  Entry entry = Smallest();
  entry.purpose = "care-and-support";
  entry.clauses = {"s4.2", "UKGDPR:9(2)(h)", "DPA2018:sch1/2"};
  entry.notice = std::string(64, 'a');
  entry.actor = DigestOf(1);
  entry.subjects = {DigestOf(2), DigestOf(3)};
  entry.sealed = {DigestOf(4)};
  entry.destroyed = {DigestOf(5), DigestOf(6)};
  entry.counts = {{"attachments", -1}, {"records", 12}};
  return entry;
}

std::string Encoded(const Entry& entry) { return std::string(AsText(*Encode(entry))); }

TEST(Entry, IsWrittenInOneLineOfJson) {
  EXPECT_EQ(Encoded(Smallest()),
            R"({"v":1,"id":"000102030405060708090a0b0c0d0e0f","at":"2026-11-21T09:30:00.250000Z",)"
            R"("action":"record.read","outcome":"allowed"})");
}

TEST(Entry, IsReadBackAsItWasWritten) {
  for (const Entry& entry : {Smallest(), Fullest()})
    EXPECT_THAT(Decode(AsBytes(Encoded(entry))), IsOkAndHolds(entry));
}

TEST(Entry, DoesNotTellInWhichOrderPeopleWereSeen) {
  Entry other = Fullest();
  other.subjects = {DigestOf(3), DigestOf(2), DigestOf(3)};
  other.destroyed = {DigestOf(6), DigestOf(5)};
  EXPECT_EQ(Encoded(other), Encoded(Fullest()));
}

// Text about someone would have a space, an @ or an accent somewhere; none of these get in.
TEST(Entry, HoldsOnlyWordsAndIds) {
  for (const char* text :
       {"Ana Example", "ana@charity.example", "caf\u00e9", "a\"b", "a\\b", "a\nb", "a,b"}) {
    Entry entry = Smallest();
    entry.purpose = text;
    EXPECT_THAT(Encode(entry), FailsWith(Code::kInvalid)) << text;
    entry = Smallest();
    entry.clauses = {"s1", text};
    EXPECT_THAT(Encode(entry), FailsWith(Code::kInvalid)) << text;
    entry = Smallest();
    entry.counts[text] = 1;
    EXPECT_THAT(Encode(entry), FailsWith(Code::kInvalid)) << text;
    entry = Smallest();
    entry.notice = text;
    EXPECT_THAT(Encode(entry), FailsWith(Code::kInvalid)) << text;
  }
  Entry entry = Smallest();
  entry.clauses = {""};
  EXPECT_THAT(Encode(entry), FailsWith(Code::kInvalid));
  entry.clauses = {std::string(81, 'a')};
  EXPECT_THAT(Encode(entry), FailsWith(Code::kInvalid));
  EXPECT_THAT(Encode(Entry(SomeId(), SomeTime(), "record read", "allowed")),
              FailsWith(Code::kInvalid));
  EXPECT_THAT(Encode(Entry(SomeId(), SomeTime(), "record.read", "")), FailsWith(Code::kInvalid));
}

TEST(Entry, HasATimeThatCanBeWritten) {
  for (const char* at :
       {"0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"}) {
    const Entry entry(SomeId(), *Time::Parse(at), "record.read", "allowed");
    EXPECT_THAT(Decode(AsBytes(Encoded(entry))), IsOkAndHolds(entry)) << at;
  }
  for (const std::int64_t micros : {INT64_MIN, INT64_MAX})
    EXPECT_THAT(Encode(Entry(SomeId(), Time::FromMicros(micros), "record.read", "allowed")),
                FailsWith(Code::kInvalid));
}

TEST(Entry, NamesAThousandRowsAndIsRefusedWhenTooLong) {
  FixedRandom random;
  Entry entry = Fullest();
  const auto add = [&](std::size_t count) {
    while (entry.destroyed.size() < count) random.Fill(entry.destroyed.emplace_back());
  };
  add(1'350);
  EXPECT_THAT(Encode(entry), IsOk());
  add(1'500);
  EXPECT_THAT(Encode(entry), FailsWith(Code::kInvalid));
  EXPECT_THAT(Decode(Bytes(kMaxEntrySize + 1, ' ')), FailsWith(Code::kInvalid));
}

TEST(Entry, HasOneFormOnly) {
  const std::string good = Encoded(Fullest());
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  for (const std::string& bad : {std::string(),
                                 std::string("{}"),
                                 std::string("[]"),
                                 std::string("null"),
                                 " " + good,
                                 good + "\n",
                                 with("\"v\":1", "\"v\":2"),
                                 with("\"v\":1", "\"v\": 1"),
                                 with("\"v\":1,", ""),
                                 with("\"v\":1", "\"v\":1.0"),
                                 with("0b0c0d", "0B0C0D"),
                                 with(".250000Z", ".25Z"),
                                 with(".250000Z", ".250000+00:00"),
                                 with("allowed", "\\u0061llowed"),
                                 with("allowed", "someone else"),
                                 with("\"records\":12", "\"records\":12e0"),
                                 with("\"records\":12", "\"records\":\"12\""),
                                 with("\"records\":12", "\"records\":12,\"a\":1"),
                                 with("\"records\":12", "\"records\":12,\"records\":12"),
                                 with("\"purpose\":\"care-and-support\"", "\"purpose\":\"\""),
                                 with("\"purpose\":\"care-and-support\"", "\"purpose\":null"),
                                 with("\"s4.2\",", "\"s4.2\" ,"),
                                 with("\"s4.2\"", "4"),
                                 with("\"sealed\":[\"", "\"sealed\":[\"A"),
                                 with("{\"v\"", "{\"extra\":1,\"v\"")})
    EXPECT_THAT(Decode(AsBytes(bad)), FailsWith(Code::kInvalid)) << bad;
}

TEST(Entry, IsRefusedWithPeopleOutOfOrderOrTwice) {
  const std::string two = ToBase64(DigestOf(2));
  const std::string three = ToBase64(DigestOf(3));
  std::string text = Encoded(Fullest());
  const std::string list = "\"" + two + "\",\"" + three + "\"";
  const std::size_t at = text.find(list);
  ASSERT_NE(at, std::string::npos);
  for (const std::string& other :
       {"\"" + three + "\",\"" + two + "\"", "\"" + two + "\",\"" + two + "\""}) {
    std::string changed = text;
    EXPECT_THAT(Decode(AsBytes(changed.replace(at, list.size(), other))),
                FailsWith(Code::kInvalid));
  }
}

TEST(Entry, PseudonymsOfOnePersonDifferFromEntryToEntryAndFromPersonToPerson) {
  FixedRandom random;
  const SecretBytes ana = SecretBytes::CopyOf("audit key of the first person  ..");
  const SecretBytes ben = SecretBytes::CopyOf("audit key of the second person ..");
  const EntryId first = EntryId::New(random);
  const EntryId second = EntryId::New(random);
  EXPECT_EQ(Pseudonym(ana, first), Pseudonym(ana, first));
  EXPECT_NE(Pseudonym(ana, first), Pseudonym(ana, second));
  EXPECT_NE(Pseudonym(ana, first), Pseudonym(ben, first));
}

}  // namespace
}  // namespace almoner::audit

#include "vault/record.h"

#include "support/fakes.h"
#include "support/matchers.h"

namespace almoner::vault {
namespace {

Content Sample(FixedRandom& random) {
  Content content;
  content.source = "family";
  content.nature = Nature::kOpinion;
  content.author = StaffId::New(random);
  content.event_at = *Time::Parse("1969-07-20T20:17:40Z");
  content.fields.push_back({"text", Personal(std::string("Żółw, and a NUL: \0.", 20))});
  content.fields.push_back({"empty", Personal(std::string())});
  return content;
}

TEST(Content, IsReadBackAsItWasWritten) {
  FixedRandom random;
  const Content content = Sample(random);
  const SecretBytes bytes = Encode(content);
  ASSERT_OK_AND(const Content again, DecodeContent(bytes.view()));
  EXPECT_TRUE(Encode(again) == bytes);
  EXPECT_EQ(*again.Find("text"), *content.Find("text"));
  EXPECT_EQ(again.Find("nothing"), nullptr);
}

TEST(Content, CutShortOrLengthenedIsCorrupt) {
  FixedRandom random;
  const SecretBytes bytes = Encode(Sample(random));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_THAT(DecodeContent(bytes.view().first(size)), FailsWith(Code::kCorrupt)) << size;
  Bytes longer(bytes.view().begin(), bytes.view().end());
  longer.push_back(0);
  EXPECT_THAT(DecodeContent(longer), FailsWith(Code::kCorrupt));
}

TEST(Columns, DifferWithEveryPartOfTheLabelThePeopleAndTheBody) {
  FixedRandom random;
  const Label label{.id = RecordId::New(random),
                    .version = 1,
                    .category = "ab",
                    .purpose = "c",
                    .recorded_at = Time::FromMicros(5)};
  const Bytes body = {1, 2, 3};
  const Person ana{.subject = SubjectId::New(random)};
  const Person ben{.subject = SubjectId::New(random), .part = Part::kMentions};
  const auto columns = ColumnsOf(label, {ana, ben}, body);
  const auto differs = [&](auto change) {
    Label other = label;
    change(other);
    return ColumnsOf(other, {ana, ben}, body) != columns;
  };
  EXPECT_TRUE(differs([&](Label& l) { l.id = RecordId::New(random); }));
  EXPECT_TRUE(differs([](Label& l) { l.version = 2; }));
  EXPECT_TRUE(differs([](Label& l) {
    l.category = "a";
    l.purpose = "bc";
  }));
  EXPECT_TRUE(differs([](Label& l) { l.recorded_at = Time::FromMicros(6); }));
  EXPECT_NE(ColumnsOf(label, {ana, ben}, Bytes{1, 2}), columns);
  EXPECT_EQ(ColumnsOf(label, {ben, ana}, body), columns) << "people have no order";
  EXPECT_NE(ColumnsOf(label, {ana}, body), columns);
  EXPECT_NE(ColumnsOf(label, {ana, {.subject = ben.subject}}, body), columns);
}

}  // namespace
}  // namespace almoner::vault

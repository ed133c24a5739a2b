#include "rights/redaction.h"

#include "rights/remedy.h"
#include "rights/test_requests.h"

namespace almoner::rights {
namespace {

using law::Right;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class RedactionTest : public RightsTest {
 protected:
  std::vector<Suggestion> Suggested(const RequestId& request) {
    return almoner::Allowed(Suggest(context(), house.officer, Now(request)));
  }
  static std::vector<std::string> Texts(const std::vector<Suggestion>& suggestions) {
    std::vector<std::string> words;
    for (const Suggestion& one : suggestions) words.push_back(one.words.Expose());
    return words;
  }
};
INSTANTIATE_ENGINES(RedactionTest);

TEST_P(RedactionTest, WhatNamesOthersIsSuggestedAndWhatIsThePersonsOwnIsNot) {
  const SubjectId ana = house.Person("Ana Kovač", "01632 960001");
  const SubjectId ben = house.Person("Benjamin Adeyemi", "01632 960002");
  house.Note({{ana}, {ben, vault::Part::kMentions}},
             "Ana rang from 01632 960001. Ben helps; his number is 01632 960002. Her mum is ill.");
  const RequestId request = Opened(Right::kAccess, ana);
  EXPECT_THAT(Texts(Suggested(request)), ElementsAre("Ben", "01632 960002", "Her mum"));
  EXPECT_THAT(Suggest(context(), house.worker, Now(request)), RefusedBy(gate::Rule::kRole));
}

TEST_P(RedactionTest, WhatSomebodyDecidedToTakeOutIsInNoFormInThePack) {
  const SubjectId ana = house.Person("Ana Kovač");
  const SubjectId ben = house.Person("Benjamin Adeyemi", "01632 960002");
  const RecordId note =
      house.Note({{ana}, {ben, vault::Part::kMentions}}, "Ben helps with the shopping.");
  const RequestId request = Opened(Right::kAccess, ana);
  Agree(request, "support-notes");
  const auto suggested = Suggested(request);
  ASSERT_EQ(suggested.size(), 1U);
  const auto drafted = [&] {
    return Json(almoner::Allowed(Draft(context(), house.officer, Now(request))).files);
  };
  EXPECT_THAT(drafted(), HasSubstr("Ben helps")) << "nothing is hidden by itself";
  const auto redact = [&](std::size_t from, std::size_t to, const char* ground) {
    return Redact(context(), house.officer, Now(request), {note, "text", from, to, ground});
  };
  EXPECT_THAT(redact(0, 3, "embarrassing"), FailsWith(Code::kInvalid));
  EXPECT_THAT(redact(0, 300, "EX_THIRD_PARTY"), FailsWith(Code::kInvalid));
  EXPECT_THAT(redact(3, 3, "EX_THIRD_PARTY"), FailsWith(Code::kInvalid));
  almoner::Allowed(redact(suggested[0].place.from, suggested[0].place.to, "EX_THIRD_PARTY"));
  EXPECT_FALSE(Now(request).drafted) << "another draft is needed";
  const auto pack = almoner::Allowed(Draft(context(), house.officer, Now(request)));
  EXPECT_THAT(Json(pack.files), HasSubstr("[removed] helps with the shopping."));
  for (const paper::File& file : pack.files)
    EXPECT_THAT(std::string(AsText(file.bytes)), Not(HasSubstr("Ben helps"))) << file.path;
  EXPECT_THAT(house.Texts(house.worker, "support", ana),
              testing::Contains("Ben helps with the shopping."))
      << "what is held stays as it is";
  almoner::Allowed(Restore(context(), house.officer, Now(request), note));
  EXPECT_THAT(drafted(), HasSubstr("Ben helps"));
  EXPECT_THAT(Restore(context(), house.officer, Now(request), note), FailsWith(Code::kNotFound));
}

TEST_P(RedactionTest, ARecordThatHasChangedSinceIsLookedAtAnew) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId note = house.Note(ana, "Zoë called.");
  const RequestId request = Opened(Right::kAccess, ana);
  Agree(request, "support-notes");
  const auto cut = [&](std::size_t to) {
    return Redact(context(), house.officer, Now(request), {note, "text", 0, to, "EX_THIRD_PARTY"});
  };
  EXPECT_THAT(cut(3), FailsWith(Code::kInvalid)) << "in the middle of a letter";
  almoner::Allowed(cut(4));
  const RequestId mending = Opened(Right::kRectification, ana);
  almoner::Allowed(ConfirmIdentity(context(), house.officer, Now(mending), "known"));
  almoner::Allowed(Decide(context(), house.officer, Now(mending), {"granted", "", ""}));
  almoner::Allowed(Correct(context(), house.officer, Now(mending), note, "text",
                           Personal(std::string("It was Zoë who called."))));
  EXPECT_THAT(Draft(context(), house.officer, Now(request)), FailsWith(Code::kConflict));
  almoner::Allowed(Restore(context(), house.officer, Now(request), note));
  EXPECT_THAT(Draft(context(), house.officer, Now(request)), IsOk());
}

TEST_P(RedactionTest, WhatIsTakenOutOfARecordIsChangedAsAWholeOrNotAtAll) {
  const SubjectId ana = house.Person("Ana Kovač");
  const RecordId note = house.Note(ana, "Her neighbour Ben called.");
  const RequestId request = Opened(law::Right::kAccess, ana);
  const auto cut = [&](std::size_t from, std::size_t to) {
    return Cut{.record = note, .field = "text", .from = from, .to = to, .ground = "EX_THIRD_PARTY"};
  };
  almoner::Allowed(Redact(context(), house.officer, Now(request), cut(0, 3)));
  const State before = Now(request);
  EXPECT_THAT(Recut(context(), house.officer, before, note, {cut(4, 13), cut(14, 999)}),
              FailsWith(Code::kInvalid));
  EXPECT_EQ(Now(request).redactions.size(), 1U) << "nothing of it";
  almoner::Allowed(Recut(context(), house.officer, before, note, {cut(4, 13), cut(14, 17)}));
  ASSERT_EQ(Now(request).redactions.size(), 2U);
  EXPECT_EQ(Now(request).redactions[0].from, 4U);
  EXPECT_THAT(Recut(context(), house.officer, before, note, {}), FailsWith(Code::kConflict))
      << "somebody has changed it meanwhile";
  almoner::Allowed(Recut(context(), house.officer, Now(request), note, {}));
  EXPECT_TRUE(Now(request).redactions.empty());
}

}  // namespace
}  // namespace almoner::rights

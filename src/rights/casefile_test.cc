#include "rights/casefile.h"

#include "paper/pdf.h"
#include "rights/chronology.h"
#include "rights/events.h"
#include "rights/test_requests.h"

namespace almoner::rights {
namespace {

using law::Right;
using testing::HasSubstr;
using testing::Not;

class CaseFileTest : public RightsTest {};
INSTANTIATE_ENGINES(CaseFileTest);

TEST_P(CaseFileTest, EachEventIsASentence) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "Slept well.");
  const RequestId request = Opened(Right::kAccess, ana);
  almoner::Allowed(Acknowledge(context(), house.officer, Now(request)));
  almoner::Allowed(Rule(context(), house.officer, Now(request), "support-notes",
                        {.yes = false, .ground = "BAR_HEALTH"}));
  const State state = Now(request);
  const auto told = Chronology(house.notice(), state);
  ASSERT_EQ(told.size(), 3U);
  EXPECT_EQ(told[0].what, "Received by letter on 2026-11-02: access.");
  EXPECT_EQ(told[0].words, "Please.");
  EXPECT_EQ(told[1].by, house.officer);
  EXPECT_EQ(told[2].what, "support notes: no, on BAR_HEALTH.");
  for (const Happened& one : told)
    EXPECT_THAT(one.what, Not(HasSubstr("-asked."))) << "every kind has words of its own";
}

TEST_P(CaseFileTest, ItHoldsWhatWasReleasedBesideWhatIsHeldAndTheLetters) {
  const SubjectId ana = house.Person("Ana Kovač");
  house.Note(ana, "A secret of somebody else.");
  const RequestId request = Opened(Right::kAccess, ana);
  almoner::Allowed(Acknowledge(context(), house.officer, Now(request)));
  RuleOn(request, "support-notes", {.yes = false, .ground = "EX_THIRD_PARTY"});
  const auto file = almoner::Allowed(MakeCaseFile(context(), house.officer, Now(request)));
  EXPECT_THAT(std::string(AsText(file.pdf)).substr(0, 5), "%PDF-");
  const std::string zip(AsText(file.zip));
  for (const char* const path :
       {"casefile.pdf", "released.json", "held.json", "letters/01-acknowledged.txt"})
    EXPECT_THAT(zip, HasSubstr(path));
  EXPECT_EQ(house.Count("SELECT COUNT(*) FROM trail WHERE action = 'request.casefile-made'"), 1);
}

TEST_P(CaseFileTest, WhoeverDoesNotAnswerForRightsHasNone) {
  const RequestId request = Opened(Right::kComplaint, house.Person("Ana Kovač"));
  EXPECT_THAT(MakeCaseFile(context(), house.worker, Now(request)), RefusedBy(gate::Rule::kRole));
}

}  // namespace
}  // namespace almoner::rights

// Forms that were made before something else happened with the request, and forms sent twice.
#include <gmock/gmock.h>

#include "console/test_requests.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class MovedTest : public RequestTest {
 protected:
  static FormFields Search(const std::string& seq, const std::string& where) {
    return {{"kind", "paper"}, {"where", where}, {"who", "reception"}, {"terms", "her name"},
            {"dates", ""},     {"found", "0"},   {"seq", seq}};
  }
};

TEST_F(MovedTest, NobodyActsOnWhatTheyHaveNotRead) {
  const std::string path = Log();
  const Reply form = ada_.Get(path + "/identity");
  const std::string seq = Between(form.body, "name=\"seq\" value=\"", "\"");
  Take(path, "acknowledge");
  const Reply late = Send(ada_, path + "/identity", {{"how", "she came in"}, {"seq", seq}});
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(
      late.body,
      AllOf(HasSubstr("Somebody has changed this meanwhile"), HasSubstr("href=\"#heading\""),
            HasSubstr("id=\"heading\" tabindex=\"-1\""), HasSubstr("value=\"she came in\""),
            HasSubstr("name=\"seq\" value=\"" + Seq(path) + "\"")));
  EXPECT_EQ(Send(ada_, path + "/identity", {{"how", "she came in"}, {"seq", ""}}).status, 409);
  EXPECT_EQ(Send(ada_, path + "/rule", {{"part", "1"}, {"seq", seq}}).status, 409);
  EXPECT_THAT(ada_.Get(path).body, Not(HasSubstr("It was confirmed who is asking")));
}

TEST_F(MovedTest, ASecondClickIsDoneAndAnotherAnswerIsNot) {
  const std::string path = Log();
  const std::string seq = Seq(path);
  const Reply first = Send(ada_, path + "/search", Search(seq, "the cabinet"));
  EXPECT_EQ(first.header("location"), path + "?done=search");
  const std::string after = Seq(path);
  EXPECT_EQ(Send(ada_, path + "/search", Search(seq, "the cabinet")).header("location"),
            path + "?done=search");
  EXPECT_EQ(Seq(path), after) << "recorded once";
  const Reply other = Send(ada_, path + "/search", Search(seq, "the shed"));
  EXPECT_EQ(other.status, 409);
  EXPECT_THAT(other.body, HasSubstr("value=\"the shed\""));
  Browser nia = SignedIn("nia");
  EXPECT_EQ(Send(nia, path + "/search", Search(seq, "the cabinet")).status, 409) << "not hers";
  EXPECT_EQ(Seq(path), after);
}

TEST_F(MovedTest, ThatItIsDoneIsSaidToWhoeverDidItJustNow) {
  const std::string path = Log();
  EXPECT_THAT(ada_.Get(path + "?done=close").body, Not(HasSubstr("Recorded: ")));
  Take(path, "acknowledge");
  const std::string done = path + "?done=acknowledge";
  EXPECT_THAT(ada_.Get(done).body, HasSubstr("Recorded: tell the person that it has come."));
  EXPECT_THAT(ada_.Get(path + "?done=log").body, Not(HasSubstr("The request is logged.")));
  EXPECT_THAT(SignedIn("nia").Get(done).body, Not(HasSubstr("Recorded: ")));
  world().clock().Advance(std::chrono::minutes(11));
  EXPECT_THAT(ada_.Get(done).body, Not(HasSubstr("Recorded: ")));
}

}  // namespace
}  // namespace almoner::web::console

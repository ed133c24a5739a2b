// The redaction screen: what is suggested, what somebody decides, and what leaves.
#include <gmock/gmock.h>

#include "console/test_requests.h"

namespace almoner::web::console {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

class RedactionPageTest : public RequestTest {
 protected:
  RedactionPageTest() {
    world().clock().Advance(std::chrono::minutes(1));
    world().AddNote(world().worker(), world().person(),
                    "Her son Tom rang from 01632 960123 & was cross.\nTom visits on Sundays.");
    path_ = Log();
  }
  // The record of that note is the last.
  Reply Note() { return ada_.Get(path_ + "/redact?n=3"); }
  Reply Save(const Reply& page, FormFields fields) {
    for (const char* const name : {"record", "digest", "n", "seq"})
      fields.emplace_back(name,
                          Between(page.body, "name=\"" + std::string(name) + "\" value=\"", "\""));
    return Send(ada_, path_ + "/redact", fields);
  }
  // The name of the radio buttons of what stands in the mark.
  static std::string FieldOf(const Reply& page, const std::string& words) {
    const std::size_t at = page.body.find(">" + words + "</mark></legend>");
    return at == std::string::npos ? "" : Between(page.body.substr(at), "name=\"", "\"");
  }

  std::string path_;
};

TEST_F(RedactionPageTest, WhatIsSuggestedIsMarkedAndDecidedOneByOne) {
  const Reply page = Note();
  ASSERT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("Record 3 of 3"), HasSubstr("<mark>01632 960123</mark>"),
                               HasSubstr("Save and next record"), HasSubstr("Previous record"),
                               Not(HasSubstr("Next record</a>"))));
  const std::string phone = FieldOf(page, "01632 960123");
  EXPECT_THAT(phone, MatchesRegex("cut\\.text\\.[0-9]+\\.[0-9]+"));
  const Reply saved =
      Save(page, {{phone, "take"}, {"ground", "EX_THIRD_PARTY"}, {"typed", ""}, {"go", "stay"}});
  ASSERT_EQ(saved.status, 303) << saved.body;
  EXPECT_EQ(saved.header("location"), path_ + "/redact?n=3&saved=1");
  const Reply after = ada_.Get(saved.header("location"));
  EXPECT_THAT(after.body,
              AllOf(HasSubstr("What you chose is saved."), HasSubstr("It is taken out now."),
                    HasSubstr("rang from [removed] &amp; was cross."),
                    HasSubstr("value=\"EX_THIRD_PARTY\" selected")));
  EXPECT_THAT(ada_.Get(path_).body, HasSubstr("Words were taken out"));

  const Reply back = Save(after, {{phone, "leave"}, {"ground", ""}, {"typed", ""}, {"go", "next"}});
  EXPECT_EQ(back.header("location"), path_ + "?done=redact") << "it was the last record";
  EXPECT_THAT(Note().body, AllOf(Not(HasSubstr("[removed]")), HasSubstr("01632 960123")));
}

TEST_F(RedactionPageTest, WordsThatNobodySuggestedAreTypedAsTheyStand) {
  const FormFields fields = {{"ground", "EX_THIRD_PARTY"}, {"typed", "Tom\r\n"}, {"go", "stay"}};
  ASSERT_EQ(Save(Note(), fields).status, 303);
  const Reply page = Note();
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("Chosen by us"), HasSubstr("[removed] visits on Sundays.")))
      << "wherever they stand";
  const Reply wrong =
      Save(page, {{"ground", "EX_THIRD_PARTY"}, {"typed", "Thomas"}, {"go", "stay"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body, AllOf(HasSubstr("href=\"#typed\""), HasSubstr(">Thomas</textarea>"),
                                HasSubstr("type them exactly as they stand")));
}

TEST_F(RedactionPageTest, NothingIsTakenOutWithoutAGroundOrFromARecordThatChanged) {
  const Reply page = Note();
  const std::string phone = FieldOf(page, "01632 960123");
  const Reply none = Save(page, {{phone, "take"}, {"ground", ""}, {"typed", ""}, {"go", "next"}});
  EXPECT_EQ(none.status, 422);
  EXPECT_THAT(none.body, AllOf(HasSubstr("Choose why the words are taken out"),
                               HasSubstr("value=\"take\" checked")));
  const Reply changed = Send(ada_, path_ + "/redact",
                             {{"record", Between(page.body, "name=\"record\" value=\"", "\"")},
                              {"digest", "00"},
                              {phone, "take"},
                              {"ground", "EX_THIRD_PARTY"}});
  EXPECT_EQ(changed.status, 409);
  EXPECT_THAT(changed.body, HasSubstr("Somebody has changed this meanwhile"));
  EXPECT_THAT(Note().body, Not(HasSubstr("[removed]")));
  EXPECT_EQ(Send(ada_, path_ + "/redact", {{"record", "00"}}).status, 409);
}

TEST_F(RedactionPageTest, ASecondClickChangesNothingMore) {
  const Reply page = Note();
  const FormFields fields = {{FieldOf(page, "01632 960123"), "take"},
                             {"ground", "EX_THIRD_PARTY"},
                             {"typed", "Tom"},
                             {"go", "stay"}};
  ASSERT_EQ(Save(page, fields).status, 303);
  const std::string seq = Seq(path_);
  EXPECT_EQ(Save(page, fields).status, 303);
  EXPECT_EQ(Seq(path_), seq);
  EXPECT_EQ(std::ranges::count(world().Log(), "request.recut allowed"), 1) << "all in one";
}

TEST_F(RedactionPageTest, WhatSomebodyElseTookOutMeanwhileIsNotLost) {
  const Reply page = Note();
  const std::string phone = FieldOf(page, "01632 960123");
  ASSERT_EQ(Save(Note(), {{"ground", "EX_THIRD_PARTY"}, {"typed", "Tom"}, {"go", "stay"}}).status,
            303);
  const Reply late = Save(
      page, {{phone, "take"}, {"ground", "EX_THIRD_PARTY"}, {"typed", "cross"}, {"go", "stay"}});
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.body, AllOf(HasSubstr("href=\"#heading\""),
                               HasSubstr("Somebody has changed this meanwhile"),
                               HasSubstr(">cross</textarea>"), HasSubstr("value=\"take\" checked"),
                               HasSubstr("[removed] visits on Sundays.")));
  ASSERT_EQ(
      Save(late,
           {{phone, "take"}, {"ground", "EX_THIRD_PARTY"}, {"typed", "cross"}, {"go", "stay"}})
          .status,
      303);
  EXPECT_THAT(Note().body, HasSubstr("[removed] rang from [removed] &amp; was [removed]."));
}

TEST_F(RedactionPageTest, ARecordThatChangedIsGoneThroughAnew) {
  const Reply page = Note();
  const std::string phone = FieldOf(page, "01632 960123");
  ASSERT_EQ(
      Save(page, {{phone, "take"}, {"ground", "EX_THIRD_PARTY"}, {"typed", ""}, {"go", "stay"}})
          .status,
      303);
  const std::string mend = Log("rectification");
  Take(mend, "identity", {{"how", "she came in"}});
  Take(mend, "decide", {{"outcome", "granted"}, {"ground", "none"}, {"words", ""}});
  const std::string annotate =
      mend + "/annotate/" + Between(page.body, "name=\"record\" value=\"", "\"");
  Take(mend, annotate.substr(mend.size() + 1),
       {{"digest", Between(ada_.Get(annotate).body, "name=\"digest\" value=\"", "\"")},
        {"words", "He was not."}});

  const Reply changed = Note();
  EXPECT_THAT(changed.body, AllOf(HasSubstr("This record was changed"),
                                  HasSubstr("were taken out of an earlier version"),
                                  HasSubstr("value=\"take\" checked")));
  const Reply bare = Save(changed, {{"ground", ""}, {"typed", ""}, {"go", "stay"}});
  EXPECT_EQ(bare.status, 422) << "one press drops nothing";
  EXPECT_THAT(bare.body, HasSubstr("href=\"#nothing\""));
  EXPECT_EQ(Save(changed, {{phone, "take"}, {"nothing", "yes"}, {"typed", ""}}).status, 422);
  FormFields chosen = {{"ground", "EX_THIRD_PARTY"}, {"typed", ""}, {"go", "stay"}};
  for (std::string rest = changed.body; rest.contains("<legend");) {
    rest = rest.substr(rest.find("<legend") + 1);
    const std::string name = Between(rest, "name=\"", "\"");
    chosen.emplace_back(name, name == phone ? "take" : "leave");
  }
  ASSERT_EQ(Save(changed, chosen).status, 303);
  EXPECT_THAT(Note().body, AllOf(HasSubstr("rang from [removed]"), HasSubstr("He was not."),
                                 Not(HasSubstr("This record was changed"))));
}

TEST_F(RedactionPageTest, OneGoesOnToTheNextRecordWithSuggestions) {
  const Reply first = ada_.Get(path_ + "/redact");
  EXPECT_THAT(first.body,
              AllOf(HasSubstr("Record 1 of 3"), HasSubstr("Next record with suggestions (3)"),
                    Not(HasSubstr("Previous record"))));
  EXPECT_EQ(Save(first, {{"typed", ""}, {"go", "suggested"}}).header("location"),
            path_ + "/redact?n=3&onwards=1");
  EXPECT_EQ(Save(first, {{"typed", ""}, {"go", "next"}}).header("location"),
            path_ + "/redact?n=2&onwards=1");
  EXPECT_THAT(ada_.Get(path_ + "/redact?n=99").body, HasSubstr("Record 3 of 3"));
}

TEST_F(RedactionPageTest, TheKeyboardIsAtTheFirstChoiceOnceSomebodyGoesOn) {
  const auto marked = [&](const std::string& address) {
    const std::string body = ada_.Get(path_ + "/redact" + address).body;
    const std::size_t at = body.find(" autofocus");
    if (at == std::string::npos) return std::string();
    EXPECT_EQ(body.find(" autofocus", at + 1), std::string::npos);
    return body.substr(body.rfind('<', at), at - body.rfind('<', at));
  };
  EXPECT_EQ(marked("?n=3"), "") << "a page is read from its heading at first";
  EXPECT_THAT(marked("?n=3&onwards=1"), HasSubstr("id=\"place-1-take\""));
  EXPECT_THAT(marked("?n=1&onwards=1"), HasSubstr("name=\"go\" value=\"next\""));
}

TEST_F(RedactionPageTest, FiveHundredRecordsCanBeGoneThrough) {
  for (int i = 0; i < 497; ++i)
    world().AddNote(world().worker(), world().person(), "Rang 01632 960123; a good day.");
  const Reply page = ada_.Get(path_ + "/redact?n=12");
  const Reply saved = Save(page, {{FieldOf(page, "01632 960123"), "take"},
                                  {"ground", "EX_THIRD_PARTY"},
                                  {"typed", ""},
                                  {"go", "next"}});
  EXPECT_THAT(page.body, HasSubstr("Record 12 of 500"));
  EXPECT_EQ(saved.header("location"), path_ + "/redact?n=13&onwards=1");
}

}  // namespace
}  // namespace almoner::web::console

#include "web/pages.h"

#include <gmock/gmock.h>

#include "support/matchers.h"
#include "web/embedded.h"
#include "web/shape.h"

namespace almoner::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ShapeTest, AShapeHasVariablesSectionsAndPlaces) {
  const Shape shape = Shape::Of(
      "{{%AUTOESCAPE context=\"HTML\"}}{{A}} {{! no }}{{#S}}{{B:h}}{{>P}}{{/S}}{{#S}}{{C}}{{/S}}");
  EXPECT_THAT(shape.variables, ElementsAre("A"));
  EXPECT_THAT(shape.sections.at("S").variables, ElementsAre("B", "C"));
  EXPECT_THAT(shape.sections.at("S").places, ElementsAre("P"));
  EXPECT_TRUE(shape.places.empty());
}

TEST(ShapeTest, AMissingValueIsAnErrorOnlyWhereItWouldBeShown) {
  const Shape shape = Shape::Of("{{A}}{{#S}}{{B}}{{/S}}");
  View view;
  EXPECT_THAT(shape.Check(view), FailsWith(Code::kInternal));
  view.Set("A", "1");
  EXPECT_THAT(shape.Check(view), IsOk());
  View& section = view.Add("S");
  EXPECT_THAT(shape.Check(view), FailsWith(Code::kInternal));
  section.Set("B", "");
  EXPECT_THAT(shape.Check(view), IsOk()) << "an empty value is one";
}

TEST(ShapeTest, ASectionSeesTheValuesAroundIt) {
  View view;
  view.Set("A", "1").Add("S");
  EXPECT_THAT(Shape::Of("{{#S}}{{A}}{{/S}}").Check(view), IsOk());
}

TEST(ShapeTest, WhatNothingAsksForIsAnError) {
  const Shape shape = Shape::Of("{{A}}");
  EXPECT_THAT(shape.Check(View().Set("A", "").Set("B", "")), FailsWith(Code::kInternal));
  EXPECT_THAT(shape.Check(View().Set("A", "").ShowIf(true, "S")), FailsWith(Code::kInternal));
  EXPECT_THAT(shape.Check(View().Set("A", "").Put("P", View("x.html"))),
              FailsWith(Code::kInternal));
}

TEST(PagesTest, EveryTemplateEscapesByItselfAndNothingSwitchesThatOff) {
  int templates = 0;
  for (const EmbeddedFile& file : Embedded()) {
    if (file.path.contains('/')) continue;
    ++templates;
    EXPECT_TRUE(file.text.starts_with("{{%AUTOESCAPE context=\"HTML\"}}")) << file.path;
    const bool drawn =  // web/drawn.h says why
        file.path == std::string_view("picture.html") || file.path == std::string_view("qr.html");
    EXPECT_EQ(std::string_view(file.text).contains(":none"), drawn) << file.path;
    // One page in a few has the one script that passkeys need, by its address.
    if (file.path == std::string_view("layout.html"))
      EXPECT_THAT(std::string(file.text), HasSubstr("<script src=\"{{ADDRESS_OF_IT}}\" defer>"));
    else
      EXPECT_THAT(std::string(file.text), Not(HasSubstr("<script"))) << file.path;
    EXPECT_THAT(std::string(file.text), Not(HasSubstr(" style="))) << file.path;
  }
  EXPECT_GT(templates, 10);
  EXPECT_THAT(Pages::Load(), IsOk());
}

TEST(PagesTest, TextStaysTextWhereverItStands) {
  const auto pages = *Pages::Load();
  const auto html = pages->Render(Options({{.value = "\"><b>", .text = "<i>&"}}, "\"><b>"));
  EXPECT_THAT(html, IsOkAndHolds(HasSubstr(
                        "<option value=\"&quot;&gt;&lt;b&gt;\" selected>&lt;i&gt;&amp;</option>")));
}

TEST(PagesTest, AViewThatDoesNotFitIsAnError) {
  const auto pages = *Pages::Load();
  EXPECT_THAT(pages->Render(View("message.html")), FailsWith(Code::kInternal));
  EXPECT_THAT(pages->Render(View("no-such.html")), FailsWith(Code::kInternal));
  View page("purpose.html");
  page.Put("OPTIONS", View("message.html"));
  EXPECT_THAT(pages->Render(page), FailsWith(Code::kInternal)) << "pages within pages too";
}

}  // namespace
}  // namespace almoner::web

// Everything that compiling a notice can find fault with, and where it says it is.
#include "notice/test_notice.h"
#include "support/matchers.h"

namespace almoner::notice {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace std::string_literals;

// A change to Lantern House's notice, and all that is then said of it.
struct Slip {
  std::string_view what;
  std::string_view with;
  std::vector<std::string_view> says;
};

const Slip kSlips[] = {
    {"almoner: notice/1\n", "", {"1:1: The notice lacks 'almoner'."}},
    {"almoner: notice/1", "almoner: notice/2", {"1:10: This program reads the format notice/1."}},
    {"version: \"2026-11\"\n", "", {"1:1: The notice lacks 'version'."}},
    {"version: \"2026-11\"",
     "version: [1]",
     {"2:10: The notice: 'version' must be a single value."}},
    {"organisation:",
     "organization:",
     {"1:1: The notice lacks 'organisation'.", "3:1: The notice has no key 'organization'."}},
    {"organisation:\n  name: Lantern House",
     "organisation: none\nother:\n  name: x",
     {"3:15: Organisation must be a map of keys and values.",
      "4:1: The notice has no key 'other'."}},
    {"  nation: scotland", "  nation: wales", {"5:11: Organisation: 'nation' cannot be 'wales'."}},
    {"  name: Lantern House\n", "", {"4:3: Organisation lacks 'name'."}},
    {"  address: 2 Quay Street, Portwick", "  address:", {"6:3: Organisation lacks 'address'."}},
    {"  officer: data protection officer",
     "  dpo: someone",
     {"4:3: Organisation lacks 'officer'.", "8:3: Organisation has no key 'dpo'."}},
    {"{id: L-1, text: We note how you are.}",
     "{id: L-1, text: x}\n  - {id: L-1, text: y}",
     {"12:10: Clause 'L-1' stands twice."}},
    {"clauses:", "clauses:\n  - {id: L 2, text: x}", {"11:10: 'L 2' cannot be an id."}},
    {"  - {id: home,",
     "  - {id: "
     "a234567890123456789012345678901234567890123456789012345678901234-,",
     {"13:10: 'a234567890123456789012345678901234567890123456789012345678901234-' cannot be an "
      "id."}},
    {"{id: home, name: At home}",
     "{id: At Home, name: At home}",
     {"13:10: 'At Home' cannot be an id."}},
    {"{id: home, name: At home}", "{id: home}", {"13:5: Service 'home' lacks 'name'."}},
    {"services:\n  - {id: home, name: At home}",
     "services: {id: home, name: At home}",
     {"12:11: The notice: 'services' must be a list."}},
    {"subjects:\n  - {id: user, name: people we support}",
     "subjects: []",
     {"14:1: The notice lists nothing under 'subjects'.",
      "33:14: Activity 'support' names the subject category 'user', which the notice does not "
      "have.",
      "44:14: Activity 'news' names the subject category 'user', which the notice does not have.",
      "53:14: Activity 'risk' names the subject category 'user', which the notice does not have."}},
    {"kind: special, special: health, free",
     "kind: special, free",
     {"18:5: Data category 'notes' does not say which special category it is."}},
    {"kind: special, special: health",
     "kind: special, special: hair",
     {"18:54: Data category 'notes' does not say which special category it is."}},
    {"kind: special, special: health",
     "kind: secret",
     {"18:36: Data category 'notes': 'kind' cannot be 'secret'."}},
    {"name: contact details, fields",
     "special: race, name: contact details, fields",
     {"17:28: Data category 'contact' names a special category but is not of that kind."}},
    {"fields: [{id: name, label: Name, kind: name}]",
     "fields: []",
     {"17:42: Data category 'contact' has neither fields nor free text."}},
    {"fields: [{id: name, label: Name, kind: name}]",
     "fields: [{id: name, label: Name, kind: name}, {id: name, kind: colour}]",
     {"17:88: Field 'name' lacks 'label'.", "17:93: Field 'name' stands twice.",
      "17:105: Field 'name': 'kind' cannot be 'colour'."}},
    {"fields: [{id: name, label: Name, kind: name}]",
     "fields: [{id: lives, label: Lives, kind: choice, choices: [alone]}]",
     {"17:100: Field 'lives' is a choice, or has choices, and not both."}},
    {"fields: [{id: name, label: Name, kind: name}]",
     "fields: [{id: name, label: Name, kind: name, choices: [Ana, Ben]}]",
     {"17:96: Field 'name' is a choice, or has choices, and not both."}},
    {"free-text: yes, third",
     "free-text: maybe, third",
     {"18:5: Data category 'notes' has neither fields nor free text.",
      "18:73: Data category 'notes': 'free-text' is neither yes nor no."}},
    {"{id: gp, name: the GP practice, why: so that it knows}",
     "{id: gp, name: the GP practice}",
     {"21:5: Recipient 'gp' lacks 'why'."}},
    {"version: \"1\", wording: I would like news., clause: L-1",
     "version: \"1\", clause: L-9",
     {"23:5: Consent 'news' lacks 'wording'.",
      "23:38: Consent 'news' names the clause 'L-9', which the notice does not have."}},
    {"reach: assigned", "reach: nearby", {"25:47: Role 'worker': 'reach' cannot be 'nearby'."}},
    {"duties: [care]",
     "duties: [care, caring]",
     {"25:72: Role 'worker' has an unknown duty 'caring'."}},
    {"duties: [care]", "duties: care", {"25:65: Role 'worker': 'duties' must be a list."}},
    {"duties: [care]",
     "duties: [[care]]",
     {"25:66: Role 'worker': 'duties' must list plain words."}},
    {"duties: [rights, retention, administer]",
     "duties: []",
     {"25:3: No role has the duty 'rights'.", "25:3: No role has the duty 'retention'.",
      "25:3: No role has the duty 'administer'."}},
    {"people: [user]",
     "people: [nobody]",
     {"34:14: Activity 'support' names the subject category 'nobody', which the notice does not "
      "have."}},
    {"reads: [contact, notes]",
     "reads: [contact, notes, weather]",
     {"35:29: Activity 'support' names the data category 'weather', which the notice does not "
      "have."}},
    {"roles: [worker]",
     "roles: [chief]",
     {"37:13: Activity 'support' names the role 'chief', which the notice does not have."}},
    {"recipients: [gp]",
     "recipients: [gp, press]",
     {"38:22: Activity 'support' names the recipient 'press', which the notice does not have."}},
    {"    clause: L-1",
     "    clause: L-2",
     {"39:13: Activity 'support' names the clause 'L-2', which the notice does not have."}},
    {"    clause: L-1\n", "", {"28:5: Activity 'support' lacks 'clause'."}},
    {"basis: 6(1)(e)",
     "basis: 6(1)(g)",
     {"30:12: '6(1)(g)' is not a lawful basis of Article 6(1)."}},
    {"basis: 6(1)(e)\n", "\n", {"28:5: Activity 'support' lacks 'basis'."}},
    {"    authority: Care Act 2014 section 8\n",
     "",
     {"28:5: Activity 'support' does not say which law it rests on."}},
    {"    authority: people must be safe\n",
     "",
     {"49:5: Activity 'risk' does not say which legitimate interest it rests on."}},
    {"    consent: news\n", "", {"40:5: Activity 'news' rests on consent but names none."}},
    {"consent: news",
     "consent: letters",
     {"43:14: Activity 'news' names the consent 'letters', which the notice does not have."}},
    {"    condition: 9(2)(h)\n",
     "",
     {"28:5: Activity 'support' uses special category data without a condition of Article 9(2)."}},
    {"condition: 9(2)(h)",
     "condition: 9(2)(z)",
     {"32:16: '9(2)(z)' is not a condition of Article 9(2)."}},
    {"condition: 9(2)(h)",
     "condition: 9(2)(a)",
     {"28:5: Activity 'support' rests on explicit consent but names none."}},
    {"    schedule-1: \"2\"\n",
     "",
     {"28:5: 9(2)(h) needs the paragraph of DPA 2018 Schedule 1 that it meets."}},
    {"schedule-1: \"2\"",
     "schedule-1: \"18\"",
     {"33:17: 9(2)(h) needs the paragraph of DPA 2018 Schedule 1 that it meets."}},
    {"schedule-1: \"18\"",
     "schedule-1: \"99\"",
     {"53:17: Activity 'risk' uses criminal offence data without a condition of DPA 2018 Schedule "
      "1 (Article 10)."}},
    {"    schedule-1: \"18\"\n",
     "",
     {"49:5: Activity 'risk' uses criminal offence data without a condition of DPA 2018 Schedule 1 "
      "(Article 10)."}},
    {"    marketing: yes",
     "    marketing: yes\n    schedule-1: \"99\"",
     {"45:17: '99' is not a condition of DPA 2018 Schedule 1."}},
    {"  - id: support",
     "  - id: law.support",
     {"28:9: Ids that begin with 'law.' belong to what the law imposes."}},
    {"  - id: support", "  - id: news", {"40:9: Activity 'news' stands twice."}},
    {"  - id: support",
     "  - note: x\n    id: support",
     {"28:5: Activity 'support' has no key 'note'."}},
    {"keep: 8 years", "keep: eight years", {"62:11: 'eight years' is not a period."}},
    {"keep: 8 years", "keep: 8 years 8 years", {"62:11: '8 years 8 years' is not a period."}},
    {"data: [contact, notes, record]",
     "data: []",
     {"59:3: The notice does not say how long 'notes' is kept.",
      "59:3: The notice does not say how long 'record' is kept.",
      "60:5: Retention rule 'all' lists nothing under 'data'."}},
    {"data: [contact, notes, record]",
     "data: [contact, notes]",
     {"59:3: The notice does not say how long 'record' is kept."}},
    {"from: last-contact",
     "from: last-week",
     {"61:11: Retention rule 'all': 'from' cannot be 'last-week'."}},
    {"    consent: news\n    keep",
     "    keep",
     {"66:5: Retention rule 'news' begins when consent is withdrawn but does not say which."}},
    {"right: access, days: 30",
     "right: access, days: 0",
     {"74:27: Right: 'days' is not a whole number from 1 to 92."}},
    {"right: access, days: 30",
     "right: access, days: 93",
     {"74:27: Right: 'days' is not a whole number from 1 to 92."}},
    {"right: access, days: 30", "days: 30", {"74:5: Right lacks 'right'."}},
    {"right: access, days: 30", "right: privacy", {"74:13: Right: 'right' cannot be 'privacy'."}},
    {"rights:",
     "rights:\n  - {right: access, clause: L-1}",
     {"75:13: The right 'access' stands twice."}},
    {"activities:",
     "deeds:",
     {"1:1: The notice lists nothing under 'activities'.", "27:1: The notice has no key 'deeds'."}},
    {"  - id: news\n    purpose", "  - purpose", {"40:5: Activity lacks 'id'."}},
};

TEST(FindingsTest, EverySlipIsNamedWithItsLineAndColumnAndNothingElseIs) {
  ASSERT_THAT(FindingsOf(kLanternHouse), IsEmpty());
  for (const Slip& slip : kSlips)
    EXPECT_THAT(FindingsOf(Replaced(kLanternHouse, slip.what, slip.with)),
                ElementsAreArray(slip.says))
        << slip.what << "\nbecame\n"
        << slip.with;
}

TEST(FindingsTest, AllOfOneFileAreReportedTogetherInItsOrder) {
  std::string text = Replaced(kLanternHouse, "days: 30", "days: thirty");
  text = Replaced(text, "keep: 8 years", "keep: long");
  text = Replaced(text, "basis: 6(1)(f)", "basis: custom");
  text = Replaced(text, "  - {id: home, name: At home}", "  - {id: home, title: At home}");
  text = Replaced(text, "nation: scotland", "nation: Scotland");
  EXPECT_THAT(
      FindingsOf(text),
      ElementsAre("5:11: Organisation: 'nation' cannot be 'Scotland'.",
                  "13:5: Service 'home' lacks 'name'.", "13:16: Service 'home' has no key 'title'.",
                  "51:12: 'custom' is not a lawful basis of Article 6(1).",
                  "62:11: 'long' is not a period.",
                  "74:27: Right: 'days' is not a whole number from 1 to 92."));
}

TEST(FindingsTest, AFindingReadsLikeACompilersErrorAndSaysWhatToDo) {
  const auto notice =
      Compile(Replaced(kLanternHouse, "reach: assigned", "reach: far"), BuiltInBases());
  ASSERT_FALSE(notice);
  EXPECT_EQ(ToText(notice.error().front(), "notices/lantern.yaml"),
            "notices/lantern.yaml:25:47: error: Role 'worker': 'reach' cannot be 'far'. "
            "Use one of: assigned, everyone.");
}

TEST(FindingsTest, AClauseThatIsNotThereIsMissedByAllThatQuoteIt) {
  EXPECT_THAT(
      FindingsOf(Replaced(kLanternHouse, "- {id: L-1, text: We note how you are.}", "- no clause")),
      ElementsAre(
          "11:5: Clause must be a map of keys and values.",
          "23:67: Consent 'news' names the clause 'L-1', which the notice does not have.",
          EndsWith("Activity 'support' names the clause 'L-1', which the notice does not have."),
          HasSubstr("Activity 'news'"), HasSubstr("Activity 'risk'"),
          HasSubstr("Retention rule 'all'"), HasSubstr("Retention rule 'news'"),
          HasSubstr("74:39: Right names the clause 'L-1'")));
}

TEST(FindingsTest, WhatIsNotAMapIsNotANotice) {
  EXPECT_THAT(FindingsOf("almoner"),
              ElementsAre("1:1: The notice must be a map of keys and values."));
  EXPECT_THAT(FindingsOf("- almoner: notice/1"),
              ElementsAre("1:1: The notice must be a map of keys and values."));
  EXPECT_THAT(FindingsOf("---\n"), SizeIs(1));
}

TEST(FindingsTest, WhatIsNotWellFormedIsOneFindingWithItsPlace) {
  EXPECT_THAT(FindingsOf(""), ElementsAre("1:1: The file is empty."));
  EXPECT_THAT(FindingsOf("# only a comment\n"), ElementsAre("1:1: The file is empty."));
  EXPECT_THAT(FindingsOf("a: \xC3\x28\n"), ElementsAre("1:1: The file is not UTF-8 text."));
  EXPECT_THAT(FindingsOf("a\0: b"s),
              ElementsAre("1:2: The file holds a control character; take it out."));
  EXPECT_THAT(FindingsOf(std::string(kLanternHouse) + "---\na: b\n"),
              ElementsAre("75:1: The file holds more than one document (---); keep one."));
  EXPECT_THAT(FindingsOf(Replaced(kLanternHouse, "[contact, notes]", "&all [contact, notes]")),
              ElementsAre("35:12: Anchors (&name) are not read here; write the value out."));
  EXPECT_THAT(FindingsOf(Replaced(kLanternHouse, "8 years", "!period 8 years")),
              ElementsAre("62:11: Tags (!name) are not read here; leave the tag out."));
  EXPECT_THAT(FindingsOf(std::string(kLanternHouse) + "version: \"2\"\n"),
              ElementsAre("75:1: A key is given twice; keep one of the two. (version)"));
  EXPECT_THAT(FindingsOf(Replaced(kLanternHouse, "[worker]", "[worker")),
              ElementsAre(HasSubstr("This is not well-formed YAML. (")));
}

TEST(FindingsTest, WhatCouldExplodeIsRefused) {
  EXPECT_THAT(FindingsOf(std::string(33, '[') + std::string(33, ']')),
              ElementsAre("1:33: The file is nested too deeply. (at most 32 levels)"));
  EXPECT_THAT(FindingsOf(std::string(100'000, '[')),
              ElementsAre(EndsWith("The file is nested too deeply. (at most 32 levels)")));
  EXPECT_THAT(FindingsOf("a: " + std::string(10 << 20, 'x')),
              ElementsAre("1:1: The file is too large. (at most 10485760 bytes)"));
  std::string many = "a: [";
  for (int i = 0; i < 1'000'000; ++i) many += "1,";
  EXPECT_THAT(FindingsOf(many + "]"),
              ElementsAre(EndsWith("The file holds too many values. (at most 1000000)")));
}

// A number above what fits would wrap around and quote another clause.
TEST(FindingsTest, AListLongerThanTheNumbersReachIsRefusedAndNothingAfterItIsGuessed) {
  std::string clauses;
  for (int i = 0; i < 4096; ++i) clauses += "\n  - {id: N-" + std::to_string(i) + ", text: x}";
  EXPECT_THAT(FindingsOf(Replaced(kLanternHouse, "clauses:", "clauses:" + clauses)),
              ElementsAre("11:3: The notice: 'clauses' has 4097 entries; at most 4096 fit."));
  std::string roles;
  for (int i = 0; i < 63; ++i) roles += "\n  - {id: r" + std::to_string(i) + ", name: x}";
  EXPECT_THAT(FindingsOf(Replaced(kLanternHouse, "roles:", "roles:" + roles)),
              ElementsAre("25:3: The notice: 'roles' has 65 entries; at most 64 fit."));
  roles.erase(roles.rfind('\n'));
  EXPECT_THAT(FindingsOf(Replaced(kLanternHouse, "roles:", "roles:" + roles)), IsEmpty());
}

TEST(FindingsTest, AFileOfNothingButErrorsIsCutShort) {
  std::string text(kLanternHouse);
  for (int i = 0; i < 5000; ++i) text += "key" + std::to_string(i) + ": x\n";
  EXPECT_THAT(FindingsOf(text), SizeIs(1000));
}

}  // namespace
}  // namespace almoner::notice

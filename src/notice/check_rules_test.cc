// Every rule of law/checks.yaml, raised by the smallest change to a notice that nothing is wrong
// with, and what comes close to breaking one and does not.
#include "notice/test_check.h"
#include "support/matchers.h"

namespace almoner::notice {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Wrong {
  std::string_view rule;
  Edit edit;
};

const Wrong kWrongs[] = {
    {"undated", {"  date: 2026-11-02\n  rev", "  rev"}},
    {"older-than-law", {"  date: 2026-11-02\n  rev", "  date: 2018-05-24\n  rev"}},
    {"several-names", {"  wording: own", "  wording: own\n  names: [Notice, Policy]"}},
    {"review-contradiction", {"[2027-11-01]", "[2027-11-01, 2028-12-01]"}},
    {"review-overdue", {"[2027-11-01]", "[2026-11-20]"}},
    {"review-missing", {"  review: {every: 12 months, dates: [2027-11-01]}\n", ""}},
    {"conflict-unnamed", {"answers-for: [conflict]", "answers-for: [approval]"}},
    {"unsigned", {", done: 2026-11-02", ""}},
    {"changes-missing", {"  changes:\n    - {date: 2026-11-02, change: First edition.}\n", ""}},
    {"leads-nowhere", {"  wording: own", "  wording: own\n  refers-to: [{what: the list}]"}},
    {"mixed-audience", {"audience: [public]", "audience: [public, staff]"}},
    {"principle-missing", {"  wording: own", "  wording: own\n  principles: [lawfulness]"}},
    {"principle-foreign", {"  wording: own", "  wording: own\n  principles: [transfers]"}},
    {"scope-mismatch", {"  wording: own", "  wording: own\n  scope: [website]"}},
    {"service-notice-missing", {"name: At home", "name: At home, own-notice: yes"}},
    {"controller-unnamed", {"name: Lantern House", "name: The Company"}},
    {"legal-entity-unstated", {"  charity-number: SC000000\n", ""}},
    {"fee-number-unstated", {"  ico-number: ZA000000\n", ""}},
    {"foreign-organisation", {"We note how", "Northshire County Council notes how"}},
    {"name-misspelt", {"We note how", "At Lantarn House we note how"}},
    {"address-misspelt", {"We note how", "Ask us@lantem.example how"}},
    {"address-foreign", {"We note how", "See www.elsewhere.example for how"}},
    {"regulator-address", {"regulator: named", "regulator: named, regulator-addresses: [ico.uk]"}},
    {"people-without-purpose", {"subjects:\n", "subjects:\n  - {id: visitor, name: visitors}\n"}},
    {"collected-without-need", {"{id: record,", "{id: record, never-collected: yes,"}},
    {"interest-unassessed",
     {"    interest: {purpose: safety, necessary: yes, balance: it is fair, review: 2027-10-20}\n",
      ""}},
    {"interest-overridden", {"review: 2027-10-20", "outcome: overridden"}},
    {"interest-overdue", {"review: 2027-10-20", "review: 2026-11-20"}},
    {"policy-document-missing", {"    policy: {reference: LH-APD}\n", ""}},
    {"condition-not-yours", {"schedule-1: \"18\"", "schedule-1: \"23\""}},
    {"condition-other-data",
     {"    condition: 9(2)(h)\n    schedule-1: \"2\"",
      "    condition: 9(2)(g)\n    schedule-1: \"9\"\n    policy: {reference: LH-APD}"}},
    {"impact-missing",
     {"  - id: support\n", "  - id: support\n    impact-assessment: {needed: yes}\n"}},
    {"profiling-unsaid", {"", "communications: [{id: tips, what: tips, profiling: yes}]\n"}},
    {"consent-no-act", {"I would like news.,", "I would like news., asked: silence,"}},
    {"consent-condition", {"I would like news.,", "I would like news., needed-for-service: yes,"}},
    {"parent-not-asked", {"", "website: {cookie-information: yes, under-age: may-contact}\n"}},
    {"age-above-law", {"", "website: {cookie-information: yes, age: 14}\n"}},
    {"recipient-closed", {"why: so that it knows", "kind: media, why: so that it knows"}},
    {"recipient-former", {"name: the GP practice", "name: the Primary Care Trust"}},
    {"recipient-unused", {"    recipients: [gp]\n", ""}},
    {"authority-bound", {"kind: authority", "kind: authority, onward: approval"}},
    {"processor-contract", {"why: so that it knows", "kind: processor, why: so that it knows"}},
    {"country-unstated", {"why: so that it knows", "country: unstated, why: so that it knows"}},
    {"transfer-unsafe", {"", "transfers: [{id: t, to: gp, country: IN}]\n"}},
    {"transfer-unapproved", {"", "transfers: [{id: t, country: IN, safeguard: adequacy}]\n"}},
    {"transfer-untested", {"", "transfers: [{id: t, country: IN, safeguard: idta}]\n"}},
    {"transfer-yardstick", {"", "transfer-scope: EEA\n"}},
    {"transfer-foreign-list",
     {"", "transfers: [{id: t, country: IN, safeguard: foreign-decision}]\n"}},
    {"transfer-clearance",
     {"", "transfers: [{id: t, country: FR, safeguard: adequacy, advice-first: yes}]\n"}},
    {"sharing-on-request",
     {"{id: order,", "{id: asked, when: a landlord asks, ground: request-alone}\n  - {id: order,"}},
    {"sharing-exception-swallows", {"ground: court-order", "ground: law, except: [any-basis]"}},
    {"imposed-omitted",
     {"breach: {report-within: 72, counted-from: aware, risk-test: yes, clause: L-1}\n", ""}},
    {"right-missing", {"  - {right: objection, clause: L-1}\n", ""}},
    {"right-misstated", {"right: portability", "right: portability, stated: badly"}},
    {"right-expired", {"right: objection", "right: objection, until: 2018-05-25"}},
    {"right-form", {"right: access", "right: access, form: writing"}},
    {"right-fee", {"right: access", "right: access, fee: always"}},
    {"right-fee-ground", {"right: access", "right: access, fee: repetitive"}},
    {"right-late", {"days: 28", "days: 29"}},
    {"right-identity", {"right: access", "right: access, identity: always"}},
    {"right-of-others", {"right: access", "right: access, whose: [self, family]"}},
    {"right-refusal", {"right: access", "right: access, refuse: [too much work]"}},
    {"right-narrowed", {"right: access", "right: access, only-if: [you live in Portwick]"}},
    {"right-joined",
     {"right: restriction", "right: restriction, join: and, uses: [consent, legal-claims]"}},
    {"right-grounds-missing",
     {"right: restriction", "right: restriction, only-if: [accuracy-contested]"}},
    {"right-boundless", {"right: access", "right: access, scope: everything"}},
    {"rights-without-time", {"days: 28, ", ""}},
    {"people-without-rights", {"{id: user,", "{id: user, without-rights: yes,"}},
    {"cookies-without-consent", {"", "website: {cookie-information: yes, consent: implied}\n"}},
    {"cookie-information-missing", {"", "website: {consent: asked}\n"}},
    {"tracking-without-consent", {"", "communications: [{id: n, what: tips, tracking: opens}]\n"}},
    {"cross-site-contradiction",
     {"", "website: {promises: [no-cross-site], embeds: [{from: a film, cookies: yes}]}\n"}},
    {"not-identified-contradiction",
     {"", "website: {promises: [no-identification], logs: {fields: [IP address]}}\n"}},
    {"logs-contradiction", {"", "website: {logs: {disclosed: never, host: external}}\n"}},
    {"analytics-unsaid", {"", "website: {analytics: {by: a company, recipient-told: yes}}\n"}},
    {"dead-link", {"", "website: {dead-links: [more here]}\n"}},
    {"obsolete-technology", {"", "website: {obsolete: [Flash cookies]}\n"}},
    {"boards-unmoderated", {"", "website: {boards: yes}\n"}},
    {"marketing-without-consent",
     {"", "communications: [{id: n, what: news, kind: marketing, channels: [sms]}]\n"}},
    {"recording-unannounced",
     {"", "recordings: [{id: calls, kind: call, announced: no, keep: 30 days}]\n"}},
    {"cctv-signs",
     {"",
      "recordings: [{id: c, kind: cctv, where: some-sites, signs: everywhere, keep: 30 days}]\n"}},
    {"recording-kept-unstated",
     {"", "recordings: [{id: c, kind: cctv, where: everywhere, signs: everywhere}]\n"}},
    {"crowds-exempt", {"", "recordings: [{id: fete, kind: photo, crowds-exempt: yes}]\n"}},
    {"complaints-unstated", {"complaints: {ways", "breach-of: {ways"}},
    {"complaint-regulator-missing", {"regulator: named", "regulator: missing"}},
    {"complaint-regulator-advice", {"regulator: named", "regulator: advice-only"}},
    {"complaint-regulator-last",
     {"regulator: named", "regulator: named, regulator-first: after-us"}},
    {"complaint-acknowledgement", {"acknowledge: 30", "acknowledge: 31"}},
    {"complaint-ways", {"ways: [online-form, post]", "ways: [telephone, post]"}},
    {"breach-clock", {"counted-from: aware", "counted-from: discovery"}},
    {"password-for-encryption",
     {"", "security: [{id: s, what: sticks, kind: passwords, strength: or-password}]\n"}},
    {"employees-only",
     {"", "security: [{id: s, what: sticks, kind: training, covers: employees-only}]\n"}},
    {"protected-by-others",
     {"", "security: [{id: s, what: care, kind: training, by: partners}]\n"}},
    {"responsibility-disclaimed",
     {"", "security: [{id: s, what: care, kind: training, disclaimer: yes}]\n"}},
    {"where-possible",
     {"", "security: [{id: s, what: care, kind: training, strength: where-possible}]\n"}},
    {"issued-passwords",
     {"", "security: [{id: s, what: words, kind: passwords, strength: issued-passwords}]\n"}},
    {"unproved-claim", {"", "people-rules: [{id: p, what: All are trained, kind: training}]\n"}},
    {"opt-out-route", {"", "opt-out: {applies: yes}\n"}},
    {"unrelated-trigger",
     {"  - id: all\n",
      "  - {id: site, data: [contact], from: website-use, keep: 1 year, because: so, clause: L-1}\n"
      "  - id: all\n"}},
    {"period-unstated", {"keep: 8 years", "keep: 8 years\n    period-stated: vague"}},
    {"trigger-unrecorded",
     {"  - id: all\n",
      "  - {id: old, data: [contact], from: birthday, to-birthday: 25, because: so, clause: L-1}\n"
      "  - id: all\n"}},
    {"rule-never-counts",
     {"  - id: all\n",
      "  - {id: short, data: [contact], from: last-contact, keep: 1 year, because: so, clause: "
      "L-1}\n"
      "  - id: all\n"}},
    {"rule-twice",
     {"  - id: all\n",
      "  - {id: again, data: [contact], from: last-contact, keep: 8 years, because: so, clause: "
      "L-1}\n"
      "  - id: all\n"}},
    {"only-death-ends", {"from: last-contact", "from: death"}},
    {"keeping-never-ends", {"keep: 8 years", "keep: 121 years"}},
    {"schedule-unknown", {"keep: 8 years", "keep: 8 years\n    suggested: R999"}},
    {"schedule-not-followed", {"keep: 8 years", "keep: 7 years\n    suggested: R01"}},
    {"nobody-can", {"{id: L-1,", "{id: L-1, nobody-can: yes,"}},
    {"unknown-item", {"{id: L-1,", "{id: L-1, tells: [weather],"}},
};

class ARuleOfTheChecks : public ::testing::TestWithParam<Wrong> {};

TEST_P(ARuleOfTheChecks, IsRaisedByWhatBreaksItAndInWholeWords) {
  const std::string text = Edited(WholeLanternHouse(), GetParam().edit);
  const std::vector<Fault> faults = Check(Read(text, BuiltInBases()).notice, BuiltInCanon());
  const auto fault = std::ranges::find(faults, GetParam().rule, &Fault::rule);
  ASSERT_NE(fault, faults.end()) << text;
  const law::Rule& rule = BuiltInBook().check(GetParam().rule);
  EXPECT_EQ(fault->weight, rule.weight);
  EXPECT_EQ(fault->law, rule.law);
  EXPECT_EQ(fault->harms, rule.harms);
  EXPECT_EQ(fault->remedy, rule.mend);
  EXPECT_THAT(fault->what, Not(HasSubstr("{")));
  EXPECT_THAT(fault->what, Not(HasSubstr("“”"))) << "it must say what it is about";
}

INSTANTIATE_TEST_SUITE_P(Each, ARuleOfTheChecks, ::testing::ValuesIn(kWrongs),
                         [](const auto& tested) {
                           std::string name;
                           for (const char c : tested.param.rule)
                             if (c != '-') name += c;
                           return name;
                         });

TEST(CheckRulesTest, TheWholeLanternHouseBreaksNone) {
  EXPECT_THAT(RulesIn(FaultsOf(WholeLanternHouse())), IsEmpty());
}

// The changes are slips of content, not of form: what the table shows is what the checks see in
// files that compile. One row takes away a whole part by misnaming it.
TEST(CheckRulesTest, WhatBreaksARuleStillCompiles) {
  for (const Wrong& wrong : kWrongs) {
    if (wrong.rule == "complaints-unstated") continue;
    EXPECT_THAT(FindingsOf(Edited(WholeLanternHouse(), wrong.edit)), IsEmpty()) << wrong.rule;
  }
}

TEST(CheckRulesTest, TheTableCoversEveryRule) {
  std::set<std::string> known, covered;
  for (const law::Rule& rule : BuiltInBook().checks) known.insert(rule.id);
  for (const Wrong& wrong : kWrongs) covered.emplace(wrong.rule);
  EXPECT_EQ(covered, known);
}

// Each stands just on the lawful side of a rule's border.
const Edit kLawful[] = {
    {"  date: 2026-11-02\n  rev", "  date: 2018-05-25\n  rev"},
    {"[2027-11-01]", "[2027-11-01, 2028-11-01]"},
    {"[2027-11-01]", "[2026-11-21]"},
    {"dates: [2027-11-01]", "dates: [2026-03-01], held: [2026-06-01]"},
    {"review: 2027-10-20", "review: 2026-11-21"},
    {"why: so that it knows", "kind: media, promised-never: yes, why: so that it knows"},
    {"why: so that it knows",
     "kind: processor, agreement: processor-contract, why: so that it knows"},
    {"{id: L-1, text: We note",
     "{id: L-1, text: You may turn to the Information Commissioner at www.ico.org.uk. We note"},
    {"{id: L-1, text: We note",
     "{id: L-1, text: Portwick has a page at www.lantern.example. We note"},
    {"", "website: {cookie-information: yes, age: 13, under-age: parent-asked}\n"},
    {"", "transfers: [{id: t, country: FR, safeguard: adequacy}]\n"},
    {"", "transfers: [{id: t, country: IN, safeguard: idta, risk-assessment: 2026-10-01}]\n"},
    {"",
     "website:\n  cookie-information: yes\n  cookies: [{name: s, purpose: necessary}]\n"
     "  logs: {disclosed: never, host: own}\n"},
    {"",
     "communications:\n  - {id: n, what: news, kind: marketing, channels: [email], consent: news,\n"
     "     tracking: opens, tracking-consent: news}\n"},
    {"", "communications: [{id: n, what: news, kind: marketing, channels: [post]}]\n"},
    {"",
     "recordings: [{id: c, kind: cctv, where: some-sites, signs: where-recorded, keep: 30 "
     "days}]\n"},
    {"right: access", "right: access, fee: unfounded, form: any, refuse: [manifestly-excessive]"},
    {"right: restriction", "right: restriction, uses: [storage, consent]"},
    {"right: portability",
     "right: portability, join: and, only-if: [consent-or-contract, automated-processing]"},
    {"report-within: 72", "report-within: 24"},
    {"keep: 8 years", "keep: 8 years\n    suggested: R01"},
    {"keep: 8 years", "keep: 96 months\n    suggested: R01"},
    {"", "people-rules: [{id: p, what: All are trained, kind: training, evidence: records}]\n"},
    {"", "opt-out: {applies: yes, route: yes}\n"},
};

// Of rules on the same data, whichever always ends first.
TEST(CheckRulesTest, ARuleThatAnotherAlwaysOutlastsIsRaised) {
  const auto with = [](std::string_view rules) {
    return RulesIn(FaultsOf(
        Replaced(WholeLanternHouse(), "  - id: all\n", std::string(rules) + "  - id: all\n")));
  };
  const std::string end = ", because: so, clause: L-1}\n";
  EXPECT_THAT(with("  - {id: a, data: [contact], from: recorded, keep: 8 years" + end),
              Contains("rule-never-counts"))
      << "the last contact is never before the recording";
  EXPECT_THAT(with("  - {id: a, data: [contact], from: recorded, keep: 9 years" + end), IsEmpty());
  EXPECT_THAT(with("  - {id: a, data: [contact], from: case-closed, keep: 1 year" + end), IsEmpty())
      << "a case may be closed long after";
  const auto born = [&](std::string_view first, std::string_view second) {
    return with("  - {id: a, data: [contact], from: last-contact, keep: 9 years, " +
                std::string(first) + end +
                "  - {id: b, data: [contact], from: last-contact, keep: 9 years, " +
                std::string(second) + end);
  };
  EXPECT_THAT(born("to-birthday: 18", "to-birthday: 25"), Contains("rule-never-counts"));
  EXPECT_THAT(born("to-birthday: 25", "to-birthday: 25"), Contains("rule-twice"));
  EXPECT_THAT(born("to-birthday: 25", "or-after-death: 1 year"), Not(Contains("rule-never-counts")))
      << "each may be the longer one";
}

TEST(CheckRulesTest, WhatIsJustLawfulRaisesNothing) {
  for (const Edit& edit : kLawful)
    EXPECT_THAT(RulesIn(FaultsOf(Edited(WholeLanternHouse(), edit))), IsEmpty()) << edit.with;
}

// The regulator's address counts whatever else the document says of the wrong one: sending people
// astray is not mended by explaining where to.
TEST(CheckRulesTest, AWrongAddressOfTheRegulatorIsRaisedAlsoWhereTheDocumentListsIt) {
  std::string text = Replaced(WholeLanternHouse(), "We note how", "See www.ico.uk for how");
  EXPECT_THAT(RulesIn(FaultsOf(text)), Contains("regulator-address"));
  text = Replaced(text, "  wording: own",
                  "  wording: own\n  refers-to: [{what: the regulator, where: www.ico.uk}]");
  EXPECT_THAT(RulesIn(FaultsOf(text)), Contains("regulator-address"));
}

// Months are the law's own measure: one is its limit, two are late as 60 days are.
TEST(CheckRulesTest, ARightThatIsPromisedWithinTwoMonthsIsLate) {
  EXPECT_THAT(RulesIn(FaultsOf(Replaced(WholeLanternHouse(), "days: 28", "months: 1"))),
              Not(Contains("right-late")));
  EXPECT_THAT(RulesIn(FaultsOf(Replaced(WholeLanternHouse(), "days: 28", "months: 2"))),
              Contains("right-late"));
}

}  // namespace
}  // namespace almoner::notice

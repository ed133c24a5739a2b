// For the tests that check notices: the built-in law, a day that does not move, and a Lantern House
// of which nothing bad can be said.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "notice/check.h"
#include "notice/test_notice.h"

namespace almoner::notice {

inline const law::Lawbook& BuiltInBook() {
  static const law::Lawbook book = *law::LoadLawbook();
  return book;
}
inline const WordingRules& BuiltInWording() {
  static const WordingRules rules = WordingRules::Make(BuiltInBook());
  return rules;
}

inline Date Day(std::string_view text) { return *ParseDate(text); }

// As of the day on which the shipped notices were last read against the law.
inline Canon BuiltInCanon(std::string_view today = "2026-11-21") {
  return {.book = BuiltInBook(), .wording = BuiltInWording(), .today = Day(today)};
}

inline constexpr std::string_view kOrganisations[] = {
    "aptcoo", "customer-data-protection", "anglian-community-enterprise",
    "stronger-together-thurrock", "halifax-opportunities-trust"};

// A notice in which the test wants no slip of the format.
inline Notice Sound(std::string_view text) {
  Reading reading = Read(text, BuiltInBases());
  for (const Finding& error : reading.errors) ADD_FAILURE() << ToText(error, "notice");
  return std::move(reading.notice);
}

inline std::vector<Fault> FaultsOf(std::string_view text, std::string_view today = "2026-11-21") {
  return Check(Sound(text), BuiltInCanon(today));
}

inline std::set<std::string> RulesIn(const std::vector<Fault>& faults) {
  std::set<std::string> rules;
  for (const Fault& fault : faults) rules.insert(fault.rule);
  return rules;
}

// What an organisation publishes in its own words, with everything that the law asks for: each part
// that a test takes away or spoils is missed at once.
inline std::string WholeLanternHouse() {
  std::string items;
  for (const law::Item& item : BuiltInBook().items)
    items.append(items.empty() ? "" : ", ").append(item.rule.id);
  std::string text(kLanternHouse);
  const auto put = [&](std::string_view what, std::string_view with) {
    text = Replaced(text, what, with);
  };
  put("  complaints: write",
      "  legal-form: a charity\n  charity-number: SC000000\n  ico-number: ZA000000\n"
      "  domains: [lantern.example]\n  not-for-profit: yes\n  complaints: write");
  put("services:\n", "  - {id: L-2, text: It is all here., tells: [" + items + "]}\nservices:\n");
  put("why: so that it knows}",
      "why: so that it knows}\n"
      "  - {id: courts, name: courts, why: the law makes us, kind: authority}");
  put("    schedule-1: \"18\"\n",
      "    schedule-1: \"18\"\n    policy: {reference: LH-APD}\n"
      "    interest: {purpose: safety, necessary: yes, balance: it is fair, review: 2027-10-20}\n");
  put("  - {right: access, days: 30, clause: L-1}\n",
      "  - {right: access, days: 28, clause: L-1}\n  - {right: rectification, clause: L-1}\n"
      "  - {right: erasure, clause: L-1}\n  - {right: restriction, clause: L-1}\n"
      "  - {right: portability, clause: L-1}\n  - {right: objection, clause: L-1}\n");
  return text + R"(document:
  title: Privacy notice
  wording: own
  audience: [public]
  date: 2026-11-02
  review: {every: 12 months, dates: [2027-11-01]}
  approval:
    - {id: board, role: the board, done: 2026-11-02}
  changes:
    - {date: 2026-11-02, change: First edition.}
sharing:
  - {id: order, to: [courts], when: a court orders it, ground: court-order, clause: L-1}
  - {id: danger, to: [courts], when: someone is at risk, ground: safeguarding, clause: L-1}
complaints: {ways: [online-form, post], acknowledge: 30, regulator: named, clause: L-1}
breach: {report-within: 72, counted-from: aware, risk-test: yes, clause: L-1}
role-holders:
  - {id: chair, name: the chair, answers-for: [conflict]}
)";
}

// A change to a text; without `what`, `with` goes before all of it.
struct Edit {
  std::string_view what;
  std::string_view with;
};
inline std::string Edited(std::string_view text, const Edit& edit) {
  return Replaced(text, edit.what, edit.with);
}

}  // namespace almoner::notice

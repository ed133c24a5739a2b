// For the tests of notices: a small one that compiles, and what is said about one that does not.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "notice/compile.h"
#include "notice/report.h"
#include "support/files.h"

namespace almoner::notice {

// Lantern House, a fictional charity: the smallest notice that uses every part that decides.
inline constexpr std::string_view kLanternHouse = R"(almoner: notice/1
version: "2026-11"
organisation:
  name: Lantern House
  nation: scotland
  address: 2 Quay Street, Portwick
  contact: privacy@lantern.example
  officer: data protection officer
  complaints: write to the data protection officer
clauses:
  - {id: L-1, text: We note how you are.}
services:
  - {id: home, name: At home}
subjects:
  - {id: user, name: people we support}
data:
  - {id: contact, name: contact details, fields: [{id: name, label: Name, kind: name}]}
  - {id: notes, name: notes, kind: special, special: health, free-text: yes, third-party: yes}
  - {id: record, name: allegations, kind: offence, free-text: yes}
recipients:
  - {id: gp, name: the GP practice, why: so that it knows}
consents:
  - {id: news, version: "1", wording: I would like news., clause: L-1}
roles:
  - {id: worker, name: Support worker, reach: assigned, duties: [care]}
  - {id: officer, name: Officer, reach: everyone, duties: [rights, retention, administer]}
activities:
  - id: support
    purpose: supporting people
    basis: 6(1)(e)
    authority: Care Act 2014 section 8
    condition: 9(2)(h)
    schedule-1: "2"
    people: [user]
    reads: [contact, notes]
    writes: [notes]
    roles: [worker]
    recipients: [gp]
    clause: L-1
  - id: news
    purpose: sending news
    basis: 6(1)(a)
    consent: news
    marketing: yes
    people: [user]
    reads: [contact]
    roles: [officer]
    clause: L-1
  - id: risk
    purpose: keeping people safe
    basis: 6(1)(f)
    authority: people must be safe
    schedule-1: "18"
    people: [user]
    reads: [record]
    roles: [worker]
    clause: L-1
retention:
  - id: all
    data: [contact, notes, record]
    from: last-contact
    keep: 8 years
    because: the law says so
    required-by-law: yes
    clause: L-1
  - id: news
    data: [contact]
    from: consent-withdrawn
    consent: news
    keep: 0 days
    because: it is needed only for news
    clause: L-1
rights:
  - {right: access, days: 30, clause: L-1}
)";

inline const law::Bases& BuiltInBases() {
  static const law::Bases bases = *law::LoadBases();
  return bases;
}

// A notice in which the test wants no slip.
inline Notice Compiled(std::string_view text) {
  auto notice = Compile(text, BuiltInBases());
  EXPECT_TRUE(notice) << (notice ? "" : ToText(notice.error().front(), "notice"));
  return notice ? *std::move(notice) : Notice();
}

// Where and what, a line each: "12:5: Role 'worker' lacks 'name'."
inline std::vector<std::string> FindingsOf(std::string_view text) {
  std::vector<std::string> lines;
  const auto notice = Compile(text, BuiltInBases());
  if (!notice)
    for (const Finding& finding : notice.error())
      lines.push_back(std::to_string(finding.at.line) + ":" + std::to_string(finding.at.column) +
                      ": " + finding.what);
  return lines;
}

}  // namespace almoner::notice

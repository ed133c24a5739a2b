// The register of breaches and near misses (Articles 33 and 34): every one is in it, also those
// that nobody has to be told of.
//
//   reported -> breach -> aware -> assessed … -> lessons -> closed
//   reported -> near-miss -> lessons -> closed
//   reported -> nothing -> closed
//   beside them, at any time: described, contained, notified-regulator, followed-up,
//   notified-people, people-exempt, told-others; closed -> reopened
//
// When the organisation became aware is at the latest when somebody first called it a breach, which
// counts until it is said; it is said once and stays (invariant 13); the 72 hours of Article
// 33(1) follow from it each time they are asked for. Late is shown. Nothing is closed of which the
// regulator, or the people, still have to be told. Purpose law.breach.
#pragma once

#include "accountability/register.h"
#include "breach/severity.h"

namespace almoner::breach {

[[nodiscard]] const accountability::Register& Incidents();

struct Deadline {
  std::optional<Time> aware;
  std::optional<Time> regulator;  // by when it has to have been told
  std::optional<Time> told;       // when it was, for the first time
  bool needed = false;            // by the last assessment
  bool late = false;              // told after that, or not told and it is past
};
// Of a file that has no such event the part is empty. kCorrupt: a time in it is none.
Result<Deadline> DeadlineOf(const law::Statute& statute, const accountability::State& state,
                            Time now);

// By the last assessment; nothing before there is one.
[[nodiscard]] std::optional<Severity> SeverityOf(const accountability::State& state);

// The regulator's report, in the order of its form: what is known, and "Not known yet." for the
// rest. Of what was written down it takes only what was asked for as naming nobody, never the
// `words` of a step. kCorrupt as above.
Result<std::string> Report(const notice::Notice& notice, const law::Statute& statute,
                           const accountability::State& state, Time now);

}  // namespace almoner::breach

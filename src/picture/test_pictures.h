// Data as a home of some size has it, for the tests of pictures.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "picture/bars.h"
#include "picture/board.h"
#include "picture/columns.h"
#include "picture/flow.h"

namespace almoner::picture {

inline Bars SomeRequests() {
  Bars bars{.heading = {"requests-by-age", "Open requests by right and age"},
            .one = "open request",
            .many = "open requests",
            .series = {"in time", "clock stopped", "late"},
            .groups = {},
            .group_column = "Right",
            .bar_column = "Since it was received"};
  const auto group = [&](const char* name, std::vector<std::vector<std::int64_t>> counts) {
    const std::vector<std::string> labels = {"up to 1 week",  "1 to 2 weeks",
                                             "2 to 3 weeks",  "3 weeks to 1 month",
                                             "1 to 3 months", "over 3 months"};
    Bars::Group made{.name = name, .bars = {}, .limit = Bars::Limit{4, "the law’s limit: 1 month"}};
    for (std::size_t i = 0; i < labels.size(); ++i)
      made.bars.push_back({labels[i], std::move(counts[i])});
    bars.groups.push_back(std::move(made));
  };
  group("Access", {{9, 0, 0}, {14, 1, 0}, {6, 2, 0}, {5, 0, 0}, {3, 1, 2}, {0, 0, 1}});
  group("Erasure", {{2, 0, 0}, {1, 0, 0}, {0, 0, 0}, {3, 0, 0}, {0, 0, 0}, {0, 0, 0}});
  group("Restriction", std::vector<std::vector<std::int64_t>>(6, {0, 0, 0}));
  group("Complaint", {{1, 0, 0}, {4, 0, 0}, {2, 0, 0}, {0, 0, 0}, {1, 0, 0}, {0, 0, 0}});
  return bars;
}

inline std::vector<Columns::Period> Months(std::vector<std::vector<std::int64_t>> counts) {
  constexpr std::array kNames = {"January",   "February", "March",    "April",
                                 "May",       "June",     "July",     "August",
                                 "September", "October",  "November", "December"};
  std::vector<Columns::Period> periods;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::size_t month = (i + 10) % 12;
    const std::string year = std::to_string(2025 + ((i + 10) / 12));
    const std::string name = kNames.at(month);
    periods.push_back({name + " " + year, name.substr(0, 3), year, std::move(counts[i])});
  }
  return periods;
}

inline Columns SomeConsents() {
  return {.heading = {"consents-over-time", "Answers to questions for consent, by month"},
          .one = "answer",
          .many = "answers",
          .series = {"given", "refused", "withdrawn"},
          .periods = Months({{31, 4, 2},
                             {18, 2, 0},
                             {44, 6, 3},
                             {39, 3, 3},
                             {52, 8, 1},
                             {47, 5, 4},
                             {50, 6, 6},
                             {38, 4, 2},
                             {29, 7, 5},
                             {61, 9, 12},
                             {58, 8, 4},
                             {22, 3, 3}}),
          .period_column = "Month"};
}

inline Columns SomeTallies() {
  return {.heading = {"promises-over-time", "Promises at the end of each month"},
          .one = "promise",
          .many = "promises",
          .series = {"kept", "at risk", "broken", "not yet shown"},
          .joining = Joining::kLast,
          .periods = Months({{21, 0, 0, 40},
                             {24, 2, 1, 34},
                             {26, 1, 3, 31},
                             {29, 1, 2, 29},
                             {33, 2, 0, 26},
                             {34, 3, 1, 23},
                             {37, 3, 1, 20}}),
          .period_column = "Month"};
}

inline Columns SomeYears() {
  Columns columns{.heading = {"retention-ahead", "When people’s records may first fall due"},
                  .one = "person",
                  .many = "people",
                  .series = {"people"},
                  .period_column = "Year"};
  int year = 2026;
  for (const std::int64_t people :
       {41, 388, 512, 476, 630, 1204, 702, 655, 590, 210, 95, 33, 12, 4})
    columns.periods.push_back({std::to_string(year), std::to_string(year), "", {people}}), ++year;
  return columns;
}

// `sizes`: of each part.
inline Board SomePromises(const std::vector<std::size_t>& sizes = {17, 12, 9, 8, 6, 5, 4}) {
  const std::vector<std::string> names = {"What we use your information for",
                                          "How long we keep it",
                                          "Your rights",
                                          "Who else sees it",
                                          "Consent",
                                          "How we keep it safe",
                                          "Complaints"};
  Board board{.heading = {"promises", "Promises"}, .parts = {}};
  int number = 0;
  for (std::size_t part = 0; part < sizes.size(); ++part) {
    Board::Part made{.name = names[part % names.size()], .cells = {}};
    for (std::size_t i = 0; i < sizes[part]; ++i) {
      ++number;
      const Standing standing = number % 23 == 0   ? Standing::kBroken
                                : number % 17 == 0 ? Standing::kAtRisk
                                : number % 3 == 2  ? Standing::kNotShown
                                                   : Standing::kKept;
      made.cells.push_back({"HL-" + std::to_string(number), standing});
    }
    board.parts.push_back(std::move(made));
  }
  return board;
}

inline Flow SomeMap() {
  Flow flow{.heading = {"data-map", "Whose information goes where"},
            .layers = {{"Whose", "group of people", "groups of people", {}},
                       {"What for", "purpose", "purposes", {}},
                       {"Who gets it", "recipient", "recipients", {}},
                       {"Where", "country", "countries", {}}},
            .links = {},
            .anyone = "anyone",
            .nowhere = "nobody outside"};
  flow.layers[0].nodes = {
      {"people whom we support"}, {"their children"}, {"family and carers"},
      {"staff and volunteers"},   {"donors"},         {"visitors of our website"}};
  flow.layers[1].nodes = {{"arranging your support and keeping in touch about it"},
                          {"writing down how you are, so that the next worker knows what helps"},
                          {"keeping people safe from harm"},
                          {"paying and training those who work here"},
                          {"writing to you about our work, if you agree"},
                          {"gifts and Gift Aid"},
                          {"counting how our website is used"},
                          {"answering complaints and legal claims"}};
  flow.layers[2].nodes = {{"your doctor"},
                          {"the council’s social care team"},
                          {"the police"},
                          {"HM Revenue and Customs"},
                          {"our pension company"},
                          {"the company that sends our newsletter"},
                          {"Google (Analytics)"},
                          {"our solicitors"},
                          {"the company that stores our backups"}};
  flow.layers[3].nodes = {{"United Kingdom", Place::kHere},
                          {"United States", Place::kAbroad},
                          {"not stated", Place::kUnstated}};
  const auto link = [&](std::size_t layer, std::size_t from, std::vector<std::size_t> to) {
    for (const std::size_t one : to) flow.links.push_back({layer, from, one});
  };
  link(0, 0, {0, 1, 2, 4, 7});
  link(0, 1, {0, 2});
  link(0, 2, {0, 2, 7});
  link(0, 3, {3});
  link(0, 4, {4, 5});
  link(0, 5, {6});
  link(1, 0, {0, 1, 8});
  link(1, 1, {0, 8});
  link(1, 2, {1, 2});
  link(1, 3, {3, 4});
  link(1, 4, {5});
  link(1, 5, {3});
  link(1, 6, {6});
  link(1, 7, {7});
  for (const std::size_t here : {0, 1, 2, 3, 4, 7}) link(2, here, {0});
  link(2, 5, {1});
  link(2, 6, {1});
  link(2, 8, {2});
  return flow;
}

}  // namespace almoner::picture

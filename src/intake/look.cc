#include "intake/look.h"

#include <algorithm>

#include "vault/suppression.h"

namespace almoner::intake {
namespace {

using gate::Refused;

constexpr std::int64_t kTellEvery = 20;  // rows

// One pass over the table: nothing is written, and nobody is opened but by FindSame.
class Looking {
 public:
  Looking(gate::Gate& gate, const Order& order, View& view)
      : gate_(gate), order_(order), view_(view), now_(gate.context().clock.Now()) {}

  // The refusal, where the gate lets nothing be compared.
  Result<std::optional<Refused>> Run(Table& table) {
    while (auto row = TRY(table.Next())) {
      if (++looked().rows % kTellEvery == 0)
        order_.progress("looking at the rows",
                        static_cast<double>(looked().rows) /
                            static_cast<double>(std::max<std::int64_t>(1, view_.rows)));
      auto ready = Prepare(view_.plan, *row, now_);
      if (!ready)
        Bad(std::move(ready).error());
      else if (auto refused = TRY(Weigh(*ready)))
        return refused;
    }
    return std::optional<Refused>();
  }

 private:
  Looked& looked() { return view_.looked; }

  void Bad(std::vector<Problem> problems) {
    ++looked().bad;
    for (Problem& problem : problems) {
      looked().column_wide = looked().column_wide || problem.column_wide;
      if (looked().problems.size() < kMostProblems) looked().problems.push_back(std::move(problem));
    }
  }

  void Hold(const ReadyRow& row, Why why, std::vector<SubjectId> people = {},
            std::int64_t before = 0) {
    looked().held.push_back(
        {.row = row.number, .why = why, .people = std::move(people), .before = before});
  }

  void Ready(const ReadyRow& row) {
    Counted(row);
    view_.ready.insert(row.number);
  }
  void Counted(const ReadyRow& row) {
    const bool here = view_.people.contains(row.number);
    for (const Step& step : StepsOf(view_.plan, row, here))
      ++(step.what == Step::What::kConsent ? looked().consents : looked().records);
    ++looked().ready;
  }

  // Nobody tries by a table which identifiers belong to people who were erased: a dry run counts
  // their rows as if they were to be done.
  void HoldErased(const ReadyRow& row) {
    if (view_.sees_erased) return Hold(row, Why::kErased);
    Counted(row);
    view_.unsaid.insert(row.number);
  }

  void About(const ReadyRow& row, const SubjectId& person) {
    view_.people.insert_or_assign(row.number, person);
    Ready(row);
  }

  // What an import before made of the row: everything, or whom it is to go on with.
  enum class Before : std::uint8_t { kNothing, kSome, kAll };
  Before DoneBefore(const ReadyRow& row) {
    const auto first = view_.made.lower_bound({row.number, 0});
    if (first == view_.made.end() || first->first.first != row.number) return Before::kNothing;
    const Made& made = first->second;
    if (!made.subject) return Before::kAll;  // they are erased since, and stay so
    if (made.step != kPersonStep) view_.people.insert_or_assign(row.number, *made.subject);
    const auto steps = StepsOf(view_.plan, row, made.step != kPersonStep);
    const bool all = std::ranges::all_of(
        steps, [&](const Step& step) { return view_.Did(row.number, step.number) != nullptr; });
    return all ? Before::kAll : Before::kSome;
  }

  Result<std::optional<Refused>> Weigh(const ReadyRow& row) {
    const std::int64_t before = RepeatedFrom(row);
    const Before done = DoneBefore(row);
    if (done == Before::kAll) ++looked().done;
    if (done == Before::kSome) Ready(row);
    if (done != Before::kNothing) return std::optional<Refused>();
    if (const auto chosen = order_.choices.existing.find(row.number);
        chosen != order_.choices.existing.end()) {
      About(row, chosen->second);
      return std::optional<Refused>();
    }
    return view_.plan.mapping.existing ? Known(row) : Unknown(row, before);
  }

  // The row before it that is about the same person; 0: none.
  std::int64_t RepeatedFrom(const ReadyRow& row) {
    std::int64_t before = 0;
    for (const std::string& sign : row.signs) {
      const auto [seen, fresh] = seen_.emplace(sign, row.number);
      if (!fresh && before == 0) before = seen->second;
    }
    return before;
  }

  // Reading, to compare, under the purpose of the import.
  [[nodiscard]] gate::Ask Comparing() const {
    return {.actor = order_.actor, .purpose = view_.plan.mapping.purpose};
  }

  Result<std::optional<Refused>> Known(const ReadyRow& row) {
    if (row.person) {
      About(row, *row.person);
      return std::optional<Refused>();
    }
    auto same = TRY(gate_.FindSame(Comparing(), row.likeness));
    if (!same) return std::optional(std::move(same).error());
    if (same->size() == 1)
      About(row, same->front());
    else
      Hold(row, same->empty() ? Why::kNobody : Why::kSeveral, *std::move(same));
    return std::optional<Refused>();
  }

  Result<std::optional<Refused>> Unknown(const ReadyRow& row, std::int64_t before) {
    const bool erased = TRY(Erased(row)).has_value();
    if (order_.choices.another.contains(row.number)) {
      if (erased) view_.returned.insert(row.number);
      Ready(row);
      return std::optional<Refused>();
    }
    if (before != 0 && !(erased && view_.sees_erased)) {
      Hold(row, Why::kRepeated, {}, before);
      return std::optional<Refused>();
    }
    auto same = TRY(gate_.FindSame(Comparing(), row.likeness));  // of all, so that all take as long
    if (!same) return std::optional(std::move(same).error());
    if (erased)
      HoldErased(row);
    else if (same->empty())
      Ready(row);
    else
      Hold(row, Why::kHere, *std::move(same));
    return std::optional<Refused>();
  }

  // When somebody with any of the row's identifiers was erased: they may stand in any record.
  Result<std::optional<Time>> Erased(const ReadyRow& row) const {
    const gate::Context& context = gate_.context();
    std::vector<crypto::Digest> hashes;
    for (const ReadyRow::Record& record : row.records)
      std::ranges::copy(
          vault::Recognisable(context.keys,
                              context.notice.categories[view_.plan.groups[record.group].category],
                              record.content),
          std::back_inserter(hashes));
    return context.store.Read(
        [&](store::ReadTx& tx) { return vault::Recognise(tx, context.keys, hashes); });
  }

  gate::Gate& gate_;
  const Order& order_;
  View& view_;
  Time now_;
  std::map<std::string, std::int64_t> seen_;  // which row first bore a sign
};

Result<std::int64_t> CountRows(BytesView file, const Format& format) {
  Opened opened = TRY(OpenTableOf(file, format));
  std::int64_t rows = 0;
  while (TRY(opened.table->Next())) ++rows;
  return rows;
}

// That a table was looked at, by whom and for what; refused to who may not write it.
gate::Outcome<gate::Changed> Record(gate::Gate& gate, const Order& order, const View& view) {
  gate::Ask ask{.actor = order.actor, .purpose = view.plan.mapping.purpose};
  ask.action = view.plan.groups.empty() ? gate::Action::kAttend : gate::Action::kWrite;
  if (!view.plan.groups.empty()) {
    const Group& first = view.plan.groups.front();
    ask.purpose = gate.context().notice.activities[first.activity].id;
    ask.categories = {gate.context().notice.categories[first.category].id};
  }
  ask.kind = view.plan.mapping.kind;
  return gate.Act(ask, "import.looked", [&](const gate::Change& change) -> Status {
    change.entry.counts["rows"] = view.looked.rows;
    change.entry.counts["ready"] = view.looked.ready;
    change.entry.counts["held"] = std::ssize(view.looked.held) + std::ssize(view.unsaid);
    change.entry.counts["wrong"] = view.looked.bad;
    return {};
  });
}

Status LoadBefore(const gate::Context& context, const Order& order, View& view) {
  const auto file = HashOf(context.keys, "import-file", order.file);
  const auto mapping = HashOf(context.keys, "import-mapping", AsBytes(order.mapping));
  return context.store.Read([&](store::ReadTx& tx) -> Status {
    view.batch = TRY(FindBatch(tx, context.keys, file, mapping));
    view.made.clear();
    if (!view.batch) return {};
    view.looked.batch = view.batch->id;
    for (Made& made : TRY(MadeBy(tx, context.keys, view.batch->id)))
      view.made.emplace(std::pair(made.line, made.step), made);
    return {};
  });
}

}  // namespace

const Made* View::Did(std::int64_t row, std::int64_t step) const {
  const auto found = made.find({row, step});
  return found == made.end() ? nullptr : &found->second;
}

std::vector<Step> StepsOf(const Plan& plan, const ReadyRow& row, bool here) {
  const bool who = !plan.mapping.existing;  // the first group says who they are
  std::vector<Step> steps;
  if (who && !here) steps.push_back({.number = kPersonStep, .what = Step::What::kPerson});
  for (std::size_t i = 0; i < row.consents.size(); ++i) {
    const auto answer = std::ranges::find(plan.answers, row.consents[i].consent, &Answer::consent);
    steps.push_back({.number = kConsentStep + (answer - plan.answers.begin()),
                     .what = Step::What::kConsent,
                     .index = i});
  }
  for (std::size_t i = 0; i < row.records.size(); ++i)
    if (!who || row.records[i].group != 0)
      steps.push_back({.number = kRecordStep + static_cast<std::int64_t>(row.records[i].group),
                       .what = Step::What::kRecord,
                       .index = i});
  return steps;
}

Result<Opened> OpenTableOf(BytesView file, const Format& format) {
  auto table = TRY(OpenTable(file, format));
  auto header = TRY(table->Next());
  if (!header) return Fail(Code::kInvalid, "The table is empty.");
  return Opened{.table = std::move(table), .header = *std::move(header)};
}

gate::Outcome<View> LookAt(gate::Gate& gate, const Order& order) {
  const gate::Context& context = gate.context();
  View view;
  Mapping mapping = TRY(ParseMapping(order.mapping));
  Opened opened = TRY(OpenTableOf(order.file, mapping.format));
  view.rows = TRY(CountRows(order.file, mapping.format));
  const auto roles = TRY(context.store.Read([&](store::ReadTx& tx) {
    return staff::RolesOf(tx, context.keys, context.notice, order.actor, context.clock.Now());
  }));
  auto plan = MakePlan(context.notice, roles, std::move(mapping), opened.header,
                       LondonDate(context.clock.Now()));
  if (!plan) {
    view.looked.findings = std::move(plan).error();
    return view;
  }
  view.plan = *std::move(plan);
  view.sees_erased = context.notice.HasDuty(roles, "rights");
  TRY(LoadBefore(context, order, view));
  if (auto refused = TRY(Looking(gate, order, view).Run(*opened.table)))
    return gate::Refuse<View>(*std::move(refused));
  auto recorded = TRY(Record(gate, order, view));
  if (!recorded) return gate::Refuse<View>(std::move(recorded).error());
  return view;
}

gate::Outcome<Looked> Look(gate::Gate& gate, const Order& order) {
  auto view = TRY(LookAt(gate, order));
  if (!view) return gate::Refuse<Looked>(std::move(view).error());
  return std::move(view->looked);
}

Literal Say(Why why) {
  switch (why) {
    case Why::kHere:
      return "Somebody with the same identifier, or name and date of birth, is here already.";
    case Why::kErased:
      return "Somebody with one of these identifiers was erased here, and does not come back "
             "unnoticed.";
    case Why::kRepeated:
      return "A row above it is about the same person.";
    case Why::kNobody:
      return "Nobody whom you may see is told by this row.";
    case Why::kSeveral:
      return "Several people are told by this row.";
  }
  std::unreachable();
}

}  // namespace almoner::intake

#include "intake/import.h"

#include <algorithm>
#include <set>

#include "intake/look.h"

namespace almoner::intake {
namespace {

using gate::Refused;

// What one row met that is its own affair: the import goes on with the next.
bool RowsOwn(const Error& error) {
  return error.code == Code::kInvalid || error.code == Code::kRefused ||
         error.code == Code::kNotFound || error.code == Code::kConflict;
}

std::string SourcesOf(const Plan& plan) {
  std::set<std::string> sources = {plan.mapping.source};
  for (const Group& group : plan.groups) sources.insert(group.source);
  std::string all;
  for (const std::string& source : sources) all += (all.empty() ? "" : ", ") + source;
  return all;
}

class Doing {
 public:
  Doing(gate::Gate& gate, const Order& order, View& view, Imported& done)
      : gate_(gate), order_(order), view_(view), done_(done) {}

  gate::Outcome<gate::Changed> Begin() {
    const gate::Context& context = gate_.context();
    if (view_.batch) {
      done_.batch = view_.batch->id;
      return gate::Changed{.entry = EntryId::New(context.random), .words = {}};
    }
    Batch batch{.id = EventId::New(context.random), .staff = order_.actor};
    batch.file = HashOf(context.keys, "import-file", order_.file);
    batch.mapping = HashOf(context.keys, "import-mapping", AsBytes(order_.mapping));
    batch.purpose = view_.plan.mapping.purpose;
    batch.source = SourcesOf(view_.plan);
    batch.obtained = view_.plan.mapping.obtained;
    batch.begun = context.clock.Now();
    auto begun = TRY(
        Record("import.begun", [&](const gate::Change& change) { return Insert(change, batch); }));
    if (!begun) return begun;
    view_.batch = batch;
    done_.batch = batch.id;
    return begun;
  }

  Status Rows(Table& table) {
    std::int64_t rows = 0;
    while (auto row = TRY(table.Next())) {
      ++rows;
      if (!view_.ready.contains(row->number)) continue;
      const auto ready = Prepare(view_.plan, *row, gate_.context().clock.Now());
      const std::size_t refused = done_.refused.size();
      if (ready) TRY(Do(*ready));
      if (done_.refused.size() != refused) TRY(StillWanted());
      order_.progress("importing", static_cast<double>(rows) / static_cast<double>(view_.rows));
    }
    return {};
  }

  gate::Outcome<gate::Changed> Finish() {
    return Record("import.finished", [&](const gate::Change& change) -> Status {
      TRY(intake::StillWanted(change.tx, change.keys, view_.batch->id));
      Batch batch = TRY(LoadBatch(change.tx, change.keys, view_.batch->id));
      if (!batch.finished) batch.finished = change.now;
      change.entry.counts["people"] = done_.people;
      change.entry.counts["records"] = done_.records;
      change.entry.counts["consents"] = done_.consents;
      return Update(change, batch);
    });
  }

 private:
  // Whoever undoes it meanwhile ends it: every row that follows would be refused alike.
  Status StillWanted() {
    const gate::Context& context = gate_.context();
    return context.store.Read(
        [&](store::ReadTx& tx) { return intake::StillWanted(tx, context.keys, view_.batch->id); });
  }

  // An entry about the import itself, and nobody.
  gate::Outcome<gate::Changed> Record(Literal action,
                                      const std::function<Status(const gate::Change&)>& change) {
    gate::Ask ask{.actor = order_.actor, .purpose = view_.plan.mapping.purpose};
    ask.action = gate::Action::kAttend;
    return gate_.Act(ask, action, change);
  }

  [[nodiscard]] const notice::Notice& notice() const { return *view_.plan.notice; }

  Status Do(const ReadyRow& row) {
    const auto here = view_.people.find(row.number);
    std::optional<SubjectId> person;
    if (here != view_.people.end()) person = here->second;
    for (const Step& step : StepsOf(view_.plan, row, person.has_value())) {
      if (const Made* const made = view_.Did(row.number, step.number)) {
        person = made->subject;
        continue;
      }
      auto made = Try(row, step, person);
      if (!made && RowsOwn(made.error())) {
        const Error& error = made.error();
        done_.refused.push_back({.row = row.number, .words = {.what = error.Text()}});
        return {};
      }
      if (auto refused = TRY(std::move(made))) {
        done_.refused.push_back({.row = row.number, .words = std::move(refused->words)});
        return {};
      }
    }
    return {};
  }

  // Somebody else may have changed the same person a moment ago: once more, then it is told.
  Result<std::optional<Refused>> Try(const ReadyRow& row, const Step& step,
                                     std::optional<SubjectId>& person) {
    auto made = Once(row, step, person);
    if (!made && made.error().code == Code::kConflict) made = Once(row, step, person);
    return made;
  }

  Result<std::optional<Refused>> Once(const ReadyRow& row, const Step& step,
                                      std::optional<SubjectId>& person) {
    switch (step.what) {
      case Step::What::kPerson:
        return AddPerson(row, step, person);
      case Step::What::kConsent:
        return TakeConsent(row, step, *person);
      case Step::What::kRecord:
        return AddRecord(row, step, *person);
    }
    std::unreachable();
  }

  [[nodiscard]] gate::Ask AskFor(const Group& group) const {
    return {.actor = order_.actor, .purpose = notice().activities[group.activity].id};
  }

  // The row's own line, in the transaction that made it.
  Status Line(const gate::Change& change, const ReadyRow& row, const Step& step, std::string what,
              const SubjectId& subject, std::optional<RecordId> record,
              std::optional<std::int64_t> seq) const {
    Made made{.entry = change.entry.id, .at = change.now};
    made.line = row.number;
    made.step = step.number;
    made.what = std::move(what);
    made.subject = subject;
    made.record = record;
    made.seq = seq;
    return Insert(change, view_.batch->id, made);
  }

  Result<std::optional<Refused>> AddPerson(const ReadyRow& row, const Step& step,
                                           std::optional<SubjectId>& person) {
    const Group& group = view_.plan.groups.front();
    auto added = TRY(gate_.AddPerson(AskFor(group),
                                     {.kind = view_.plan.mapping.kind,
                                      .category = notice().categories[group.category].id,
                                      .content = row.records.front().content,
                                      .returned = view_.returned.contains(row.number)},
                                     [&](const gate::Change& change, const gate::Gate::Made& made) {
                                       return Line(change, row, step, "person", made.subject,
                                                   made.record, std::nullopt);
                                     }));
    if (!added) return std::optional(std::move(added).error());
    person = added->subject;
    ++done_.people;
    ++done_.records;
    return std::optional<Refused>();
  }

  Result<std::optional<Refused>> AddRecord(const ReadyRow& row, const Step& step,
                                           const SubjectId& person) {
    const ReadyRow::Record& record = row.records[step.index];
    const Group& group = view_.plan.groups[record.group];
    auto added = TRY(gate_.AddRecord(AskFor(group),
                                     {.category = notice().categories[group.category].id,
                                      .content = record.content,
                                      .people = {{.subject = person, .part = vault::Part::kAbout}}},
                                     [&](const gate::Change& change, const gate::Gate::Made& made) {
                                       return Line(change, row, step, "record", person, made.record,
                                                   std::nullopt);
                                     }));
    if (!added) return std::optional(std::move(added).error());
    ++done_.records;
    return std::optional<Refused>();
  }

  Result<std::optional<Refused>> TakeConsent(const ReadyRow& row, const Step& step,
                                             const SubjectId& person) {
    const ReadyRow::Consent& answer = row.consents[step.index];
    const std::string& id = notice().consents[answer.consent].id;
    consent::Event event{.id = EventId::New(gate_.context().random),
                         .subject = person,
                         .consent = id,
                         .kind = answer.kind,
                         .at = answer.at,
                         .means = answer.means};
    gate::Ask ask{.actor = order_.actor, .purpose = view_.plan.mapping.purpose};
    auto taken =
        TRY(gate_.TakeConsent(std::move(ask), std::move(event), answer.evidence,
                              [&](const gate::Change& change) -> Status {
                                const std::int64_t seq =
                                    TRY(consent::NextSeq(change.tx, person)) - 1;
                                return Line(change, row, step, id, person, std::nullopt, seq);
                              }));
    if (!taken) return std::optional(std::move(taken).error());
    ++done_.consents;
    return std::optional<Refused>();
  }

  gate::Gate& gate_;
  const Order& order_;
  View& view_;
  Imported& done_;
};

}  // namespace

gate::Outcome<Imported> Import(gate::Gate& gate, const Order& order) {
  auto view = TRY(LookAt(gate, order));
  if (!view) return gate::Refuse<Imported>(std::move(view).error());
  Imported done{.looked = view->looked};
  const Looked& looked = done.looked;
  if (!looked.findings.empty() || looked.column_wide || (looked.bad > 0 && !order.good_rows))
    return done;
  if (view->ready.empty()) {
    done.batch = looked.batch;
    done.looked.unsaid = std::ssize(view->unsaid);
    return done;
  }
  Doing doing(gate, order, *view, done);
  auto begun = TRY(doing.Begin());
  if (!begun) return gate::Refuse<Imported>(std::move(begun).error());
  Opened opened = TRY(OpenTableOf(order.file, view->plan.mapping.format));
  TRY(doing.Rows(*opened.table));
  done.looked.unsaid = std::ssize(view->unsaid);
  auto finished = TRY(doing.Finish());
  if (!finished) return gate::Refuse<Imported>(std::move(finished).error());
  return done;
}

}  // namespace almoner::intake

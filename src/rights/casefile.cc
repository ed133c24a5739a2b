#include "rights/casefile.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/json.h"
#include "paper/pdf.h"
#include "paper/zip.h"
#include "rights/access.h"
#include "rights/chronology.h"
#include "rights/collation.h"
#include "rights/events.h"
#include "rights/grounds.h"
#include "rights/letter.h"

namespace almoner::rights {
namespace {

namespace json = boost::json;

std::string Moment(Time time) {
  return fmt::format("{}, {}", ToWords(LondonDate(time)), LondonText(time).substr(11, 5));
}

void AddClock(paper::Document& out, const law::Due& due, const State& state) {
  out.blocks.push_back(paper::Heading{1, "3. The clock"});
  out.blocks.push_back(paper::Bullets{due.steps});
  paper::Facts dates;
  const auto add = [&](const char* label, const std::optional<Date>& date) {
    dates.rows.emplace_back(label, date ? ToWords(*date) : "none");
  };
  add("The law's last day", due.due);
  add("The day to work to", AnswerBy(due));
  add("What the notice promises", due.promised_due);
  add("Answered on", state.answered);
  out.blocks.push_back(std::move(dates));
}

void AddChronology(paper::Document& out, const notice::Notice& notice, const State& state) {
  out.blocks.push_back(paper::Heading{1, "2. What happened"});
  paper::Table table{.header = {"When", "What", "By"}, .rows = {}};
  for (const Happened& one : Chronology(notice, state))
    table.rows.push_back({Moment(one.at),
                          one.words.empty() ? one.what : one.what + "\n" + one.words,
                          one.by ? one.by->text().substr(0, 8) : "the program"});
  out.blocks.push_back(std::move(table));
}

void AddDecisions(paper::Document& out, const notice::Notice& notice, const State& state,
                  const std::vector<Ground>& grounds) {
  out.blocks.push_back(paper::Heading{1, "4. What was decided"});
  paper::Table table{.header = {"What", "Decision", "Ground", "The law"}, .rows = {}};
  const auto add = [&](std::string what, const Ruling& ruling) {
    const auto ground = std::ranges::find(grounds, ruling.ground, &Ground::id);
    table.rows.push_back({std::move(what), ruling.yes ? "yes" : "no", ruling.ground,
                          ground == grounds.end() ? "" : ground->article});
  };
  for (const auto& [category, ruling] : state.rulings) {
    const std::string words = RuledInWords(notice, category);
    add(words.empty() ? category : words, ruling);
  }
  for (const auto& [record, ruling] : state.item_rulings) add("record " + record.text(), ruling);
  if (state.verdict)
    add("the request",
        {.yes = state.verdict->outcome == "granted", .ground = state.verdict->ground});
  if (table.rows.empty())
    out.blocks.push_back(paper::Paragraph{"Nothing yet."});
  else
    out.blocks.push_back(std::move(table));
}

std::string Json(const std::vector<Held>& held) {
  json::array all;
  for (const Held& one : held) {
    json::object fields;
    for (const auto& [label, value] : one.fields) fields[label] = value;
    all.push_back({{"category", one.category},
                   {"recorded_at", one.recorded_at.text()},
                   {"source", one.source},
                   {"fields", std::move(fields)}});
  }
  return ToText(
      json::object{{"schema", "almoner.casefile.records/1"}, {"records", std::move(all)}});
}

// The same request as if nothing were withheld or taken out.
State Unredacted(const State& state, const Collected& released) {
  State all = state;
  all.redactions.clear();
  for (auto& [record, ruling] : all.item_rulings) ruling.yes = true;
  for (auto& [category, ruling] : all.rulings) ruling.yes = true;
  for (const std::string& category : released.unruled) all.rulings[category] = {.yes = true};
  return all;
}

// What was released, if it can still be shown: something may have been added or changed since.
Status AddReleased(const State& state, const Result<std::expected<Collected, gate::Refused>>& now,
                   std::vector<paper::File>& files) {
  if (!now && now.error().code != Code::kConflict) return std::unexpected(now.error());
  const bool same = now && *now && ToHex(Fingerprint(**now)) == state.released;
  if (state.delivered && !same)
    files.push_back(
        {"what-was-released.txt",
         ToBytes(std::string("What is held has changed since the pack went out, so that "
                             "it cannot be made again; its SHA-256 is in the "
                             "chronology.\n"))});
  else if (now && *now)
    files.push_back(
        {state.delivered ? "released.json" : "to-be-released.json", ToBytes(Json((*now)->held))});
  return {};
}

// A refusal, where somebody may not see what is held; nothing where there is nothing to see.
Result<std::optional<gate::Refused>> AddRecords(const Context& context, const StaffId& actor,
                                                const State& state,
                                                std::vector<paper::File>& files) {
  if (state.right != law::Right::kAccess || !state.subject) return std::optional<gate::Refused>();
  const auto released = Collect(context, actor, state);
  if (released && !*released) return std::optional(released->error());
  TRY(AddReleased(state, released, files));
  const Collected none;
  auto held = TRY(Collect(context, actor, Unredacted(state, released ? **released : none)));
  if (!held) return std::optional(std::move(held).error());
  files.push_back({"held.json", ToBytes(Json(held->held))});
  return std::optional<gate::Refused>();
}

void AddIndex(paper::Document& out, const std::vector<paper::File>& files) {
  out.blocks.push_back(paper::Heading{1, "5. What is beside this file"});
  paper::Bullets list;
  for (const paper::File& file : files) list.items.push_back(file.path);
  if (list.items.empty())
    out.blocks.push_back(paper::Paragraph{"Nothing."});
  else
    out.blocks.push_back(std::move(list));
}

Status AddLetters(const Context& context, const State& state, std::vector<paper::File>& files) {
  int number = 0;
  for (const FileEvent& event : state.events) {
    const auto text = TRY(LetterAbout(context, state, event));
    if (text)
      files.push_back({fmt::format("letters/{:02}-{}.txt", ++number, event.kind), ToBytes(*text)});
  }
  return {};
}

Result<paper::Document> Cover(const Context& context, const State& state,
                              const std::vector<paper::File>& files, Time now) {
  const notice::Notice& notice = context.gate.context().notice;
  paper::Document out{.title = fmt::format("Case file of request {}", state.id.text().substr(0, 8)),
                      .publisher = notice.organisation.name,
                      .footer = fmt::format("Request {}. Made on {}. Not for whoever asked.",
                                            state.id.text(), ToWords(LondonDate(now)))};
  out.blocks.push_back(paper::Steps{{"The request as it came", "What happened", "The clock",
                                     "What was decided", "What is beside this file"}});
  out.blocks.push_back(paper::Heading{1, "1. The request as it came"});
  const auto first = Chronology(notice, state);
  if (!first.empty()) {
    out.blocks.push_back(paper::Paragraph{first.front().what});
    out.blocks.push_back(paper::Paragraph{first.front().words});
  }
  AddChronology(out, notice, state);
  AddClock(out, TRY(Clock(context, state)), state);
  AddDecisions(out, notice, state, TRY(Grounds(context, state)));
  AddIndex(out, files);
  return out;
}

}  // namespace

gate::Outcome<CaseFile> MakeCaseFile(const Context& context, const StaffId& actor,
                                     const State& state) {
  const Time now = context.gate.context().clock.Now();
  std::vector<paper::File> files;
  TRY(AddLetters(context, state, files));
  if (auto refused = TRY(AddRecords(context, actor, state, files)))
    return gate::Refuse<CaseFile>(*std::move(refused));
  const paper::Document cover = TRY(Cover(context, state, files, now));
  Bytes pdf = TRY(paper::RenderPdf(cover, now));
  files.insert(files.begin(), paper::File{"casefile.pdf", pdf});
  Bytes zip = TRY(paper::Zip(files, now));
  auto changed = TRY(context.gate.Act(AskFor(actor, state.subject), "request.casefile-made",
                                      [](const gate::Change&) -> Status { return {}; }));
  if (!changed) return gate::Refuse<CaseFile>(std::move(changed).error());
  return CaseFile{.pdf = std::move(pdf), .zip = std::move(zip), .changed = *std::move(changed)};
}

}  // namespace almoner::rights

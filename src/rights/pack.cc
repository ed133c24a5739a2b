// The pack: what is held, to be read and for computers, and the documents as they are.
#include <algorithm>
#include <boost/json.hpp>

#include "base/csv.h"
#include "base/json.h"
#include "paper/bag.h"
#include "paper/parts.h"
#include "paper/size.h"
#include "rights/access.h"
#include "rights/fhir.h"
#include "rights/pack_letter.h"
#include "rights/payload.h"
#include "rights/safe_letter.h"

namespace almoner::rights {
namespace {

namespace json = boost::json;
using notice::Notice;

// Each document, to be read from the home's folder when it is written.
Result<std::vector<paper::File>> Documents(const gate::Context& on, const Collected& collected) {
  std::vector<paper::File> files;
  for (const Held& held : collected.held) {
    if (!held.document) continue;
    if (on.documents == nullptr)
      return Fail(Code::kUnavailable, "This home has no folder for documents.");
    const vault::Attachment& document = *held.document;
    Bytes part;
    TRY(TRY(on.documents->Open(document)).Next(part));  // found out before anything is recorded
    vault::Wipe(part);
    paper::Streamed streamed{.size = document.size, .sha256 = document.sha256, .give = {}};
    streamed.give = [folder = on.documents,
                     document](const std::function<Status(BytesView)>& sink) -> Status {
      auto opened = TRY(folder->Open(document));
      Bytes now;
      Status passed;
      while (passed && !opened.done()) {
        passed = opened.Next(now);
        if (passed) passed = sink(now);
        vault::Wipe(now);
      }
      return passed;
    };
    files.push_back(
        {.path = DocumentPath(collected.held, held), .bytes = {}, .streamed = std::move(streamed)});
  }
  return files;
}

json::object ToJson(const Collected& collected, const Held& held) {
  json::object fields;
  for (const auto& [label, value] : held.fields) fields[label] = value;
  json::object out{{"category", held.category},
                   {"recorded_at", held.recorded_at.text()},
                   {"event_at", held.event_at.text()},
                   {"nature", held.nature},
                   {"source", held.source},
                   {"fields", std::move(fields)}};
  if (held.document)
    out["document"] = {{"file", DocumentPath(collected.held, held)},
                       {"media", held.document->media},
                       {"size", held.document->size},
                       {"sha256", ToHex(held.document->sha256)}};
  return out;
}

json::array SearchesJson(const State& state) {
  json::array all;
  for (const Search& search : state.searches)
    all.push_back({{"kind", search.kind},
                   {"where", search.where},
                   {"who", search.who},
                   {"terms", search.terms},
                   {"dates", search.dates}});
  return all;
}

json::array LeftOutJson(const Collected& collected) {
  json::array all;
  for (const auto& [category, ground] : collected.left_out)
    all.push_back({{"category", category}, {"article", ground.article}, {"why", ground.plain}});
  return all;
}

// A line for each field, for whoever works with a table.
std::string Csv(const Collected& collected) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < collected.held.size(); ++i)
    for (const auto& [label, value] : collected.held[i].fields)
      rows.push_back({std::to_string(i + 1), collected.held[i].category_name,
                      collected.held[i].event_at.text(), collected.held[i].recorded_at.text(),
                      collected.held[i].source, label, value});
  return ToCsv({"record", "kind", "happened_at", "recorded_at", "source", "field", "value"}, rows);
}

json::object ReachedJson(const Reached& reached) {
  json::array ways;
  for (const outbox::Chosen& chosen : reached.ways)
    ways.push_back(
        {{"way", outbox::Name(chosen.way)}, {"allowed", chosen.allowed}, {"at", chosen.at.text()}});
  return {{"ways", std::move(ways)},
          {"needs", reached.needs.text()},
          {"others_told_of_needs", reached.needs.shared}};
}

std::string Json(const Notice& notice, const State& state, const Collected& collected,
                 const Reached& reached, PackKind kind, Time now) {
  json::array held;
  for (const Held& each : collected.held) held.push_back(ToJson(collected, each));
  json::array consents;
  for (const consent::Ready& ready : collected.consents)
    consents.push_back({{"consent", ready.event.consent},
                        {"wording", ready.event.wording},
                        {"event", consent::Name(ready.event.kind)},
                        {"at", ready.event.at.text()}});
  json::array looks;
  for (const Collected::Look& look : collected.looks)
    looks.push_back({{"at", look.at.text()},
                     {"role", look.role},
                     {"purpose", look.purpose},
                     {"outcome", look.outcome}});
  return ToText(json::object{{"schema", "almoner.access-pack/1"},
                             {"status", kind == PackKind::kDraft ? "draft" : "final"},
                             {"controller", notice.organisation.name},
                             {"request", state.id.text()},
                             {"received", ToText(state.received)},
                             {"made_at", now.text()},
                             {"notice", notice.hash},
                             {"held", std::move(held)},
                             {"reached", ReachedJson(reached)},
                             {"consents", std::move(consents)},
                             {"searches", SearchesJson(state)},
                             {"left_out", LeftOutJson(collected)},
                             {"looks", std::move(looks)}});
}

void AddPdfs(std::vector<paper::File>& payload, std::vector<Bytes> pdfs) {
  for (std::size_t i = 0; i < pdfs.size(); ++i)
    payload.push_back({i == 0 ? std::string("what-we-hold.pdf")
                              : "what-we-hold-" + std::to_string(i + 1) + ".pdf",
                       std::move(pdfs[i])});
}

paper::Document LetterOf(const Context& context, const State& state, const Collected& collected,
                         const Reached& reached, PackKind kind, Time now) {
  paper::Document letter =
      PackLetter(context.gate.context().notice, state, collected, reached, kind, now);
  if (reached.needs.Has(safety::Need::kLargePrint)) letter.print = paper::Print::kLarge;
  return letter;
}

// What opens with the password alone; what a computer reads is left out.
Result<std::vector<paper::File>> Protected(const Collected& collected,
                                           std::vector<paper::File> payload,
                                           const SecretBytes& password) {
  if (std::ranges::any_of(collected.held, [](const Held& held) { return !!held.document; }))
    return Fail(Code::kConflict,
                "There are documents in this pack, which go as they are, without a password; give "
                "it by hand instead.");
  std::erase_if(payload, [](const paper::File& file) { return !file.path.ends_with(".pdf"); });
  for (paper::File& file : payload) file.bytes = TRY(paper::EncryptPdf(file.bytes, password));
  return payload;
}

}  // namespace

std::size_t TextOf(const Context& context, const State& state, const Collected& collected) {
  return paper::SizeOf(LetterOf(context, state, collected, {}, PackKind::kFinal, Time()));
}

Result<crypto::Digest> BasisOf(const Context& context, const State& state,
                               const Collected& collected) {
  Writer out;
  out.Raw(Fingerprint(collected)).Sized(context.gate.context().notice.hash);
  out.Sized(ToText(state.received)).Sized(json::serialize(SearchesJson(state)));
  out.Sized(json::serialize(LeftOutJson(collected)));
  out.U8(state.fee ? 1 : 0).U8(state.ForAnother() ? 1 : 0);
  out.Sized(json::serialize(ReachedJson(TRY(ReachedBy(context, state)))));
  return crypto::Sha256(out.bytes());
}

Result<std::vector<paper::File>> MakePayload(const Context& context, const State& state,
                                             const Collected& collected, PackKind kind, Time now,
                                             const paper::Progress& told) {
  const Notice& notice = context.gate.context().notice;
  std::vector<paper::File> payload;
  const Reached reached = TRY(ReachedBy(context, state));
  AddPdfs(payload,
          TRY(paper::RenderParts(
              paper::InParts(LetterOf(context, state, collected, reached, kind, now)), now, told)));
  payload.push_back(
      {"what-we-hold.json", ToBytes(Json(notice, state, collected, reached, kind, now))});
  payload.push_back({"what-we-hold.csv", ToBytes(Csv(collected))});
  if (HoldsHealth(notice, collected.held))
    payload.push_back(
        {"health-records.fhir.json",
         ToBytes(TRY(FhirBundle(notice, state.id.text().substr(0, 8), collected.held, now)))});
  return payload;
}

Result<std::vector<paper::File>> BagPayload(const Context& context, const Collected& collected,
                                            std::vector<paper::File> payload, PackKind kind,
                                            Time now, const std::optional<SecretBytes>& password) {
  if (password) {
    payload = TRY(Protected(collected, std::move(payload), *password));
  } else {
    std::ranges::move(TRY(Documents(context.gate.context(), collected)),
                      std::back_inserter(payload));
  }
  const std::string status(kind == PackKind::kDraft ? kDraftMark : "Final");
  return paper::MakeBag(
      std::move(payload),
      {{"Source-Organization", context.gate.context().notice.organisation.name},
       {"Bagging-Date", ToText(LondonDate(now))},
       {"External-Description", "Answer to a request under UK GDPR Article 15. " + status}});
}

Result<std::vector<paper::File>> MakePack(const Context& context, const State& state,
                                          const Collected& collected, PackKind kind, Time now,
                                          const std::optional<SecretBytes>& password) {
  return BagPayload(context, collected, TRY(MakePayload(context, state, collected, kind, now)),
                    kind, now, password);
}

}  // namespace almoner::rights

// What somebody may take with them (Article 20), in forms that another computer reads.
#include <algorithm>
#include <boost/json.hpp>

#include "base/csv.h"
#include "base/json.h"
#include "paper/bag.h"
#include "rights/access.h"
#include "rights/authority.h"
#include "rights/events.h"
#include "rights/handing.h"
#include "rights/remedy.h"
#include "rights/safe_letter.h"

namespace almoner::rights {
namespace {

namespace json = boost::json;

// Consent or a contract; explicit consent to special-category data is consent too.
bool UnderConsentOrContract(const notice::Notice& notice, const vault::Record& record) {
  const auto index = notice.FindActivity(record.label.purpose);
  if (!index) return false;
  const notice::Activity& activity = notice.activities[*index];
  return activity.basis == "6(1)(a)" || activity.basis == "6(1)(b)" ||
         activity.condition == "9(2)(a)";
}

bool Reaches(const notice::Notice& notice, const vault::Record& record) {
  return record.content.source == "self" && record.people.size() == 1 && !record.content.document &&
         record.content.nature == vault::Nature::kFact && UnderConsentOrContract(notice, record);
}

std::string Json(const notice::Notice& notice, const std::vector<vault::Record>& records,
                 Time now) {
  json::array data;
  for (const vault::Record& record : records) {
    json::object fields;
    for (const vault::FieldValue& field : record.content.fields)
      fields[field.field] = field.value.Expose();
    data.push_back({{"category", record.label.category},
                    {"recorded_at", record.label.recorded_at.text()},
                    {"fields", std::move(fields)}});
  }
  return ToText(json::object{{"schema", "almoner.portable/1"},
                             {"controller", notice.organisation.name},
                             {"made_at", now.text()},
                             {"data", std::move(data)}});
}

std::string Csv(const std::vector<vault::Record>& records) {
  std::vector<std::vector<std::string>> rows;
  for (const vault::Record& record : records)
    for (const vault::FieldValue& field : record.content.fields)
      rows.push_back({record.label.id.text(), record.label.category,
                      record.label.recorded_at.text(), field.field, field.value.Expose()});
  return ToCsv({"record", "category", "recorded_at", "field", "value"}, rows);
}

Result<std::vector<paper::File>> Bag(const gate::Context& on,
                                     const std::vector<vault::Record>& records) {
  const Time now = on.clock.Now();
  std::vector<paper::File> payload;
  payload.push_back({"your-data.json", ToBytes(Json(on.notice, records, now))});
  payload.push_back({"your-data.csv", ToBytes(Csv(records))});
  return paper::MakeBag(std::move(payload),
                        {{"Source-Organization", on.notice.organisation.name},
                         {"Bagging-Date", ToText(LondonDate(now))},
                         {"External-Description", "Data to take along under UK GDPR Article 20."}});
}

}  // namespace

namespace {

gate::Outcome<Portable> Carry(const Context& context, const StaffId& actor, const State& state,
                              const Handing& handing) {
  if (state.right != law::Right::kPortability)
    return Fail(Code::kInvalid, "This request uses another right.");
  if (!state.subject) return Fail(Code::kConflict, "This person's data was erased already.");
  TRY(MayBeAnswered(context, state));
  TRY(MayReachThem(context, state, handing.delivery.to));
  if (const auto allowed = Allowed(state);
      std::ranges::find(allowed, Step::kCarryOut) == allowed.end())
    return Fail(Code::kConflict,
                "Data goes out only when it is known who asks, and the request is granted.");
  const gate::Context& on = context.gate.context();
  auto opened = TRY(context.gate.Open(AskFor(actor, state.subject)));
  if (!opened) return gate::Refuse<Portable>(std::move(opened).error());
  auto records = TRY(vault::Reveal(std::move(opened->permit), on.keys, on.clock));
  const auto all = std::ssize(records);
  std::erase_if(records, [&](const vault::Record& record) { return !Reaches(on.notice, record); });
  Portable out{.files = TRY(Bag(on, records)),
               .records = std::ssize(records),
               .left = all - std::ssize(records),
               .changed = {EntryId::New(on.random), {}}};
  Facts facts = handing.facts;
  facts["how"] = handing.delivery.how;
  facts["to"] = handing.delivery.to;
  facts["records"] = std::to_string(out.records);
  facts["left"] = std::to_string(out.left);
  const Also also = TRY(handing.keep(out.files));
  auto changed = TRY(Advance(context, actor, state, Step::kCarryOut, "request.ported",
                             "carried-out", std::move(facts), also));
  if (!changed) return gate::Refuse<Portable>(std::move(changed).error());
  out.changed = *std::move(changed);
  return out;
}

}  // namespace

gate::Outcome<Portable> Port(const Context& context, const StaffId& actor, const State& state,
                             std::string_view how, std::string_view to) {
  TRY(CheckDelivery(to, how));
  Handing handing = InsteadOfWaiting(state);
  handing.delivery = {.to = std::string(to), .how = std::string(how)};
  return Carry(context, actor, state, handing);
}

gate::Outcome<gate::Changed> HandData(const Context& context, const StaffId& actor,
                                      const State& state, const Handing& handing) {
  auto ported = TRY(Carry(context, actor, state, handing));
  if (!ported) return gate::Refuse<gate::Changed>(std::move(ported).error());
  return std::move(ported->changed);
}

gate::Outcome<gate::Changed> HandOver(const Context& context, const StaffId& actor,
                                      const State& state, const Handing& handing) {
  return (state.right == law::Right::kPortability ? HandData : HandPack)(context, actor, state,
                                                                         handing);
}

}  // namespace almoner::rights

#include "api/content.h"

namespace almoner::web::api {

std::vector<Field> ContentFields() {
  return {{.name = "fields",
           .type = Type::kTexts,
           .what = "The fields of the category in the notice; free text is `text`",
           .example = R"({"text":"Walked to the harbour."})"},
          {.name = "source", .what = "Where it comes from: self, family, …", .example = "self"},
          {.name = "nature",
           .type = Type::kWord,
           .what = "Whether it is a fact or an opinion",
           .words = {"fact", "opinion"},
           .example = "fact"},
          {.name = "event_at",
           .type = Type::kTime,
           .what = "When it happened; not in the future",
           .example = "2026-11-01T14:00:00Z"}};
}

Result<vault::Content> ContentIn(const Call& call) {
  vault::Content content;
  content.source = call.Text("source");
  content.nature =
      call.Text("nature") == "opinion" ? vault::Nature::kOpinion : vault::Nature::kFact;
  content.event_at = TRY(Time::Parse(call.Text("event_at")));
  for (const auto& field : call.body.at("fields").as_object())
    content.fields.push_back(
        {.field = field.key(), .value = Personal(std::string(field.value().as_string()))});
  return content;
}

Field GlassField() {
  return {.name = "break_glass",
          .type = Type::kWord,
          .what = "Why somebody who is not assigned looks all the same; it is reviewed afterwards",
          .required = false,
          .words = {"emergency", "cover", "safeguarding", "legal-demand"}};
}

Result<std::optional<gate::BreakGlass>> GlassIn(const Call& call) {
  const std::string given = call.Has("break_glass")
                                ? call.Text("break_glass")
                                : call.request.query("break_glass").value_or("");
  if (given.empty()) return std::optional<gate::BreakGlass>();
  for (const gate::BreakGlass ground :
       {gate::BreakGlass::kEmergency, gate::BreakGlass::kCover, gate::BreakGlass::kSafeguarding,
        gate::BreakGlass::kLegalDemand})
    if (gate::Name(ground) == given) return std::optional(ground);
  return Fail(Code::kInvalid,
              "Break the glass for emergency, cover, safeguarding or legal-demand.");
}

Result<RecordId> RecordOf(const Call& call) {
  auto record = RecordId::Parse(call.Param("record"));
  if (!record) return Fail(Code::kNotFound, "There is no such record.");
  return record;
}

}  // namespace almoner::web::api

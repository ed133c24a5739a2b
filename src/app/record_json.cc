#include "app/record_json.h"

namespace almoner::app {

namespace json = boost::json;

json::object ToJson(const vault::Record& record) {
  json::object fields;
  for (const vault::FieldValue& field : record.content.fields)
    fields[field.field] = field.value.Expose();
  json::object out{{"record", record.label.id.text()},
                   {"category", record.label.category},
                   {"purpose", record.label.purpose},
                   {"recorded_at", record.label.recorded_at.text()},
                   {"event_at", record.content.event_at.text()},
                   {"nature", record.content.nature == vault::Nature::kFact ? "fact" : "opinion"},
                   {"source", record.content.source},
                   {"fields", std::move(fields)}};
  if (const auto& document = record.content.document)
    out["document"] = {{"field", document->field},
                       {"media", document->media},
                       {"size", document->size},
                       {"sha256", ToHex(document->sha256)}};
  return out;
}

}  // namespace almoner::app

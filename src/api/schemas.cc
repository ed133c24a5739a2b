#include "api/schemas.h"

namespace almoner::web::api {
namespace {

json::object Typed(std::string_view type) { return {{"type", type}}; }
json::object Text() { return Typed("string"); }
json::object Id() { return {{"type", "string"}, {"pattern", "^[0-9a-f]{32}$"}}; }
json::object Day() { return {{"type", "string"}, {"format", "date"}}; }
json::object Moment() { return {{"type", "string"}, {"format", "date-time"}}; }
json::object Yes() { return Typed("boolean"); }
json::object Number() { return Typed("integer"); }
json::object Texts() { return {{"type", "object"}, {"additionalProperties", Text()}}; }
json::object ListOf(json::object items) { return {{"type", "array"}, {"items", std::move(items)}}; }
json::object Ref(std::string_view name) {
  return {{"$ref", "#/components/schemas/" + std::string(name)}};
}
// Or null.
json::object Maybe(json::object schema) {
  json::array types;  // made first: an assignment would destroy what it reads
  types.push_back(schema.at("type"));
  types.emplace_back("null");
  schema["type"] = std::move(types);
  return schema;
}

struct Member {
  std::string_view name;  // with a "?" behind it: it may be missing
  json::object schema;
};

json::object Object(std::initializer_list<Member> members) {
  json::object properties;
  json::array required;
  for (const Member& member : members) {
    const bool optional = member.name.ends_with('?');
    const std::string_view name = member.name.substr(0, member.name.size() - (optional ? 1 : 0));
    properties[name] = member.schema;
    if (!optional) required.emplace_back(name);
  }
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

// An answer, which begins with its own name.
json::object Named(std::string_view name, std::initializer_list<Member> members) {
  json::object schema = Object(members);
  json::object properties{{"schema", {{"const", name}}}};
  for (const auto& member : schema.at("properties").as_object())
    properties[member.key()] = member.value();
  schema["properties"] = std::move(properties);
  json::array required{"schema"};
  for (const json::value& each : schema.at("required").as_array()) required.push_back(each);
  schema["required"] = std::move(required);
  return schema;
}

json::object Paged(std::string_view name, std::string_view member, json::object item) {
  return Named(name, {{member, ListOf(std::move(item))}, {"next?", Text()}});
}

json::object RecordSchema() {
  return Object(
      {{"record", Id()},
       {"category", Text()},
       {"purpose", Text()},
       {"recorded_at", Moment()},
       {"event_at", Moment()},
       {"nature", Text()},
       {"source", Text()},
       {"fields", Texts()},
       {"etag?", Text()},
       {"document?",
        Object({{"field", Text()}, {"media", Text()}, {"size", Number()}, {"sha256", Text()}})}});
}

json::object HoldSchema() {
  return Object({{"hold", Id()},
                 {"person?", Id()},
                 {"kind", Text()},
                 {"record", Maybe(Id())},
                 {"category", Text()},
                 {"since", Moment()},
                 {"review", Day()},
                 {"in_force?", Yes()},
                 {"overdue?", Yes()}});
}

json::object EventSchema() {
  return Object({{"at", Moment()}, {"kind", Text()}, {"facts", Texts()}});
}

void AddPeople(json::object& all) {
  all["Record"] = RecordSchema();
  all["Records"] = Named("almoner.records/1",
                         {{"why", Text()}, {"records", ListOf(Ref("Record"))}, {"entry", Id()}});
  all["OneRecord"] =
      Named("almoner.record/1", {{"why", Text()}, {"record", Ref("Record")}, {"entry", Id()}});
  all["People"] =
      Named("almoner.people/1",
            {{"why", Text()},
             {"people", ListOf(Object({{"person", Id()}, {"records", ListOf(Ref("Record"))}}))},
             {"entry", Id()}});
  all["Hold"] = HoldSchema();
  all["Mark"] = Object({{"mark", Id()},
                        {"kind", Text()},
                        {"scope", Text()},
                        {"ground", Text()},
                        {"since", Moment()},
                        {"in_force", Yes()}});
  all["Person"] = Named("almoner.person/1", {{"person", Id()},
                                             {"kind", Text()},
                                             {"holds", ListOf(Ref("Hold"))},
                                             {"marks", ListOf(Ref("Mark"))},
                                             {"why", Text()},
                                             {"entry", Id()}});
  all["Consents"] = Named("almoner.consents/1", {{"events", ListOf(Object({{"consent", Text()},
                                                                           {"wording", Text()},
                                                                           {"event", Text()},
                                                                           {"means", Text()},
                                                                           {"at", Moment()}}))},
                                                 {"why", Text()},
                                                 {"entry", Id()}});
}

void AddRequests(json::object& all) {
  const auto listed = [](std::initializer_list<Member> more) {
    json::object schema = Object({{"request", Id()},
                                  {"right", Text()},
                                  {"person", Maybe(Id())},
                                  {"received", Day()},
                                  {"channel", Text()},
                                  {"due", Maybe(Day())},
                                  {"promised_due", Maybe(Day())},
                                  {"reasons", ListOf(Text())},
                                  {"closed", Yes()},
                                  {"outcome", Text()},
                                  {"to_do", ListOf(Text())},
                                  {"next", ListOf(Text())}});
    for (const Member& member : more)
      schema.at("properties").as_object()[member.name] = member.schema;
    return schema;
  };
  all["Requests"] = Paged("almoner.requests/1", "requests", listed({}));
  all["Request"] = listed({{"schema", {{"const", "almoner.request/1"}}},
                           {"events", ListOf(EventSchema())},
                           {"making", Maybe(Object({{"pack", Text()}, {"percent", Number()}}))}});
  all["Form"] = Named(
      "almoner.form/1",
      {{"heading", Text()},
       {"closed", Yes()},
       {"says", ListOf(Text())},
       {"shows", Texts()},
       {"questions",
        ListOf(Object({{"name", Text()},
                       {"kind", Text()},
                       {"label", Text()},
                       {"required", Yes()},
                       {"hint?", Text()},
                       {"options?", ListOf(Object({{"value", Text()}, {"text", Text()}}))}}))}});
}

void AddKeeping(json::object& all) {
  all["Holds"] = Paged("almoner.holds/1", "holds", Ref("Hold"));
  all["DueList"] = Paged("almoner.due/1", "due",
                         Object({{"person", Id()},
                                 {"lines", ListOf(Object({{"category", Text()},
                                                          {"records", Number()},
                                                          {"rule", Text()},
                                                          {"last_day", Day()},
                                                          {"because", Text()},
                                                          {"state", Text()}}))},
                                 {"empty", Yes()}}));
  all["Destroyed"] = Named("almoner.destroyed/1",
                           {{"certificates", ListOf(Object({{"text", Text()}, {"proof", Text()}}))},
                            {"failed", Number()},
                            {"waiting", Number()}});
  all["Disposals"] =
      Paged("almoner.disposals/1", "disposals",
            Object({{"file", Id()}, {"at", Moment()}, {"confirmed", Yes()}, {"facts", Texts()}}));
}

void AddRegisters(json::object& all) {
  const auto file = [](std::initializer_list<Member> more) {
    json::object schema =
        Object({{"file", Id()},
                {"person", Maybe(Id())},
                {"state", Text()},
                {"opened", Moment()},
                {"last", Moment()},
                {"next", ListOf(Text())},
                {"due?", Object({{"what", Text()}, {"by", Text()}, {"late", Yes()}})}});
    for (const Member& member : more)
      schema.at("properties").as_object()[member.name] = member.schema;
    return schema;
  };
  all["Files"] = Paged("almoner.files/1", "files", file({}));
  all["File"] =
      file({{"schema", {{"const", "almoner.file/1"}}}, {"events", ListOf(EventSchema())}});
  const json::object fact = Object({{"name", Text()},
                                    {"type", Text()},
                                    {"required", Yes()},
                                    {"what", Text()},
                                    {"words", ListOf(Text())}});
  all["Registers"] = Paged("almoner.registers/1", "registers",
                           Object({{"register", Text()},
                                   {"title", Text()},
                                   {"about", Text()},
                                   {"of_somebody", Yes()},
                                   {"purposes", ListOf(Text())},
                                   {"steps", ListOf(Object({{"step", Text()},
                                                            {"from", ListOf(Text())},
                                                            {"facts", ListOf(fact)}}))}}));
}

void AddOffice(json::object& all) {
  all["Me"] = Named("almoner.me/1", {{"account", Id()},
                                     {"key", Yes()},
                                     {"roles", ListOf(Text())},
                                     {"scopes", ListOf(Text())},
                                     {"purposes", ListOf(Text())},
                                     {"until?", Moment()}});
  all["Notice"] = Named(
      "almoner.notice/1",
      {{"organisation", Text()},
       {"version", Text()},
       {"hash", Text()},
       {"clauses", ListOf(Object({{"id", Text()}, {"sentence", Text()}}))},
       {"purposes", ListOf(Object({{"id", Text()}, {"purpose", Text()}, {"clause", Text()}}))},
       {"categories", ListOf(Object({{"id", Text()}, {"name", Text()}}))},
       {"consents", ListOf(Object({{"id", Text()}, {"wording", Text()}}))}});
  all["Promises"] = Paged(
      "almoner.promises/1", "promises",
      Object({{"clause", Text()},
              {"sentence", Text()},
              {"kept", Text()},
              {"by", ListOf(Text())},
              {"shown",
               ListOf(Object(
                   {{"proof", Text()}, {"asks", Text()}, {"words", Text()}, {"at", Moment()}}))}}));
  all["StaffList"] = Paged(
      "almoner.staff/1", "staff",
      Object({{"account", Id()},
              {"name", Text()},
              {"login", Text()},
              {"roles", ListOf(Object({{"role", Text()}, {"since", Moment()}, {"now", Yes()}}))},
              {"assigned", ListOf(Object({{"kind", Text()}, {"target", Text()}}))}}));
  all["Looks"] = Paged("almoner.looks/1", "looks",
                       Object({{"at", Moment()},
                               {"entry", Id()},
                               {"action", Text()},
                               {"outcome", Text()},
                               {"purpose", Text()},
                               {"role", Text()},
                               {"who", Maybe(Id())},
                               {"people", Number()}}));
}

json::object WebhookSchema() {
  return Object({{"webhook", Id()},
                 {"url", Maybe(Text())},
                 {"damaged", Yes()},
                 {"events", ListOf(Text())},
                 {"made", Moment()},
                 {"rotated", Maybe(Moment())},
                 {"failing_since", Maybe(Moment())},
                 {"stopped", Maybe(Moment())},
                 {"waiting", Number()}});
}

void AddReachingAndWebhooks(json::object& all) {
  all["Webhooks"] = Paged("almoner.webhooks/1", "webhooks", WebhookSchema());
  all["Webhook"] =
      Named("almoner.webhook/1", {{"webhook", WebhookSchema()},
                                  {"messages", ListOf(Object({{"message", Text()},
                                                              {"event", Text()},
                                                              {"at", Moment()},
                                                              {"tries", Number()},
                                                              {"next", Maybe(Moment())},
                                                              {"ended", Maybe(Moment())},
                                                              {"outcome", Text()}}))}});
  all["WebhookSecret"] = Named("almoner.webhook-secret/1", {{"webhook", Id()}, {"secret", Text()}});
  const json::object said =
      Object({{"by", Maybe(Id())}, {"at", Moment()}, {"review", Maybe(Day())}});
  all["Ways"] =
      Named("almoner.ways/1",
            {{"ways", ListOf(Object({{"way", Text()}, {"allowed", Yes()}, {"at", Moment()}}))}});
  all["Needs"] = Named("almoner.needs/1", {{"needs", ListOf(Text())},
                                           {"language", Text()},
                                           {"else", Text()},
                                           {"shared", Yes()},
                                           {"said?", said}});
  all["Contact"] = Named("almoner.contact/1", {{"safe?", Object({{"never", ListOf(Text())},
                                                                 {"hide_address", Yes()},
                                                                 {"hidden", ListOf(Text())},
                                                                 {"never_told", ListOf(Text())},
                                                                 {"how", Text()},
                                                                 {"code_word", Text()},
                                                                 {"why", Text()},
                                                                 {"said", said}})}});
  // What is sent, as a CloudEvent.
  all["Event"] = Object({{"specversion", {{"const", "1.0"}}},
                         {"id", Id()},
                         {"source", Text()},
                         {"type", Text()},
                         {"time", Moment()},
                         {"datacontenttype", {{"const", "application/json"}}},
                         {"data", Texts()}});
}

json::object ProblemSchema() {
  json::object problem =
      Object({{"type", Text()},
              {"title", Text()},
              {"status", Number()},
              {"detail", Text()},
              {"code", Text()},
              {"request_id", Text()},
              {"rule?", Text()},
              {"clauses?", ListOf(Object({{"id", Text()}, {"sentence", Text()}}))},
              {"next?", json::object()},
              {"entry?", Id()},
              {"errors?", ListOf(Object({{"field", Text()}, {"detail", Text()}}))},
              {"scope?", Text()},
              {"duty?", Text()},
              {"purpose?", Text()}});
  return problem;
}

}  // namespace

json::object Schemas() {
  json::object all;
  all["Problem"] = ProblemSchema();
  all["Changed"] = Named("almoner.changed/1", {{"person?", Id()},
                                               {"record?", Id()},
                                               {"request?", Id()},
                                               {"file?", Id()},
                                               {"why?", Text()},
                                               {"entry?", Id()}});
  all["Done"] = Named("almoner.done/1", {{"done", Yes()}});
  AddPeople(all);
  AddRequests(all);
  AddKeeping(all);
  AddRegisters(all);
  AddOffice(all);
  AddReachingAndWebhooks(all);
  return all;
}

json::object SchemaOf(const Field& field) {
  json::object schema;
  switch (field.type) {
    case Type::kText:
      schema = {{"type", "string"}, {"minLength", 1}};
      break;
    case Type::kWord: {
      json::array words;
      for (const std::string_view word : field.words) words.emplace_back(word);
      schema = {{"type", "string"}, {"enum", std::move(words)}};
      break;
    }
    case Type::kWords: {
      json::array words(field.words.begin(), field.words.end());
      schema = ListOf({{"type", "string"}, {"enum", std::move(words)}});
      break;
    }
    case Type::kDate:
      schema = Day();
      break;
    case Type::kTime:
      schema = Moment();
      break;
    case Type::kId:
      schema = Id();
      break;
    case Type::kIds:
      schema = ListOf(Id());
      break;
    case Type::kYes:
      schema = Yes();
      break;
    case Type::kCount:
      schema = {{"type", "integer"}, {"minimum", 0}, {"maximum", 1'000'000}};
      break;
    case Type::kTexts:
      schema = Texts();
      break;
  }
  schema["description"] = field.what;
  return schema;
}

json::object SchemaOf(const std::vector<Field>& fields) {
  json::object properties;
  json::array required;
  for (const Field& field : fields) {
    properties[field.name] = SchemaOf(field);
    if (field.required) required.emplace_back(field.name);
  }
  json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  return schema;
}

json::object ExampleOf(const std::vector<Field>& fields) {
  json::object example;
  for (const Field& field : fields) {
    if (!field.required) continue;
    if (field.type == Type::kTexts && !field.example.empty()) {
      example[field.name] = json::parse(field.example);
    } else if (field.type == Type::kWords) {
      example[field.name] = json::array{field.words.front()};
    } else if (field.type == Type::kYes) {
      example[field.name] = true;
    } else if (field.type == Type::kId) {
      example[field.name] = "0123456789abcdef0123456789abcdef";
    } else {
      example[field.name] = field.example.empty() ? std::string_view("…") : field.example;
    }
  }
  return example;
}

}  // namespace almoner::web::api

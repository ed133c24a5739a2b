// How somebody is reached: by which ways they want to be, what they need to read and understand,
// and what is safe for them, which few see.
#include "app/reaching.h"

#include "api/answer.h"
#include "app/ways.h"

namespace almoner::web::api {
namespace {

using safety::Marker;
using safety::Needs;

std::vector<std::string_view> WayNames() {
  std::vector<std::string_view> names;
  for (const outbox::Way way : outbox::kWays) names.push_back(outbox::Name(way));
  return names;
}

std::vector<std::string_view> ChannelNames() {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < safety::kChannels; ++i)
    names.push_back(safety::Name(static_cast<safety::Channel>(i)));
  return names;
}

std::vector<std::string_view> NeedNames() {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < safety::kNeeds; ++i)
    names.push_back(safety::Name(static_cast<safety::Need>(i)));
  return names;
}

std::vector<std::string> WordsIn(const Call& call, std::string_view name) {
  std::vector<std::string> words;
  if (call.Has(name))
    for (const json::value& word : call.body.at(name).as_array())
      words.emplace_back(word.as_string());
  return words;
}

// A line each.
std::vector<std::string> LinesIn(const Call& call, std::string_view name) {
  std::vector<std::string> lines;
  const std::string text = call.Text(name);
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view line = http::Trim(http::TakeUntil(rest, '\n'));
    if (!line.empty()) lines.emplace_back(line);
  }
  return lines;
}

json::object SaidJson(const safety::Said& said) {
  return {{"by", MaybeId(said.by)}, {"at", said.at.text()}, {"review", MaybeJson(said.review)}};
}

Result<http::Response> GetWays(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  return Answered(
      call, app::ShowWays(call.app(), call.caller.staff, call.purpose, subject),
      [&](const std::vector<outbox::Chosen>& chosen) {
        json::array ways;
        for (const outbox::Chosen& one : chosen)
          ways.push_back(
              {{"way", outbox::Name(one.way)}, {"allowed", one.allowed}, {"at", one.at.text()}});
        return Result<http::Response>(
            Answer(call, {{"schema", "almoner.ways/1"}, {"ways", std::move(ways)}}));
      });
}

Result<http::Response> PostWays(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  const outbox::Way way = TRY(outbox::ParseWay(call.Text("way")));
  return Answered(call,
                  app::SayWays(call.app(), call.caller.staff, call.purpose, subject,
                               {{way, call.Yes("allowed")}}),
                  [&](const gate::Changed& changed) {
                    return Result<http::Response>(Answer(call, ChangedJson(changed)));
                  });
}

Result<http::Response> GetNeeds(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  return Answered(call, app::ShowNeeds(call.app(), call.caller.staff, call.purpose, subject),
                  [&](const Needs& needs) {
                    json::array names;
                    for (std::size_t i = 0; i < safety::kNeeds; ++i)
                      if (needs.needs.test(i))
                        names.emplace_back(safety::Name(static_cast<safety::Need>(i)));
                    json::object document{{"schema", "almoner.needs/1"}};
                    document["needs"] = std::move(names);
                    document["language"] = needs.language;
                    document["else"] = needs.words;
                    document["shared"] = needs.shared;
                    if (needs.any()) document["said"] = SaidJson(needs.said);
                    return Result<http::Response>(Answer(call, std::move(document)));
                  });
}

Result<http::Response> PostNeeds(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  Needs needs{
      .language = call.Text("language"), .words = call.Text("else"), .shared = call.Yes("shared")};
  for (const std::string& name : WordsIn(call, "needs"))
    needs.needs.set(static_cast<std::size_t>(TRY(safety::ParseNeed(name))));
  needs.said.review = TRY(ParseDate(call.Text("review")));
  return Answered(
      call, app::SayNeeds(call.app(), call.caller.staff, call.purpose, subject, std::move(needs)),
      [&](const gate::Changed& changed) {
        return Result<http::Response>(Answer(call, ChangedJson(changed)));
      });
}

json::object SafeJson(const Marker& marker) {
  json::array never;
  for (std::size_t i = 0; i < safety::kChannels; ++i)
    if (marker.never.test(i)) never.emplace_back(safety::Name(static_cast<safety::Channel>(i)));
  json::object safe{{"hide_address", marker.hide_address},
                    {"how", marker.how},
                    {"code_word", marker.code_word},
                    {"why", marker.why}};
  safe["never"] = std::move(never);
  safe["hidden"] = TextsJson(marker.hidden);
  safe["never_told"] = TextsJson(marker.never_told);
  safe["said"] = SaidJson(marker.said);
  return safe;
}

Result<http::Response> GetSafe(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  return Answered(call, app::ShowReaching(call.app(), call.caller.staff, subject),
                  [&](const safety::Reaching& reaching) {
                    json::object document{{"schema", "almoner.contact/1"}};
                    if (reaching.marker) document["safe"] = SafeJson(*reaching.marker);
                    return Result<http::Response>(Answer(call, std::move(document)));
                  });
}

Result<http::Response> PostSafe(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  Marker marker{.hide_address = call.Yes("hide_address"),
                .hidden = LinesIn(call, "hidden"),
                .never_told = LinesIn(call, "never_told"),
                .how = call.Text("how"),
                .code_word = call.Text("code_word"),
                .why = call.Text("why")};
  for (const std::string& name : WordsIn(call, "never"))
    marker.never.set(static_cast<std::size_t>(TRY(safety::ParseChannel(name))));
  marker.said.review = TRY(ParseDate(call.Text("review")));
  return Answered(call,
                  app::SayWhatIsSafe(call.app(), call.caller.staff, subject, std::move(marker)),
                  [&](const gate::Changed& changed) {
                    return Result<http::Response>(Answer(call, ChangedJson(changed)));
                  });
}

Result<http::Response> PostSafeEnd(const Call& call) {
  const SubjectId subject = TRY(SubjectOf(call.request));
  return Answered(call, app::EndWhatIsSafe(call.app(), call.caller.staff, subject),
                  [&](const gate::Changed& changed) {
                    return Result<http::Response>(Answer(call, ChangedJson(changed)));
                  });
}

Field Review() {
  return {.name = "review",
          .type = Type::kDate,
          .what = "When it is looked at again, within a year",
          .example = "2026-12-24"};
}

std::vector<Field> SafeFields() {
  const auto text = [](std::string_view name, std::string_view what) {
    return Field{.name = name, .what = what, .required = false};
  };
  return {{.name = "never",
           .type = Type::kWords,
           .what = "Ways that are never used",
           .required = false,
           .words = ChannelNames()},
          {.name = "hide_address",
           .type = Type::kYes,
           .what = "Whether nobody else sees where they live",
           .required = false},
          text("hidden", "What else nobody may see: addresses, numbers, a line each"),
          text("never_told", "Who is never told: names, or recipients of the notice, a line each"),
          text("how", "What is safe: ways, times, who answers"),
          text("code_word", "By which the person knows us"),
          text("why", "Why"),
          Review()};
}

}  // namespace

std::vector<Endpoint> ReachingCalls() {
  using enum http::Method;
  const auto row = [](Endpoint endpoint) {
    endpoint.group = "Reaching people";
    endpoint.scope = endpoint.method == kGet ? "records:read" : "records:write";
    return endpoint;
  };
  const auto safe = [&](Endpoint endpoint) {
    endpoint.reason = For::kOne;
    endpoint.purpose = "law.safeguarding";
    return row(std::move(endpoint));
  };
  return {
      row({.method = kGet,
           .path = "/api/v1/people/{id}/ways",
           .summary = "By which ways somebody has said that they want to be reached, or not",
           .answer = "Ways",
           .handle = GetWays}),
      row({.method = kPost,
           .path = "/api/v1/people/{id}/ways",
           .summary = "Record what somebody says of one way",
           .body = Body::kJson,
           .fields = {{.name = "way",
                       .type = Type::kWord,
                       .what = "Which way",
                       .words = WayNames(),
                       .example = "phone"},
                      {.name = "allowed", .type = Type::kYes, .what = "Whether they may be"}},
           .answer = "Changed",
           .handle = PostWays}),
      row({.method = kGet,
           .path = "/api/v1/people/{id}/needs",
           .summary = "What somebody needs to read and understand us (DAPB1605)",
           .answer = "Needs",
           .handle = GetNeeds}),
      row({.method = kPost,
           .path = "/api/v1/people/{id}/needs",
           .summary = "Record what somebody needs, in place of what was there",
           .body = Body::kJson,
           .fields = {{.name = "needs",
                       .type = Type::kWords,
                       .what = "What they need",
                       .required = false,
                       .words = NeedNames()},
                      {.name = "language", .what = "That they read or speak", .required = false},
                      {.name = "else", .what = "What else helps", .required = false},
                      {.name = "shared",
                       .type = Type::kYes,
                       .what = "Whether they agreed that other services are told",
                       .required = false},
                      Review()},
           .answer = "Changed",
           .handle = PostNeeds}),
      safe({.method = kGet,
            .path = "/api/v1/people/{id}/contact",
            .summary = "What is safe for somebody: for those who safeguard",
            .answer = "Contact",
            .handle = GetSafe}),
      safe({.method = kPost,
            .path = "/api/v1/people/{id}/contact",
            .summary = "Record what is safe, in place of what was there",
            .body = Body::kJson,
            .fields = SafeFields(),
            .answer = "Changed",
            .handle = PostSafe}),
      safe({.method = kPost,
            .path = "/api/v1/people/{id}/contact/end",
            .summary = "All of that is over",
            .answer = "Changed",
            .handle = PostSafeEnd}),
  };
}

}  // namespace almoner::web::api

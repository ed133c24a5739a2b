// One rights request as its pages come to it: looked at through the gate, with errors in plain
// words. For this folder and the API.
#pragma once

#include "paper/file.h"
#include "rights/grounds.h"
#include "rights/request.h"
#include "web/question.h"
#include "web/site.h"

namespace almoner::web::console {

// kNotFound also for what is no id at all.
Result<RequestId> RequestOf(const http::Request& request);

// That it was looked at is recorded; whoever decides on a danger looks for safeguarding.
gate::Outcome<rights::State> LookAt(Site& site, const Caller& caller, const RequestId& request,
                                    rights::Step step);

// What a page shows of an error that is the sender's to mend: without words for the command line.
// Nothing where it is not theirs.
struct Mending {
  std::string text;
  int status = 422;  // 409: something stands in the way; 403: not by them
};
[[nodiscard]] std::optional<Mending> MendingOf(const Site& site, const Error& error);

// A form carries which event of the request comes next, so that nobody acts on what they have not
// read.
inline constexpr std::string_view kSeq = "seq";
inline constexpr std::string_view kMoved =
    "Somebody has changed this meanwhile. Look at it again, then send it once more";
[[nodiscard]] std::string SeqOf(const rights::State& state);
[[nodiscard]] bool AsItWas(const rights::State& state, const Answers& answers);
// What happened last with the request, where the caller did it, by the step, in the last ten
// minutes: a second click, or a page that tells of it. Else none.
[[nodiscard]] const rights::FileEvent* JustDone(const Site& site, const Caller& caller,
                                                const rights::State& state, rights::Step step);
// The same of that kind of event.
[[nodiscard]] const rights::FileEvent* JustDone(const Site& site, const Caller& caller,
                                                const rights::State& state, std::string_view kind);

// 409, in words.
Result<http::Response> ShowNotNow(const Site& site, const http::Request& request,
                                  const Caller& caller);

[[nodiscard]] std::string AddressOf(const rights::State& state, std::string_view page = {});
[[nodiscard]] bool MayTake(const rights::State& state, rights::Step step);
// The last part of the address that a step was done at: told on the request's page.
[[nodiscard]] http::Response BackTo(const rights::State& state, std::string_view done);

// Grounds as radio buttons, in plain words with the article as the note; `before` stands in front
// of each ("Keep it"), and of each value.
[[nodiscard]] std::vector<Option> GroundOptions(const std::vector<rights::Ground>& grounds,
                                                std::string_view before = {},
                                                std::string_view value_before = {});

// Files as one ZIP file to be kept, whose name says nothing about anybody.
Result<http::Response> GiveZip(const Site& site, const rights::State& state,
                               const std::vector<paper::File>& files);

}  // namespace almoner::web::console

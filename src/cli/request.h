// For this folder only: what the commands of one request share.
#pragma once

#include "cli/command.h"
#include "rights/request.h"

namespace almoner::cli {

struct RequestOptions {
  std::string right, subject, received,
      channel = "letter", request, how, category, ground, out, outcome, about, asked, kind, scope,
      until, evidence, why, working, reason, record, field, recipient, letter, orders, view, type,
      registered, known, where, who, terms, dates, of, obtained, answer, to_whom = "record",
      code_by, came;
  std::int64_t pence = 0;
  int found = 0, days = 14;
  std::size_t from = 0, to = 0;
  bool yes = false, no = false, words = false, large = false, changed = false, confirmed = false,
       csv = false, calendar = false, to_address = false, harm = false, protect = false,
       docx = false, easy = false, due = false, unknown = false, webhook = false;
};

Result<rights::State> StateOf(app::App& app, const RequestOptions& o);
// The day on which something came, of a command that asks for it.
void AddCame(CLI::App& command, const std::shared_ptr<RequestOptions>& o);
Result<rights::Came> CameIn(const RequestOptions& o);
[[nodiscard]] json::value Maybe(const std::optional<Date>& date);

// A pack that is fetched from the website: link and code are printed once.
void AddOffer(CLI::App& command, const std::shared_ptr<RequestOptions>& o);
Result<int> OfferPack(Shell& shell, app::App& app, const RequestOptions& o);

struct RequestSteps {
  Shell& shell;
  CLI::App* request;
  std::shared_ptr<RequestOptions> o;

  // A command that takes a request's id.
  CLI::App* Add(const char* verb, const char* help,
                std::function<Result<int>(app::App&)> run) const;
  // One that changes it, and says so.
  CLI::App* Do(const char* verb, const char* help, const char* said,
               std::function<gate::Outcome<gate::Changed>(const rights::Context&, const StaffId&,
                                                          const rights::State&)>
                   act) const;
};

void AddRequestWho(const RequestSteps& steps);        // identity, authority, capacity, risk
void AddRequestCollation(const RequestSteps& steps);  // search, ask-opinion, opinion
void AddRequestConduct(const RequestSteps& steps);    // acknowledge, ask, extend, decide, …
void AddRequestPacks(const RequestSteps& steps);      // draft, making, preview, deliver
void AddRequestRedaction(const RequestSteps& steps);  // suggest, redact, restore
void AddRequestRemedies(const RequestSteps& steps);   // correct, restrict, port, tell, …
void AddRequestPapers(const RequestSteps& steps);     // letter, report

}  // namespace almoner::cli

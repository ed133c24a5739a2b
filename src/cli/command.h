// For this folder only: what the commands share.
#pragma once

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <optional>
#include <ostream>

#include "cli/cli.h"

namespace almoner::cli {

namespace json = boost::json;

// One run of the program. Options write into the members; the chosen command sets `action`.
struct Shell {
  World& world;
  CLI::App parser{"Almoner: the personal-data system that does what the privacy notice says.",
                  "almoner"};
  bool json = false;
  std::string home;
  std::string purpose;
  std::function<int()> action = {};
  std::unique_ptr<app::App> owned = {};

  [[nodiscard]] OperatorPath Path(const std::string& text) const;
  // The home's services: the running process's own, or opened now. kConflict: another process owns
  // it.
  Result<app::App*> Open();
  // The staff account of whoever runs the command.
  Result<StaffId> Actor();
  // The same, and one of their roles has the duty (rights, retention, administer, …); kRefused
  // otherwise.
  Result<StaffId> ActorWith(Literal duty);

  // Prints the document with --json, else the text; both end with a newline. Returns `exit`.
  int Print(const std::string& text, json::object document, std::string_view schema,
            int exit = kDone);
  int Fail(const Error& error);
  int Refuse(const gate::Refused& refused);
  // Reads standard input as one JSON object of text values: personal data never is an argument.
  Result<std::vector<vault::FieldValue>> FieldsFromInput();
  Result<std::vector<vault::FieldValue>> MaybeFieldsFromInput();  // none where nothing came
  Result<Personal<std::string>> TextFromInput();
};

// A command `noun verb` that needs the home; `run` gets the open services.
CLI::App* Command(Shell& shell, CLI::App* noun, const std::string& verb, const std::string& help,
                  std::function<Result<int>(app::App&)> run);
// The same for a command that is a word of its own; `closed` is told why the home does not open.
CLI::App* Does(Shell& shell, CLI::App* command, std::function<Result<int>(app::App&)> run,
               std::function<void(const Error&)> closed = {});
CLI::App* Noun(Shell& shell, const std::string& name, const std::string& help);

// Prints a refusal, or goes on with the value.
template <class T, class Then>
Result<int> Answer(Shell& shell, gate::Outcome<T> outcome, Then then) {
  if (!outcome) return std::unexpected(std::move(outcome).error());
  if (!*outcome) return shell.Refuse(outcome->error());
  return then(**outcome);
}

// That something was changed, by which entry.
int PrintChanged(Shell& shell, const gate::Changed& changed, const std::string& text);

void AddHome(Shell& shell);
void AddLaw(Shell& shell);
void AddNotice(Shell& shell);
void AddSubject(Shell& shell);
void AddDocument(Shell& shell);
void AddAccount(Shell& shell);
void AddConsent(Shell& shell);
void AddImport(Shell& shell);
void AddHold(Shell& shell);
void AddGlass(Shell& shell);
void AddRequest(Shell& shell);
void AddRegisters(Shell& shell);
void AddRetention(Shell& shell);
void AddFile(Shell& shell);
void AddDisposal(Shell& shell);
void AddStatistics(Shell& shell);
void AddAudit(Shell& shell);
void AddBackup(Shell& shell);
void AddNightly(Shell& shell);
void AddMail(Shell& shell);
void AddKey(Shell& shell);
void AddCheck(Shell& shell);
void AddStaff(Shell& shell);
void AddApiKey(Shell& shell);
void AddWebhook(Shell& shell);
void AddBench(Shell& shell);
void AddNoticePages(Shell& shell, CLI::App* noun);   // notice render, diff, …
void AddVersions(Shell& shell, CLI::App* noun);      // notice add, sign, publish, …
void AddEnrolment(Shell& shell, CLI::App* subject);  // subject enrol, leave
void AddResidue(Shell& shell, CLI::App* subject);    // subject residue

}  // namespace almoner::cli

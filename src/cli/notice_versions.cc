// The versions of a home's notice: added, signed, put in force, reviewed, shown to people.
#include <fmt/format.h>

#include <algorithm>

#include "app/accounts.h"
#include "app/editions.h"
#include "cli/command.h"
#include "notice/compile.h"

namespace almoner::cli {
namespace {

struct VersionOptions {
  std::string file;
  std::string version;  // its name or the beginning of its hash
  std::string step;
  std::string note;
  std::string subject;
  std::string channel = "paper";
};

json::object Describe(const app::Edition& edition) {
  json::array missing;
  for (const std::string& step : edition.standing.unsigned_steps) missing.emplace_back(step);
  json::object made{{"version", edition.standing.version.name},
                    {"hash", edition.standing.version.hash},
                    {"state", versions::Name(edition.standing.state)},
                    {"added", edition.standing.version.added.text()},
                    {"missing", std::move(missing)}};
  if (edition.standing.from) made["from"] = edition.standing.from->text();
  if (edition.standing.until) made["until"] = edition.standing.until->text();
  if (edition.review) {
    made["review-due"] = ToText(edition.review->due);
    made["review-overdue"] = edition.review->overdue;
  }
  return made;
}

std::string EditionInWords(const app::Edition& edition) {
  const versions::Standing& standing = edition.standing;
  std::string text = fmt::format("{}  {}  {}", standing.version.hash.substr(0, 12),
                                 standing.version.name, versions::Name(standing.state));
  if (standing.from) text += " since " + ToWords(LondonDate(*standing.from));
  if (standing.until) text += " until " + ToWords(LondonDate(*standing.until));
  if (!standing.unsigned_steps.empty())
    text += fmt::format("\n    not yet signed: {}", fmt::join(standing.unsigned_steps, ", "));
  if (edition.review)
    text += fmt::format("\n    review {} {}", edition.review->overdue ? "was due on" : "due on",
                        ToWords(edition.review->due));
  return text + "\n";
}

Result<int> ListVersions(Shell& shell, app::App& app, const VersionOptions& /*o*/) {
  std::string words;
  json::array list;
  for (const app::Edition& edition : TRY(app::Editions(app))) {
    words += EditionInWords(edition);
    list.push_back(Describe(edition));
  }
  return shell.Print(words, {{"versions", std::move(list)}}, "almoner.notice.versions/1");
}

Result<int> AddEdition(Shell& shell, app::App& app, const VersionOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const SecretBytes text = TRY(ReadFile(shell.Path(o.file), Access::kAnyone, notice::kMostNotice));
  const app::Added added = TRY(app::AddVersion(app, actor, text.text()));
  return shell.Print(
      fmt::format("Version {} ({}) is here as a draft, checked: {} unlawful, {} missing, {} of "
                  "quality.",
                  added.name, added.hash.substr(0, 12), added.unlawful, added.missing,
                  added.quality),
      {{"version", added.name},
       {"hash", added.hash},
       {"unlawful", added.unlawful},
       {"missing", added.missing},
       {"quality", added.quality}},
      "almoner.notice.added/1");
}

Result<int> Sign(Shell& shell, app::App& app, const VersionOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  TRY(app::SignVersion(app, actor, o.version, o.step, o.note));
  return shell.Print(fmt::format("The step “{}” is recorded.", o.step),
                     {{"version", o.version}, {"step", o.step}}, "almoner.notice.signed/1");
}

Result<int> Publish(Shell& shell, app::App& app, const VersionOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const app::Published published = TRY(app::PublishVersion(app, actor, o.version));
  std::string words =
      fmt::format("Version {} is in force. Until now: {}.\n", published.now, published.before);
  json::array changes;
  for (const notice::Change& change : published.changes)
    if (change.need != notice::Need::kNothing) {
      words += fmt::format("- {} {}\n",
                           change.need == notice::Need::kAsk ? "Ask:" : "Tell:", change.what);
      changes.push_back({{"need", notice::Name(change.need)}, {"what", change.what}});
    }
  return shell.Print(
      words,
      {{"now", published.now}, {"before", published.before}, {"changes", std::move(changes)}},
      "almoner.notice.published/1");
}

Result<int> ReviewVersion(Shell& shell, app::App& app, const VersionOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("rights"));
  TRY(app::RecordReview(app, actor, o.note));
  return shell.Print("The review is recorded.", {{"outcome", o.note}}, "almoner.notice.reviewed/1");
}

Result<int> TellOfVersion(Shell& shell, app::App& app, const VersionOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  const SubjectId subject = TRY(SubjectId::Parse(o.subject));
  return Answer(shell, app::TellPerson(app, actor, shell.purpose, subject, o.channel),
                [&](const gate::Changed& changed) {
                  return shell.Print("It is recorded that this person was shown the notice.",
                                     {{"entry", changed.entry.text()}}, "almoner.notice.told/1");
                });
}

}  // namespace

void AddVersions(Shell& shell, CLI::App* noun) {
  const auto o = std::make_shared<VersionOptions>();
  const auto on = [&](const std::string& verb, const std::string& help,
                      Result<int> (*run)(Shell&, app::App&, const VersionOptions&)) {
    return Command(shell, noun, verb, help,
                   [&shell, o, run](app::App& app) { return run(shell, app, *o); });
  };
  on("versions", "The versions of this home's notice", ListVersions);
  on("add", "Add a version as a draft, and check it", AddEdition)
      ->add_option("file", o->file, "The notice file")
      ->required();
  CLI::App* const sign = on("sign", "Record one step of a version's approval", Sign);
  sign->add_option("version", o->version, "Its name, or the beginning of its hash")->required();
  sign->add_option("--step", o->step, "The step's id in the notice")->required();
  sign->add_option("--reference", o->note, "Where it is on paper, such as a minute");
  on("publish", "Put an approved version in force", Publish)
      ->add_option("version", o->version, "Its name, or the beginning of its hash")
      ->required();
  on("review", "Record that the notice in force was reviewed", ReviewVersion)
      ->add_option("--outcome", o->note, "What came of it")
      ->required();
  CLI::App* const tell =
      on("tell", "Record that someone was shown the notice in force", TellOfVersion);
  tell->add_option("subject", o->subject, "The person's id")->required();
  tell->add_option("--how", o->channel, "web, paper, letter, spoken or form");
}

}  // namespace almoner::cli

// Sharing a record with the person it is about. What is said of it comes on standard input: it is
// about somebody.
#include "cli/share.h"

#include <algorithm>

#include "rights/share.h"

namespace almoner::cli {
namespace {

struct SharingOptions {
  std::string person, record;
};

struct Said {
  std::string_view field;
  std::string rights::Sharing::* where;
};
constexpr Said kSaid[] = {{"why", &rights::Sharing::why},
                          {"known", &rights::Sharing::known},
                          {"opinion-by", &rights::Sharing::opinion_by},
                          {"harm", &rights::Sharing::harm},
                          {"others", &rights::Sharing::others},
                          {"others-why", &rights::Sharing::others_why}};

Result<rights::Sharing> SharingFromInput(Shell& shell) {
  rights::Sharing sharing;
  for (const vault::FieldValue& field : TRY(shell.FieldsFromInput())) {
    const auto* const said = std::ranges::find(kSaid, field.field, &Said::field);
    if (said != std::end(kSaid))
      sharing.*(said->where) = field.value.Expose();
    else if (field.field == "opinion-on")
      sharing.opinion_on = TRY(ParseDate(field.value.Expose()));
    else
      return almoner::Fail(Code::kInvalid,
                           "What is said of sharing is: why, known, opinion-by, opinion-on, harm, "
                           "others, others-why.");
  }
  return sharing;
}

int PrintShared(Shell& shell, const gate::Changed& changed, const std::string& text) {
  return shell.Print(text + "\n  " + changed.words.what + "\n  why:  " + changed.words.why,
                     {{"entry", changed.entry.text()}}, "almoner.changed/1");
}

Result<int> Share(Shell& shell, app::App& app, const SharingOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  auto outcome = rights::Share(app.rights(), actor, shell.purpose, TRY(SubjectId::Parse(o.person)),
                               TRY(RecordId::Parse(o.record)), TRY(SharingFromInput(shell)));
  return Answer(shell, std::move(outcome), [&](const gate::Changed& changed) {
    return PrintShared(shell, changed, "Shared: the person sees it on the portal.");
  });
}

Result<int> Unshare(Shell& shell, app::App& app, const SharingOptions& o) {
  const StaffId actor = TRY(shell.Actor());
  const Personal<std::string> why = TRY(shell.TextFromInput());
  auto outcome =
      rights::Unshare(app.rights(), actor, shell.purpose, TRY(SubjectId::Parse(o.person)),
                      TRY(RecordId::Parse(o.record)), why.Expose());
  return Answer(shell, std::move(outcome), [&](const gate::Changed& changed) {
    return PrintShared(shell, changed, "It is shared no longer.");
  });
}

}  // namespace

void AddSharing(Shell& shell, CLI::App* record) {
  const auto o = std::make_shared<SharingOptions>();
  CLI::App* const share =
      Command(shell, record, "share",
              "Share a record with the person it is about; why, and what is asked of a release, "
              "come as JSON on standard input",
              [&shell, o](app::App& app) { return Share(shell, app, *o); });
  CLI::App* const unshare =
      Command(shell, record, "unshare", "Share it no longer; the reason comes on standard input",
              [&shell, o](app::App& app) { return Unshare(shell, app, *o); });
  for (CLI::App* const command : {share, unshare}) {
    command->add_option("person", o->person, "The person's id")->required();
    command->add_option("record", o->record, "The record's id")->required();
  }
}

}  // namespace almoner::cli

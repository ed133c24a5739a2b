#include "app/ways.h"

namespace almoner::app {
namespace {

gate::Ask AskAbout(const StaffId& actor, std::string_view purpose, const SubjectId& subject) {
  return {.actor = actor,
          .purpose = std::string(purpose),
          .subjects = {subject},
          .action = gate::Action::kAttend};
}

}  // namespace

gate::Outcome<std::vector<outbox::Chosen>> ShowWays(App& app, const StaffId& actor,
                                                    std::string_view purpose,
                                                    const SubjectId& subject) {
  std::vector<outbox::Chosen> chosen;
  auto shown = TRY(app.gate().Act(AskAbout(actor, purpose, subject), "contact.shown",
                                  [&](const gate::Change& change) -> Status {
                                    chosen = TRY(outbox::ChosenBy(change.tx, change.keys, subject));
                                    return {};
                                  }));
  if (!shown) return gate::Refuse<std::vector<outbox::Chosen>>(std::move(shown).error());
  return chosen;
}

gate::Outcome<gate::Changed> SayWays(App& app, const StaffId& actor, std::string_view purpose,
                                     const SubjectId& subject,
                                     const std::map<outbox::Way, bool>& allowed) {
  if (allowed.empty()) return Fail(Code::kInvalid, "Say yes or no to one of the ways at least.");
  return app.gate().Act(AskAbout(actor, purpose, subject), "contact.chosen",
                        [&](const gate::Change& change) -> Status {
                          for (const auto& [way, yes] : allowed)
                            TRY(outbox::Choose(change, subject, way, yes));
                          return {};
                        });
}

}  // namespace almoner::app

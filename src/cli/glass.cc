#include <fmt/format.h>

#include "cli/command.h"
#include "gate/break_glass.h"

namespace almoner::cli {
namespace {

int PrintList(Shell& shell, const std::vector<gate::Breach>& open, Time now) {
  json::array list;
  std::string text;
  for (const gate::Breach& breach : open) {
    text += fmt::format("{}  {}  {}  by {} for person {}  {}\n", breach.id.text(),
                        breach.at.seconds_text(), breach.ground, breach.staff.text(),
                        breach.subject.text(),
                        breach.words       ? "explained"
                        : breach.Late(now) ? "NO WORDS, 24 hours are over"
                                           : "words to follow");
    list.push_back({{"id", breach.id.text()},
                    {"at", breach.at.text()},
                    {"ground", breach.ground},
                    {"staff", breach.staff.text()},
                    {"subject", breach.subject.text()},
                    {"explained", breach.words.has_value()},
                    {"late", breach.Late(now)}});
  }
  return shell.Print(text.empty() ? "No broken glass waits for review.\n" : text,
                     {{"open", std::move(list)}}, "almoner.glass/1");
}

Result<int> ListOpened(Shell& shell, app::App& app) {
  auto outcome = gate::OpenBreaches(app.gate(), TRY(shell.ActorWith("rights")));
  return Answer(shell, std::move(outcome), [&](const std::vector<gate::Breach>& open) {
    return PrintList(shell, open, app.clock().Now());
  });
}
Result<int> ReviewDone(Shell& shell, gate::Outcome<gate::Changed> outcome, const char* text) {
  return Answer(shell, std::move(outcome), [&](const gate::Changed& changed) {
    return shell.Print(text, {{"entry", changed.entry.text()}}, "almoner.changed/1");
  });
}

}  // namespace

void AddGlass(Shell& shell) {
  struct GlassOptions {
    std::string id, finding;
  };
  const auto o = std::make_shared<GlassOptions>();
  CLI::App* const glass =
      Noun(shell, "glass", "Broken glass: records opened without an assignment");
  Command(shell, glass, "list", "What waits for review",
          [&shell](app::App& app) { return ListOpened(shell, app); });
  CLI::App* const explain = Command(
      shell, glass, "explain", "Say why, on standard input, within 24 hours",
      [&shell, o](app::App& app) -> Result<int> {
        return ReviewDone(shell,
                          gate::GiveWords(app.gate(), TRY(shell.Actor()),
                                          TRY(EventId::Parse(o->id)), TRY(shell.TextFromInput())),
                          "Explained.");
      });
  CLI::App* const show =
      Command(shell, glass, "show", "What they said", [&shell, o](app::App& app) -> Result<int> {
        auto outcome = gate::ReadBreach(app.gate(), TRY(shell.ActorWith("rights")),
                                        TRY(EventId::Parse(o->id)));
        return Answer(shell, std::move(outcome), [&](const gate::ReadBack& read) {
          const std::string words = read.words ? read.words->Expose() : "";
          return shell.Print(words.empty() ? "They have not said why." : words, {{"words", words}},
                             "almoner.glass.words/1");
        });
      });
  CLI::App* const review =
      Command(shell, glass, "review", "Judge one", [&shell, o](app::App& app) -> Result<int> {
        const auto finding =
            o->finding == "justified" ? gate::Finding::kJustified : gate::Finding::kNotJustified;
        return ReviewDone(
            shell,
            gate::Review(app.gate(), TRY(shell.Actor()), TRY(EventId::Parse(o->id)), finding),
            "Reviewed.");
      });
  review->add_option("--finding", o->finding, "justified or not-justified")
      ->required()
      ->check(CLI::IsMember({"justified", "not-justified"}));
  for (CLI::App* const command : {explain, show, review})
    command->add_option("id", o->id, "Its id, from `glass list`")->required();
}

}  // namespace almoner::cli

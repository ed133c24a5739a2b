#include <fmt/format.h>

#include "cli/request.h"
#include "rights/redaction.h"

namespace almoner::cli {
namespace {

int PrintSuggestions(Shell& shell, const std::vector<rights::Suggestion>& all) {
  std::string text;
  json::array list;
  for (const rights::Suggestion& one : all) {
    text += fmt::format("--record {} --field {} --from {} --to {}  {}: “{}”  in: …{}…\n",
                        one.record.text(), one.field, one.place.from, one.place.to,
                        redact::Name(one.place.kind), one.words.Expose(), one.around.Expose());
    list.push_back({{"record", one.record.text()},
                    {"field", one.field},
                    {"from", one.place.from},
                    {"to", one.place.to},
                    {"kind", redact::Name(one.place.kind)},
                    {"words", one.words.Expose()},
                    {"around", one.around.Expose()}});
  }
  return shell.Print(text.empty()
                         ? "Nothing was found that names or could identify others; read it "
                           "all the same."
                         : text,
                     {{"suggestions", std::move(list)}}, "almoner.request.suggestions/1");
}

}  // namespace

void AddRequestRedaction(const RequestSteps& steps) {
  auto& [shell, request, o] = steps;
  steps.Add("suggest", "Access: what names or could identify others, in what may go out",
            [&shell = shell, o = o](app::App& app) -> Result<int> {
              const StaffId actor = TRY(shell.ActorWith("rights"));
              return Answer(shell, rights::Suggest(app.rights(), actor, TRY(StateOf(app, *o))),
                            [&](const auto& all) { return PrintSuggestions(shell, all); });
            });
  CLI::App* const redact =
      steps.Do("redact", "Access: take words out of what goes to the person", "Taken out.",
               [o = o](const auto& context, const auto& actor,
                       const auto& state) -> gate::Outcome<gate::Changed> {
                 return rights::Redact(context, actor, state,
                                       {.record = TRY(RecordId::Parse(o->record)),
                                        .field = o->field,
                                        .from = o->from,
                                        .to = o->to,
                                        .ground = o->ground});
               });
  redact->add_option("--record", o->record, "The record's id")->required();
  redact->add_option("--field", o->field, "The field's id")->required();
  redact->add_option("--from", o->from, "The first byte of them")->required();
  redact->add_option("--to", o->to, "The byte after the last")->required();
  redact->add_option("--ground", o->ground, "Why: one of `request grounds`")->required();
  steps
      .Do("restore", "Access: what was taken out of a record goes out after all", "Restored.",
          [o = o](const auto& context, const auto& actor,
                  const auto& state) -> gate::Outcome<gate::Changed> {
            return rights::Restore(context, actor, state, TRY(RecordId::Parse(o->record)));
          })
      ->add_option("--record", o->record, "The record's id")
      ->required();
}

}  // namespace almoner::cli

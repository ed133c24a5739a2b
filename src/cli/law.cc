#include <fmt/format.h>

#include "cli/command.h"
#include "law/clock.h"

namespace almoner::cli {
namespace {

struct LawOptions {
  std::string right, received, nation = "england-and-wales", id_received, authority_received,
                               fee_paid, letter, data;
  std::vector<std::string> asks, replies;
  bool extended = false;
};

Status SetLaw(std::optional<Date>& date, const std::string& text) {
  if (!text.empty()) date = TRY(ParseDate(text));
  return {};
}

Result<law::Matter> MatterOf(const LawOptions& o) {
  law::Matter matter{.right = TRY(law::ParseRight(o.right)),
                     .nation = TRY(law::ParseNation(o.nation)),
                     .received = TRY(ParseDate(o.received)),
                     .extended = o.extended};
  TRY(SetLaw(matter.id_received, o.id_received));
  TRY(SetLaw(matter.authority_received, o.authority_received));
  TRY(SetLaw(matter.fee_paid, o.fee_paid));
  TRY(SetLaw(matter.extension_letter, o.letter));
  if (o.replies.size() > o.asks.size())
    return almoner::Fail(
        Code::kInvalid,
        "There are more replies than questions; give each --reply after its --ask.");
  for (std::size_t i = 0; i < o.asks.size(); ++i) {
    law::Pause pause{.ask = TRY(ParseDate(o.asks[i]))};
    if (i < o.replies.size()) TRY(SetLaw(pause.reply, o.replies[i]));
    matter.pauses.push_back(pause);
  }
  return matter;
}

Result<int> LawDue(Shell& shell, const LawOptions& o) {
  std::optional<OperatorPath> data;
  if (!o.data.empty()) data = shell.Path(o.data);
  const law::Statute statute = TRY(law::Statute::Load(data));
  const law::Matter matter = TRY(MatterOf(o));
  const law::Due due = TRY(law::Compute(statute, matter));
  if (shell.json) {
    shell.world.out << law::DueJson(matter, due) << "\n";
    return kDone;
  }
  for (const std::string& step : due.steps) shell.world.out << "- " << step << "\n";
  if (due.due) shell.world.out << "Due: " << ToWords(*due.due) << "\n";
  return kDone;
}

}  // namespace

void AddLaw(Shell& shell) {
  const auto o = std::make_shared<LawOptions>();
  CLI::App* const due = Noun(shell, "law", "What the law says")
                            ->add_subcommand("due", "When a request must be answered, and why");
  due->fallthrough();
  due->add_option("right", o->right,
                  "access, rectification, erasure, restriction, portability, objection, "
                  "automated-decision or complaint")
      ->required();
  due->add_option("--received", o->received, "The day it arrived, like 2026-12-01")->required();
  due->add_option("--nation", o->nation, "england-and-wales, scotland or northern-ireland");
  due->add_option("--id-received", o->id_received,
                  "The day proof of identity arrived, if it was asked for");
  due->add_option("--authority-received", o->authority_received,
                  "The day proof of authority arrived");
  due->add_option("--fee-paid", o->fee_paid, "The day a fee was paid, if one may be charged");
  due->add_option("--ask", o->asks, "The day a question was put to the person (access only)");
  due->add_option("--reply", o->replies, "The day they answered it");
  due->add_flag("--extended", o->extended, "Two more months, for reasons that were given");
  due->add_option("--letter", o->letter, "The day the letter about it was sent");
  due->add_option("--law", o->data, "A folder with newer statute files");
  due->callback([&shell, o] {
    shell.action = [&shell, o] {
      const auto done = LawDue(shell, *o);
      return done ? *done : shell.Fail(done.error());
    };
  });
}

}  // namespace almoner::cli

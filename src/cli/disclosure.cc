#include "sharing/disclosure.h"

#include "cli/register.h"

namespace almoner::cli {

void AddDisclosure(Shell& shell) {
  const auto o = std::make_shared<RegisterOptions>();
  CLI::App* const noun =
      Noun(shell, "disclosure", "What was given to others, or came from them, and why");
  AddNoun({.shell = shell, .noun = noun, .reg = sharing::Disclosures(), .o = o});
  Command(shell, noun, "form", "The questions for whoever asks, to be filled in",
          [&shell, o](app::App&) -> Result<int> {
            const std::string text = sharing::FormText(o->form);
            if (text.empty())
              return almoner::Fail(
                  Code::kInvalid,
                  "There is a form for police, social-worker, regulator, gp and other.");
            return shell.Print(text, {{"form", o->form}, {"text", text}},
                               "almoner.disclosure.form/1");
          })
      ->add_option("form", o->form, "police, social-worker, regulator, gp or other")
      ->required();
}

}  // namespace almoner::cli

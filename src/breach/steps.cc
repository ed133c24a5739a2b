#include "breach/steps.h"

namespace almoner::breach {
namespace {

using accountability::FactRule;
using accountability::Step;
using accountability::Type;

using Words = std::vector<std::string_view>;

FactRule Text(Literal name, bool required, Literal what) {
  return {.name = name, .type = Type::kText, .required = required, .what = what, .mendable = true};
}
FactRule Word(Literal name, bool required, Literal what, Words words) {
  return {.name = name,
          .type = Type::kWord,
          .required = required,
          .what = what,
          .words = std::move(words),
          .mendable = true};
}
FactRule Number(Literal name, Literal what) {
  return {.name = name, .type = Type::kNumber, .what = what, .mendable = true};
}
// A time that something is counted from is said once.
FactRule At(Literal what) {
  return {.name = "at", .type = Type::kTime, .required = true, .what = what};
}
FactRule Moment(Literal name, bool required, Literal what) {
  return {.name = name, .type = Type::kTime, .required = required, .what = what, .mendable = true};
}
FactRule Decided(FactRule fact) {
  fact.mendable = false;
  return fact;
}

const Words& YesOrNo() {
  static const Words words = {"yes", "no"};
  return words;
}
// Whatever is open.
const Words& Open() {
  static const Words states = {"reported", "breach", "aware", "assessed", "lessons"};
  return states;
}
const Words& Aware() {
  static const Words states = {"aware", "assessed", "lessons"};
  return states;
}

Step Reported() {
  return {
      .name = "reported",
      .action = "breach.reported",
      .from = {""},
      .to = "reported",
      .facts = {Word("reporter", true, "who noticed it",
                     {"staff", "public", "person-affected", "processor", "partner", "other"}),
                Moment("occurred", false, "when it happened, where that is known"),
                Moment("detected", true, "when it was noticed"),
                {.name = "data", .type = Type::kIds, .what = "data categories", .mendable = true},
                {.name = "who",
                 .type = Type::kIds,
                 .what = "kinds of people of the notice",
                 .mendable = true},
                Number("people", "how many people"),
                Number("records", "how many records"),
                Word("cyber", false, "whether systems were attacked", YesOrNo()),
                Text("happened", true, "what happened, naming nobody"),
                Text("words", false, "all that is known; stays here")}};
}

Step Triaged() {
  return {.name = "triaged",
          .action = "breach.triaged",
          .from = {"reported", "near-miss", "nothing"},
          .to = {},
          .to_says = "as",
          .facts = {Decided(Word("as", true, "what it is", {"breach", "near-miss", "nothing"})),
                    Text("words", true, "why")}};
}

Step BecameAware() {
  return {.name = "aware",
          .action = "breach.aware",
          .from = {"breach"},
          .to = "aware",
          .facts = {At("when it was reasonably certain; the 72 hours run from it, and it is said "
                       "once"),
                    Text("words", false, "how it became certain")}};
}

Step Assessed() {
  const Words effect = {"0", "0.25", "0.5"};
  return {.name = "assessed",
          .action = "breach.assessed",
          .from = {"breach", "aware", "assessed", "lessons"},
          .to = "assessed",
          .facts = {
              Word("data-context", true, "1 simple, 2 behavioural, 3 financial, 4 sensitive",
                   {"1", "2", "3", "4"}),
              Word("ease", true, "how easily people are identified", {"0.25", "0.5", "0.75", "1"}),
              Word("confidentiality", true, "seen by others: by few, or by anybody", effect),
              Word("integrity", true, "changed: mended, or for good", effect),
              Word("availability", true, "not there: for a time, or for good", effect),
              Word("malicious", true, "whether somebody meant it", YesOrNo()),
              Decided(Word("risk", true, "what is decided", {"no-risk", "risk", "high-risk"})),
              Text("reasons-for", true, "what speaks for a risk"),
              Text("reasons-against", true, "what speaks against it"),
              Text("advice", true, "what the data protection officer advised"),
              Word("likelihood", false, "of significant consequences",
                   {"very-unlikely", "unlikely", "neutral", "likely", "very-likely"}),
              Text("consequences", false, "what may come of it, naming nobody"),
              Text("harm", false, "what has come of it, naming nobody")}};
}

Step Described() {
  return {
      .name = "described",
      .action = "breach.described",
      .from = Open(),
      .to = {},
      .facts = {Text("how", false, "how it came about, naming nobody"),
                Text("found", false, "how it was found out, naming nobody"),
                Text("impact", false, "cyber: what it does to the organisation"),
                Text("recovery", false, "cyber: how long recovery takes"),
                Text("before", false, "what was in place against it before"),
                Word("training", false, "whether those involved were trained in the last two years",
                     {"yes", "no", "not-known"}),
                Text("prevention", false, "what will keep it from happening again"),
                Text("words", false, "all else; stays here")}};
}

Step Contained() {
  return {.name = "contained",
          .action = "breach.contained",
          .from = Open(),
          .to = {},
          .facts = {Moment("at", true, "when"), Text("actions", true,
                                                     "what was done, naming "
                                                     "nobody")}};
}

Step NotifiedRegulator() {
  return {.name = "notified-regulator",
          .action = "breach.notified-regulator",
          .from = Aware(),
          .to = {},
          .facts = {At("when the regulator was told"),
                    Text("reference", true, "the regulator's reference"),
                    Text("delay", false, "after the 72 hours: why it was not told before")}};
}

std::vector<Step> People() {
  return {{.name = "notified-people",
           .action = "breach.notified-people",
           .from = Aware(),
           .to = {},
           .facts = {At("when the people were told"),
                     Word("how", true, "how they were told",
                          {"letter", "phone", "in-person", "email", "portal", "several"}),
                     Number("told", "how many"), Text("words", true, "what they were told")}},
          {.name = "people-exempt",
           .action = "breach.people-exempt",
           .from = Aware(),
           .to = {},
           .facts = {Decided(Word("exception", true, "why they need not be told (Article 34(3))",
                                  {"encrypted", "risk-removed", "disproportionate-effort"})),
                     Text("communication", false,
                          "disproportionate effort: what was made public instead, and where"),
                     Text("words", true, "why that is so")}}};
}

std::vector<Step> Ends() {
  return {{.name = "followed-up",
           .action = "breach.followed-up",
           .from = Aware(),
           .to = {},
           .facts = {At("when the regulator was told more"), Text("words", true, "what")}},
          {.name = "told-others",
           .action = "breach.told-others",
           .from = Open(),
           .to = {},
           .facts = {Word("body", true, "who else was told",
                          {"police", "care-regulator", "charity-regulator", "commissioner",
                           "safeguarding", "insurer", "processor", "controller", "other"}),
                     Moment("at", true, "when")}},
          {.name = "lessons",
           .action = "breach.lessons",
           .from = {"assessed", "near-miss", "lessons"},
           .to = "lessons",
           .facts = {Text("prevention", true, "what will keep it from happening again"),
                     Text("words", false, "what was learned; stays here")}},
          {.name = "closed",
           .action = "breach.closed",
           .from = {"lessons", "nothing"},
           .to = "closed",
           .facts = {Text("words", false, "what is left to say")}},
          {.name = "reopened",
           .action = "breach.reopened",
           .from = {"closed"},
           .to = "reported",
           .facts = {Text("words", true, "what came to light")}},
          accountability::Correction("breach.corrected")};
}

}  // namespace

std::vector<Step> Steps() {
  std::vector<Step> steps = {Reported(),  Triaged(),   BecameAware(),      Assessed(),
                             Described(), Contained(), NotifiedRegulator()};
  for (Step& step : People()) steps.push_back(std::move(step));
  for (Step& step : Ends()) steps.push_back(std::move(step));
  return steps;
}

}  // namespace almoner::breach

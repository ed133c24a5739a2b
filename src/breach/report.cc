// The questions of the regulator's form, in its order.
#include <fmt/format.h>

#include "breach/incident.h"

namespace almoner::breach {
namespace {

using accountability::Get;
using accountability::Ids;
using accountability::State;

constexpr std::string_view kUnknown = "Not known yet.";

class Form {
 public:
  void Part(std::string_view title) { text_ += fmt::format("\n{}\n", title); }
  void Ask(std::string_view question, std::string_view answer) {
    text_ += fmt::format("  {}\n    {}\n", question, answer.empty() ? kUnknown : answer);
  }
  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  std::string text_ = "Report of a personal data breach (Article 33 UK GDPR)\n";
};

std::string CategoryNames(const notice::Notice& notice, const State& state) {
  std::string names;
  for (const std::string& id : Ids(state.Latest("data")))
    if (const auto index = notice.FindCategory(id)) {
      const notice::Category& category = notice.categories[*index];
      names += (names.empty() ? "" : "; ") + category.name;
      if (category.sensitivity == notice::Sensitivity::kSpecial) names += " (special category)";
      if (category.sensitivity == notice::Sensitivity::kOffence) names += " (criminal offences)";
    }
  return names;
}

std::string PeopleNames(const notice::Notice& notice, const State& state) {
  std::string names;
  for (const std::string& id : Ids(state.Latest("who")))
    if (const auto index = notice.FindSubjectKind(id))
      names += (names.empty() ? "" : "; ") + notice.subjects[*index].name;
  return names;
}

std::string AboutReporting(const State& state) {
  const std::string risk = state.Said("assessed", "risk");
  if (risk.empty()) return "It is not clear yet whether the threshold is met.";
  return risk == "no-risk" ? "We do not think that the threshold is met, and tell you of it."
                           : "It meets the threshold.";
}

std::string AboutPeople(const State& state) {
  if (const accountability::FileEvent* const told = state.Last("notified-people"))
    return "Yes, on " + Get(told->facts, "at") + ", by " + Get(told->facts, "how") + ".";
  if (const std::string why = state.Said("people-exempt", "exception"); !why.empty())
    return "No (Article 34(3)): " + why + ". " + state.Said("people-exempt", "communication");
  return state.Said("assessed", "risk") == "high-risk" ? "Not yet; they will be." : "";
}

std::string AboutOthers(const State& state) {
  std::string bodies;
  for (const accountability::FileEvent& event : state.known)
    if (event.kind == "told-others")
      bodies +=
          (bodies.empty() ? "" : "; ") + Get(event.facts, "body") + " on " + Get(event.facts, "at");
  return bodies;
}

void AskBeginning(Form& form, const State& state) {
  form.Part("About this report");
  form.Ask("Initial report or follow-up?",
           state.Last("notified-regulator") == nullptr ? "Initial report." : "Follow-up.");
  form.Ask("Reference of the regulator", state.Latest("reference"));
  form.Ask("Why do you report it?", AboutReporting(state));
  form.Part("What happened");
  form.Ask("What happened?", state.Latest("happened"));
  form.Ask("How did it come about?", state.Latest("how"));
  form.Ask("How was it found out?", state.Latest("found"));
  form.Ask("When did it happen?", state.Latest("occurred"));
  form.Ask("When was it noticed?", state.Latest("detected"));
  form.Ask("Was it a cyber incident?", state.Latest("cyber"));
}

void AskData(Form& form, const notice::Notice& notice, const State& state) {
  form.Part("The data and the people");
  form.Ask("Categories of data", CategoryNames(notice, state));
  form.Ask("Number of records", state.Latest("records"));
  form.Ask("Number of people", state.Latest("people"));
  form.Ask("Who they are", PeopleNames(notice, state));
  form.Ask("What may come of it for them?", state.Latest("consequences"));
  form.Ask("Has any harm come of it?", state.Latest("harm"));
  form.Ask("How likely are significant consequences?", state.Latest("likelihood"));
  const auto severity = SeverityOf(state);
  form.Ask("Severity (ENISA 2013, for support)", severity ? severity->text() : std::string());
}

void AskMeasures(Form& form, const State& state) {
  if (state.Latest("cyber") == "yes") {
    form.Part("Cyber incident");
    form.Ask("Confidentiality", state.Said("assessed", "confidentiality"));
    form.Ask("Integrity", state.Said("assessed", "integrity"));
    form.Ask("Availability", state.Said("assessed", "availability"));
    form.Ask("Impact on the organisation", state.Latest("impact"));
    form.Ask("Time to recover", state.Latest("recovery"));
  }
  form.Part("Measures");
  form.Ask("What was in place before?", state.Latest("before"));
  form.Ask("Were those involved trained in data protection in the last two years?",
           state.Latest("training"));
  form.Ask("What was done to mend or lessen it?", state.Latest("actions"));
  form.Ask("What will keep it from happening again?", state.Latest("prevention"));
  form.Part("Who was told");
  form.Ask("Have the people been told?", AboutPeople(state));
  form.Ask("Who else was told?", AboutOthers(state));
}

void AskOrganisation(Form& form, const notice::Organisation& us) {
  form.Part("About us");
  form.Ask("Organisation", us.name);
  form.Ask("Registration number", us.ico_number);
  form.Ask("Address", us.address);
  form.Ask("Contact", us.contact);
  form.Ask("Data protection officer", us.officer_contact.empty() ? us.officer : us.officer_contact);
}

}  // namespace

Result<std::string> Report(const notice::Notice& notice, const law::Statute& statute,
                           const State& state, Time now) {
  const Deadline deadline = TRY(DeadlineOf(statute, state, now));
  Form form;
  AskBeginning(form, state);
  form.Ask("When did you become aware?", deadline.aware ? deadline.aware->text() : std::string());
  form.Ask("By when are you to be told (72 hours)?",
           deadline.regulator ? deadline.regulator->text() : std::string());
  if (deadline.late) form.Ask("After the 72 hours: why?", state.Latest("delay"));
  AskData(form, notice, state);
  AskMeasures(form, state);
  AskOrganisation(form, notice.organisation);
  return std::move(form).text();
}

}  // namespace almoner::breach

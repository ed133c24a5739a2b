#include "cli/safety.h"

#include <fmt/format.h>

#include "app/reaching.h"

namespace almoner::cli {
namespace {

using safety::Channel;
using safety::Marker;
using safety::Need;
using safety::Needs;
using safety::Said;

std::vector<std::string> SplitAt(std::string_view text, char at) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find(at, from), text.size());
    std::string_view part = text.substr(from, end - from);
    from = end + 1;
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ') || part.ends_with('\r')) part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
  }
  return parts;
}

auto Unknown(const std::string& name) {
  return almoner::Fail(Code::kInvalid,
                       "There is no such field here; `almoner safety --help` names them.",
                       Detail::Id("field", name));
}

Result<Marker> MarkerFrom(const std::vector<vault::FieldValue>& fields) {
  Marker marker;
  for (const vault::FieldValue& field : fields) {
    const std::string& text = field.value.Expose();
    if (field.field == "never") {
      for (const std::string& name : SplitAt(text, ','))
        marker.never.set(static_cast<std::size_t>(TRY(safety::ParseChannel(name))));
    } else if (field.field == "hide-address") {
      marker.hide_address = text == "yes";
    } else if (field.field == "hidden") {
      marker.hidden = SplitAt(text, '\n');
    } else if (field.field == "never-told") {
      marker.never_told = SplitAt(text, '\n');
    } else if (field.field == "how") {
      marker.how = text;
    } else if (field.field == "code-word") {
      marker.code_word = text;
    } else if (field.field == "why") {
      marker.why = text;
    } else if (field.field == "review") {
      marker.said.review = TRY(ParseDate(text));
    } else {
      return Unknown(field.field);
    }
  }
  return marker;
}

Result<Needs> NeedsFrom(const std::vector<vault::FieldValue>& fields) {
  Needs needs;
  for (const vault::FieldValue& field : fields) {
    const std::string& text = field.value.Expose();
    if (field.field == "needs") {
      for (const std::string& name : SplitAt(text, ','))
        needs.needs.set(static_cast<std::size_t>(TRY(safety::ParseNeed(name))));
    } else if (field.field == "language") {
      needs.language = text;
    } else if (field.field == "words") {
      needs.words = text;
    } else if (field.field == "shared") {
      needs.shared = text == "yes";
    } else if (field.field == "review") {
      needs.said.review = TRY(ParseDate(text));
    } else {
      return Unknown(field.field);
    }
  }
  return needs;
}

template <class Each>
json::array ToJson(const std::vector<Each>& all) {
  json::array list;
  for (const Each& one : all) list.emplace_back(std::string_view(one));
  return list;
}

json::object ToJson(const Said& said) {
  return {{"by", said.by ? json::value(said.by->text()) : json::value()},
          {"at", said.at.text()},
          {"review", said.review ? json::value(ToText(*said.review)) : json::value()}};
}

std::vector<std::string_view> NamesOf(const safety::Channels& channels) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < safety::kChannels; ++i)
    if (channels.test(i)) names.push_back(safety::Name(static_cast<Channel>(i)));
  return names;
}

json::object ToJson(const Marker& marker) {
  return {{"never", ToJson(NamesOf(marker.never))},
          {"hide_address", marker.hide_address},
          {"hidden", ToJson(marker.hidden)},
          {"never_told", ToJson(marker.never_told)},
          {"how", marker.how},
          {"code_word", marker.code_word},
          {"why", marker.why},
          {"said", ToJson(marker.said)}};
}

json::object ToJson(const Needs& needs) {
  return {{"text", needs.text()}, {"shared", needs.shared}, {"said", ToJson(needs.said)}};
}

std::string ToText(const Marker& marker) {
  std::string never;
  for (const std::string_view name : NamesOf(marker.never))
    never.append(never.empty() ? "" : ", ").append(name);
  std::string text = "Never by: " + (never.empty() ? "-" : never) + "\n";
  text += fmt::format("Address: {}\n", marker.hide_address ? "hidden" : "not hidden");
  for (const std::string& line : marker.never_told) text += "Never told: " + line + "\n";
  if (!marker.how.empty()) text += "Safe: " + marker.how + "\n";
  if (!marker.code_word.empty()) text += "Code word: " + marker.code_word + "\n";
  if (marker.said.review) text += "Looked at again: " + almoner::ToText(*marker.said.review) + "\n";
  return text;
}

int PrintSaid(Shell& shell, const gate::Changed& changed) {
  return shell.Print("Recorded.", {{"entry", changed.entry.text()}}, "almoner.changed/1");
}

Result<int> SetMarker(Shell& shell, app::App& app, const std::string& person) {
  const SubjectId subject = TRY(SubjectId::Parse(person));
  Marker marker = TRY(MarkerFrom(TRY(shell.FieldsFromInput())));
  const StaffId actor = TRY(shell.Actor());
  return Answer(shell, app::SayWhatIsSafe(app, actor, subject, std::move(marker)),
                [&](const gate::Changed& changed) { return PrintSaid(shell, changed); });
}

Result<int> SetNeeds(Shell& shell, app::App& app, const std::string& person) {
  const SubjectId subject = TRY(SubjectId::Parse(person));
  Needs needs = TRY(NeedsFrom(TRY(shell.FieldsFromInput())));
  const StaffId actor = TRY(shell.Actor());
  return Answer(shell, app::SayNeeds(app, actor, shell.purpose, subject, std::move(needs)),
                [&](const gate::Changed& changed) { return PrintSaid(shell, changed); });
}

Result<int> ShowSafety(Shell& shell, app::App& app, const std::string& person) {
  const SubjectId subject = TRY(SubjectId::Parse(person));
  const StaffId actor = TRY(shell.Actor());
  return Answer(
      shell, app::ShowReaching(app, actor, subject), [&](const safety::Reaching& reaching) {
        const bool needs = reaching.needs && reaching.needs->any();
        std::string text =
            reaching.marker ? ToText(*reaching.marker) : "Nothing was said of safety.\n";
        if (needs) text += "Needs: " + reaching.needs->text() + "\n";
        return shell.Print(
            text,
            {{"safety", reaching.marker ? json::value(ToJson(*reaching.marker)) : json::value()},
             {"needs", needs ? json::value(ToJson(*reaching.needs)) : json::value()}},
            "almoner.safety/1");
      });
}

Result<int> EndMarker(Shell& shell, app::App& app, const std::string& person) {
  const SubjectId subject = TRY(SubjectId::Parse(person));
  const StaffId actor = TRY(shell.Actor());
  return Answer(shell, app::EndWhatIsSafe(app, actor, subject),
                [&](const gate::Changed& changed) { return PrintSaid(shell, changed); });
}

}  // namespace

void AddSafety(Shell& shell) {
  const auto person = std::make_shared<std::string>();
  CLI::App* const noun =
      Noun(shell, "safety", "How somebody is reached, safely and understandably");
  const auto add = [&](const char* verb, const char* help,
                       Result<int> (*run)(Shell&, app::App&, const std::string&)) {
    Command(shell, noun, verb, help,
            [&shell, person, run](app::App& app) { return run(shell, app, *person); })
        ->add_option("subject", *person, "The person's id")
        ->required();
  };
  add("set",
      "What is safe, as JSON on standard input: never (post, email, phone, text, portal, lists), "
      "hide-address, hidden, never-told, how, code-word, why, review",
      SetMarker);
  add("needs",
      "What they need to read and understand us, as JSON on standard input: needs (large-print, "
      "easy-read, …), language, words, shared, review",
      SetNeeds);
  add("show", "What was said, for those who may see it", ShowSafety);
  add("end", "What was said of their safety is over; their needs stay", EndMarker);
}

}  // namespace almoner::cli

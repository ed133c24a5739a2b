#include "app/reaching.h"

#include <algorithm>

#include "account/visits.h"
#include "gate/veil.h"

namespace almoner::app {
namespace {

using notice::FieldKind;
using safety::Channel;
using safety::Marker;
using safety::Needs;
using safety::Reaching;

constexpr Literal kSaid = "reaching.recorded";
constexpr Literal kShown = "reaching.read";
constexpr std::string_view kSafeguarding = "law.safeguarding";

// As a reading, which is decided by role and caseload: what a person tells may be taken down by any
// colleague who may see them.
gate::Ask Safeguarding(const StaffId& actor, const SubjectId& subject) {
  return {.actor = actor,
          .purpose = std::string(kSafeguarding),
          .subjects = {subject},
          .action = gate::Action::kRead};
}
gate::Ask For(const StaffId& actor, std::string_view purpose, const SubjectId& subject) {
  return {.actor = actor,
          .purpose = std::string(purpose),
          .subjects = {subject},
          .action = gate::Action::kAttend};
}
gate::Ask Own(const SubjectId& subject) {
  return {
      .purpose = "law.rights", .subjects = {subject}, .action = gate::Action::kAttend, .own = true};
}

// The addresses that stand in the records that the ask may read; opened to be hidden, and shown to
// nobody.
Result<std::vector<std::string>> Addresses(App& app, gate::Ask ask) {
  ask.action = gate::Action::kRead;
  ask.shown = false;
  std::vector<std::string> lines;
  auto opened = TRY(app.gate().Open(ask));
  if (!opened) return lines;
  const notice::Notice& notice = app.notice();
  for (const vault::Record& record :
       TRY(vault::Reveal(std::move(opened->permit), app.keys(), app.clock()))) {
    const auto category = notice.FindCategory(record.label.category);
    if (!category) continue;
    for (const notice::Field& field : notice.categories[*category].fields) {
      const std::string* const value =
          gate::IsAddress(field) ? record.content.Find(field.id) : nullptr;
      if (value != nullptr && std::ranges::find(lines, *value) == lines.end())
        lines.push_back(*value);
    }
  }
  return lines;
}

void Add(std::vector<std::string>& to, const std::vector<std::string>& lines) {
  for (const std::string& line : lines)
    if (std::ranges::find(to, line) == to.end()) to.push_back(line);
}

Status CheckReview(const std::optional<Date>& review, Time now) {
  const sys_days today(LondonDate(now));
  if (!review || sys_days(*review) <= today || sys_days(*review) > today + std::chrono::days(366))
    return Fail(Code::kInvalid,
                "Say on which day it is looked at again: one that is to come, within a year.");
  return {};
}

Status Store(const gate::Change& change, const SubjectId& subject, const Reaching& reaching) {
  TRY(safety::Put(change, subject, reaching));
  const bool out = reaching.marker && safety::Has(reaching.marker->never, Channel::kPortal);
  return out ? account::EndVisits(change, subject) : Status();
}

gate::Outcome<gate::Changed> Amend(App& app, const gate::Ask& ask,
                                   const std::function<Status(Reaching&, Time)>& amend) {
  const SubjectId subject = ask.subjects.front();
  return app.gate().Act(ask, kSaid, [&](const gate::Change& change) -> Status {
    Reaching reaching = TRY(safety::Load(change.tx, change.keys, subject));
    TRY(amend(reaching, change.now));
    return Store(change, subject, reaching);
  });
}

void Tighten(Marker& marker, const Marker& wishes, Time now) {
  marker.never |= wishes.never;
  marker.hide_address = marker.hide_address || wishes.hide_address;
  Add(marker.hidden, wishes.hidden);
  Add(marker.never_told, wishes.never_told);
  const auto add = [](std::string& to, const std::string& more) {
    if (!more.empty() && !to.contains(more)) to += to.empty() ? more : "\n" + more;
  };
  add(marker.how, wishes.how);
  add(marker.code_word, wishes.code_word);
  marker.said.by.reset();
  marker.said.at = now;
  // What nobody has looked at yet is due to be looked at.
  marker.said.review = LondonDate(now);
}

void AddNeeds(Needs& needs, const Needs& wishes, Time now) {
  needs.needs |= wishes.needs;
  if (!wishes.language.empty()) needs.language = wishes.language;
  if (!wishes.words.empty() && !needs.words.contains(wishes.words))
    needs.words += needs.words.empty() ? wishes.words : "; " + wishes.words;
  needs.said = {.by = {}, .at = now, .review = needs.said.review};
}

bool Says(const Marker& marker) {
  return marker.never.any() || marker.hide_address || !marker.hidden.empty() ||
         !marker.never_told.empty() || !marker.how.empty() || !marker.code_word.empty();
}

}  // namespace

gate::Outcome<gate::Changed> SayWhatIsSafe(App& app, const StaffId& actor, const SubjectId& subject,
                                           Marker marker) {
  TRY(CheckReview(marker.said.review, app.clock().Now()));
  if (!Says(marker))
    return Fail(Code::kInvalid, "Say what is not safe, or how they are reached safely.");
  const gate::Ask ask = Safeguarding(actor, subject);
  if (marker.hide_address) Add(marker.hidden, TRY(Addresses(app, ask)));
  marker.said.by = actor;
  return Amend(app, ask, [&](Reaching& reaching, Time now) -> Status {
    marker.said.at = now;
    reaching.marker = marker;
    return {};
  });
}

gate::Outcome<gate::Changed> EndWhatIsSafe(App& app, const StaffId& actor,
                                           const SubjectId& subject) {
  return Amend(app, Safeguarding(actor, subject), [](Reaching& reaching, Time) -> Status {
    if (!reaching.marker) return Fail(Code::kNotFound, "There is nothing to end.");
    reaching.marker.reset();
    return {};
  });
}

gate::Outcome<Reaching> ShowReaching(App& app, const StaffId& actor, const SubjectId& subject) {
  Reaching reaching;
  auto shown = TRY(app.gate().Act(Safeguarding(actor, subject), kShown,
                                  [&](const gate::Change& change) -> Status {
                                    reaching = TRY(safety::Load(change.tx, change.keys, subject));
                                    return {};
                                  }));
  if (!shown) return gate::Refuse<Reaching>(std::move(shown).error());
  return reaching;
}

gate::Outcome<gate::Changed> SayNeeds(App& app, const StaffId& actor, std::string_view purpose,
                                      const SubjectId& subject, Needs needs) {
  TRY(CheckReview(needs.said.review, app.clock().Now()));
  needs.said.by = actor;
  return Amend(app, For(actor, purpose, subject), [&](Reaching& reaching, Time now) -> Status {
    needs.said.at = now;
    reaching.needs = needs.any() ? std::optional(needs) : std::nullopt;
    return {};
  });
}

gate::Outcome<Needs> ShowNeeds(App& app, const StaffId& actor, std::string_view purpose,
                               const SubjectId& subject) {
  Needs needs;
  auto shown = TRY(app.gate().Act(
      For(actor, purpose, subject), kShown, [&](const gate::Change& change) -> Status {
        needs = TRY(safety::Load(change.tx, change.keys, subject)).needs.value_or(Needs());
        return {};
      }));
  if (!shown) return gate::Refuse<Needs>(std::move(shown).error());
  return needs;
}

gate::Outcome<gate::Changed> SayOwn(App& app, const SubjectId& subject, const Reaching& wishes) {
  std::vector<std::string> lines;
  if (wishes.marker && wishes.marker->hide_address) lines = TRY(Addresses(app, Own(subject)));
  return Amend(app, Own(subject), [&](Reaching& reaching, Time now) -> Status {
    if (wishes.marker && Says(*wishes.marker)) {
      if (!reaching.marker) reaching.marker.emplace();
      Tighten(*reaching.marker, *wishes.marker, now);
      Add(reaching.marker->hidden, lines);
    }
    if (wishes.needs && wishes.needs->any()) {
      if (!reaching.needs) reaching.needs.emplace();
      AddNeeds(*reaching.needs, *wishes.needs, now);
    }
    return {};
  });
}

Result<Reaching> ReachingFor(App& app, const SubjectId& subject, std::string_view purpose) {
  Reaching reaching = TRY(
      app.store().Read([&](store::ReadTx& tx) { return safety::Load(tx, app.keys(), subject); }));
  if (!gate::SeesWhatIsHidden(purpose)) reaching.marker.reset();
  return reaching;
}

}  // namespace almoner::app

#include "console/standing_part.h"

#include "outbox/ways.h"
#include "render/words.h"
#include "standing/hold.h"
#include "web/words.h"

namespace almoner::web::console {

std::string MarkInWords(const notice::Notice& notice, const standing::Mark& mark) {
  switch (mark.kind) {
    case standing::Kind::kRestriction:
      return "Only kept for now, and not used";
    case standing::Kind::kObjection: {
      const auto activity = notice.FindActivity(mark.scope);
      return "Objects to: " + (activity ? notice.activities[*activity].purpose : mark.scope);
    }
    case standing::Kind::kHold:
      return "Not to be destroyed for now";
  }
  std::unreachable();
}

namespace {

std::string_view WayInWords(outbox::Way way) {
  switch (way) {
    case outbox::Way::kPost:
      return "post";
    case outbox::Way::kEmail:
      return "e-mail";
    case outbox::Way::kPhone:
      return "phone";
    case outbox::Way::kText:
      return "text message";
    case outbox::Way::kPortal:
      return "a message in their account";
  }
  std::unreachable();
}

// By which ways they have said that they are not to be reached; "": by none.
Result<std::string> NotBy(store::ReadTx& tx, const keys::Keys& keys, const SubjectId& subject) {
  std::vector<std::string> ways;
  for (const outbox::Chosen& chosen : TRY(outbox::ChosenBy(tx, keys, subject)))
    if (!chosen.allowed) ways.emplace_back(WayInWords(chosen.way));
  if (ways.empty()) return std::string();
  return "Do not reach them by " + render::Listed(ways) + ": they have said so.";
}

}  // namespace

Status AddStands(View& page, const Site& site, const Caller& caller, const SubjectId& subject,
                 std::string_view purpose) {
  const Time now = site.app.clock().Now();
  std::vector<std::string> lines;
  TRY(site.app.store().Read([&](store::ReadTx& tx) -> Status {
    lines.clear();
    for (const standing::Mark& mark : TRY(standing::History(tx, site.app.keys(), subject)))
      if (!mark.until || *mark.until > now)
        lines.push_back(MarkInWords(site.app.notice(), mark) + ", since " +
                        ToWords(LondonDate(mark.since)) + ".");
    bool held = false;
    for (const standing::Hold& hold : TRY(standing::Holds(tx, site.app.keys(), subject)))
      held = held || hold.InForce(now);
    if (auto not_by = TRY(NotBy(tx, site.app.keys(), subject)); !not_by.empty())
      lines.push_back(std::move(not_by));
    if (held) lines.emplace_back("Some or all of it is not to be destroyed for now.");
    return {};
  }));
  View& stands = page.Add("STANDS");
  stands.Set("PERSON", subject.text()).Set("FOR", purpose);
  stands.ShowIf(site.app.notice().HasDuty(caller.roles, "audit"), "TRAIL");
  View* list = nullptr;
  for (const std::string& line : lines) {
    if (list == nullptr) list = &stands.Add("ANY");
    list->Add("STAND").Set("TEXT", line);
  }
  return {};
}

}  // namespace almoner::web::console

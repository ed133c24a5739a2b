#include "retention/blocks.h"

#include <algorithm>
#include <set>

#include "law/terms.h"
#include "standing/decision.h"

namespace almoner::retention {

class Loading {
 public:
  Loading(store::ReadTx& tx, const keys::Keys& keys, const notice::Notice& notice, Time now)
      : tx_(tx), keys_(keys), notice_(notice), now_(now) {}

  // What stands for that person: holds, and marks from before holds had a kind.
  Status Standing(const SubjectId& subject) {
    for (const standing::Hold& hold : TRY(standing::Holds(tx_, keys_, subject)))
      if (!hold.record && hold.InForce(now_)) TRY(Add(hold, subject));
    for (const standing::Mark& mark : TRY(standing::History(tx_, keys_, subject)))
      if (mark.kind == standing::Kind::kHold && mark.since <= now_ &&
          (!mark.until || *mark.until > now_))
        blocks_.all_.push_back({.block = {.kind = mark.ground, .hold = mark.id},
                                .subject = subject,
                                .record = {},
                                .category = Scope(mark.scope)});
    return {};
  }

  Status OnRecordsOf(const SubjectId& subject) {
    for (const standing::Hold& hold : TRY(standing::HoldsOnRecordsOf(tx_, keys_, subject)))
      if (hold.InForce(now_)) TRY(Add(hold, std::nullopt));
    return {};
  }

  Status OpenRequests(const SubjectId& subject, const std::optional<RequestId>& answering) {
    for (const std::string_view kind : {"request", "complaint"})
      for (const RequestId& request : TRY(StillOpen(tx_, keys_, kind, subject)))
        if (request != answering) AddRequest(request, subject);
    return {};
  }

  // Of another in the same record. Two who both ask to go do not wait for each other: neither is
  // answered by what is said of the other.
  Status OpenRequestsOfAnother(const SubjectId& other, const std::optional<RequestId>& answering) {
    for (const std::string_view kind : {"request", "complaint"})
      for (const RequestId& request : TRY(StillOpen(tx_, keys_, kind, other)))
        if (request != answering && TRY(RightOf(request)) != law::Name(law::Right::kErasure))
          AddRequest(request, other);
    return {};
  }

  Blocks blocks() && { return std::move(blocks_); }

 private:
  Status Add(const standing::Hold& hold, const std::optional<SubjectId>& subject) {
    Blocks::Scoped scoped{
        .block = {.kind = hold.kind, .hold = hold.id, .request = {}, .review = hold.review},
        .subject = subject,
        .record = hold.record,
        .category = Scope(hold.category)};
    for (const standing::Decision& decision : TRY(standing::Decisions(tx_, keys_, hold.subject)))
      if (decision.hold == hold.id && decision.second_at)
        scoped.overridden.push_back({.record = decision.record, .at = *decision.second_at});
    blocks_.all_.push_back(std::move(scoped));
    return {};
  }
  void AddRequest(const RequestId& request, const SubjectId& subject) {
    blocks_.all_.push_back({.block = {.kind = "open-request", .request = request},
                            .subject = subject,
                            .record = {},
                            .category = {}});
  }
  // The right that a request asks for, by its name; "" for a complaint.
  Result<std::string> RightOf(const RequestId& request) {
    const auto events = TRY(ReadEvents(tx_, keys_, TRY(OpenFile(tx_, keys_, request))));
    if (events.empty()) return std::string();
    const auto right = events.front().facts.find("right");
    return right == events.front().facts.end() ? std::string() : right->second;
  }
  [[nodiscard]] std::string Scope(const std::string& category) const {
    return notice_.FindCategory(category) ? category : std::string();
  }

  store::ReadTx& tx_;
  const keys::Keys& keys_;
  const notice::Notice& notice_;
  Time now_;
  Blocks blocks_;
};

std::vector<Block> Blocks::On(const vault::SealedRecord& row) const {
  std::vector<Block> found;
  for (const Scoped& scoped : all_) {
    if (scoped.record && *scoped.record != row.label.id) continue;
    if (!scoped.category.empty() && scoped.category != row.label.category) continue;
    if (std::ranges::any_of(scoped.overridden, [&](const Overridden& one) {
          return one.record ? *one.record == row.label.id : row.label.recorded_at <= one.at;
        }))
      continue;
    if (scoped.subject &&
        std::ranges::find(row.people, *scoped.subject, &vault::Person::subject) == row.people.end())
      continue;
    found.push_back(scoped.block);
  }
  return found;
}

Result<Blocks> LoadBlocks(store::ReadTx& tx, const keys::Keys& keys, const notice::Notice& notice,
                          const SubjectId& subject, const std::vector<vault::SealedRecord>& rows,
                          Time now, const std::optional<RequestId>& answering) {
  Loading loading(tx, keys, notice, now);
  std::set<SubjectId> others;
  for (const vault::SealedRecord& row : rows)
    for (const vault::Person& person : row.people)
      if (person.part == vault::Part::kAbout && person.subject != subject)
        others.insert(person.subject);
  TRY(loading.OnRecordsOf(subject));
  TRY(loading.Standing(subject));
  for (const SubjectId& other : others) {
    TRY(loading.Standing(other));
    TRY(loading.OpenRequestsOfAnother(other, answering));
  }
  TRY(loading.OpenRequests(subject, answering));
  return std::move(loading).blocks();
}

}  // namespace almoner::retention

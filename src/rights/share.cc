#include "rights/share.h"

#include <algorithm>
#include <set>

#include "rights/access.h"
#include "rights/collation.h"
#include "rights/opening.h"
#include "rights/said.h"
#include "safety/may.h"
#include "vault/vault.h"

namespace almoner::rights {
namespace {

constexpr std::size_t kMostReleased = 1'000;

Date Today(const Context& context) { return LondonDate(context.gate.context().clock.Now()); }

// Where somebody who can judge it has found harm, knowing it already does not help.
Status NoHarmFound(const Context& context, const SubjectId& subject, std::string_view category) {
  const gate::Context& on = context.gate.context();
  const auto files = TRY(on.store.Read(
      [&](store::ReadTx& tx) { return retention::FilesAbout(tx, on.keys, kFileKind, subject); }));
  for (const RequestId& file : files) {
    const State state = TRY(Load(context, file));
    const auto found = state.opinions.find(std::string(category));
    if (found == state.opinions.end() || !found->second.harm || !found->second.obtained) continue;
    if (law::CheckOpinion(context.statute, *found->second.obtained, Today(context)) ==
        law::OpinionAge::kInDate)
      return Fail(Code::kConflict,
                  "A health professional has said that seeing such data would be likely to do "
                  "serious harm, so none of it is shared.",
                  IdDetail("request", state.id));
  }
  return {};
}

// As of a release (ruling.cc): DPA 2018 Schedule 3 paragraph 6.
Status CheckHealth(const Context& context, const Sharing& sharing) {
  if (!Blank(sharing.known)) return Say(sharing.known, "Say how the person knows it already.");
  if (!sharing.opinion_on)
    return Fail(Code::kInvalid,
                "Health data is shared where the person knows it already (say how), or when a "
                "health professional has said in the last six months that it does no serious harm "
                "(say who, and when).",
                Detail("fact", Literal("known")));
  TRY(Say(sharing.opinion_by, "Say who said that it does no serious harm, by role."));
  if (law::CheckOpinion(context.statute, *sharing.opinion_on, Today(context)) ==
      law::OpinionAge::kInDate)
    return {};
  return Fail(Code::kInvalid,
              "An opinion counts for six months from the day it was given, and not before it "
              "(Schedule 3 of the Data Protection Act 2018); ask for a new one.",
              Detail("fact", Literal("opinion-on")));
}

Status CheckOthers(const SharingQuestions& asked, const Sharing& sharing) {
  if (!asked.others) return {};
  static constexpr std::string_view kAnswers[] = {"none", "agreed", "reasonable"};
  if (auto known = OneOf(sharing.others, kAnswers,
                         "Say of others whom it names: none, agreed or reasonable (UK GDPR Article "
                         "15(4)).");
      !known) {
    known.error().details.push_back(Detail("fact", Literal("others")));
    return known;
  }
  if (sharing.others == "none") {
    if (!asked.others_named) return {};
    return Fail(Code::kInvalid,
                "The record is about or names somebody else: say that they agreed, or why it is "
                "reasonable without (DPA 2018 Schedule 2 paragraph 16).",
                Detail("fact", Literal("others")));
  }
  return Say(sharing.others_why,
             sharing.others == "agreed"
                 ? Literal("Say who agreed, and when.")
                 : Literal("Say why it is reasonable to show it without asking them."));
}

Status Check(const Context& context, const SharingQuestions& asked, const Sharing& sharing) {
  TRY(Say(sharing.why, "Say why it is shared; the person reads it."));
  if (asked.health) TRY(CheckHealth(context, sharing));
  if (asked.harm)
    TRY(Say(sharing.harm, "Say why seeing it puts nobody in danger: not the person, nor others."));
  return CheckOthers(asked, sharing);
}

vault::SharedWords WordsFor(const SharingQuestions& asked, const Sharing& sharing) {
  vault::SharedWords words{.why = sharing.why};
  if (asked.health)
    words.harm = !Blank(sharing.known)
                     ? "Known to the person already: " + sharing.known
                     : "No serious harm, said on " + ToWords(*sharing.opinion_on) + " by " +
                           sharing.opinion_by;
  if (asked.harm) words.harm = sharing.harm;
  if (asked.others)
    words.others = sharing.others == "none"     ? std::string("It names nobody else.")
                   : sharing.others == "agreed" ? "They agreed: " + sharing.others_why
                                                : "Reasonable without: " + sharing.others_why;
  return words;
}

// Nobody in it whose safety stands in the way.
Status OthersMayBeShown(store::ReadTx& tx, const keys::Keys& keys, const SubjectId& subject,
                        const std::vector<vault::Person>& people) {
  for (const vault::Person& person : people)
    if (person.subject != subject)
      TRY(safety::MustMaySend(tx, keys, person.subject, {.to_another = true}));
  return {};
}

struct Outside {
  std::string category;
  std::vector<vault::Person> people;
};

Result<Outside> OutsideOf(const Context& context, const SubjectId& subject,
                          const RecordId& record) {
  return context.gate.context().store.Read([&](store::ReadTx& tx) -> Result<Outside> {
    const std::vector<RecordId> one = {record};
    const auto rows = TRY(vault::LoadChosen(tx, context.gate.context().keys, subject, one));
    if (rows.empty()) return Fail(Code::kNotFound, "This person has no such record.");
    return Outside{.category = rows.front().label.category, .people = rows.front().people};
  });
}

gate::Ask AskFor(const StaffId& actor, const std::string& purpose, const SubjectId& subject,
                 const Outside& outside) {
  return {
      .actor = actor, .purpose = purpose, .subjects = {subject}, .categories = {outside.category}};
}

vault::Shared MarkOf(Random& random, const StaffId& actor, const SubjectId& subject,
                     const RecordId& record, Time now) {
  return {
      .id = EventId::New(random), .record = record, .subject = subject, .since = now, .by = actor};
}

}  // namespace

SharingQuestions QuestionsFor(const notice::Notice& notice, std::string_view category,
                              const std::vector<vault::Person>& people) {
  SharingQuestions asked{.others_named = people.size() > 1};
  const auto index = notice.FindCategory(category);
  const bool review = !index || notice.categories[*index].NeedsReview();
  asked.health = IsHealth(notice, category);
  asked.harm = !asked.health &&
               (!index || notice.categories[*index].sensitivity != notice::Sensitivity::kOrdinary);
  asked.others = review || asked.others_named;
  return asked;
}

Done Share(const Context& context, const StaffId& actor, const std::string& purpose,
           const SubjectId& subject, const RecordId& record, const Sharing& sharing,
           const std::optional<crypto::Digest>& seen) {
  const gate::Context& on = context.gate.context();
  const Outside outside = TRY(OutsideOf(context, subject, record));
  const SharingQuestions asked = QuestionsFor(on.notice, outside.category, outside.people);
  TRY(Check(context, asked, sharing));
  if (asked.health) TRY(NoHarmFound(context, subject, outside.category));
  const vault::SharedWords words = WordsFor(asked, sharing);
  return context.gate.Act(AskFor(actor, purpose, subject, outside), "record.shared",
                          [&](const gate::Change& change) -> Status {
                            TRY(OthersMayBeShown(change.tx, on.keys, subject, outside.people));
                            return vault::Share(
                                change, MarkOf(on.random, actor, subject, record, change.now),
                                words, seen);
                          });
}

Done Unshare(const Context& context, const StaffId& actor, const std::string& purpose,
             const SubjectId& subject, const RecordId& record, const std::string& why) {
  TRY(Say(why, "Say why it is shared no longer; that stays on record."));
  const Outside outside = TRY(OutsideOf(context, subject, record));
  return context.gate.Act(AskFor(actor, purpose, subject, outside), "record.unshared",
                          [&](const gate::Change& change) {
                            return vault::Unshare(change, subject, record, actor, why);
                          });
}

Result<gate::Gate::Also> SharingWhatIsAdded(const Context& context, const StaffId& actor,
                                            const gate::NewRecord& record, const Sharing& sharing) {
  const gate::Context& on = context.gate.context();
  if (record.people.empty() || record.people.front().part != vault::Part::kAbout)
    return Fail(Code::kInvalid, "Say whose record is to be shared with them.");
  const SubjectId subject = record.people.front().subject;
  const SharingQuestions asked = QuestionsFor(on.notice, record.category, record.people);
  TRY(Check(context, asked, sharing));
  if (asked.health) TRY(NoHarmFound(context, subject, record.category));
  return gate::Gate::Also([&random = on.random, actor, subject, people = record.people,
                           words = WordsFor(asked, sharing)](
                              const gate::Change& change, const gate::Gate::Made& made) -> Status {
    TRY(OthersMayBeShown(change.tx, change.keys, subject, people));
    return vault::Share(change, MarkOf(random, actor, subject, made.record, change.now), words);
  });
}

std::vector<Released> ReleasedIn(const notice::Notice& notice, const Collected& collected) {
  std::vector<Released> released;
  for (const Held& held : collected.held) {
    const auto category = notice.FindCategory(held.category);
    if (held.record && held.whole && !held.mentions && category &&
        !notice.categories[*category].portal)
      released.push_back({.record = *held.record, .digest = held.digest});
  }
  return released;
}

Status ShareReleased(const gate::Change& change, const State& state,
                     const std::vector<Released>& released) {
  if (!state.subject || state.ForAnother() || state.after_death) return {};
  std::set<RecordId> shared;
  for (const vault::Shared& one : TRY(vault::SharedWith(change.tx, change.keys, *state.subject)))
    shared.insert(one.record);
  for (std::size_t i = 0; i < std::min(released.size(), kMostReleased); ++i) {
    const Released& one = released[i];
    if (shared.contains(one.record)) continue;
    const Status done = vault::Share(change,
                                     {.id = EventId::New(change.keys.random()),
                                      .record = one.record,
                                      .subject = *state.subject,
                                      .since = change.now,
                                      .request = state.id},
                                     {}, one.digest);
    // What says something else by now has to be looked at again; the pack goes out all the same.
    if (!done && done.error().code != Code::kConflict && done.error().code != Code::kNotFound)
      return done;
  }
  return {};
}

Result<std::vector<SharedItem>> SharedItems(const Context& context, const SubjectId& subject,
                                            bool ended) {
  const gate::Context& on = context.gate.context();
  return on.store.Read([&](store::ReadTx& tx) -> Result<std::vector<SharedItem>> {
    std::vector<SharedItem> items;
    for (vault::Shared& mark : TRY(vault::SharedWith(tx, on.keys, subject, ended))) {
      vault::SharedWords words;  // of what a pack released there are none
      if (!mark.request || mark.until) words = TRY(vault::WordsOf(tx, on.keys, mark));
      items.push_back({.mark = std::move(mark), .words = std::move(words)});
    }
    return items;
  });
}

}  // namespace almoner::rights

#include "app/editions.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/accounts.h"
#include "notice/check.h"
#include "notice/compile.h"
#include "outbox/news.h"
#include "staff/apart.h"

namespace almoner::app {
namespace {

struct Draft {
  versions::Version version;
  notice::Notice notice;
};

Result<notice::Notice> CompileText(const App& app, std::string_view text) {
  return notice::CompileWhole(text, TRY(law::LoadBases(app.LawFolder())));
}

// The version of that hash or, if only one has it, of that name.
Result<Draft> Find(App& app, std::string_view wanted) {
  struct Found {
    versions::Version version;
    Bytes text;
  };
  const Found found = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Found> {
    const std::vector<versions::Version> all = TRY(versions::All(tx, app.keys()));
    const auto by_hash = [&](const versions::Version& version) {
      return wanted.size() >= 8 && version.hash.starts_with(wanted);
    };
    const auto by_name = [&](const versions::Version& version) { return version.name == wanted; };
    auto match = std::ranges::find_if(all, by_hash);
    if (match == all.end()) match = std::ranges::find_if(all, by_name);
    if (match == all.end())
      return Fail(Code::kNotFound, "There is no such version; `notice versions` lists them.");
    // Nobody signs another text than the one they have read.
    if (std::ranges::count_if(all, by_hash) > 1 ||
        (!by_hash(*match) && std::ranges::count_if(all, by_name) > 1))
      return Fail(Code::kConflict,
                  "Several versions are called that; name one by the beginning of its hash.");
    return Found{.version = *match, .text = TRY(versions::Text(tx, app.keys(), match->hash))};
  }));
  return Draft{.version = found.version, .notice = TRY(CompileText(app, AsText(found.text)))};
}

versions::Event Event(App& app, std::string_view hash, std::string_view kind, std::string_view step,
                      std::string_view note, const keys::Change& change, const StaffId& by) {
  return {.id = EventId::New(app.random()),
          .hash = std::string(hash),
          .kind = std::string(kind),
          .step = std::string(step),
          .note = std::string(note),
          .at = change.now,
          .staff = by};
}

// The step names a role-holder in words; where the notice ties it to a role, only that role signs.
std::string RoleOf(const notice::Notice& notice, const notice::Approval& step) {
  for (const notice::RoleHolder& holder : notice.more.role_holders)
    if (holder.name == step.role || holder.id == step.role) return holder.role;
  return {};
}

// The roles that a step is for: by the draft, and by the notice in force, so that a draft does not
// choose who approves it.
std::vector<std::string> RolesFor(const notice::Notice& now, const notice::Notice& draft,
                                  const notice::Approval& step) {
  std::vector<std::string> roles;
  if (std::string role = RoleOf(draft, step); !role.empty()) roles.push_back(std::move(role));
  const auto& steps = now.more.document.approval;
  if (const auto same = std::ranges::find(steps, step.id, &notice::Approval::id);
      same != steps.end())
    if (std::string role = RoleOf(now, *same); !role.empty()) roles.push_back(std::move(role));
  return roles;
}

Status MaySign(App& app, const notice::Notice& notice, const notice::Approval& step,
               const keys::Change& change, const StaffId& by) {
  const notice::Notice& now = app.notice();
  const auto held = TRY(staff::RolesOf(change.tx, change.keys, now, by, change.now));
  for (const std::string& role : RolesFor(now, notice, step)) {
    const auto index = now.FindRole(role);
    if (!index || !held[*index])
      return Fail(Code::kRefused, "This step is for another role of the notice.",
                  Detail::Id("role", role));
  }
  for (const versions::Event& event : TRY(versions::History(change.tx, change.keys, notice.hash))) {
    if (event.kind != "approved") continue;
    if (event.step == step.id) return Fail(Code::kConflict, "This step is recorded already.");
    if (event.staff == by)
      return Fail(Code::kRefused,
                  "You have taken another step of this approval; somebody else takes this one.");
    if (event.staff) TRY(staff::CheckApart(change.tx, change.keys, *event.staff, by, change.now));
  }
  return {};
}

}  // namespace

Result<std::vector<Edition>> Editions(App& app) {
  struct Row {
    versions::Version version;
    Bytes text;
  };
  const auto rows = TRY(app.store().Read([&](store::ReadTx& tx) -> Result<std::vector<Row>> {
    std::vector<Row> found;
    for (versions::Version& version : TRY(versions::All(tx, app.keys()))) {
      Bytes text = TRY(versions::Text(tx, app.keys(), version.hash));
      found.push_back({std::move(version), std::move(text)});
    }
    return found;
  }));
  std::vector<Edition> editions;
  for (const Row& row : rows) {
    auto compiled = CompileText(app, AsText(row.text));
    if (!compiled && compiled.error().code != Code::kInvalid)
      return std::unexpected(std::move(compiled).error());
    // One that this program can no longer read is listed all the same.
    const notice::Notice notice = compiled ? *std::move(compiled) : notice::Notice();
    editions.push_back(TRY(app.store().Read([&](store::ReadTx& tx) -> Result<Edition> {
      Edition edition{.standing = TRY(versions::StatusOf(tx, app.keys(), row.version, notice)),
                      .review = std::nullopt};
      if (edition.standing.state != versions::State::kInForce) return edition;
      std::vector<Time> held;
      for (const versions::Event& event : TRY(versions::History(tx, app.keys(), row.version.hash)))
        if (event.kind == "reviewed") held.push_back(event.at);
      edition.review = versions::NextReview(notice.more.document, *edition.standing.from, held,
                                            LondonDate(app.clock().Now()));
      return edition;
    })));
  }
  return editions;
}

Result<Added> AddVersion(App& app, const StaffId& by, std::string_view text) {
  const notice::Notice notice = TRY(CompileText(app, text));
  const law::Lawbook book = TRY(law::LoadLawbook(app.LawFolder()));
  const notice::WordingRules wording = notice::WordingRules::Make(book);
  if (app.LawFolder()) TRY(wording.Validate());
  const auto faults = notice::Check(notice, {book, wording, LondonDate(app.clock().Now())});
  const auto count = [&](law::Weight weight) {
    return std::ranges::count(faults, weight, &notice::Fault::weight);
  };
  Added added{.hash = notice.hash,
              .name = notice.version,
              .unlawful = count(law::Weight::kUnlawful),
              .missing = count(law::Weight::kMissing),
              .quality = count(law::Weight::kQuality)};
  TRY(Administer(app, by, "notice.added", [&](const keys::Change& change) -> Status {
    TRY(versions::Add(change, notice, text));
    change.entry.counts["unlawful"] = added.unlawful;
    change.entry.counts["missing"] = added.missing;
    return versions::Record(change, Event(app, notice.hash, "checked", "",
                                          fmt::format("{} unlawful, {} missing, {} of quality",
                                                      added.unlawful, added.missing, added.quality),
                                          change, by));
  }));
  return added;
}

Status SignVersion(App& app, const StaffId& by, std::string_view version, std::string_view step,
                   std::string_view reference) {
  const Draft draft = TRY(Find(app, version));
  const auto& steps = draft.notice.more.document.approval;
  const auto found = std::ranges::find(steps, step, &notice::Approval::id);
  if (found == steps.end())
    return Fail(Code::kNotFound, "This version's approval has no such step.");
  TRY(Administer(app, by, "notice.approved", [&](const keys::Change& change) -> Status {
    TRY(MaySign(app, draft.notice, *found, change, by));
    return versions::Record(
        change, Event(app, draft.notice.hash, "approved", found->id, reference, change, by));
  }));
  return {};
}

namespace {

// A draft cannot do without those who must approve the notice that it replaces.
Status KeepsApproval(const notice::Notice& now, const notice::Notice& draft) {
  const auto& steps = draft.more.document.approval;
  for (const notice::Approval& step : now.more.document.approval)
    if (std::ranges::find(steps, step.id, &notice::Approval::id) == steps.end())
      return Fail(Code::kRefused,
                  "The notice in force is approved in a step that this version leaves out; put it "
                  "back.",
                  Detail::Id("step", step.id));
  return {};
}

// Nothing that is held may fall out of the notice, and somebody must go on to answer.
Status Fits(const keys::Change& change, const notice::Notice& draft) {
  for (const store::Row& row : TRY(change.tx.Query("SELECT DISTINCT category FROM record")))
    if (const std::string id = TRY(row.Text(0)); !draft.FindCategory(id))
      return Fail(Code::kRefused,
                  "Records of a data category are held that this version leaves out; put it back.",
                  Detail::Id("category", id));
  for (const store::Row& row : TRY(change.tx.Query("SELECT DISTINCT kind FROM subject")))
    if (const std::string id = TRY(row.Text(0)); !draft.FindSubjectKind(id))
      return Fail(Code::kRefused,
                  "People of a category are on file that this version leaves out; put it back.",
                  Detail::Id("category", id));
  const auto duties = TRY(DutiesInOffice(change, draft));
  if (!duties.all())
    return Fail(Code::kRefused,
                "Under this version nobody in office would administer, or answer for rights; give "
                "somebody a role that does.");
  return {};
}

}  // namespace

Result<Published> PublishVersion(App& app, const StaffId& by, std::string_view version) {
  const Draft draft = TRY(Find(app, version));
  const notice::Notice& now = app.notice();
  Published published{.now = draft.notice.version,
                      .before = now.version,
                      .changes = notice::Diff(now, draft.notice)};
  TRY(Administer(app, by, "notice.published", [&](const keys::Change& change) -> Status {
    change.entry.notice = draft.notice.hash;
    if (TRY(versions::InForce(change.tx)) != now.hash)
      return Fail(Code::kConflict, "Another version came into force meanwhile; look at it first.");
    TRY(KeepsApproval(now, draft.notice));
    TRY(Fits(change, draft.notice));
    TRY(outbox::Announce(change, "notice.in-force",
                         {{"version", draft.notice.version}, {"hash", draft.notice.hash}}));
    return versions::Enforce(change, app.random(), draft.notice, by, false);
  }));
  TRY(app.Reload());
  return published;
}

Status RecordReview(App& app, const StaffId& by, std::string_view outcome) {
  TRY(Administer(app, by, "notice.reviewed", [&](const keys::Change& change) {
    return versions::Record(change,
                            Event(app, app.notice().hash, "reviewed", "", outcome, change, by));
  }));
  return {};
}

gate::Outcome<gate::Changed> TellPerson(App& app, const StaffId& by, std::string_view purpose,
                                        const SubjectId& subject, std::string_view channel) {
  gate::Gate& gate = app.gate();
  const std::string hash = gate.context().notice.hash;  // the gate's own: no other can come between
  return gate.Act({.actor = by,
                   .purpose = std::string(purpose),
                   .subjects = {subject},
                   .action = gate::Action::kAttend},
                  "notice.told", [&](const gate::Change& change) {
                    return versions::Tell(change, {.subject = subject,
                                                   .hash = hash,
                                                   .channel = std::string(channel),
                                                   .at = change.now,
                                                   .staff = by});
                  });
}

}  // namespace almoner::app

#include "app/examine.h"

#include <algorithm>

#include "notice/compile.h"

namespace almoner::app {
namespace {

struct Kept {
  versions::Version version;
  Bytes text;
  std::vector<versions::Event> history;
};

Result<Kept> Load(store::ReadTx& tx, const keys::Keys& keys, std::string_view hash) {
  for (versions::Version& version : TRY(versions::All(tx, keys))) {
    if (version.hash != hash) continue;
    Kept kept{.version = std::move(version)};
    kept.text = TRY(versions::Text(tx, keys, hash));
    kept.history = TRY(versions::History(tx, keys, hash));
    return kept;
  }
  return Fail(Code::kNotFound, "There is no such version of the notice.");
}

// The step names a role-holder in words, or by the id of one.
std::string HolderOf(const notice::Notice& notice, const std::string& role) {
  const auto& holders = notice.more.role_holders;
  const auto found = std::ranges::find(holders, role, &notice::RoleHolder::id);
  return found == holders.end() ? role : found->name;
}

std::vector<Signature> SignaturesOf(const notice::Notice& notice, const Kept& kept) {
  std::vector<Signature> all;
  for (const notice::Approval& step : notice.more.document.approval) {
    Signature one{.step = step.id,
                  .role = HolderOf(notice, step.role),
                  .kind = step.kind,
                  .by = {},
                  .at = {},
                  .note = {}};
    for (const versions::Event& event : kept.history)
      if (event.kind == "approved" && event.step == step.id) {
        one.by = event.staff;
        one.at = event.at;
        one.note = event.note;
      }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

Result<Examined> ExamineVersion(App& app, std::string_view hash) {
  const Kept kept =
      TRY(app.store().Read([&](store::ReadTx& tx) { return Load(tx, app.keys(), hash); }));
  const law::Lawbook book = TRY(law::LoadLawbook(app.LawFolder()));
  notice::Reading reading = notice::Read(AsText(kept.text), book.bases);
  Examined examined;
  examined.standing = TRY(app.store().Read([&](store::ReadTx& tx) {
    return versions::StatusOf(tx, app.keys(), kept.version, reading.notice);
  }));
  examined.signatures = SignaturesOf(reading.notice, kept);
  const notice::WordingRules wording = notice::WordingRules::Make(book);
  examined.faults = notice::Check(reading.notice, {book, wording, LondonDate(app.clock().Now())});
  if (reading.errors.empty() && examined.standing.state != versions::State::kInForce)
    examined.changes = notice::Diff(app.notice(), reading.notice);
  examined.errors = std::move(reading.errors);
  return examined;
}

Result<notice::Report> CheckText(App& app, std::string_view text) {
  const law::Lawbook book = TRY(law::LoadLawbook(app.LawFolder()));
  const notice::WordingRules wording = notice::WordingRules::Make(book);
  return notice::Examine("the draft", text, {book, wording, LondonDate(app.clock().Now())});
}

}  // namespace almoner::app

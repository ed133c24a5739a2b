#include <algorithm>

#include "gate/gate.h"
#include "vault/generation.h"

namespace almoner::gate {
namespace {

constexpr std::int64_t kPage = 500;

Result<std::vector<SubjectId>> Subjects(store::Store& store, const Bytes& after) {
  return store.Read([&](store::ReadTx& tx) -> Result<std::vector<SubjectId>> {
    std::vector<SubjectId> page;
    for (const store::Row& row :
         TRY(tx.Query("SELECT id FROM subject WHERE id > $1 ORDER BY id LIMIT $2", after, kPage)))
      page.push_back(TRY(row.As<SubjectId>(0)));
    return page;
  });
}

}  // namespace

// Names are opened only to be turned into tokens again, and forgotten. A record that comes or goes
// meanwhile has the whole done again, so that its tokens are not lost.
Status Gate::Reindex(const SubjectId& subject) {
  constexpr int kTries = 20;
  for (int tries = 1;; ++tries) {
    Status done = ReindexOnce(subject);
    if (done || done.error().code != Code::kConflict || tries == kTries) return done;
  }
}

Status Gate::ReindexOnce(const SubjectId& subject) {
  const auto rows = TRY(context_.store.Read([&](store::ReadTx& tx) {
    return vault::LoadSealed(tx, context_.keys, subject, vault::Scope::kAbout);
  }));
  vault::Permit inside(EntryId::New(context_.random), context_.clock.Now(), rows);
  std::vector<vault::ReadyRecord::Token> tokens;
  for (const vault::Record& record :
       TRY(vault::Reveal(std::move(inside), context_.keys, context_.clock))) {
    const auto category = context_.notice.FindCategory(record.label.category);
    if (!category) continue;
    for (auto& token :
         vault::TokensOf(context_.keys, context_.notice.categories[*category], record.content))
      tokens.push_back(std::move(token));
  }
  return context_.store.Write([&](store::Tx& tx) -> Status {
    const auto now = TRY(vault::LoadSealed(tx, context_.keys, subject, vault::Scope::kAbout));
    const auto same = [](const vault::SealedRecord& a, const vault::SealedRecord& b) {
      return a.label.id == b.label.id && a.label.version == b.label.version;
    };
    if (!std::ranges::equal(now, rows, same))
      return Fail(Code::kConflict, "A record came or went meanwhile; try again.");
    return vault::ReplaceTokens(tx, vault::WritePass(), subject, tokens);
  });
}

Result<std::int64_t> Gate::ReindexAll() {
  std::int64_t done = 0;
  Bytes after;
  while (true) {
    const auto page = TRY(Subjects(context_.store, after));
    for (const SubjectId& subject : page) TRY(Reindex(subject));
    done += static_cast<std::int64_t>(page.size());
    if (page.size() < kPage) return done;
    after = ToBytes(AsText(page.back().bytes()));
  }
}

}  // namespace almoner::gate

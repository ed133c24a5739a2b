// Many records and people at once, without opening anything: what retention destroys by thousands.
#pragma once

#include <span>

#include "vault/vault.h"

namespace almoner::vault {

// One of a person's records, seen from outside; its stamp is right.
struct Outline {
  RecordId record;
  std::string category;
  Time recorded_at;
  crypto::Digest digest{};
  Part part = Part::kAbout;
  bool alone = false;  // about this person and nobody else, and mentions nobody
  bool care = true;    // cannot go without being looked at: not alone, or somebody is found by it
};
// What an outline is made of, selected from record_person p and record r. How many people are in a
// record is counted only where there may be others: the stamp of one that was marked as alone from
// outside is not right.
#define ALMONER_OUTLINE                                                                      \
  "p.subject, p.part, p.care, CASE WHEN p.care = 0 THEN 1 ELSE (SELECT COUNT(*) FROM "       \
  "record_person q WHERE q.record = p.record) END, r.id, r.version, r.category, r.purpose, " \
  "r.recorded_at, r.body, r.digest"
// From one row of those. kCorrupt when the record, or who is in it, was changed from outside.
Result<Outline> OutlineFrom(store::ReadTx& tx, const keys::Keys& keys, const store::Row& row);
// A person's records after the given one, in the order of their ids.
Result<std::vector<Outline>> Outlines(store::ReadTx& tx, const keys::Keys& keys,
                                      const SubjectId& subject, BytesView after, std::int64_t most);

// Rows, keys and links of records that are about one person each. kConflict when one is not as it
// was seen any more.
Status RemoveMany(const keys::Change& change, const WritePass& pass,
                  std::span<const Outline> records);
// People of whom no record is left (kConflict otherwise): as Forget, for each.
Status ForgetMany(const keys::Change& change, const WritePass& pass,
                  std::span<const SubjectId> subjects);

// The person's row, tokens and keys, while records of theirs are still there: nothing opens those
// any more, and what is left goes by FinishVanishing of retention.
Status ForgetKeys(const keys::Change& change, const WritePass& pass, const SubjectId& subject);

}  // namespace almoner::vault

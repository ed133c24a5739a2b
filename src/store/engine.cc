#include "store/engine.h"

#include <exception>

namespace almoner::store {
namespace {

thread_local bool inside_fn = false;

// PostgreSQL has no NUL in a text and refuses bytes that are not UTF-8; SQLite stores either.
// Refusing both on both keeps a database movable from one to the other.
Status CheckTexts(const std::vector<Param>& params) {
  for (const Param& param : params) {
    const auto* text = std::get_if<std::string_view>(&param.value());
    if (text && (!IsUtf8(*text) || text->contains('\0')))
      return Fail(Code::kInvalid, "A text for the database is not UTF-8, or has a NUL in it.");
  }
  return {};
}

struct Keep {
  Row::Cell operator()(std::monostate none) const { return none; }
  Row::Cell operator()(std::int64_t number) const { return number; }
  Row::Cell operator()(std::string_view text) const { return std::string(text); }
  Row::Cell operator()(BytesView bytes) const { return Bytes(bytes.begin(), bytes.end()); }
};

}  // namespace

Row::Cell Kept(const Param::Value& view) { return std::visit(Keep(), view); }

bool InsideFn() { return inside_fn; }

Status Guarded(const std::function<Status()>& fn) {
  const bool before = std::exchange(inside_fn, true);
  try {
    Status outcome = fn();
    inside_fn = before;
    return outcome;
  } catch (...) {  // its text may hold anything, so it is not repeated
    inside_fn = before;
    return Fail(Code::kInternal, "A change was undone, since the program failed while making it.");
  }
}

Result<Outcome> ReadTx::Attempt(const Sql& sql, const std::vector<Param>& params) {
  if (failure_) return std::unexpected(*failure_);
  const Status texts = CheckTexts(params);
  Result<Outcome> outcome = texts ? Run(sql, params) : std::unexpected(texts.error());
  if (!outcome) failure_ = outcome.error();
  return outcome;
}

Status ReadTx::Each(const Sql& sql, const RowVisitor& visit, const std::vector<Param>& params) {
  if (failure_) return std::unexpected(*failure_);
  Status done = RunEach(sql, visit, params);
  if (!done) failure_ = done.error();
  return done;
}

Status ReadTx::RunEach(const Sql& sql, const RowVisitor& visit, const std::vector<Param>& params) {
  const Outcome outcome = TRY(Run(sql, params));
  for (const Row& row : outcome.rows) TRY(visit(row.Views()));
  return {};
}

bool OutcomeUnknown(const Error& error) { return error.what.view() == kOutcomeUnknown.view(); }

}  // namespace almoner::store

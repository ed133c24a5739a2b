#include "standing/standing.h"

#include <array>

namespace almoner::standing {
namespace {

constexpr std::array kKinds = {Kind::kRestriction, Kind::kObjection, Kind::kHold};

Result<Kind> ParseKind(std::string_view name) {
  for (const Kind kind : kKinds)
    if (Name(kind) == name) return kind;
  return Fail(Code::kCorrupt, "A stored restriction, objection or hold is of an unknown kind.");
}

}  // namespace

std::string_view Name(Kind kind) {
  switch (kind) {
    case Kind::kRestriction:
      return "restriction";
    case Kind::kObjection:
      return "objection";
    case Kind::kHold:
      return "hold";
  }
  std::unreachable();
}

Status Place(store::Tx& tx, const Mark& mark) {
  return tx.ExecuteOne(
      "INSERT INTO standing (id, subject, kind, scope, ground, since, until) VALUES ($1, $2, $3, "
      "$4, $5, $6, $7)",
      mark.id, mark.subject, Name(mark.kind), mark.scope, mark.ground, mark.since, mark.until);
}

Status Lift(store::Tx& tx, const SubjectId& subject, const EventId& mark, Time now) {
  if (TRY(tx.Execute(
          "UPDATE standing SET until = $3 WHERE id = $1 AND subject = $2 AND until IS NULL", mark,
          subject, now)) != 1)
    return Fail(Code::kNotFound, "There is no such restriction, objection or hold in force.");
  return {};
}

Result<std::vector<Mark>> History(store::ReadTx& tx, const SubjectId& subject) {
  std::vector<Mark> marks;
  for (const store::Row& row : TRY(tx.Query("SELECT id, kind, scope, ground, since, until FROM "
                                            "standing WHERE subject = $1 ORDER BY since, id",
                                            subject))) {
    Mark mark{.id = TRY(row.As<EventId>(0)),
              .subject = subject,
              .kind = TRY(ParseKind(TRY(row.Text(1)))),
              .scope = TRY(row.Text(2)),
              .ground = TRY(row.Text(3)),
              .since = TRY(row.At(4)),
              .until = std::nullopt};
    if (!row.IsNull(5)) mark.until = TRY(row.At(5));
    marks.push_back(std::move(mark));
  }
  return marks;
}

Status Remove(store::Tx& tx, const SubjectId& subject) {
  TRY(tx.Execute("DELETE FROM standing WHERE subject = $1", subject));
  return {};
}

Result<Standing> Load(store::ReadTx& tx, const notice::Notice& notice, const SubjectId& subject,
                      Time now) {
  Standing standing;
  for (const Mark& mark : TRY(History(tx, subject))) {
    if (mark.since > now || (mark.until && *mark.until <= now)) continue;
    switch (mark.kind) {
      case Kind::kRestriction:
        standing.restricted = true;
        break;
      case Kind::kObjection:
        if (const auto activity = notice.FindActivity(mark.scope))
          standing.objections.push_back(*activity);
        break;
      case Kind::kHold:
        if (const auto category = notice.FindCategory(mark.scope))
          standing.held.set(*category);
        else
          standing.held.set();
        break;
    }
  }
  return standing;
}

}  // namespace almoner::standing

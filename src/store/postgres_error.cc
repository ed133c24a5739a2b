#include "store/postgres_error.h"

#include <algorithm>
#include <array>

namespace almoner::store {
namespace {

// PostgreSQL 15, appendix A. The first prefix that fits counts.
struct Meaning {
  std::string_view prefix;
  Code code;
  Literal what;
};

// What others at the same rows or locks did to a transaction.
constexpr Literal kOthersChange("Others keep changing the same data; try again.");
constexpr Literal kOthersUse("Others are using the same data; try again.");

constexpr std::array kMeanings = {
    Meaning{"23", Code::kConflict, "What was to be stored conflicts with what is there already."},
    Meaning{"40001", Code::kUnavailable, kOthersChange},
    Meaning{"40P01", Code::kUnavailable, kOthersChange},
    Meaning{"55P03", Code::kUnavailable, kOthersUse},
    Meaning{"25006", Code::kUnavailable,
            "The database can only be read; check which PostgreSQL server is the primary."},
    Meaning{"08P01", Code::kInternal, "PostgreSQL did not understand this program."},
    Meaning{"08", Code::kUnavailable, "The connection to PostgreSQL was lost; try again."},
    Meaning{"53100", Code::kUnavailable,
            "The disk that holds the database is full; make room, then try again."},
    Meaning{"53300", Code::kUnavailable,
            "PostgreSQL has no connection left; raise its max_connections or try again."},
    Meaning{"53", Code::kUnavailable, "PostgreSQL is out of resources; check its server."},
    Meaning{"57", Code::kUnavailable,
            "PostgreSQL stopped the work (it may be shutting down); try again."},
    Meaning{"58", Code::kUnavailable, "PostgreSQL's server has a fault; check its disk and log."},
    Meaning{"XX001", Code::kCorrupt, "The database is damaged; restore it from a backup."},
    Meaning{"XX002", Code::kCorrupt, "An index of the database is damaged; rebuild it."},
    Meaning{"22", Code::kInvalid, "A value does not fit what the database can hold."},
    Meaning{"54", Code::kInvalid, "A value is too big for the database."},
    Meaning{"42501", Code::kUnavailable,
            "PostgreSQL does not let this program's user do that; grant it the rights."},
    Meaning{"", Code::kInternal, "The database did not accept a statement of this program."},
};

}  // namespace

std::unexpected<Error> PostgresFailure(std::string_view sqlstate,
                                       const std::optional<Literal>& statement) {
  // libpq itself gives no SQLSTATE when it finds the connection gone.
  const std::string_view state = sqlstate.empty() ? "08006" : sqlstate;
  const auto* meaning = std::ranges::find_if(
      kMeanings, [&](const Meaning& candidate) { return state.starts_with(candidate.prefix); });
  if (meaning->code != Code::kInternal || !statement)
    return Fail(meaning->code, meaning->what, Detail::SqlState(state));
  return Fail(meaning->code, meaning->what, Detail::SqlState(state),
              Detail("statement", *statement));
}

bool OthersWon(const Error& error) {
  return error.what.view() == kOthersChange.view() || error.what.view() == kOthersUse.view();
}

bool IsLostRace(std::string_view sqlstate) { return sqlstate == "40001" || sqlstate == "40P01"; }

}  // namespace almoner::store

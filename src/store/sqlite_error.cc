#include "store/sqlite_error.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace almoner::store {
namespace {

struct Meaning {
  int primary;
  Code code;
  Literal what;
};

constexpr std::array kMeanings = {
    Meaning{SQLITE_BUSY, Code::kUnavailable,
            "Another program is using the database; try again in a moment."},
    Meaning{SQLITE_LOCKED, Code::kUnavailable,
            "Another part of the program is using the database; try again in a moment."},
    Meaning{SQLITE_FULL, Code::kUnavailable,
            "The disk that holds the database is full; make room, then try again."},
    Meaning{SQLITE_IOERR, Code::kUnavailable,
            "The database's file could not be read or written; check the disk."},
    Meaning{SQLITE_READONLY, Code::kUnavailable,
            "The database can only be read; check its permissions and how its disk is mounted."},
    Meaning{SQLITE_CANTOPEN, Code::kUnavailable,
            "The database's file could not be opened; check that it exists and may be used."},
    Meaning{SQLITE_PERM, Code::kUnavailable,
            "The database's file may not be used; check its permissions."},
    Meaning{SQLITE_NOMEM, Code::kUnavailable, "There is not enough memory; try again later."},
    Meaning{SQLITE_PROTOCOL, Code::kUnavailable,
            "The database's lock could not be had; try again in a moment."},
    Meaning{SQLITE_INTERRUPT, Code::kUnavailable, "The statement was interrupted; try again."},
    Meaning{SQLITE_CONSTRAINT, Code::kConflict,
            "What was to be stored conflicts with what is there already."},
    Meaning{SQLITE_CORRUPT, Code::kCorrupt, "The database is damaged; restore it from a backup."},
    Meaning{SQLITE_NOTADB, Code::kCorrupt,
            "The file is not a database; name another, or restore it from a backup."},
    Meaning{SQLITE_TOOBIG, Code::kInvalid, "A value is too big for the database."},
};

constexpr Literal kOurFault("The database did not accept a statement of this program.");

}  // namespace

std::unexpected<Error> SqliteFailure(sqlite3* db, const OperatorPath& file,
                                     const std::optional<Literal>& statement) {
  const int code = db ? sqlite3_extended_errcode(db) : SQLITE_NOMEM;
  const Detail number("sqlite", code);
  const auto* meaning = std::ranges::find(kMeanings, code & 0xff, &Meaning::primary);
  // A value of the wrong type for a strict table: the program's mistake, not a clash of two
  // changes.
  if (meaning == kMeanings.end() || code == SQLITE_CONSTRAINT_DATATYPE) {
    if (!statement) return Fail(Code::kInternal, kOurFault, number);
    return Fail(Code::kInternal, kOurFault, number, Detail("statement", *statement));
  }
  if (meaning->code != Code::kUnavailable && meaning->code != Code::kCorrupt)
    return Fail(meaning->code, meaning->what, number);
  const int reason = db ? sqlite3_system_errno(db) : 0;
  if (reason == 0) return Fail(meaning->code, meaning->what, Detail("file", file), number);
  return Fail(meaning->code, meaning->what, Detail("file", file), number, Detail::Errno(reason));
}

}  // namespace almoner::store

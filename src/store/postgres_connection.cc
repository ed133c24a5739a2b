#include "store/postgres_connection.h"

#include <libpq-fe.h>

#include <array>
#include <utility>

#include "store/engine.h"
#include "store/postgres_error.h"
#include "store/postgres_values.h"

namespace almoner::store {
namespace {

constexpr int kOldestServer = 150000;
constexpr int kBinary = 1;

// What libpq is given: the operator's string may change what stands before it, not what stands
// after.
struct Settings {
  explicit Settings(const std::string& dsn)
      : values{"10", "almoner", dsn.c_str(), "UTF8", nullptr} {}
  std::array<const char*, 5> names{"connect_timeout", "application_name", "dbname",
                                   "client_encoding", nullptr};
  std::array<const char*, 5> values;
};

// A connection that could not be made has no SQLSTATE, and libpq's text may quote anything; a ping
// tells the three cases apart that an operator can do something about.
std::unexpected<Error> WhyNotConnected(const Settings& settings) {
  switch (PQpingParams(settings.names.data(), settings.values.data(), 1)) {
    case PQPING_OK:
      return Fail(Code::kUnavailable,
                  "PostgreSQL refused the connection; check the user, password and database name.");
    case PQPING_REJECT:
      return Fail(Code::kUnavailable, "PostgreSQL is starting or stopping; try again in a moment.");
    case PQPING_NO_RESPONSE:
      return Fail(Code::kUnavailable, "PostgreSQL does not answer; check that it runs, and where.");
    case PQPING_NO_ATTEMPT:
      break;
  }
  return Fail(Code::kInvalid, "The PostgreSQL connection string cannot be used; check its words.");
}

// What begins a transaction, prepared once for each connection under a name of its own.
struct Beginning {
  const char* name;
  Literal sql;
};
// SERIALIZABLE: see PostgresStore::DoWrite. One snapshot is enough for who only reads.
constexpr Beginning kWriting{"writing", "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"};
constexpr Beginning kReading{"reading", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};

constexpr Beginning kPlain{"plain", "BEGIN"};

const Beginning& Of(PostgresConnection::Mode mode) {
  switch (mode) {
    case PostgresConnection::Mode::kWriting:
      return kWriting;
    case PostgresConnection::Mode::kReading:
      return kReading;
    case PostgresConnection::Mode::kPlain:
      return kPlain;
  }
  std::unreachable();
}

void Ignore(void* /*context*/, const PGresult* /*notice*/) {}

}  // namespace

void PostgresConnection::Closer::operator()(pg_conn* connection) const { PQfinish(connection); }
void PostgresConnection::Closer::operator()(pg_result* result) const { PQclear(result); }

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::Open(const std::string& dsn) {
  const Settings settings(dsn);
  std::unique_ptr<PostgresConnection> connection(
      new PostgresConnection(PQconnectdbParams(settings.names.data(), settings.values.data(), 1)));
  if (PQstatus(connection->connection_.get()) != CONNECTION_OK) return WhyNotConnected(settings);
  // libpq would print notices on standard error, and they may quote stored values.
  PQsetNoticeReceiver(connection->connection_.get(), Ignore, nullptr);
  TRY(connection->Greet());
  return connection;
}

Status PostgresConnection::Greet() {
  PGconn* connection = connection_.get();
  if (PQserverVersion(connection) < kOldestServer)
    return Fail(Code::kInvalid, "PostgreSQL 15 or later is needed; upgrade the server.",
                Detail("version", PQserverVersion(connection)));
  const char* encoding = PQparameterStatus(connection, "server_encoding");
  if (!encoding || std::string_view(encoding) != "UTF8")
    return Fail(Code::kInvalid, "The PostgreSQL database must have the encoding UTF8.");
  // Whatever the server's default, what this program has acknowledged must be on disk.
  TRY(
      Do("SELECT set_config('synchronous_commit', 'on', false)"
         " WHERE current_setting('synchronous_commit') = 'off'"));
  for (const Beginning& each : {kWriting, kReading, kPlain})
    TRY(Check(
        Answer(PQprepare(connection, each.name, std::string(each.sql.view()).c_str(), 0, nullptr)),
        each.sql));
  return {};
}

bool PostgresConnection::usable() const {
  if (leaving_) return PQstatus(connection_.get()) == CONNECTION_OK;
  return PQtransactionStatus(connection_.get()) == PQTRANS_IDLE;
}

void PostgresConnection::Begin(Mode mode) {
  lost_race_ = false;
  begin_ = mode;
  Settle();
}

Status PostgresConnection::Reconnect() {
  PQreset(connection_.get());
  prepared_.clear();
  if (PQstatus(connection_.get()) != CONNECTION_OK)
    return Fail(Code::kUnavailable, "PostgreSQL does not answer; check that it runs, and where.");
  return Greet();
}

// For who sends its statement by other means.
Status PostgresConnection::BeginNow() {
  if (!begin_) return {};
  const Literal begin = Of(*std::exchange(begin_, std::nullopt)).sql;
  const Result<Answer> begun = Do(begin);
  if (begun) return {};
  if (PQstatus(connection_.get()) == CONNECTION_OK) return std::unexpected(begun.error());
  TRY(Reconnect());
  TRY(Do(begin));
  return {};
}

struct PostgresConnection::Call {
  Call(const Sql& of, const std::vector<Param>& params)
      : sql(of), text(of.postgres()), given(params), key(of.postgres().data(), given.types) {}
  const Sql& sql;
  const std::string text;
  const PostgresArguments given;
  const Key key;
  std::string name;      // of the prepared statement; "" where it is not kept
  bool prepare = false;  // it is not prepared yet
};

Result<Outcome> PostgresConnection::Run(const Sql& sql, const std::vector<Param>& params) {
  Call call(sql, params);
  const auto name = [&] {
    const auto found = prepared_.find(call.key);
    call.prepare = sql.literal() && found == prepared_.end();
    if (found != prepared_.end()) call.name = found->second;
    if (call.prepare) call.name = std::to_string(prepared_.size());
  };
  name();
  if (!begin_) return PostgresOutcome(TRY(Send(call)).get());
  const Mode begin = *begin_;
  auto answer = SendTogether(call);
  if (!answer && PQstatus(connection_.get()) != CONNECTION_OK) {
    TRY(Reconnect());
    begin_ = begin;
    name();
    answer = SendTogether(call);
  }
  return PostgresOutcome(TRY(std::move(answer)).get());
}

// Without its transaction's beginning: that was sent.
Result<PostgresConnection::Answer> PostgresConnection::Send(const Call& call) {
  if (call.prepare) return SendTogether(call);
  Answer answer;
  if (call.name.empty())
    answer.reset(PQexecParams(connection_.get(), call.text.c_str(), call.given.count(),
                              call.given.types.data(), call.given.values.data(),
                              call.given.lengths.data(), call.given.formats.data(), kBinary));
  else
    answer.reset(PQexecPrepared(connection_.get(), call.name.c_str(), call.given.count(),
                                call.given.values.data(), call.given.lengths.data(),
                                call.given.formats.data(), kBinary));
  return Check(std::move(answer), call.sql.literal());
}

bool PostgresConnection::Queue(const Call& call) {
  PGconn* const connection = connection_.get();
  if (begin_ &&
      PQsendQueryPrepared(connection, Of(*begin_).name, 0, nullptr, nullptr, nullptr, kBinary) == 0)
    return false;
  if (call.prepare && PQsendPrepare(connection, call.name.c_str(), call.text.c_str(),
                                    call.given.count(), call.given.types.data()) == 0)
    return false;
  const int sent =
      call.name.empty()
          ? PQsendQueryParams(connection, call.text.c_str(), call.given.count(),
                              call.given.types.data(), call.given.values.data(),
                              call.given.lengths.data(), call.given.formats.data(), kBinary)
          : PQsendQueryPrepared(connection, call.name.c_str(), call.given.count(),
                                call.given.values.data(), call.given.lengths.data(),
                                call.given.formats.data(), kBinary);
  return sent == 1 && PQpipelineSync(connection) == 1;
}

// BEGIN where it is to be sent yet, preparing where that is to be done yet, and the statement: one
// round trip.
Result<PostgresConnection::Answer> PostgresConnection::SendTogether(const Call& call) {
  PGconn* const connection = connection_.get();
  const int steps = (begin_ ? 1 : 0) + (call.prepare ? 1 : 0) + 1;
  const bool queued = PQenterPipelineMode(connection) == 1 && Queue(call);
  begin_.reset();
  // The first that failed is what happened; those behind it are answered as not looked at.
  Result<Answer> outcome = Answer();
  bool prepared = false;
  for (int step = 0; queued && step < steps && outcome; ++step) {
    outcome = Check(Answer(PQgetResult(connection)), call.sql.literal());
    prepared = outcome && call.prepare && step == steps - 2;
    while (outcome && Answer(PQgetResult(connection)) != nullptr) {
    }
    if (prepared) prepared_.emplace(call.key, call.name);
  }
  while (queued && PQstatus(connection) == CONNECTION_OK) {  // up to the end of the pipeline
    const Answer left(PQgetResult(connection));
    if (left && PQresultStatus(left.get()) == PGRES_PIPELINE_SYNC) break;
  }
  if (!queued || PQexitPipelineMode(connection) == 0)
    return Fail(Code::kUnavailable, "PostgreSQL does not answer; check that it runs, and where.");
  return outcome;
}

// Takes in the answer to Leave().
void PostgresConnection::Settle() {
  if (!std::exchange(leaving_, false)) return;
  while (Answer(PQgetResult(connection_.get())) != nullptr) {
  }
}

void PostgresConnection::Leave() {
  if (std::exchange(begin_, std::nullopt)) return;
  if (PQtransactionStatus(connection_.get()) == PQTRANS_IDLE) return;
  leaving_ = PQsendQuery(connection_.get(), "ROLLBACK") == 1;
}

Status PostgresConnection::Each(const Sql& sql, const RowVisitor& visit,
                                const std::vector<Param>& params) {
  TRY(BeginNow());
  const PostgresArguments given(params);
  const std::string text(sql.postgres());
  if (PQsendQueryParams(connection_.get(), text.c_str(), given.count(), given.types.data(),
                        given.values.data(), given.lengths.data(), given.formats.data(),
                        kBinary) == 0 ||
      PQsetSingleRowMode(connection_.get()) == 0)
    return Fail(Code::kUnavailable, "PostgreSQL does not answer; check that it runs, and where.");
  Status outcome;
  std::vector<Param::Value> cells;
  while (Answer answer{PQgetResult(connection_.get())}) {
    if (!outcome) continue;  // what is still on its way is thrown away
    if (PQresultStatus(answer.get()) == PGRES_SINGLE_TUPLE)
      outcome = Visit(answer.get(), cells, visit);
    else if (const auto checked = Check(std::move(answer), sql.literal()); !checked)
      outcome = std::unexpected(checked.error());
    if (!outcome) Cancel();
  }
  return outcome;
}

Status PostgresConnection::Visit(const pg_result* result, std::vector<Param::Value>& cells,
                                 const RowVisitor& visit) {
  TRY(PostgresRow(result, 0, cells));
  return visit(cells);
}

// Asks the server to stop sending; whether it still can is of no matter.
void PostgresConnection::Cancel() {
  PGcancel* const cancel = PQgetCancel(connection_.get());
  std::array<char, 256> why{};
  PQcancel(cancel, why.data(), static_cast<int>(why.size()));
  PQfreeCancel(cancel);
}

Result<PostgresConnection::Answer> PostgresConnection::Do(Literal sql) {
  return Check(Answer(PQexec(connection_.get(), std::string(sql.view()).c_str())), sql);
}

Result<PostgresConnection::Answer> PostgresConnection::Check(
    Answer answer, const std::optional<Literal>& statement) {
  const ExecStatusType status = PQresultStatus(answer.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return answer;
  const char* field = answer ? PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE) : nullptr;
  const std::string_view sqlstate = field ? field : "";
  lost_race_ = lost_race_ || IsLostRace(sqlstate);
  return PostgresFailure(sqlstate, statement);
}

Status PostgresConnection::Commit() {
  if (std::exchange(begin_, std::nullopt)) return {};  // nothing was asked
  const Result<Answer> done = Do("COMMIT");
  if (PQstatus(connection_.get()) != CONNECTION_OK)
    return Fail(Code::kUnavailable, kOutcomeUnknown);
  if (!done) return std::unexpected(done.error());
  // A transaction that had failed is answered "ROLLBACK", which libpq counts as success.
  if (std::string_view(PQcmdStatus(done->get())) != "COMMIT")
    return Fail(Code::kInternal, "PostgreSQL rolled back what was to be committed.");
  return {};
}

// Where it fails the connection is no longer usable(), and the pool drops it.
void PostgresConnection::Rollback() {
  begin_.reset();
  if (PQtransactionStatus(connection_.get()) != PQTRANS_IDLE) static_cast<void>(Do("ROLLBACK"));
}

}  // namespace almoner::store

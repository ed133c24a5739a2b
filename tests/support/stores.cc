#include "support/stores.h"

#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

namespace almoner {
namespace {

const char* Server() { return std::getenv("ALMONER_TEST_POSTGRES"); }

// The names of schemas are made up at run time, so this goes past store, which takes Literals only.
void RunOnServer(const std::string& sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(Server()), PQfinish);
  PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);
  const std::unique_ptr<PGresult, decltype(&PQclear)> done(PQexec(connection.get(), sql.c_str()),
                                                           PQclear);
  EXPECT_EQ(PQresultStatus(done.get()), PGRES_COMMAND_OK) << PQerrorMessage(connection.get());
}

class OwnedStore : public store::Store {
 public:
  explicit OwnedStore(Engine engine) : database_(engine), store_(database_.Open()) {}

 private:
  Status DoWrite(const std::function<Status(store::Tx&)>& fn) override { return store_->Write(fn); }
  Status DoRead(const std::function<Status(store::ReadTx&)>& fn) override {
    return store_->Read(fn);
  }

  const TestDatabase database_;
  const std::unique_ptr<store::Store> store_;
};

}  // namespace

std::vector<Engine> Engines() {
  if (!Server()) return {Engine::kSqlite};
  return {Engine::kSqlite, Engine::kPostgres};
}

std::string EngineName(const testing::TestParamInfo<Engine>& info) {
  return info.param == Engine::kSqlite ? "sqlite" : "postgres";
}

TestDatabase::TestDatabase(Engine engine) : engine_(engine) {
  if (engine_ == Engine::kSqlite) return;
  static std::atomic<int> count = 0;
  schema_ = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
  RunOnServer("CREATE SCHEMA " + schema_);
  dsn_ = std::string(Server()) + " options='-c search_path=" + schema_ + "'";
}

TestDatabase::~TestDatabase() {
  if (engine_ == Engine::kPostgres) RunOnServer("DROP SCHEMA " + schema_ + " CASCADE");
}

std::unique_ptr<store::Store> TestDatabase::Open() const {
  auto opened = engine_ == Engine::kSqlite ? store::OpenSqlite(file()) : store::OpenPostgres(dsn_);
  if (!opened) std::fprintf(stderr, "%s\n", opened.error().Text().c_str());
  CHECK(opened.has_value());
  return *std::move(opened);
}

std::unique_ptr<store::Store> NewStore(Engine engine, Schema schema) {
  auto made = std::make_unique<OwnedStore>(engine);
  if (schema == Schema::kMigrated) {
    const Status migrated = store::Migrate(*made);
    EXPECT_TRUE(migrated.has_value()) << migrated.error().Text();
  }
  return made;
}

}  // namespace almoner

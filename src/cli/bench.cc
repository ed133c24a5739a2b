#include <fmt/format.h>

#include <filesystem>

#include "cli/command.h"
#include "cli/progress.h"
#include "gdprbench/almoner.h"
#include "gdprbench/plain.h"
#include "gdprbench/redis.h"
#include "gdprbench/run.h"

namespace almoner::cli {
namespace {

namespace bench = gdprbench;

constexpr int kLoaders = 8;

struct BenchOptions {
  std::string workload = "customer", mix = "paper", store = "almoner", dsn;
  std::int64_t records = 100'000, operations = 10'000, users = bench::Shape().users;
  std::uint64_t seed = 1;
  int clients = 1;
  bool unindexed = false;
};

// A folder of its own for what the benchmark fills, which is taken away at the end.
class Scratch {
 public:
  static Result<Scratch> Make(const OperatorPath& folder) {
    std::error_code error;
    if (!std::filesystem::create_directories(folder.path(), error) || error)
      return Fail(Code::kConflict,
                  "The benchmark fills a folder of its own; name one that does not exist yet.",
                  Detail("folder", folder));
    return Scratch(folder);
  }
  Scratch(Scratch&& other) noexcept : folder_(std::move(other.folder_)), ours_(other.ours_) {
    other.ours_ = false;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    if (ours_) std::filesystem::remove_all(folder_.path(), ignored);
  }
  [[nodiscard]] const OperatorPath& folder() const { return folder_; }

 private:
  explicit Scratch(OperatorPath folder) : folder_(std::move(folder)) {}
  OperatorPath folder_;
  bool ours_ = true;
};

Result<std::unique_ptr<bench::Target>> TargetOf(Shell& shell, const BenchOptions& o,
                                                const OperatorPath& folder) {
  bench::Shape shape;
  shape.users = o.users;
  if (o.store == "plain" || o.store == "compliant") {
    const bench::Peer peer = o.store == "compliant" ? bench::Peer::kCompliant
                             : o.unindexed          ? bench::Peer::kBare
                                                    : bench::Peer::kIndexed;
    if (o.dsn.empty()) return TRY(bench::Plain::OnSqlite(folder / "plain.db", shape, peer));
    return TRY(bench::Plain::OnPostgres(o.dsn, o.clients + kLoaders, shape, peer));
  }
  if (o.store == "redis")
    return TRY(bench::OnRedis(shell.Path(o.dsn), o.clients + kLoaders, shape));
  if (o.store != "almoner")
    return Fail(Code::kInvalid,
                "There is no such store to measure: almoner, plain, compliant or redis.");
  app::Settings settings{.home = folder / "home", .keys = folder / "keys"};
  if (!o.dsn.empty()) settings.store = o.dsn;
  return TRY(bench::Almoner::Create(settings, shape, shell.world.random, shell.world.clock));
}

json::object InJson(const bench::Tally& tally) {
  json::array steps;
  for (const auto& [end, count] : tally.latencies.Steps())
    steps.push_back(json::array{end.count(), count});
  return {{"operations", tally.latencies.count()},
          {"records", tally.records},
          {"missed", tally.missed},
          {"mean_us", tally.latencies.mean().count()},
          {"p50_us", tally.latencies.At(0.5).count()},
          {"p95_us", tally.latencies.At(0.95).count()},
          {"p99_us", tally.latencies.At(0.99).count()},
          {"max_us", tally.latencies.longest().count()},
          {"histogram_us", std::move(steps)}};
}

std::string RunInWords(const BenchOptions& o, const bench::RunResult& result) {
  std::string text = fmt::format(
      "GDPRbench, {} ({} mix), {} records, {} operations, {} client{}, store {}\n"
      "filled in {:.1f} s, {:.0f} bytes a record on disk; {:.0f} operations a second\n\n"
      "{:<28}{:>10}{:>10}{:>9}{:>10}{:>10}{:>10}\n",
      o.workload, o.mix, o.records, o.operations, o.clients, o.clients == 1 ? "" : "s", o.store,
      result.loaded.count(),
      static_cast<double>(result.bytes_after_load) / static_cast<double>(o.records),
      result.PerSecond(), "operation", "times", "records", "missed", "p50 us", "p99 us", "max us");
  for (const auto& [name, tally] : result.tallies)
    text +=
        fmt::format("{:<28}{:>10}{:>10}{:>9}{:>10}{:>10}{:>10}\n", name, tally.latencies.count(),
                    tally.records, tally.missed, tally.latencies.At(0.5).count(),
                    tally.latencies.At(0.99).count(), tally.latencies.longest().count());
  return text;
}

Result<int> GdprBench(Shell& shell, const BenchOptions& o) {
  if (shell.home.empty())
    return almoner::Fail(Code::kInvalid,
                         "Say with --home DIR which folder to fill; it must not exist yet.");
  if (o.users < 1) return almoner::Fail(Code::kInvalid, "The records must be about somebody.");
  bench::RunOptions options{.workload = TRY(bench::FindWorkload(o.workload, o.mix)),
                            .records = o.records,
                            .operations = o.operations,
                            .clients = o.clients,
                            .loaders = kLoaders,
                            .seed = o.seed};
  const Scratch scratch = TRY(Scratch::Make(shell.Path(shell.home)));
  const auto target = TRY(TargetOf(shell, o, scratch.folder()));
  const auto result = TRY(bench::Run(*target, options, TellingPart(shell)));
  Done(shell);
  json::object operations;
  for (const auto& [name, tally] : result.tallies) operations[name] = InJson(tally);
  return shell.Print(RunInWords(o, result),
                     {{"workload", o.workload},
                      {"mix", o.mix},
                      {"store", o.store},
                      {"records", o.records},
                      {"users", o.users},
                      {"clients", o.clients},
                      {"seed", o.seed},
                      {"fill_seconds", result.loaded.count()},
                      {"bytes_a_record", static_cast<double>(result.bytes_after_load) /
                                             static_cast<double>(o.records)},
                      {"seconds", result.elapsed.count()},
                      {"processor_seconds", result.worked.count()},
                      {"operations_a_second", result.PerSecond()},
                      {"operations", std::move(operations)}},
                     "almoner.bench.gdprbench/1");
}

}  // namespace

void AddBench(Shell& shell) {
  const auto o = std::make_shared<BenchOptions>();
  CLI::App* const run = Noun(shell, "bench", "How fast this machine is at it")
                            ->add_subcommand("gdprbench",
                                             "GDPRbench: the load of people, processors and "
                                             "regulators who use their rights");
  run->fallthrough();
  run->add_option("--workload", o->workload, "controller, customer, processor, regulator or reads");
  run->add_option("--mix", o->mix, "paper, repository for its newer files; for reads ycsb");
  run->add_option("--store", o->store,
                  "almoner; plain: a table with nothing protected; compliant: PostgreSQL with what "
                  "is usually done; redis: in a build that measures");
  run->add_option("--dsn", o->dsn,
                  "On PostgreSQL: a connection string of an empty database; Redis: its socket");
  run->add_option("--records", o->records, "How many records there are");
  run->add_option("--users", o->users, "How many people they are about");
  run->add_option("--operations", o->operations, "How many operations are timed");
  run->add_option("--clients", o->clients, "How many ask at the same time");
  run->add_option("--seed", o->seed, "The same operations from the same seed");
  run->add_flag("--no-indexes", o->unindexed, "Plain: an index on the key alone");
  run->callback([&shell, o] {
    shell.action = [&shell, o] {
      const auto done = GdprBench(shell, *o);
      return done ? *done : shell.Fail(done.error());
    };
  });
}

}  // namespace almoner::cli

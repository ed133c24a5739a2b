#include "gdprbench/redis.h"

#ifdef ALMONER_REDIS
#include <hiredis/hiredis.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <utility>

#include "store/pool.h"

namespace almoner::gdprbench {
namespace {

constexpr std::size_t kInPipeline = 500;
// Nothing is made by an update of what is gone.
constexpr std::string_view kUpdate =
    "if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end "
    "redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) "
    "if ARGV[1] == 'TTL' then redis.call('EXPIRE', KEYS[1], ARGV[3]) end return 1";

using Words = std::vector<std::string>;

struct FreeReply {
  void operator()(redisReply* reply) const { ::freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, FreeReply>;

std::string_view TextOf(const redisReply& reply) { return {reply.str, reply.len}; }
std::span<redisReply* const> Elements(const redisReply& reply) {
  return {reply.element, reply.elements};
}

// A second of the benchmark's is a day, as in Almoner, so that nothing expires while it runs.
std::string SecondsOf(std::int64_t k) {
  constexpr std::int64_t kDay = 86'400;
  return std::to_string(TimeToLiveOf(k).count() * kDay);
}

class Connection {
 public:
  static Result<std::unique_ptr<Connection>> Open(const OperatorPath& socket) {
    auto made = std::make_unique<Connection>(::redisConnectUnix(socket.path().c_str()));
    if (made->usable()) return made;
    return Fail(Code::kUnavailable, "The Redis server cannot be reached.",
                Detail("socket", socket));
  }
  explicit Connection(redisContext* context) : context_(context) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    if (context_ != nullptr) ::redisFree(context_);
  }
  [[nodiscard]] bool usable() const { return context_ != nullptr && context_->err == 0; }

  // Sent together with what follows until Take.
  void Send(const Words& words) {
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const std::string& word : words) {
      texts.push_back(word.data());
      sizes.push_back(word.size());
    }
    ::redisAppendCommandArgv(context_, static_cast<int>(words.size()), texts.data(), sizes.data());
  }
  // The answer to the first that was not taken yet.
  Result<Reply> Take() {
    void* answer = nullptr;
    if (::redisGetReply(context_, &answer) != REDIS_OK)
      return Fail(Code::kUnavailable, "The connection to the Redis server was lost.");
    Reply reply(static_cast<redisReply*>(answer));
    if (reply->type == REDIS_REPLY_ERROR)
      return Fail(Code::kUnavailable, "The Redis server refused a command.");
    return reply;
  }
  Result<Reply> Ask(const Words& words) {
    Send(words);
    return Take();
  }

 private:
  redisContext* context_;
};

class Redis : public Target {
 public:
  Redis(OperatorPath socket, int connections, const Shape& shape)
      : socket_(std::move(socket)),
        shape_(shape),
        pool_(connections, [this] { return Connection::Open(socket_); }) {}

  Status CheckDurable() {
    const auto connection = TRY(pool_.Take());
    for (const auto& [name, wanted] :
         {std::pair("appendonly", "yes"), std::pair("appendfsync", "always")}) {
      const Reply reply = TRY(connection->Ask({"CONFIG", "GET", name}));
      if (reply->elements != 2 || TextOf(*reply->element[1]) != wanted)
        return Fail(Code::kInvalid,
                    "The Redis server must have appendonly yes and appendfsync always, so that "
                    "each change is on the disk before it answers.");
    }
    return {};
  }

  Status Load(std::int64_t from, std::int64_t end) override {
    const auto connection = TRY(pool_.Take());
    for (std::int64_t k = from; k < end;) {
      const std::int64_t upto = std::min(end, k + static_cast<std::int64_t>(kInPipeline));
      for (std::int64_t i = k; i < upto; ++i) SendRecord(*connection, i);
      for (; k < upto; ++k) TRY(TakeRecord(*connection));
    }
    std::int64_t last = last_;
    while (last < end - 1 && !last_.compare_exchange_weak(last, end - 1)) {
    }
    return {};
  }

  Result<std::int64_t> Do(const Operation& operation) override {
    const auto connection = TRY(pool_.Take());
    switch (operation.kind) {
      case Kind::kCreateRecord:
        SendRecord(*connection, operation.k);
        TRY(TakeRecord(*connection));
        return 1;
      case Kind::kReadData:
      case Kind::kReadMetadata:
        return std::ssize(TRY(Find(*connection, operation)));
      case Kind::kUpdateData:
      case Kind::kUpdateMetadata:
        return Update(*connection, operation);
      case Kind::kDeleteRecord:
        return ForEach(*connection, TRY(Meant(*connection, operation)),
                       [](const std::string& key) { return Words{"DEL", key}; });
      case Kind::kVerifyDeletion:
        return 1 - TRY(connection->Ask({"EXISTS", KeyOf(operation.k)}))->integer;
      case Kind::kGetSystemLogs:
        return 0;  // its log holds what was changed, and not who read what
    }
    std::unreachable();
  }

  std::int64_t NewNumber() override { return last_ += 1; }
  [[nodiscard]] std::int64_t last() const override { return last_; }

  Result<std::int64_t> Size() override {
    const auto connection = TRY(pool_.Take());
    const Reply reply = TRY(connection->Ask({"INFO", "persistence"}));
    constexpr std::string_view kLine = "aof_current_size:";
    const std::string_view text = TextOf(*reply);
    std::int64_t bytes = 0;
    if (const auto at = text.find(kLine); at != std::string_view::npos)
      std::from_chars(text.data() + at + kLine.size(), text.data() + text.size(), bytes);
    return bytes;
  }

 private:
  void SendRecord(Connection& connection, std::int64_t k) const {
    Words words{"HSET", KeyOf(k)};
    for (std::size_t i = 0; i < kFields; ++i) {
      const auto field = static_cast<Field>(i);
      words.emplace_back(Name(field));
      words.push_back(ValueOf(shape_, field, k));
    }
    words.insert(words.end(), {"Data", DataOf(shape_, k)});
    connection.Send(words);
    connection.Send({"EXPIRE", KeyOf(k), SecondsOf(k)});
  }
  static Status TakeRecord(Connection& connection) {
    TRY(connection.Take());
    TRY(connection.Take());
    return {};
  }

  // The keys of the records that the operation means and that are there, all of them read.
  Result<Words> Find(Connection& connection, const Operation& operation) const {
    Words keys{KeyOf(operation.k)};
    if (operation.by) {
      keys.clear();
      const Reply all = TRY(connection.Ask({"KEYS", "key*"}));
      for (const redisReply* key : Elements(*all)) keys.emplace_back(TextOf(*key));
    }
    Words found;
    for (std::size_t at = 0; at < keys.size(); at += kInPipeline) {
      const auto some = std::span(keys).subspan(at, std::min(kInPipeline, keys.size() - at));
      for (const std::string& key : some) connection.Send({"HGETALL", key});
      for (const std::string& key : some)
        if (Says(*TRY(connection.Take()), operation)) found.push_back(key);
    }
    return found;
  }
  [[nodiscard]] bool Says(const redisReply& record, const Operation& operation) const {
    const auto columns = Elements(record);
    if (!operation.by) return !columns.empty();
    const std::string wanted = ValueOf(shape_, *operation.by, operation.k);
    for (std::size_t i = 0; i + 1 < columns.size(); i += 2)
      if (TextOf(*columns[i]) == Name(*operation.by)) return TextOf(*columns[i + 1]) == wanted;
    return false;
  }

  Result<Words> Meant(Connection& connection, const Operation& operation) const {
    if (!operation.by) return Words{KeyOf(operation.k)};
    return Find(connection, operation);
  }

  template <class Command>
  static Result<std::int64_t> ForEach(Connection& connection, const Words& keys,
                                      const Command& command) {
    std::int64_t changed = 0;
    for (std::size_t at = 0; at < keys.size(); at += kInPipeline) {
      const auto some = std::span(keys).subspan(at, std::min(kInPipeline, keys.size() - at));
      for (const std::string& key : some) connection.Send(command(key));
      for (std::size_t i = 0; i < some.size(); ++i) changed += TRY(connection.Take())->integer;
    }
    return changed;
  }

  Result<std::int64_t> Update(Connection& connection, const Operation& operation) const {
    const bool data = operation.kind == Kind::kUpdateData;
    const std::string field(data ? "Data" : Name(*operation.set));
    const std::string value =
        data ? DataOf(shape_, operation.k) : ValueOf(shape_, *operation.set, operation.k);
    return ForEach(connection, TRY(Meant(connection, operation)), [&](const std::string& key) {
      return Words{"EVAL", std::string(kUpdate), "1", key, field, value, SecondsOf(operation.k)};
    });
  }

  const OperatorPath socket_;
  const Shape shape_;
  store::Pool<Connection> pool_;
  std::atomic<std::int64_t> last_ = -1;
};

}  // namespace

Result<std::unique_ptr<Target>> OnRedis(const OperatorPath& socket, int connections,
                                        const Shape& shape) {
  auto redis = std::make_unique<Redis>(socket, connections, shape);
  TRY(redis->CheckDurable());
  return redis;
}

}  // namespace almoner::gdprbench
#else
namespace almoner::gdprbench {

Result<std::unique_ptr<Target>> OnRedis(const OperatorPath&, int, const Shape&) {
  return Fail(Code::kInvalid,
              "A released program has no Redis to be compared with; build the preset bench.");
}

}  // namespace almoner::gdprbench
#endif

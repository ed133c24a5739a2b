#include "web/counters.h"

#include <fmt/format.h>

namespace almoner::web {
namespace {

class Page {
 public:
  void Family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_ += fmt::format("# HELP almoner_{} {}\n# TYPE almoner_{} {}\n", name, help, name, type);
  }
  template <class Number>
  void Add(const Number& value, std::string_view labels = "") {
    text_ += fmt::format("almoner_{}{} {}\n", name_, labels, static_cast<std::uint64_t>(value));
  }
  template <class Number>
  void One(std::string_view name, std::string_view type, std::string_view help,
           const Number& value) {
    Family(name, type, help);
    Add(value);
  }
  std::string text() && { return std::move(text_); }

 private:
  std::string_view name_;
  std::string text_;
};

void AddServer(Page& page, const http::Metrics& server) {
  page.Family("http_answers_total", "counter", "Answers by the first digit of their status.");
  for (std::size_t digit = 1; digit < server.answers.size(); ++digit)
    page.Add(server.answers[digit], fmt::format("{{class=\"{}xx\"}}", digit));
  page.One("http_open_connections", "gauge", "Open connections.", server.open_connections);
  page.One("http_waiting_requests", "gauge", "Requests that wait for a worker.",
           server.waiting_requests);
  page.One("http_shed_total", "counter", "Requests turned away because the queue was full.",
           server.shed);
  page.One("http_timeouts_total", "counter", "Connections ended because the client was too slow.",
           server.timeouts);
  page.One("http_failed_handshakes_total", "counter", "TLS handshakes that failed.",
           server.failed_handshakes);
  page.One("http_refused_connections_total", "counter", "Connections refused over a cap.",
           server.refused_connections);
  page.One("http_handler_failures_total", "counter", "Answers that could not be made.",
           server.handler_failures);
}

}  // namespace

Result<LogState> ReadLogState(store::Store& store) {
  return store.Read([](store::ReadTx& tx) -> Result<LogState> {
    const store::Row row =
        TRY(tx.One("SELECT (SELECT count(*) FROM audit_entry WHERE seq IS NULL), size "
                   "FROM log_head WHERE one = 1"));
    return LogState{.pending = TRY(row.Int(0)), .sealed = TRY(row.Int(1))};
  });
}

std::string MetricsText(const Counters& counters, const http::Metrics& server, const LogState& log,
                        const DiskState& disk, const NodeMetrics& node) {
  Page page;
  AddServer(page, server);
  page.Family("gate_decisions_total", "counter",
              "Decisions on personal data, by outcome and rule.");
  page.Add(counters.allowed, "{outcome=\"allowed\",rule=\"\"}");
  for (std::size_t rule = 0; rule < counters.refused.size(); ++rule)
    page.Add(counters.refused[rule], fmt::format("{{outcome=\"refused\",rule=\"{}\"}}",
                                                 gate::Name(static_cast<gate::Rule>(rule))));
  page.Family("sign_ins_total", "counter", "Sign-ins by outcome.");
  page.Add(counters.sessions_begun, "{outcome=\"begun\"}");
  page.Add(counters.sessions_refused, "{outcome=\"refused\"}");
  page.Add(counters.sessions_delayed, "{outcome=\"delayed\"}");
  page.One("audit_pending_entries", "gauge", "Audit entries not sealed into the log yet.",
           log.pending);
  page.One("store_stuck_seconds", "gauge",
           "For how long whoever writes has waited without anything becoming durable.",
           std::chrono::duration_cast<std::chrono::seconds>(disk.stuck).count());
  page.One("store_stalls_total", "counter", "How often the disk took nothing for two seconds.",
           disk.stalls);
  page.One("audit_log_entries", "gauge", "Entries in the sealed log.", log.sealed);
  page.One("store_refusing", "gauge", "1 while the database takes nothing that is written.",
           node.refusing ? 1 : 0);
  page.One("node_sealing", "gauge", "1 on the node that seals the log.", node.sealing ? 1 : 0);
  page.One("node_behind", "gauge", "1 where the keys of the other nodes could not be taken in.",
           node.behind ? 1 : 0);
  page.One("reserve_places", "gauge", "Emergency readings for which room is kept.",
           node.reserve_places);
  page.One("reserve_waiting", "gauge", "Of them, those that wait to be put into the log.",
           node.reserve_waiting);
  return std::move(page).text();
}

}  // namespace almoner::web

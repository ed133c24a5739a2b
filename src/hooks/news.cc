#include "hooks/news.h"

#include <boost/json.hpp>

#include "base/json.h"
#include "hooks/fields.h"

namespace almoner::hooks {

std::string NewsType(std::string_view kind) { return "uk.almoner." + std::string(kind) + ".v1"; }

Result<std::string> ToEvent(const News& news) {
  boost::json::object data = TRY(ObjectOf(news.data));
  return ToText(boost::json::object{
      {"specversion", "1.0"},
      {"id", news.id},
      {"source", "/homes/" + news.home.text()},
      {"type", NewsType(news.kind)},
      {"time", news.at.text()},
      {"datacontenttype", "application/json"},
      {"data", std::move(data)},
  });
}

Result<Attempt> Tell(const Webhook& to, const News& news, Time now) {
  const std::string body = TRY(ToEvent(news));
  Headers headers = SignWebhook(to.secrets, "msg_" + news.id, now, body);
  headers.push_back({.name = "Content-Type", .value = std::string(kEventContentType)});
  const Answer answer = TRY(Post(to.endpoint, headers, body, to.limits));
  return Attempt{
      .fate = FateOf(answer.status), .status = answer.status, .retry_after = answer.retry_after};
}

}  // namespace almoner::hooks

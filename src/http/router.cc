#include "http/router.h"

#include <utility>

namespace almoner::http {
namespace {

using Segments = std::vector<std::string_view>;

// "/a/b" is a, b; "/a/" is a and an empty segment, which no pattern but "/" itself has.
Segments Split(std::string_view path) {
  Segments segments;
  path.remove_prefix(1);
  while (true) {
    const bool last = !path.contains('/');
    segments.push_back(TakeUntil(path, '/'));
    if (last) return segments;
  }
}

struct Route {
  std::vector<std::string_view> names;  // of the pattern, which lives as long as the program
  Handler handler;
  std::uint64_t most_body = 0;
};

}  // namespace

struct Router::Node {
  std::map<std::string_view, std::unique_ptr<Node>> words;
  std::unique_ptr<Node> name;
  std::unique_ptr<Node> rest;
  std::map<Method, Route> routes;

  static Node& Child(std::unique_ptr<Node>& child) {
    if (!child) child = std::make_unique<Node>();
    return *child;
  }

  // The first node with routes that fits segments[at…]; `values` are what its names stand for. The
  // views may be widened over '/', since all segments are views into one path.
  [[nodiscard]] const Node* Match(const Segments& segments, std::size_t at,
                                  Segments& values) const {
    if (at == segments.size()) return routes.empty() ? nullptr : this;
    const std::string_view segment = segments[at];
    if (const auto word = words.find(segment); word != words.end())
      if (const Node* found = word->second->Match(segments, at + 1, values)) return found;
    if (segment.empty()) return nullptr;
    values.push_back(segment);
    if (name)
      if (const Node* found = name->Match(segments, at + 1, values)) return found;
    if (rest) {
      const std::string_view last = segments.back();
      values.back() = {segment.data(), static_cast<std::size_t>(last.end() - segment.begin())};
      return rest.get();
    }
    values.pop_back();
    return nullptr;
  }

  [[nodiscard]] std::string Allow() const {
    std::string allow = "OPTIONS";
    for (const auto& [method, route] : routes) allow.append(", ").append(http::Name(method));
    if (routes.contains(Method::kGet) && !routes.contains(Method::kHead)) allow += ", HEAD";
    return allow;
  }

  [[nodiscard]] const Route* RouteFor(Method method) const {
    auto found = routes.find(method);
    if (found == routes.end() && method == Method::kHead) found = routes.find(Method::kGet);
    return found == routes.end() ? nullptr : &found->second;
  }
};

void Router::Freed::operator()(Node* node) const { delete node; }

Router::Router() : root_(new Node) {}

void Router::Add(Method method, Literal pattern, Handler handler) {
  Add(method, pattern, std::move(handler), 0);
}

void Router::Add(Method method, Literal pattern, Handler handler, std::uint64_t most_body) {
  CHECK(pattern.view().starts_with('/'));
  Node* node = root_.get();
  Route route{.names = {}, .handler = std::move(handler), .most_body = most_body};
  const Segments segments = Split(pattern.view());
  for (std::size_t i = 0; i < segments.size(); ++i) {
    std::string_view segment = segments[i];
    if (!segment.starts_with('{')) {
      CHECK(!segment.contains('}') && (!segment.empty() || segments.size() == 1));
      node = &Node::Child(node->words[segment]);
      continue;
    }
    CHECK(segment.size() > 2 && segment.ends_with('}'));
    segment = segment.substr(1, segment.size() - 2);
    const bool star = segment.ends_with('*');
    if (star) segment.remove_suffix(1);
    CHECK(IsToken(segment) && (!star || i + 1 == segments.size()));
    route.names.push_back(segment);
    node = &Node::Child(star ? node->rest : node->name);
  }
  CHECK(node->routes.emplace(method, std::move(route)).second);
}

std::uint64_t Router::MostBody(const Request& request) const {
  Segments values;
  const Node* const node = root_->Match(Split(request.path), 0, values);
  const Route* const route = node == nullptr ? nullptr : node->RouteFor(request.method);
  return route == nullptr ? 0 : route->most_body;
}

Response Router::Handle(Request& request) const {
  Segments values;
  const Node* const node = root_->Match(Split(request.path), 0, values);
  if (node == nullptr) return Response::Plain(404);
  if (const Route* const route = node->RouteFor(request.method)) {
    request.params.clear();
    for (std::size_t i = 0; i < values.size(); ++i)
      request.params.emplace(route->names[i], values[i]);
    return route->handler(request);
  }
  Response response =
      request.method == Method::kOptions ? Response{.status = 204} : Response::Plain(405);
  return std::move(response).With("Allow", node->Allow());
}

}  // namespace almoner::http

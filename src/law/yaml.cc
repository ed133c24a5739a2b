#include "law/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <optional>

#include "base/bytes.h"

namespace almoner::law {
namespace {

// libyaml counts columns in characters; everybody else here in bytes.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text), lines_{0} {
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n') lines_.push_back(i + 1);
  }

  // Quick for places in the order of the text, as a parser meets them: a file may be one line.
  Mark At(const yaml_mark_t& mark) {
    const std::size_t line = std::min(mark.line, lines_.size() - 1);
    if (line != line_ || mark.column < characters_) {
      line_ = line;
      at_ = lines_[line];
      characters_ = 0;
    }
    for (; at_ < text_.size() && characters_ < mark.column; ++characters_) do
        ++at_;
      while (at_ < text_.size() && (static_cast<unsigned char>(text_[at_]) & 0xC0U) == 0x80U);
    return {.line = static_cast<int>(line) + 1, .column = static_cast<int>(at_ - lines_[line]) + 1};
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> lines_;  // where each begins
  std::size_t line_ = 0;            // the last place that was asked for: its line,
  std::size_t characters_ = 0;      // how far into it
  std::size_t at_ = 0;              // and where that is in the text
};

// An event that cleans up after itself.
class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { yaml_event_delete(&event_); }
  yaml_event_t* get() { return &event_; }
  yaml_event_t* operator->() { return &event_; }

 private:
  yaml_event_t event_{};
};

class Parser {
 public:
  explicit Parser(std::string_view text) {
    CHECK(yaml_parser_initialize(&parser_) == 1);  // only memory can be missing
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    if (text.empty()) text = "";  // it takes no null pointer
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() { yaml_parser_delete(&parser_); }

  bool Next(Event& event) { return yaml_parser_parse(&parser_, event.get()) == 1; }
  [[nodiscard]] const yaml_mark_t& place() const { return parser_.problem_mark; }
  [[nodiscard]] std::string problem() const {
    return parser_.problem == nullptr ? "" : parser_.problem;
  }

 private:
  yaml_parser_t parser_{};
};

// YAML 1.2 core schema: what a plain scalar says for nothing.
bool IsNull(const yaml_event_t& event, std::string_view text) {
  if (event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE) return false;
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

// Builds the tree from the parser's events, which show anchors and repeated keys.
class Builder {
 public:
  Builder(const YamlLimits& limits, Places& places) : limits_(limits), places_(places) {}

  // Takes one event in; after a refusal there is nothing more to take.
  void Take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_ALIAS_EVENT:
        return Refuse(places_.At(event.start_mark),
                      "Aliases (*name) are not read here; write the value out.");
      case YAML_SCALAR_EVENT:
        return Scalar(event);
      case YAML_SEQUENCE_START_EVENT:
        return Begin(event, event.data.sequence_start.anchor, event.data.sequence_start.tag,
                     Node::Kind::kList);
      case YAML_MAPPING_START_EVENT:
        return Begin(event, event.data.mapping_start.anchor, event.data.mapping_start.tag,
                     Node::Kind::kMap);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        return End();
      default:
        return;
    }
  }

  [[nodiscard]] const std::optional<YamlError>& refusal() const { return refusal_; }
  [[nodiscard]] Node TakeRoot() { return std::move(root_); }

 private:
  // An open list or map; in a map also the key that waits for its value.
  struct Open {
    Node node;
    std::optional<Node> key;
  };

  Node NodeAt(const yaml_mark_t& mark) {
    Node node;
    node.at = places_.At(mark);
    if (++values_ > limits_.values)
      Refuse(node.at, "The file holds too many values.", AtMost(limits_.values));
    return node;
  }

  static std::string AtMost(std::size_t most) { return "at most " + std::to_string(most); }

  void Refuse(Mark at, Literal what, std::string cause = {}) {
    if (!refusal_) refusal_ = YamlError{.at = at, .what = what, .cause = std::move(cause)};
  }

  void RefuseProperties(const yaml_mark_t& mark, const yaml_char_t* anchor,
                        const yaml_char_t* tag) {
    if (anchor != nullptr)
      Refuse(places_.At(mark), "Anchors (&name) are not read here; write the value out.");
    if (tag != nullptr)
      Refuse(places_.At(mark), "Tags (!name) are not read here; leave the tag out.");
  }

  void Scalar(const yaml_event_t& event) {
    RefuseProperties(event.start_mark, event.data.scalar.anchor, event.data.scalar.tag);
    const std::string_view text(reinterpret_cast<const char*>(event.data.scalar.value),
                                event.data.scalar.length);
    Node node = NodeAt(event.start_mark);
    if (!IsNull(event, text)) node.text = text;
    Put(std::move(node));
  }

  void Begin(const yaml_event_t& event, const yaml_char_t* anchor, const yaml_char_t* tag,
             Node::Kind kind) {
    RefuseProperties(event.start_mark, anchor, tag);
    if (open_.size() == limits_.levels)
      Refuse(places_.At(event.start_mark), "The file is nested too deeply.",
             AtMost(limits_.levels) + " levels");
    Node node = NodeAt(event.start_mark);
    if (refusal_) return;
    node.kind = kind;
    open_.push_back({.node = std::move(node), .key = {}});
  }

  void End() {
    if (refusal_) return;
    Node done = std::move(open_.back().node);
    open_.pop_back();
    if (done.kind == Node::Kind::kMap) RefuseRepeatedKeys(done);
    Put(std::move(done));
  }

  void Put(Node node) {
    if (refusal_) return;
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Node::Kind::kMap && !parent.key) {
      if (node.kind != Node::Kind::kText || node.text.empty())
        return Refuse(node.at, "A key is plain text.");
      parent.key = std::move(node);
      return;
    }
    if (parent.key) {
      node.key_at = parent.key->at;
      node.key = std::move(parent.key->text);
      parent.key.reset();
    }
    parent.node.children.push_back(std::move(node));
  }

  void RefuseRepeatedKeys(const Node& map) {
    std::vector<const Node*> sorted;
    for (const Node& child : map.children) sorted.push_back(&child);
    std::ranges::stable_sort(sorted, {}, &Node::key);
    const auto again = std::ranges::adjacent_find(sorted, {}, &Node::key);
    if (again == sorted.end()) return;
    const Node& second = **std::next(again);
    Refuse(second.key_at, "A key is given twice; keep one of the two.", second.key);
  }

  const YamlLimits& limits_;
  Places& places_;
  std::vector<Open> open_;
  Node root_;
  std::size_t values_ = 0;
  std::optional<YamlError> refusal_;
};

std::unexpected<YamlError> Refused(Literal what, Mark at = {}, std::string cause = {}) {
  return std::unexpected(YamlError{.at = at, .what = what, .cause = std::move(cause)});
}

bool IsControl(char c) {
  return (c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == '\x7f';
}

Mark PlaceOf(std::string_view before) {
  const std::string_view line = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
  return {.line = 1 + static_cast<int>(std::ranges::count(before, '\n')),
          .column = 1 + static_cast<int>(line.size())};
}

}  // namespace

std::expected<Node, YamlError> ReadYaml(std::string_view text, const YamlLimits& limits) {
  if (text.size() > limits.bytes)
    return Refused("The file is too large.", {},
                   "at most " + std::to_string(limits.bytes) + " bytes");
  if (!IsUtf8(text)) return Refused("The file is not UTF-8 text.");
  // YAML 1.2 production 1 has none of them.
  if (const auto control = std::ranges::find_if(text, IsControl); control != text.end())
    return Refused("The file holds a control character; take it out.",
                   PlaceOf(text.substr(0, static_cast<std::size_t>(control - text.begin()))));
  Places places(text);
  Parser parser(text);
  Builder builder(limits, places);
  int documents = 0;
  for (;;) {
    Event event;
    if (!parser.Next(event))
      return Refused("This is not well-formed YAML.", places.At(parser.place()), parser.problem());
    if (event->type == YAML_STREAM_END_EVENT) break;
    if (event->type == YAML_DOCUMENT_START_EVENT && ++documents > 1)
      return Refused("The file holds more than one document (---); keep one.",
                     places.At(event->start_mark));
    builder.Take(*event.get());
    if (builder.refusal()) return std::unexpected(*builder.refusal());
  }
  if (documents == 0) return Refused("The file is empty.");
  return builder.TakeRoot();
}

Result<Node> ParseYaml(std::string_view text) {
  auto node = ReadYaml(text, YamlLimits());
  if (!node) return Fail(Code::kInvalid, node.error().what, Detail("line", node.error().at.line));
  return *std::move(node);
}

std::string YamlError::Text() const {
  std::string text(what.view());
  return cause.empty() ? text : text + " (" + cause + ")";
}

const Node* Node::Find(std::string_view name) const {
  const auto found = std::ranges::find(children, name, &Node::key);
  return found == children.end() ? nullptr : &*found;
}

Result<const Node*> Node::Get(Literal name) const {
  TRY(MustBe(Kind::kMap));
  const Node* const found = Find(name.view());
  if (found == nullptr) return Bad("A key is missing.", Detail("key", name));
  return found;
}

Result<std::string> Node::GetText(Literal name) const {
  const Node* const found = TRY(Get(name));
  if (found->kind != Kind::kText || found->text.empty())
    return found->Bad("Text is expected here.", Detail("key", name));
  return found->text;
}

Result<Date> Node::GetDate(Literal name) const {
  const auto date = ParseDate(TRY(GetText(name)));
  if (!date)
    return TRY(Get(name))->Bad("A date like 2026-12-24 is expected here.", Detail("key", name));
  return *date;
}

Status Node::MustBe(Kind wanted) const {
  if (kind == wanted) return {};
  switch (wanted) {
    case Kind::kText:
      return Bad("Text is expected here.");
    case Kind::kList:
      return Bad("A list is expected here.");
    case Kind::kMap:
      return Bad("A map of keys and values is expected here.");
  }
  std::unreachable();
}

Status Node::AllowOnly(std::initializer_list<std::string_view> names) const {
  TRY(MustBe(Kind::kMap));
  for (const Node& child : children)
    if (std::ranges::find(names, child.key) == names.end())
      return child.Bad("An unknown key; is it misspelt?", Detail::Id("key", child.key));
  return {};
}

}  // namespace almoner::law

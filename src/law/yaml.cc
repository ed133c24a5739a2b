#include "law/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <sstream>

#include "base/bytes.h"

namespace almoner::law {
namespace {

Mark At(const YAML::Mark& mark) {
  return mark.is_null() ? Mark() : Mark{.line = mark.line + 1, .column = mark.column + 1};
}

// Builds the tree from yaml-cpp's events, which, unlike its own nodes, show anchors and repeated
// keys. It cannot stop the parser without throwing, so after the first refusal it takes no more in.
class Builder : public YAML::EventHandler {
 public:
  explicit Builder(const YamlLimits& limits) : limits_(limits) {}

  void OnDocumentStart(const YAML::Mark& mark) override { begin_ = At(mark); }
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& mark, const std::string&) override {
    Refuse(At(mark), "Anchors (&name) are not read here; write the value out.");
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Refuse(At(mark), "Aliases (*name) are not read here; write the value out.");
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { Put(NodeAt(mark)); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    RefuseTag(mark, tag);
    Node node = NodeAt(mark);
    node.text = value;
    Put(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    Begin(mark, tag, Node::Kind::kList);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    Begin(mark, tag, Node::Kind::kMap);
  }
  void OnSequenceEnd() override { End(); }
  void OnMapEnd() override { End(); }

  [[nodiscard]] Mark begin() const { return begin_; }
  [[nodiscard]] const std::optional<YamlError>& refusal() const { return refusal_; }
  [[nodiscard]] Node Take() { return std::move(root_); }

 private:
  // An open list or map; in a map also the key that waits for its value.
  struct Open {
    Node node;
    std::optional<Node> key;
  };

  Node NodeAt(const YAML::Mark& mark) {
    Node node;
    node.at = At(mark);
    if (++values_ > limits_.values)
      Refuse(node.at, "The file holds too many values.", AtMost(limits_.values));
    return node;
  }

  static std::string AtMost(std::size_t most) { return "at most " + std::to_string(most); }

  void Refuse(Mark at, Literal what, std::string cause = {}) {
    if (!refusal_) refusal_ = YamlError{.at = at, .what = what, .cause = std::move(cause)};
  }

  // "?" is yaml-cpp's word for an untagged plain value, "!" for an untagged quoted one.
  void RefuseTag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!")
      Refuse(At(mark), "Tags (!name) are not read here; leave the tag out.");
  }

  void Begin(const YAML::Mark& mark, const std::string& tag, Node::Kind kind) {
    RefuseTag(mark, tag);
    if (open_.size() == limits_.levels)
      Refuse(At(mark), "The file is nested too deeply.", AtMost(limits_.levels) + " levels");
    Node node = NodeAt(mark);
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

  const YamlLimits limits_;
  Mark begin_;
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
  // YAML 1.2 production 1 has none of them; yaml-cpp takes one (0x04) for the end of the file, and
  // others for UTF-16.
  if (const auto control = std::ranges::find_if(text, IsControl); control != text.end())
    return Refused("The file holds a control character; take it out.",
                   PlaceOf(text.substr(0, static_cast<std::size_t>(control - text.begin()))));
  std::istringstream in{std::string(text)};
  Builder builder(limits);
  try {
    YAML::Parser parser(in);
    if (!parser.HandleNextDocument(builder)) return Refused("The file is empty.");
    if (builder.refusal()) return std::unexpected(*builder.refusal());
    Builder second(limits);
    if (parser.HandleNextDocument(second))
      return Refused("The file holds more than one document (---); keep one.", second.begin());
  } catch (const YAML::Exception& error) {
    if (builder.refusal()) return std::unexpected(*builder.refusal());
    return Refused("This is not well-formed YAML.", At(error.mark), error.msg);
  }
  return builder.Take();
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

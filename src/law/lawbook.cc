#include "law/lawbook.h"

#include <algorithm>

#include "law/facts.h"
#include "law/files.h"

namespace almoner::law {
namespace {

struct File {
  Node root;
  Source source;
};

// Reads the files one after another and remembers how old each is.
class Shelf {
 public:
  explicit Shelf(const std::optional<OperatorPath>& directory) : directory_(directory) {}

  Result<Node> Take(Literal name, std::string_view schema) {
    const auto parse = [&](std::string_view text) -> Result<File> {
      Node root = TRY(ParseYaml(text));
      Source source = TRY(ParseSource(root, schema));
      return File{.root = std::move(root), .source = std::move(source)};
    };
    File file =
        TRY(Newest(name, directory_, parse, [](const File& made) { return made.source.as_of; }));
    const std::string_view stem = name.view().substr(0, name.view().find('.'));
    version_.append(version_.empty() ? "" : ", ").append(stem).append(" ");
    version_.append(ToText(file.source.as_of));
    return std::move(file.root);
  }

  [[nodiscard]] const std::string& version() const { return version_; }

 private:
  const std::optional<OperatorPath>& directory_;
  std::string version_;
};

Result<Weight> WeightOf(const Node& at) {
  const std::string word = Text(at, "class");
  if (word == "A") return Weight::kUnlawful;
  if (word == "B") return Weight::kMissing;
  if (word == "C") return Weight::kQuality;
  return at.Bad("A rule's class must be A, B or C.");
}

Result<Rule> MakeRule(const Node& at, std::string law) {
  return Rule{.id = TRY(at.GetText("id")),
              .weight = TRY(WeightOf(at)),
              .law = std::move(law),
              .harms = TRY(at.GetText("harms")),
              .what = TRY(at.GetText("what")),
              .mend = TRY(at.GetText("mend"))};
}

Result<const Node*> ListOf(const Node& root, Literal key) {
  const Node* const list = TRY(root.Get(key));
  TRY(list->MustBe(Node::Kind::kList));
  return list;
}

Status ReadItems(const Node& root, Lawbook& book) {
  for (const Node& at : TRY(ListOf(root, "items"))->children) {
    std::string law = "UK GDPR Article 13(" + Text(at, "article-13") + ")";
    const std::string fourteen = Text(at, "article-14");
    if (Text(at, "article-13").empty() || Text(at, "article-13") == "-")
      law = "UK GDPR Article 14(" + fourteen + ")";
    if (const std::string own = Text(at, "law"); !own.empty()) law = own;
    book.items.push_back(
        {.rule = TRY(MakeRule(at, law)), .pn = Text(at, "pn"), .when = TRY(at.GetText("when"))});
  }
  return {};
}

Ground MakeGround(const Node& at) {
  return {.id = Text(at, "id"), .article = Text(at, "article"), .plain = Text(at, "plain")};
}

Status ReadRights(const Node& root, Lawbook& book) {
  for (const Node& at : TRY(ListOf(root, "rights"))->children)
    book.rights.push_back({.right = TRY(at.GetText("right")),
                           .article = TRY(at.GetText("article")),
                           .name = TRY(at.GetText("name")),
                           .plain = TRY(at.GetText("plain")),
                           .child = TRY(at.GetText("child")),
                           .bases = List(at, "bases"),
                           .conditions = Each<Ground>(at, "conditions", MakeGround),
                           .all_conditions = Text(at, "joined") == "and",
                           .uses = Each<Ground>(at, "uses", MakeGround),
                           .exceptions = Each<Ground>(at, "exceptions", MakeGround)});
  book.refusals = Each<Ground>(root, "refusal", MakeGround);
  book.floors = Each<Floor>(root, "literal", [](const Node& at) {
    return Floor{.id = Text(at, "id"),
                 .promise = Text(at, "promise"),
                 .literal = Text(at, "literal"),
                 .value = Text(at, "value"),
                 .law = Text(at, "law"),
                 .plain = Text(at, "plain")};
  });
  return {};
}

Status ReadWording(const Node& root, Lawbook& book) {
  for (const Node& at : TRY(ListOf(root, "rules"))->children)
    book.wording.push_back({.rule = TRY(MakeRule(at, TRY(at.GetText("law")))),
                            .match = List(at, "match"),
                            .unless = List(at, "unless")});
  return {};
}

Status ReadChecks(const Node& root, Lawbook& book) {
  for (const Node& at : TRY(ListOf(root, "rules"))->children) {
    Rule rule = TRY(MakeRule(at, TRY(at.GetText("law"))));
    if (std::ranges::find(book.checks, rule.id, &Rule::id) == book.checks.end())
      book.checks.push_back(std::move(rule));
  }
  return {};
}

void ReadConditions(const Node& root, Lawbook& book) {
  book.schedule_1 = Each<Schedule1>(root, "schedule-1", [](const Node& at) {
    return Schedule1{.paragraph = Text(at, "paragraph"),
                     .name = Text(at, "name"),
                     .who = Text(at, "who"),
                     .policy_document = Flag(at, "policy-document"),
                     .except_for_authorities = at.Find("policy-document-except") != nullptr,
                     .offences = Flag(at, "offences"),
                     .data = List(at, "data")};
  });
}

void ReadRetention(const Node& root, Lawbook& book) {
  book.keeping = Each<Keeping>(root, "schedule", [](const Node& at) {
    return Keeping{.id = Text(at, "id"),
                   .record = Text(at, "record"),
                   .from = Text(at, "from"),
                   .keep = Text(at, "keep")};
  });
}

void ReadTransfers(const Node& root, Lawbook& book) {
  book.approved_countries =
      Each<std::string>(root, "approved", [](const Node& at) { return Text(at, "country"); });
}

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text.append(text.empty() ? "" : ", ").append(line);
  return text;
}

Status ReadRegulator(const Node& root, Lawbook& book) {
  const Node* const at = TRY(root.Get("regulator"));
  book.regulator = {.name = TRY(at->GetText("name")),
                    .address = Joined(List(*at, "address")),
                    .phone = Text(*at, "phone"),
                    .web = List(*at, "web"),
                    .mail = List(*at, "mail")};
  if (const Node* const bodies = root.Find("bodies"))
    for (const Node& body : bodies->children)
      if (Text(body, "report") != "no")
        book.former_bodies.push_back({.was = Text(body, "was"), .now = Text(body, "now")});
  return {};
}

void ReadMeasures(const Node& root, Lawbook& book) {
  book.measures = Each<Measure>(root, "measures", [](const Node& at) {
    return Measure{.id = Text(at, "id"), .name = Text(at, "name"), .dpv = Text(at, "dpv")};
  });
}

void ReadPlain(const Node& root, Lawbook& book) {
  const auto words = [](const Node& at) {
    return PlainWords{.id = Text(at, "id"), .adult = Text(at, "adult"), .child = Text(at, "child")};
  };
  book.plain_bases = Each<PlainWords>(root, "bases", words);
  book.plain_conditions = Each<PlainWords>(root, "conditions", words);
  book.plain_special = Each<PlainWords>(root, "special", words);
}

template <class T, class Key>
const T* Find(const std::vector<T>& all, std::string_view id, Key key) {
  const auto found = std::ranges::find(all, id, key);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

std::string_view Name(Weight weight) {
  switch (weight) {
    case Weight::kUnlawful:
      return "unlawful";
    case Weight::kMissing:
      return "missing";
    case Weight::kQuality:
      return "quality";
  }
  std::unreachable();
}

const Rule& Lawbook::check(std::string_view id) const {
  const Rule* const rule = Find(checks, id, &Rule::id);
  CHECK(rule != nullptr);
  return *rule;
}
const Floor* Lawbook::FindFloor(std::string_view id) const { return Find(floors, id, &Floor::id); }
const Item* Lawbook::FindItem(std::string_view id) const {
  return Find(items, id, [](const Item& item) { return std::string_view(item.rule.id); });
}
const RightLaw* Lawbook::FindRight(std::string_view right) const {
  return Find(rights, right, &RightLaw::right);
}
const Schedule1* Lawbook::FindParagraph(std::string_view paragraph) const {
  return Find(schedule_1, paragraph, &Schedule1::paragraph);
}
const Measure* Lawbook::FindMeasure(std::string_view id) const {
  return Find(measures, id, &Measure::id);
}
bool Lawbook::Approved(std::string_view country) const {
  return std::ranges::find(approved_countries, country) != approved_countries.end();
}

Result<Lawbook> LoadLawbook(const std::optional<OperatorPath>& directory) {
  Lawbook book;
  book.bases = TRY(LoadBases(directory));
  Shelf shelf(directory);
  TRY(ReadItems(TRY(shelf.Take("items.yaml", "almoner.law.items/1")), book));
  TRY(ReadRights(TRY(shelf.Take("rights.yaml", "almoner.law.rights/1")), book));
  TRY(ReadWording(TRY(shelf.Take("wording.yaml", "almoner.law.wording/1")), book));
  TRY(ReadChecks(TRY(shelf.Take("checks.yaml", "almoner.law.checks/1")), book));
  // The program raises checks by their ids: a newer file may change one and cannot lose one.
  TRY(ReadChecks(TRY(ParseYaml(EmbeddedText("checks.yaml"))), book));
  ReadConditions(TRY(shelf.Take("conditions.yaml", "almoner.law.conditions/1")), book);
  ReadRetention(TRY(shelf.Take("retention.yaml", "almoner.law.retention/1")), book);
  ReadTransfers(TRY(shelf.Take("transfers.yaml", "almoner.law.transfers/1")), book);
  TRY(ReadRegulator(TRY(shelf.Take("regulator.yaml", "almoner.law.regulator/1")), book));
  ReadMeasures(TRY(shelf.Take("measures.yaml", "almoner.law.measures/1")), book);
  ReadPlain(TRY(shelf.Take("plain.yaml", "almoner.law.plain/1")), book);
  book.version = shelf.version();
  return book;
}

}  // namespace almoner::law

#include "law/lawbook.h"

#include <algorithm>
#include <charconv>

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

  // Takes the file and lets `read` make of it what it will; an error names the file.
  Status Read(Literal name, std::string_view schema, Lawbook& book,
              Status (*read)(const Node&, Lawbook&)) {
    const Node root = TRY(Take(name, schema));
    Status done = read(root, book);
    if (!done) done.error().details.push_back(Detail("file", name));
    return done;
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

// As many places as the program fills: one more would be taken for a value that is not there.
Status CheckPlaces(const Node& at, std::string_view what) {
  std::size_t places = 0;
  for (std::size_t i = 0; i < what.size(); ++i) {
    if (what[i] != '{' && what[i] != '}') continue;
    if (what.substr(i, 2) != "{}" || ++places > 3)
      return at.Bad("The words of a rule may hold {} at most three times, and no other brace.");
    ++i;
  }
  return {};
}

Result<Rule> MakeRule(const Node& at, std::string law) {
  TRY(CheckPlaces(at, TRY(at.GetText("what"))));
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

void ReadFloors(const Node& root, Lawbook& book) {
  const auto make = [](const Node& at) {
    return Floor{.id = Text(at, "id"),
                 .promise = Text(at, "promise"),
                 .literal = Text(at, "literal"),
                 .value = Text(at, "value"),
                 .law = Text(at, "law"),
                 .plain = Text(at, "plain")};
  };
  for (Floor& floor : Each<Floor>(root, "literal", make))
    if (book.FindFloor(floor.id) == nullptr) book.floors.push_back(std::move(floor));
}

// Where the book has them not yet: a newer file may change them and cannot lose them.
Status ReadFigures(const Node& root, Lawbook& book) {
  if (const Node* const age = root.Find("digital-consent-age");
      age != nullptr && book.digital_consent_age == 0) {
    const std::string years = TRY(age->GetText("years"));
    const auto [end, error] =
        std::from_chars(years.data(), years.data() + years.size(), book.digital_consent_age);
    if (error != std::errc() || end != years.data() + years.size() ||
        book.digital_consent_age < 13 || book.digital_consent_age > 16)
      return age->Bad("The age is a whole number from 13 to 16.");
  }
  if (const Node* const from = root.Find("applies-from");
      from != nullptr && book.applies_from == Date())
    book.applies_from = TRY(from->GetDate("date"));
  return {};
}

Result<RightLaw> MakeRight(const Node& at) {
  RightLaw right;
  right.right = TRY(at.GetText("right"));
  right.article = TRY(at.GetText("article"));
  right.name = TRY(at.GetText("name"));
  right.plain = TRY(at.GetText("plain"));
  right.child = TRY(at.GetText("child"));
  right.bases = List(at, "bases");
  right.conditions = Each<Ground>(at, "conditions", MakeGround);
  right.all_conditions = Text(at, "joined") == "and";
  right.uses = Each<Ground>(at, "uses", MakeGround);
  right.exceptions = Each<Ground>(at, "exceptions", MakeGround);
  return right;
}

Result<int> Years(const Node& at, Literal key) {
  const std::string text = TRY(at.GetText(key));
  int years = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), years).ec != std::errc() ||
      years < 1 || years > 30)
    return at.Bad("An age is a whole number of years.");
  return years;
}

// Where the book has them not yet, as the figures above.
Status ReadChildren(const Node& root, Lawbook& book) {
  const Node* const at = root.Find("children");
  if (at == nullptr || book.children.parent_until != 0) return {};
  const Node* const parent = at->Find("parent-until");
  const Node* const presumed = at->Find("presumed-to-understand");
  if (parent == nullptr || presumed == nullptr) return at->Bad("An age is missing here.");
  book.children.parent_until = TRY(Years(*parent, "years"));
  book.children.parent_until_in_scotland = TRY(Years(*parent, "scotland"));
  book.children.understands_in_scotland = TRY(Years(*presumed, "scotland"));
  for (const std::string& text : List(*at, "looked-at-anew")) {
    int years = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), years).ec != std::errc())
      return at->Bad("A birthday is a whole number of years.");
    book.children.looked_at_anew.push_back(years);
  }
  std::ranges::sort(book.children.looked_at_anew);
  return {};
}

Status ReadAfterDeath(const Node& root, Lawbook& book) {
  const Node* const after = root.Find("after-death");
  if (after != nullptr && !book.after_death) book.after_death = TRY(MakeRight(*after));
  return {};
}

Status ReadRights(const Node& root, Lawbook& book) {
  for (const Node& at : TRY(ListOf(root, "rights"))->children)
    book.rights.push_back(TRY(MakeRight(at)));
  TRY(ReadAfterDeath(root, book));
  TRY(ReadChildren(root, book));
  book.refusals = Each<Ground>(root, "refusal", MakeGround);
  TRY(ReadFigures(root, book));
  ReadFloors(root, book);
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

Status ReadExemptions(const Node& root, Lawbook& book) {
  for (const Node& at : TRY(ListOf(root, "exemptions"))->children)
    book.exemptions.push_back({.code = TRY(at.GetText("code")),
                               .source = TRY(at.GetText("source")),
                               .rights = List(at, "rights"),
                               .plain = Text(at, "plain"),
                               .nations = List(at, "nations"),
                               .silent = Flag(at, "silent"),
                               .presumption = Text(at, "kind") == "presumption"});
  return {};
}

Status ReadConditions(const Node& root, Lawbook& book) {
  TRY(ListOf(root, "schedule-1"));
  book.schedule_1 = Each<Schedule1>(root, "schedule-1", [](const Node& at) {
    return Schedule1{.paragraph = Text(at, "paragraph"),
                     .name = Text(at, "name"),
                     .who = Text(at, "who"),
                     .policy_document = Flag(at, "policy-document"),
                     .except_for_authorities = at.Find("policy-document-except") != nullptr,
                     .offences = Flag(at, "offences"),
                     .data = List(at, "data")};
  });
  return {};
}

std::optional<int> Age(const Node& at, std::string_view key) {
  const std::string text = Text(at, key);
  int age = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), age);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return age;
}

Status ReadRetention(const Node& root, Lawbook& book) {
  TRY(ListOf(root, "schedule"));
  book.keeping = Each<Keeping>(root, "schedule", [](const Node& at) {
    return Keeping{.id = Text(at, "id"),
                   .record = Text(at, "record"),
                   .from = Text(at, "from"),
                   .keep = Text(at, "keep"),
                   .maximum = Flag(at, "must-not-exceed"),
                   .to_birthday = Age(at, "to-birthday")};
  });
  return {};
}

Status ReadTransfers(const Node& root, Lawbook& book) {
  TRY(ListOf(root, "approved"));
  book.approved_countries = Each<Country>(root, "approved", [](const Node& at) {
    return Country{.code = Text(at, "country"), .name = Text(at, "name")};
  });
  return {};
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

Status ReadMeasures(const Node& root, Lawbook& book) {
  TRY(ListOf(root, "measures"));
  book.measures = Each<Measure>(root, "measures", [](const Node& at) {
    return Measure{.id = Text(at, "id"), .name = Text(at, "name"), .dpv = Text(at, "dpv")};
  });
  return {};
}

Status ReadPlain(const Node& root, Lawbook& book) {
  TRY(ListOf(root, "bases"));
  TRY(ListOf(root, "conditions"));
  TRY(ListOf(root, "special"));
  const auto words = [](const Node& at) {
    return PlainWords{.id = Text(at, "id"), .adult = Text(at, "adult"), .child = Text(at, "child")};
  };
  book.plain_bases = Each<PlainWords>(root, "bases", words);
  book.plain_conditions = Each<PlainWords>(root, "conditions", words);
  book.plain_special = Each<PlainWords>(root, "special", [](const Node& at) {
    return PlainWords{.id = Text(at, "id"), .adult = Text(at, "name"), .child = {}};
  });
  return {};
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
const Keeping* Lawbook::FindKeeping(std::string_view id) const {
  return Find(keeping, id, &Keeping::id);
}
const Measure* Lawbook::FindMeasure(std::string_view id) const {
  return Find(measures, id, &Measure::id);
}
bool Lawbook::Approved(std::string_view country) const {
  return Find(approved_countries, country, &Country::code) != nullptr;
}
std::string Lawbook::CountryName(std::string_view code) const {
  const Country* const country = Find(approved_countries, code, &Country::code);
  return country == nullptr ? std::string(code) : country->name;
}

Result<Lawbook> LoadLawbook(const std::optional<OperatorPath>& directory) {
  Lawbook book;
  book.bases = TRY(LoadBases(directory));
  book.limits = TRY(Newest(
      "limits.yaml", directory, [](std::string_view text) { return Limits::Parse(text); },
      [](const Limits& limits) { return limits.source().as_of; }));
  Shelf shelf(directory);
  TRY(shelf.Read("items.yaml", "almoner.law.items/1", book, ReadItems));
  TRY(shelf.Read("rights.yaml", "almoner.law.rights/1", book, ReadRights));
  TRY(shelf.Read("wording.yaml", "almoner.law.wording/1", book, ReadWording));
  TRY(shelf.Read("checks.yaml", "almoner.law.checks/1", book, ReadChecks));
  // The program names checks, floors and figures by their ids: a newer file may change one and
  // cannot lose one.
  if (directory) {
    TRY(ReadChecks(TRY(ParseYaml(EmbeddedText("checks.yaml"))), book));
    const Node rights = TRY(ParseYaml(EmbeddedText("rights.yaml")));
    TRY(ReadFigures(rights, book));
    TRY(ReadAfterDeath(rights, book));
    TRY(ReadChildren(rights, book));
    ReadFloors(rights, book);
  }
  TRY(shelf.Read("exemptions.yaml", "almoner.law.exemptions/1", book, ReadExemptions));
  TRY(shelf.Read("conditions.yaml", "almoner.law.conditions/1", book, ReadConditions));
  TRY(shelf.Read("retention.yaml", "almoner.law.retention/1", book, ReadRetention));
  TRY(shelf.Read("transfers.yaml", "almoner.law.transfers/1", book, ReadTransfers));
  TRY(shelf.Read("regulator.yaml", "almoner.law.regulator/1", book, ReadRegulator));
  TRY(shelf.Read("measures.yaml", "almoner.law.measures/1", book, ReadMeasures));
  TRY(shelf.Read("plain.yaml", "almoner.law.plain/1", book, ReadPlain));
  book.version = shelf.version();
  return book;
}

}  // namespace almoner::law

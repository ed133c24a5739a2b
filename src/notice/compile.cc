#include "notice/compile.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/hash.h"
#include "notice/grounds.h"
#include "notice/impose.h"
#include "notice/period.h"
#include "notice/section.h"

namespace almoner::notice {
namespace {

using Word = Section::Word;

constexpr law::YamlLimits kLimits = {.bytes = 10U << 20, .levels = 32, .values = 1'000'000};
constexpr std::size_t kMost = 4096;  // entries of a list that no set of bits bounds
constexpr std::size_t kMaxFields = 256;
constexpr std::string_view kFormat = "notice/1";
const std::vector<std::string_view> kNations = {"england-and-wales", "scotland",
                                                "northern-ireland"};
const std::vector<std::string_view> kDuties = {"care", "rights", "retention", "administer",
                                               "audit"};
const std::vector<std::string_view> kRights = {
    "access",    "rectification",      "erasure",  "restriction", "portability",
    "objection", "automated-decision", "complaint"};

class Compiler {
 public:
  Compiler(std::string_view text, const law::Bases& bases) : bases_(bases) {
    notice_.hash = ToHex(crypto::Sha256(text));
  }

  std::expected<Notice, std::vector<Finding>> Run(const law::Node& root) {
    {
      Section file(root, "The notice", findings_);
      if (root.kind == law::Node::Kind::kMap) File(file);
    }
    if (!findings_.empty()) return std::unexpected(std::move(findings_).TakeInOrder());
    return std::move(notice_);
  }

 private:
  // In an order in which each part finds what it names already there.
  void File(Section& file) {
    const std::string format = file.Required("almoner", kFormat);
    if (!format.empty() && format != kFormat)
      file.Complain("almoner", "This program reads the format notice/1.",
                    "Write `almoner: notice/1`.");
    notice_.version = file.Required("version", "2026-11");
    file.Within("organisation", "Organisation", [&](Section& at) { Organisation(at); });
    file.Each("clauses", "Clause", kMost, [&](Section& at) { Clause(at); });
    file.Each("services", "Service", kMost, [&](Section& at) { Named(at, notice_.services); });
    file.Each("subjects", "Subject category", kMaxSubjectKinds,
              [&](Section& at) { Named(at, notice_.subjects); });
    file.Each("data", "Data category", kMaxCategories, [&](Section& at) { Category(at); });
    file.Each("recipients", "Recipient", kMost, [&](Section& at) { Recipient(at); });
    file.Each("consents", "Consent", kMaxConsents, [&](Section& at) { Consent(at); });
    file.Each("roles", "Role", kMaxRoles, [&](Section& at) { Role(at); });
    file.Each("activities", "Activity", kMaxActivities, [&](Section& at) { Activity(at); });
    file.Each("retention", "Retention rule", kMost, [&](Section& at) { Retention(at); });
    file.Each("rights", "Right", kRights.size(), [&](Section& at) { Right(at); });
    for (const std::string_view key : {"subjects", "data", "roles", "activities"}) Needs(file, key);
    Impose(bases_, notice_);
    RolesAct();
    Coverage(file);
  }

  static void Needs(Section& at, std::string_view key) {
    if (!at.Has(key))
      at.Complain(key, fmt::format("{} lists nothing under '{}'.", at.name(), key),
                  fmt::format("Add `{}:` with at least one entry.", key));
  }

  template <class T>
  void Add(Section& at, std::vector<T>& all, T made) {
    if (!made.id.empty() && std::ranges::find(all, made.id, &T::id) != all.end())
      at.Complain("id", fmt::format("{} stands twice.", at.name()), "Give each an id of its own.");
    all.push_back(std::move(made));
  }

  template <class T>
  std::optional<Index> Refer(Section& at, const Word& word, const std::vector<T>& all,
                             std::string_view what) {
    const auto found = std::ranges::find(all, word.text, &T::id);
    if (found != all.end()) return static_cast<Index>(found - all.begin());
    findings_.Add(word.at,
                  fmt::format("{} names the {} '{}', which the notice does not have.", at.name(),
                              what, word.text),
                  "Add it under its own heading, or mend the spelling.");
    return std::nullopt;
  }
  template <class T>
  std::optional<Index> ReferOne(Section& at, std::string_view key, const std::vector<T>& all,
                                std::string_view what) {
    const std::string id = at.Optional(key);
    if (id.empty()) return std::nullopt;
    return Refer(at, {id, at.at(key)}, all, what);
  }
  template <std::size_t N, class T>
  std::bitset<N> ReferSet(Section& at, std::string_view key, const std::vector<T>& all,
                          std::string_view what) {
    std::bitset<N> set;
    for (const Word& word : at.Words(key))
      if (const auto index = Refer(at, word, all, what)) set.set(*index);
    return set;
  }
  Index RequiredClause(Section& at) {
    at.Required("clause", "the id of the clause that says so");
    return ReferOne(at, "clause", notice_.clauses, "clause").value_or(0);
  }

  void Organisation(Section& at) {
    notice_.organisation = {
        .name = at.Required("name", "Harbour Lights"),
        .nation = std::string(kNations[at.OneOf("nation", kNations)]),
        .address = at.Required("address", "1 Quay Street, Portwick"),
        .contact = at.Required("contact", "privacy@charity.example"),
        .officer = at.Required("officer", "data protection officer"),
        .complaints = at.Required("complaints", "write to the data protection officer")};
  }

  void Clause(Section& at) {
    const std::string id = at.Id(Section::Capitals::kYes);
    Add(at, notice_.clauses,
        {.id = id, .text = at.Required("text", "the sentence the public reads")});
  }

  template <class T>
  void Named(Section& at, std::vector<T>& all) {
    const std::string id = at.Id();
    Add(at, all, {.id = id, .name = at.Required("name", "its name in plain words")});
  }

  void Recipient(Section& at) {
    const std::string id = at.Id();
    Add(at, notice_.recipients,
        {.id = id,
         .name = at.Required("name", "who it is"),
         .why = at.Required("why", "why they are given data")});
  }

  void Category(Section& at) {
    static const std::vector<std::string_view> kinds = {"ordinary", "special", "offence"};
    const std::string id = at.Id();
    notice::Category made{.id = id,
                          .name = at.Required("name", "in plain words"),
                          .sensitivity = static_cast<Sensitivity>(at.OneOf("kind", kinds)),
                          .special = at.Optional("special"),
                          .free_text = at.Flag("free-text"),
                          .third_party = at.Flag("third-party"),
                          .fields = {}};
    Special(at, made);
    at.Each("fields", "Field", kMaxFields, [&](Section& field) { Field(field, made); });
    if (made.fields.empty() && !made.free_text)
      at.Complain("fields", fmt::format("{} has neither fields nor free text.", at.name()),
                  "List its `fields:` or write `free-text: yes`.");
    Add(at, notice_.categories, std::move(made));
  }

  void Special(Section& at, const notice::Category& category) {
    const auto& known = bases_.special_categories;
    if (category.sensitivity != Sensitivity::kSpecial) {
      if (!category.special.empty())
        at.Complain("special",
                    fmt::format("{} names a special category but is not of that kind.", at.name()),
                    "Write `kind: special`, or leave `special:` out.");
      return;
    }
    if (std::ranges::find(known, category.special) == known.end())
      at.Complain("special",
                  fmt::format("{} does not say which special category it is.", at.name()),
                  fmt::format("Write `special:` with one of: {}.", fmt::join(known, ", ")));
  }

  void Field(Section& at, notice::Category& category) {
    static const std::vector<std::string_view> kinds = {"text",  "name",     "date",      "phone",
                                                        "email", "postcode", "identifier"};
    const std::string id = at.Id();
    Add(at, category.fields,
        {.id = id,
         .label = at.Required("label", "what stands beside the field"),
         .kind = static_cast<FieldKind>(at.OneOf("kind", kinds))});
  }

  void Consent(Section& at) {
    const std::string id = at.Id();
    Add(at, notice_.consents,
        {.id = id,
         .version = at.Required("version", "1"),
         .wording = at.Required("wording", "exactly what the person is asked"),
         .clause = RequiredClause(at)});
  }

  void Role(Section& at) {
    static const std::vector<std::string_view> reaches = {"assigned", "everyone"};
    const std::string id = at.Id();
    notice::Role made{.id = id,
                      .name = at.Required("name", "Support worker"),
                      .reach = static_cast<Reach>(at.OneOf("reach", reaches)),
                      .duties = {},
                      .activities = {}};
    for (const Word& duty : at.Words("duties")) {
      if (std::ranges::find(kDuties, duty.text) == kDuties.end())
        findings_.Add(duty.at, fmt::format("{} has an unknown duty '{}'.", at.name(), duty.text),
                      fmt::format("Use some of: {}.", fmt::join(kDuties, ", ")));
      made.duties.push_back(duty.text);
    }
    Add(at, notice_.roles, std::move(made));
  }

  void Activity(Section& at) {
    notice::Activity made;
    made.id = at.Id();
    made.purpose = at.Required("purpose", "giving support at home");
    made.subjects = ReferSet<kMaxSubjectKinds>(at, "people", notice_.subjects, "subject category");
    made.reads = ReferSet<kMaxCategories>(at, "reads", notice_.categories, "data category");
    made.writes = ReferSet<kMaxCategories>(at, "writes", notice_.categories, "data category");
    made.roles = ReferSet<kMaxRoles>(at, "roles", notice_.roles, "role");
    made.clause = RequiredClause(at);
    made.consent = ReferOne(at, "consent", notice_.consents, "consent");
    made.marketing = at.Flag("marketing");
    for (const Word& word : at.Words("recipients"))
      if (const auto index = Refer(at, word, notice_.recipients, "recipient"))
        made.recipients.push_back(*index);
    ReadGrounds(bases_, notice_, at, made);
    Needs(at, "people");
    Needs(at, "roles");
    if (!at.Has("writes")) Needs(at, "reads");
    if (made.id.starts_with("law."))
      at.Complain("id", "Ids that begin with 'law.' belong to what the law imposes.",
                  "Choose another id.");
    Add(at, notice_.activities, std::move(made));
  }

  void Retention(Section& at) {
    static const std::vector<std::string_view> triggers = {"recorded", "last-contact",
                                                           "consent-withdrawn"};
    notice::Retention made;
    made.id = at.Id();
    made.data = ReferSet<kMaxCategories>(at, "data", notice_.categories, "data category");
    made.trigger = static_cast<Trigger>(at.OneOf("from", triggers));
    made.consent = ReferOne(at, "consent", notice_.consents, "consent");
    made.reason = at.Required("because", "why it is kept that long");
    made.law = at.Flag("required-by-law");
    made.clause = RequiredClause(at);
    const std::string keep = at.Required("keep", "8 years");
    if (const auto period = ParsePeriod(keep); period && !keep.empty())
      made.keep = *period;
    else if (!keep.empty())
      at.Complain("keep", fmt::format("'{}' is not a period.", keep),
                  "Write `keep: 8 years`, `18 months` or `30 days`.");
    Needs(at, "data");
    if (made.trigger == Trigger::kConsentWithdrawn && !at.Has("consent"))
      at.Complain(
          "consent",
          fmt::format("{} begins when consent is withdrawn but does not say which.", at.name()),
          "Name it with `consent:`.");
    Add(at, notice_.retention, std::move(made));
  }

  void Right(Section& at) {
    at.Required("right", kRights.front());
    const std::string right(kRights[at.OneOf("right", kRights)]);
    if (notice_.FindRight(right) != nullptr)
      at.Complain("right", fmt::format("The right '{}' stands twice.", right),
                  "Keep one of the two.");
    notice_.rights.push_back(
        {.right = right, .days = at.Number("days", 1, 92), .clause = RequiredClause(at)});
  }

  void RolesAct() {
    for (std::size_t r = 0; r < notice_.roles.size(); ++r)
      notice_.everyone.set(r, notice_.roles[r].reach == Reach::kEveryone);
    for (std::size_t a = 0; a < notice_.activities.size(); ++a)
      for (std::size_t r = 0; r < notice_.roles.size(); ++r)
        if (notice_.activities[a].roles[r])
          notice_.roles[r].activities.push_back(static_cast<Index>(a));
  }

  // What would leave a promise without anyone or anything to keep it.
  void Coverage(Section& file) {
    CategorySet kept;
    for (const notice::Retention& rule : notice_.retention) kept |= rule.data;
    for (std::size_t i = 0; i < notice_.categories.size(); ++i)
      if (!kept[i])
        file.Complain(
            "retention",
            fmt::format("The notice does not say how long '{}' is kept.", notice_.categories[i].id),
            "Name it in the `data:` of a rule under `retention:`.");
    RoleSet all;
    all.set();
    for (const std::string_view duty : {"rights", "retention", "administer"})
      if (!notice_.HasDuty(all, duty))
        file.Complain("roles", fmt::format("No role has the duty '{}'.", duty),
                      fmt::format("Add `duties: [{}]` to the role that answers for it.", duty));
  }

  const law::Bases& bases_;
  Notice notice_;
  Findings findings_;
};

}  // namespace

std::string ToText(const Finding& finding, std::string_view file) {
  return fmt::format("{}:{}:{}: error: {} {}", file, finding.at.line, finding.at.column,
                     finding.what, finding.remedy);
}

std::expected<Notice, std::vector<Finding>> Compile(std::string_view text,
                                                    const law::Bases& bases) {
  const auto root = law::ReadYaml(text, kLimits);
  if (!root)
    return std::unexpected(std::vector<Finding>{
        {root.error().at, root.error().Text(), "Mend the file's form first."}});
  return Compiler(text, bases).Run(*root);
}

}  // namespace almoner::notice

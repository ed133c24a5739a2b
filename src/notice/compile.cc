#include "notice/compile.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/hash.h"
#include "notice/bar.h"
#include "notice/grounds.h"
#include "notice/impose.h"
#include "notice/particulars_read.h"
#include "notice/period.h"
#include "notice/proof_ids.h"
#include "notice/refer.h"
#include "notice/section.h"

namespace almoner::notice {
namespace {

using Said = Section::Said;

constexpr law::YamlLimits kLimits = {.bytes = kMostNotice, .levels = 32, .values = 1'000'000};
constexpr std::size_t kMaxFields = 256;
constexpr std::string_view kFormat = "notice/1";
const std::vector<std::string_view> kChannels = {"email", "sms", "post", "phone"};
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

  Reading Run(const law::Node& root) {
    {
      Section file(root, "The notice", findings_);
      if (root.kind == law::Node::Kind::kMap) File(file);
    }
    return {.notice = std::move(notice_), .errors = std::move(findings_).TakeInOrder()};
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
    file.Each("clauses", "Clause", kMostEntries, [&](Section& at) { Clause(at); });
    file.Each("services", "Service", kMostEntries, [&](Section& at) { Service(at); });
    file.Each("subjects", "Subject category", kMaxSubjectKinds,
              [&](Section& at) { SubjectKind(at); });
    file.Each("data", "Data category", kMaxCategories, [&](Section& at) { Category(at); });
    file.Each("recipients", "Recipient", kMostEntries, [&](Section& at) { Recipient(at); });
    file.Each("consents", "Consent", kMaxConsents, [&](Section& at) { Consent(at); });
    file.Each("roles", "Role", kMaxRoles, [&](Section& at) { Role(at); });
    ReadBeforeActivities(notice_, file);
    file.Each("activities", "Activity", kMaxActivities, [&](Section& at) { Activity(at); });
    file.Each("retention", "Retention rule", kMostEntries, [&](Section& at) { Retention(at); });
    file.Each("rights", "Right", kRights.size(), [&](Section& at) { Right(at); });
    ReadParticulars(notice_, file);
    for (const std::string_view key : {"subjects", "data", "roles", "activities"}) Needs(file, key);
    Bar(notice_);
    Impose(bases_, notice_);
    RolesAct();
    NumberKeeping();
    Coverage(file);
  }

  static void Needs(Section& at, std::string_view key) {
    if (!at.Has(key))
      at.Complain(key, fmt::format("{} lists nothing under '{}'.", at.name(), key),
                  fmt::format("Add `{}:` with at least one entry.", key));
  }

  Index RequiredClause(Section& at) { return notice::RequiredClause(at, notice_.clauses); }

  void Organisation(Section& at) {
    notice_.organisation = {
        .name = at.Required("name", "Harbour Lights"),
        .nation = std::string(kNations[at.OneOf("nation", kNations)]),
        .address = at.Required("address", "1 Quay Street, Portwick"),
        .contact = at.Required("contact", "privacy@charity.example"),
        .officer = at.Required("officer", "data protection officer"),
        .complaints = at.Required("complaints", "write to the data protection officer"),
        .legal_form = at.Optional("legal-form"),
        .company_number = at.Optional("company-number"),
        .charity_number = at.Optional("charity-number"),
        .ico_number = at.Optional("ico-number"),
        .officer_contact = at.Optional("officer-contact"),
        .also_known_as = at.Texts("also-known-as"),
        .domains = at.Texts("domains"),
        .not_for_profit = at.Flag("not-for-profit"),
        .public_authority = at.Flag("public-authority"),
        .at = at.at()};
  }

  void Clause(Section& at) {
    const std::string id = at.Id(Section::Capitals::kYes);
    Add(at, notice_.clauses,
        {.id = id,
         .text = at.Required("text", "the sentence the public reads"),
         .published = at.Optional("published"),
         .is_new = at.Flag("new"),
         .tells = at.Texts("tells"),
         .child = at.Optional("child"),
         .easy = at.Optional("easy"),
         .kept_by = at.TextsOf("kept-by", kProofIds),
         .nobody_can = at.Flag("nobody-can"),
         .at = at.at("id")});
  }

  void Service(Section& at) {
    const std::string id = at.Id();
    Add(at, notice_.services,
        {.id = id,
         .name = at.Required("name", "its name in plain words"),
         .about = at.Optional("about"),
         .audience = at.Word("audience", {"both", "adults", "children"}),
         .own_notice = at.Flag("own-notice"),
         .refers_to_notice = at.Optional("refers-to-notice"),
         .at = at.at("id")});
  }

  void SubjectKind(Section& at) {
    const std::string id = at.Id();
    Add(at, notice_.subjects,
        {.id = id,
         .name = at.Required("name", "its name in plain words"),
         .children = at.Word("audience", {"adults", "children"}) == "children",
         .adult_from = at.Number("adult-from", 1, 25),
         .without_rights = at.Flag("without-rights"),
         .at = at.at("id")});
  }

  void Recipient(Section& at) {
    const std::string id = at.Id();
    Add(at, notice_.recipients,
        {.id = id,
         .name = at.Required("name", "who it is"),
         .why = at.Required("why", "why they are given data"),
         .kind = at.Word("kind",
                         {"controller", "processor", "joint", "authority", "professional", "family",
                          "customers", "media", "buyers", "marketing", "credit-reference"}),
         .agreement =
             at.Word("agreement", {"none", "processor-contract", "sharing-agreement", "statute",
                                   "undertaking", "public-policy-only", "best-endeavours"}),
         .needs = at.TextsOf(
             "needs", {"consent", "contract", "agreement", "order", "reference", "authority",
                       "relationship", "undertaking", "permission", "approval", "assessment"}),
         .onward = at.WordOrNone("onward", {"approval", "own-law"}),
         .data = ReferSet<kMaxCategories>(at, "data", notice_.categories, "data category"),
         .people = ReferSet<kMaxSubjectKinds>(at, "people", notice_.subjects, "subject category"),
         .country = CountryOf(at),
         .never = at.Flag("never") || at.Flag("promised-never"),
         .promised_never = at.Flag("promised-never"),
         .called = at.Optional("called"),
         .at = at.at("id")});
  }

  static std::string CountryOf(Section& at) {
    std::string country = at.Optional("country");
    if (country.empty()) return "GB";
    const bool two = country.size() == 2 &&
                     std::ranges::all_of(country, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!two && country != "unstated")
      at.Complain("country", fmt::format("'{}' is not a country's two letters.", country),
                  "Write `country: FR`, or `unstated`.");
    return country;
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
                          .fields = {},
                          .portal = at.Flag("portal"),
                          .opinion = at.Flag("opinion"),
                          .required = at.Word("required", {"no", "needed", "contract", "law"}),
                          .without_it = at.Optional("without-it"),
                          .required_by = at.Optional("required-by"),
                          .never_collected = at.Flag("never-collected"),
                          .at = at.at("id")};
    Special(at, made);
    if (made.portal && made.NeedsReview())
      at.Complain("portal", fmt::format("{} may not be shown live to people.", at.name()),
                  "Leave `portal:` out: free text, other people's data and special category or "
                  "offence data go out only after someone has looked.");
    if (made.required == "law" && made.required_by.empty())
      at.Complain("required-by", fmt::format("{} is required by law but names none.", at.name()),
                  "Write `required-by:` with the enactment and section.");
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
    static const std::vector<std::string_view> kinds = {
        "text", "name", "date", "phone", "email", "postcode", "identifier", "document", "choice"};
    const std::string id = at.Id();
    notice::Field made{.id = id,
                       .label = at.Required("label", "what stands beside the field"),
                       .kind = static_cast<FieldKind>(at.OneOf("kind", kinds)),
                       .choices = at.Texts("choices")};
    const bool chosen = made.kind == FieldKind::kChoice;
    if (chosen ? made.choices.size() < 2 : !made.choices.empty())
      at.Complain("choices",
                  fmt::format("{} is a choice, or has choices, and not both.", at.name()),
                  "Write `kind: choice` and `choices:` with a list of two or more, or neither.");
    Add(at, category.fields, std::move(made));
  }

  void Consent(Section& at) {
    const std::string id = at.Id();
    Add(at, notice_.consents,
        {.id = id,
         .version = at.Required("version", "1"),
         .wording = at.Required("wording", "exactly what the person is asked"),
         .clause = RequiredClause(at),
         .kind = at.Word("kind", {"data-protection", "explicit", "confidentiality", "treatment",
                                  "electronic-mail", "cookies", "photo", "research"}),
         .asked = at.Word("asked", {"form", "spoken", "registration", "use", "silence"}),
         .age = at.Number("age", 1, 25),
         .by = at.TextsOf("by", {"self", "parent", "attorney"}),
         .per_service = at.Flag("per-service"),
         .needed_for_service = at.Flag("needed-for-service"),
         .channels = at.TextsOf("channels", kChannels),
         .withdraw = at.Optional("withdraw"),
         .refresh = at.Span("refresh"),
         .at = at.at("id")});
  }

  void Role(Section& at) {
    static const std::vector<std::string_view> reaches = {"assigned", "everyone"};
    const std::string id = at.Id();
    notice::Role made{.id = id,
                      .name = at.Required("name", "Support worker"),
                      .reach = static_cast<Reach>(at.OneOf("reach", reaches)),
                      .duties = {},
                      .activities = {}};
    for (const Said& duty : at.Words("duties")) {
      if (std::ranges::find(kDuties, duty.text) == kDuties.end())
        at.Complain(duty.at, fmt::format("{} has an unknown duty '{}'.", at.name(), duty.text),
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
    for (const Said& word : at.Words("recipients"))
      if (const auto index = Refer(at, word, notice_.recipients, "recipient"))
        made.recipients.push_back(*index);
    ReadGrounds(bases_, notice_, at, made);
    ReadActivityRecord(notice_, at, made);
    Needs(at, "people");
    Needs(at, "roles");
    if (!at.Has("writes")) Needs(at, "reads");
    if (made.id.starts_with("law."))
      at.Complain("id", "Ids that begin with 'law.' belong to what the law imposes.",
                  "Choose another id.");
    Add(at, notice_.activities, std::move(made));
  }

  void Retention(Section& at) {
    static const std::vector<std::string_view> triggers = {
        "recorded", "last-contact", "consent-withdrawn", "case-closed", "service-ended", "created",
        "birthday", "death",        "account-unused",    "website-use", "event"};
    notice::Retention made;
    made.id = at.Id();
    made.data = ReferSet<kMaxCategories>(at, "data", notice_.categories, "data category");
    made.from = at.Word("from", triggers);
    made.trigger = TriggerOf(made.from);
    made.event = at.Optional("event");
    made.period_stated =
        at.Word("period-stated", {"well", "vague", "circular", "elsewhere", "missing"});
    made.suggested = at.Optional("suggested");
    made.anonymise = at.Flag("anonymise");
    made.second_person = at.Flag("second-person");
    made.at = at.at("id");
    made.consent = ReferOne(at, "consent", notice_.consents, "consent");
    made.reason = at.Required("because", "why it is kept that long");
    made.law = at.Flag("required-by-law");
    made.clause = RequiredClause(at);
    made.unattended = at.Flag("unattended");
    made.event_of = ReferOne(at, "event-of", notice_.categories, "data category");
    Lasting(at, made);
    Needs(at, "data");
    if (made.trigger == Trigger::kConsentWithdrawn && !at.Has("consent"))
      at.Complain(
          "consent",
          fmt::format("{} begins when consent is withdrawn but does not say which.", at.name()),
          "Name it with `consent:`.");
    Add(at, notice_.retention, std::move(made));
  }

  // How long, once it has begun.
  static void Lasting(Section& at, notice::Retention& made) {
    made.to_birthday = at.Number("to-birthday", 1, 120);
    made.to_birthday_from_17 = at.Number("to-birthday-from-17", 18, 120);
    made.or_after_death = at.Span("or-after-death");
    made.if_death_under_18 = at.Span("if-death-under-18");
    if (!made.to_birthday && !at.Has("keep"))
      at.Complain("keep", fmt::format("{} lacks 'keep'.", at.name()), "Write `keep: 8 years`.");
    if (const auto period = at.Span("keep")) made.keep = *period;
    if (made.to_birthday_from_17 && !made.to_birthday)
      at.Complain("to-birthday-from-17",
                  fmt::format("{} says what holds from 17 and not what holds before.", at.name()),
                  "Write `to-birthday: 25` beside it.");
    if (made.trigger == Trigger::kBirthday && made.to_birthday && made.Counts())
      at.Complain("keep", fmt::format("{} counts from birth twice.", at.name()),
                  "Leave out `keep:` or `to-birthday:`.");
    if (made.event_of && made.trigger != Trigger::kEvent)
      at.Complain("event-of",
                  fmt::format("{} names a record that it does not begin at.", at.name()),
                  "Write `from: event`, or leave `event-of:` out.");
  }

  void Right(Section& at) {
    at.Required("right", kRights.front());
    const std::string right(kRights[at.OneOf("right", kRights)]);
    if (notice_.FindRight(right) != nullptr)
      at.Complain("right", fmt::format("The right '{}' stands twice.", right),
                  "Keep one of the two.");
    notice_.rights.push_back(
        {.right = right,
         .days = at.Number("days", 1, 92),
         .clause = RequiredClause(at),
         .months = at.Number("months", 1, 3),
         .form = at.WordOrNone("form", {"any", "writing", "own-form"}),
         .detail = at.Flag("detail"),
         .fee = at.WordOrNone("fee", {"never", "always", "unfounded", "repetitive",
                                      "further-copies", "others-copies"}),
         .fee_pence = Pence(at, "fee-amount"),
         .identity = at.WordOrNone("identity", {"on-doubt", "always", "never"}),
         .whose = at.TextsOf("whose", {"self", "representative", "family"}),
         .refuse = at.Texts("refuse"),
         .only_if = at.Texts("only-if"),
         .uses = at.Texts("uses"),
         .all_of = at.Word("join", {"or", "and"}) == "and",
         .extends = at.Flag("extends"),
         .until = at.Day("until"),
         .stated = at.Word("stated", {"well", "badly", "missing"}),
         .scope = at.Optional("scope"),
         .proactive = at.Flag("proactive"),
         .routes_to = at.Optional("routes-to"),
         .at = at.at("right")});
  }

  // "10.00", "10" or "£10.00".
  static std::optional<int> Pence(Section& at, std::string_view key) {
    std::string text = at.Optional(key);
    if (text.empty()) return std::nullopt;
    if (text.starts_with("£")) text.erase(0, std::string_view("£").size());
    const std::size_t dot = text.find('.');
    std::string digits = text.substr(0, dot);
    const std::string pence = dot == std::string::npos ? "00" : text.substr(dot + 1);
    digits += pence;
    const bool right = pence.size() == 2 && digits.size() > 2 && digits.size() <= 7 &&
                       digits.find_first_not_of("0123456789") == std::string::npos;
    if (right) return std::stoi(digits);
    at.Complain(key, fmt::format("'{}' is not an amount in pounds.", text),
                fmt::format("Write `{}: 10.00`.", key));
    return std::nullopt;
  }

  static Trigger TriggerOf(std::string_view from) {
    static constexpr std::pair<std::string_view, Trigger> kTriggers[] = {
        {"recorded", Trigger::kRecorded},
        {"created", Trigger::kRecorded},
        {"last-contact", Trigger::kLastContact},
        {"consent-withdrawn", Trigger::kConsentWithdrawn},
        {"case-closed", Trigger::kCaseClosed},
        {"service-ended", Trigger::kServiceEnded},
        {"birthday", Trigger::kBirthday},
        {"death", Trigger::kDeath},
        {"account-unused", Trigger::kAccountUnused},
        {"event", Trigger::kEvent}};
    for (const auto& [word, trigger] : kTriggers)
      if (from == word) return trigger;
    return Trigger::kNotRecorded;
  }

  // The first bytes of a hash over everything that Expiry looks at.
  void NumberKeeping() {
    Writer out;
    for (const notice::Category& category : notice_.categories) out.Sized(category.id);
    for (const notice::Retention& rule : notice_.retention) {
      out.Sized(rule.id).Sized(rule.data.to_string()).Sized(rule.from).Sized(KeptFor(rule));
      out.U16(rule.event_of ? *rule.event_of : kMaxCategories);
      out.Sized(rule.consent ? notice_.consents[*rule.consent].id : "");
    }
    const crypto::Digest digest = crypto::Sha256(out.bytes());
    for (std::size_t i = 0; i < 7; ++i) notice_.keeping = notice_.keeping << 8 | digest[i];
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

Reading Read(std::string_view text, const law::Bases& bases) {
  const auto root = law::ReadYaml(text, kLimits);
  if (!root)
    return {.notice = {},
            .errors = {{root.error().at, root.error().Text(), "Mend the file's form first."}}};
  return Compiler(text, bases).Run(*root);
}

std::expected<Notice, std::vector<Finding>> Compile(std::string_view text,
                                                    const law::Bases& bases) {
  Reading reading = Read(text, bases);
  if (!reading.errors.empty()) return std::unexpected(std::move(reading.errors));
  return std::move(reading.notice);
}

Result<Notice> CompileWhole(std::string_view text, const law::Bases& bases) {
  Reading reading = Read(text, bases);
  if (reading.errors.empty()) return std::move(reading.notice);
  return Fail(Code::kInvalid,
              "The notice has errors; `almoner notice check` shows each with its remedy.",
              Detail("errors", static_cast<std::int64_t>(reading.errors.size())));
}

}  // namespace almoner::notice

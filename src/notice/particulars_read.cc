#include "notice/particulars_read.h"

#include "notice/refer.h"

namespace almoner::notice {
namespace {

using Words = std::vector<std::string_view>;
const Words kChannels = {"email", "sms", "post", "phone"};

void ReadDocument(Section& at, Document& made) {
  made.given = true;
  made.at = at.at();
  made.title = at.Required("title", "Privacy notice");
  made.number = at.Optional("number");
  made.names = at.Texts("names");
  made.kind = at.Word("kind", {"notice", "policy", "policy-and-notice"});
  made.own = at.Word("wording", {"generated", "own"}) == "own";
  made.audience =
      at.TextsOf("audience", {"public", "service-users", "families", "children", "staff"});
  made.scope = at.TextsOf(
      "scope", {"everything", "website", "app", "telephone", "in-person", "paper", "cctv"});
  made.date = at.Day("date");
  made.author = at.Optional("author");
  made.delivered =
      at.TextsOf("delivered", {"website", "wall", "reception", "forms", "letter", "manager"});
  made.review_at = at.at("review");
  at.MaybeWithin("review", "Review", [&](Section& review) {
    made.review_every = review.Span("every");
    made.review_dates = review.Days("dates");
    made.reviews_held = review.Days("held");
  });
  at.Each("approval", "Approval", kMostEntries, [&](Section& step) {
    const std::string id = step.Id();
    Add(step, made.approval,
        {.id = id,
         .role = step.Required("role", "Lead Governor"),
         .kind = step.Word("kind", {"signature", "ratification"}),
         .done = step.Day("done"),
         .at = step.at("id")});
  });
  at.Each("changes", "Change", kMostEntries, [&](Section& change) {
    made.changes.push_back({.date = change.Day("date"),
                            .author = change.Optional("author"),
                            .change = change.Required("change", "what was changed")});
  });
  at.Each("refers-to", "Reference", kMostEntries, [&](Section& reference) {
    made.refers_to.push_back({.what = reference.Required("what", "the complaints policy"),
                              .where = reference.Optional("where"),
                              .at = reference.at("what")});
  });
  made.principles = at.Texts("principles");
}

void ReadSite(Section& at, Particulars& more) {
  const std::string id = at.Id();
  Add(at, more.sites,
      {.id = id,
       .name = at.Required("name", "its name"),
       .address = at.Optional("address"),
       .cctv = at.Flag("cctv"),
       .cctv_sign = at.Flag("cctv-sign")});
}

void ReadRoleHolder(const Notice& notice, Section& at, Particulars& more) {
  const std::string id = at.Id();
  RoleHolder made{.id = id,
                  .name = at.Required("name", "Data protection officer"),
                  .answers_for = at.TextsOf(
                      "answers-for", {"notice", "rights", "complaints", "breaches", "sharing",
                                      "approval", "confidentiality", "conflict"}),
                  .contact = at.Optional("contact"),
                  .role = {}};
  if (const auto role = ReferOne(at, "role", notice.roles, "role"))
    made.role = notice.roles[*role].id;
  Add(at, more.role_holders, std::move(made));
}

void ReadSharing(const Notice& notice, Section& at, Particulars& more) {
  const std::string id = at.Id();
  SharingRule made{
      .id = id,
      .to = ReferEach(at, "to", notice.recipients, "recipient"),
      .when = at.Optional("when"),
      .ground = at.Word("ground", {"consent", "explicit-consent", "contract", "law",
                                   "vital-interests", "safeguarding", "crime", "court-order",
                                   "public-interest", "legitimate-interest", "request-alone"}),
      .inform = at.WordOrNone("inform", {"before", "after", "no"}),
      .except = at.TextsOf("except", {"prejudice", "safety", "law-forbids", "any-basis"}),
      .approval = at.Optional("approval"),
      .record = at.TextsOf("record", {"reasons", "seriousness", "recipient", "data"}),
      .second_person = at.Flag("second-person"),
      .clause = OptionalClause(at, notice.clauses),
      .at = at.at("id")};
  if (!made.approval.empty())
    Refer(at, {made.approval, at.at("approval")}, more.role_holders, "role-holder");
  Add(at, more.sharing, std::move(made));
}

void ReadTransfer(const Notice& notice, Section& at, Particulars& more) {
  const std::string id = at.Id();
  Add(at, more.transfers,
      {.id = id,
       .to = ReferOne(at, "to", notice.recipients, "recipient"),
       .country = at.Optional("country"),
       .safeguard = at.Word("safeguard", {"unstated", "adequacy", "idta", "addendum", "bcr",
                                          "derogation", "none", "foreign-decision"}),
       .risk_assessment = at.Day("risk-assessment"),
       .advice_first = at.Flag("advice-first"),
       .clause = OptionalClause(at, notice.clauses),
       .at = at.at("id")});
}

void ReadCookies(Section& at, Website& made) {
  at.Each("cookies", "Cookie", kMostEntries, [&](Section& cookie) {
    made.cookies.push_back(
        {.name = cookie.Required("name", "its name"),
         .purpose = cookie.Word("purpose", {"unstated", "communication", "necessary", "statistics",
                                            "appearance", "emergency", "marketing", "social"}),
         .life = cookie.Optional("life"),
         .set_by = cookie.Optional("set-by"),
         .third_party = cookie.Flag("third-party"),
         .at = cookie.at("name")});
  });
  at.Each("embeds", "Embed", kMostEntries, [&](Section& embed) {
    made.embeds.push_back({.from = embed.Required("from", "a video service"),
                           .cookies = embed.Flag("cookies"),
                           .loads = embed.Word("loads", {"with-page", "on-click"})});
  });
}

void ReadWebsite(const Notice& notice, Section& at, Website& made) {
  made.given = true;
  made.at = at.at();
  made.addresses = at.Texts("addresses");
  made.consent = at.Word("consent", {"none", "asked", "implied", "not-needed"});
  ReadCookies(at, made);
  made.cookie_information = at.Flag("cookie-information");
  at.MaybeWithin("analytics", "Analytics", [&](Section& analytics) {
    made.analytics = {.by = analytics.Optional("by"),
                      .fields = analytics.Texts("fields"),
                      .opt_out = analytics.Optional("opt-out"),
                      .recipient_told = analytics.Flag("recipient-told")};
  });
  at.MaybeWithin("logs", "Logs", [&](Section& logs) {
    made.logs = {.fields = logs.Texts("fields"),
                 .use = logs.Optional("use"),
                 .disclosed = logs.WordOrNone("disclosed", {"never", "by-law"}),
                 .host = logs.WordOrNone("host", {"own", "external"}),
                 .keep = logs.Span("keep")};
  });
  made.promises = at.TextsOf(
      "promises", {"no-cross-site", "no-identification", "no-personal-data", "no-sharing"});
  made.remembers = at.Texts("remembers");
  made.device_identifiers = at.Flag("device-identifiers");
  made.search_terms = at.Flag("search-terms");
  made.boards = at.Flag("boards");
  made.boards_moderated = at.Flag("boards-moderated");
  made.age = at.Number("age", 1, 25);
  made.under_age = at.WordOrNone("under-age", {"parent-asked", "may-contact", "nothing"});
  made.dead_links = at.Texts("dead-links");
  made.obsolete = at.Texts("obsolete");
  made.clause = OptionalClause(at, notice.clauses);
}

void ReadCommunication(const Notice& notice, Section& at, Particulars& more) {
  const std::string id = at.Id();
  Add(at, more.communications,
      {.id = id,
       .what = at.Required("what", "our newsletter"),
       .kind = at.Word("kind", {"service", "marketing", "survey", "competition", "alerts"}),
       .channels = at.TextsOf("channels", kChannels),
       .consent = ReferOne(at, "consent", notice.consents, "consent"),
       .without = at.WordOrNone(
           "without", {"soft-opt-in", "charity-soft-opt-in", "post-only", "service-message"}),
       .tracking = at.Word("tracking", {"none", "opens", "clicks", "opens-and-clicks"}),
       .tracking_consent = ReferOne(at, "tracking-consent", notice.consents, "consent"),
       .anonymous = at.Flag("anonymous"),
       .profiling = at.Flag("profiling"),
       .clause = OptionalClause(at, notice.clauses),
       .at = at.at("id")});
}

void ReadRecording(const Notice& notice, Section& at, Particulars& more) {
  const std::string id = at.Id();
  Add(at, more.recordings,
      {.id = id,
       .kind = at.Word("kind", {"cctv", "photo", "call", "conversation"}),
       .purposes = at.Texts("purposes"),
       .where = at.WordOrNone("where", {"everywhere", "some-sites"}),
       .signs = at.WordOrNone("signs", {"everywhere", "where-recorded", "none"}),
       .announced = at.WordOrNone("announced", {"always", "calls-only", "no"}),
       .permission = ReferOne(at, "permission", notice.consents, "consent"),
       .crowds_exempt = at.Flag("crowds-exempt"),
       .never_to = at.TextsOf("never-to", {"media", "internet"}),
       .keep = at.Span("keep"),
       .takedown = at.Flag("takedown"),
       .clause = OptionalClause(at, notice.clauses),
       .at = at.at("id")});
}

void ReadComplaints(const Notice& notice, Section& at, Complaints& made) {
  made.given = true;
  made.at = at.at();
  at.Each("stages", "Stage", kMostEntries, [&](Section& stage) {
    made.stages.push_back({.name = stage.Required("name", "First answer"),
                           .to = stage.Required("to", "the data protection officer")});
  });
  made.ways = at.TextsOf("ways", {"online-form", "email", "post", "telephone", "in-person"});
  made.acknowledge = at.Number("acknowledge", 1, 365);
  made.outcome = at.Flag("outcome");
  made.regulator = at.Word("regulator", {"missing", "named", "advice-only"});
  made.regulator_first = at.WordOrNone("regulator-first", {"allowed", "after-us"});
  made.regulator_addresses = at.Texts("regulator-addresses");
  made.clause = OptionalClause(at, notice.clauses);
}

void ReadBreach(const Notice& notice, Section& at, BreachRule& made) {
  made.given = true;
  made.at = at.at();
  made.report_within = at.Number("report-within", 1, 8760);
  made.counted_from = at.WordOrNone("counted-from", {"aware", "discovery"});
  made.people_told = at.Flag("people-told");
  made.every_one_registered = at.Flag("register");
  made.risk_test = at.Flag("risk-test");
  made.clause = OptionalClause(at, notice.clauses);
}

void ReadMeasure(const Notice& notice, Section& at, Particulars& more) {
  const std::string id = at.Id();
  Add(at, more.security,
      {.id = id,
       .what = at.Required("what", "what is done"),
       .kind = at.Required("kind", "encryption-at-rest"),
       .strength =
           at.Word("strength", {"always", "where-possible", "or-password", "issued-passwords"}),
       .covers = at.Word("covers", {"all", "employees-only"}),
       .by = at.Word("by", {"us", "partners"}),
       .disclaimer = at.Flag("disclaimer"),
       .clause = OptionalClause(at, notice.clauses),
       .at = at.at("id")});
}

// How often training is done again: a period that is one, and of training alone.
void CheckEvery(Section& at, std::string_view kind, const std::optional<Period>& every) {
  if (every && !kind.ends_with("training"))
    at.Complain("every", "Only training is done again after a time.",
                "Take `every` away, or write `kind: training`.");
  else if (every && RoughDays(*every) == 0)
    at.Complain("every", "Training that counts for no day is never done.",
                "Write how long it counts: `every: 1 year`.");
}

void ReadPeopleRule(const Notice& notice, Section& at, Particulars& more) {
  const std::string id = at.Id();
  const std::string kind = at.Word(
      "kind", {"training", "officer-training", "attestation", "discipline", "responsibility"});
  const auto every = at.Span("every");
  CheckEvery(at, kind, every);
  Add(at, more.people_rules,
      {.id = id,
       .what = at.Required("what", "what they do"),
       .kind = kind,
       .evidence = at.Word("evidence", {"none", "records", "before-access"}),
       .every = every,
       .clause = OptionalClause(at, notice.clauses),
       .at = at.at("id")});
}

void ReadOptOut(const Notice& notice, Section& at, OptOut& made) {
  made.given = true;
  made.at = at.at();
  made.applies = at.Flag("applies");
  made.reviewed = at.Day("reviewed");
  made.route = at.Flag("route");
  made.review_every = at.Span("review-every");
  made.clause = OptionalClause(at, notice.clauses);
}

InterestAssessment ReadInterest(Section& at) {
  return {.at = at.at(),
          .purpose = at.Required("purpose", "what is gained, and by whom"),
          .necessary = at.Required("necessary", "why nothing gentler would do"),
          .balance = at.Required("balance", "what it means for the people"),
          .outcome = at.Word("outcome", {"not-overridden", "overridden"}),
          .assessed = at.Day("assessed"),
          .by = at.Optional("by"),
          .review = at.Day("review")};
}

void ReadAutomated(Section& at, ActivityRecord& made) {
  made.automated =
      at.Word("automated", {"no", "profiling", "decision-with-people", "decision-alone"});
  made.logic = at.Optional("logic");
  made.effect = at.Optional("effect");
  made.safeguards =
      at.TextsOf("safeguards", {"information", "representations", "human", "contest"});
  if (made.automated != "decision-alone") return;
  for (const std::string_view key : {"logic", "effect", "safeguards"})
    if (!at.Has(key))
      at.Complain(
          key,
          fmt::format("{} decides about people without people but lacks '{}'.", at.name(), key),
          fmt::format("Write `{}:` (UK GDPR Articles 22A to 22D).", key));
}

}  // namespace

void ReadBeforeActivities(Notice& notice, Section& file) {
  Particulars& more = notice.more;
  file.MaybeWithin("document", "Document", [&](Section& at) { ReadDocument(at, more.document); });
  file.Each("sites", "Site", kMostEntries, [&](Section& at) { ReadSite(at, more); });
  file.Each("role-holders", "Role-holder", kMostEntries,
            [&](Section& at) { ReadRoleHolder(notice, at, more); });
  file.Each("sources", "Source", kMostEntries, [&](Section& at) {
    const std::string id = at.Id();
    Add(at, more.sources,
        {.id = id, .name = at.Required("name", "who"), .is_public = at.Flag("public")});
  });
  file.Each("security", "Security measure", kMostEntries,
            [&](Section& at) { ReadMeasure(notice, at, more); });
  file.Each("transfers", "Transfer", kMostEntries,
            [&](Section& at) { ReadTransfer(notice, at, more); });
}

void ReadActivityRecord(const Notice& notice, Section& at, Activity& activity) {
  ActivityRecord& made = activity.record;
  made.at = at.at("id");
  made.services = ReferEach(at, "services", notice.services, "service");
  made.sources = ReferEach(at, "sources", notice.more.sources, "source");
  made.controller = at.Word("controller", {"sole", "joint", "processor"});
  made.with = ReferEach(at, "with", notice.recipients, "recipient");
  made.answers = at.Optional("answers");
  if (made.controller != "sole" && made.with.empty())
    at.Complain("with", fmt::format("{} does not say with whom, or for whom.", at.name()),
                "Name the others with `with:`.");
  if (made.controller == "joint" && made.answers.empty())
    at.Complain("answers", fmt::format("{} does not say who answers to people.", at.name()),
                "Write `answers:` with the one people can turn to (UK GDPR Article 26).");
  at.MaybeWithin("interest", "Interest assessment",
                 [&](Section& interest) { made.interest = ReadInterest(interest); });
  made.transfers = ReferEach(at, "transfers", notice.more.transfers, "transfer");
  made.security = ReferEach(at, "security", notice.more.security, "security measure");
  ReadAutomated(at, made);
  at.MaybeWithin("impact-assessment", "Impact assessment", [&](Section& impact) {
    made.impact = {.needed = impact.Flag("needed"),
                   .because = impact.Optional("because"),
                   .done = impact.Day("done"),
                   .reference = impact.Optional("reference")};
  });
  at.MaybeWithin("policy", "Policy document", [&](Section& policy) {
    made.policy = {.reference = policy.Required("reference", "where it is"),
                   .review = policy.Day("review")};
  });
  made.location = at.Optional("location");
  made.compatible_with = at.Optional("compatible-with");  // of an older version, it may be gone
  made.compatible_because = at.Optional("compatible-because");
  if (!made.compatible_with.empty() && made.compatible_because.empty())
    at.Complain("compatible-because",
                fmt::format("{} does not say why the new use is compatible.", at.name()),
                "Write `compatible-because:` (UK GDPR Article 8A).");
  made.beyond_care = at.Flag("beyond-care");
}

void ReadParticulars(Notice& notice, Section& file) {
  Particulars& more = notice.more;
  file.Each("sharing", "Sharing rule", kMostEntries,
            [&](Section& at) { ReadSharing(notice, at, more); });
  more.transfer_scope = file.Word("transfer-scope", {"UK", "EEA", "EU"});
  more.transfer_scope_at = file.at("transfer-scope");
  file.MaybeWithin("website", "Website",
                   [&](Section& at) { ReadWebsite(notice, at, more.website); });
  file.Each("communications", "Communication", kMostEntries,
            [&](Section& at) { ReadCommunication(notice, at, more); });
  file.Each("recordings", "Recording", kMostEntries,
            [&](Section& at) { ReadRecording(notice, at, more); });
  file.MaybeWithin("complaints", "Complaints",
                   [&](Section& at) { ReadComplaints(notice, at, more.complaints); });
  file.MaybeWithin("breach", "Breach rule",
                   [&](Section& at) { ReadBreach(notice, at, more.breach); });
  file.Each("people-rules", "Rule for staff", kMostEntries,
            [&](Section& at) { ReadPeopleRule(notice, at, more); });
  file.MaybeWithin("opt-out", "National data opt-out",
                   [&](Section& at) { ReadOptOut(notice, at, more.opt_out); });
}

}  // namespace almoner::notice

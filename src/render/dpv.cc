// The record of processing in the Data Privacy Vocabulary 2.3: which process, by whom, for what,
// on which basis, with what. UK law that the vocabulary has no term for gets terms of our own.
#include <boost/json.hpp>

#include "render/forms.h"

namespace almoner::render {
namespace {

namespace json = boost::json;
using notice::Activity;
using notice::Index;

json::object Context() {
  const auto reference = [] { return json::object{{"@type", "@id"}}; };
  json::object context{{"dpv", "https://w3id.org/dpv#"},
                       {"eu-gdpr", "https://w3id.org/dpv/legal/eu/gdpr#"},
                       {"legal-gb", "https://w3id.org/dpv/legal/gb#"},
                       {"loc", "https://w3id.org/dpv/loc#"},
                       {"dct", "http://purl.org/dc/terms/"},
                       {"skos", "http://www.w3.org/2004/02/skos/core#"},
                       {"xsd", "http://www.w3.org/2001/XMLSchema#"}};
  for (const char* const property :
       {"dpv:hasApplicableLaw", "dpv:hasJurisdiction", "dpv:hasDataController", "dpv:hasRecipient",
        "dpv:hasDataSubject", "dpv:hasPersonalData", "dpv:hasLegalBasis", "dpv:hasNotice",
        "dpv:hasTechnicalOrganisationalMeasure", "dpv:hasRight", "skos:broader"})
    context[property] = reference();
  return context;
}

// "6(1)(f)" is eu-gdpr:A6-1-f; 6(1)(ea) is the United Kingdom's alone.
std::string BasisTerm(std::string_view basis) {
  std::string letters;
  for (const char c : basis.substr(basis.rfind('(') + 1))
    if (c != ')') letters += c;
  if (letters.size() > 1) return "uk:A6-1-" + letters;
  return "eu-gdpr:A6-1-" + letters;
}
std::string ConditionTerm(std::string_view condition) {
  return std::string("eu-gdpr:A9-2-") + condition[condition.rfind('(') + 1];
}

class Graph {
 public:
  Graph(const Sources& from, std::string_view base) : from_(from), base_(base) {}

  std::string Run() {
    json::object context = Context();
    context["uk"] = json::object{{"@id", base_ + "uk-"}, {"@prefix", true}};
    Controller();
    for (const notice::SubjectKind& kind : from_.notice.subjects)
      Named("people-" + kind.id, json::array{"dpv:DataSubject", "skos:Concept"}, kind.name);
    for (const notice::Category& category : from_.notice.categories) Data(category);
    for (const notice::Recipient& recipient : from_.notice.recipients)
      Named("recipient-" + recipient.id,
            json::array{recipient.kind == "processor" ? "dpv:DataProcessor" : "dpv:Recipient"},
            recipient.name);
    for (const notice::SecurityMeasure& measure : from_.notice.more.security) Measure(measure);
    for (const Activity& activity : from_.notice.activities) Process(activity);
    for (const char* const letters : {"ea"})
      graph_.push_back({{"@id", std::string("uk:A6-1-") + letters},
                        {"@type", json::array{"dpv:LegalBasis", "skos:Concept"}},
                        {"skos:broader", "dpv:LegitimateInterest"},
                        {"skos:prefLabel", "Recognised legitimate interest"},
                        {"dpv:hasApplicableLaw", "legal-gb:law-GDPR"}});
    return json::serialize(
        json::object{{"@context", std::move(context)}, {"@graph", std::move(graph_)}});
  }

 private:
  [[nodiscard]] std::string Iri(const std::string& part) const { return base_ + part; }

  void Named(const std::string& part, json::array types, const std::string& name) {
    graph_.push_back({{"@id", Iri(part)}, {"@type", std::move(types)}, {"dct:title", name}});
  }

  void Controller() {
    const notice::Organisation& us = from_.notice.organisation;
    graph_.push_back(
        {{"@id", Iri("controller")},
         {"@type", json::array{us.not_for_profit ? "dpv:NonProfitOrganisation" : "dpv:Organisation",
                               "dpv:DataController"}},
         {"dpv:hasName", us.name},
         {"dpv:hasAddress", us.address},
         {"dpv:hasContact", us.contact}});
    graph_.push_back({{"@id", Iri("notice")},
                      {"@type", json::array{"dpv:PrivacyNotice"}},
                      {"dct:identifier", from_.notice.version},
                      {"dct:language", "en"}});
  }

  void Data(const notice::Category& category) {
    const char* const type = category.sensitivity == notice::Sensitivity::kOrdinary
                                 ? "dpv:PersonalData"
                                 : "dpv:SpecialCategoryPersonalData";
    Named("data-" + category.id, json::array{type}, category.name);
  }

  void Measure(const notice::SecurityMeasure& measure) {
    const law::Measure* const known = from_.book.FindMeasure(measure.kind);
    const bool has = known != nullptr && !known->dpv.empty();
    Named("measure-" + measure.id,
          json::array{has ? known->dpv : std::string("dpv:TechnicalOrganisationalMeasure")},
          measure.what);
  }

  template <std::size_t kSize, class Thing>
  json::array Each(const std::string& prefix, const std::bitset<kSize>& set,
                   const std::vector<Thing>& things) {
    json::array list;
    for (std::size_t i = 0; i < things.size(); ++i)
      if (set[i]) list.emplace_back(Iri(prefix + things[i].id));
    return list;
  }

  void Process(const Activity& activity) {
    const notice::Notice& notice = from_.notice;
    json::array bases{BasisTerm(activity.basis)};
    if (!activity.condition.empty()) bases.emplace_back(ConditionTerm(activity.condition));
    json::array recipients, measures;
    for (const Index recipient : activity.recipients)
      recipients.emplace_back(Iri("recipient-" + notice.recipients[recipient].id));
    const auto& own = activity.record.security;  // none named: all of them
    for (std::size_t i = 0; i < notice.more.security.size(); ++i)
      if (own.empty() || std::ranges::find(own, i) != own.end())
        measures.emplace_back(Iri("measure-" + notice.more.security[i].id));
    json::object process{
        {"@id", Iri("activity-" + activity.id)},
        {"@type", json::array{"dpv:Process"}},
        {"dct:title", activity.purpose},
        {"dpv:hasPurpose",
         {{"@id", Iri("purpose-" + activity.id)},
          {"@type", json::array{"dpv:Purpose"}},
          {"dct:title", activity.purpose}}},
        {"dpv:hasDataController", Iri("controller")},
        {"dpv:hasDataSubject", Each("people-", activity.subjects, notice.subjects)},
        {"dpv:hasPersonalData", Each("data-", activity.reads | activity.writes, notice.categories)},
        {"dpv:hasLegalBasis", std::move(bases)},
        {"dpv:hasRecipient", std::move(recipients)},
        {"dpv:hasTechnicalOrganisationalMeasure", std::move(measures)},
        {"dpv:hasStorageCondition", Storage(activity)},
        {"dpv:hasNotice", Iri("notice")},
        {"dpv:hasRight", Rights(activity)},
        {"dpv:hasApplicableLaw", json::array{"legal-gb:law-GDPR", "legal-gb:law-DPA"}},
        {"dpv:hasJurisdiction", "loc:GB"}};
    graph_.push_back(std::move(process));
  }

  json::array Storage(const Activity& activity) {
    json::array list;
    const notice::CategorySet data = activity.reads | activity.writes;
    for (const notice::Retention& rule : from_.notice.retention)
      if ((rule.data & data).any())
        list.push_back(json::object{{"@type", json::array{"dpv:StorageDuration"}},
                                    {"dct:description", notice::KeptFor(rule)}});
    return list;
  }

  json::array Rights(const Activity& activity) {
    json::array list;
    for (const law::RightLaw& right : from_.book.rights) {
      const bool given = std::ranges::find(right.bases, activity.basis) != right.bases.end();
      const std::size_t number = right.article.find_first_of("0123456789");
      if (!given || number == std::string::npos) continue;
      if (right.right == "automated-decision" || right.right == "complaint") continue;
      list.emplace_back("eu-gdpr:A" + right.article.substr(number, 2));
    }
    return list;
  }

  const Sources& from_;
  std::string base_;
  json::array graph_;
};

}  // namespace

std::string ToDpv(const Sources& from, std::string_view base) { return Graph(from, base).Run(); }

}  // namespace almoner::render

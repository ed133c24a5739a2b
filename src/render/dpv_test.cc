// The notice in the Data Privacy Vocabulary.
#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "render/test_leaflets.h"

namespace almoner::render {
namespace {

namespace json = boost::json;
using notice::Activity;
using ::testing::SizeIs;

json::object Dpv(const notice::Notice& notice) {
  return json::parse(ToDpv(From(notice), kBase)).as_object();
}

std::vector<const json::object*> OfType(const json::object& document, std::string_view type) {
  std::vector<const json::object*> found;
  for (const json::value& node : document.at("@graph").as_array())
    for (const json::value& has : node.at("@type").as_array())
      if (has.as_string() == type) found.push_back(&node.as_object());
  return found;
}

// Each name of a thing in the graph, or of a term: "@id" and what the context declares to be one.
void Names(const json::value& value, const json::object& context, std::vector<std::string>& names) {
  if (const json::array* const list = value.if_array())
    for (const json::value& one : *list) Names(one, context, names);
  if (const json::object* const object = value.if_object())
    for (const auto& [key, held] : *object) {
      const json::value* const declared = context.if_contains(key);
      const bool names_one = key == "@id" || (declared != nullptr && declared->is_object());
      if (names_one && held.is_string()) names.emplace_back(held.as_string());
      if (names_one && held.is_array())
        for (const json::value& one : held.as_array())
          if (one.is_string()) names.emplace_back(one.as_string());
      Names(held, context, names);
    }
}

TEST_P(EveryShippedNotice, HasAProcessForEachActivityInItsJsonLd) {
  const json::object document = Dpv(Read());
  const auto processes = OfType(document, "dpv:Process");
  ASSERT_THAT(processes, SizeIs(Read().activities.size()));
  for (std::size_t i = 0; i < processes.size(); ++i) {
    const Activity& activity = Read().activities[i];
    EXPECT_EQ(processes[i]->at("@id").as_string(), std::string(kBase) + "activity-" + activity.id);
    for (const std::string_view property :
         {"dct:title", "dpv:hasPurpose", "dpv:hasDataController", "dpv:hasDataSubject",
          "dpv:hasPersonalData", "dpv:hasLegalBasis", "dpv:hasRecipient",
          "dpv:hasTechnicalOrganisationalMeasure", "dpv:hasStorageCondition", "dpv:hasNotice",
          "dpv:hasRight", "dpv:hasApplicableLaw", "dpv:hasJurisdiction"})
      EXPECT_TRUE(processes[i]->contains(property)) << activity.id << " " << property;
    for (const std::string_view property :
         {"dpv:hasDataSubject", "dpv:hasPersonalData", "dpv:hasLegalBasis", "dpv:hasRight"})
      EXPECT_FALSE(processes[i]->at(property).as_array().empty()) << activity.id << " " << property;
  }
}

TEST_P(EveryShippedNotice, NamesInItsJsonLdOnlyWhatIsThere) {
  const json::object document = Dpv(Read());
  const json::object& context = document.at("@context").as_object();
  std::vector<std::string> names;
  Names(document.at("@graph"), context, names);
  std::set<std::string> things;
  for (const json::value& node : document.at("@graph").as_array())
    EXPECT_TRUE(things.insert(std::string(node.at("@id").as_string())).second)
        << node.at("@id").as_string() << " stands twice";
  for (const std::string& name : names) {
    EXPECT_FALSE(name.empty());
    EXPECT_EQ(name.find(' '), std::string::npos) << name;
    if (name.starts_with(kBase) && !name.starts_with(std::string(kBase) + "purpose-")) {
      EXPECT_TRUE(things.contains(name)) << name;
    }
    if (!name.starts_with("https://")) {
      EXPECT_TRUE(context.contains(name.substr(0, name.find(':')))) << name;
    }
  }
}

TEST(DpvTest, NamesTheBasisOfEachActivityInTheVocabularysTerms) {
  const std::map<std::string, std::string> terms = {
      {"6(1)(a)", "eu-gdpr:A6-1-a"}, {"6(1)(b)", "eu-gdpr:A6-1-b"}, {"6(1)(c)", "eu-gdpr:A6-1-c"},
      {"6(1)(d)", "eu-gdpr:A6-1-d"}, {"6(1)(e)", "eu-gdpr:A6-1-e"}, {"6(1)(ea)", "uk:A6-1-ea"},
      {"6(1)(f)", "eu-gdpr:A6-1-f"}};
  std::set<std::string> used;
  for (const std::string name : kShipped) {
    const notice::Notice& notice = Shipped(name);
    const json::object document = Dpv(notice);
    const auto processes = OfType(document, "dpv:Process");
    ASSERT_THAT(processes, SizeIs(notice.activities.size()));
    for (std::size_t i = 0; i < processes.size(); ++i) {
      const Activity& activity = notice.activities[i];
      const json::array& bases = processes[i]->at("dpv:hasLegalBasis").as_array();
      used.insert(activity.basis);
      EXPECT_EQ(bases.at(0).as_string(), terms.at(activity.basis)) << activity.id;
      ASSERT_EQ(bases.size(), activity.condition.empty() ? 1U : 2U) << activity.id;
      if (bases.size() == 2) {
        EXPECT_EQ(bases.at(1).as_string(), std::string("eu-gdpr:A9-2-") + activity.condition[5]);
      }
    }
    EXPECT_THAT(OfType(document, "dpv:LegalBasis"), SizeIs(1)) << "uk:A6-1-ea is explained";
  }
  EXPECT_EQ(used.size(), terms.size()) << "no shipped notice tries one of the bases";
}

// JSON-LD 1.1 takes a term for a prefix only if its IRI ends with one of these, or it says so.
TEST(DpvTest, EveryPrefixIsOneThatJsonLdExpands) {
  const json::object document = Dpv(Shipped("example"));
  for (const auto& [term, meaning] : document.at("@context").as_object()) {
    if (term.contains(':')) continue;
    const json::string* const iri = meaning.if_string();
    const bool is_prefix =
        iri != nullptr ? std::string_view(":/?#[]@").contains(iri->back())
                       : meaning.as_object().contains("@prefix") && meaning.at("@prefix").as_bool();
    EXPECT_TRUE(is_prefix) << term;
  }
}

TEST(DpvTest, PrivateDataAndRightsHaveTheirTerms) {
  const notice::Notice& notice = Shipped("example");
  const json::object document = Dpv(notice);
  std::set<std::string> special;
  for (const json::object* const node : OfType(document, "dpv:SpecialCategoryPersonalData"))
    special.insert(std::string(node->at("@id").as_string()).substr(kBase.size()));
  EXPECT_TRUE(special.contains("data-support-notes"));
  EXPECT_FALSE(special.contains("data-contact-details"));
  for (const json::object* const process : OfType(document, "dpv:Process"))
    for (const json::value& right : process->at("dpv:hasRight").as_array())
      EXPECT_THAT(std::string(right.as_string()), testing::MatchesRegex("eu-gdpr:A(1[5-9]|2[01])"));
}

}  // namespace
}  // namespace almoner::render

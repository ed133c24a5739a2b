// The rules of law/wording.yaml: that each can be read, finds something, and finds nothing in what
// it would have people read instead; and that the shortcut of literals.h hides nothing.
#include <re2/re2.h>

#include <map>

#include "notice/literals.h"
#include "notice/test_check.h"
#include "support/matchers.h"

namespace almoner::notice {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> BrokenBy(std::string_view text) {
  std::vector<std::string> ids;
  for (const law::Rule* const rule : BuiltInWording().Broken(text)) ids.push_back(rule->id);
  return ids;
}

RE2::Options Insensitive() {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  return options;
}

std::string Lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::vector<Notice> ShippedNotices() {
  std::vector<Notice> notices = {Sound(NoticeText("example"))};
  for (const std::string_view name : kOrganisations) notices.push_back(Sound(NoticeText(name)));
  return notices;
}

TEST(WordingTest, EveryExpressionCanBeRead) {
  EXPECT_THAT(BuiltInWording().Validate(), IsOk());
  for (const law::Wording& wording : BuiltInBook().wording)
    EXPECT_THAT(wording.match, Not(IsEmpty())) << wording.rule.id;
}

TEST(WordingTest, AnExpressionThatCannotBeReadIsNamedByItsRule) {
  law::Lawbook book;
  book.wording.push_back({.rule = {.id = "broken"}, .match = {"fine", "(not"}, .unless = {}});
  const Status status = WordingRules::Make(book).Validate();
  ASSERT_THAT(status, FailsWith(Code::kInvalid));
  EXPECT_THAT(status.error().Text(), ::testing::HasSubstr("broken"));
}

TEST(WordingTest, NoMendBreaksARule) {
  for (const law::Wording& wording : BuiltInBook().wording)
    EXPECT_THAT(BrokenBy(wording.rule.mend), IsEmpty()) << wording.rule.mend;
  for (const law::Item& item : BuiltInBook().items)
    EXPECT_THAT(BrokenBy(item.rule.mend), IsEmpty()) << item.rule.mend;
}

// What counts in place of a promise is told to people in these words.
TEST(WordingTest, NoSentenceOfTheLawInPlainWordsBreaksARule) {
  for (const law::Floor& floor : BuiltInBook().floors)
    EXPECT_THAT(BrokenBy(floor.plain), IsEmpty()) << floor.plain;
  for (const law::RightLaw& right : BuiltInBook().rights)
    EXPECT_THAT(BrokenBy(right.plain), IsEmpty()) << right.plain;
}

TEST(WordingTest, NoClauseOfTheExampleBreaksARule) {
  const std::vector<Notice> notices = ShippedNotices();
  for (const Clause& clause : notices.front().clauses)
    EXPECT_THAT(BrokenBy(clause.text), IsEmpty()) << clause.id << ": " << clause.text;
}

// The clause is what a finding about the published words offers instead.
TEST(WordingTest, NoClauseThatMendsPublishedWordsBreaksARule) {
  for (const Notice& notice : ShippedNotices())
    for (const Clause& clause : notice.clauses) {
      if (clause.published.empty()) continue;
      EXPECT_THAT(BrokenBy(clause.text), IsEmpty()) << clause.id << ": " << clause.text;
    }
}

// For the rules that none of the five published documents breaks.
constexpr std::pair<std::string_view, std::string_view> kSentences[] = {
    {"silence-is-consent", "If you do not reply, we take it that you agree."},
    {"portability-unlikely", "It is unlikely that portability will apply to you."},
    {"must-say-why", "You must tell us why you want a copy."},
    {"article-77", "You may complain under Article 77."},
    {"strictly-necessary-only", "Such disclosures are made only where strictly necessary."},
    {"data-for-marketing-of-others", "We may sell your details to others."},
    {"kept-for-ever", "We keep your record indefinitely."},
    {"privacy-shield", "Our newsletter firm is certified under the EU-US Privacy Shield."},
    {"eu-contract-clauses",
     "Our supplier in India has signed the EU standard contractual clauses."},
    {"marketing-unless-told", "We send you our newsletter unless you tell us to stop."},
    {"act-of-1998", "You have rights under the Data Protection Act 1998."},
};

TEST(WordingTest, EveryRuleFindsSomething) {
  std::set<std::string> found;
  for (const Notice& notice : ShippedNotices())
    for (const Clause& clause : notice.clauses)
      for (const std::string& rule : BrokenBy(clause.Published())) found.insert(rule);
  for (const auto& [rule, sentence] : kSentences) {
    EXPECT_THAT(BrokenBy(sentence), Contains(std::string(rule))) << sentence;
    found.emplace(rule);
  }
  for (const law::Wording& wording : BuiltInBook().wording)
    EXPECT_THAT(found, Contains(wording.rule.id));
}

TEST(WordingTest, ARuleIsSilentWhereTheSameSentenceTakesItBackAndNotWhereAnotherDoes) {
  EXPECT_THAT(BrokenBy("We may sell your details to others."), Not(IsEmpty()));
  EXPECT_THAT(BrokenBy("We never do what others do, who may sell your details."), IsEmpty());
  EXPECT_THAT(BrokenBy("We may sell your details to others. We never lend them."), Not(IsEmpty()));
}

TEST(WordingTest, CurlyQuotesLineBreaksAndCapitalsMakeNoDifference) {
  const std::string_view plain = "If you don't object, we assume that you agree.";
  EXPECT_THAT(BrokenBy(plain), Contains("silence-is-consent"));
  EXPECT_EQ(BrokenBy("IF  YOU DON’T\n  OBJECT,\twe assume that you AGREE."), BrokenBy(plain));
}

// Compares the shortcut with what it stands for: it may let too much through, never too little.
class Shortcut {
 public:
  explicit Shortcut(const std::string& expression)
      : text_(expression), slow_(expression, Insensitive()), fast_(Literals::Of(expression)) {
    EXPECT_TRUE(slow_.ok()) << expression;
  }
  // Whether the expression matches.
  bool Try(const std::string& text, const std::string& lower) const {
    const bool matches = RE2::PartialMatch(text, slow_);
    EXPECT_TRUE(!matches || fast_.MayMatch(lower)) << text_ << "\nhides a match in\n" << text;
    return matches;
  }

 private:
  std::string text_;
  RE2 slow_;
  Literals fast_;
};

std::vector<std::pair<std::string, std::string>> EveryText() {
  std::vector<std::pair<std::string, std::string>> texts;
  const auto add = [&](const std::string& text) {
    if (!text.empty()) texts.emplace_back(text, Lower(text));
  };
  for (const Notice& notice : ShippedNotices())
    for (const Clause& clause : notice.clauses) {
      add(clause.text);
      add(clause.published);
    }
  for (const law::Wording& wording : BuiltInBook().wording) add(wording.rule.mend);
  for (const auto& [rule, sentence] : kSentences) add(std::string(sentence));
  return texts;
}

TEST(LiteralsTest, HideNoMatchOfAnyRuleInAnyTextThatIsShipped) {
  const auto texts = EveryText();
  std::size_t matches = 0;
  for (const law::Wording& wording : BuiltInBook().wording)
    for (const auto* const list : {&wording.match, &wording.unless})
      for (const std::string& expression : *list) {
        const Shortcut shortcut(expression);
        for (const auto& [text, lower] : texts) matches += shortcut.Try(text, lower) ? 1 : 0;
      }
  EXPECT_GT(matches, 1000U) << "too few to have shown anything";
}

// An expression and a text in which it matches, though not by the letters that catch the eye.
constexpr std::pair<std::string_view, std::string_view> kTricky[] = {
    {"rights?", "right"},
    {"colou?r", "COLOR"},
    {"ab*cd", "acd"},
    {"abc+d", "abcccd"},
    {"(un)?fair", "fair"},
    {"(un|in)*fair", "fair"},
    {"(very ){0,3}old", "old"},
    {"(very ){2,3}old", "very very old"},
    {"x{0}yes", "yes"},
    {"(abc){0,}de", "de"},
    {"(abc)??de", "de"},
    {"(abc)*?de", "de"},
    {"(abc)+?de", "abcde"},
    {"share|sell", "sell"},
    {"share|sell|", "nothing of the kind"},
    {"(share|)ing", "ing"},
    {"(?:share|give)n?", "give"},
    {"(a(b(cd)?)?)?ef", "ef"},
    {"((one|two)|(three|four))s", "fours"},
    {"one(two|x)three", "onexthree"},
    {"[abc]def", "bdef"},
    {"[^abc]def", "xdef"},
    {"[]abc]def", "]def"},
    {"[^]]def", "adef"},
    {"[a\\]b]def", "]def"},
    {"[|)(]def", "(def"},
    {"[[:alpha:]]ef", "xef"},
    {"[[:alpha:]_]+ef", "x_ef"},
    {"\\bact\\b", "the act of"},
    {"\\d{0,3}th", "th"},
    {"\\w+ly", "badly"},
    {"www\\.ico\\.uk", "WWW.ICO.UK"},
    {"\\(or\\)?not", "(ornot"},
    {"1\\+1", "1+1"},
    {"\\\\share", "\\share"},
    {"a{b", "a{b"},
    {"\\x41bc", "abc"},
    {"\\x{41}bc", "abc"},
    {"\\101bc", "abc"},
    {"\\pLbc", "abc"},
    {"\\p{Greek}bc", "αbc"},
    {"\\Qa.c\\Ed", "a.cd"},
    {"\\Q(ab\\Ecd", "(abcd"},
    {"\\Qab|cd\\E", "ab|cd"},
    {"^Share$", "share"},
    {"café", "CAFÉ"},
    {"caf(é|e)s?", "cafe"},
    {"né+e", "néée"},
    {"é?cole", "cole"},
    {"“data”", "“data”"},
    {"(?i)SHARE", "share"},
    {"(?i:SHARE)d", "shared"},
    {"(?P<verb>share|sell)s", "sells"},
    {"(?s)a.b", "a\nb"},
    {".*", ""},
    {"", "anything"},
};

class ATrickyExpression
    : public ::testing::TestWithParam<std::pair<std::string_view, std::string_view>> {};

TEST_P(ATrickyExpression, HidesNoMatch) {
  const std::string text(GetParam().second);
  EXPECT_TRUE(Shortcut(std::string(GetParam().first)).Try(text, Lower(text)))
      << GetParam().first << " is meant to match " << text;
}

INSTANTIATE_TEST_SUITE_P(Each, ATrickyExpression, ::testing::ValuesIn(kTricky));

// Without this the tests above would be passed by a shortcut that lets everything through.
TEST(LiteralsTest, KeepMostTextsFromMostExpressions) {
  EXPECT_FALSE(Literals::Of("privacy[- ]shield").MayMatch("we note how you are"));
  EXPECT_FALSE(Literals::Of("(share|sell)s? data").MayMatch("we share nothing"));
  EXPECT_FALSE(Literals::Of("(share|sell)s? data").MayMatch("we note data"));
  EXPECT_TRUE(Literals::Of("(share|sell)s? data").MayMatch("sell it. we have data"));
  EXPECT_FALSE(Literals::Of("SHARE").MayMatch("give"));
  EXPECT_TRUE(Literals::Of("SHARE").MayMatch("share"));
}

// Unicode folds the long s and the Kelvin sign to letters of ASCII, and so does RE2: whoever writes
// "conſent" is understood as before there was a shortcut.
TEST(LiteralsTest, HideNoLetterThatOnlyLooksForeign) {
  law::Lawbook book;
  book.wording.push_back({.rule = {.id = "any"}, .match = {"consent|kept"}, .unless = {}});
  const WordingRules rules = WordingRules::Make(book);
  for (const std::string text : {"con\u017fent", "\u212aept"}) {
    ASSERT_TRUE(RE2::PartialMatch(text, RE2("consent|kept", Insensitive())));
    EXPECT_FALSE(rules.Broken(text).empty()) << text;
  }
}

}  // namespace
}  // namespace almoner::notice

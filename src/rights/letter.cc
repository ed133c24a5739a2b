#include "rights/letter.h"

#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>
#include <fmt/format.h>

#include <algorithm>

#include "paper/docx.h"
#include "paper/pdf.h"
#include "rights/collation.h"
#include "rights/embedded.h"
#include "rights/events.h"
#include "rights/grounds.h"
#include "rights/safe_letter.h"

namespace almoner::rights {
namespace {

constexpr ctemplate::Strip kStrip = ctemplate::DO_NOT_STRIP;

// What a template is filled with; a value that is set shows the section of its name too.
using Values = std::map<std::string, std::string>;

const ctemplate::TemplateCache& Templates() {
  static const auto* const all = [] {
    auto* const cache = new ctemplate::TemplateCache();
    for (const EmbeddedFile& file : Embedded())
      CHECK(cache->StringToTemplateCache(
          ctemplate::TemplateString(file.path.data(), file.path.size()),
          ctemplate::TemplateString(file.text.data(), file.text.size()), kStrip));
    cache->Freeze();
    return cache;
  }();
  return *all;
}

Result<std::string> Fill(const std::string& letter, const Values& values, bool easy) {
  const std::string folder = easy ? "easy/" : "";
  ctemplate::TemplateDictionary dictionary("letter");
  for (const auto& [name, value] : values) dictionary.SetValue(name, value);
  if (values.contains("BY")) dictionary.ShowSection("BY");
  if (values.contains("MORE")) dictionary.ShowSection("MORE");
  auto* const routes = dictionary.AddIncludeDictionary("ROUTES");
  routes->SetFilename(folder + "routes.txt");
  for (const auto& [name, value] : values) routes->SetValue(name, value);
  std::string text;
  auto* const cache = const_cast<ctemplate::TemplateCache*>(&Templates());  // frozen
  if (!cache->ExpandNoLoad(folder + letter + ".txt", kStrip, &dictionary, nullptr, &text))
    return Fail(Code::kInternal, "A letter could not be filled.");
  while (text.ends_with('\n')) text.pop_back();
  return text + "\n";
}

// "# " a heading, "- " an item, everything else a paragraph; an empty line ends each.
std::vector<paper::Block> Blocks(std::string_view text) {
  std::vector<paper::Block> blocks;
  std::string paragraph;
  paper::Bullets bullets;
  const auto end = [&] {
    if (!paragraph.empty()) blocks.push_back(paper::Paragraph{std::exchange(paragraph, {})});
    if (!bullets.items.empty()) blocks.push_back(std::exchange(bullets, {}));
  };
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, line_end - at);
    at = line_end + 1;
    if (line.empty()) {
      end();
    } else if (line.starts_with("# ")) {
      end();
      blocks.push_back(paper::Heading{1, std::string(line.substr(2))});
    } else if (line.starts_with("- ")) {
      bullets.items.emplace_back(line.substr(2));
    } else {
      paragraph.append(paragraph.empty() ? "" : "\n").append(line);
    }
  }
  end();
  return blocks;
}

std::string RightInWords(const law::Lawbook& book, const State& state) {
  if (state.after_death && book.after_death) return book.after_death->name;
  const law::RightLaw* const law = book.FindRight(law::Name(state.right));
  return law == nullptr ? std::string(law::Name(state.right)) : law->name;
}

std::string Done(const State& state) {
  const bool enclosed = state.right == law::Right::kAccess ||
                        state.right == law::Right::kPortability ||
                        state.right == law::Right::kAutomatedDecision;
  if (enclosed && !state.done()) return "We do it now, and write to you again when it is done.";
  switch (state.right) {
    case law::Right::kAccess:
      return "What we hold about you is with this letter.";
    case law::Right::kRectification:
      return "We put it right, or put your words beside it, and tell those whom we gave it to.";
    case law::Right::kErasure:
      return "We have erased it, and tell those whom we gave it to.";
    case law::Right::kRestriction:
      return "From now on we store your data and do not use it, save with your consent, for a "
             "legal claim, or to protect somebody else. We tell you before that ends.";
    case law::Right::kPortability:
      return "The data that you gave us is with this letter, in forms that a computer can read.";
    case law::Right::kObjection:
      return "We have stopped using your data for it.";
    case law::Right::kAutomatedDecision:
      return "A person who could change the decision has looked at it again.";
    case law::Right::kComplaint:
      return "";
  }
  std::unreachable();
}

std::string Found(const Verdict& verdict) {
  if (verdict.outcome == "granted") return "You were right, and we are sorry.";
  return verdict.outcome == "part-granted" ? "You were right in part."
                                           : "We think that we did what the law asks.";
}

std::string ReasonForFee(std::string_view why) {
  if (why == "further-copy") return "it is a further copy";
  return why == "excessive" ? "we find it plainly excessive" : "we find it plainly unfounded";
}

std::string Pounds(std::string_view pence) {
  const std::string text =
      std::string(pence.size() < 3 ? 3 - pence.size() : 0, '0') + std::string(pence);
  return fmt::format("£{}.{}", text.substr(0, text.size() - 2), text.substr(text.size() - 2));
}

// What a letter calls the request: enough to find it by, and nothing about anybody.
std::string Reference(const State& state) { return state.id.text().substr(0, 8); }

// Which template tells of the event; nothing: none does.
std::optional<std::string> TemplateFor(const State& state, const FileEvent& event, bool silent) {
  const bool complaint = state.right == law::Right::kComplaint;
  if (event.kind == "carried-out" && state.right == law::Right::kAutomatedDecision)
    return "reviewed";
  if (event.kind == "acknowledged") return complaint ? "complaint-acknowledged" : "acknowledged";
  if (event.kind == "decided") {
    if (complaint) return "complaint-outcome";
    const std::string outcome = Get(event.facts, "outcome");
    // Of a copy nobody can tell from the letter whether anything was left out of it.
    if (outcome == "granted") return state.right == law::Right::kAccess ? "answered" : "granted";
    return silent ? "answered" : outcome;
  }
  static constexpr std::string_view kSame[] = {
      "identity-asked", "authority-asked", "asked", "fee-asked",    "extended",
      "progress",       "lifting-told",    "told",  "opinion-asked"};
  if (std::ranges::find(kSame, event.kind) == std::end(kSame)) return std::nullopt;
  return event.kind;
}

// "told:gp-practice": the last to that recipient, whoever else was told since.
bool IsAbout(const FileEvent& event, std::string_view about) {
  const std::size_t colon = about.find(':');
  if (event.kind != about.substr(0, colon)) return false;
  return colon == about.npos || Get(event.facts, "recipient") == about.substr(colon + 1);
}

const FileEvent* EventFor(const State& state, const std::string& about) {
  for (auto event = state.events.rbegin(); event != state.events.rend(); ++event)
    if ((about.empty() ? event->kind != "told" && event->kind != "opinion-asked"
                       : IsAbout(*event, about)) &&
        TemplateFor(state, *event, false))
      return &*event;
  return nullptr;
}

Values AboutUs(const notice::Notice& notice, const law::Lawbook& book) {
  const notice::Organisation& us = notice.organisation;
  return {{"COMPLAINTS", us.complaints},
          {"OFFICER", us.officer},
          {"CONTACT", us.contact},
          {"ADDRESS", us.address},
          {"REGULATOR", book.regulator.name},
          {"REGULATOR_PHONE", book.regulator.phone},
          {"REGULATOR_WEB", book.regulator.web.empty() ? "" : book.regulator.web.front()}};
}

void AddFacts(Values& values, const Facts& facts) {
  values["WORDS"] = Get(facts, "words");
  values["ASKED"] = Get(facts, "asked");
  values["SCOPE"] = Get(facts, "scope");
  values["OF"] = Get(facts, "of");
  values["WORKING"] = Get(facts, "working");
  values["SUM"] = Pounds(Get(facts, "pence"));
  const std::string why = Get(facts, "why");
  values["WHY"] = facts.contains("pence") ? ReasonForFee(why)
                  : why == "number"       ? "the number of your requests"
                                          : "how much there is to look at";
  if (!values["WORDS"].empty()) values["MORE"] = "yes";
}

Result<Values> ValuesOf(const Context& context, const State& state, const FileEvent& event,
                        const law::Lawbook& book, const std::optional<Ground>& ground) {
  const notice::Notice& notice = context.gate.context().notice;
  Values values = AboutUs(notice, book);
  values["REFERENCE"] = Reference(state);
  values["RECEIVED"] = ToWords(state.received);
  values["RIGHT"] = RightInWords(book, state);
  values["DONE"] = Done(state);
  values["WHO"] = state.ForAnother()
                      ? "Somebody asks, for a person whom we support, to see what we "
                        "hold about that person."
                      : "Somebody whom we support has asked to see what we hold about "
                        "them.";
  if (const auto index = notice.FindCategory(Get(event.facts, "category")))
    values["CATEGORY"] = notice.categories[*index].name;
  else if (Get(event.facts, "category") == kHealthMentions)
    values["CATEGORY"] = "place in the health records of somebody else whom you care for";
  values["WHAT"] = state.right == law::Right::kErasure
                       ? "We have erased it, because the person asked for it."
                   : state.right == law::Right::kRestriction
                       ? "It may be stored and not used, because the person asked for it."
                       : "Something in it was wrong or missing, and has been put right.";
  if (state.verdict) values["FOUND"] = Found(*state.verdict);
  values["RESULT"] =
      Get(event.facts, "result") == "changed" ? "It is changed." : "It stays as it was.";
  if (ground) {
    values["ARTICLE"] = ground->article;
    values["GROUND"] = ground->plain;
  }
  AddFacts(values, event.facts);
  const law::Due due = TRY(Clock(context, state));
  // The letter that takes more time says until when the law gives it.
  const bool extends = event.kind == "extended";
  if (const auto by = extends ? due.conservative_due : AnswerBy(due)) {
    values["BY"] = "yes";
    values["DATE"] = ToWords(*by);
  }
  return values;
}

paper::Document Set(const Context& context, const State& state, std::string_view title,
                    std::string_view body, const LetterOptions& options) {
  const gate::Context& on = context.gate.context();
  paper::Document out{.title = std::string(title), .publisher = on.notice.organisation.name};
  out.letterhead = options.letterhead;
  out.print = options.easy ? paper::Print::kLarge : options.print;
  out.footer = fmt::format("Request {}.", Reference(state));
  if (!options.recipient.empty())
    out.address = paper::Address{.recipient = options.recipient,
                                 .date = ToWords(LondonDate(on.clock.Now())),
                                 .reference = "Request " + Reference(state)};
  out.blocks = Blocks(body);
  return out;
}

// REQUIRES: there is a letter about such an event.
Result<std::string> Compose(const Context& context, const State& state, const FileEvent& event,
                            bool easy) {
  const law::Lawbook book = TRY(law::LoadLawbook(context.law_folder));
  std::optional<Ground> ground;
  if (const std::string id = Get(event.facts, "ground"); !id.empty() && event.kind == "decided")
    ground = TRY(FindGround(context, state, id));
  const Values values = TRY(ValuesOf(context, state, event, book, ground));
  const bool nothing = state.risk && state.risk->answer == "nothing";  // no ground is named to them
  return Fill(*TemplateFor(state, event, nothing || (ground && ground->silent)), values, easy);
}

}  // namespace

Result<std::optional<std::string>> LetterAbout(const Context& context, const State& state,
                                               const FileEvent& event) {
  if (!TemplateFor(state, event, false)) return std::optional<std::string>();
  return std::optional(TRY(Compose(context, state, event, false)));
}

Result<Bytes> LetterAsPdf(const Context& context, const State& state, std::string_view text) {
  const std::size_t first = text.find('\n');
  const auto document = Set(context, state, text.substr(0, first),
                            first == text.npos ? "" : text.substr(first + 1), {});
  return paper::RenderPdf(document, context.gate.context().clock.Now());
}

std::vector<std::string> Letters(const State& state) {
  std::vector<std::string> kinds;
  for (const FileEvent& event : state.events)
    if (TemplateFor(state, event, false)) kinds.push_back(event.kind);
  return kinds;
}

gate::Outcome<Letter> WriteLetter(const Context& context, const StaffId& actor, const State& state,
                                  const LetterOptions& chosen) {
  const FileEvent* const event = EventFor(state, chosen.about);
  if (event == nullptr)
    return Fail(Code::kNotFound,
                "There is nothing to write a letter about yet; `almoner request show` lists what "
                "was recorded.");
  const bool to_others = event->kind == "told" || event->kind == "opinion-asked";
  const Going going = TRY(MayGo(context, state, *event, chosen));
  const LetterOptions& options = going.options;
  if (to_others && options.easy)
    return Fail(Code::kInvalid, "This letter does not go to the person, so it has no Easy Read.");
  if (to_others && options.recipient.empty())
    return Fail(Code::kInvalid,
                "This letter goes to somebody other than who asked: give their name and address.");
  std::string text = TRY(Compose(context, state, *event, options.easy));
  TRY(TellsNothingHidden(going, text + "\n" + options.recipient));
  const std::size_t first = text.find('\n');
  const std::string title = text.substr(0, first);
  const Time now = context.gate.context().clock.Now();
  const paper::Document document =
      Set(context, state, title, std::string_view(text).substr(first + 1), options);
  Bytes pdf = TRY(paper::RenderPdf(document, now));
  Bytes docx = TRY(paper::RenderDocx(document, now));
  auto changed = TRY(context.gate.Act(AskFor(actor, state.subject), "letter.made",
                                      [](const gate::Change&) -> Status { return {}; }));
  if (!changed) return gate::Refuse<Letter>(std::move(changed).error());
  return Letter{.title = title,
                .text = std::move(text),
                .pdf = std::move(pdf),
                .docx = std::move(docx),
                .needs = going.needs,
                .changed = *std::move(changed)};
}

}  // namespace almoner::rights

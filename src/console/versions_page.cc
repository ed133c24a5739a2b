// The versions of the notice: what the check finds, what a draft changes, who signs, what is in
// force. Everybody on the staff may look; who may sign or publish the notice itself says.
#include <fmt/format.h>

#include <algorithm>

#include "app/examine.h"
#include "console/office.h"
#include "web/caller.h"
#include "web/listing.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

using versions::State;

Tag TagOf(State state) {
  switch (state) {
    case State::kDraft:
      return {.colour = "grey", .text = "Draft"};
    case State::kChecked:
      return {.colour = "blue", .text = "Checked"};
    case State::kApproved:
      return {.colour = "yellow", .text = "Approved"};
    case State::kInForce:
      return {.colour = "green", .text = "In force"};
    case State::kSuperseded:
      return {.colour = "grey", .text = "Superseded"};
  }
  std::unreachable();
}

std::string AddressOf(const versions::Standing& standing, std::string_view page = {}) {
  std::string address = "/notice/manage/" + standing.version.hash;
  if (!page.empty()) address.append("/").append(page);
  return address;
}

bool Open(const versions::Standing& standing) {
  return standing.state != State::kInForce && standing.state != State::kSuperseded;
}

std::string SpanInWords(const versions::Standing& standing) {
  std::string text = "Added on " + ToWords(LondonDate(standing.version.added)) + ".";
  if (standing.from) text += " In force since " + ToWords(LondonDate(*standing.from));
  if (standing.from && standing.until) text += " until " + ToWords(LondonDate(*standing.until));
  return standing.from ? text + "." : text;
}

Item ItemOf(const app::Edition& edition) {
  const versions::Standing& standing = edition.standing;
  Item item{.title = "Version " + standing.version.name,
            .href = AddressOf(standing),
            .aside = standing.version.hash.substr(0, 12),
            .tag = TagOf(standing.state),
            .lines = {SpanInWords(standing)}};
  if (Open(standing) && !standing.unsigned_steps.empty())
    item.lines.push_back("Not yet signed: " + Listed(standing.unsigned_steps) + ".");
  if (edition.review)
    item.lines.push_back(fmt::format("Its review {} {}.",
                                     edition.review->overdue ? "was due on" : "is due on",
                                     ToWords(edition.review->due)));
  return item;
}

Result<Part> SignaturesPart(const Site& site, const app::Examined& version) {
  Part part{.heading = "Approval", .empty = "This version asks for no approval."};
  for (const app::Signature& one : version.signatures) {
    Item item{.title = one.role,
              .aside = "step " + one.step,
              .tag = one.at ? Tag{.colour = "green", .text = "Signed"}
                            : Tag{.colour = "grey", .text = "Not signed"},
              .lines = {Capital(one.kind) + "."}};
    if (one.at)
      item.lines.push_back(MomentInWords(*one.at) +
                           (one.by ? ", " + TRY(NameOf(site, *one.by)) : "") +
                           (one.note.empty() ? "" : ": " + one.note));
    if (!one.at && Open(version.standing))
      item.links.push_back(
          {.href = AddressOf(version.standing, "sign/" + one.step), .text = "Sign this step"});
    part.items.push_back(std::move(item));
  }
  return part;
}

Part ChangesPart(const app::Examined& version) {
  Part part{.heading = "What it changes",
            .says =
                "Against the version in force. Whom a change concerns is told, or asked again, "
                "before it holds for what they gave before.",
            .empty = "Nothing that concerns anybody."};
  for (const notice::Change& change : version.changes)
    part.items.push_back(
        {.title = change.what,
         .tag = change.need == notice::Need::kAsk    ? Tag{.colour = "red", .text = "Ask again"}
                : change.need == notice::Need::kTell ? Tag{.colour = "yellow", .text = "Tell"}
                                                     : Tag{.colour = "grey", .text = "Wording"},
         .lines = change.people.empty()
                      ? std::vector<std::string>()
                      : std::vector<std::string>{"Whom: " + Listed(change.people) + "."}});
  return part;
}

std::string_view ColourOf(law::Weight weight) {
  switch (weight) {
    case law::Weight::kUnlawful:
      return "red";
    case law::Weight::kMissing:
      return "yellow";
    case law::Weight::kQuality:
      return "blue";
  }
  std::unreachable();
}

Part FindingsPart(const app::Examined& version) {
  Part part{.heading = "What the check found", .empty = "Nothing."};
  for (const notice::Finding& error : version.errors)
    part.items.push_back({.title = error.what,
                          .tag = Tag{.colour = "red", .text = "Cannot be read"},
                          .lines = {fmt::format("Line {}. {}", error.at.line, error.remedy)}});
  for (const notice::Fault& fault : version.faults)
    part.items.push_back(
        {.title = fault.what,
         .tag = Tag{.colour = ColourOf(fault.weight), .text = Capital(law::Name(fault.weight))},
         .lines = {fmt::format("Line {}{}. {}.", fault.at.line,
                               fault.clause.empty() ? "" : ", clause " + fault.clause, fault.law),
                   "Whom it harms: " + fault.harms, "Instead: " + fault.remedy}});
  return part;
}

std::string DoneInWords(std::string_view done) {
  if (done == "added") return "The draft is here, and was checked.";
  if (done == "signed") return "The step is recorded.";
  if (done == "published") return "This version is in force.";
  return "";
}

}  // namespace

Result<http::Response> ShowVersions(Site& site, const http::Request& request,
                                    const Caller& caller) {
  ListPage page{.heading = "Versions of the notice",
                .says = {"The notice is what decides here. One version is in force at a time."},
                .csv = "/notice/manage/csv"};
  if (request.query("reviewed")) page.done = "The review is recorded.";
  if (Has(site, caller, "administer"))
    page.buttons.push_back({.href = "/notice/manage/new", .text = "Add a draft"});
  if (Has(site, caller, "rights"))
    page.buttons.push_back({.href = "/notice/manage/review", .text = "Record a review"});
  Part part;
  const auto editions = TRY(app::Editions(site.app));
  for (auto edition = editions.rbegin(); edition != editions.rend(); ++edition)
    part.items.push_back(ItemOf(*edition));
  part.links = {{.href = "/", .text = "Read the notice in force"},
                {.href = "/promises", .text = "What it promises, and whether we keep it"}};
  if (!Has(site, caller, "rights") && !Has(site, caller, "audit")) part.links.pop_back();
  page.parts.push_back(std::move(part));
  return ShowList(site, caller, page);
}

Result<http::Response> ShowVersion(Site& site, const http::Request& request, const Caller& caller) {
  const app::Examined version =
      TRY(app::ExamineVersion(site.app, request.param("hash").value_or("")));
  const versions::Standing& standing = version.standing;
  ListPage page{.heading = "A version of the notice",
                .back = "/notice/manage",
                .back_text = "All versions",
                .done = DoneInWords(request.query("done").value_or(""))};
  if (Open(standing) && Has(site, caller, "administer"))
    page.buttons = {{.href = AddressOf(standing, "publish"), .text = "Put it in force"}};
  page.parts.push_back({.facts = {{"Version", standing.version.name},
                                  {"State", TagOf(standing.state).text},
                                  {"When", SpanInWords(standing)},
                                  {"Fingerprint", standing.version.hash}}});
  page.parts.push_back(TRY(SignaturesPart(site, version)));
  if (standing.state != State::kInForce) page.parts.push_back(ChangesPart(version));
  page.parts.push_back(FindingsPart(version));
  return ShowList(site, caller, page);
}

Made MakeDraft(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  FormPage form{.heading = "Add a draft",
                .back = "/notice/manage",
                .back_text = "All versions",
                .action = "/notice/manage/new",
                .button = "Check it and add it",
                .says = {"It decides nothing until it is signed and put in force."},
                .tab = Tab::kMore};
  form.questions = {{.kind = Kind::kWords,
                     .name = "text",
                     .label = "The notice",
                     .missing = "Paste the text of the notice’s file",
                     .hint = "The whole file, as docs/formats/notice.md describes it."}};
  return Deed{.form = std::move(form),
              .check =
                  [&site](const Answers& answers) {
                    std::vector<FieldProblem> problems;
                    const auto report = app::CheckText(site.app, answers.Text("text"));
                    if (!report) return problems;  // adding it says why
                    for (const notice::Finding& error : report->errors)
                      if (problems.size() < 20)
                        problems.push_back({.field = "text",
                                            .text = fmt::format("Line {}: {} {}", error.at.line,
                                                                error.what, error.remedy)});
                    return problems;
                  },
              .act = [&site, &caller](const Answers& answers) -> gate::Outcome<std::string> {
                const app::Added added =
                    TRY(app::AddVersion(site.app, caller.staff, answers.Text("text")));
                return "/notice/manage/" + added.hash + "?done=added";
              }};
}

Made MakeSignature(Site& site, const http::Request& request, const Caller& caller) {
  const std::string hash = request.param("hash").value_or("");
  const std::string step = request.param("step").value_or("");
  const app::Examined version = TRY(app::ExamineVersion(site.app, hash));
  const auto one = std::ranges::find(version.signatures, step, &app::Signature::step);
  if (one == version.signatures.end())
    return Fail(Code::kNotFound, "This version's approval has no such step.");
  FormPage form{.heading = "Sign a step of its approval",
                .back = AddressOf(version.standing),
                .back_text = "The version",
                .action = AddressOf(version.standing, "sign/" + step),
                .button = "Sign it",
                .says = {"You sign the version with this fingerprint, as you have read it. Nobody "
                         "takes two steps of one approval."},
                .shows = {{"Version", version.standing.version.name},
                          {"Fingerprint", hash},
                          {"Step", Capital(one->kind)},
                          {"Of", one->role}},
                .tab = Tab::kMore};
  form.questions = {{.name = "reference",
                     .label = "Where it is on paper (optional)",
                     .hint = "Such as a minute of a meeting."}};
  form.closed = one->at.has_value() || !Open(version.standing);
  if (form.closed) form.says = {"This step is recorded already, or the version is past it."};
  return Deed{
      .form = std::move(form),
      .act = [&site, &caller, hash, step](const Answers& answers) -> gate::Outcome<std::string> {
        TRY(app::SignVersion(site.app, caller.staff, hash, step, answers.Text("reference")));
        return "/notice/manage/" + hash + "?done=signed";
      }};
}

Made MakePublication(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  const app::Examined version =
      TRY(app::ExamineVersion(site.app, request.param("hash").value_or("")));
  FormPage form{.heading = "Put it in force",
                .back = AddressOf(version.standing),
                .back_text = "The version",
                .action = AddressOf(version.standing, "publish"),
                .button = "Put it in force now",
                .says = {"From now on every reading, writing and deletion is decided by it."},
                .shows = {{"Version", version.standing.version.name},
                          {"Instead of", site.app.notice().version}},
                .tab = Tab::kMore};
  for (const notice::Change& change : version.changes)
    if (change.need != notice::Need::kNothing)
      form.shows.emplace_back(change.need == notice::Need::kAsk ? "Ask again" : "Tell",
                              change.what);
  form.closed = !Open(version.standing);
  if (form.closed) form.says = {"It is in force, or was: a version comes into force once."};
  return Deed{.form = std::move(form),
              .act = [&site, &caller, hash = version.standing.version.hash](
                         const Answers&) -> gate::Outcome<std::string> {
                TRY(app::PublishVersion(site.app, caller.staff, hash));
                return "/notice/manage/" + hash + "?done=published";
              }};
}

Made MakeReview(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "rights")) return Instead(ShowNotTheirs(site, request, caller, "rights"));
  FormPage form{.heading = "Record a review",
                .back = "/notice/manage",
                .back_text = "All versions",
                .action = "/notice/manage/review",
                .button = "Record the review",
                .says = {"That the notice in force was looked at as a whole."},
                .tab = Tab::kMore};
  form.questions = {{.name = "outcome",
                     .label = "What came of it?",
                     .missing = "Say what came of it",
                     .hint = "A sentence, 200 letters at most."}};
  return Deed{.form = std::move(form),
              .act = [&site, &caller](const Answers& answers) -> gate::Outcome<std::string> {
                TRY(app::RecordReview(site.app, caller.staff, answers.Text("outcome")));
                return "/notice/manage?reviewed=1";
              }};
}

}  // namespace almoner::web::console

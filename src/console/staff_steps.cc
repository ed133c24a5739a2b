// What is done with an account: each a form of its own.
#include <algorithm>

#include "app/staffing.h"
#include "console/office.h"
#include "console/staff_words.h"
#include "console/today.h"
#include "web/words.h"

namespace almoner::web::console {
namespace {

// For whoever administers, of the account that the address names.
FormPage FormFor(const StaffId& staff, std::string_view page, std::string_view heading,
                 std::string_view button) {
  return {.heading = heading,
          .back = "/staff/" + staff.text(),
          .back_text = "The colleague",
          .action = "/staff/" + staff.text() + "/" + std::string(page),
          .button = button,
          .tab = Tab::kMore};
}

std::string BackTo(const StaffId& staff, std::string_view done) {
  return "/staff/" + staff.text() + "?done=" + std::string(done);
}

gate::Outcome<std::string> Went(Result<EntryId> entry, std::string address) {
  TRY(std::move(entry));
  return address;
}

constexpr std::string_view kPerson = "person";

std::vector<Option> TargetOptions(const notice::Notice& notice) {
  std::vector<Option> options{{.value = std::string(kPerson), .text = "A person, by their number"}};
  for (const notice::Service& service : notice.services)
    options.push_back({.value = "service:" + service.id, .text = "Service: " + service.name});
  for (const auto& place : notice.more.sites)
    options.push_back({.value = "site:" + place.id, .text = "Site: " + place.name});
  return options;
}

Question PersonNumber(std::string missing) {
  return {.kind = Kind::kLine,
          .name = "number",
          .label = "The number of the person’s record",
          .missing = std::move(missing),
          .hint = "The last part of the address of their page. You may paste the whole address."};
}

std::vector<FieldProblem> NoPerson() {
  return {{.field = "number",
           .text = "Enter the number of the person’s record: 32 letters and digits"}};
}

Result<staff::Assignment> AssignmentFrom(const StaffId& staff, const Answers& answers) {
  staff::Assignment made{.staff = staff};
  const std::string what = answers.Text("what");
  if (what == kPerson) {
    const auto person = PersonIn(answers.Text("number"));
    if (!person) return Fail(Code::kInvalid, "Enter the number of the person's record.");
    made.target.assign(person->bytes().begin(), person->bytes().end());
    return made;
  }
  const std::size_t colon = what.find(':');
  made.kind =
      what.starts_with("site") ? staff::AssignmentKind::kSite : staff::AssignmentKind::kService;
  made.target = ToBytes(what.substr(colon + 1));
  return made;
}

// One that they have now, from the address; kNotFound for any other.
Result<staff::Assignment> AssignmentIn(Site& site, const http::Request& request,
                                       const Caller& caller, const StaffId& staff) {
  const std::string name = request.param("kind").value_or("");
  auto target = FromHex(request.param("target").value_or(""));
  const app::Colleague one = TRY(app::ReadColleague(site.app, caller.staff, staff));
  for (const staff::Assignment& held : one.assigned)
    if (target && staff::Name(held.kind) == name && held.target == *target) return held;
  return Fail(Code::kNotFound, "There is no such assignment.");
}

}  // namespace

Made MakeRoleGift(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  const StaffId staff = TRY(ColleagueOf(site, request));
  FormPage form = FormFor(staff, "role", "Give a role", "Give the role");
  form.questions = {{.kind = Kind::kOneOf,
                     .name = "role",
                     .label = "Which role?",
                     .missing = "Choose a role",
                     .options = RoleOptions(site.app.notice())},
                    {.kind = Kind::kDate,
                     .name = "until",
                     .label = "Until when? (optional)",
                     .hint = "To the end of that day. Leave it empty where no end is known."}};
  const Date today = LondonDate(site.app.clock().Now());
  return Deed{.form = std::move(form),
              .check = [today](const Answers& answers) -> std::vector<FieldProblem> {
                const auto until = answers.Day("until");
                if (!until || sys_days(*until) >= sys_days(today)) return {};
                return {{.field = "until-day", .text = "The last day must not be in the past"}};
              },
              .act =
                  [&site, &caller, staff](const Answers& answers) {
                    const auto until = answers.Day("until");
                    return Went(app::GiveRole(site.app, caller.staff, staff, answers.Text("role"),
                                              until ? std::optional(EndOf(*until)) : std::nullopt),
                                BackTo(staff, "role"));
                  }};
}

Made MakeRoleTaking(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  const StaffId staff = TRY(ColleagueOf(site, request));
  const std::string role = request.param("role").value_or("");
  FormPage form = FormFor(staff, "roles/" + role, "Take a role away", "Take it away");
  form.shows = {{"Role", RoleInWords(site.app.notice(), role)}};
  form.says = {"It ends now. That they had it stays on record."};
  return Deed{.form = std::move(form), .act = [&site, &caller, staff, role](const Answers&) {
                return Went(app::TakeRole(site.app, caller.staff, staff, role),
                            BackTo(staff, "taken"));
              }};
}

Made MakeAssignment(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  const StaffId staff = TRY(ColleagueOf(site, request));
  FormPage form = FormFor(staff, "assign", "Assign them", "Assign");
  form.says = {
      "Whoever is assigned to a person, or to a service or site that the person uses, may "
      "see of them what our notice gives their role."};
  form.questions = {{.kind = Kind::kOneOf,
                     .name = "what",
                     .label = "To what?",
                     .missing = "Choose to what they are assigned",
                     .options = TargetOptions(site.app.notice())},
                    PersonNumber("")};
  return Deed{.form = std::move(form),
              .check = [](const Answers& answers) -> std::vector<FieldProblem> {
                if (answers.Text("what") != kPerson || PersonIn(answers.Text("number"))) return {};
                return NoPerson();
              },
              .act = [&site, &caller, staff](const Answers& answers) -> gate::Outcome<std::string> {
                return Went(
                    app::AssignStaff(site.app, caller.staff, TRY(AssignmentFrom(staff, answers))),
                    BackTo(staff, "assigned"));
              }};
}

Made MakeUnassignment(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  const StaffId staff = TRY(ColleagueOf(site, request));
  const staff::Assignment assignment = TRY(AssignmentIn(site, request, caller, staff));
  FormPage form = FormFor(
      staff,
      "assigned/" + std::string(staff::Name(assignment.kind)) + "/" + ToHex(assignment.target),
      "End the assignment", "End it");
  form.shows = {{"Assigned to", TargetInWords(site.app.notice(), assignment)}};
  return Deed{.form = std::move(form), .act = [&site, &caller, assignment](const Answers&) {
                return Went(app::UnassignStaff(site.app, caller.staff, assignment),
                            BackTo(assignment.staff, "unassigned"));
              }};
}

Made MakeClosing(Site& site, const http::Request& request, const Caller& caller) {
  using enum staff::Closed;
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  const StaffId staff = TRY(ColleagueOf(site, request));
  FormPage form =
      FormFor(staff, "close", "Close somebody’s record to them", "Close the record to them");
  form.says = {"Whatever their role, they do not see that record any more."};
  form.questions = {
      PersonNumber("Enter the number of the person’s record"),
      {.kind = Kind::kOneOf,
       .name = "because",
       .label = "Why?",
       .missing = "Choose why",
       .options = {{.value = std::string(staff::Name(kSelf)), .text = "It is their own record"},
                   {.value = std::string(staff::Name(kRelative)), .text = "It is a relative’s"},
                   {.value = std::string(staff::Name(kConflict)),
                    .text = "There is another conflict of interest"}}}};
  return Deed{.form = std::move(form),
              .check = [](const Answers& answers) -> std::vector<FieldProblem> {
                if (PersonIn(answers.Text("number"))) return {};
                return NoPerson();
              },
              .act = [&site, &caller, staff](const Answers& answers) -> gate::Outcome<std::string> {
                const std::string because = answers.Text("because");
                for (const auto kind : {kSelf, kRelative, kConflict})
                  if (staff::Name(kind) == because)
                    return Went(app::CloseRecordTo(site.app, caller.staff, staff,
                                                   *PersonIn(answers.Text("number")), kind),
                                BackTo(staff, "closed"));
                return Fail(Code::kInvalid, "Choose why the record is closed to them.");
              }};
}

Made MakeEnd(Site& site, const http::Request& request, const Caller& caller) {
  if (!Has(site, caller, "administer"))
    return Instead(ShowNotTheirs(site, request, caller, "administer"));
  const StaffId staff = TRY(ColleagueOf(site, request));
  FormPage form = FormFor(staff, "end", "They leave: end the account", "End the account now");
  form.says = {
      "Roles, assignments and sessions end now. What they did stays on record. It cannot be "
      "undone: one who comes back gets a new account."};
  return Deed{.form = std::move(form), .act = [&site, &caller, staff](const Answers&) {
                return Went(app::EndStaff(site.app, caller.staff, staff), "/staff?ended=1");
              }};
}

}  // namespace almoner::web::console

#include <fmt/format.h>

#include <algorithm>

#include "app/staffing.h"
#include "cli/command.h"
#include "cli/training.h"

namespace almoner::cli {
namespace {

struct StaffOptions {
  std::string staff;  // the account, or the person who is enrolled
  std::string kind = "caseload", target, relation;
  std::vector<std::string> roles;
};

// {"name": "…", "login": "…", "os-user": "…"} on standard input.
Result<int> AddColleague(Shell& shell, app::App& app, const StaffOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  staff::Profile profile;
  for (vault::FieldValue& field : TRY(shell.FieldsFromInput())) {
    if (field.field == "name")
      profile.name = std::move(field.value);
    else if (field.field == "login")
      profile.login = std::move(field.value);
    else if (field.field == "os-user")
      profile.os_user = std::move(field.value);
    else
      return almoner::Fail(Code::kInvalid, "A staff account has name, login and os-user.");
  }
  const app::Invited made = TRY(app::InviteStaff(app, actor, profile, o.roles));
  return shell.Print(fmt::format("Account {}\nFirst password, shown only now: {}",
                                 made.staff.text(), made.password.text()),
                     {{"staff", made.staff.text()}, {"password", made.password.text()}},
                     "almoner.staff.added/1");
}

// One account: a line of text, and JSON.
Result<json::object> DescribeColleague(const keys::Change& change, const notice::Notice& notice,
                                       const StaffId& id, std::string& line) {
  const staff::Profile profile = TRY(staff::OpenProfile(change.tx, change.keys, id));
  const auto roles = TRY(staff::RolesOf(change.tx, change.keys, notice, id, change.now));
  json::array names;
  std::string words;
  for (std::size_t i = 0; i < notice.roles.size(); ++i) {
    if (!roles[i]) continue;
    names.emplace_back(notice.roles[i].id);
    words.append(words.empty() ? "" : ", ").append(notice.roles[i].id);
  }
  line = fmt::format("{}  {}  {}  ({})\n", id.text(), profile.login.Expose(), profile.name.Expose(),
                     words);
  return json::object{{"staff", id.text()},
                      {"login", profile.login.Expose()},
                      {"name", profile.name.Expose()},
                      {"roles", std::move(names)}};
}

Result<int> ListStaff(Shell& shell, app::App& app) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  json::array list;
  std::string text;
  TRY(app::Administer(app, actor, "staff.listed", [&](const keys::Change& change) -> Status {
    list.clear();
    text.clear();
    for (const StaffId& id : TRY(staff::List(change.tx))) {
      std::string line;
      list.push_back(TRY(DescribeColleague(change, app.notice(), id, line)));
      text += line;
    }
    change.entry.counts["shown"] = std::ssize(list);
    return {};
  }));
  return shell.Print(text, {{"staff", std::move(list)}}, "almoner.staff/1");
}

int PrintDone(Shell& shell, const EntryId& entry) {
  return shell.Print("Done.", {{"entry", entry.text()}}, "almoner.changed/1");
}

Result<staff::AssignmentKind> PlaceKind(const app::App& app, const StaffOptions& o) {
  if (o.kind == "site") return staff::AssignmentKind::kSite;
  if (!app.notice().FindService(o.target))
    return almoner::Fail(Code::kInvalid, "The notice has no such service.");
  return staff::AssignmentKind::kService;
}

Result<staff::Assignment> AssignmentOf(const app::App& app, const StaffOptions& o) {
  staff::Assignment assignment{.staff = TRY(StaffId::Parse(o.staff))};
  if (o.kind == "caseload") {
    assignment.target = ToBytes(AsText(TRY(SubjectId::Parse(o.target)).bytes()));
    return assignment;
  }
  assignment.kind = TRY(PlaceKind(app, o));
  assignment.target = ToBytes(o.target);
  return assignment;
}

Result<int> Assign(Shell& shell, app::App& app, const StaffOptions& o) {
  const staff::Assignment assignment = TRY(AssignmentOf(app, o));
  return PrintDone(shell,
                   TRY(app::AssignStaff(app, TRY(shell.ActorWith("administer")), assignment)));
}

Result<int> Unassign(Shell& shell, app::App& app, const StaffOptions& o) {
  const staff::Assignment was = TRY(AssignmentOf(app, o));
  return PrintDone(shell, TRY(app::UnassignStaff(app, TRY(shell.ActorWith("administer")), was)));
}

Result<int> GiveRole(Shell& shell, app::App& app, const StaffOptions& o) {
  const StaffId staff = TRY(StaffId::Parse(o.staff));
  return PrintDone(shell, TRY(app::GiveRole(app, TRY(shell.ActorWith("administer")), staff,
                                            o.target, std::nullopt)));
}

Result<int> TakeRole(Shell& shell, app::App& app, const StaffOptions& o) {
  const StaffId staff = TRY(StaffId::Parse(o.staff));
  return PrintDone(shell,
                   TRY(app::TakeRole(app, TRY(shell.ActorWith("administer")), staff, o.target)));
}

// A new first password, for one who forgot theirs or whose account someone else may have used.
Result<int> Password(Shell& shell, app::App& app, const StaffOptions& o) {
  const StaffId actor = TRY(shell.ActorWith("administer"));
  const app::Reset reset = TRY(app::ResetPassword(app, actor, TRY(StaffId::Parse(o.staff))));
  return shell.Print(fmt::format("New password, shown only now: {}", reset.password.text()),
                     {{"entry", reset.entry.text()}, {"password", reset.password.text()}},
                     "almoner.staff.password/1");
}

Result<int> Enrol(Shell& shell, app::App& app, const StaffOptions& o, bool leaves) {
  const SubjectId subject = TRY(SubjectId::Parse(o.staff));
  const staff::AssignmentKind kind = TRY(PlaceKind(app, o));
  const StaffId actor = TRY(shell.Actor());
  auto outcome = app.gate().Act({.actor = actor,
                                 .purpose = shell.purpose,
                                 .subjects = {subject},
                                 .action = gate::Action::kAttend},
                                leaves ? Literal("person.left") : Literal("person.enrolled"),
                                [&](const gate::Change& change) {
                                  return leaves ? staff::Leave(change, subject, kind, o.target)
                                                : staff::Enrol(change, subject, kind, o.target);
                                });
  return Answer(shell, std::move(outcome), [&](const gate::Changed& changed) {
    return shell.Print(leaves ? "Left." : "Enrolled.", {{"entry", changed.entry.text()}},
                       "almoner.changed/1");
  });
}

Result<int> Close(Shell& shell, app::App& app, const StaffOptions& o) {
  const StaffId staff = TRY(StaffId::Parse(o.staff));
  const SubjectId subject = TRY(SubjectId::Parse(o.target));
  for (const staff::Closed kind :
       {staff::Closed::kSelf, staff::Closed::kRelative, staff::Closed::kConflict})
    if (staff::Name(kind) == o.relation)
      return PrintDone(shell, TRY(app::CloseRecordTo(app, TRY(shell.ActorWith("administer")), staff,
                                                     subject, kind)));
  return almoner::Fail(Code::kInvalid, "A record is closed for self, relative or conflict.");
}

}  // namespace

void AddStaff(Shell& shell) {
  const auto o = std::make_shared<StaffOptions>();
  CLI::App* const staff = Noun(shell, "staff", "Staff accounts, roles and assignments");
  Command(shell, staff, "add",
          "Add an account; name, login and os-user come as JSON on standard input",
          [&shell, o](app::App& app) { return AddColleague(shell, app, *o); })
      ->add_option("--role", o->roles, "A role of the notice; may be given several times");
  Command(shell, staff, "list", "All accounts in office",
          [&shell](app::App& app) { return ListStaff(shell, app); });
  const auto on = [&](const char* verb, const char* help, const char* target, auto run) {
    CLI::App* const command = Command(
        shell, staff, verb, help, [&shell, o, run](app::App& app) { return run(shell, app, *o); });
    command->add_option("staff", o->staff, "The account's id")->required();
    if (target != nullptr) command->add_option("target", o->target, target)->required();
    return command;
  };
  constexpr const char* kTarget = "A person's id, or a service's or site's name";
  for (CLI::App* const command :
       {on("assign", "Assign to a person, a service or a site", kTarget, Assign),
        on("unassign", "End an assignment", kTarget, Unassign)})
    command->add_option("--kind", o->kind, "caseload, service or site")
        ->check(CLI::IsMember({"caseload", "service", "site"}));
  on("give-role", "Give a role of the notice", "The role's id", GiveRole);
  on("take-role", "Take a role away", "The role's id", TakeRole);
  on("password", "Set a new password, which is printed; sessions end", nullptr, Password);
  on("close-record", "Close a person's record to an account", "The person's id", Close)
      ->add_option("--because", o->relation, "self, relative or conflict")
      ->required();
  on("take-factors", "Take away the second factors of one who lost theirs; sessions end", nullptr,
     [](Shell& with, app::App& app, const StaffOptions& options) -> Result<int> {
       const StaffId id = TRY(StaffId::Parse(options.staff));
       return PrintDone(with, TRY(app::TakeFactors(app, TRY(with.ActorWith("administer")), id)));
     });
  on("end", "A leaver: roles, assignments and sessions end now", nullptr,
     [](Shell& with, app::App& app, const StaffOptions& options) -> Result<int> {
       const StaffId id = TRY(StaffId::Parse(options.staff));
       return PrintDone(with, TRY(app::EndStaff(app, TRY(with.ActorWith("administer")), id)));
     });
  AddTraining(shell, staff);
}

void AddEnrolment(Shell& shell, CLI::App* subject) {
  const auto o = std::make_shared<StaffOptions>();
  o->kind = "service";
  const auto place = [&](const char* verb, const char* help, bool leaves) {
    CLI::App* const command =
        Command(shell, subject, verb, help,
                [&shell, o, leaves](app::App& app) { return Enrol(shell, app, *o, leaves); });
    command->add_option("subject", o->staff, "The person's id")->required();
    command->add_option("place", o->target, "A service of the notice, or a site's name")
        ->required();
    command->add_option("--kind", o->kind, "service or site")
        ->check(CLI::IsMember({"service", "site"}));
  };
  place("enrol", "They use a service or a site from now on: who is assigned to it may see them",
        false);
  place("leave", "They do not use it any more", true);
}

}  // namespace almoner::cli

#include <fmt/format.h>

#include "cli/request.h"
#include "rights/offer.h"

namespace almoner::cli {

void AddOffer(CLI::App& command, const std::shared_ptr<RequestOptions>& o) {
  command.add_option("--code-by", o->code_by,
                     "With --to portal: how they are told the code: phone, in-person or post");
  command.add_option("--days", o->days, "With --to portal: how long it waits, 1 to 28; else 14");
}

Result<int> OfferPack(Shell& shell, app::App& app, const RequestOptions& o) {
  if (!o.out.empty() || o.protect)
    return almoner::Fail(Code::kInvalid,
                         "What is fetched from the website is written nowhere else, and opens with "
                         "its own code: leave out --out and --protect.");
  const StaffId actor = TRY(shell.ActorWith("rights"));
  auto outcome = rights::Offer(app.rights(), actor, TRY(StateOf(app, o)),
                               {.code_by = o.code_by, .how = o.how, .days = o.days});
  return Answer(shell, std::move(outcome), [&](const rights::Offered& offered) {
    const std::string path = "/download/" + offered.link.Expose();
    return shell.Print(fmt::format("It waits until {}. Neither of these is shown again.\n"
                                   "  The link, on your website:       {}\n"
                                   "  The code, told in another way:   {}\n",
                                   offered.until.seconds_text(), path, offered.code.Expose()),
                       {{"path", path},
                        {"code", offered.code.Expose()},
                        {"until", offered.until.text()},
                        {"entry", offered.changed.entry.text()}},
                       "almoner.request.offered/1");
  });
}

}  // namespace almoner::cli

// Makes a home with as many fictional people as are asked for, through the same doors as on any
// other day, and prints what whoever measures needs: accounts, keys of the API, people and their
// records.
//
//   fill_home HOME PEOPLE KEYS REQUESTS
#include <sys/stat.h>

#include <atomic>
#include <boost/json.hpp>
#include <iostream>
#include <thread>

#include "app/accounts.h"
#include "app/api_keys.h"
#include "app/demo.h"
#include "base/json.h"
#include "crypto/random.h"
#include "rights/request.h"

namespace almoner {
namespace {

namespace json = boost::json;

constexpr int kThreads = 64;  // who come together share a commit
constexpr std::size_t kShown = 2'000;
constexpr std::string_view kPassword = "harbour lantern quay";

constexpr std::array<std::string_view, 16> kGiven = {
    "Margaret", "Piotr", "Aisha", "Tom",  "Grace", "Ivan", "Mei",   "Olu",
    "Sarah",    "Jamal", "Niamh", "Rhys", "Elena", "Hugh", "Priya", "Callum"};
constexpr std::array<std::string_view, 16> kFamily = {
    "O'Shea", "Kovač", "Banks",  "Marsh", "Rivers", "Fields", "Hale",  "Bell",
    "Stone",  "Frost", "Holder", "Quay",  "Larch",  "Dunne",  "Ferry", "Moss"};

template <class T>
T Must(Result<T> result) {
  if (!result) std::cerr << result.error().Text() << '\n';
  CHECK(result.has_value());
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

template <class T>
T Allowed(gate::Outcome<T> outcome) {
  auto verdict = Must(std::move(outcome));
  if (!verdict) std::cerr << verdict.error().words.what << '\n';
  CHECK(verdict.has_value());
  return *std::move(verdict);
}

class Filling {
 public:
  explicit Filling(const OperatorPath& home) {
    const app::Settings settings{.home = home,
                                 .keys = app::DefaultKeys(home),
                                 .listen = "127.0.0.1:0",
                                 .metrics = "127.0.0.1:0"};
    Must(app::App::Create(settings, app::ExampleNotice(),
                          {.name = Personal(std::string("Robin Hale")),
                           .login = Personal(std::string("robin")),
                           .os_user = Personal(std::string()),
                           .password = SecretBytes::CopyOf(kPassword)},
                          random_, clock_));
    app_ = Must(app::App::Open(home, random_, clock_));
    officer_ = Hire("Ada Banks", "ada", "data-protection-officer");
    receptionist_ = Hire("Lee Marsh", "lee", "receptionist");
    worker_ = Hire("Sam Rivers", "sam", "support-worker");
  }

  // The first ten of everybody's caseload, so that pages about one's own people have some.
  void AddPeople(std::size_t count) {
    constexpr std::size_t kOwn = 10;
    people_.resize(std::min(count, kShown), json::object());
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i)
      threads.emplace_back([&] {
        for (std::size_t k = next++; k < count; k = next++) {
          auto added = k < kOwn ? Add(k, *worker_, "support") : Add(k, *receptionist_, "reception");
          if (k < people_.size())
            people_[k] = {{"person", added.subject.text()}, {"record", added.record.text()}};
          if (k % 10'000 == 9'999) std::cerr << k + 1 << " people\n";
          if (k % 1'000 == 999) Must(app_->Settle());
        }
      });
  }

  void AddRequests(std::size_t count) {
    for (std::size_t k = 0; k < count && k < people_.size(); ++k) {
      const auto subject = SubjectId::Parse(people_[k].at("person").as_string());
      requests_.emplace_back(
          Allowed(rights::Open(app_->rights(), *officer_,
                               {law::Right::kAccess, *subject, LondonDate(clock_.Now()), "letter",
                                Personal(std::string("Please."))}))
              .text());
    }
  }

  void AddKeys(int count) {
    for (int k = 0; k < count; ++k) {
      const Date last = LondonDate(clock_.Now() + std::chrono::days(30));
      const auto made = Must(app::MakeApiKey(*app_, *officer_,
                                             {.name = Personal("Reader " + std::to_string(k)),
                                              .roles = {"receptionist"},
                                              .scopes = {"records:read"},
                                              .purposes = {"reception"},
                                              .last_day = last}));
      keys_.emplace_back(made.text.text());
    }
  }

  json::object Finish() {
    Must(app_->Settle());
    json::array people;
    for (json::object& each : people_) people.push_back(std::move(each));
    return {{"schema", "almoner.bench-home/1"},
            {"login", "ada"},
            {"password", kPassword},
            {"people", std::move(people)},
            {"requests", std::move(requests_)},
            {"keys", std::move(keys_)}};
  }

 private:
  StaffId Hire(std::string name, std::string login, std::string role) {
    const SecretBytes password = SecretBytes::CopyOf(kPassword);
    return Must(app::AddStaff(*app_, std::nullopt,
                              {.name = Personal(std::move(name)),
                               .login = Personal(std::move(login)),
                               .os_user = Personal(std::string())},
                              &password, {std::move(role)}));
  }

  gate::Gate::Added Add(std::size_t k, const StaffId& by, const std::string& purpose) {
    vault::Content content{.source = "self", .event_at = clock_.Now()};
    const auto put = [&](std::string field, std::string value) {
      content.fields.push_back({std::move(field), Personal(std::move(value))});
    };
    // A surname that few share: in words, since a name has no digits.
    std::string family(kFamily[k / kGiven.size() % kFamily.size()]);
    for (std::size_t rest = k / (kGiven.size() * kFamily.size()); rest != 0; rest /= 16)
      family += "-" + std::string(kFamily[rest % 16]);
    put("name", std::string(kGiven[k % kGiven.size()]) + " " + family);
    put("address", std::to_string(k % 200 + 1) + " Harbour Row, Portwick");
    put("postcode", "PW1 4ZZ");
    put("phone", "01632 960017");
    return Allowed(app_->gate().AddPerson(
        {.actor = by, .purpose = purpose},
        {.kind = "service-user", .category = "contact-details", .content = std::move(content)}));
  }

  crypto::SystemRandom random_;
  SystemClock clock_;
  std::unique_ptr<app::App> app_;
  std::optional<StaffId> officer_, receptionist_, worker_;
  std::vector<json::object> people_;
  json::array requests_;
  json::array keys_;
};

int Run(const std::vector<std::string>& args) {
  if (args.size() != 4) {
    std::cerr << "usage: fill_home HOME PEOPLE KEYS REQUESTS\n";
    return 2;
  }
  ::umask(0077);
  Filling filling{OperatorPath(args[0])};
  filling.AddPeople(std::stoul(args[1]));
  filling.AddKeys(std::stoi(args[2]));
  filling.AddRequests(std::stoul(args[3]));
  std::cout << ToText(filling.Finish()) << '\n';
  return 0;
}

}  // namespace
}  // namespace almoner

int main(int argc, char** argv) { return almoner::Run({argv + 1, argv + argc}); }

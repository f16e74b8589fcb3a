// Shares resources among flows by SimGrid (3.32): what lib/simulate/sharing/max-min.ts is compared with.
//
// Standard input, numbers apart by white space: how many instances; for each of them resources and flows, the capacities, and for
// each flow weight, ceiling (0: none), number of uses, and resource and amount (a whole number) of each use.
// Standard output, for each instance: milliseconds on a processor to build the platform, and to start all flows and share once; then
// the rates, one a line.
//
// A flow is a communication between two hosts. Its rate is read as the bytes that it moves in one simulated second, in which
// nothing begins or ends. SimGrid shares a link by 1 / latency of the route, so that the flow's own link has the latency 1 / weight;
// a route that has a link n times takes n times as much of it. The ceiling is the bandwidth of the own link: a rate that is set on a
// communication between hosts without actors has no effect in 3.32.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <simgrid/s4u.hpp>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>
#include <xbt/log.h>

namespace s4u = simgrid::s4u;

namespace {

struct Use {
  int resource;
  int amount;
};

struct Flow {
  double weight;
  double ceiling;
  std::vector<Use> uses;
};

struct Instance {
  std::vector<double> capacity;
  std::vector<Flow> flows;
};

// Latency of a flow of weight 1. All are over long before the first reading.
constexpr double LATENCY_SECONDS = 1e-3;
constexpr double FIRST_READING_SECONDS = 1;
constexpr double SECOND_READING_SECONDS = 2;
// More than any flow moves, and few enough that a double tells apart what a slow one does.
constexpr uint64_t BYTES = 1'000'000'000'000;
// Stands for no ceiling: no instance has capacities of that size.
constexpr double UNLIMITED = 1e15;

template <class T> T read()
{
  T value;
  const int found = std::is_same_v<T, int> ? std::scanf("%d", reinterpret_cast<int*>(&value))
                                           : std::scanf("%lf", reinterpret_cast<double*>(&value));
  if (found != 1) {
    std::fputs("the input ends too early, or has something else than a number\n", stderr);
    std::exit(2);
  }
  return value;
}

Instance read_instance()
{
  Instance instance;
  instance.capacity.resize(read<int>());
  instance.flows.resize(read<int>());
  for (double& capacity : instance.capacity)
    capacity = read<double>();
  for (Flow& flow : instance.flows) {
    flow.weight  = read<double>();
    flow.ceiling = read<double>();
    flow.uses.resize(read<int>());
    for (Use& use : flow.uses) {
      use.resource = read<int>();
      use.amount   = read<int>();
    }
  }
  return instance;
}

double processor_milliseconds()
{
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

void configure()
{
  // Without factors that stand for TCP and without traffic of acknowledgements.
  s4u::Engine::set_config("network/model:CM02");
  s4u::Engine::set_config("network/TCP-gamma:0");
  s4u::Engine::set_config("network/crosstraffic:0");
  // The lazy mode does not bring what remains of a flow up to date where nothing happens to it.
  s4u::Engine::set_config("network/optim:Full");
  s4u::Engine::set_config("maxmin/precision:1e-12");
}

using Ends = std::pair<s4u::Host*, s4u::Host*>;

// As few hosts as have an ordered pair for each flow: the table of routes grows with their square.
std::vector<Ends> build_platform(const Instance& instance)
{
  s4u::NetZone* zone = s4u::create_full_zone("all");
  std::vector<s4u::Link*> resources;
  for (const double capacity : instance.capacity)
    resources.push_back(zone->create_link("resource" + std::to_string(resources.size()), capacity)->set_latency(0));
  std::vector<s4u::Host*> hosts;
  while (hosts.size() < 2 || hosts.size() * (hosts.size() - 1) < instance.flows.size())
    hosts.push_back(zone->create_host("host" + std::to_string(hosts.size()), 1));
  std::vector<Ends> ends;
  for (s4u::Host* from : hosts) {
    for (s4u::Host* to : hosts) {
      if (from == to || ends.size() == instance.flows.size())
        continue;
      const Flow& flow = instance.flows[ends.size()];
      s4u::Link* own   = zone->create_link("flow" + std::to_string(ends.size()), flow.ceiling > 0 ? flow.ceiling : UNLIMITED);
      own->set_latency(LATENCY_SECONDS / flow.weight);
      std::vector<s4u::LinkInRoute> route{s4u::LinkInRoute(own)};
      for (const Use& use : flow.uses)
        route.insert(route.end(), use.amount, s4u::LinkInRoute(resources[use.resource]));
      zone->add_route(from->get_netpoint(), to->get_netpoint(), nullptr, nullptr, route, false);
      ends.emplace_back(from, to);
    }
  }
  zone->seal();
  return ends;
}

std::vector<double> remaining_of(const std::vector<s4u::CommPtr>& flows)
{
  std::vector<double> remaining;
  for (const s4u::CommPtr& flow : flows)
    remaining.push_back(flow->get_remaining());
  return remaining;
}

// Does not return: SimGrid has one engine in the life of a process, and to take flows and platform apart takes longer than all else.
[[noreturn]] void share(const Instance& instance, int* argc, char** argv)
{
  xbt_log_control_set("root.thres:warning");
  s4u::Engine engine(argc, argv);
  configure();
  const double begin           = processor_milliseconds();
  const std::vector<Ends> ends = build_platform(instance);
  const double built           = processor_milliseconds();
  std::vector<s4u::CommPtr> flows;
  s4u::Actor::create("starts all flows", ends.front().first, [&ends, &flows] {
    for (const auto& [from, to] : ends)
      flows.push_back(s4u::Comm::sendto_async(from, to, BYTES));
    s4u::this_actor::sleep_for(2 * SECOND_READING_SECONDS);
  });
  engine.run_until(FIRST_READING_SECONDS);
  const std::vector<double> first = remaining_of(flows);
  const double shared             = processor_milliseconds();
  engine.run_until(SECOND_READING_SECONDS);
  const std::vector<double> second = remaining_of(flows);
  std::printf("%.6f %.6f\n", built - begin, shared - built);
  for (size_t flow = 0; flow < flows.size(); flow++)
    std::printf("%.17g\n", (first[flow] - second[flow]) / (SECOND_READING_SECONDS - FIRST_READING_SECONDS));
  std::fflush(stdout);
  _exit(0);
}

} // namespace

int main(int argc, char** argv)
{
  for (int left = read<int>(); left > 0; left--) {
    const Instance instance = read_instance();
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0)
      share(instance, &argc, argv);
    int status = 0;
    if (child == -1 || waitpid(child, &status, 0) == -1 || status != 0) {
      std::fprintf(stderr, "SimGrid ended with status %d\n", status);
      return 1;
    }
  }
  return 0;
}

#!/usr/bin/perl
# The program on the emulated host that carries operations out and says how the host is afterwards. It reads one request
# a line, its words apart by `|`, and answers in lines; no text of a request is ever read as shell.
#
#     write|PATH|TEXT                             one write(2) of TEXT (`\0ooo` is a byte) to a file that is there
#     ip|PF|WORD...                               ip link set dev NETDEV-OF-PF WORD...; or a netdev by its name
#     links                                       all netdevs in JSON
#     virt-mgmt|PF|CONTROLLER|ACTION|RESOURCE|COUNT   as nvme virt-mgmt on the controller of a PF
#     attach-ns|PF|NSID|CONTROLLER                as nvme attach-ns, and so detach-ns
#     run|WORD...                                 any other command
#     carrier|PF|SECONDS                          wait until the port has carrier, and has it still three seconds later
#     rest                                        wait until drivers that start in the background have come to an end
#     pfs|PF...                                   which PFs to look at
#     observe                                     how the host is; `observe|tools` has nvme-cli say all of the NVMe part
#
# Each answer ends with `= EXIT-CODE`; lines before it are what the command printed, or what an observation has that the
# one before had not (`+ KEY<tab>TEXT`, line feeds as `\n`) and what is gone (`- KEY`).
#
# A program costs 100 ms to start in software emulation, this one a step 10 ms at most: one `ip` serves all requests, and
# NVMe commands are sent as nvme-cli sends them, by ioctl.
use strict;
use warnings;

$ENV{LC_ALL} = 'C';
$ENV{PATH} = '/usr/sbin:/usr/bin:/sbin:/bin';
my $DEVICES = '/sys/bus/pci/devices';
my ($READ, $WRITE) = (0, 1);
my @pfs;
# What the last observation said, by key.
my %told;

# --- files

# First 64 KiB; undef where there is no file or it cannot be read.
sub text_of {
  my ($path) = @_;
  sysopen(my $file, $path, $READ) or return undef;
  my $text = '';
  while (1) {
    my $count = sysread($file, $text, 65536, length $text);
    return undef unless defined $count;
    return $text if $count == 0;
  }
}

# First line of a short file.
sub line_of {
  sysopen(my $file, $_[0], $READ) or return undef;
  sysread($file, my $text, 4096) // return undef;
  my $end = index $text, "\n";
  return $end < 0 ? $text : substr $text, 0, $end;
}

sub entries {
  opendir(my $folder, $_[0]) or return ();
  return sort grep { !/^\./ } readdir $folder;
}

sub link_name {
  my $target = readlink $_[0];
  return undef unless defined $target;
  $target =~ s{.*/}{};
  return $target;
}

sub write_file {
  my ($path, $text) = (@_, '');
  $text =~ s/\\0([0-7]{3})/chr oct $1/ge;
  sysopen(my $file, $path, $WRITE) or return (1, "$!");
  return defined syswrite($file, $text) ? (0) : (1, "$!");
}

sub pause { select undef, undef, undef, $_[0] }

# --- programs

sub run {
  my @words = @_;
  my $pid = open(my $output, '-|') // return (1, "$!");
  if ($pid == 0) {
    open STDERR, '>&', \*STDOUT;
    open STDIN, '<', '/dev/null';
    exec { $words[0] } @words or exit 127;
  }
  my @lines = <$output>;
  close $output;
  chomp @lines;
  return ($? >> 8, @lines);
}

# One `ip` that takes a command a line. It ends by itself at words that it does not like.
my ($ip_input, $ip_output, $ip_pid, $ip_text);

sub start_ip {
  pipe(my $input, $ip_input);
  pipe($ip_output, my $output);
  $ip_text = '';
  $ip_pid = fork;
  return if $ip_pid;
  open STDIN, '<&', $input;
  open STDOUT, '>&', $output;
  open STDERR, '>&', $output;
  exec '/sbin/ip', qw(-j -d -force -batch -) or exit 127;
}

# Next line that ip prints; undef when it has ended.
sub ip_line {
  my $end;
  while (($end = index $ip_text, "\n") < 0) {
    return undef unless sysread($ip_output, $ip_text, 65536, length $ip_text);
  }
  return substr $ip_text, 0, $end + 1, '';
}

# Asks for something that is answered in JSON: the line of it, or undef, and what was said before.
sub ask_ip {
  my ($command) = @_;
  start_ip() unless defined $ip_pid;
  my @said;
  syswrite $ip_input, "$command\n";
  while (defined(my $line = ip_line())) {
    chomp $line;
    return ($line, @said) if $line =~ /^\[/;
    push @said, $line;
  }
  waitpid $ip_pid, 0;
  $ip_pid = undef;
  return (undef, @said);
}

sub netdev_of {
  my ($netdev) = entries("$DEVICES/$_[0]/net");
  return $netdev;
}

sub set_link {
  my ($pf, @words) = @_;
  my $netdev = -e "/sys/class/net/$pf" ? $pf : netdev_of($pf) // return (1, 'Cannot find device');
  # The question after it shows that ip is through with the setting.
  my ($answer, @said) = ask_ip("link set dev $netdev @words\nlink show dev lo");
  my $failed = !defined $answer || grep { /^Command failed/ } @said;
  return ($failed ? 2 : 0, grep { !/^Command failed/ } @said);
}

# --- NVMe

my $ADMIN_COMMAND = 0xc0484e41;
my %OPCODE = (identify => 0x06, 'ns-attachment' => 0x15, 'virt-mgmt' => 0x1c);
my ($PRIMARY_CAPABILITIES, $SECONDARY_LIST, $ATTACHED_CONTROLLERS, $ACTIVE_NAMESPACES) = (0x14, 0x15, 0x12, 0x02);

# Status of a command, 0 being success; undef when the kernel refused it.
sub admin_command {
  my ($controller, $opcode, $nsid, $cdw10, $cdw11, $data) = @_;
  sysopen(my $device, "/dev/$controller", $READ) or return undef;
  my $address = defined $data ? unpack('Q', pack('P', $$data)) : 0;
  my $length = defined $data ? length $$data : 0;
  my $command = pack('CCSLLLQQLLLLLLLLLL', $OPCODE{$opcode}, 0, 0, $nsid, 0, 0, 0, $address, 0, $length,
    $cdw10, $cdw11, 0, 0, 0, 0, 0, 0);
  my $status = ioctl($device, $ADMIN_COMMAND, $command) // return undef;
  return $status + 0;
}

sub identify {
  my ($controller, $what, $nsid) = (@_, 0);
  my $data = "\0" x 4096;
  my $status = admin_command($controller, 'identify', $nsid, $what, 0, \$data);
  return defined $status && $status == 0 ? $data : undef;
}

sub controller_of {
  my ($controller) = grep { /^nvme\d+$/ } entries("$DEVICES/$_[0]/nvme");
  return $controller;
}

# Operation on the controller of a PF: operate(PF, OPCODE, NSID, CDW10, CDW11, DATA)
sub operate {
  my ($pf, @command) = @_;
  my $controller = controller_of($pf) // return (1, 'No such file or directory: no controller');
  my $status = admin_command($controller, @command) // return (1, "$!");
  return $status == 0 ? (0) : (1, sprintf 'NVMe status: (0x%x)', $status);
}

sub virt_mgmt {
  my ($pf, $id, $action, $resource, $count) = @_;
  return operate($pf, 'virt-mgmt', 0, $action | $resource << 8 | $id << 16, $count);
}

sub namespace {
  my ($selection, $pf, $nsid, $id) = @_;
  my $list = pack('SS', 1, $id) . "\0" x 4092;
  return operate($pf, 'ns-attachment', $nsid, $selection, 0, \$list);
}

# The nvme driver starts and resets controllers in the background.
sub rest {
  for (1 .. 1000) {
    my $busy = 0;
    for my $name (grep { /^nvme\d+$/ } entries('/sys/class/nvme')) {
      $busy = 1 if (line_of("/sys/class/nvme/$name/state") // '') =~ /^(new|connecting|resetting|deleting)/;
    }
    return (0) unless $busy;
    pause(0.02);
  }
  return (1, 'an NVMe controller neither starts nor fails');
}

# In the words of nvme-cli.
sub json_of_capabilities {
  my ($data) = @_;
  return '' unless defined $data;
  my %at = (vqfrt => [32, 'L'], vqrfa => [36, 'L'], vqrfap => [40, 'S'], vqfrsm => [44, 'S'], vqgran => [46, 'S'],
    vifrt => [64, 'L'], virfa => [68, 'L'], virfap => [72, 'S'], vifrsm => [76, 'S'], vigran => [78, 'S']);
  return '{' . join(',', map { "\"$_\":" . unpack("x$at{$_}[0]$at{$_}[1]", $data) } sort keys %at) . '}';
}

sub json_of_secondaries {
  my ($data) = @_;
  return '' unless defined $data;
  my @names = map { "\"$_\":" } qw(secondary-controller-identifier primary-controller-identifier
    secondary-controller-state virtual-function-number num-virtual-queues num-virtual-interrupts);
  my @entries;
  for my $n (1 .. unpack('C', $data)) {
    my @values = unpack('SSCx3SSS', substr $data, 32 * $n, 32);
    push @entries, '{' . join(',', map { $names[$_] . $values[$_] } 0 .. $#names) . '}';
  }
  return '{"secondary-controllers":[' . join(',', @entries) . ']}';
}

sub json_of_list {
  my ($name, $key, @ids) = @_;
  return "{\"$name\":[" . join(',', map { "{\"$key\":$_}" } @ids) . ']}';
}

sub json_of_attached {
  my ($data) = @_;
  return '' unless defined $data;
  my ($count) = unpack 'S', $data;
  return json_of_list('ctrl_list', 'ctrl_id', unpack "x2S$count", $data);
}

sub json_of_namespaces {
  my ($data) = @_;
  return defined $data ? json_of_list('nsid_list', 'nsid', grep { $_ != 0 } unpack 'L*', $data) : '';
}

my %TOOL_WORDS = (
  'primary-ctrl-caps' => [], 'list-secondary' => [], 'list-ns' => [], 'list-ctrl-ns1' => ['-n', '1'],
  'id-ctrl' => [], 'list-ns-all' => ['--all'], 'id-ns-ns1' => ['-n', '1', '--force'],
);
my @UNCHANGING = qw(id-ctrl list-ns-all id-ns-ns1);

sub nvme_cli {
  my ($controller, $name) = @_;
  my ($command) = $name =~ /^(.*?)(?:-ns1|-all)?$/;
  my ($code, @lines) = run('nvme', $command, "/dev/$controller", @{ $TOOL_WORDS{$name} }, '-o', 'json');
  return $code == 0 ? join ' ', @lines : '';
}

# Says what the controller of a PF says; what never changes is asked only of one that has just come.
sub observe_controller {
  my ($now, $controller, $tools) = @_;
  my $key = "c:$controller-";
  if ($tools) {
    $now->{"$key$_"} = nvme_cli($controller, $_) for keys %TOOL_WORDS;
    return;
  }
  $now->{"$key$_"} = $told{"$key$_"} // nvme_cli($controller, $_) for @UNCHANGING;
  $now->{"${key}primary-ctrl-caps"} = json_of_capabilities(identify($controller, $PRIMARY_CAPABILITIES));
  $now->{"${key}list-secondary"} = json_of_secondaries(identify($controller, $SECONDARY_LIST));
  $now->{"${key}list-ctrl-ns1"} = json_of_attached(identify($controller, $ATTACHED_CONTROLLERS, 1));
  $now->{"${key}list-ns"} = json_of_namespaces(identify($controller, $ACTIVE_NAMESPACES));
}

# --- observation

my $module_names = '';
my %of_modules;

# Folders of modules change with the list of them alone.
sub observe_modules {
  my ($now) = @_;
  my $names = join ' ', map { /^(\S+)/ ? $1 : () } split /\n/, text_of('/proc/modules') // '';
  if ($names ne $module_names) {
    $module_names = $names;
    %of_modules = ('d:sys/module' => join(' ', entries('/sys/module')));
    $of_modules{'f:proc/modules'} = join '', map { "$_ 0 0 - Live 0x0\n" } split / /, $names;
    for my $module (grep { /^vfio/ } entries('/sys/module')) {
      my $folder = "sys/module/$module/parameters";
      $of_modules{"f:$folder/$_"} = line_of("/$folder/$_") for entries("/$folder");
    }
  }
  %$now = (%$now, %of_modules);
}

sub observe_files {
  my ($now, $folder, @names) = @_;
  for my $name (@names) {
    my $line = line_of("$folder/$name");
    $now->{'f:' . substr("$folder/$name", 1)} = $line if defined $line;
  }
}

# Names in a folder; says nothing of a folder that is not there.
sub observe_folder {
  my ($now, $folder) = @_;
  my @names = entries($folder);
  $now->{'d:' . substr($folder, 1)} = "@names" if @names;
  return @names;
}

sub observe_pf {
  my ($now, $pf) = @_;
  my $folder = "$DEVICES/$pf";
  observe_files($now, $folder, qw(driver_override sriov_numvfs sriov_totalvfs sriov_drivers_autoprobe));
  my @vfs;
  while (defined(my $vf = link_name("$folder/virtfn" . @vfs))) { push @vfs, $vf }
  $now->{'d:' . substr($folder, 1)} = join ' ', map { "virtfn$_" } 0 .. $#vfs if @vfs;
  for my $vf (@vfs) {
    observe_files($now, "$DEVICES/$vf", 'driver_override');
    observe_function($now, $vf);
  }
  for my $netdev (observe_function($now, $pf)) {
    observe_files($now, "$folder/net/$netdev", qw(speed dev_port carrier_down_count));
  }
  my $controller = controller_of($pf) // return;
  $folder = "$folder/nvme/$controller";
  observe_files($now, $folder, qw(cntlid model firmware_rev serial));
  observe_files($now, "$folder/$_", qw(nsid size)) for grep { /^nvme\d+(c\d+)?n\d+$/ } entries($folder);
}

# What drivers made of a function; its netdevs.
sub observe_function {
  my ($now, $function) = @_;
  my $folder = "$DEVICES/$function";
  return () unless -e "$folder/driver";
  observe_folder($now, "$folder/vfio-dev");
  for my $controller (observe_folder($now, "$folder/nvme")) {
    my @namespaces = grep { /^nvme\d+(c\d+)?n\d+$/ } entries("$folder/nvme/$controller");
    $now->{'d:' . substr("$folder/nvme/$controller", 1)} = "@namespaces" if @namespaces;
  }
  return observe_folder($now, "$folder/net");
}

# Driver and IOMMU group of functions that are neither PF nor VF: nothing changes them.
my %of_others;

sub bindings_of {
  my ($function) = @_;
  my $folder = "$DEVICES/$function";
  return $of_others{$function} // [link_name("$folder/driver"), link_name("$folder/iommu_group")];
}

# Functions do not change their kind, so those that are there without any VF are learnt once.
sub learn_others {
  for my $function (entries($DEVICES)) {
    next if -e "$DEVICES/$function/physfn" || grep { $_ eq $function } @pfs;
    $of_others{$function} = bindings_of($function);
  }
}

# Driver and IOMMU group of each function of the host, as the folders of drivers and groups have it.
sub observe_bindings {
  my ($now) = @_;
  my %in;
  for my $function (observe_folder($now, $DEVICES)) {
    my ($driver, $group) = @{ bindings_of($function) };
    push @{ $in{"sys/bus/pci/drivers/$driver"} }, $function if defined $driver;
    push @{ $in{"sys/kernel/iommu_groups/$group/devices"} }, $function if defined $group;
  }
  observe_folder($now, '/sys/bus/pci/drivers');
  $now->{"d:$_"} = "@{ $in{$_} }" for keys %in;
}

sub observe {
  my ($tools) = @_;
  my ($code, @said) = rest();
  return ($code, @said) if $code != 0;
  my %now;
  ($now{'c:ip-link'}) = ask_ip('link show');
  observe_modules(\%now);
  observe_bindings(\%now);
  observe_pf(\%now, $_) for @pfs;
  for my $controller (map { controller_of($_) // () } @pfs) { observe_controller(\%now, $controller, defined $tools) }
  my @lines = map { "- $_" } grep { !exists $now{$_} } keys %told;
  for my $key (keys %now) {
    my $text = $now{$key} // '';
    next if exists $told{$key} && $told{$key} eq $text;
    $told{$key} = $text;
    $text =~ s/\n/\\n/g;
    push @lines, "+ $key\t$text";
  }
  delete @told{ grep { !exists $now{$_} } keys %told };
  return (0, @lines);
}

# --- requests

# A port that trains may lose its link once more.
sub carrier {
  my ($pf, $seconds) = @_;
  my $looks = 0;
  for (1 .. $seconds * 10) {
    my $netdev = netdev_of($pf) // return (1, 'Cannot find device');
    my $is_there = (line_of("$DEVICES/$pf/net/$netdev/carrier") // '0') eq '1';
    $looks = $is_there ? $looks + 1 : 0;
    return (0) if $looks == 30;
    pause(0.1);
  }
  return (1, 'Connection timed out');
}

my %VERBS = (
  write => \&write_file,
  ip => \&set_link,
  links => sub { my ($all, @said) = ask_ip('link show'); return defined $all ? (0, $all) : (1, @said) },
  'virt-mgmt' => \&virt_mgmt,
  'attach-ns' => sub { namespace(0, @_) },
  'detach-ns' => sub { namespace(1, @_) },
  run => \&run,
  carrier => \&carrier,
  rest => \&rest,
  pfs => sub { @pfs = @_; learn_others(); return (0) },
  observe => \&observe,
);

$SIG{PIPE} = 'IGNORE';
while (defined(my $line = <STDIN>)) {
  chomp $line;
  my ($verb, @words) = split /\|/, $line;
  my $does = $VERBS{$verb} // sub { (1, "unknown request: $verb") };
  my ($code, @lines) = $does->(@words);
  syswrite STDOUT, join '', map { "$_\n" } @lines, "= $code";
}

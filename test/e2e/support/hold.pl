# Runs on an emulated host and stops a run in a step: hold.pl INDEX MILLISECONDS
# It says `ready`; then waits for the run that begins next, until its journal says that step INDEX has started; then for
# the milliseconds, but not longer than the step takes; stops the run there, and says `held RUN PROCESS...`.
#
# The run cannot get ahead of this: connections that come are put on the processor that this is on, at a priority that
# interrupts them at the end of the write that this waits for. The host's perl has no modules.
use strict;
use warnings;

my ($index, $milliseconds) = @ARGV;
my $STATE = '/var/lib/cdktf-sriov';
my $LOCKS = '/run/cdktf-sriov';
# x86-64
my ($INOTIFY_INIT1, $INOTIFY_ADD_WATCH, $IN_MODIFY, $IN_CREATE) = (294, 254, 0x2, 0x100);

sub slurp {
    my ($file) = @_;
    open my $in, '<', $file or return '';
    local $/;
    my $text = <$in>;
    return defined $text ? $text : '';
}

sub entries { my ($folder) = @_; opendir my $d, $folder or return; return readdir $d }

# Number of the last file NAME.N of a folder.
sub last_of {
    my ($folder, $name) = @_;
    my ($last) = sort { $b <=> $a } map { /^$name\.(\d+)$/ ? $1 : () } entries($folder);
    return $last || 0;
}

# Processes that others have started.
sub children {
    my %children;
    for my $pid (grep { /^\d+$/ } entries('/proc')) {
        my ($parent) = slurp("/proc/$pid/stat") =~ /\) \S (\d+)/ or next;
        push @{ $children{$parent} }, $pid;
    }
    return \%children;
}

my ($listener) = slurp('/run/dropbear.pid') =~ /(\d+)/ or die "no ssh server\n";
my ($processors) = slurp("/proc/$listener/status") =~ /^Cpus_allowed_list:\s*(\S+)/m;
sub put_listener_on { system "taskset -pc $_[0] $listener >/dev/null" }

$SIG{ALRM} = sub { die "no run has come to step $index in time\n" };
END { put_listener_on($processors) if defined $processors }
alarm 300;
$| = 1;

my $watch = syscall $INOTIFY_INIT1, 0;
die "inotify: $!\n" if $watch < 0 || syscall($INOTIFY_ADD_WATCH, $watch, $STATE, $IN_MODIFY | $IN_CREATE) < 0;
open my $events, '<&=', $watch or die "inotify: $!\n";
my $before = last_of($STATE, 'journal');
put_listener_on(0);
print "ready\n";

# Waits for a change of the journals, some seconds at most; returns how many of them are left.
sub change {
    my ($seconds) = @_;
    my $ready = '';
    vec($ready, $watch, 1) = 1;
    my ($found, $left) = select $ready, undef, undef, $seconds;
    sysread $events, my $event, 65536 if $found > 0;
    return $left;
}

# The journal of the run; empty before it begins.
sub journal {
    my $now = last_of($STATE, 'journal');
    return $now > $before ? slurp("$STATE/journal.$now") : '';
}

change(undef) until journal() =~ /^started $index$/m;
my ($run, undef, undef, undef, $id) = split ' ', slurp("$LOCKS/lock." . last_of($LOCKS, 'lock'));
# What watches the time and the connection goes on.
my %aside = map { ($_, 1) } @{ children()->{$run} || [] };
my $left = $milliseconds / 1000;
$left = change($left) while $left > 0 && journal() !~ /^(?:un)?changed $index$|^(?:failed|refused) $index /m;

my @stopped;
for (my @next = ($run); @next;) {
    my $pid = shift @next;
    kill 'STOP', $pid;
    push @stopped, $pid;
    push @next, grep { !$aside{$_} } @{ children()->{$pid} || [] };
}
# A step that has ended, and another that has begun: it is not held where it was to be.
die "the run got ahead\n" if journal() =~ /^(?:un)?changed $index$.*^(?:started|over)/ms;
print "held $id @stopped\n";

# Runs on an emulated host. One word says what to do:
#   start  keeps files for later, and prints a look: everything that a test may have changed, a line each
#   reset  brings the host back to the look that follows this program, and prints a new one; with a second word the
#          data on drives becomes zeroes
# What cannot be brought back shows in that new look. The host's perl has no modules.
use strict;
use warnings;

my $START = '/dev/shm/lab-start';
my $PCI   = '/sys/bus/pci/devices';
# What libvirt changes at any time, and what this program keeps.
my $MOMENTARY = qr{^(?:$START|/var/log|/var/cache/libvirt|/run/libvirt|/var/lib/libvirt|/run/lock)$};
my @SAVED     = grep { -e } qw(/etc /root /home /usr/local);
my $LISTENER  = '/run/dropbear.pid';

sub slurp {
    my ($file) = @_;
    open my $in, '<', $file or return '';
    my $text = do { local $/; <$in> };
    close $in;
    $text = '' unless defined $text;
    $text =~ s/\s+\z//;
    return $text;
}

# A write of the kernel's files, whose failure shows in the look.
sub put {
    my ($file, $text) = @_;
    open my $out, '>', $file or return;
    syswrite $out, $text;
    close $out;
}

sub output {
    my @command = @_;
    my $pid = open my $in, '-|';
    return '' unless defined $pid;
    if ($pid == 0) {
        open STDERR, '>', '/dev/null';
        # Outlives exec, and ends what hangs.
        alarm 60;
        exec @command or exit 127;
    }
    my $text = do { local $/; <$in> };
    close $in;
    return defined $text ? $text : '';
}

sub do_quietly { output(@_); return }

sub base { my ($path) = @_; return defined $path ? $path =~ s{.*/}{}r : '-' }
sub entries { my ($folder) = @_; opendir my $d, $folder or return; return sort grep { !/^\.\.?$/ } readdir $d }

# --- what there is

sub functions { return entries($PCI) }
sub driver_of { return base(readlink "$PCI/$_[0]/driver") }

# NVMe character device of a PCI function, or undef.
sub drive_of {
    my ($name) = entries("$PCI/$_[0]/nvme");
    return defined $name ? "/dev/$name" : undef;
}
sub has_secondaries { return -e "$PCI/$_[0]/sriov_totalvfs" }

# [controller, online, queues, interrupts] of each secondary controller.
sub secondaries {
    my ($drive) = @_;
    my $json = output('nvme', 'list-secondary', $drive, '-o', 'json');
    my @found;
    while ($json =~ /\{([^{}]*"secondary-controller-identifier"[^{}]*)\}/g) {
        my %of = map { /"([^"]+)"\s*:\s*(\d+)/ ? ($1, $2) : () } split /,/, $1;
        push @found, [map { $of{$_} // -1 }
            qw(secondary-controller-identifier secondary-controller-state num-virtual-queues num-virtual-interrupts)];
    }
    return @found;
}

sub namespaces_of { return map { /n(\d+)$/ ? $1 : () } grep { /^nvme\d+(c\d+)?n\d+$/ } entries("$PCI/$_[0]/nvme/" . base(drive_of($_[0]))) }
sub attached { my ($drive, $nsid) = @_; return sort { $a <=> $b } output('nvme', 'list-ctrl', $drive, '-n', $nsid) =~ /\]:(?:0x)?([0-9a-f]+)/g }

# Process id -> command of every process but the kernel's, this one with those it is for, and the ssh server.
sub processes {
    my %found;
    for my $pid (grep { /^\d+$/ } entries('/proc')) {
        my $command = slurp("/proc/$pid/cmdline");
        $found{$pid} = $command =~ tr/\0/ /r if $command ne '';
    }
    delete $found{ slurp($LISTENER) };
    for (my $pid = $$; $pid > 1; ) {
        delete $found{$pid};
        last unless slurp("/proc/$pid/stat") =~ /\) \S (\d+)/;
        $pid = $1;
    }
    return \%found;
}

sub listener { return slurp('/proc/' . slurp($LISTENER) . '/cmdline') =~ tr/\0/ /r }

# Path -> what it is, of all files that are not the kernel's.
sub files {
    my ($boot) = slurp('/proc/stat') =~ /^btime (\d+)/m;
    my %found;
    for my $root ('/', '/run', '/tmp', '/dev/shm', '/var/lib/cdktf-sriov') {
        my $device = (lstat $root)[0];
        my @folders = $root eq '/' ? ('') : ($root);
        while (defined(my $folder = shift @folders)) {
            for my $name (entries($folder eq '' ? '/' : $folder)) {
                my $path = "$folder/$name";
                next if $path =~ $MOMENTARY;
                my ($on, undef, $mode, undef, $uid, undef, undef, $size, undef, $mtime) = lstat $path or next;
                if (-l _) { $found{$path} = 'link ' . readlink $path; next }
                if (-d _) {
                    next if $on != $device;
                    $found{$path} = sprintf 'folder %o %d', $mode & 07777, $uid;
                    push @folders, $path;
                    next;
                }
                # What the boot wrote is not the same each time.
                my $what = $mtime < $boot - 2 ? "$size bytes of $mtime" : 'new';
                $found{$path} = -f _ ? sprintf('file %o %d %s', $mode & 07777, $uid, $what) : 'special';
            }
        }
    }
    return \%found;
}

sub look {
    my @lines;
    push @lines, map { 'module ' . (split ' ')[0] } split /\n/, slurp('/proc/modules');
    push @lines, 'taint ' . slurp('/proc/sys/kernel/tainted'), 'hostname ' . slurp('/proc/sys/kernel/hostname');
    push @lines, 'hugepages ' . slurp('/proc/sys/vm/nr_hugepages');
    push @lines, map { "mount $_" } split /\n/, slurp('/proc/self/mounts');
    for my $function (functions()) {
        my $line = "pci $function driver " . driver_of($function);
        for my $file (qw(driver_override sriov_numvfs sriov_drivers_autoprobe)) {
            $line .= " $file " . slurp("$PCI/$function/$file") if -e "$PCI/$function/$file";
        }
        push @lines, "$line group " . base(readlink "$PCI/$function/iommu_group");
    }
    push @lines, map { "vfio $_" } entries('/dev/vfio');
    for my $name (entries('/sys/class/net')) {
        my $net = "/sys/class/net/$name";
        next unless -d $net;
        push @lines, "net $name of " . base(readlink "$net/device") . ' master ' . base(readlink "$net/master")
            . join '', map { " $_ " . slurp("$net/$_") } qw(address mtu flags ifalias);
    }
    # Numbers of interfaces grow; what the kernel finds by itself comes when it comes.
    push @lines, map { /^\d+: (.*?)\s*\\/ ? "address $1" : () } grep { !/ scope link| dynamic/ } split /\n/, output('ip', '-o', 'addr');
    push @lines, map { "route $_" } split /\n/, output('ip', '-4', 'route', 'show', 'table', 'all');
    push @lines, map { "rule $_" } split /\n/, output('ip', 'rule');
    for my $function (grep { defined drive_of($_) } functions()) {
        my $drive = drive_of($function);
        push @lines, map { "namespace $function $_ of " . join ' ', attached($drive, $_) } namespaces_of($function);
        next unless has_secondaries($function);
        push @lines, map { "controller $function " . join ' ', @$_ } secondaries($drive);
        push @lines, map { "share $function $_" } grep { /^(vqrfap|virfap|vqrfa|virfa)\b/ } split /\n/, output('nvme', 'primary-ctrl-caps', $drive);
    }
    if (-x '/usr/sbin/libvirtd') {
        push @lines, map { "libvirt $_" } grep { /\S/ } map { split /\n/, output('virsh', '-q', '-c', 'qemu:///system', @$_) }
            [qw(list --all --name)], [qw(net-list --all --name)];
    }
    push @lines, 'processors of the listener ' . (slurp('/proc/' . slurp($LISTENER) . '/status') =~ /^Cpus_allowed_list:\s*(\S+)/m)[0];
    push @lines, 'listener ' . listener(), map { "process $_" } values %{ processes() };
    my $files = files();
    push @lines, map { "path $_ $files->{$_}" } keys %$files;
    return join '', map { "$_\n" } sort @lines;
}

# --- the way back

sub keep_files {
    do_quietly('mkdir', '-p', $START);
    do_quietly('tar', '-cf', "$START/files.tar", @SAVED);
}

sub reset_host {
    my ($wipe, @start) = @_;
    if (-x '/usr/sbin/libvirtd') { reset_libvirt() }
    end_processes(@start);
    reset_namespaces();
    reset_rules(grep { /^rule / } @start);
    my %modules = map { /^module (\S+)/ ? ($1, 1) : () } @start;
    do_quietly('modprobe', $_) for grep { !-e "/sys/module/$_" } sort keys %modules;
    my %function;
    for (@start) {
        my ($function, $driver) = /^pci (\S+) driver (\S+)/ or next;
        my ($autoprobe) = /autoprobe (\d)/;
        $function{$function} = { driver => $driver, autoprobe => $autoprobe };
    }
    reset_function($_, $function{$_}) for grep { $function{$_} } functions();
    reset_links(grep { /^net / } @start);
    reset_drive($_, $wipe, @start) for grep { defined drive_of($_) && $function{$_} } functions();
    for (1, 2, 3) {
        my @extra = grep { !$modules{$_} } map { (split ' ')[0] } split /\n/, slurp('/proc/modules');
        do_quietly('modprobe', '-r', $_) for @extra;
    }
    put('/proc/sys/vm/nr_hugepages', /^hugepages (\d+)/ ? $1 : 0) for grep { /^hugepages/ } @start;
    reset_files(grep { /^path / } @start);
}

sub end_processes {
    my %kept = map { /^process (.*)/ ? ($1, 1) : () } @_;
    my $processes = processes();
    kill 'KILL', grep { !$kept{ $processes->{$_} } && $_ != 1 } keys %$processes;
    my ($listener) = map { /^listener (.*?) ?$/ ? $1 : () } @_;
    return if listener() =~ /^\Q$listener\E ?$/;
    kill 'KILL', slurp($LISTENER);
    # Connections that are there stay.
    do_quietly(split ' ', $listener);
}

sub reset_namespaces {
    for my $name (entries('/run/netns')) {
        for my $link (output('ip', '-n', $name, '-o', 'link') =~ /^\d+: ([^:@]+)/gm) {
            do_quietly('ip', '-n', $name, 'link', 'set', $link, 'netns', '1') unless $link eq 'lo';
        }
        do_quietly('ip', 'netns', 'del', $name);
    }
    do_quietly('umount', '/run/netns') if -d '/run/netns';
}

# The first VRF brings one that stays.
sub reset_rules {
    my %start = map { ($_, 1) } @_;
    for my $rule (grep { !$start{"rule $_"} } split /\n/, output('ip', 'rule')) {
        do_quietly('ip', 'rule', 'del', 'pref', $1) if $rule =~ /^(\d+):/;
    }
}

sub reset_function {
    my ($function, $start) = @_;
    my $folder = "$PCI/$function";
    put("$folder/driver_override", "\n") if slurp("$folder/driver_override") ne '(null)';
    put("$folder/sriov_numvfs", '0') if slurp("$folder/sriov_numvfs") =~ /[1-9]/;
    put("$folder/sriov_drivers_autoprobe", $start->{autoprobe}) if defined $start->{autoprobe};
    my $driver = driver_of($function);
    return if $driver eq $start->{driver};
    put("$folder/driver/unbind", $function) if $driver ne '-';
    put("/sys/bus/pci/drivers/$start->{driver}/bind", $function) if $start->{driver} ne '-';
    # Only now are they gone where there was no driver before.
    put("$folder/sriov_numvfs", '0') if slurp("$folder/sriov_numvfs") =~ /[1-9]/;
}

sub reset_links {
    my %start;
    for (@_) {
        my ($name, $of, $mac, $mtu, $flags) = /^net (\S+) of (\S+) .* address (\S+) mtu (\d+) flags (\S+)/ or next;
        $start{$of eq '-' ? $name : $of} = { name => $name, mac => $mac, mtu => $mtu, up => hex($flags) & 1 };
    }
    for my $name (grep { -d "/sys/class/net/$_" } entries('/sys/class/net')) {
        my $of = base(readlink "/sys/class/net/$name/device");
        my $start = $start{$of eq '-' ? $name : $of};
        if (!$start) { do_quietly('ip', 'link', 'del', $name) if $of eq '-'; next }
        next if $name eq 'lo';
        if ($start->{up}) {
            do_quietly('ip', 'link', 'set', $name, 'mtu', $start->{mtu}, 'up');
            next;
        }
        do_quietly('ip', 'link', 'set', $name, 'nomaster') if -e "/sys/class/net/$name/master";
        do_quietly('ip', 'addr', 'flush', 'dev', $name);
        do_quietly('ip', 'link', 'set', $name, 'down', 'mtu', $start->{mtu}, 'promisc', 'off', 'allmulticast', 'off');
        do_quietly('ip', 'link', 'set', $name, 'address', $start->{mac}) if slurp("/sys/class/net/$name/address") ne $start->{mac};
        do_quietly('ip', 'link', 'set', $name, 'name', $start->{name}) if $name ne $start->{name};
    }
}

# Controllers go offline, which takes their resources; namespaces are attached as they were.
sub reset_drive {
    my ($function, $wipe, @start) = @_;
    my $drive = drive_of($function);
    if (has_secondaries($function)) {
        for (secondaries($drive)) {
            my ($controller, $online, $queues, $interrupts) = @$_;
            do_quietly('nvme', 'virt-mgmt', $drive, '-c', $controller, '-a', 7) if $online || $queues || $interrupts;
        }
        # What the primary controller is to hold after its next reset is nowhere to be read.
        do_quietly('nvme', 'virt-mgmt', $drive, '-c', 0, '-r', $_, '-n', 0, '-a', 1) for 0, 1;
        my $held = output('nvme', 'primary-ctrl-caps', $drive) =~ /^(?:vqrfap|virfap)\s*:\s*[1-9]/m;
        do_quietly('nvme', 'reset', $drive) if $held;
    }
    for (@start) {
        my ($nsid, $controllers) = /^namespace \Q$function\E (\d+) of(.*)/ or next;
        my %wanted = map { ($_, 1) } split ' ', $controllers;
        my %now    = map { ($_, 1) } attached($drive, $nsid);
        # The drive ends at once when something is detached that is not attached: only what it names itself.
        do_quietly('nvme', 'attach-ns', $drive, '-n', $nsid, '-c', $_) for grep { !$now{$_} } sort keys %wanted;
        do_quietly('nvme', 'detach-ns', $drive, '-n', $nsid, '-c', $_) for grep { !$wanted{$_} } sort keys %now;
        do_quietly('blkdiscard', '-f', '-z', "${drive}n$nsid") if $wipe && -b "${drive}n$nsid";
    }
}

sub reset_libvirt {
    my @virsh = ('virsh', '-q', '-c', 'qemu:///system');
    for my $domain (grep { /\S/ } split /\n/, output(@virsh, qw(list --all --name))) {
        do_quietly(@virsh, 'destroy', $domain);
        do_quietly(@virsh, 'undefine', $domain);
    }
    for my $network (grep { /\S/ } split /\n/, output(@virsh, qw(net-list --all --name))) {
        do_quietly(@virsh, 'net-destroy', $network);
        do_quietly(@virsh, 'net-undefine', $network);
    }
}

sub reset_files {
    my %start = map { /^path (\S+) (.*)/ ? ($1, $2) : () } @_;
    my $now = files();
    for my $path (sort { $b cmp $a } keys %$now) {
        next if ($start{$path} // '') eq $now->{$path};
        next if ($start{$path} // '') =~ /^folder/ && $now->{$path} =~ /^folder/;
        if ($now->{$path} =~ /^folder/) { rmdir $path } else { unlink $path }
    }
    do_quietly('tar', '-xpf', "$START/files.tar", '-C', '/');
}

my ($word, $wipe) = (@ARGV, '', '');
if ($word eq 'start') { keep_files() }
elsif ($word eq 'reset') {
    my @start = map { s/\n\z//r } <STDIN>;
    die "the look to bring back is empty\n" unless @start;
    reset_host($wipe, @start);
}
else { die "start or reset\n" }
print look();
__END__

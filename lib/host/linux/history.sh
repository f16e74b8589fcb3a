# variables are set in front of it; lock.sh has last_of
# shellcheck shell=sh disable=SC2153
## part HISTORY
## The last 16 journals, 4 MiB of each: a host keeps at least as many.
last_of "$STATE/journal"
n=$((LAST - 16))
while [ "$n" -lt "$LAST" ]; do
  n=$((n + 1))
  [ -e "$STATE/journal.$n" ] || continue
  printf '\n%s journal\n' "$M"
  head -c 4194304 "$STATE/journal.$n"
done
printf '\n%s unchanged\n' "$M"
head -c 1000 "$STATE/unchanged" 2>/dev/null
printf '\n%s end\n' "$M"
exit
